from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin, addresses


class FilesConfig(Plugin):
    name = "cms.files"
    label = "disclosure_files"
    verbose_name = _("files")
    needs_apps = ("wagtail.images", "wagtail.documents", "taggit")
    above = ("wagtail.images", "wagtail.documents")
    needs = (
        addresses(
            101,
            "disclosure_files_public",
            'path("", include("cms.files.urls")), above Wagtail\'s admin',
            "nobody could fetch a file that a published item shows",
            "0" * 64,
            "file",
        ),
    )

    def ready(self) -> None:
        from cms.files import checks, permissions, signals, tags  # noqa: F401 - models must be loaded; checks register themselves

        permissions.register_policies()
        signals.connect()
        tags.replace_wagtails()
