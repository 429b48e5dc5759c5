"""Which days count: one row for each yearly notice of the State Council, and the days that it names."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

SATURDAY = 5


class CalendarYear(ClusterableModel):
    """The notice for a year. A year without one, or with a provisional one, gives provisional dates."""

    year = models.PositiveSmallIntegerField(pgettext_lazy("workdays", "year"), unique=True)
    source = models.CharField(
        gettext_lazy("notice"), max_length=300, help_text=gettext_lazy("Title and number of the notice.")
    )
    url = models.URLField(gettext_lazy("address of the notice"), max_length=300, blank=True)
    is_provisional = models.BooleanField(
        gettext_lazy("provisional"),
        default=False,
        help_text=gettext_lazy("The notice is not out yet: dates are expected ones, and are shown as such."),
    )

    class Meta:
        verbose_name = gettext_lazy("holiday notice")
        verbose_name_plural = gettext_lazy("holiday notices")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class CalendarDay(models.Model):
    """A day that a notice takes off, or a Saturday or Sunday that it has worked. Weekends need no row."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", gettext_lazy("day off")
        WORKDAY = "workday", gettext_lazy("make-up day, worked")

    notice = ParentalKey(CalendarYear, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(gettext_lazy("date"), unique=True)
    kind = models.CharField(pgettext_lazy("workdays", "kind"), max_length=10, choices=Kind.choices)
    name = models.CharField(gettext_lazy("holiday"), max_length=40, blank=True)

    class Meta:
        verbose_name = gettext_lazy("day of a notice")
        verbose_name_plural = gettext_lazy("days of a notice")
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date} {self.name}".strip()

    def clean(self) -> None:
        """Raises ValidationError for a date that its kind or its notice cannot have."""
        if self.date is None:
            return
        year = self.notice.year if self.notice_id else None  # a new notice's form checks the year itself
        reason = day_refusal(self.date, self.kind, year)
        if reason:
            raise ValidationError({"date": reason})


def day_refusal(date: datetime.date, kind: str, year: int | None) -> str | None:
    """Why a notice for `year` cannot name this day; it may reach back into the last days of the year before."""
    if year is not None and date.year != year and (date.year != year - 1 or date.month != 12):
        return _("%(date)s is neither in %(year)s nor in the December before.") % {"date": date, "year": year}
    if kind == CalendarDay.Kind.WORKDAY and date.weekday() < SATURDAY:
        return _("%(date)s is no Saturday or Sunday: it is worked anyway.") % {"date": date}
    return None
