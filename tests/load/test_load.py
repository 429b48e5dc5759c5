"""The generator: seeded, varied, public; and it writes into nobody's database but its own."""

import subprocess
import sys
from collections import Counter

import pytest
from django.test import Client

from cms.publication import listing, verify
from cms.publication.models import Publication
from search import indexing
from search.query import from_request
from tests.load import drafts, inserting, structure
from tests.load.__main__ import ROOT, refusal

PAGES = 60


@pytest.fixture
def columns(db):
    return structure.columns()


@pytest.fixture
def made(columns):
    inserting.insert((drafts.draft(7, place) for place in range(PAGES)), columns)
    return Publication.objects.filter(authority_kind=inserting.AUTHORITY)


def test_they_are_what_the_public_reads_and_finds(made):
    client = Client()
    items = listing.page_of(limit=100).items
    assert len(items) == PAGES
    for item in items:
        assert client.get(item.url).status_code == 200, item.url
    assert not list(verify.findings())
    indexing.rebuild()
    found = indexing.engine("embedded").search(from_request({"q": made.first().title[:12]}), made.first().published_at)
    assert made.first().number in {hit.number for hit in found.hits}


def test_they_are_varied(made):
    assert len({row.title for row in made}) > PAGES * 0.9
    assert len({row.parsed_facts["office_name"] for row in made}) > 8
    assert len({row.digest for row in made}) == PAGES
    kinds = Counter(drafts.kind_of(place) for place in range(100))
    assert kinds == dict(drafts.SHARES)


def test_the_same_seed_gives_the_same_pages(columns):
    first, again, other = drafts.draft(7, 3), drafts.draft(7, 3), drafts.draft(8, 3)
    assert (first.title, str(first.body), first.summary) == (again.title, str(again.body), again.summary)
    assert str(first.body) != str(other.body)


@pytest.mark.parametrize("database", ["sqlite:////srv/db.sqlite3", "postgres://u@h/disclosure", "sqlite:///a/xscratch"])
def test_it_refuses_a_database_that_is_not_scratch(database):
    assert refusal(database, "scratch-public")


def test_it_refuses_an_index_that_is_not_scratch(monkeypatch):
    monkeypatch.setenv("ELASTICSEARCH_URL", "http://127.0.0.1:9")
    assert refusal("sqlite:///a/scratch.sqlite3", "disclosure-public")
    assert refusal("sqlite:///a/scratch.sqlite3", "scratch-public") is None


def test_the_command_says_why_it_refuses(tmp_path):
    command = [sys.executable, "-m", "tests.load", "--pages", "5", "--database", f"sqlite:///{tmp_path}/db.sqlite3"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and "scratch" in done.stderr
    assert not (tmp_path / "db.sqlite3").exists()
