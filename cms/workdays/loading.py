"""Reading notices from a file (TOML), and writing a notice as a whole."""

import datetime
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cms.workdays.models import CalendarDay, CalendarYear, day_refusal

Kind = CalendarDay.Kind
NOTICES = Path(__file__).parent / "notices" / "workdays.toml"
"""The notices of the State Council that came with this version."""


class Unreadable(ValueError):
    """The file or text cannot be taken as it is; the message says why, in words."""


@dataclass(frozen=True)
class NamedDay:
    """A day off or a make-up day, as a notice names it."""

    date: datetime.date
    kind: str
    name: str


@dataclass(frozen=True)
class Notice:
    """One notice as a value."""

    year: int
    source: str
    url: str
    is_provisional: bool
    days: tuple[NamedDay, ...]


def read(path: Path) -> list[Notice]:
    """Raises Unreadable for what is no TOML or names a day twice or in a wrong year."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unreadable(_("The file cannot be read: %(error)s") % {"error": error}) from error
    try:
        notices = [_notice(table) for table in data["notices"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable(_("The file is not made as expected: %(error)s") % {"error": repr(error)}) from error
    _refuse_twice(day.date for notice in notices for day in notice.days)
    return notices


def _notice(table: dict[str, Any]) -> Notice:
    year = int(table["year"])
    days = tuple(day for holiday in table["holidays"] for day in _days(holiday))
    refuse(days, year)
    return Notice(year, table["source"], table.get("url", ""), bool(table.get("provisional", False)), days)


def _days(holiday: dict[str, Any]) -> Iterator[NamedDay]:
    name = holiday["name"]
    yield from span(holiday["from"], holiday["to"], name)
    for date in holiday.get("worked", ()):
        yield NamedDay(date, Kind.WORKDAY, name)


def span(first: datetime.date, last: datetime.date, name: str) -> Iterator[NamedDay]:
    """Days off, both ends included. Raises Unreadable when they are the wrong way round."""
    if last < first:
        raise Unreadable(_("%(name)s ends before it begins.") % {"name": name})
    for number in range((last - first).days + 1):
        yield NamedDay(first + datetime.timedelta(days=number), Kind.HOLIDAY, name)


def refuse(days: Iterable[NamedDay], year: int) -> None:
    """Raises Unreadable for days that a notice for this year cannot name."""
    days = tuple(days)
    for day in days:
        reason = day_refusal(day.date, day.kind, year)
        if reason:
            raise Unreadable(reason)
    _refuse_twice(day.date for day in days)


def _refuse_twice(dates: Iterable[datetime.date]) -> None:
    seen: set[datetime.date] = set()
    for date in dates:
        if date in seen:
            raise Unreadable(_("%(date)s stands twice.") % {"date": date})
        seen.add(date)


def write(notices: Iterable[Notice], *, keep: bool = False) -> list[int]:
    """Write notices, each replacing what is there for its year; returns the years written.

    With `keep`, a year that is there stays as it was entered. All or nothing. Raises IntegrityError when a day
    already stands in the notice of another year.
    """
    written = []
    with transaction.atomic():
        known = set(CalendarYear.objects.values_list("year", flat=True)) if keep else set()
        for notice in notices:
            if notice.year in known:
                continue
            values = {"source": notice.source, "url": notice.url, "is_provisional": notice.is_provisional}
            row, _created = CalendarYear.objects.update_or_create(year=notice.year, defaults=values)
            replace_days(row, notice.days)
            written.append(notice.year)
    return written


def replace_days(row: CalendarYear, days: Iterable[NamedDay]) -> None:
    """The days of a notice as a whole."""
    with transaction.atomic():
        CalendarDay.objects.filter(notice=row).delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(notice=row, date=day.date, kind=day.kind, name=day.name) for day in days
        )
