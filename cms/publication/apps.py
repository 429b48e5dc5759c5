from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    name = "cms.publication"
    label = "disclosure_publication"
    verbose_name = _("publication")
    default_auto_field = "django.db.models.BigAutoField"
