"""A case as it is read: where it stands, what it is about, what was recorded."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.generic import View
from wagtail.models import AbstractPage

from cms.files import vault
from cms.files.views import responses
from cms.publication import adopting, current, rendering
from cms.publication.canonical import CanonicalContent
from cms.publication.disclosable import item_of
from cms.publication.schema import SchemaMismatch
from cms.sandbox.sandbox import LiveRowTouched, NotSealed
from cms.workflows.admin import editor, standing
from cms.workflows.admin.case import available, chain, charting, commenting, framing, reviewing
from cms.workflows.admin.forms import comparison, marks
from cms.workflows.admin.queue.views import CaseView
from cms.workflows.cases import access, attachments, progress, records, terms
from cms.workflows.cases.models import Case, Decision
from cms.workflows.cases.people import Seat
from cms.workflows.cases.progress import Situation
from cms.workflows.chains import words
from cms.workflows.chains.values import PlanStep
from cms.workflows.services import blocking, confirming, providing, submitting

FRAMED = "framed"


class ShowCase(CaseView):
    """Where the case stands, what changed, what this person may do."""

    template_name = "disclosure_workflows/case.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        situation = progress.look(self.case)
        user = self.request.user
        form = reviewing.form_of(self.case)
        item = item_of(self.case.item)
        term = terms.seen(self.case, item, form)
        stages = chain.stages(situation)
        offers = available.available_decisions(situation, user)
        read = self._read(form, situation)
        return super().get_context_data(
            case=self.case,
            standing=standing.of(self.case, situation.at),
            item=item,
            begin_ways=self._begin_ways(item),
            blocks=blocking.of(item) if item is not None else [],
            unblock_url=_unblock_url(item, user),
            edit_url=_edit_url(item, user),
            stages=stages,
            drawn=charting.pictures(self.case.title, charting.of_case(self.case, stages, situation.decisions)),
            decisions=[(each, records.label(each), records.seat_in_full(each)) for each in situation.decisions],
            offers=offers,
            bar=[(number, each) for number, each in enumerate(offers, start=1) if each.primary],
            marks=marks.lines(situation),
            **read,
            term=term,
            elsewhere=terms.elsewhere(self.case, term, situation.at),
            is_over=self.case.state not in Case.RUNNING,
            class_label=words.procedure_class(self.case.procedure_class),
            more_ways=editor.ways_from_case(self.case),
            **commenting.shown(situation, user, form, read["everything"], self.request.GET.get("about", "")),
            review_reason=confirming.reason_of(self.case),
            successor=current.link(self.case.successor) if self.case.successor else None,
            life_url=reverse("disclosure_approval:life", args=[item.pk]) if item is not None else "",
            may_submit=self._may_submit(situation),
            provides=self._provides(situation),
            claim=available.claim_of(situation, user),
            public=current.link(self.case.item, self.case.channel),
            not_shown=adopting.why_not_shown(self.case.item, self.case.channel),
            **kwargs,
        )

    def _read(self, form: CanonicalContent | None, situation: Situation) -> dict[str, Any]:
        """What is read before it is signed: the item, what differs, all of its fields, its attachments."""
        return {
            "has_form": form is not None,
            "reads": form or reviewing.comes_down(self.case),
            "comparisons": reviewing.comparisons(self.case, form, situation.decisions) if form else [],
            "everything": comparison.everything(form) if form else [],
            "attachments": attachments.of_form(form, self.case) if form else [],
        }

    def _begin_ways(self, item: Any) -> list[editor.Way]:
        """What can begin about the item now that this case is over, or in place of a review."""
        if item is None or (self.case.is_running and not self.case.is_review):
            return []
        return list(editor.ways(item, self.request.user))

    def _may_submit(self, situation: Situation) -> bool:
        return submitting.refusal(self.case, self.request.user, situation.directory) is None

    def _provides(self, situation: Situation) -> list[tuple[PlanStep, Seat]]:
        if self.case.state not in Case.EDITABLE:
            return []
        return providing.steps_for(self.case, self.request.user, situation.directory)


def _edit_url(item: Any, user: Any) -> str:
    if item is None or not hasattr(item, "permissions_for_user") or not item.permissions_for_user(user).can_edit():
        return ""
    return reverse("wagtailadmin_pages:edit", args=[item.pk])


def _unblock_url(item: Any, user: Any) -> str:
    if item is None or not isinstance(item, AbstractPage) or blocking.refusal(item, user) is not None:
        return ""
    return reverse("disclosure_approval:unblock", args=[item.pk])


class Preview(CaseView):
    """Exactly what was submitted, or what is to come down, through the code that the public's page goes through.

    `?framed`: for the frame on the page of the case, without the site's head and foot and without any script.
    """

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = reviewing.form_of(self.case) or reviewing.comes_down(self.case)
        if form is None:
            raise Http404
        try:
            content = rendering.render(form, rendering.preview(form, timezone.now()), request)
        except (SchemaMismatch, LiveRowTouched, NotSealed) as error:
            return HttpResponse(str(error), status=500, content_type="text/plain; charset=utf-8")
        response = HttpResponse(framing.framed(content) if FRAMED in request.GET else content)
        response["Cache-Control"] = "private, no-store"
        return response


class Evidence(View):
    """A file that a decision recorded (minutes, a receipt), for those who may read the case."""

    def get(self, request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
        case = get_object_or_404(Case, pk=pk)
        decision = get_object_or_404(Decision, pk=number, case_id=case.pk)
        file = decision.facts.get("file")
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
