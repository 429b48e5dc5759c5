"""The index on the server: the first one, one built beside it, one of an earlier release, what it lost; and words."""

import pytest
from django.utils import timezone

from cms.outbox import services as outbox
from search import comparing, entry_cache, indexing
from search.engine_contract import Unavailable
from search.engines import indexed
from search.engines.elastic import ElasticsearchEngine
from tests.search.asking import publish, results, settled, structure, titles

NEWEST = {indexed.NEAR, indexed.GROUP, *indexed.NEWER}
LATER = {
    "before words": {"made_by", indexed.TALLY, indexed.TITLE, *NEWEST},
    "before sums": {indexed.TALLY, indexed.TITLE, *NEWEST},
    "before our own ranking": NEWEST,
}
"""Fields that an earlier release had not."""


def test_until_the_first_index_is_whole_the_other_engine_answers(site, bureau, client, monkeypatch, breaker):
    target = ElasticsearchEngine()
    target.drop(target.current_index())
    publish(bureau, "电梯制造许可")
    publish(bureau, "电梯维修许可")
    settled()
    assert target.windows(target.building_index())  # what changes meanwhile is in it already
    target.drop(target.building_index())
    monkeypatch.setattr(indexing, "REPAIRED_AT_ONCE", 1)
    whole = len(comparing.expected())
    html = results(client, "电梯")
    assert "制造" in html and "维修" in html and "受限" in html
    for _round in range(whole):
        assert target.current_index() is None
        indexing.run(timezone.now())
    breaker.pause_is_over()
    html = results(client, "电梯")
    assert "制造" in html and "维修" in html and "受限" not in html
    assert not indexing.difference("elasticsearch")


def test_of_two_first_indices_one_stays(site):
    target = ElasticsearchEngine()
    target.drop(target.current_index())
    first = target.create(target.building_alias)
    target._begin()  # by somebody who had looked before
    assert [*target._behind(target.building_alias)] == [first]


def test_a_rebuild_loses_nothing_that_is_written_meanwhile(site, bureau):
    publish(bureau, "锅炉许可")
    settled()
    target = ElasticsearchEngine()
    before = target.current_index()
    target.create(target.building_alias)
    page = publish(bureau, "气瓶许可")
    settled()
    assert set(target.windows(target.building_index())) == {max(target.windows())}
    assert indexing.rebuild_elsewhere() == 2 + structure()
    assert target.current_index() != before and target.building_index() is None
    assert not indexing.difference("elasticsearch")
    assert page.pk


def test_a_late_write_makes_no_index_of_its_own(site, bureau):
    publish(bureau, "电梯制造许可")
    settled()
    target = ElasticsearchEngine()
    with pytest.raises(Unavailable):
        target.index(indexing.documents.of_numbers(comparing.expected()), into=f"{target.alias}-gone")
    assert not target.writing.indices.exists(index=f"{target.alias}-gone")


def test_the_job_repairs_what_was_lost(site, bureau):
    publish(bureau, "叉车许可")
    settled()
    target = ElasticsearchEngine()
    target.delete([(number, 10**9) for number in target.windows()])
    told = indexing.run(timezone.now())
    assert told["missing"] == 1 + structure()
    assert told.get("unavailable") is None


def earlier(target, alias, lacking):
    """An empty index as an earlier release made it."""
    properties = {name: field for name, field in indexed.mapping()["properties"].items() if name not in lacking}
    name = f"{target.alias}-before"
    target.writing.indices.create(
        index=name,
        mappings={"dynamic": "strict", "properties": properties},
        settings={"number_of_replicas": 0},
        aliases={alias: {}},
    )
    return name


@pytest.mark.parametrize("lacking", LATER.values(), ids=LATER)
def test_an_index_of_an_earlier_release_is_written_to_and_made_anew(site, bureau, lacking):
    target = ElasticsearchEngine()
    target.drop(target.current_index())
    name = earlier(target, target.alias, lacking)
    publish(bureau, "电梯制造许可")
    outbox.deliver_due()
    assert titles("elasticsearch", "电梯") == ["电梯制造许可"]
    assert target.current_index() == name
    indexing.reconcile("elasticsearch")
    assert not indexing.difference("elasticsearch")


