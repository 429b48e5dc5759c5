"""The pages of the desk. Each asks a service and shows its sentence; none decides anything itself."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.exhibits.room import LiveRowTouched, NotExhibited
from cms.files import vault
from cms.files.views import responses
from cms.publication import canonical as forms_of
from cms.publication import current, rendering
from cms.publication.canonical import Form
from cms.publication.disclosable import item_of
from cms.publication.schema import SchemaMismatch
from cms.workflows import cases, progress, services, words
from cms.workflows.chains.values import PlanStep
from cms.workflows.desk import access, chain, comparison, editor, offers, queue
from cms.workflows.desk.forms import AttestationForm, DecisionForm, MarkForm, ReasonForm, ReasonKindForm, RecordForm
from cms.workflows.models import Case, Decision, SignedForm
from cms.workflows.people import Seat
from cms.workflows.progress import Situation
from cms.workflows.refusing import Refused
from cms.workflows.routing import RoutingError
from cms.workflows.services import providing, submitting

PER_PAGE = 50


class DeskView(WagtailAdminTemplateMixin, TemplateView):
    """Page furniture of the admin."""

    header_icon = "clipboard-list"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("disclosure_desk:queue"), "label": _("Approval")},
            {"url": "", "label": self.get_page_title()},
        ]


class CaseView(DeskView):
    """A view of one case; to whom it is not for, there is none."""

    case: Case

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.case = get_object_or_404(Case.objects.select_related("unit", "office", "chains"), pk=kwargs["pk"])
        if not access.may_read(request.user, self.case):
            raise Http404

    def get_page_title(self) -> str:
        return str(self.case)

    def here(self) -> HttpResponseBase:
        return redirect("disclosure_desk:case", pk=self.case.pk)


class Queue(DeskView):
    """What waits for this person, oldest first, and what they have under way."""

    template_name = "disclosure_workflows/queue.html"
    page_title = _("Approval")

    def get_page_title(self) -> str:
        return _("Waiting for me")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = queue.waiting_for(self.request.user)
        page = Paginator(waiting, PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            waiting=page.object_list,
            page=page,
            total=len(waiting),
            mine=queue.prepared_by(self.request.user),
            stuck=queue.stuck() if self.request.user.is_superuser else [],
            **kwargs,
        )


class ShowCase(CaseView):
    """Where the case stands, what changed, what this person may do."""

    template_name = "disclosure_workflows/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        situation = progress.look(self.case)
        user = self.request.user
        form = _form_of(self.case)
        before = current.of_item(self.case.item, self.case.channel, form=True)
        item = item_of(self.case.item)
        return super().get_context_data(
            case=self.case,
            item=item,
            edit_url=_edit_url(item, user),
            stages=chain.stages(situation),
            decisions=[(each, words.kind(each.kind)) for each in situation.decisions],
            offers=offers.offers(situation, user),
            changes=comparison.changes(Form(before.form) if before else None, form) if form else [],
            is_first=before is None,
            has_form=form is not None,
            class_label=words.procedure_class(self.case.procedure_class),
            more_ways=editor.ways_from_case(self.case),
            successor=current.link(self.case.successor) if self.case.successor else None,
            life_url=reverse("disclosure_desk:life", args=[item.pk]) if item is not None else "",
            may_submit=self._may_submit(situation),
            provides=self._provides(situation),
            public=current.link(self.case.item, self.case.channel),
            **kwargs,
        )

    def _may_submit(self, situation: Situation) -> bool:
        return submitting.refusal(self.case, self.request.user, situation.directory) is None

    def _provides(self, situation: Situation) -> list[tuple[PlanStep, Seat]]:
        if self.case.state not in Case.EDITABLE:
            return []
        return providing.steps_for(self.case, self.request.user, situation.directory)


def _form_of(case: Case) -> Form | None:
    """What the case is about: the submitted form, or the draft while it is being prepared."""
    if not case.shows_form:
        return None
    if case.digest:
        sealed = SignedForm.objects.filter(digest=case.digest).first()
        return Form(sealed.text) if sealed else None
    if case.is_release:
        shown = current.of_item(case.item, form=True)
        return Form(shown.form) if shown else None
    try:
        return forms_of.make(cases.draft(case))
    except LookupError:
        return None


def _edit_url(item: Any, user: Any) -> str:
    if item is None or not hasattr(item, "permissions_for_user") or not item.permissions_for_user(user).can_edit():
        return ""
    return reverse("wagtailadmin_pages:edit", args=[item.pk])


class Preview(CaseView):
    """Exactly what was submitted, through the code that the public's page goes through."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = _form_of(self.case)
        if form is None:
            raise Http404
        try:
            content = rendering.render(form, rendering.preview(form, timezone.now()), request)
        except (SchemaMismatch, LiveRowTouched, NotExhibited) as error:
            return HttpResponse(str(error), status=500, content_type="text/plain; charset=utf-8")
        response = HttpResponse(content)
        response["Cache-Control"] = "private, no-store"
        return response


