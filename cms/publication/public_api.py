"""Wagtail's public APIs read live rows: a host's pages are theirs to tell, what goes through a chain is not (rule
3)."""

from typing import Any

from wagtail.models import Page

from cms.publication import disclosable


def leave_items_out() -> None:
    """From now on, once: both versions of the API ask one function which pages anybody may read, and keep it by
    name."""
    from wagtail.api import querysets
    from wagtail.api.v2 import views

    stock = querysets.get_public_pages_queryset
    if getattr(stock, "_disclosure", False):
        return

    def get_public_pages_queryset(request: Any, *args: Any, **kwargs: Any) -> Any:
        """The pages that Wagtail names to anybody, without those that go through a chain."""
        return disclosable.others(stock(request, *args, **kwargs))

    get_public_pages_queryset._disclosure = True  # type: ignore[attr-defined]  # our own mark
    querysets.get_public_pages_queryset = views.get_public_pages_queryset = get_public_pages_queryset
    _in_version_3(get_public_pages_queryset)


def _in_version_3(replacement: Any) -> None:
    """Where version 3 is loaded already; what loads it later finds the replacement at its place."""
    import sys

    loaded = sys.modules.get("wagtail.api.v3.querysets")
    if loaded is not None:
        loaded.get_public_pages_queryset = replacement  # type: ignore[attr-defined]  # by this name it is asked


def is_told(model: Any) -> bool:
    """Whether anybody may read rows of a model by an API that knows no token."""
    if model is None:
        return True
    if disclosable.is_disclosed(model) or model._meta.app_label.startswith("disclosure_"):
        return False
    return model is not Page or not disclosable.is_alone()
