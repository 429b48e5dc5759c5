"""Counting working days.

Counting starts on the next working day (条例 art. 33 as it is practised): the day of receipt is never counted. Working
days follow the State Council's notices, make-up days included; where no notice is known yet, the days that the law
itself fixes are off (`law`), other weekdays count, and the result is *provisional*.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from cms.workdays import law
from cms.workdays.models import SATURDAY, CalendarDay, CalendarYear

ONE_DAY = datetime.timedelta(days=1)
NEW_YEAR_REACHES_BACK_TO = (12, 25)  # the notice for the next year has moved days since 29 December (2007, 2018)


class NotLoaded(LookupError):
    """The calendar was loaded for other years: a programming error, never a reason to guess."""


@dataclass(frozen=True)
class Due:
    """A date, and whether it rests on a year whose notice is not out yet."""

    date: datetime.date
    provisional: bool

    @property
    def ends_at(self) -> datetime.datetime:
        """The first moment after the last day, in the current time zone: overdue from then on."""
        midnight = datetime.datetime.combine(self.date + ONE_DAY, datetime.time())
        return timezone.make_aware(midnight, timezone.get_current_timezone())


def local_day(moment: datetime.date | datetime.datetime) -> datetime.date:
    """The date in the current time zone. Raises ValueError for a naive datetime."""
    if isinstance(moment, datetime.datetime):
        return timezone.localdate(moment)
    return moment


@dataclass(frozen=True)
class Calendar:
    """A snapshot: `moved` says of a day whether it is worked; days that are not in it are plain ones.

    `firm` are the years with a notice, `loaded` those that the snapshot covers (None: all).
    """

    moved: Mapping[datetime.date, bool]
    firm: frozenset[int]
    loaded: frozenset[int] | None = None

    @classmethod
    def load(cls, years: Iterable[int] | None = None) -> "Calendar":
        """One query. Without `years`, every notice that there is (some thirty days a year)."""
        wanted = None if years is None else frozenset(years)
        notices = CalendarYear.objects.all()
        if wanted is not None:
            notices = notices.filter(Q(year__in=wanted) | Q(year__in={year + 1 for year in wanted}))
        rows = notices.order_by().values_list("year", "is_provisional", "days__date", "days__kind")
        moved: dict[datetime.date, bool] = {}
        firm: set[int] = set()
        named: set[int] = set()
        for year, is_provisional, date, kind in rows:
            if not is_provisional:
                firm.add(year)
            if date is not None:
                named.add(year)
                moved[date] = kind == CalendarDay.Kind.WORKDAY
        for day in law.off((wanted if wanted is not None else set(law.horizon())) - firm - named):
            moved.setdefault(day, False)
        return cls(moved, frozenset(firm), wanted)

    def is_working_day(self, day: datetime.date) -> bool:
        """Raises NotLoaded for a day outside the loaded years."""
        if self.loaded is not None and day.year not in self.loaded:
            raise NotLoaded(f"the calendar was not loaded for {day.year}")
        return self.moved.get(day, day.weekday() < SATURDAY)

    def is_provisional(self, day: datetime.date) -> bool:
        """Whether a notice still to come may change what this day is."""
        if day.year not in self.firm:
            return True
        return (day.month, day.day) >= NEW_YEAR_REACHES_BACK_TO and day.year + 1 not in self.firm

    def add_working_days(self, day: datetime.date | datetime.datetime, n: int) -> Due:
        """The n-th working day after `day`; before it, for a negative n; `day` itself for 0.

        A datetime counts by its local date. Raises NotLoaded when the count leaves the loaded years.
        """
        current = local_day(day)
        step = ONE_DAY if n > 0 else -ONE_DAY
        left, provisional = abs(n), False
        while left:
            current += step
            provisional = provisional or self.is_provisional(current)
            left -= self.is_working_day(current)
        return Due(current, provisional)

    def working_days_between(self, a: datetime.date | datetime.datetime, b: datetime.date | datetime.datetime) -> int:
        """How many working days come after `a` up to and including `b`; negative when `b` comes first.

        The inverse of adding: `working_days_between(a, add_working_days(a, n).date) == n` for n ≥ 0.
        """
        first, last = local_day(a), local_day(b)
        if last < first:
            return -self.working_days_between(last, first)
        days = (first + ONE_DAY * number for number in range(1, (last - first).days + 1))
        return sum(self.is_working_day(day) for day in days)
