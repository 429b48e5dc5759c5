"""Comments on the page of a case: their forms, and what they do."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from cms.publication.canonical import CanonicalContent
from cms.workflows.admin.case import reviewing
from cms.workflows.admin.forms import comparison
from cms.workflows.admin.forms.comparison import Change
from cms.workflows.admin.queue.views import CaseView
from cms.workflows.cases import comments
from cms.workflows.cases.progress import Situation
from cms.workflows.services import commenting
from cms.workflows.services.refusing import Refused

WORDS = forms.Textarea(attrs={"rows": 2})


class CommentForm(forms.Form):
    """About what, and what is said."""

    about = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    text = forms.CharField(label=gettext_lazy("Comment"), max_length=commenting.LONGEST, widget=WORDS)

    def __init__(self, *args: Any, targets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.targets = dict(targets)
        self.fields["about"].choices = [("", _("the whole item")), *targets]  # type: ignore[attr-defined]  # a choice field

    @property
    def label_of_target(self) -> str:
        return self.targets.get(self.cleaned_data["about"], "")


class AnswerForm(forms.Form):
    """What is said to a comment."""

    text = forms.CharField(label=gettext_lazy("Answer"), required=False, max_length=commenting.LONGEST, widget=WORDS)


def targets_of(form: CanonicalContent | None, rows: list[Change] | None = None) -> list[tuple[str, str]]:
    return comparison.targets(form, rows) if form is not None else []


def shown(
    situation: Situation, user: Any, form: CanonicalContent | None, rows: list[Change], about: str
) -> dict[str, Any]:
    """For the page of the case: the threads, and the forms where this person may say something. `rows` is the form as
    the page shows it."""
    case = situation.case
    threads = comments.threads(situation.decisions)
    may = commenting.refusal(case, user, situation.directory) is None
    entries = [(each, may and commenting.may_resolve(case, user, each, situation.directory)) for each in threads]
    return {
        "threads": entries,
        "unresolved": len(comments.unresolved(threads)),
        "comment_form": CommentForm(targets=targets_of(form, rows), initial={"about": about}) if may else None,
        "answer_form": AnswerForm(auto_id=False),
    }


class Say(CaseView):
    """A comment, an answer, or that a comment is settled; the answer to what is refused is the service's sentence."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            said = self._say(request)
        except Refused as refused:
            messages.error(request, refused.reason)
            return self._back()
        if said:
            messages.success(request, said)
        return self._back()

    def _say(self, request: HttpRequest) -> str:
        number = request.POST.get("of", "")
        if not number:
            return self._comment(request)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self._complain(form)
        of, text = int(number) if number.isdecimal() and len(number) < 18 else 0, form.cleaned_data["text"]
        if "resolve" in request.POST:
            commenting.resolve(self.case, request.user, of, text)
            return _("The comment is settled.")
        commenting.answer(self.case, request.user, of, text)
        return _("Your answer was recorded.")

    def _comment(self, request: HttpRequest) -> str:
        form = CommentForm(request.POST, targets=targets_of(reviewing.form_of(self.case)))
        if not form.is_valid():
            return self._complain(form)
        facts = form.cleaned_data
        commenting.comment(self.case, request.user, facts["text"], about=facts["about"], label=form.label_of_target)
        return _("Your comment was recorded.")

    def _complain(self, form: forms.Form) -> str:
        for name, errors in form.errors.items():
            messages.error(self.request, f"{form.fields[name].label}: {' '.join(map(str, errors))}")
        return ""

    def _back(self) -> HttpResponseBase:
        return redirect(f"{reverse('disclosure_approval:case', args=[self.case.pk])}#comments-section")
