"""The host's own documents."""

from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as Stock


class Paper(AbstractDocument):
    source = models.CharField(max_length=200, blank=True)

    admin_form_fields = (*Stock.admin_form_fields, "source")
