"""A column whose move was published stands there in Wagtail's tree too, with all that is below it."""

from typing import Any

from cms.pages.structure.columns import ColumnPage
from cms.publication import current


def follow(sender: type[ColumnPage], instance: ColumnPage, **kwargs: Any) -> None:
    """`page_published` of a column: the tree follows the publication, and nothing but a publication moves it."""
    wanted = instance.moved_under_id
    shown = current.of_item(instance.disclosure_key) if wanted else None
    if shown is None or shown.parent != f"page:{wanted}":
        return
    page = ColumnPage.objects.get(pk=instance.pk)
    if page.get_parent().pk != wanted:
        page.move(page.moved_under, pos="last-child", user=kwargs.get("user"))
