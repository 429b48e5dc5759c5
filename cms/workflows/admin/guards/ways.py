"""Wagtail's ways through the admin that would name another unit's pages, made to keep to the person's own."""

from typing import Any

from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)

from cms.workflows.admin.guards import refusals
from cms.workflows.wagtail import policies

REPORTS = {"page-types-usage"}
"""Reports that say something of every unit: for a superuser."""
REPORT_VIEWS = {"wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results"}


class _Own:
    """Mixin before a bulk action: what is not of one's own units is left out instead of listed as forbidden."""

    request: Any
    action_type: str

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        objects, rest = super().get_actionable_objects()  # type: ignore[misc]  # mixed into bulk actions only
        refused = rest["items_with_no_access"]
        own = set(policies.pages_of(self.request.user).filter(pk__in=[page.pk for page in refused]).values_list("pk"))
        return objects, {**rest, "items_with_no_access": [page for page in refused if (page.pk,) in own]}

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Before it is confirmed: why some are left out, and what the way is for them."""
        refusals.tell_bulk(request, self.action_type, self.get_actionable_objects()[1]["items_with_no_access"])
        return super().get(request, *args, **kwargs)  # type: ignore[misc]  # as above

    def prepare_action(self, objects: Any, objects_without_access: Any) -> Any:
        refusals.tell_bulk(self.request, self.action_type, objects_without_access["items_with_no_access"])
        return super().prepare_action(objects, objects_without_access)  # type: ignore[misc]  # as above


class DeleteOwnPages(_Own, DeleteBulkAction):
    pass


class MoveOwnPages(_Own, MoveBulkAction):
    pass


class PublishOwnPages(_Own, PublishBulkAction):
    """Nobody may (`ItemPermissionTester`); it names the page to none but its own people."""


class UnpublishOwnPages(_Own, UnpublishBulkAction):
    """As `PublishOwnPages`."""


BULK_ACTIONS = (DeleteOwnPages, MoveOwnPages, PublishOwnPages, UnpublishOwnPages)
