"""The ledger is gapless and bound together; the checkpoint log knows what the database may have lost."""

import itertools

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from hypothesis import given
from hypothesis import strategies as st

from cms.ledger import appendonly, checkpoints, keys, services
from cms.ledger.models import LedgerEntry
from cms.ledger.texts import canonical, moment, sha256, stamp


def test_numbers_are_gapless_and_each_entry_names_the_one_before(db):
    entries = [services.append("decision", f"case:{n}", sha256(str(n))) for n in range(5)]
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    for before, after in itertools.pairwise(entries):
        assert after.previous == before.entry_digest
    assert all(entry.computed_digest() == entry.entry_digest for entry in LedgerEntry.objects.all())


def test_a_rolled_back_entry_leaves_no_gap(db):
    services.append("decision", "a", "x")
    with pytest.raises(RuntimeError), transaction.atomic():
        services.append("decision", "b", "x")
        raise RuntimeError
    assert services.append("decision", "c", "x").number == 2


def test_entries_are_neither_changed_nor_deleted(db):
    entry = services.append("decision", "a", "x")
    with pytest.raises(ProtectedError):
        entry.delete()
    assert appendonly.missing() == []


def test_the_witness_follows_its_file(db, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        entry = services.append("decision", "a", "x")
    assert checkpoints.current().head == (entry.number, entry.entry_digest)
    checkpoints.fact("web|page:1", 7, {"kind": "shown"})
    checkpoints.fact("web|page:1", 9, {"kind": "shown"})
    assert [number for number, _fact in checkpoints.facts("web|page:1")] == [7, 9]


def test_a_witness_that_was_cut_back_is_an_alarm(settings, caplog):
    checkpoints.fact("web|page:1", 7, {"kind": "shown"})
    assert checkpoints.facts("web|page:1")
    settings.DISCLOSURE_WITNESS.write_text("")
    assert checkpoints.facts("web|page:1") == []
    assert "shorter" in caplog.text


def test_half_a_line_is_read_when_it_is_whole(settings):
    checkpoints.fact("a", 1, {})
    with settings.DISCLOSURE_WITNESS.open("a") as file:
        file.write('fact a 2 {"k')
    assert len(checkpoints.facts("a")) == 1
    with settings.DISCLOSURE_WITNESS.open("a") as file:
        file.write('": 1}\n')
    assert len(checkpoints.facts("a")) == 2


def test_what_a_line_says_is_read_when_somebody_asks(settings, monkeypatch):
    """A process that starts beside a long file reads where its lines stand, and of a few what they say."""
    keys_of = [f"web|page:{number}" for number in range(200)]
    checkpoints.facts_of((key, number, {"kind": "shown", "at": number}) for number, key in enumerate(keys_of, start=1))
    checkpoints.facts_of(
        [("web|page:7", 203, {"at": 203}), ("web|page:7", 202, {"at": 202}), ("web|page:7", 8, {"at": 0})]
    )
    checkpoints.give_up([("web|page:9", 10)])
    read = []
    monkeypatch.setattr(
        checkpoints.json, "loads", lambda text, loads=checkpoints.json.loads: read.append(text) or loads(text)
    )
    again = checkpoints.CheckpointLog(settings.DISCLOSURE_WITNESS).follow()
    assert not read and again.highest == 203 and again.given_up == 1
    assert [(number, fact["at"]) for number, fact in again.facts("web|page:7")] == [(8, 8), (202, 202), (203, 203)]
    assert again.facts("web|page:9") == [] and again.facts("nobody") == []
    assert len(read) == 3
    assert sorted(again.numbers())[0] == ("web|page:0", 1) and len(list(again.numbers())) == 201
    assert len(read) == 3


def test_another_file_in_its_place_is_read_anew(settings, caplog):
    checkpoints.fact("web|page:1", 7, {"kind": "shown"})
    other = settings.DISCLOSURE_WITNESS.with_name("other")
    other.write_text("head 9 abc\n" * 9 + 'fact web|page:2 8 {"kind": "shown"}\n')
    assert checkpoints.facts("web|page:1")
    other.replace(settings.DISCLOSURE_WITNESS)
    assert checkpoints.facts("web|page:1") == [] and checkpoints.facts("web|page:2") == [(8, {"kind": "shown"})]
    assert checkpoints.current().head == (9, "abc") and "another file" in caplog.text


def test_a_line_that_was_changed_in_its_place_is_not_taken(settings):
    checkpoints.fact("web|page:1", 7, {"kind": "shown"})
    assert list(checkpoints.current().numbers()) == [("web|page:1", 7)]
    path = settings.DISCLOSURE_WITNESS
    with path.open("r+") as file:
        file.write(path.read_text().replace(" 7 ", " 6 "))
    with pytest.raises(ValueError, match="changed"):
        checkpoints.facts("web|page:1")


def test_an_old_key_still_checks_and_a_lost_one_does_not(settings):
    settings.DISCLOSURE_SEAL_KEYS, settings.DISCLOSURE_SEAL_KEY_ID = {"old": "a" * 64}, "old"
    key_id, seal = keys.ring().seal("text")
    settings.DISCLOSURE_SEAL_KEYS = {"old": "a" * 64, "new": "b" * 64}
    settings.DISCLOSURE_SEAL_KEY_ID = "new"
    assert keys.ring().holds(key_id, "text", seal)
    assert not keys.ring().holds(key_id, "other", seal)
    assert keys.ring().seal("text")[0] == "new"
    settings.DISCLOSURE_SEAL_KEYS = {"new": "b" * 64}
    assert not keys.ring().holds(key_id, "text", seal)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


@given(PLAIN)
def test_one_value_has_one_text(value):
    import json

    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(st.datetimes(timezones=st.just(__import__("datetime").UTC)))
def test_times_are_whole_seconds(value):
    assert moment(stamp(value)) == value.replace(microsecond=0)
