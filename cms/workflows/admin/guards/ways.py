"""Wagtail's ways through the admin that would name another unit's pages, made to keep to the person's own."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponseBase
from wagtail.admin.auth import permission_denied, require_admin_access
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page

from cms.publication import disclosable
from cms.workflows.admin.guards import refusals
from cms.workflows.wagtail import policies

REPORTS = {"page-types-usage"}
"""Reports that say something of every unit: for a superuser."""
REPORT_VIEWS = {"wagtailadmin_reports:page_types_usage", "wagtailadmin_reports:page_types_usage_results"}

TAGS = {"wagtailadmin_tag_autocomplete", "wagtailadmin_tag_model_autocomplete"}
"""Wagtail's own completion of tags, which names those of every file; where ours is mounted before it, it is never
asked."""


class HostTypesUsage(PageTypesUsageReportView):
    """Wagtail's report of page types for whoever is no superuser: of the host's types alone."""

    def get_queryset(self) -> Any:
        kinds = ContentType.objects.get_for_models(*disclosable.page_types()).values()
        return super().get_queryset().exclude(pk__in=[kind.pk for kind in kinds])


def types_usage(request: HttpRequest, view: Any) -> HttpResponseBase | None:
    """The answer to who asks for the report; None for whom Wagtail's own is."""
    if request.user.is_superuser:
        return None
    if disclosable.is_alone():
        return permission_denied(request)
    answer: HttpResponseBase = require_admin_access(HostTypesUsage.as_view(**view.view_initkwargs))(request)
    return answer


class _Own:
    """Mixin before a bulk action: what is not of one's own units is left out instead of listed as forbidden."""

    request: Any
    action_type: str

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, Any]]:
        objects, rest = super().get_actionable_objects()  # type: ignore[misc]  # mixed into bulk actions only
        refused = rest["items_with_no_access"]
        own = set(
            policies.known_to(self.request.user, Page.objects.filter(pk__in=[page.pk for page in refused])).values_list(
                "pk"
            )
        )
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
