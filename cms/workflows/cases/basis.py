"""What a repeal or an abolition rests on, as it is public with the tombstone or the mark 废止 (§5.5)."""

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

FACTS = ("number", "authority", "date", "url", "item")
"""Of the act: its number, who issued it, its date (YYYY-MM-DD), a link outside, the key of the item that shows it."""


def cleaned(facts: dict[str, Any] | None) -> dict[str, str]:
    """The facts that are given, as text."""
    given = facts or {}
    return {name: str(given[name]).strip() for name in FACTS if given.get(name)}


def refusal(facts: dict[str, str], item: Any, at: datetime.datetime | None = None) -> str | None:
    """Why an act of this date cannot end this item."""
    written = facts.get("date", "")
    if not written:
        return None
    try:
        day = datetime.date.fromisoformat(written)
    except ValueError:
        return _("There is no such date: %(date)s.") % {"date": written}
    if day > timezone.localdate(at or timezone.now()):
        return _("The act that ends it is dated in the future.")
    made = getattr(item, "created_on", None)
    if made and day < made:
        return _("The act that ends it is of %(day)s, before what it ends (%(made)s).") % {"day": day, "made": made}
    return None


def public(title: str, facts: dict[str, str]) -> dict[str, str]:
    """What the public is told; {} where nothing is given."""
    return {"title": title, **facts} if title or facts else {}
