"""The register of jobs in the admin: how each went last, and when it runs next. For superusers."""

from cms.lifecycle.models import JobRun, Turn
from cms.registers.options import Register
from cms.registers.permissions import SuperuserReads


class JobRegister(Register):
    model = JobRun
    menu_icon = "cogs"
    add_to_settings_menu = True
    list_display = ("name", "started_at", "finished_at", "next_at", "failures", "result", "error")
    inspect_view_enabled = True
    permission_helper_class = SuperuserReads


class TurnRegister(Register):
    """What came on view or down by time, and what could not be recorded so far."""

    model = Turn
    menu_icon = "history"
    add_to_settings_menu = True
    list_display = ("due_at", "item", "channel", "kind", "done_at", "failures", "error")
    list_filter = ("kind", "channel")
    search_fields = ("item",)
    inspect_view_enabled = True
    permission_helper_class = SuperuserReads
