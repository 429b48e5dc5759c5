from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin


class ManualConfig(Plugin):
    name = "cms.manual"
    label = "disclosure_manual"
    verbose_name = _("manual")
    extra = "manual"
