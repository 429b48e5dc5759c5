"""Wagtail's ways through the admin that would name another unit's pages, made to keep to the person's own."""

from typing import Any

from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)

from cms.workflows import policies
from cms.workflows.desk import access
from cms.workflows.models import Case

REPORTS = {"page-types-usage"}
"""Reports that say something of every unit: for a superuser."""
REPORT_VIEWS = {"wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results"}
PAGE_VIEWS = "wagtailadmin_pages"
PAGE_NAMES = ("page_id", "page_to_move_id")


def may_see(user: Any, view_name: str, kwargs: dict[str, Any]) -> bool:
    """Whether a view of Wagtail's about a page is about one that this person may know of.

    Some of them check nothing before they name it (a move on its way, a workflow that has ended).
    """
    named = [kwargs[name] for name in PAGE_NAMES if name in kwargs]
    if not view_name.startswith(f"{PAGE_VIEWS}:") or not named or user.is_superuser:
        return True
    return all(_knows(user, int(pk)) for pk in named)


def _knows(user: Any, pk: int) -> bool:
    if policies.pages_of(user).filter(pk=pk).exists():
        return True
    return any(access.may_read(user, case) for case in Case.objects.filter(item=f"page:{pk}").order_by("-pk")[:5])


class _Own:
    """Mixin before a bulk action: what is not of one's own units is left out instead of listed as forbidden."""

    request: Any

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        objects, rest = super().get_actionable_objects()  # type: ignore[misc]  # mixed into bulk actions only
        refused = rest["items_with_no_access"]
        own = set(policies.pages_of(self.request.user).filter(pk__in=[page.pk for page in refused]).values_list("pk"))
        return objects, {**rest, "items_with_no_access": [page for page in refused if (page.pk,) in own]}


class DeleteOwnPages(_Own, DeleteBulkAction):
    pass


class MoveOwnPages(_Own, MoveBulkAction):
    pass


class PublishOwnPages(_Own, PublishBulkAction):
    """Nobody may (`ItemPermissionTester`); it names the page to none but its own people."""


class UnpublishOwnPages(_Own, UnpublishBulkAction):
    """As `PublishOwnPages`."""


BULK_ACTIONS = (DeleteOwnPages, MoveOwnPages, PublishOwnPages, UnpublishOwnPages)
