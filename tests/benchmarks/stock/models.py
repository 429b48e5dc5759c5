"""What one would write with Wagtail alone: the same content, served from live rows."""

from django.core.paginator import Paginator
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.pages.base.blocks import BodyBlock


class StockPage(Page):
    summary = models.TextField(blank=True)
    created_on = models.DateField(null=True, blank=True)
    body = StreamField(BodyBlock(), blank=True)
    issuing_office = models.ForeignKey("disclosure_organisation.Office", models.PROTECT, related_name="+")
    template = "stock/page.html"
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]


class StockList(Page):
    template = "stock/list.html"

    def get_context(self, request, *args, **kwargs):
        pages = StockPage.objects.child_of(self).live().order_by("-first_published_at", "-pk")
        return {**super().get_context(request), "list": Paginator(pages, 20).get_page(request.GET.get("page"))}
