from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin


class WorkdaysConfig(Plugin):
    name = "cms.workdays"
    label = "disclosure_workdays"
    verbose_name = _("workdays")
    needs_apps = ("cms.registers",)
