"""“On view” is asked in one way: nobody writes `shown_from <= now < shown_to` by hand, and one module writes `live`."""

import datetime
import re
from pathlib import Path

import pytest
from django.utils import timezone

from cms.publication import reading, viewing
from cms.publication.models import ListingEntry
from search.engines import indexed
from tests.factories.bureau import Bureau, fees, sign_all, submit

ROOT = Path(__file__).resolve().parents[2]
BY_HAND = re.compile(r'shown_(from|to)(__(lte?|gte?|range)\b|"?\s*(<|>)|"\s*:\s*\{"(lte?|gte?)")')
THERE = {"cms/publication/viewing.py", "cms/publication/models.py", "search/engines/indexed.py"}
WRITES_LIVE = re.compile(
    r"\.unpublish\(|\brevision\.publish\(|\.live\s*=[^=]|update\([^)]*\blive=|bulk_update\([^)]*\"live\"", re.S
)
LIVE = "cms/workflows/mirror/live.py"


def sources() -> dict[str, str]:
    found = [*ROOT.glob("cms/**/*.py"), *ROOT.glob("search/**/*.py")]
    paths = {str(path.relative_to(ROOT)): path for path in found if "/migrations/" not in str(path)}
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items()}


@pytest.mark.parametrize(
    "line",
    [
        "filter(shown_from__lte=now)",
        "filter(shown_to__gt=now)",
        """'l."shown_to" > %s'""",
        "entry.shown_to <= now",
        '{"range": {"shown_to": {"gt": moment}}}',
    ],
)
def test_what_is_written_by_hand_would_be_seen(line):
    assert BY_HAND.search(line)


def test_nobody_writes_the_condition_by_hand():
    assert {name for name, text in sources().items() if BY_HAND.search(text)} - THERE == {
        "cms/workflows/admin/history/item_history.py"  # whether one channel's end comes before another's
    }


@pytest.mark.parametrize(
    "text",
    [
        "item.unpublish(commit=True)",
        "revision.publish(user=user)",
        "page.live = True",
        "rows.update(\n    expired=True, live=False\n)",
    ],
)
def test_a_second_writer_of_live_would_be_seen(text):
    assert WRITES_LIVE.search(text)


def test_one_module_writes_live():
    assert {name for name, text in sources().items() if WRITES_LIVE.search(text)} == {LIVE}


def test_all_ways_of_asking_answer_alike_to_the_second(db):
    bureau = Bureau()
    start = timezone.now().replace(microsecond=0) + datetime.timedelta(days=1)
    end = start + datetime.timedelta(days=2)
    page = bureau.licence(go_live_at=start, expire_at=end)
    fees(page)
    sign_all(submit(page))
    entry = ListingEntry.objects.get(item=page.disclosure_key)
    table, second = ListingEntry._meta.db_table, datetime.timedelta(seconds=1)
    for moment, ahead, shown, over in (
        (start - second, True, False, False),
        (start, False, True, False),
        (end - second, False, True, False),
        (end, False, False, True),
    ):
        rows = ListingEntry.objects.filter(pk=entry.pk)
        assert rows.on_view(moment).exists() is shown
        assert rows.ahead(moment).exists() is ahead is entry.is_ahead(moment)
        assert rows.not_over(moment).exists() is not over
        assert entry.is_over(moment) is over
        at = reading.parameter(moment)
        sql = f'SELECT COUNT(*) FROM "{table}" l WHERE l."number" = %s AND {viewing.sql()}'
        assert reading.query(sql, [entry.pk, at, at]) == [(int(shown),)]
        conditions = [each["range"] for each in indexed.on_view(moment)]
        source = {"shown_from": entry.shown_from.isoformat(), "shown_to": entry.shown_to.isoformat()}
        assert all(holds(source[name], bounds) for each in conditions for name, bounds in each.items()) is shown
    rows = ListingEntry.objects.filter(pk=entry.pk)
    assert rows.next_change(start - second) == start
    assert rows.next_change(start) == end == entry.until
    assert rows.next_change(end) is None
    assert not rows.ending(start, end - second).exists() and rows.ending(start, end).exists()
    assert rows.on_view(end - second, since=start).exists()
    assert not rows.on_view(end - second, since=start - second).exists()


def holds(value: str, bounds: dict[str, str]) -> bool:
    (how, bound), told = next(iter(bounds.items())), datetime.datetime.fromisoformat(value)
    other = datetime.datetime.fromisoformat(bound)
    return told <= other if how == "lte" else told > other
