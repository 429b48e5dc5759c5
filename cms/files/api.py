"""The admin's API of files: it names those that the person may choose, and no others."""

from typing import Any

from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry

from cms.files import records

READING = ("view", "choose", "change")


class _Own:
    """Mixin before a view set of Wagtail's API."""

    request: Any

    def get_queryset(self) -> Any:
        found = super().get_queryset()  # type: ignore[misc]  # mixed into view sets only
        if not records.is_ours(found.model):
            return found
        policy = policy_registry.get_by_type(found.model)
        return found & policy.instances_user_has_any_permission_for(self.request.user, READING)


class OwnDocuments(_Own, DocumentsAdminAPIViewSet):
    pass


class OwnImages(_Own, ImagesAdminAPIViewSet):
    pass
