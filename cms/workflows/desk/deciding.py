"""What is decided on a case, by its form."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.publication import adopting
from cms.workflows import progress, services, words
from cms.workflows.desk.forms import AttestationForm, DecisionForm, MarkForm, ReasonForm, RecordForm
from cms.workflows.desk.views import CaseView
from cms.workflows.refusing import Refused


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
        why = adopting.why_not_shown(self.case.item, self.case.channel)
        if why is not None:
            messages.error(self.request, why)
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
