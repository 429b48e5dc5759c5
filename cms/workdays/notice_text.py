"""Reading the days out of a notice's own text, as it is published:

二、春节:2月15日(农历腊月二十八、周日)至23日(农历正月初七、周一)放假调休,共9天。2月14日(周六)、2月28日(周六)上班。
"""

import datetime
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from cms.workdays.loading import Kind, NamedDay, Unreadable, refuse, span

_ITEM = re.compile(r"^\s*[一二三四五六七八九十]+、\s*(?P<name>[^:\uff1a]{1,40})[:\uff1a](?P<text>.+)$")
_NOTE = re.compile(r"[(\uff08][^()\uff08\uff09]*[)\uff09]")
_DATE = r"(?:(?:(?P<{0}y>\d{{4}})年)?(?P<{0}m>\d{{1,2}})月)?(?P<{0}d>\d{{1,2}})日"
_SPAN = re.compile(_DATE.format("a") + "(?:至" + _DATE.format("b") + ")?")


def days(text: str, year: int) -> tuple[NamedDay, ...]:
    """Raises Unreadable when the text names no day, or one that a notice for this year cannot name."""
    found = tuple(day for line in text.splitlines() for day in _line(line, year))
    if not found:
        raise Unreadable(_("No holiday was found in this text."))
    refuse(found, year)
    return found


def _line(line: str, year: int) -> Iterator[NamedDay]:
    item = _ITEM.match(line)
    if item is None:
        return
    for sentence in _NOTE.sub("", item["text"]).split("。"):
        for first, last in _spans(sentence, year):
            if "上班" in sentence:
                yield NamedDay(first, Kind.WORKDAY, item["name"].strip())
            elif "放假" in sentence:
                yield from span(first, last, item["name"].strip())


def _spans(sentence: str, year: int) -> Iterator[tuple[datetime.date, datetime.date]]:
    month: str | None = None
    for found in _SPAN.finditer(sentence):
        month = found["am"] or month
        first = _date(found["ay"] or year, month, found["ad"])
        if found["bd"] is None:
            yield first, first
            continue
        month = found["bm"] or month
        yield first, _date(found["by"] or (year if found["ay"] else first.year), month, found["bd"])


def _date(year: str | int, month: str | None, day: str) -> datetime.date:
    try:
        return datetime.date(int(year), int(month or 0), int(day))
    except ValueError as error:
        words = _("There is no such date: month %(month)s, day %(day)s") % {"month": month or "?", "day": day}
        raise Unreadable(words) from error