@pytest.mark.parametrize("lacking", LATER.values(), ids=LATER)
def test_what_an_earlier_release_began_to_build_is_gone_on_with(site, bureau, lacking):
    publish(bureau, "电梯制造许可")
    settled()
    target = ElasticsearchEngine()
    begun = earlier(target, target.building_alias, lacking)
    indexing.rebuild_elsewhere()
    assert target.current_index() == begun
    assert not indexing.difference("elasticsearch")


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_what_differs_is_found_and_nothing_else_is_read(site, bureau, monkeypatch, size):
    monkeypatch.setattr(indexed, "PART", size)
    for title in ("电梯制造许可", "锅炉制造许可", "气瓶充装许可", "起重机械许可", "叉车使用登记"):
        publish(bureau, title)
    settled()
    target = ElasticsearchEngine()
    lost, moved, ended, right, *_rest = sorted(target.numbers())
    target.delete([(lost, lost)])
    changed = {moved: ("shown_from", "2001-01-01T00:00:00+00:00"), ended: ("shown_to", "2001-01-02T00:00:00+00:00")}
    for number, (name, value) in changed.items():
        source = target.writing.get(index=target.alias, id=str(number))["_source"]
        target._bulk([indexed.action(target.alias, {**source, name: value})], True)
    invented = {**source, "number": 5_000_000, "version": 5_000_000, "shown_to": "2999-01-01T00:00:00+00:00"}
    target._bulk([indexed.action(target.alias, invented)], True)
    read = []
    windows = ElasticsearchEngine.windows
    monkeypatch.setattr(ElasticsearchEngine, "windows", lambda *args: [read.append(found := windows(*args)), found][1])
    found = indexing.difference("elasticsearch")
    assert found.as_json() == {"missing": [lost], "stale": [moved, ended], "extra": [5_000_000]}
    if size == 1:
        assert {number for each in read for number in each} == {moved, ended, 5_000_000}
    assert len(indexing.difference("elasticsearch", most=1)) <= 3
    indexing.reconcile("elasticsearch")
    read.clear()
    assert not indexing.difference("elasticsearch")
    assert not read
    assert right in windows(target)


def test_what_other_code_made_is_made_anew_a_part_at_a_time(site, bureau, monkeypatch):
    publish(bureau, "电梯制造许可")
    publish(bureau, "特种设备使用登记")
    outbox.deliver_due()
    monkeypatch.setattr(entry_cache, "made_by", lambda: "a later release")
    monkeypatch.setattr(indexing, "REPAIRED_AT_ONCE", 1)
    everything = indexing.difference("elasticsearch")
    assert everything.stale and not everything.missing and not everything.extra
    indexing.run(timezone.now())
    assert len(indexing.difference("elasticsearch").stale) == len(everything.stale) - 1
    for _round in everything.stale[1:]:
        indexing.run(timezone.now())
    assert not indexing.difference("elasticsearch")
    assert not indexing.difference("embedded")


def test_no_plugin_decides_what_is_found_or_what_comes_first(site, bureau):
    """Tokens are ours and stand between spaces: nothing of the index is cut by a dictionary of the server's."""
    analyzers = {field["analyzer"] for field in indexed.mapping()["properties"].values() if "analyzer" in field}
    assert analyzers == {"whitespace"}


def test_what_an_earlier_release_wrote_goes_into_an_index_of_today(site, bureau):
    """A withdrawal while it is built anew: the document of before has fields that there are no more."""
    page = publish(bureau, "电梯制造许可")
    settled()
    target = ElasticsearchEngine()
    before = target.current_index()
    target.writing.indices.put_mapping(index=before, properties={"title": {"type": "text", "index": False}})
    *_columns, number = sorted(target.numbers())
    source = target.writing.get(index=before, id=str(number))["_source"]
    target.writing.index(index=before, id=str(number), document={**source, "title": "电梯制造许可"}, refresh=True)
    target.create(target.building_alias)
    target.close_windows(page.disclosure_key)
    assert target.windows(target.building_index()).keys() == {number}
