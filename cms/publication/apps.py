from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin, addresses, is_set, setting

BASE_URL = setting(
    102,
    "WAGTAILADMIN_BASE_URL",
    'WAGTAILADMIN_BASE_URL = "https://<host of the site>"',
    is_set("WAGTAILADMIN_BASE_URL", "mails, feeds and the map of the site hold whole addresses"),
)


def _api(value: object) -> str:
    """One of Wagtail's APIs is mounted, and would answer from rows that nobody signed."""
    from django.urls import get_resolver

    resolver = get_resolver()
    is_mounted = "wagtailapi" in resolver.app_dict or "wagtailapi" in resolver.namespace_dict
    if not is_mounted or "cms.publication.middleware.RefusePublicApi" in settings.MIDDLEWARE:
        return ""
    return "Wagtail's API is mounted: it would tell the public of drafts' live rows, which nobody signed."


def _beside(value: object) -> str:
    """Ours are mounted below a prefix, and items stand below pages of the host's."""
    from django.urls import NoReverseMatch, get_script_prefix, reverse

    from cms.publication import disclosable, mounting

    if not value or mounting.home() == get_script_prefix() or not disclosable.types_beside():
        return ""
    try:
        reverse("disclosure_beside", args=["x/"])
    except NoReverseMatch:
        return "Items below pages of your own would leave their signed addresses when such a page is moved or hidden."
    return ""


class PublicationConfig(Plugin):
    name = "cms.publication"
    label = "disclosure_publication"
    verbose_name = _("publication")
    needs_apps = (
        "cms.extraction",
        "cms.files",
        "cms.ledger",
        "cms.outbox",
        "cms.scheduler",
        "wagtail.sites",
    )
    needs = (
        addresses(
            101,
            "disclosure_home",
            'path("", include("cms.publication.urls")), below all others',
            "what is published would have no address",
        ),
        BASE_URL,
        setting(103, "ROOT_URLCONF", '"cms.publication.middleware.RefusePublicApi"', _api, where="MIDDLEWARE"),
        setting(104, "ROOT_URLCONF", 'path("", include("cms.publication.beside_urls"))', _beside, where="urlpatterns"),
    )

    def ready(self) -> None:
        from cms.files import protection, visibility
        from cms.publication import jobs, shown_files
        from cms.scheduler import health
        from cms.scheduler import jobs as scheduler

        visibility.public.register("publication", shown_files.public_answer)
        protection.in_use.register("publication", shown_files.shown_by)
        scheduler.register(
            jobs.WITNESS,
            jobs.witness,
            seconds=60,
            label=_("Note the head of the record in the checkpoint log"),
            parts={"recorded": _("noted"), "older_database": _("the database is older than its checkpoint log")},
        )
        scheduler.register(
            "record",
            jobs.record,
            seconds=3600,
            label=_("Check every publication against what was sealed"),
            parts={"": _("mismatches")},
        )
        health.answers.register("publication", jobs.health)
