"""One suite for every engine: the same questions, the same answers; and what only a server can do: be away, be slow,
come back, be built anew while it is written to. In one file, so that one process has the one server."""

import datetime
import json
import os
import random
import time
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms.outbox import services as outbox
from cms.outbox.models import OutboxMessage
from cms.pages.models import LicensingPage
from cms.publication import clock, current
from cms.workflows import cases, services
from search import indexing, kept, pending, resilient, suggesting
from search.editors.elasticsearch import SegmentedElasticsearchBackend
from search.engines import indexed
from search.engines.base import Unavailable
from search.engines.elastic import ElasticsearchEngine
from search.query import from_request
from tests.factories.bureau import fees, sign_all, submit, user
from tests.search import editors, worker_process
from tests.servers import scratch, slow

LATER = {indexed.WORDS, "made_by"}


@pytest.fixture(params=["embedded", "elasticsearch", "elasticsearch without smartcn"])
def engine(request, db, settings):
    name, _space, without = request.param.partition(" ")
    if without:
        settings.DISCLOSURE_SEARCH_WORDS = ("an-analyzer-that-no-server-has", "cjk")
    if name == "elasticsearch":
        request.getfixturevalue("site")
    return name


def publish(bureau, title, **values):
    page = bureau.licence(title, **values)
    fees(page)
    sign_all(submit(page))
    return LicensingPage.objects.get(pk=page.pk)


def rule(bureau, title, number):
    page = bureau.regulation(title, document_number=number)
    services.provide(cases.running(page), user("legal"))
    sign_all(submit(page, "editor_regulations"))
    return page


@pytest.fixture
def built(engine, bureau):
    publish(bureau, "特种设备使用登记")
    publish(bureau, "电梯制造许可", summary="3C认证产品请拨打12365。")
    rule(bureau, "关于进一步推行政务公开的实施意见", "渝文备[2007]23号")
    bureau.licence("密语草稿")
    outbox.deliver_due()
    return engine


def ask(engine, text, at=None, **filters):
    return indexing.engine(engine).search(from_request({"q": text, **filters}), at or clock.now())


def titles(engine, text, at=None, **filters):
    return [hit.title for hit in ask(engine, text, at, **filters).hits]


QUESTIONS = [
    ("使用登记", ["特种设备使用登记"]),
    ("特种設備", ["特种设备使用登记"]),
    ("登", ["特种设备使用登记"]),
    ("３Ｃ认证", ["电梯制造许可"]),
    ("12365", ["电梯制造许可"]),
    ("dianti", ["电梯制造许可"]),
    ("dt", ["电梯制造许可"]),
    ("tezhongshebei", ["特种设备使用登记"]),
    ("渝文备〔2007〕23号", ["关于进一步推行政务公开的实施意见"]),
    ("渝文备2007 23", ["关于进一步推行政务公开的实施意见"]),
    ("怎么办理电梯制造许可", ["电梯制造许可"]),
    ("密语", []),
    ("不存在的东西乙丙丁", []),
]


def test_what_is_asked_is_found(built):
    wrong = {
        text: titles(built, text) for text, wanted in QUESTIONS if titles(built, text)[: len(wanted) or None] != wanted
    }
    assert not wrong
    page = LicensingPage.objects.get(title="电梯制造许可")
    assert titles(built, page.index_number)[0] == "电梯制造许可"
    hit = ask(built, "特种设备使用登记").hits[0]
    assert "<mark>" in hit.snippet and "<script" not in hit.snippet


def test_facets_count_under_the_other_filters(built):
    found = ask(built, "市质监局")
    counts = {value: count for value, _label, count in found.facets["category"]}
    assert counts.get("licensing", 0) == 2
    narrowed = ask(built, "市质监局", category="licensing")
    assert narrowed.total == 2
    assert {value: count for value, _label, count in narrowed.facets["category"]} == counts
    assert ask(built, "市质监局", category="nonsense").total == 0
    assert ask(built, "市质监局", year="nonsense").total == 0


def test_a_withdrawal_is_neither_shown_nor_counted_before_it_is_delivered(built):
    page = LicensingPage.objects.get(title="特种设备使用登记")
    case = services.open_case(page, action="withdraw", user=user("editor_licensing"), reason_kind="error", reason="错")
    sign_all(services.submit(case, user("editor_licensing")))
    assert "特种设备使用登记" not in titles(built, "特种设备使用登记")
    outbox.deliver_due()
    assert "特种设备使用登记" not in titles(built, "特种设备使用登记")
    assert not indexing.difference(built)


