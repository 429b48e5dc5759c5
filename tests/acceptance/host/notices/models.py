"""A page type of the host's own that is disclosed: `Page` with `DisclosureItem` before it, and nothing of cms.pages."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms.publication.schema import Schema
from cms.workflows.wagtail.items import DisclosureItem


class NoticePage(DisclosureItem, Page):
    category = "host_notices"
    procedure_class = "host_notice"
    template = "notices/notice_page.html"
    disclosure_schema = Schema(version=1, fields=("title", "search_description", "text", "issuing_office"))

    text = RichTextField()
    issuing_office = models.ForeignKey("disclosure_organisation.Office", models.PROTECT, related_name="+")

    content_panels = [*Page.content_panels, FieldPanel("issuing_office"), FieldPanel("text")]
    parent_page_types = ["home.HomePage"]
    subpage_types = []
