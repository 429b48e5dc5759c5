"""The register of jobs in the admin: how each went last, and when it runs next. For superusers."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from cms.registers.options import Register
from cms.registers.permissions import SuperuserReads
from cms.scheduler import wording
from cms.scheduler.models import JobRun


class JobRegister(Register):
    model = JobRun
    menu_icon = "cogs"
    add_to_settings_menu = True
    list_display = ("label", "started_at", "finished_at", "next_at", "failures", "in_words", "error")
    inspect_view_enabled = True
    permission_helper_class = SuperuserReads

    @admin.display(description=_("job"), ordering="name")
    def label(self, row: JobRun) -> str:
        return wording.label(row)

    @admin.display(description=_("result"))
    def in_words(self, row: JobRun) -> str:
        return wording.result(row)
