"""What a model declares so that it can be published, and its name outside Wagtail's tables."""

from functools import lru_cache
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import AbstractPage, Page

from cms.publication import mounting
from cms.publication.parameters import Parameter
from cms.publication.schema import Schema

NOWHERE = "-"
"""The parent of an item that has no address of its own (a record that other pages list)."""


def key_of(item: models.Model) -> str:
    """`page:12`, or `app.model:7` for an item that is no page: the item's name in publications, cases and links."""
    if isinstance(item, AbstractPage):
        return f"page:{item.pk}"
    return f"{item._meta.label_lower}:{item.pk}"


def model_of(key: str) -> tuple[Any, str]:
    """(model, primary key) behind a key: `Page` for any page; (None, …) for a model that is not there."""
    label, _, pk = key.rpartition(":")
    if label == "page":
        return Page, pk
    try:
        return apps.get_model(label), pk
    except (LookupError, ValueError):
        return None, pk


def item_of(key: str) -> Any:
    """The row of Wagtail's tables behind a key (the specific page), or None when it is gone. Never for the public."""
    label, _, pk = key.rpartition(":")
    try:
        if label == "page":
            page = Page.objects.filter(pk=pk).first()
            return page.specific if page else None
        return apps.get_model(label)._base_manager.filter(pk=pk).first()
    except (LookupError, ValueError):
        return None


class Disclosable:
    """Mixin. A model without a schema is not published and not served."""

    disclosure_schema: ClassVar[Schema]
    structural: ClassVar[bool] = False
    disclosure_channel: ClassVar[str] = "web"
    """Where it is published; "" is nowhere: a folder that only the admin knows."""
    disclosure_parts: ClassVar[str] = ""
    """A child relation whose rows (`DisclosedPart`) are published each on its own with this item."""
    disclosure_parameters: ClassVar[tuple[Parameter, ...]] = ()
    """What its page reads from an address after the question mark; all else is as if it were not there."""
    template: Any

    @property
    def disclosure_key(self) -> str:
        return key_of(self)  # type: ignore[arg-type]  # mixed into models only

    @property
    def disclosure_title(self) -> str:
        return str(getattr(self, "title", self))

    def disclosure_place(self) -> tuple[str, str]:
        """(key of the parent, own slug). ("", "") is the site's home; `NOWHERE` has no address. Below a page of the
        host's the parent is that page's address (`mounting.beside`)."""
        if not isinstance(self, AbstractPage):
            return NOWHERE, str(self.pk)  # type: ignore[attr-defined]  # mixed into models only
        parent = self.get_parent()
        if parent is None or parent.depth == 1:
            return "", ""
        if not is_disclosed(parent):
            return mounting.beside(parent.specific) or NOWHERE, self.slug
        return f"page:{parent.pk}", self.slug

    def disclosure_facts(self) -> dict[str, Any]:
        """What lists, the catalogue and search say of the item: plain JSON, computed at submission and sealed."""
        return {}

    def disclosure_until(self) -> Any:
        """When it comes down by itself, or None."""
        return getattr(self, "expire_at", None)

    def disclosure_from(self) -> Any:
        """When it goes up, or None for at once."""
        return getattr(self, "go_live_at", None)

    def search_text(self) -> str:
        """The words that search looks in; asked inside the sandbox."""
        return self.disclosure_title


class DisclosedPart:
    """Mixin of a child row that is shown on its own page; its class methods speak of the row as the whole sealed it.

    `row` holds the sealed values of the row, `whole` the data of the signed form that it stands in.
    """

    disclosure_schema: ClassVar[Schema]
    template: ClassVar[str]

    @classmethod
    def part_slug(cls, row: dict[str, Any]) -> str:
        """Its part of the address: made of what identifies it, so that a correction of it is another part."""
        raise NotImplementedError

    @classmethod
    def part_title(cls, row: dict[str, Any], whole: dict[str, Any]) -> str:
        raise NotImplementedError

    @classmethod
    def part_facts(cls, row: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
        return dict(whole["facts"])

    def search_text(self) -> str:
        return ""


def is_disclosed(thing: Any) -> bool:
    """Whether a model or a row goes through a chain: what inherits `Disclosable` does, all else is the host's own.

    This alone decides it, for hooks, policies, signals, APIs and middleware. A page that was read as a plain `Page` is
    judged by the type that it is of.
    """
    model = thing if isinstance(thing, type) else type(thing)
    if isinstance(thing, AbstractPage) and not issubclass(model, Disclosable):
        model = thing.specific_class or model
    return issubclass(model, Disclosable)


@lru_cache(maxsize=2)
def page_types(*, disclosed: bool = True) -> tuple[Any, ...]:
    """The installed page types that go through a chain, or those of the host that do not. Asked once all are loaded."""
    apps.check_models_ready()
    found = (model for model in apps.get_models() if issubclass(model, AbstractPage) and model is not Page)
    return tuple(model for model in found if is_disclosed(model) is disclosed)


def is_alone() -> bool:
    """Whether the site has no page type but those that go through a chain."""
    return not page_types(disclosed=False)


def types_beside() -> list[Any]:
    """The types of items that may stand below pages of the host's."""
    types = (model for model in page_types() if not model.structural and hasattr(model, "parent_page_types"))
    return [each for each in types if any(_is_the_hosts(above) for above in each.clean_parent_page_models())]


def _is_the_hosts(model: Any) -> bool:
    return model is not Page and not is_disclosed(model)


def only(pages: Any) -> Any:
    """Of a queryset of pages those that go through a chain."""
    return pages.filter(content_type__in=_kinds())


def others(pages: Any) -> Any:
    """Of a queryset of pages those of the host, which go through none."""
    return pages.exclude(content_type__in=_kinds())


def _kinds() -> list[int]:
    return [kind.pk for kind in ContentType.objects.get_for_models(*page_types()).values()]
