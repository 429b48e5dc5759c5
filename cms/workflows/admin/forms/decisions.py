"""The forms of a case. They check what can be typed wrongly; whether it may be done is the services' answer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from cms.files import uploads, vault
from cms.workflows.cases import reasons, returning
from cms.workflows.chains import words
from cms.workflows.chains.values import PlanStep
from cms.workflows.services.submitting import ATTESTED

POINTS = words.POINTS


class AttestationForm(forms.Form):
    """Every point is answered by its own tick; nothing is ticked beforehand."""

    comment = forms.CharField(
        label=_("Note for the reviewers"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, attests: bool = True, asked: dict[str, str] | None = None, **kwargs: Any) -> None:
        """`asked` are the points of the plan with the reviews that they state (`submitting.points_of`)."""
        super().__init__(*args, **kwargs)
        self.asked = (asked or dict.fromkeys(ATTESTED, "")) if attests else {}
        for name, review in self.asked.items():
            label = words.statement(review) if review else POINTS[name]
            self.fields[name] = forms.BooleanField(label=label, required=True)

    @property
    def points(self) -> list[Any]:
        return [self[name] for name in self.asked]

    def attestation(self) -> dict[str, bool]:
        return {name: bool(self.cleaned_data.get(name)) for name in self.asked}


class DecisionForm(forms.Form):
    """A review, signature, passing-on or publication: in which seat, with what comment."""

    seat = forms.CharField(required=False, widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Opinion"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    """What needs a reason."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ReturnForm(forms.Form):
    """Reasons from the list of the house, and what is to be said beside them; one of the two at least."""

    reasons = forms.MultipleChoiceField(
        label=_("Reasons"), required=False, choices=returning.choices, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Further explanation"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.fields["reasons"].choices:  # type: ignore[attr-defined]  # a choice field
            del self.fields["reasons"]

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        if not self.errors and not facts.get("reasons") and not facts.get("reason", "").strip():
            raise ValidationError(_("Choose a reason, or say why it comes back."))
        return facts


class EndForm(forms.Form):
    """Ending a case; a draft that differs from what is on view can be put back to it."""

    reason = forms.CharField(label=_("Why it ends"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    restore = forms.BooleanField(
        label=_("Put the draft back to what is on view, so that the next change begins there"), required=False
    )
    then = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, restores: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not restores:
            del self.fields["restore"]


def kept(upload: Any) -> dict[str, Any] | None:
    """What the vault keeps of an uploaded document (`sha256`, `name`, `type`, `size`). Raises ValidationError."""
    if not upload:
        return None
    checked = uploads.check_document(upload.file, upload.name, upload.size)
    try:
        stored = vault.current().keep(upload.file)
    except OSError as error:
        raise ValidationError(_("The file could not be kept. Try again.")) from error
    return {"sha256": stored.sha256, "name": checked.name, "type": checked.media_type, "size": stored.size}


class RecordForm(forms.Form):
    """A resolution or a filing. The file goes into the vault; the decision holds its digest."""

    recipient = forms.ChoiceField(label=_("Filed with"), required=False)
    number = forms.CharField(label=_("Number"), required=False, max_length=100)
    date = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}))
    how = forms.CharField(label=_("How it was filed"), required=False, max_length=200)
    file = forms.FileField(label=_("File"), required=False)
    comment = forms.CharField(label=_("Note"), required=False, max_length=1000)

    def __init__(self, *args: Any, step: PlanStep, recipients: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fact = step.definition.fact
        if fact is None:
            raise ValueError(f"a {step.kind} records nothing")
        self.fields["number"].label, self.fields["file"].label = fact.number, fact.file
        self.fields["number"].required, self.fields["file"].required = fact.needs_number, fact.needs_file
        if fact.to_recipients:
            self.fields["recipient"].choices = [(name, name) for name in recipients]  # type: ignore[attr-defined]  # a choice field
            self.fields["how"].required = self.fields["recipient"].required = True
        else:
            del self.fields["recipient"], self.fields["how"]

    def clean_file(self) -> dict[str, Any] | None:
        return kept(self.cleaned_data.get("file"))

    def facts(self) -> dict[str, Any]:
        facts = self.cleaned_data
        return {
            "date": facts["date"].isoformat(),
            "number": facts.get("number", ""),
            "recipient": facts.get("recipient", ""),
            "how": facts.get("how", ""),
            "file": facts.get("file"),
            "comment": facts.get("comment", ""),
        }


_PARTS_TOLD = _("Where the change takes a part down (a licence of a batch), the public reads it in that part's place.")


class ReasonKindForm(forms.Form):
    """Why an item that is on view is modified."""

    reason_kind = forms.ChoiceField(label=_("Why it changes"), choices=lambda: reasons.choices("modify"))
    reason = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_PARTS_TOLD,
    )

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


