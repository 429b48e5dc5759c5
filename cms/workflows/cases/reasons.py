"""Why an item is changed, taken down or ended, as one of a closed list: what the public is told follows from it."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class ReasonKind(models.TextChoices):
    CHANGED = "changed", gettext_lazy("the matter itself changed")
    OUTDATED = "outdated", gettext_lazy("out of date")
    SUPERSEDED = "superseded", gettext_lazy("superseded by another item")
    REPEALED = "repealed", gettext_lazy("repealed or abolished")
    LAPSED = "lapsed", gettext_lazy("lapsed by its own term")
    ERROR = "error", gettext_lazy("error in the text")
    PRIVACY = "privacy", gettext_lazy("personal privacy")
    SECRECY = "secrecy", gettext_lazy("secrecy")
    OTHER = "other", gettext_lazy("other reason")


CONFIDENTIAL = (ReasonKind.PRIVACY, ReasonKind.SECRECY)
"""Causes of which the public may be told neither title nor reason (decision 3)."""

OF_ACTION: dict[str, tuple[ReasonKind, ...]] = {
    "modify": (ReasonKind.CHANGED, ReasonKind.OUTDATED, ReasonKind.ERROR, ReasonKind.PRIVACY, ReasonKind.OTHER),
    "withdraw": (
        ReasonKind.OUTDATED,
        ReasonKind.SUPERSEDED,
        ReasonKind.ERROR,
        ReasonKind.PRIVACY,
        ReasonKind.SECRECY,
        ReasonKind.OTHER,
    ),
    "repeal": (ReasonKind.REPEALED, ReasonKind.LAPSED, ReasonKind.SUPERSEDED),
}


def choices(action: str) -> list[tuple[str, str]]:
    """What may be given as the reason of an action; none for a first publication."""
    return [(kind.value, str(kind.label)) for kind in OF_ACTION.get(action, ())]


def refusal(action: str, kind: str, successor: str) -> str | None:
    """Why this reason does not go with this action."""
    if kind and kind not in OF_ACTION.get(action, ()):
        return _("This reason does not go with this action.")
    if kind == ReasonKind.SUPERSEDED and not successor:
        return _("Say which item takes its place.")
    return None