class Submit(CaseView):
    """The whole chain with names before it begins, what is missing, and the attestation."""

    template_name = "disclosure_workflows/submit.html"

    def get_page_title(self) -> str:
        return _("Submit for approval: %(title)s") % {"title": self.case.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = submitting.prospect(self.case, self.request.user)
        attests = any(step.kind == "attest" for step in seen.case.plan.steps)
        steps = [
            {
                "step": step,
                "label": words.kind(step.kind),
                "assignments": assignments,
                "due": due,
                "people": "、".join(dict.fromkeys(holder.name for each in assignments for holder in each.holders)),
            }
            for step, assignments, due in seen.steps
        ]
        kwargs.setdefault("form", AttestationForm(attests=attests))
        kwargs.setdefault("reasons", ReasonKindForm(initial={"reason_kind": self.case.reason_kind}))
        return super().get_context_data(
            case=self.case,
            prospect=seen,
            steps=steps,
            class_label=words.procedure_class(seen.case.procedure_class),
            clause=seen.case.plan.clause,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        attests = any(step.kind == "attest" for step in self.case.plan.steps)
        form = AttestationForm(request.POST, attests=attests)
        reasons = ReasonKindForm(request.POST)
        if not form.is_valid() or (self.case.action == Case.Action.MODIFY and not reasons.is_valid()):
            return self.render_to_response(self.get_context_data(form=form, reasons=reasons), status=422)
        try:
            if self.case.action == Case.Action.MODIFY and not self.case.is_release:
                services.give_reason(self.case, request.user, **reasons.cleaned_data)
            services.submit(
                self.case, request.user, attestation=form.attestation(), comment=form.cleaned_data["comment"]
            )
        except (Refused, RoutingError) as refused:
            messages.error(request, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, _("“%(title)s” was submitted.") % {"title": self.case.title})
        return self.here()


class Act(CaseView):
    """A decision by its form; the answer to one that is refused is the service's sentence."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        verbs: dict[str, Callable[[], str | None]] = {
            "sign": self._sign,
            "publish": self._publish,
            "record": self._record,
            "return": self._return,
            "raise": self._raise,
            "lower": self._lower,
            "recall": self._recall,
            "cancel": self._cancel,
            "confirm": self._confirm,
        }
        verb = verbs.get(str(kwargs["verb"]))
        if verb is None:
            raise Http404
        try:
            done = verb()
        except Refused as refused:
            messages.error(request, refused.reason)
            return self.here()
        if done is None:
            return self.here()
        messages.success(request, done)
        return redirect("disclosure_desk:queue") if kwargs["verb"] in ("sign", "return", "record") else self.here()

    def _valid(self, form: Any) -> bool:
        if form.is_valid():
            return True
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            messages.error(self.request, f"{label}: {' '.join(errors)}" if label else " ".join(errors))
        return False

    def _sign(self) -> str | None:
        form = DecisionForm(self.request.POST, prefix="sign")
        if not self._valid(form):
            return None
        told = form.cleaned_data
        services.sign(self.case, self.request.user, seat=told["seat"], comment=told["comment"])
        return _("Your decision was recorded.")

    def _publish(self) -> str | None:
        form = DecisionForm(self.request.POST, prefix="publish")
        if not self._valid(form):
            return None
        decision = services.publish(self.case, self.request.user, comment=form.cleaned_data["comment"])
        if decision.kind == "return":
            messages.warning(self.request, decision.comment)
            return None
        return _("It was carried out: %(kind)s.") % {"kind": words.kind(decision.kind)}

    def _record(self) -> str | None:
        situation = progress.look(self.case)
        step = situation.position.step
        if step is None or step.kind not in ("resolution", "filing"):
            raise Refused(_("There is nothing to record at this step."))
        recipients = situation.position.recipients
        form = RecordForm(self.request.POST, self.request.FILES, prefix="record", step=step, recipients=recipients)
        if not self._valid(form):
            return None
        services.record(self.case, self.request.user, **form.facts())
        return _("The fact was recorded.")

    def _reason(self, prefix: str) -> str | None:
        form = ReasonForm(self.request.POST, prefix=prefix)
        return str(form.cleaned_data["reason"]) if self._valid(form) else None

    def _return(self) -> str | None:
        reason = self._reason("return")
        if reason is None:
            return None
        services.return_to_provider(self.case, self.request.user, reason=reason)
        return _("It was returned to the provider.")

    def _recall(self) -> str | None:
        reason = self._reason("recall")
        if reason is None:
            return None
        services.recall(self.case, self.request.user, reason=reason)
        return _("It was taken back. The signatures of this round are void.")

    def _confirm(self) -> str | None:
        form = AttestationForm(self.request.POST, prefix="confirm")
        if not self._valid(form):
            return None
        services.confirm(
            self.case, self.request.user, attestation=form.attestation(), comment=form.cleaned_data["comment"]
        )
        return _("It was confirmed; its review period begins anew.")

    def _cancel(self) -> str | None:
        services.cancel(self.case, self.request.user)
        return _("The case was cancelled.")

    def _raise(self) -> str | None:
        form = MarkForm(self.request.POST, prefix="raise")
        if not self._valid(form):
            return None
        services.raise_mark(self.case, self.request.user, form.cleaned_data["mark"], reason=form.cleaned_data["reason"])
        return _("The mark was raised; no signature is voided.")

    def _lower(self) -> str | None:
        form = MarkForm(self.request.POST, prefix="lower")
        if not self._valid(form):
            return None
        services.lower_mark(self.case, self.request.user, form.cleaned_data["mark"], reason=form.cleaned_data["reason"])
        return _("The mark was lowered.")


class Provide(CaseView):
    """The part of an item that a seat provides, and nothing else of it."""

    template_name = "disclosure_workflows/provide.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        reason = providing.refusal(self.case, request.user)
        if reason is not None:
            raise PermissionDenied(reason)
        self.step, self.seat = providing.steps_for(self.case, request.user, progress.look(self.case).directory)[0]
        self.draft = cases.draft(self.case)
        panels = getattr(self.draft, "provided_panels", {}).get(self.seat.seat.identifier)
        self.panels = ObjectList(panels).bind_to_model(type(self.draft)) if panels else None

    def get_page_title(self) -> str:
        return _("Provide: %(title)s") % {"title": self.case.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panels = None
        form = kwargs.get("form")
        if self.panels is not None:
            form = form or self.panels.get_form_class()(instance=self.draft, for_user=self.request.user)
            panels = self.panels.get_bound_panel(request=self.request, instance=self.draft, form=form)
            kwargs["media"] = form.media + panels.media
        kwargs["form"] = form
        return super().get_context_data(case=self.case, step=self.step, seat=self.seat, panels=panels, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.panels is not None:
            form = self.panels.get_form_class()(request.POST, request.FILES, instance=self.draft, for_user=request.user)
            if not form.is_valid():
                messages.error(request, _("It could not be saved: please correct the errors below."))
                return self.render_to_response(self.get_context_data(form=form), status=422)
            changed = form.save(commit=False)
            changed.save_revision(user=request.user, log_action=True, clean=False)
        try:
            services.provide(self.case, request.user, step=self.step.number, comment=request.POST.get("comment", ""))
        except Refused as refused:
            messages.error(request, refused.reason)
            return self.here()
        messages.success(request, _("Your part was recorded."))
        return redirect("disclosure_desk:queue")


class Evidence(View):
    """A file that a decision recorded (minutes, a receipt), for those who may read the case."""

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
        case = get_object_or_404(Case, pk=pk)
        decision = get_object_or_404(Decision, pk=number, case_id=case.pk)
        file = decision.told.get("file")
        if not access.may_read(request.user, case) or not file:
            raise Http404
        try:
            source = vault.current().open(file["sha256"])
        except vault.VaultError as error:
            raise Http404 from error
        response = responses.of_file(
            request,
            source,
            size=file["size"],
            media_type=file["type"],
            name=file["name"],
            etag=responses.etag_of(file["sha256"]),
        )
        response["Cache-Control"] = "private, no-store"
        return response
