"""Links between pages in rich text: inside a sandbox they lead to the target's current publication."""

from collections.abc import Mapping
from typing import Any

from django.utils.html import escape
from wagtail.rich_text.pages import PageLinkHandler

from cms.sandbox import sandbox


class PublishedPageLinkHandler(PageLinkHandler):
    """Wagtail's own outside a room. Inside one no row is read: a target that is not public becomes plain text."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        here = sandbox.current()
        if here is None:
            return list(super().expand_db_attributes_many(attrs_list))
        links = [here.linked(f"page:{attrs['id']}") if "id" in attrs else None for attrs in attrs_list]
        return ["<a>" if link is None else f'<a href="{escape(address_of(link))}">' for link in links]


def address_of(link: Any) -> str:
    """The address of what a room resolved, an object or a mapping with `title` and `url`."""
    return str(link["url"] if isinstance(link, Mapping) else link.url)
