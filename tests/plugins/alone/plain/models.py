"""Page types of the site that know nothing of ours."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page


class StartPage(Page):
    template = "plain/page.html"


class ArticlePage(Page):
    lead = models.CharField(max_length=200, blank=True)
    text = RichTextField(blank=True)
    body = StreamField([("heading", CharBlock()), ("paragraph", RichTextBlock())], blank=True)
    template = "plain/page.html"
    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("text"), FieldPanel("body")]
