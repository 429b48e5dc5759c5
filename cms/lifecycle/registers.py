"""The register of jobs in the admin: how each went last, and when it runs next. For superusers."""

from typing import Any

from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from cms.lifecycle.models import JobRun, Turn
from cms.organisation import register_views


class SuperuserReads(PermissionHelper):
    """Rows are written by the service only."""

    def user_can_list(self, user: Any) -> bool:
        return bool(user.is_active and user.is_superuser)

    def user_can_inspect_obj(self, user: Any, obj: Any) -> bool:
        return self.user_can_list(user)

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_edit_obj(self, user: Any, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Any) -> bool:
        return False


class JobRegister(ModelAdmin):
    model = JobRun
    menu_icon = "cogs"
    add_to_settings_menu = True
    list_display = ("name", "started_at", "finished_at", "next_at", "failures", "result", "error")
    inspect_view_enabled = True
    index_view_class = register_views.RegisterIndexView
    inspect_view_class = register_views.RegisterInspectView
    permission_helper_class = SuperuserReads


class TurnRegister(ModelAdmin):
    """What came on view or down by time, and what could not be recorded so far."""

    model = Turn
    menu_icon = "history"
    add_to_settings_menu = True
    list_display = ("due_at", "item", "channel", "kind", "done_at", "failures", "error")
    list_filter = ("kind", "channel")
    search_fields = ("item",)
    inspect_view_enabled = True
    index_view_class = register_views.RegisterIndexView
    inspect_view_class = register_views.RegisterInspectView
    permission_helper_class = SuperuserReads
