from django.apps import AppConfig

FACETS = ("issuing_office", "genre", "validity")
"""What of our filters Wagtail can count: fields of the types themselves (a year and kinds of files are none)."""


class StockConfig(AppConfig):
    name = "tests.benchmarks.stock"
    label = "stock"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Wagtail counts by fields that a type declares."""
        from wagtail.search import index

        from cms.pages.base.category_page import CategoryPage

        for model in CategoryPage.__subclasses__():
            if not model._meta.abstract:
                model.search_fields = [*model.search_fields, *map(index.FilterField, FACETS)]
