"""How the organisation's reasons are worded. Reasons travel as codes and names; words are made when shown."""

from collections.abc import Iterable, Sequence
from functools import reduce

from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def names(people: Sequence[str]) -> str:
    return pgettext("between names", ", ").join(people)


def seat_in_full(unit: str, label: str) -> str:
    """A seat with its unit; a label that names the unit already stays as it is."""
    return label if not unit or label.startswith(unit) else _("%(unit)s %(seat)s") % {"unit": unit, "seat": label}


def sentences(parts: Iterable[str]) -> str:
    """Sentences one after the other; Chinese puts no space between them."""
    return reduce(lambda before, after: _("%(before)s %(after)s") % {"before": before, "after": after}, parts)


def holder(via: str, name: str, acting_for: str) -> str:
    """One person's ground to act in a seat; empty when the seat is their own."""
    data = {"name": name, "giver": acting_for or _("nobody in post")}
    if via == "delegation":
        return _("%(name)s acts for %(giver)s by delegation.") % data
    if via == "colleague":
        return _("%(name)s of the same office or body stands in for %(giver)s.") % data
    if via == "deputy":
        return _("%(name)s, in charge of the office, stands in for %(giver)s.") % data
    if via == "director":
        return _("%(name)s, head of the unit, stands in for %(giver)s.") % data
    if via == "superior":
        return _("%(name)s of the superior unit stands in for %(giver)s.") % data
    return ""


def assignment(
    label: str, via: str | None, barred: Sequence[str], absent: Sequence[str], standing_in: Sequence[str]
) -> str:
    """The whole sentence that is shown before submission and kept with the decision."""
    parts = []
    if barred:
        parts.append(_("%(names)s wrote this text and may not decide on it.") % {"names": names(barred)})
    if absent:
        parts.append(_("%(names)s is absent.") % {"names": names(absent)})
    if not barred and not absent:
        parts.append(_("Nobody holds the seat %(seat)s.") % {"seat": label})
    parts.append(_stands_in(via, standing_in))
    return sentences(parts)


def _stands_in(via: str | None, people: Sequence[str]) -> str:
    data = {"names": names(people)}
    sentences = {
        "colleague": _("%(names)s of the same office or body stands in."),
        "delegation": _("%(names)s acts by delegation."),
        "deputy": _("%(names)s, in charge of the office, stands in."),
        "director": _("%(names)s, head of the unit, stands in."),
        "superior": _("%(names)s of the superior unit stands in."),
    }
    return sentences[via] % data if via in sentences else _("Nobody can stand in: the seat is vacant.")
