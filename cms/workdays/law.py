"""The holidays that the law itself fixes (全国年节及纪念日放假办法), for years whose yearly notice is not out yet."""

import datetime
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "law.toml"
MOVING = ("清明节", "端午节", "中秋节")


@dataclass(frozen=True)
class LawYear:
    """The days off of a year by the law, without those that a notice moves, and which law says so."""

    year: int
    source: str
    days: tuple[tuple[datetime.date, str], ...]


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@lru_cache(maxsize=256)
def of_year(year: int) -> LawYear | None:
    """None for a year before the law, or for which the moving days are not worked out (2007 to 2100 are)."""
    rule = next((each for each in _data()["rules"] if each["from"] <= year), None)
    moving = _data()["moving"].get(str(year))
    if rule is None or moving is None:
        return None
    return LawYear(year, rule["source"], tuple(sorted(_days(year, rule, moving))))


def _days(year: int, rule: dict[str, Any], moving: list[datetime.date]) -> Iterator[tuple[datetime.date, str]]:
    for name, days in rule["fixed"].items():
        for day in days:
            yield datetime.date.fromisoformat(f"{year}-{day}"), name
    for offset in rule["spring"]:
        yield moving[0] + datetime.timedelta(days=offset), "春节"
    if rule["others"]:
        yield from zip(moving[1:], MOVING, strict=True)


def off(years: Iterable[int]) -> Iterator[datetime.date]:
    """The days off of these years by the law."""
    for year in years:
        found = of_year(year)
        yield from (day for day, _name in found.days) if found else ()


def ahead(after: int, count: int = 2) -> list[LawYear]:
    """The next years after the last one that has a notice."""
    return [found for year in range(after + 1, after + 1 + count) if (found := of_year(year))]


def horizon() -> range:
    """The years for which the moving days are worked out."""
    years = sorted(int(year) for year in _data()["moving"])
    return range(years[0], years[-1] + 1)
