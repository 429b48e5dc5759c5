"""What a case is about, as it is read before it is signed: the item as the public will see it, and what differs."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.publication import canonical as forms_of
from cms.publication import current, reading
from cms.publication.canonical import CanonicalContent
from cms.publication.reading import Row
from cms.workflows.admin.forms import comparison
from cms.workflows.admin.forms.comparison import Change
from cms.workflows.cases import lookup, missed, records
from cms.workflows.cases.models import Case, Decision, SignedForm

ENDED = ("return", "recall", "void")
VIEW, ROUND = "view", "round"


@dataclass(frozen=True)
class Comparison:
    """`against` is what the form is compared with: `round`, an earlier round of the case, or `view`, what is on view.
    `note` says how that round ended."""

    against: str
    heading: str
    changes: list[Change]
    note: str = ""
    none: str = ""


def comparisons(case: Case, form: CanonicalContent, decisions: Sequence[Decision]) -> list[Comparison]:
    """What was corrected since the round that was signed before, and what changes of that which is on view."""
    found = []
    former = _former_round(case, decisions)
    sealed = SignedForm.objects.filter(digest=former.digest).first() if former is not None else None
    if former is not None and sealed is not None:
        facts = {"number": former.round, "at": missed.moment(former.at)}
        heading = _("What was corrected since round %(number)s (submitted %(at)s)") % facts
        changes = comparison.changes(CanonicalContent(sealed.text), form)
        none = _("Nothing was corrected since that round.")
        found.append(Comparison(ROUND, heading, changes, _how_it_ended(former.round, decisions), none))
    before = on_view_before(case)
    if before is not None:
        over = case.state not in Case.RUNNING
        heading = _("What it changed") if over else _("What changes")
        none = _("Nothing differed from what was on view before.") if over else _(
            "Nothing differs from what is on view."
        )  # fmt: skip
        found.append(Comparison(VIEW, heading, comparison.changes(CanonicalContent(before.form), form), "", none))
    return found


def _former_round(case: Case, decisions: Sequence[Decision]) -> Decision | None:
    """The submission of the last round before this one that somebody decided on; of none, of the last one."""
    submitted = {each.round: each for each in decisions if each.kind == "submit" and each.digest}
    if case.state not in Case.EDITABLE:  # what was submitted last is what is read
        submitted.pop(max(submitted, default=0), None)
    read = [number for number in submitted if any(each.round == number and each.step for each in decisions)]
    number = max(read or submitted, default=None)
    return submitted[number] if number is not None else None


def _how_it_ended(number: int, decisions: Sequence[Decision]) -> str:
    ended = next((each for each in decisions if each.round == number and each.kind in ENDED), None)
    if ended is None:
        return ""
    said = {"what": records.label(ended), "who": ended.holder_name, "at": missed.moment(ended.at)}
    line = _("%(what)s by %(who)s, %(at)s") % said
    return _("%(line)s: %(reason)s") % {"line": line, "reason": ended.comment} if ended.comment else line


def on_view_before(case: Case) -> Row | None:
    """What the case changes or changed: what is on view now, and for one that is over what was on view before it."""
    if case.state == Case.State.COMPLETED and case.publication:
        return current.replaced_by(case.publication)
    last = None if case.state in Case.RUNNING else Decision.objects.filter(case_id=case.pk).last()
    return current.of_item(case.item, case.channel, last.at if last else None, form=True)


def comes_down(case: Case) -> CanonicalContent | None:
    """What a case takes down, as it is on view; None for one that shows something."""
    if case.shows_form:
        return None
    row = _before_the_emergency(case) if case.is_ratification else on_view_before(case)
    return CanonicalContent(row.form) if row is not None and row.form else None


def _before_the_emergency(case: Case) -> Row | None:
    """What the emergency takedown took from view."""
    newest = next(iter(reading.versions(case.item, case.channel)), None)
    return current.replaced_by(newest.number) if newest is not None else None


def form_of(case: Case) -> CanonicalContent | None:
    """What the case is about: the submitted form, or the draft while it is being prepared.

    Of one that was cancelled what was submitted last; the draft has gone its own way since.
    """
    if not case.shows_form:
        return None
    if case.digest or case.state == Case.State.CANCELLED:
        sealed = SignedForm.objects.filter(digest=case.digest or _last_submitted(case)).first()
        return CanonicalContent(sealed.text) if sealed else None
    if case.is_release:
        shown = current.of_item(case.item, form=True)
        return CanonicalContent(shown.form) if shown else None
    try:
        return forms_of.make(lookup.draft(case))
    except LookupError:
        return None


def _last_submitted(case: Case) -> str:
    submitted = Decision.objects.filter(case_id=case.pk, kind="submit").exclude(digest="").last()
    return submitted.digest if submitted else ""
