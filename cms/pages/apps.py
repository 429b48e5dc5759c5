from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "disclosure_pages"
    verbose_name = _("pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.pages import checks  # noqa: F401 - models must be loaded; the checks register themselves
