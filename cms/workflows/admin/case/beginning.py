"""Pages on which a case about something that is on view begins: changed, taken down, ended, shown elsewhere."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.publication import disclosable
from cms.publication.disclosable import item_of
from cms.workflows import services
from cms.workflows.admin import standing
from cms.workflows.admin.forms.decisions import BeginForm, EmergencyForm, ReleaseForm
from cms.workflows.admin.guards import named, refusals
from cms.workflows.admin.queue.views import ApprovalView
from cms.workflows.cases import drafting, lookup, regulation, terms
from cms.workflows.cases.models import Case
from cms.workflows.cases.reasons import ReasonKind
from cms.workflows.chains import words
from cms.workflows.chains.composing import NoSuchChain
from cms.workflows.chains.routing import RoutingError
from cms.workflows.chains.vocabulary import CHANNELS
from cms.workflows.services import blocking, emergency, ending, opening
from cms.workflows.services.refusing import Refused


def basis_of(procedure_class: str, action: str, channel: str) -> tuple[str, bool]:
    """What the action has to rest on, in words ("" when nothing is asked), and whether it must be given."""
    if action != Case.Action.REPEAL:
        return "", False
    try:
        chain = regulation.active().chain(procedure_class, action, channel)
    except NoSuchChain:
        return "", False
    if chain.steps[-1].kind == "take_down":
        return _("Document and number, required (§5.5.3)."), chain.requires_basis
    return _("The act that ends it: title, number and date (§5.5)."), chain.requires_basis


class ItemView(ApprovalView):
    """A view of one item; to whom it is not for, there is none."""

    item: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.item = item_of(f"page:{kwargs['page_id']}")
        if not disclosable.is_disclosed(self.item):
            raise Http404

    def knows(self) -> bool:
        """Whether this person may know of the item at all."""
        return bool(self.request.user.is_superuser or named.PAGES(self.request.user, {self.item.pk}))

    def refuse(self, name: str, reason: str) -> HttpResponseBase:
        """In a sentence, to who may know of the item. Raises PermissionDenied for the others."""
        if not self.knows():
            raise PermissionDenied
        return refusals.say(self.request, self.item, name, reason)


class Begin(ItemView):
    """Opens a case in the item's own channel, or in one more."""

    template_name = "disclosure_workflows/begin.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.action = str(kwargs["action"])
        self.channel = str(kwargs.get("channel") or self.item.disclosure_channel)
        if self.action not in Case.Action.values or self.channel not in CHANNELS:
            raise Http404

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if drafting.may_begin(request.user, self.item, self.channel):
            return super().dispatch(request, *args, **kwargs)
        return self.refuse(self.action, refusals.sentence(self.item, request.user, self.action))

    @property
    def is_elsewhere(self) -> bool:
        return self.channel != self.item.disclosure_channel

    def get_page_title(self) -> str:
        where = f" · {CHANNELS.label(self.channel)}" if self.is_elsewhere else ""
        return f"{Case.Action(self.action).label}{where} · {self.item.disclosure_title}"

    def form(self, data: Any = None) -> BeginForm | ReleaseForm:
        if self.is_elsewhere:
            names = (self.item.procedure_class, *self.item.release_classes.get(self.channel, ()))
            names = names if self.action == Case.Action.PUBLISH else ()  # the others follow what is shown
            classes = [(name, words.procedure_class(name)) for name in names]
            return ReleaseForm(data, action=self.action, classes=classes)
        facts, required = basis_of(self.item.procedure_class, self.action, self.channel)
        return BeginForm(data, action=self.action, basis=facts, needs_basis=required)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form())
        refusal = opening.refusal(self.item, self.action, self.channel)
        running = lookup.running(self.item, self.channel)
        releases = self.is_elsewhere and self.action in (Case.Action.PUBLISH, Case.Action.MODIFY)
        return super().get_context_data(
            item=self.item,
            term=terms.of_item(self.item, self.channel) if releases else None,
            is_carried=True,
            refusal=refusal,
            running=running if refusal is not None else None,
            gives_way=running is not None and refusal is None,
            standing=standing.of(running) if running is not None else None,
            end_url=self._end_url(running),
            **kwargs,
        )

    def _end_url(self, running: Case | None) -> str:
        """Where this person ends the case that stands in the way, to go on here."""
        if running is None or ending.refusal(running, self.request.user) is not None:
            return ""
        return f"{reverse('disclosure_approval:end', args=[running.pk])}?then={self.action}"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            case = services.open_case(
                self.item, action=self.action, user=request.user, channel=self.channel, **form.facts()
            )
        except (Refused, RoutingError) as refused:
            messages.error(request, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        if self.action == Case.Action.MODIFY and not self.is_elsewhere:
            return redirect("wagtailadmin_pages:edit", self.item.pk)
        return redirect("disclosure_approval:submit", pk=case.pk)


class Unblock(ItemView):
    """What keeps an item from being edited and is no approval's doing, and the button that takes it off."""

    template_name = "disclosure_workflows/unblock.html"
    header_icon = "lock-open"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.knows():
            raise Http404

    def get_page_title(self) -> str:
        return _("What blocks “%(title)s”") % {"title": self.item.disclosure_title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        refusal = blocking.refusal(self.item, self.request.user)
        return super().get_context_data(item=self.item, blocks=blocking.of(self.item), refusal=refusal, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            blocking.unblock(self.item, request.user)
        except Refused as refused:
            messages.error(request, refused.reason)
            return self.render_to_response(self.get_context_data(), status=409)
        messages.success(request, _("It can be edited again. What was taken off is in the page's history."))
        return redirect("disclosure_approval:life", page_id=self.item.pk)


class TakeDownNow(ItemView):
    """Emergency: down at once, ratified afterwards (decision 4)."""

    template_name = "disclosure_workflows/emergency.html"
    header_icon = "warning"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if emergency.may(request.user, self.item.issuing_office.unit_id):
            return super().dispatch(request, *args, **kwargs)
        reason = emergency.refusal(self.item, request.user) or _("Here the approval chain decides.")
        return self.refuse("emergency", reason)

    def get_page_title(self) -> str:
        return _("Take down at once: %(title)s") % {"title": self.item.disclosure_title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", EmergencyForm(initial={"reason_kind": ReasonKind.PRIVACY}))
        refusal = emergency.refusal(self.item, self.request.user)
        return super().get_context_data(item=self.item, refusal=refusal, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = EmergencyForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        try:
            case = services.take_down_now(self.item, request.user, **form.cleaned_data)
        except Refused as refused:
            messages.error(request, refused.reason)
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, _("It is down in every channel. The ordinary chain has to ratify it now."))
        return redirect(reverse("disclosure_approval:case", args=[case.pk]))