def test_a_scheduled_notice_appears_and_an_expired_one_is_gone_in_its_second(engine, bureau):
    start = timezone.now().replace(microsecond=0) + datetime.timedelta(days=1)
    end = start + datetime.timedelta(days=1)
    publish(bureau, "气瓶充装通告", go_live_at=start, expire_at=end)
    outbox.deliver_due()
    second = datetime.timedelta(seconds=1)
    assert [ask(engine, "气瓶充装", at).total for at in (start - second, start, end - second, end)] == [0, 1, 1, 0]


def test_a_modification_replaces_what_was_found(built):
    page = LicensingPage.objects.get(title="电梯制造许可")
    draft = page.get_latest_revision_as_object()
    draft.title = "升降机制造许可"
    draft.save_revision(user=user("editor_licensing"))
    sign_all(submit(page))
    outbox.deliver_due()
    assert titles(built, "制造许可") == ["升降机制造许可"]
    assert not indexing.difference(built)


def test_a_late_write_never_overwrites_a_newer_one(built):
    """The message of the first publication comes again after the withdrawal."""
    page = LicensingPage.objects.get(title="特种设备使用登记")
    first = {"channel": "web", "item": page.disclosure_key, "number": 1, "kind": "shown"}
    case = services.open_case(page, action="withdraw", user=user("editor_licensing"), reason_kind="error", reason="错")
    sign_all(services.submit(case, user("editor_licensing")))
    outbox.deliver_due()
    indexing.changed(first)
    indexing.changed_elsewhere(first)
    assert "特种设备使用登记" not in titles(built, "特种设备使用登记")
    assert current.of_item(page.disclosure_key) is None