BASIS_FIELDS = ("basis_number", "basis_authority", "basis_date", "basis_url", "basis_item")


class BeginForm(forms.Form):
    """Opening a case about something that is on view: a typed reason, and what the action needs."""

    reason_kind = forms.ChoiceField(label=_("Reason"))
    reason = forms.CharField(
        label=_("Explanation"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The public reads it in the page's place, unless title and reason are left away."),
    )
    basis = forms.CharField(label=_("Policy basis"), max_length=300)
    basis_number = forms.CharField(label=_("Number of the basis"), max_length=80, required=False)
    basis_authority = forms.CharField(label=_("Who issued the basis"), max_length=120, required=False)
    basis_date = forms.DateField(
        label=_("Date of the basis"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    basis_url = forms.URLField(label=_("Where the basis can be read"), required=False, assume_scheme="https")
    basis_item = forms.ModelChoiceField(
        label=_("Or the item that shows the basis"),
        queryset=Page.objects.none(),
        required=False,
        widget=AdminPageChooser,
    )
    successor = forms.ModelChoiceField(
        label=_("What takes its place"),
        queryset=Page.objects.none(),
        required=False,
        widget=AdminPageChooser,
        help_text=_("An item that is on view."),
    )
    suppress_title = forms.BooleanField(
        label=_("Say neither title nor reason in public (secrecy or privacy)"), required=False
    )

    def __init__(self, *args: Any, action: str, basis: str = "", needs_basis: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["basis"].required = needs_basis
        self.fields["reason_kind"].choices = reasons.choices(action)  # type: ignore[attr-defined]  # a choice field
        self.fields["successor"].queryset = Page.objects.filter(depth__gt=1)  # type: ignore[attr-defined]  # a choice field
        self.fields["basis"].help_text = basis
        self.fields["basis_item"].queryset = Page.objects.filter(depth__gt=1)  # type: ignore[attr-defined]  # a choice field
        if not basis:
            for name in ("basis", *BASIS_FIELDS):
                del self.fields[name]
        if action in ("modify", "publish"):
            del self.fields["successor"]
            self.fields["reason"].required = False
            self.fields["reason"].help_text = _PARTS_TOLD
        if action == "publish":
            del self.fields["reason_kind"]
            self.fields["reason"].label = _("Note")
            self.fields["reason"].help_text = ""
        if action != "withdraw":
            del self.fields["suppress_title"]

    def facts(self) -> dict[str, Any]:
        facts = self.cleaned_data
        successor = facts.get("successor")
        return {
            "reason_kind": facts.get("reason_kind", ""),
            "reason": facts["reason"],
            "basis": facts.get("basis", ""),
            "basis_facts": self._basis_facts(),
            "suppress_title": facts.get("suppress_title", False),
            "successor": f"page:{successor.pk}" if successor else "",
        }

    def _basis_facts(self) -> dict[str, str]:
        facts = self.cleaned_data
        date, item = facts.get("basis_date"), facts.get("basis_item")
        return {
            "number": facts.get("basis_number", ""),
            "authority": facts.get("basis_authority", ""),
            "date": date.isoformat() if date else "",
            "url": facts.get("basis_url", ""),
            "item": f"page:{item.pk}" if item else "",
        }


class ReleaseForm(forms.Form):
    """Showing in one more channel what is on view, or taking it from there."""

    procedure_class = forms.ChoiceField(label=_("What is shown"), required=False)
    reason_kind = forms.ChoiceField(label=_("Reason"), required=False)
    reason = forms.CharField(
        label=_("Explanation"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, action: str, classes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(classes) > 1:
            self.fields["procedure_class"].choices = classes  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["procedure_class"]
        if action == "withdraw":
            self.fields["reason_kind"].choices = reasons.choices(action)  # type: ignore[attr-defined]  # a choice field
            self.fields["reason_kind"].required = True
        else:
            del self.fields["reason_kind"]

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name, "") for name in ("procedure_class", "reason_kind", "reason")}


class EmergencyForm(forms.Form):
    """A takedown that is effective at once."""

    reason_kind = forms.ChoiceField(label=_("Kind of reason"), choices=lambda: reasons.choices("withdraw"))
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    suppress_title = forms.BooleanField(
        label=_("Say neither title nor reason in public (secrecy or privacy)"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["reason_kind"]
        field.choices = [choice for choice in field.choices if choice[0] != reasons.ReasonKind.SUPERSEDED]
