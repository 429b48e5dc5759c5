"""Thousands of questions of a visitor, and no answer knows what is not public.

LEAK_QUESTIONS says how many for each engine; each is asked of the engine and of the site.
"""

import datetime
import json
import os
import random
import re

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from cms.outbox import services as outbox
from cms.publication.models import ListingEntry
from cms.workflows import services
from search import indexing, suggesting
from search.query import from_request
from tests.factories.bureau import sign_all, user
from tests.factories.leaks import SECRET, STATES, Leaks

QUESTIONS = int(os.environ.get("LEAK_QUESTIONS", "250"))
DAY = datetime.timedelta(days=1)
NEVER = (*(f"{SECRET} {state}" for state in (*STATES, "withdrawn", "expired")), f"{SECRET}的", f"{SECRET}附")
"""How what is not public goes on; what was asked is left out of an answer first."""
WORDS = [
    SECRET,
    "密语",
    "公告",
    "公开",
    "玩具",
    "正文",
    "附件",
    "bugongkai",
    "miyu",
    "12365",
    "市质监局",
    "ZJ00",
    "可以",
]
SHAPES = ["{} {} {}", '"{}" {}{}', "{} -{} {}", "{}{}{}"]
FILTERS = {
    "category": ["announcements", "other_internal", "internal"],
    "year": ["2007", "2026", "x"],
    "unit": ["municipal", "yuzhong"],
    "genre": ["办事指南", "通知"],
    "validity": ["in_force", "repealed"],
}
ELSEWHERE = ("/feed/", "/feed/gong-gao/", "/feed/nei-bu/", "/sitemap-1.xml", "/mu-lu/", "/nei-bu/")
API = ("/api/v2/pages/", "/api/v3/pages/", "/admin/api/main/pages/", "/api/v3/documents/")


@pytest.fixture
def corpus(engine):
    """One item in each state that the public may not see, and one that it may; asked for two days later."""
    leaks = Leaks()
    gone = leaks.announcement(f"{SECRET} withdrawn", "withdrawn")
    leaks.carry("withdrawn", gone)
    now = timezone.now().replace(microsecond=0)
    leaks.carry("expired", leaks.announcement(f"{SECRET} expired", "expired", expire_at=now + DAY))
    outbox.deliver_due()
    editor = user("editor_announcements")
    case = services.open_case(gone, action="withdraw", user=editor, reason_kind="error", reason="错")
    sign_all(services.submit(case, editor))  # and not delivered
    structure = ListingEntry.objects.filter(channel="web", structural=True).values_list("item", flat=True)
    return engine, {leaks.public.disclosure_key, *structure}, now + 2 * DAY


def question(draw):
    parts = draw.sample(WORDS, draw.randint(1, 3))
    text = draw.choice(SHAPES).format(*(parts * 3)[:3])
    chosen = {key: draw.choice(values) for key, values in FILTERS.items() if draw.random() < 0.25}
    return {
        "q": text,
        **chosen,
        "page": str(draw.choice([1, 1, 1, 2, 50])),
        "sort": draw.choice(["", "date"]),
    }


def test_thousands_of_questions_leak_nothing(corpus):
    """Hits, counts, facets, highlights and suggestions, whatever is asked and however it is filtered."""
    name, public, at = corpus
    target = indexing.engine(name)
    draw = random.Random(2007)
    found_any = 0
    for _turn in range(QUESTIONS):
        asked = question(draw)
        query = from_request(asked)
        found = target.search(query, at)
        found_any += found.total
        assert {hit.item for hit in found.hits} <= public, asked
        assert found.total <= len(public), asked
        told = json.dumps([[hit.title, hit.snippet, hit.facts] for hit in found.hits], ensure_ascii=False)
        assert "密语" not in told, asked
        for entries in found.facets.values():
            assert all(count <= len(public) for _value, _label, count in entries), asked
        if _turn % 50 == 0:
            begun = asked["q"].split()[0][:3]
            assert "密语" not in suggesting.suggestion(from_request({"q": begun})).replace(begun, "")
    assert found_any, "what is public is found"


def test_thousands_of_pages_and_calls_leak_nothing(corpus):
    """The same as a visitor of the site: its search, lists, feeds, site map, and addresses of an API."""
    _name, _public, at = corpus
    draw = random.Random(1949)
    visitor = Client()
    found_any = 0
    with time_machine.travel(at, tick=False):
        for turn in range(QUESTIONS):
            asked = question(draw)
            address = "/search/" if turn % 5 else draw.choice((*ELSEWHERE, *API))
            answer = visitor.get(address, {**asked, "search": asked["q"]} if address in API else asked, follow=True)
            assert answer.status_code < 500, (address, asked)
            told = re.sub(r"</?mark>", "", answer.content.decode()).replace(escape(from_request(asked).text), "")
            assert not [words for words in NEVER if words in told], (address, asked)
            found_any += "可以公开的公告" in told
    assert found_any, "what is public is found"