def test_the_command_answers_in_json(built):
    out = StringIO()
    call_command("search", "query", "特种设备使用登记", "--engine", built, "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert set(told) == {"total", "hits", "facets", "suggestion", "took_ms", "engine"}
    assert told["engine"] == built and told["total"] == 1
    hit = told["hits"][0]
    assert set(hit) == {"id", "title", "url", "category", "score", "highlights"}
    assert hit["url"].startswith("/xu-ke/") and hit["category"] == "licensing"


def test_did_you_mean(built):
    out = StringIO()
    call_command("search", "query", "电踢", "--engine", built, "--json", stdout=out)
    assert json.loads(out.getvalue())["suggestion"] == "电梯"


def test_rebuild_and_reconcile(built):
    out = StringIO()
    call_command("search", "rebuild", "--engine", built, stdout=out, stderr=(told := StringIO()))
    done, _slash, total = told.getvalue().split()[-1].partition("/")
    assert done == total and int(total) > 0
    assert "3" in out.getvalue()
    assert titles(built, "特种设备使用登记") == ["特种设备使用登记"]
    target = indexing.engine(built)
    if built == "elasticsearch":
        number = min(target.windows())
        target.delete([(number, 10**9)])
    else:
        number = min(target.numbers())
        target.remove([number])
    out = StringIO()
    call_command("search", "reconcile", "--engine", built, "--json", stdout=out)
    assert json.loads(out.getvalue())["missing"] == [number]


# The server


def results(client, text):
    return client.get("/search/", {"q": text}).content.decode()


def settled():
    """Deliver everything, also what waits for another attempt."""
    for _turn in range(12):
        OutboxMessage.objects.filter(state="pending").update(available_at=timezone.now())
        if not outbox.deliver_due().remaining:
            return


def test_the_page_is_answered_by_it_with_a_constant_number_of_queries(
    site, bureau, client, django_assert_max_num_queries
):
    for number in range(6):
        publish(bureau, f"压力容器许可{number}")
    settled()
    assert "压力容器" in results(client, "压力容器")
    with django_assert_max_num_queries(12):
        html = results(client, "压力容器")
    assert html.count("<h2><a") == 6 and "受限" not in html


def test_killed_while_pages_are_published(site, bureau, client, monkeypatch):
    """Every publication succeeds, search goes on, and after its return the index equals the database."""
    publish(bureau, "电梯制造许可")
    settled()
    site.kill()
    publish(bureau, "电梯维修许可")
    outbox.deliver_due()
    started = time.monotonic()
    html = results(client, "电梯")
    assert "维修" in html and "受限" in html
    for _again in range(5):
        results(client, "电梯")
    assert time.monotonic() - started < 6, "the breaker keeps visitors from waiting"
    with pytest.raises(CommandError, match="Elasticsearch"):
        call_command("search", "reconcile", "--engine", "elasticsearch")
    out = StringIO()
    call_command("search", "status", "--json", stdout=out)
    assert json.loads(out.getvalue())["available"] is False
    site.start()
    settled()
    assert not OutboxMessage.objects.open().claimed().exists()
    assert not indexing.difference("elasticsearch")
    monkeypatch.setattr(resilient.breaker, "until", 0.0)
    html = results(client, "电梯")
    assert "维修" in html and "受限" not in html


def test_half_open_it_costs_one_time_out(site, bureau, client, settings):
    publish(bureau, "起重机械许可")
    settled()
    site.pause()
    try:
        started = time.monotonic()
        html = results(client, "起重机械")
        assert time.monotonic() - started < 4
        assert "起重" in html and "受限" in html
    finally:
        site.go_on()


def test_slow_it_costs_one_time_out(site, bureau, client, settings):
    """It answers, but after its time: nobody waits for it twice, and what it is told arrives all the same."""
    publish(bureau, "吊车许可")
    settled()
    with slow.late(site.url, 1.7) as server:
        settings.ELASTICSEARCH_URL = server.url
        started = time.monotonic()
        for _again in range(4):
            html = results(client, "吊车")
            assert "吊车" in html and "受限" in html
        assert time.monotonic() - started < 4
        publish(bureau, "铲车许可")
        outbox.deliver_due()
    settings.ELASTICSEARCH_URL = site.url
    settled()
    assert not indexing.difference("elasticsearch")


def test_a_rebuild_loses_nothing_that_is_written_meanwhile(site, bureau):
    publish(bureau, "锅炉许可")
    settled()
    target = ElasticsearchEngine()
    before = target.current_index()
    target.create(target.building_alias)
    page = publish(bureau, "气瓶许可")
    settled()
    assert set(target.windows(target.building_index())) == {max(target.windows())}
    assert indexing.rebuild_elsewhere() == 2
    assert target.current_index() != before and target.building_index() is None
    assert not indexing.difference("elasticsearch")
    assert page.pk


def test_two_workers_a_publisher_and_a_rebuild_at_once(elasticsearch, tmp_path, shared_folder):
    """As processes of their own: nothing is lost, doubled, or older than its page."""
    count = 4
    names = {"ELASTICSEARCH_URL": elasticsearch.url, "DISCLOSURE_SEARCH_INDEX": f"side-by-side-{uuid.uuid4().hex[:8]}"}
    address = os.environ.get("SIDE_DATABASE_URL", "")
    apart = scratch.Site(tmp_path, worker_process.__file__, address, shared_folder, **names)
    apart.run("fill", str(count))
    before = apart.tell()
    assert (before["documents"], before["open"]) == (count, 0)
    apart.together(("publish",), ("deliver",), ("deliver",), ("rebuild",))
    apart.run("settle")
    after = apart.tell()
    left = [f"已公开{n}" for n in range(count) if n % 3] + [f"等待发布{n}" for n in range(count)]
    assert after["open"] == 0
    assert after["documents"] == after["wanted"] == len(left)
    assert after["differs"] == after["embedded"] == {"missing": [], "stale": [], "extra": []}
    assert after["titles"] == sorted(left)


def test_beyond_its_bound_the_other_engine_answers(site, bureau, client, monkeypatch):
    publish(bureau, "索道许可")
    settled()
    monkeypatch.setattr(pending, "MOST", 0)
    publish(bureau, "游乐设施许可")
    assert pending.items() is None
    html = results(client, "许可")
    assert "受限" in html


def test_the_job_repairs_what_was_lost(site, bureau):
    publish(bureau, "叉车许可")
    settled()
    target = ElasticsearchEngine()
    target.delete([(number, 10**9) for number in target.windows()])
    time.sleep(0.1)
    told = indexing.run(timezone.now())
    assert told["missing"] == 1
    assert told.get("unavailable") is None


def test_without_a_server_the_command_says_so(db, settings):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    with pytest.raises(CommandError, match="Elasticsearch"):
        call_command("search", "query", "电梯", "--engine", "elasticsearch")
    settings.ELASTICSEARCH_URL = ""
    with pytest.raises(CommandError):
        call_command("search", "rebuild", "--engine", "elasticsearch")


def test_a_late_write_makes_no_index_of_its_own(site, bureau):
    publish(bureau, "电梯制造许可")
    settled()
    target = ElasticsearchEngine()
    with pytest.raises(Unavailable):
        target.index(indexing.documents.of_numbers(indexing._wanted()), into=f"{target.alias}-gone")
    assert not target.writing.indices.exists(index=f"{target.alias}-gone")


def test_of_two_first_indices_one_stays(site):
    target = ElasticsearchEngine()
    target.drop(target.current_index())
    first = target.create(target.building_alias)
    target._begin()  # by somebody who had looked before
    assert [*target._behind(target.building_alias)] == [first]


def test_until_the_first_index_is_whole_the_other_engine_answers(site, bureau, client, monkeypatch):
    target = ElasticsearchEngine()
    target.drop(target.current_index())
    publish(bureau, "电梯制造许可")
    publish(bureau, "电梯维修许可")
    settled()
    assert target.windows(target.building_index())  # what changes meanwhile is in it already
    target.drop(target.building_index())
    monkeypatch.setattr(indexing, "REPAIRED_AT_ONCE", 1)
    whole = len(indexing._wanted())
    html = results(client, "电梯")
    assert "制造" in html and "维修" in html and "受限" in html
    for _round in range(whole):
        assert target.current_index() is None
        indexing.run(timezone.now())
    monkeypatch.setattr(resilient.breaker, "until", 0.0)
    html = results(client, "电梯")
    assert "制造" in html and "维修" in html and "受限" not in html
    assert not indexing.difference("elasticsearch")


def test_words_are_cut_by_the_best_that_the_server_has(site, settings):
    target = ElasticsearchEngine()
    assert target.words_of(target.create(target.building_alias)) == "smartcn"
    settings.DISCLOSURE_SEARCH_WORDS = ("an-analyzer-that-no-server-has", "cjk")
    assert target.words_of(target.create(target.alias)) == "cjk"
    settings.DISCLOSURE_SEARCH_WORDS = ("an-analyzer-that-no-server-has",)
    with pytest.raises(Unavailable, match="an-analyzer-that-no-server-has"):
        target.create(target.alias)


def test_a_word_comes_before_characters_that_stand_together_by_chance(site, bureau):
    publish(bureau, "产品质量评估许可")
    publish(bureau, "有毒物质量化评估许可")  # newer
    outbox.deliver_due()
    assert titles("elasticsearch", "质量") == ["产品质量评估许可", "有毒物质量化评估许可"]


def test_an_index_of_an_earlier_release_is_written_to_and_made_anew(site, bureau):
    target = ElasticsearchEngine()
    properties = {name: field for name, field in indexed.mapping("cjk")["properties"].items() if name not in LATER}
    mapping = {"dynamic": "strict", "properties": properties}
    target.drop(target.current_index())
    name = f"{target.alias}-before"
    target.writing.indices.create(index=name, mappings=mapping, aliases={target.alias: {}})
    publish(bureau, "电梯制造许可")
    outbox.deliver_due()
    assert titles("elasticsearch", "电梯") == ["电梯制造许可"]
    assert (target.current_index(), target.words_of(name)) == (name, "smartcn")


def test_what_other_code_made_is_made_anew_a_part_at_a_time(site, bureau, monkeypatch):
    publish(bureau, "电梯制造许可")
    publish(bureau, "特种设备使用登记")
    outbox.deliver_due()
    monkeypatch.setattr(kept, "made_by", lambda: "a later release")
    monkeypatch.setattr(indexing, "REPAIRED_AT_ONCE", 1)
    everything = indexing.difference("elasticsearch")
    assert everything.stale and not everything.missing and not everything.extra
    indexing.run(timezone.now())
    assert len(indexing.difference("elasticsearch").stale) == len(everything.stale) - 1
    for _round in everything.stale[1:]:
        indexing.run(timezone.now())
    assert not indexing.difference("elasticsearch")
    assert not indexing.difference("embedded")


def test_a_refusal_is_no_empty_answer(site):
    engine = ElasticsearchEngine()
    engine.drop(engine.current_index())
    with pytest.raises(Unavailable):
        engine.search(from_request({"q": "电梯"}), timezone.now())


# Leaks


SECRETS = {
    "draft": "密语草拟",
    "approval": "密语待审",
    "withdrawn": "密语撤下",
    "expired": "密语过期",
    "embargoed": "密语待发",
}


@pytest.fixture
def corpus(engine, bureau):
    """One item in each state that the public may not see, and two that it may."""
    now = timezone.now().replace(microsecond=0)
    day = datetime.timedelta(days=1)
    public = [publish(bureau, "电梯使用登记"), publish(bureau, "锅炉使用登记")]
    bureau.licence(f"{SECRETS['draft']}许可", summary=SECRETS["draft"])
    waiting = bureau.licence(f"{SECRETS['approval']}许可", summary=SECRETS["approval"])
    fees(waiting)
    submit(waiting)
    gone = publish(bureau, f"{SECRETS['withdrawn']}许可", summary=SECRETS["withdrawn"])
    publish(bureau, f"{SECRETS['expired']}许可", summary=SECRETS["expired"], expire_at=now + day)
    publish(bureau, f"{SECRETS['embargoed']}许可", summary=SECRETS["embargoed"], go_live_at=now + 9 * day)
    outbox.deliver_due()
    case = services.open_case(gone, action="withdraw", user=user("editor_licensing"), reason_kind="error", reason="错")
    sign_all(services.submit(case, user("editor_licensing")))  # and not delivered
    return engine, {page.disclosure_key for page in public}, now + 2 * day


def test_thousands_of_questions_leak_nothing(corpus):
    """Hits, counts, facets, highlights and suggestions, whatever is asked and however it is filtered."""
    name, public, at = corpus
    target = indexing.engine(name)
    draw = random.Random(2007)
    words = [
        *SECRETS.values(),
        "密语",
        "许可",
        "使用登记",
        "特种",
        "dianti",
        "miyu",
        "12365",
        "市质监局",
        "ZJ00",
        "电梯",
    ]
    filters = {
        "category": ["licensing", "regulations", "internal"],
        "year": ["2007", "2026", "x"],
        "unit": ["municipal", "yuzhong"],
        "genre": ["办事指南", "通知"],
        "validity": ["in_force", "repealed"],
    }
    for _turn in range(int(os.environ.get("LEAK_QUESTIONS", "200"))):
        parts = draw.sample(words, draw.randint(1, 3))
        text = draw.choice(["{} {} {}", '"{}" {}{}', "{} -{} {}", "{}{}{}"]).format(*(parts * 3)[:3])
        chosen = {key: draw.choice(values) for key, values in filters.items() if draw.random() < 0.25}
        page = {"page": str(draw.choice([1, 1, 1, 2, 50])), "sort": draw.choice(["", "date"])}
        found = target.search(from_request({"q": text, **chosen, **page}), at)
        assert {hit.item for hit in found.hits} <= public, text
        assert found.total <= len(public), text
        told = json.dumps([[hit.title, hit.snippet, hit.facts] for hit in found.hits], ensure_ascii=False)
        assert "密语" not in told, text
        for entries in found.facets.values():
            assert all(count <= len(public) for _value, _label, count in entries), text
        if _turn % 50 == 0:
            assert "密语" not in suggesting.suggestion(from_request({"q": parts[0][:3]})).replace(parts[0][:3], "")


@pytest.fixture
def editors_backend(site, bureau):
    """Editors' search on the same server, in indices of its own."""
    backend = SegmentedElasticsearchBackend({"URLS": [site.url], "INDEX_PREFIX": f"editors-{uuid.uuid4().hex[:8]}-"})
    editors.prepare(backend, bureau)
    return backend


@pytest.mark.parametrize("expected", editors.EVERYTHING, ids=lambda each: each.__name__)
def test_editors_search_on_elasticsearch(editors_backend, expected):
    expected(editors_backend)


def test_a_term_may_begin_and_end_in_the_middle_of_words(built, bureau, engine):
    publish(bureau, "强制性产品认证3C目录2026年版")
    outbox.deliver_due()
    for piece in ("产品认证3C", "证3C目", "认证3c目录2026", "目录2026年", "3C目录", "2026年版"):
        assert "强制性产品认证3C目录2026年版" in {hit.title for hit in ask(engine, piece).hits}, piece
