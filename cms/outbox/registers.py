"""The register of side effects in the admin: what waits, what was given up, and another try."""

from typing import Any

from django.contrib.auth import get_permission_codename
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from cms.outbox.models import OutboxMessage


class ReadOnly(PermissionHelper):
    """Rows are written by services only; an administrator reads them."""

    def user_can_list(self, user: Any) -> bool:
        codename = get_permission_codename("view", self.opts)
        return bool(user.has_perm(f"{self.opts.app_label}.{codename}"))

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class OutboxRegister(ModelAdmin):
    """Newest first."""

    model = OutboxMessage
    menu_label = _("Side effects")
    menu_icon = "mail"
    add_to_settings_menu = True
    list_display = ("topic", "consumer", "key", "state", "attempts", "created_at", "last_error")
    list_filter = ("state", "topic")
    search_fields = ("key", "last_error")
    inspect_view_enabled = True
    permission_helper_class = ReadOnly

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("payload")
