"""Before the chain begins: the submission, and the part of an item that a seat provides."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList

from cms.publication.disclosable import item_of
from cms.workflows import services
from cms.workflows.admin import standing
from cms.workflows.admin.case.beginning import basis_of
from cms.workflows.admin.forms.decisions import AttestationForm, BeginForm, ReasonKindForm
from cms.workflows.admin.queue.views import CaseView
from cms.workflows.cases import attachments, lookup, progress, terms
from cms.workflows.cases.models import Case
from cms.workflows.chains import words
from cms.workflows.chains.routing import RoutingError
from cms.workflows.services import providing, submitting
from cms.workflows.services.refusing import Refused


class Submit(CaseView):
    """The whole chain with names before it begins, what is missing, and the attestation."""

    needs_item = True
    template_name = "disclosure_workflows/submit.html"

    def get_page_title(self) -> str:
        return _("Submit for approval: %(title)s") % {"title": self.case.title}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seen = submitting.prospect(self.case, self.request.user)
        steps = [
            {
                "step": step,
                "label": words.step(step.kind, step.seats),
                "assignments": assignments,
                "due": due,
                "people": "、".join(dict.fromkeys(holder.name for each in assignments for holder in each.holders)),
            }
            for step, assignments, due in seen.steps
        ]
        kwargs.setdefault("form", _attestation_form(seen.case))
        kwargs.setdefault("reasons", self._reasons())
        term = terms.seen(self.case, seen.item, seen.form)
        given_here = kwargs["reasons"] is not None and seen.refusal in submitting.unreasoned(seen.case)
        return super().get_context_data(
            case=self.case,
            prospect=seen,
            remarks=(*seen.remarks, *attachments.remarks(seen.form)),
            refusal="" if given_here else seen.refusal,
            standing=standing.of(self.case),
            steps=steps,
            term=term,
            elsewhere=terms.elsewhere(self.case, term, timezone.now()),
            is_carried=self.case.is_release,
            class_label=words.procedure_class(seen.case.procedure_class),
            clause=seen.case.plan.clause,
            **kwargs,
        )

    def _reasons(self, data: Any = None) -> ReasonKindForm | BeginForm | None:
        """The reason as it was given, to be put right before it is submitted (again); None where there is none to give.

        What an emergency took down was told to the public with its reason: that one stays.
        """
        case = self.case
        if case.is_release or case.is_ratification or case.action == Case.Action.PUBLISH:
            return None
        facts: dict[str, Any] = {"reason_kind": case.reason_kind, "reason": case.reason}
        if case.action == Case.Action.MODIFY:
            return ReasonKindForm(data, initial=facts)
        successor = item_of(case.successor) if case.successor else None
        facts |= {"basis": case.basis, "successor": successor, "suppress_title": case.suppress_title}
        given = case.basis_facts
        facts |= {f"basis_{name}": given.get(name, "") for name in ("number", "authority", "date", "url")}
        facts["basis_item"] = item_of(given["item"]) if given.get("item") else None
        basis, required = basis_of(case.procedure_class, case.action, case.channel)
        return BeginForm(data, action=case.action, basis=basis, needs_basis=required, initial=facts)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = _attestation_form(self.case, request.POST)
        given = self.case.action == Case.Action.MODIFY or "reason_kind" in request.POST
        reasons = self._reasons(request.POST) if given else None
        if not form.is_valid() or (reasons is not None and not reasons.is_valid()):
            return self.render_to_response(self.get_context_data(form=form, reasons=reasons), status=422)
        try:
            if reasons is not None:
                services.give_reason(self.case, request.user, **reasons.facts())
            services.submit(
                self.case, request.user, attestation=form.attestation(), comment=form.cleaned_data["comment"]
            )
        except (Refused, RoutingError) as refused:
            messages.error(request, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, _("“%(title)s” was submitted.") % {"title": self.case.title})
        return self.here()


def _attestation_form(case: Case, data: Any = None) -> AttestationForm:
    """By the case's plan: whether anything is attested, and which reviews are stated with it.

    The plan is made anew at the submission: what it asks besides is taken from what was posted, and judged there.
    """
    attests = any(step.kind == "attest" for step in case.plan.steps)
    asked = submitting.points_of(case.plan)
    posted = [name for name in data or () if name.startswith(submitting.STATED) and name not in asked]
    return AttestationForm(data, attests=attests, asked={**asked, **dict.fromkeys(posted, words.kind("review"))})


class Provide(CaseView):
    """The part of an item that a seat provides, and nothing else of it."""

    needs_item = True
    template_name = "disclosure_workflows/provide.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.refusal = providing.refusal(self.case, request.user)
        if self.refusal is not None:
            return
        self.step, self.seat = providing.steps_for(self.case, request.user, progress.look(self.case).directory)[0]
        self.draft = lookup.draft(self.case)
        panels = getattr(self.draft, "provided_panels", {}).get(self.seat.seat.identifier)
        self.panels = ObjectList(panels).bind_to_model(type(self.draft)) if panels else None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.refusal is None:
            return super().dispatch(request, *args, **kwargs)
        messages.error(request, self.refusal)
        return self.here()

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
        states = [(seat, words.statement(name)) for seat, name in self.step.states]
        return super().get_context_data(
            case=self.case, step=self.step, seat=self.seat, panels=panels, states=states, **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.panels is not None:
            form = self.panels.get_form_class()(request.POST, request.FILES, instance=self.draft, for_user=request.user)
            if not form.is_valid():
                messages.error(request, _("It could not be saved: please correct the errors below."))
                return self.render_to_response(self.get_context_data(form=form), status=422)
            changed = form.save(commit=False)
            changed.save_revision(user=request.user, log_action=True, clean=False)
        try:
            stated, comment = request.POST.getlist("states"), request.POST.get("comment", "")
            services.provide(self.case, request.user, step=self.step.number, stated=stated, comment=comment)
        except Refused as refused:
            messages.error(request, refused.reason)
            return self.here()
        messages.success(request, _("Your part was recorded."))
        return redirect("disclosure_approval:queue")
