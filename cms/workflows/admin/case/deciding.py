"""What is decided on a case, by its form."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages

from cms.publication import adopting
from cms.workflows import services
from cms.workflows.admin import standing
from cms.workflows.admin.case import available
from cms.workflows.admin.forms import marks
from cms.workflows.admin.forms.decisions import AttestationForm, DecisionForm, ReasonForm, RecordForm, ReturnForm
from cms.workflows.admin.forms.marks import LowerForm, RaiseForm
from cms.workflows.admin.queue.views import CaseView
from cms.workflows.cases import progress
from cms.workflows.cases.models import Case
from cms.workflows.chains import words
from cms.workflows.chains.vocabulary import CHANNELS
from cms.workflows.services import claiming, ending, unposting
from cms.workflows.services.refusing import Refused


class Act(CaseView):
    """A decision by its form; the answer to one that is refused is the service's sentence."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        verbs: dict[str, Callable[[], str | None]] = {
            "sign": self._sign,
            "publish": self._publish,
            "unpost": self._unpost,
            "record": self._record,
            "return": self._return,
            "raise": self._raise,
            "lower": self._lower,
            "recall": self._recall,
            "cancel": self._cancel,
            "decline": self._decline,
            "confirm": self._confirm,
            "claim": self._claim,
            "release": self._release,
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
        return self.after(str(kwargs["verb"]))

    def after(self, verb: str) -> HttpResponseBase:
        """Where somebody goes on who has decided."""
        if verb in ("sign", "return", "record", "decline"):
            return redirect("disclosure_approval:queue")
        then = self.request.POST.get("cancel-then", "") if verb == "cancel" else ""
        page = self.case.item.removeprefix("page:")
        if then in Case.Action.values and page.isdigit():
            own = [page, then] if CHANNELS[self.case.channel].has_pages else [page, then, self.case.channel]
            return redirect("disclosure_approval:begin", *own)
        return self.here()

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
        facts = form.cleaned_data
        services.sign(self.case, self.request.user, seat=facts["seat"], comment=facts["comment"])
        return _("Your decision was recorded.")

    def _publish(self) -> str | None:
        form = DecisionForm(self.request.POST, prefix="publish")
        if not self._valid(form):
            return None
        decision = services.publish(self.case, self.request.user, comment=form.cleaned_data["comment"])
        why = adopting.why_not_shown(self.case.item, self.case.channel)
        if why is not None:
            messages.error(self.request, why)
        return _("It was carried out: %(kind)s.") % {"kind": words.kind(decision.kind)}

    def _unpost(self) -> str | None:
        form = DecisionForm(self.request.POST, prefix="unpost")
        if not self._valid(form):
            return None
        facts = form.cleaned_data
        unposting.done(self.case, self.request.user, facts["seat"], comment=facts["comment"])
        return _("It was recorded that it hangs or lies no more.")

    def _record(self) -> str | None:
        situation = progress.look(self.case)
        step = situation.position.step
        if step is None or not step.definition.is_recorded:
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
        form = ReturnForm(self.request.POST, prefix="return")
        if not self._valid(form):
            return None
        facts = form.cleaned_data
        services.return_to_provider(
            self.case, self.request.user, reason=facts["reason"], reasons=facts.get("reasons", ())
        )
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
        form = available.end_form(self.case, self.request.POST)
        if not self._valid(form):
            return None
        facts = form.cleaned_data
        services.cancel(self.case, self.request.user, facts["reason"], restore=facts.get("restore", False))
        if facts.get("restore"):
            return _("The case was ended. The draft says again what is on view.")
        if self.case.has_content:
            return _("The case was ended. The draft stays as it is: another case can take it up, or change it.")
        return _("The case was ended.")

    def _decline(self) -> str | None:
        reason = self._reason("decline")
        if reason is None:
            return None
        services.decline(self.case, self.request.user, reason=reason)
        return _("It was not ratified. The item stays down.")

    def _claim(self) -> str | None:
        claiming.claim(self.case, self.request.user)
        return _("The others see that you do it.")

    def _release(self) -> str | None:
        claiming.release(self.case, self.request.user)
        return _("The others see that it is open to all of you again.")

    def _raise(self) -> str | None:
        form = RaiseForm(self.request.POST, prefix="raise")
        if not self._valid(form):
            return None
        mark = form.cleaned_data["mark"]
        services.raise_mark(self.case, self.request.user, mark, reason=form.cleaned_data["reason"])
        return marks.raised(self.case, mark)

    def _lower(self) -> str | None:
        form = LowerForm(self.request.POST, self.request.FILES, prefix="lower")
        if not self._valid(form):
            return None
        services.lower_mark(self.case, self.request.user, **form.facts())
        return _("The mark was lowered.")


class End(CaseView):
    """The form that ends a case, for who came from something else that cannot begin meanwhile."""

    template_name = "disclosure_workflows/end.html"

    def get_page_title(self) -> str:
        return _("End: %(case)s") % {"case": self.case}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        refusal = ending.refusal(self.case, request.user)
        if refusal is not None:
            messages.error(request, refusal)
            return self.here()
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        then = self.request.GET.get("then", "")
        form = available.end_form(self.case, then=then if then in Case.Action.values else "")
        return super().get_context_data(case=self.case, form=form, standing=standing.of(self.case), **kwargs)
