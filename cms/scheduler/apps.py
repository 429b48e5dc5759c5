from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin


class SchedulerConfig(Plugin):
    name = "cms.scheduler"
    label = "disclosure_scheduler"
    verbose_name = _("scheduler")
    needs_apps = ("cms.registers",)
