"""Steps, seats and chains in words, for tables, mails and Wagtail's records."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.workflows.chains.values import Plan
from cms.workflows.chains.vocabulary import CHANNELS, MARKS, STEP_KINDS, Action

EVENTS = {
    "submit": pgettext_lazy("step of a chain", "submitted"),
    "return": pgettext_lazy("step of a chain", "returned"),
    "recall": pgettext_lazy("step of a chain", "taken back"),
    "void": pgettext_lazy("step of a chain", "voided by an edit"),
    "revoke": pgettext_lazy("step of a chain", "revoked before its time"),
    "raise_major": pgettext_lazy("step of a chain", "mark raised"),
    "lower_major": pgettext_lazy("step of a chain", "mark lowered"),
    "unpost": pgettext_lazy("step of a chain", "take down by hand, hang what takes its place"),
    "unpost_due": pgettext_lazy("step of a chain", "to be taken down by hand"),
    "unposted": pgettext_lazy("step of a chain", "taken down by hand"),
    "open": pgettext_lazy("step of a chain", "opened"),
    "cancel": pgettext_lazy("step of a chain", "cancelled"),
    "decline": pgettext_lazy("step of a chain", "not ratified"),
    "revise": pgettext_lazy("step of a chain", "revise and submit again, or end"),
    "emergency": pgettext_lazy("step of a chain", "taken down in an emergency"),
    "confirm": pgettext_lazy("step of a chain", "confirm or withdraw"),
    "expired": pgettext_lazy("step of a chain", "came down by its expiry"),
    "shown": pgettext_lazy("step of a chain", "came on view at its time"),
    "remind": pgettext_lazy("step of a chain", "reminded"),
    "comment": pgettext_lazy("step of a chain", "commented"),
    "answer": pgettext_lazy("step of a chain", "answered a comment"),
    "resolve": pgettext_lazy("step of a chain", "settled a comment"),
    "finding": pgettext_lazy("step of a chain", "finding of the discipline inspection"),
    "escalate": pgettext_lazy("step of a chain", "escalated to the seat above"),
}
"""What is on record beside the steps of a chain."""
REVIEWS = {
    "保密审查": gettext_lazy("secrecy review"),
    "合法性审查": gettext_lazy("legality review"),
    "文字把关": gettext_lazy("check of the wording"),
    "文字把关、保密审查": gettext_lazy("check of the wording, secrecy review"),
}
"""The names that the text of the chains gives to reviews; another one is shown as it stands there."""
STATEMENTS = {
    "保密审查": gettext_lazy("Secrecy review: this office has reviewed it, and it may be disclosed (§6.1)."),
    "合法性审查": gettext_lazy("Legality review: this office has reviewed it, and it is lawful (§6.1)."),
}
"""How an office that provides an item states the review that it would give."""
POINTS = {
    "accurate": gettext_lazy("The information is accurate, and this office answers for it (§6.1)."),
    "necessary": gettext_lazy("It is necessary to disclose it (§6.1)."),
    "no_secret": gettext_lazy("It contains no state secret, no trade secret and no personal privacy (§2)."),
    "no_harm": gettext_lazy("Disclosing it does not harm social stability (§2)."),
}
"""What is attested, each in so many words; the case file writes out every one."""
REVIEWS_BY_SEAT = {"general": "保密审查", "legal": "合法性审查"}
"""What a review was that was recorded before reviews had names."""
SEATS = {
    "originating_office": gettext_lazy("originating office"),
    "legal": gettext_lazy("legal office"),
    "planning": gettext_lazy("planning and science office"),
    "general": gettext_lazy("general office"),
    "publicity": gettext_lazy("publicity office"),
    "personnel": gettext_lazy("personnel office"),
    "director": gettext_lazy("director"),
    "deputy_in_charge": gettext_lazy("leader in charge of the business"),
    "deputies_concerned": gettext_lazy("leaders concerned"),
    "deputy_publicity": gettext_lazy("leader in charge of publicity"),
    "deputy_legal": gettext_lazy("leader in charge of legal affairs"),
    "deputy_general": gettext_lazy("leader in charge of the general office"),
    "deputy_personnel": gettext_lazy("leader in charge of personnel"),
    "bureau_meeting": gettext_lazy("bureau meeting"),
    "leading_group": gettext_lazy("leading group for openness"),
    "leading_group_office": gettext_lazy("office of the leading group"),
}
CLASSES = {
    "licensing": gettext_lazy("licensing item"),
    "licensing.fees": gettext_lazy("fees of licensing"),
    "plans.annual": gettext_lazy("annual plan"),
    "plans.arrangement": gettext_lazy("arrangement"),
    "regulations.law": gettext_lazy("law, regulation or rule"),
    "regulations.normative": gettext_lazy("normative document"),
    "announcements": gettext_lazy("announcement"),
    "organisation": gettext_lazy("organisation and duties"),
    "other": gettext_lazy("other information"),
    "structure": gettext_lazy("structure of the site"),
    "internal": gettext_lazy("internal information"),
}


def mark(name: str) -> str:
    return MARKS.label(name)


CLAUSES = (gettext_lazy("Decision (5)"),)
"""Clauses that are words, so that the catalogue has them; the others are numbers of paragraphs."""


def kind(name: str) -> str:
    return STEP_KINDS.label(name) if name in STEP_KINDS else str(EVENTS.get(name, name))


def gives_review(kind_name: str) -> bool:
    """Whether a step of this kind is a review, which has a name."""
    return kind_name in STEP_KINDS and STEP_KINDS[kind_name].is_review


def review(what: str) -> str:
    """A review by its name."""
    return str(REVIEWS.get(what, what))


def statement(what: str) -> str:
    """The sentence in which an office states its own review."""
    own = STATEMENTS.get(what)
    return str(own) if own else _("This office has reviewed it itself: %(review)s (§6.1).") % {"review": review(what)}


def act(kind_name: str, what: str = "") -> str:
    """A step of a chain; a review by its name."""
    if kind_name == "unpost" and what:
        return _("%(channel)s: %(kind)s") % {"channel": CHANNELS.label(what), "kind": kind(kind_name)}
    return review(what) if what and gives_review(kind_name) else kind(kind_name)


CONDITIONS = {
    "major": gettext_lazy("only when the item is marked major"),
    "major_or_sensitive": gettext_lazy("only when the item is marked major or sensitive"),
    "rule_changed": gettext_lazy("only when the rule itself changes"),
    "major_only": gettext_lazy("only when the item is marked major, and neither particularly major nor sensitive"),
    "particularly_major_or_sensitive": gettext_lazy("only when the item is marked particularly major or sensitive"),
}
"""When a step with a condition is due (`values.CONDITIONS`), in words."""


def condition(name: str) -> str:
    """Why a step is not needed."""
    return str(CONDITIONS.get(name, name))


def certified(kind_name: str, what: str = "") -> str:
    """What somebody certifies by deciding, as the button says it: a review passed, consent, an act of the chain."""
    if what and gives_review(kind_name):
        return _("%(review)s: passed") % {"review": review(what)}
    button = str(STEP_KINDS[kind_name].button) if kind_name in STEP_KINDS else ""
    return button or act(kind_name, what)


def step(kind_name: str, seats: Iterable[Any]) -> str:
    """A step with all its seats: a joint review has several names."""
    return "、".join(dict.fromkeys(act(kind_name, seat.what) for seat in seats)) or kind(kind_name)


def review_of(kind_name: str, identifier: str, what: str) -> str:
    """The name of the review that a seat gives in a step; "" where it gives none."""
    return (what or REVIEWS_BY_SEAT.get(identifier, "")) if gives_review(kind_name) else ""


def decided(kind_name: str, seat_key: str, facts: dict[str, Any]) -> str:
    """A decision on record: its kind, seat (`unit/identifier`) and evidence."""
    identifier = seat_key.split("/")[1] if "/" in seat_key else ""
    return act(kind_name, str(facts.get("what") or REVIEWS_BY_SEAT.get(identifier, "")))


def seat(identifier: str, labels: Mapping[str, str] = MappingProxyType({})) -> str:
    """What people call a seat; of one that only the text of the chains knows, what that calls it (`labels`)."""
    return str(SEATS.get(identifier) or labels.get(identifier) or identifier)


def procedure_class(name: str) -> str:
    return str(CLASSES.get(name, name))


def task(
    kind_name: str,
    identifiers: Iterable[str],
    occurrence: int,
    whats: Iterable[str] = (),
    labels: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The name of a step among Wagtail's tasks; reviews by their names."""
    seats = "、".join(seat(each, labels) for each in identifiers)
    acts = "、".join(review(what) for what in whats) or kind(kind_name)
    text = _("%(seats)s: %(kind)s") % {"seats": seats, "kind": acts}
    return f"{text} ({occurrence})" if occurrence > 1 else text


def chain(plan: Plan) -> str:
    """The name of a chain among Wagtail's workflows."""
    return _("%(class)s · %(action)s · %(channel)s") % {
        "class": procedure_class(plan.procedure_class),
        "action": Action(plan.action).label,
        "channel": CHANNELS.label(plan.channel),
    }
