"""Subject classes (主题分类): the register that documents are filed under in the catalogue."""

import json
from pathlib import Path

from django.db import models
from django.utils.translation import gettext_lazy as _

from cms.sandbox.managers import SealedManager

STANDARD = Path(__file__).parent / "data" / "subject_classes.json"


class SubjectClass(models.Model):
    """A subject class. The standard set follows the catalogue of government documents of the State Council."""

    sealed_fields = ("code", "name")

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=60, unique=True)

    objects = SealedManager()

    class Meta:
        verbose_name = _("subject class")
        verbose_name_plural = _("subject classes")
        ordering = ("code",)

    def __str__(self) -> str:
        return self.name


def load_standard() -> int:
    """Add what is missing of the standard set, leave what is there. Returns how many were added."""
    known = set(SubjectClass.objects.values_list("code", flat=True))
    rows = [SubjectClass(**row) for row in json.loads(STANDARD.read_text()) if row["code"] not in known]
    SubjectClass.objects.bulk_create(rows)
    return len(rows)
