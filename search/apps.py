from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin, addresses, setting, template


def _host_pages(value: object) -> str:
    from . import host_pages

    found = "; ".join(host_pages.problems())
    return f"DISCLOSURE_SEARCH_HOST_PAGES: {found}." if found else ""


HOST_PAGES = (
    'DISCLOSURE_SEARCH_HOST_PAGES = {"<app.Model>": {"label": "…", "fields": ["<text field>"], "date": "<date>"}}'
)


class SearchConfig(Plugin):
    name = str(__package__)
    label = "disclosure_search"
    verbose_name = _("search")
    extra = "search"
    needs_apps = (
        "cms.publication",
        "cms.extraction",
        "cms.files",
        "cms.ledger",
        "cms.outbox",
        "cms.scheduler",
        "cms.registers",
    )
    needs = (
        addresses(
            101,
            "disclosure_search:search",
            f'path("search/", include("{__package__}.urls"))',
            "there would be no page to search on",
        ),
        template(
            102,
            lambda: getattr(settings, "DISCLOSURE_SEARCH_BASE_TEMPLATE", "disclosure_search/base.html"),
            "the settings",
            'DISCLOSURE_SEARCH_BASE_TEMPLATE = "<a template of the site with a block content or main>"',
            "the page of search extends it",
        ),
        setting(103, "DISCLOSURE_SEARCH_HOST_PAGES", HOST_PAGES, _host_pages),
    )

    def ready(self) -> None:
        from django.db.models import signals

        from cms.extraction import services as extraction
        from cms.outbox import registry
        from cms.publication import listing
        from cms.publication import services as publication
        from cms.scheduler import jobs

        from . import checks, indexing, narrowing, pending, shipping, words  # noqa: F401 - the checks register themselves
        from .engines import elastic

        registry.register(publication.CHANGED, "search", indexing.changed)
        registry.register(extraction.DONE, "search", indexing.attachment_read)
        listing.by_words.register("search", narrowing.condition)
        jobs.register(
            "search",
            indexing.run,
            seconds=300,
            label=_("Compare the search index with what is on view, and mend it"),
            parts={
                "missing": _("added"),
                "stale": _("renewed"),
                "extra": _("removed"),
                "pruned": _("ended long ago"),
                "again": _("delivered once more"),
                "unavailable": _("Elasticsearch could not be reached"),
            },
        )
        if elastic.configured():
            registry.register(extraction.DONE, "elasticsearch", indexing.attachment_read_elsewhere)
            registry.register(publication.CHANGED, pending.CONSUMER, indexing.changed_elsewhere)
        for name in ("SynonymGroup", "PeoplesWord", "StopWord", "Boost"):
            for signal in (signals.post_save, signals.post_delete):
                signal.connect(words.changed, sender=self.get_model(name), dispatch_uid=f"search-words-{name}")
        signals.post_migrate.connect(shipping.after_migrate, sender=self, dispatch_uid="search-shipped-words")
