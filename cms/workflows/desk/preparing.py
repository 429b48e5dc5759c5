"""Before the chain begins: the submission, and the part of an item that a seat provides."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList

from cms.workflows import cases, progress, services, words
from cms.workflows.desk.forms import AttestationForm, ReasonKindForm
from cms.workflows.desk.views import CaseView
from cms.workflows.models import Case
from cms.workflows.refusing import Refused
from cms.workflows.routing import RoutingError
from cms.workflows.services import providing, submitting


class Submit(CaseView):
    """The whole chain with names before it begins, what is missing, and the attestation."""

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
        form = _attestation_form(self.case, request.POST)
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
        return redirect("disclosure_desk:queue")
