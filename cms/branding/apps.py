from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin


class BrandingConfig(Plugin):
    name = "cms.branding"
    label = "disclosure_branding"
    verbose_name = _("name and look of the admin")
    above = ("wagtail.admin",)
