"""Whatever somebody asks, on either engine and in every format: an answer, nothing that is not public, nothing
unescaped.

HOSTILE_QUESTIONS says how many for each engine (200; `make test-long` 10,000), HOSTILE_SEED which. Run again on
PostgreSQL.
"""

import json
import os
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from cms.outbox import services as outbox
from search import completing, learning, urls
from search.query import FILTERS
from tests.factories.bureau import user
from tests.factories.leaks import SECRET, STATES, Leaks
from tests.search import hostile_questions
from tests.search.asking import publish
from tests.search.hostile_questions import CANARY

COUNT = int(os.environ.get("HOSTILE_QUESTIONS", "200"))
SEED = int(os.environ.get("HOSTILE_SEED", "20261128"))
SLOW = 1.0
"""Seconds at rest, asserted in the long run alone, of the best of three."""
LONG = 5000
ANSWERS = {200, 204, 301, 302, 400, 403, 404, 405, 413, 414, 431}
MOVED = {301, 302}
NAMES = (*FILTERS, "page", "sort", "from", "to", "in", "subject", "kind", "format", "nonsense")
CATALOGUE = "/mu-lu/"
OURS = {"sec-fetch-site": "same-origin", "origin": "http://testserver"}


class Markup(HTMLParser):
    """What a browser would make of a page: elements and attributes that came from a question."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if CANARY in tag or (tag in ("svg", "img") and any(CANARY in str(value) for _name, value in attrs)):
            self.found.append(tag)
        for name, value in attrs:
            if CANARY in name or name.startswith("on"):
                self.found.append(f"{tag} {name}")
            if name in ("href", "src", "action") and str(value).strip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}={value}")

    def handle_comment(self, data):
        if CANARY in data:
            self.found.append(data)


def unescaped(html: str) -> list[str]:
    """Also a script whose text came from a question."""
    parser = Markup()
    parser.feed(html)
    scripts = [part.partition("</script")[0] for part in html.split("<script")[1:]]
    return [*parser.found, *(text for text in scripts if f">{CANARY}" in text)]


def raw_in(answer) -> list[str]:
    """What of a question stands unescaped in an answer, or what makes the answer none of its kind."""
    kind, text = answer.get("Content-Type", ""), answer.content.decode(errors="replace")
    if "html" in kind:
        return unescaped(text)
    if "json" in kind:
        json.loads(answer.content.decode())
    elif "xml" in kind:
        return [each.tag for each in ElementTree.fromstring(answer.content).iter() if CANARY in each.tag]
    elif text:
        return [f"neither HTML nor JSON nor XML: {kind}"]
    return []


def gateways() -> list[str]:
    """Every address of the search that takes a question, and the catalogue's."""
    found = [CATALOGUE]
    for pattern in urls.urlpatterns:
        try:
            found.append(reverse(f"{urls.app_name}:{pattern.name}"))
        except NoReverseMatch:
            continue
    return found


@dataclass
class Faults:
    """What was wrong with which question."""

    broken: list[str] = field(default_factory=list)
    leaking: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    fell_back: list[str] = field(default_factory=list)

    def look(self, answer, told: str) -> None:
        text = answer.content.decode(errors="replace")
        if answer.status_code not in ANSWERS:
            self.broken.append(f"{answer.status_code} {told}")
            return
        if any(f"{SECRET} {state}" in text for state in STATES):
            self.leaking.append(told)
        try:
            found = raw_in(answer)
        except ValueError as error:
            found = [str(error)]
        if found:
            self.raw.append(f"{found} {told}")


@pytest.fixture
def asked_of(engine):
    bureau = Leaks().bureau
    publish(bureau, "电梯制造许可", summary="电梯每年检验一次，收费标准见附表。")
    publish(bureau, f"锅炉&<{CANARY}>许可")
    outbox.deliver_due()
    return engine


