from django.utils.translation import gettext_lazy as _

from cms.needs import Plugin, template


class PagesConfig(Plugin):
    name = "cms.pages"
    label = "disclosure_pages"
    verbose_name = _("pages")
    extra = "pages"
    needs_apps = (
        "cms.workflows",
        "disclosure_search",
        "cms.publication",
        "cms.organisation",
        "cms.files",
        "cms.ledger",
        "cms.outbox",
        "cms.scheduler",
        "cms.registers",
        "wagtail.contrib.table_block",
        "wagtail.search",
    )
    needs = (
        template(
            101,
            lambda: "disclosure/licensing.html",
            "the settings",
            'TEMPLATES = [{…, "DIRS": TEMPLATE_FOLDERS}], after: from cms.pages.categories import TEMPLATE_FOLDERS',
            "the templates of the categories stand in their folders",
        ),
    )

    def ready(self) -> None:
        from wagtail.signals import page_published

        from cms.organisation import categories
        from cms.pages.base import checks, placement, registry
        from cms.pages.base import unreviewed as of_pages
        from cms.pages.categories.organisation import chart_changes
        from cms.pages.categories.regulations import corpus
        from cms.pages.structure import column_moves
        from cms.pages.structure.columns import ColumnPage
        from cms.publication import corpus as of_corpora
        from cms.publication import newest_first
        from cms.scheduler import jobs
        from cms.untouched import fields as untouched
        from cms.workflows.services import unshown
        from cms.workflows.wagtail import policies

        untouched.register()
        for kind in of_pages.kinds():
            unshown.kinds.register(kind.name, kind)
        checks.register_all()
        page_published.connect(column_moves.follow, sender=ColumnPage, dispatch_uid="disclosure_pages.moving")
        jobs.register(
            "organisation pages",
            chart_changes.run,
            seconds=900,
            label=_("Notify of pages that the changed organisation chart contradicts"),
            parts={"": _("notified")},
        )
        categories.known.register("pages", registry.choices)
        policies.unit_trees.register("pages", placement.unit_roots)
        of_corpora.maker.register("pages", corpus.form)
        newest_first.kinds.register("pages", registry.dated)
