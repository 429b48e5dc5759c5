"""The host's own page types and snippets."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.api import APIField
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    Page,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)
from wagtail.search import index
from wagtail.snippets.models import register_snippet

BODY = [
    ("heading", blocks.CharBlock()),
    ("paragraph", blocks.RichTextBlock()),
    ("picture", ImageChooserBlock()),
    ("document", DocumentChooserBlock()),
]


class HomePage(Page):
    body = StreamField(BODY, blank=True)
    content_panels = [*Page.content_panels, FieldPanel("body")]


class StandardPage(Page):
    introduction = RichTextField(blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    body = StreamField(BODY, blank=True)
    picture = models.ForeignKey("media_library.CustomImage", models.SET_NULL, null=True, blank=True, related_name="+")
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("seen_at"),
        FieldPanel("body"),
        FieldPanel("picture"),
        InlinePanel("links", label="link"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    api_fields = [APIField("introduction")]


class Link(Orderable):
    page = ParentalKey(StandardPage, on_delete=models.CASCADE, related_name="links")
    text = models.CharField(max_length=100)
    target = models.ForeignKey("wagtailcore.Page", models.SET_NULL, null=True, blank=True, related_name="+")


@register_snippet
class Banner(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, models.Model):
    text = models.CharField(max_length=100)
    panels = [FieldPanel("text")]

    def __str__(self):
        return self.text


@register_snippet
class Topic(models.Model):
    name = models.CharField(max_length=100)
    panels = [FieldPanel("name")]

    def __str__(self):
        return self.name


@register_setting
class Contact(BaseSiteSetting):
    telephone = models.CharField(max_length=40, blank=True)