def test_no_question_breaks_anything(asked_of, breaker):
    client = Client(raise_request_exception=False)
    faults, places, kinds = Faults(), gateways(), set()
    for number, question in enumerate(hostile_questions.questions(SEED, COUNT, NAMES)):
        place = reverse("disclosure_search:search") if number % 2 else places[number // 2 % len(places)]
        for sent in _ways(client, place, question, number):
            best, answer = _timed(sent, 3 if COUNT >= LONG else 1)
            told = f"{place}?{question[:300]}"
            kinds.add((place, answer.status_code, answer.get("Content-Type", "").partition(";")[0]))
            faults.look(answer, told)
            if answer.status_code in MOVED:
                best, answer = _followed(client, answer, best)
                kinds.add((place, answer.status_code, answer.get("Content-Type", "").partition(";")[0]))
                faults.look(answer, f"after 301: {told}")
                if answer.status_code in MOVED:
                    faults.broken.append(f"moved twice: {told}")
            if best > SLOW:
                faults.slow.append(f"{best:.1f} s {told}")
            if breaker.failures:
                faults.fell_back.append(told)
                breaker.worked()
    assert not faults.broken, faults.broken[:5]
    assert not faults.leaking, faults.leaking[:5]
    assert not faults.raw, faults.raw[:5]
    assert not faults.fell_back, faults.fell_back[:5]
    answered = {(place, kind) for place, status, kind in kinds if status in (200, 204)}
    search, counter = reverse("disclosure_search:search"), reverse("disclosure_search:count")
    assert answered >= {(search, "text/html"), (search, "application/json"), (search, "application/atom+xml")}
    assert answered >= {(counter, "text/html"), (reverse("disclosure_search:suggest"), "application/json")}
    assert (CATALOGUE, "text/html") in answered
    if COUNT >= LONG:
        assert not faults.slow, faults.slow[:5]


def _ways(client, place, question, number):
    """Sent as an address; where things are counted also as a page tells it, as a page of ours and as another's."""
    yield lambda: client.get(place, QUERY_STRING=question)
    if place == reverse("disclosure_search:count"):
        kind, body = hostile_questions.told(question, number)
        for headers in (OURS, {**OURS, "origin": "null"}):
            yield lambda headers=headers: client.generic("POST", place, body, kind, headers=headers)


def _followed(client, answer, best):
    """Where an address of a question leads: to its one address."""
    where = urlsplit(answer["Location"])
    taken, answer = _timed(lambda: client.get(where.path, QUERY_STRING=where.query), 3 if COUNT >= LONG else 1)
    return max(best, taken), answer


def _timed(sent, times):
    """(seconds of the best, its answer); asked again only where it took long."""
    best, answer = None, None
    for _time in range(times):
        start = time.perf_counter()
        answer = sent()
        taken = time.perf_counter() - start
        best = taken if best is None else min(best, taken)
        if best <= SLOW:
            break
    return best, answer


def test_every_kind_is_among_the_questions():
    """Of the few that each run asks, and as they come over the line."""
    asked = list(hostile_questions.questions(SEED, 200, NAMES))
    together = "&".join(each[:3000] for each in asked)
    for kind in ("%ED%A0%80", "%00", "%E2%80%AE", "%1B", "%F0%9F%98%80", "%3Cscript%3E", "NEAR", "DROP%20TABLE"):
        assert kind in together, kind
    assert any(len(each) > 1_000_000 for each in asked)
    assert {900, 5000} <= {round(each.count("&"), -2) for each in asked}
    assert "format=atom" in together and "format=json" in together
    bodies = [hostile_questions.told(each, number)[1] for number, each in enumerate(asked)]
    assert any(b"%ED%A0%80" in each for each in bodies) and any(b"\\ud800" in each for each in bodies)


def test_what_many_asked_is_shown_as_text(asked_of, monkeypatch):
    """What the counter was told comes back as suggestions, as popular questions, in the report and as a proposal."""
    monkeypatch.setattr(completing, "_kept", [])
    client, staff, place = Client(), Client(), reverse("disclosure_search:count")
    staff.force_login(user("admin"))
    told = [each[: learning.LONGEST] for each in hostile_questions.MARKUP]
    for text in told:
        for _person in range(learning.rules().fewest):
            for values in (
                {"asked": text, "found": "1"},
                {"opened": text, "position": "1", "after": f"没有{text[:40]}"},
            ):
                assert client.post(place, values, headers=OURS).status_code == 204
    shown = client.get(reverse("disclosure_search:search"))
    suggested = client.get(reverse("disclosure_search:suggest"), {"q": CANARY})
    report = staff.get(reverse("disclosure_search_learning"))
    assert CANARY in shown.content.decode() and CANARY in suggested.content.decode()
    assert report.content.decode().count(CANARY) >= len(told)
    for answer in (shown, suggested, report):
        assert not raw_in(answer)


def test_what_came_unescaped_would_be_found():
    assert unescaped(f"<p><{CANARY}></p>") and unescaped('<a onclick="x">') and unescaped('<a href="javascript:x">')
    assert unescaped(f"<script>{CANARY}</script>") and unescaped(f"<!--{CANARY}-->")
    assert not unescaped(
        f'<script src="/a.js"></script><p title="&quot;&gt;&lt;{CANARY}&gt;">&lt;{CANARY}&gt; onerror=</p>'
    )
