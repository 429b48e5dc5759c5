from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "disclosure_pages"
    verbose_name = _("pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.organisation import categories
        from cms.pages import checks, placement, registry
        from cms.workflows import policies

        checks.register_all()
        categories.register(registry.choices)
        policies.register_unit_roots(placement.unit_roots)
