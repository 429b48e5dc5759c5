from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "disclosure_pages"
    verbose_name = _("pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published

        from cms.organisation import categories
        from cms.pages.base import checks, placement, registry
        from cms.pages.base import unreviewed as of_pages
        from cms.pages.categories.organisation import chart_changes
        from cms.pages.categories.regulations import corpus
        from cms.pages.structure import column_moves
        from cms.pages.structure.columns import ColumnPage
        from cms.scheduler import jobs
        from cms.untouched import fields as untouched
        from cms.workflows.services import unshown
        from cms.workflows.wagtail import policies
        from search import freshness
        from search.evaluation import forms

        untouched.register()
        unshown.register(of_pages.TABLES, _("tables in a body"), of_pages.holds_a_table)
        unshown.register(of_pages.PICTURES, _("what stands for a picture"), of_pages.holds_an_unspoken_picture)
        checks.register_all()
        page_published.connect(column_moves.follow, sender=ColumnPage, dispatch_uid="disclosure_pages.moving")
        jobs.register("organisation pages", chart_changes.run, seconds=900)
        categories.register(registry.choices)
        policies.register_unit_roots(placement.unit_roots)
        forms.register(corpus.form)
        freshness.register(registry.dated)
