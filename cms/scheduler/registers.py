"""The register of jobs in the admin: how each went last, and when it runs next. For superusers."""

from cms.registers.options import Register
from cms.registers.permissions import SuperuserReads
from cms.scheduler.models import JobRun


class JobRegister(Register):
    model = JobRun
    menu_icon = "cogs"
    add_to_settings_menu = True
    list_display = ("name", "started_at", "finished_at", "next_at", "failures", "result", "error")
    inspect_view_enabled = True
    permission_helper_class = SuperuserReads
