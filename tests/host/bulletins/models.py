"""A page type of the host's own that opts in: it goes through a chain, and stands among the host's pages."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.publication.schema import Schema
from cms.workflows.wagtail.items import DisclosureItem


class BulletinPage(DisclosureItem, Page):
    category = "announcements"
    procedure_class = "announcements"
    issuing_office = models.ForeignKey("disclosure_organisation.Office", models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)

    content_panels = [*Page.content_panels, FieldPanel("issuing_office"), FieldPanel("text")]
    template = "bulletins/bulletin.html"
    disclosure_schema = Schema(version=1, fields=("title", "text", "issuing_office"))
    parent_page_types = ["home.HomePage", "home.StandardPage"]

    def disclosure_facts(self):
        office = self.issuing_office
        return {
            "category": self.category,
            "kind_label": "Bulletin",
            "unit": office.unit.identifier,
            "unit_name": office.unit.name,
            "office_name": office.name,
            "summary": self.text[:100],
            "date": "2026-11-29",
        }

    def search_text(self):
        return self.text
