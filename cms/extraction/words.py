"""Words for what a reading says: states, places, hidden things."""

from typing import Any

from django.utils.translation import pgettext, pgettext_lazy

from cms.extraction.formats import found

STATES = {
    found.READ: pgettext_lazy("state of a reading", "read"),
    found.PARTIAL: pgettext_lazy("state of a reading", "read in part: it is very large"),
    found.SCANNED: pgettext_lazy("state of a reading", "pictures without text (a scan?)"),
    found.EMPTY: pgettext_lazy("state of a reading", "no text"),
    found.ENCRYPTED: pgettext_lazy("state of a reading", "encrypted or protected by a password"),
    found.UNREADABLE: pgettext_lazy("state of a reading", "damaged, cannot be read"),
    found.UNSUPPORTED: pgettext_lazy("state of a reading", "a kind of file that is not read"),
    found.TOO_LARGE: pgettext_lazy("state of a reading", "too large to be read"),
    found.TIMED_OUT: pgettext_lazy("state of a reading", "not read to its end: it takes too long"),
    found.CRASHED: pgettext_lazy("state of a reading", "the program that reads it broke down"),
}
COMPLETE = frozenset({found.READ})
HIDDEN = {
    "hidden_sheet": pgettext_lazy("hidden in a file", "hidden sheet"),
    "hidden_row": pgettext_lazy("hidden in a file", "hidden row"),
    "hidden_column": pgettext_lazy("hidden in a file", "hidden column"),
    "hidden_cell": pgettext_lazy("hidden in a file", "cell that shows nothing"),
    "hidden_slide": pgettext_lazy("hidden in a file", "hidden slide"),
    "hidden_text": pgettext_lazy("hidden in a file", "hidden text"),
    "notes": pgettext_lazy("hidden in a file", "speaker's notes"),
    "comment": pgettext_lazy("hidden in a file", "comment"),
    "annotation": pgettext_lazy("hidden in a file", "annotation or form field"),
    "inserted": pgettext_lazy("hidden in a file", "tracked insertion"),
    "deleted": pgettext_lazy("hidden in a file", "tracked deletion"),
    "moved": pgettext_lazy("hidden in a file", "tracked move"),
    "property": pgettext_lazy("hidden in a file", "document property"),
    "custom_property": pgettext_lazy("hidden in a file", "custom property"),
    "embedded": pgettext_lazy("hidden in a file", "embedded object or attached file"),
    "cached": pgettext_lazy("hidden in a file", "cached data of a pivot table"),
    "gps": pgettext_lazy("hidden in a file", "place where a picture was taken"),
    "picture": pgettext_lazy("hidden in a file", "details of a picture"),
}
PROPERTIES = {
    "author": pgettext_lazy("hidden in a file", "author"),
    "last_modified_by": pgettext_lazy("hidden in a file", "last modified by"),
    "company": pgettext_lazy("hidden in a file", "company"),
    "manager": pgettext_lazy("hidden in a file", "manager"),
    "title": pgettext_lazy("hidden in a file", "title"),
    "subject": pgettext_lazy("hidden in a file", "subject"),
    "keywords": pgettext_lazy("hidden in a file", "keywords"),
    "description": pgettext_lazy("hidden in a file", "description"),
    "category": pgettext_lazy("hidden in a file", "category"),
    "status": pgettext_lazy("hidden in a file", "status"),
    "template": pgettext_lazy("hidden in a file", "template"),
    "program": pgettext_lazy("hidden in a file", "program"),
    "link_base": pgettext_lazy("hidden in a file", "base of links"),
    "custom": pgettext_lazy("hidden in a file", "custom property"),
}


NUMBERED = {"pdf": found.PAGE, "ofd": found.PAGE, "pptx": found.SLIDE}
"""Kinds of files in which a place is a number, and of what."""


def state(name: str) -> str:
    return str(STATES.get(name, name))


def hidden(kind: str) -> str:
    return str(HIDDEN.get(kind, kind))


def where(kind: str, place: str, of: str = "") -> str:
    """The place of something hidden in a file of a kind: a property's name, 第3页, what else was noted."""
    if kind == "property":
        return str(PROPERTIES.get(place, place))
    return page(NUMBERED[of], int(place), "") if of in NUMBERED and place.isdecimal() else place


def page(place: str, number: int, name: str) -> str:
    """第3页, a sheet by its name, 第3张幻灯片; "" where there are no pages."""
    if place == found.PAGE:
        return pgettext("place in a file", "page %(number)s") % {"number": number}
    if place == found.SLIDE:
        return pgettext("place in a file", "slide %(number)s") % {"number": number}
    if place == found.SHEET:
        return pgettext("place in a file", "sheet “%(name)s”") % {"name": name or number}
    return ""


def pages(facts: dict[str, Any]) -> str:
    """How much there is: 3 pages, 2 sheets; "" where there is nothing that counts."""
    places = {each[0] for each in facts.get("pages", [])}
    total = facts.get("total", 0)
    if found.SHEET in places:
        return pgettext("place in a file", "%(number)s sheets") % {"number": total}
    if found.SLIDE in places:
        return pgettext("place in a file", "%(number)s slides") % {"number": total}
    if found.PAGE in places:
        return pgettext("place in a file", "%(number)s pages") % {"number": total}
    return ""
