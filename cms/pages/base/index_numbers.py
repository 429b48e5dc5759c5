"""Index numbers (索引号): given once, when an item is created; never changed, never copied, never used twice.

`CQZJ-04-2026-00012` reads: code of the unit, number of the category (its place in §3.1 and §3.2), year in which the
item entered the catalogue, serial. Kept in the catalogue of disclosed information (art. 12 of the 2019 Regulation).
"""

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LENGTH = 40


class IndexCounter(models.Model):
    """The last serial given for a unit, a category and a year."""

    unit_code = models.CharField(max_length=12)
    category_code = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("index number counter")
        verbose_name_plural = _("index number counters")
        constraints = [
            models.UniqueConstraint(fields=["unit_code", "category_code", "year"], name="pages_one_counter_per_year")
        ]

    def __str__(self) -> str:
        return number(self.unit_code, self.category_code, self.year, self.last)


def number(unit_code: str, category_code: str, year: int, serial: int) -> str:
    return f"{unit_code}-{category_code}-{year}-{serial:05d}"


def allocate(unit_code: str, category_code: str, at: datetime | None = None) -> str:
    """The next index number. The row stays locked until the caller's transaction ends: a rollback leaves no gap.

    The update comes before the read, so that both databases lock the row (SQLite knows no SELECT FOR UPDATE).
    """
    year = timezone.localtime(at).year
    key = {"unit_code": unit_code, "category_code": category_code, "year": year}
    with transaction.atomic():
        IndexCounter.objects.bulk_create([IndexCounter(**key)], ignore_conflicts=True)
        row = IndexCounter.objects.filter(**key)
        row.update(last=models.F("last") + 1)
        return number(unit_code, category_code, year, row.values_list("last", flat=True).get())
