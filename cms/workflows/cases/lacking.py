"""What an item lacks, in a sentence that knows where it is to be mended, so that it can be drawn as a way there."""

from typing import Any, Self

from django.urls import reverse

ANCHOR = "lacks-"
"""Begins the fragment that the editor's script follows: `#lacks-summary`, `#lacks-findings-0-result`."""


class Lack(str):
    """A sentence; `at` is the field, the child relation, or `relation-place-field` of a row, as the form names it.

    `page` is the number of the item where it is a page; None where there is no form to go to.
    """

    __slots__ = ("at", "page")
    at: str
    page: int | None

    def __new__(cls, words: Any, at: str = "", page: int | None = None) -> Self:
        made = super().__new__(cls, str(words))
        made.at, made.page = at, page
        return made

    @property
    def url(self) -> str:
        """The field in the item's form; "" where the sentence is about no one field, or there is no form."""
        if not self.at or self.page is None:
            return ""
        return f"{reverse('wagtailadmin_pages:edit', args=[self.page])}#{ANCHOR}{self.at}"


def within(line: str, relation: str, place: int, page: int | None) -> Lack:
    """What the row at this place (from 0) of a child relation lacks, seen from the page."""
    own = getattr(line, "at", "")
    return Lack(line, f"{relation}-{place}-{own}" if own else f"{relation}-{place}", page)
