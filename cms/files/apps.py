from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "cms.files"
    label = "disclosure_files"
    verbose_name = _("files")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.files import checks, permissions, signals, tags  # noqa: F401 - models must be loaded; checks register themselves

        permissions.register_policies()
        signals.connect()
        tags.replace_wagtails()
