"""A page type of the site's own that goes through a chain."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.publication.schema import Schema
from cms.workflows.wagtail.items import DisclosureItem


class NoticePage(DisclosureItem, Page):
    category = "announcements"
    procedure_class = "announcements"
    template = "notices/notice.html"
    parent_page_types = ["plain.StartPage"]
    """Where editors may begin one: that is all there is to declare."""

    text = models.TextField(blank=True)
    issuing_office = models.ForeignKey("disclosure_organisation.Office", models.PROTECT, related_name="+")

    content_panels = [*Page.content_panels, FieldPanel("issuing_office"), FieldPanel("text")]
    disclosure_schema = Schema(version=1, fields=("title", "text", "issuing_office"))

    def search_text(self):
        return self.text
