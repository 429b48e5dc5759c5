"""A plain Wagtail model of the tests' own: the engine has to work on it as on a page."""

from django.db import models
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin

from cms.publication.schema import Schema
from cms.workflows.wagtail.items import DisclosureItem


class Notice(DisclosureItem, WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, models.Model):
    """Goes through whatever class its own field names."""

    title = models.CharField(max_length=100)
    text = models.TextField(blank=True)
    fee = models.CharField(max_length=100, blank=True)
    class_name = models.CharField(max_length=60, default="announcements")
    issuing_office = models.ForeignKey("disclosure_organisation.Office", models.PROTECT, related_name="+")

    template = "testapp/notice.html"
    provided_parts = {"planning": ("fee",)}
    disclosure_schema = Schema(version=1, fields=("title", "text", "fee", "issuing_office"))

    def __str__(self):
        return self.title

    @property
    def procedure_class(self):
        return self.class_name

    @property
    def category(self):
        return "test"

    @property
    def structural(self):
        return self.class_name == "structure"

    def concerned_offices(self):
        return [self.issuing_office]
