"""The public search on the embedded engine: what is on view is found, in Chinese, and nothing else."""

import datetime
import json
import os
import random
import re
import subprocess
import sys
from dataclasses import replace
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cms.ledger import derived
from cms.outbox import services as outbox
from cms.pages.models import AnnouncementPage
from cms.publication import current, newest_first
from cms.workflows import services
from cms.workflows.cases import lookup
from search import analysis, comparing, documents, entries, finding, indexing, snippets
from search import query as queries
from search.engines import embedded, matching, tokens
from search.models import SearchEntry, SynonymGroup
from search.query import Query, from_request
from tests.factories.bureau import fees, sign_all, submit, user
from tests.factories.leaks import Leaks
from tests.search.asking import ask, publish, rule, structure


@pytest.fixture
def licence(bureau):
    page = bureau.licence("特种设备使用登记")
    fees(page)
    sign_all(submit(page))
    outbox.deliver_due()
    return page


def titles(client, question, **more):
    html = client.get("/search/", {"q": question, **more}).content.decode()
    return [re.sub(r"<.*?>", "", found) for found in re.findall(r'<h2><a href="/.*?">(.*?)</a></h2>', html, re.S)]


def test_words_of_title_and_text_are_found(client, licence):
    for question in (
        "使用登记",
        "登记",
        "特种设备",
        "检验合格",
        "行政服务大厅",
        "设备登记",
        "特种設備",
        "怎么办理特种设备登记",
    ):
        assert titles(client, question) == ["特种设备使用登记"], question
    assert titles(client, "电梯井") == []
    assert titles(client, "") == []


def test_a_draft_is_not_found_and_a_withdrawn_item_no_more(client, bureau, licence):
    bureau.licence("起重机械许可")
    outbox.deliver_due()
    assert titles(client, "起重机械") == []
    case = services.open_case(licence, action="repeal", user=user("editor_licensing"), reason="取消", basis="国发1号")
    sign_all(services.submit(case, user("editor_licensing")))
    assert current.of_item(licence.disclosure_key) is None
    assert titles(client, "使用登记") == []  # before any index was told
    outbox.deliver_due()
    assert not SearchEntry.objects.filter(item=licence.disclosure_key).exists()


def test_it_comes_and_goes_with_its_seconds(client, bureau):
    start = datetime.datetime(2027, 3, 1, 1, 0, tzinfo=datetime.UTC)
    page = bureau.licence(go_live_at=start, expire_at=start + datetime.timedelta(hours=1))
    fees(page)
    sign_all(submit(page))
    outbox.deliver_due()
    second = datetime.timedelta(seconds=1)
    for moment, found in ((start - second, 0), (start, 1), (start + 3599 * second, 1), (start + 3600 * second, 0)):
        with time_machine.travel(moment, tick=False):
            assert len(titles(client, "使用登记")) == found, moment


def test_document_numbers_in_any_spelling_come_first(client, bureau):
    for title, number in (("甲办法", "渝质监发〔2026〕1号"), ("乙办法", "渝质监发〔2026〕11号")):
        page = bureau.regulation(title, document_number=number, summary="与渝质监发〔2026〕1号有关")
        services.provide(lookup.running(page), user("legal"), stated=("legal",))
        sign_all(submit(page, by="editor_regulations"))
    outbox.deliver_due()
    for question in ("渝质监发〔2026〕1号", "渝质监发[2026]1号", "渝质监发(2026)1"):
        assert titles(client, question)[0] == "甲办法", question


def test_synonyms_are_data(client, licence):
    assert titles(client, "注册") == []
    SynonymGroup.objects.create(terms="登记 注册")
    from django.core.cache import cache

    cache.clear()
    assert titles(client, "注册") == ["特种设备使用登记"]


def test_filters_and_facets(client, licence):
    html = client.get("/search/", {"q": "登记", "category": "licensing"}).content.decode()
    assert "特种设备" in html
    assert titles(client, "登记", category="regulations") == []
    assert "放宽条件" in client.get("/search/", {"q": "登记", "category": "regulations"}).content.decode()
    assert titles(client, "登记 -设备") == []


def test_of_too_many_the_newest_are_ranked_and_filters_come_before(client, bureau, licence, monkeypatch):
    publish(bureau, "电梯使用登记")
    rule(bureau, "登记办法", "渝质监发〔2026〕3号")
    outbox.deliver_due()
    whole = ask("embedded", "登记")
    assert whole.total == 3 and not whole.is_cut
    monkeypatch.setattr(matching, "MOST", 2)
    cut = ask("embedded", "登记")
    assert cut.is_cut and {hit.title for hit in cut.hits} == {"登记办法", "电梯使用登记"}
    assert {hit.title for hit in ask("embedded", "登记", category="licensing").hits} == {"电梯使用登记", licence.title}
    rest = ask("embedded", "登记", category="regulations")
    assert (rest.total, rest.is_cut) == (1, False), "of few with a filter all are counted"
    assert "超过 2 条" in client.get("/search/", {"q": "登记"}).content.decode()


def test_a_long_text_is_found_by_its_last_words(client, bureau):
    """PostgreSQL knows no positions after 16,383."""
    draw = random.Random(2007)
    page = bureau.licence("关于印发目录汇编的通知", summary="汇编")
    many = "".join(draw.choice("质量监督检验标准计量认证许可企业产品目录") for _each in range(20_000))
    page.conditions = f"<p>{many}</p><p>本办法由居住管理处解释，住权另定。最后一句是压力容器安装。</p>"
    page.save_revision(user=user("editor_licensing"))
    fees(page)
    sign_all(submit(page))
    outbox.deliver_due()
    for question in ("压力容器安装", "容器安", "居住管理处", "汇编的通知 压力容器", '"一句是压力"', "另定 -不在其中"):
        assert titles(client, question) == [page.title], question
    for question in ("居住权", "汇编 -压力容器", "压力容器 -居住管理"):
        assert not ask("embedded", question).total or ask("embedded", question).loosened, question


def test_no_page_follows_the_last(client, bureau, licence, monkeypatch):
    publish(bureau, "电梯使用登记")
    outbox.deliver_due()
    monkeypatch.setattr(queries, "from_request", lambda *told: replace(from_request(*told), per_page=1))
    assert 'rel="next"' in client.get("/search/", {"q": "登记"}).content.decode()
    monkeypatch.setattr(queries, "LAST_PAGE", 1)
    assert 'rel="next"' not in client.get("/search/", {"q": "登记"}).content.decode()


@pytest.mark.parametrize(
    "question", ['"', "<script>alert(1)</script>", "* OR 1", "NEAR(", "'; DROP", "a" * 5000, "\x00"]
)
def test_odd_questions_are_answered(client, licence, question):
    response = client.get("/search/", {"q": question, "page": "-1", "year": "x"}, follow=True)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_the_index_can_be_rebuilt_and_repaired(licence):
    with derived.writing():
        SearchEntry.objects.all().delete()
    assert len(indexing.difference().missing) == 1 + structure()
    indexing.reconcile()
    assert indexing.difference() == comparing.Difference((), ())
    assert indexing.rebuild() == 1 + structure()


def altered(licence, **values):
    """By code that takes the right itself."""
    with derived.writing():
        SearchEntry.objects.filter(item=licence.disclosure_key).update(**values)


def test_an_entry_that_was_altered_is_not_shown_and_is_mended(client, licence):
    altered(licence, body="密语", title="密语")
    assert "密语" not in client.get("/search/", {"q": "登记"}).content.decode()
    assert len(indexing.difference("embedded").stale) == 1
    indexing.reconcile("embedded")
    assert not indexing.difference("embedded")
    assert titles(client, "登记") == [licence.title]


def test_an_entry_is_checked_when_it_is_read_and_read_again_when_it_is_made_anew(licence, django_assert_num_queries):
    number = SearchEntry.objects.get(item=licence.disclosure_key).number
    first = entries.many([number])[number]
    with django_assert_num_queries(1):
        assert entries.many([number])[number] is first
    altered(licence, title="密语", body="密语")
    assert entries.many([number])[number] is first  # what held; the alteration is not shown
    altered(licence, seal="0" * 64)
    assert entries.many([number]) == {}
    indexing.reconcile("embedded")
    assert entries.many([number])[number].title == licence.title


@pytest.mark.parametrize("question", ["使用登记", "登记收费电梯", "登己", '"登记"', "登记 -收费", "电梯"])
def test_counts_are_the_same_without_a_page(licence, question):
    engine, query = indexing.engine("embedded"), from_request({"q": question})
    shown = engine.search(query, timezone.now())
    counted = engine.search(replace(query, per_page=0), timezone.now())
    assert counted == replace(shown, hits=())


def test_nobody_else_writes_what_is_derived(licence):
    for write in (
        lambda: SearchEntry.objects.update(title="x"),
        lambda: SearchEntry.objects.all().delete(),
        lambda: SearchEntry.objects.create(number=999, item="x"),
    ):
        with pytest.raises(DatabaseError, match="derived"), transaction.atomic():
            write()


def test_a_rebuild_renders_what_other_code_made_or_what_does_not_hold(licence, monkeypatch):
    rendered = []
    monkeypatch.setattr(
        documents, "of_row", lambda row, make=documents.of_row: rendered.append(row.number) or make(row)
    )
    indexing.rebuild()
    assert rendered == []
    altered(licence, made_by="other")
    indexing.rebuild()
    altered(licence, body_tokens="x")
    indexing.rebuild()
    assert len(rendered) == 2
    indexing.rebuild(afresh=True)
    assert len(rendered) == 3 + structure()
    assert not indexing.difference("embedded")


def test_a_rebuild_keeps_nobody_waiting_and_loses_nothing(client, bureau, licence):
    """Beside what answers: what is published, withdrawn and asked for in its middle is as it should be after it."""
    gone = publish(bureau, "气瓶充装许可")
    outbox.deliver_due()
    happened = []

    def meanwhile(done, total):
        if happened:
            return
        happened.append(done)
        assert set(titles(client, "登记")) == {licence.title, gone.title}
        publish(bureau, "锅炉使用登记")
        case = services.open_case(
            gone, action="withdraw", user=user("editor_licensing"), reason_kind="error", reason="错"
        )
        sign_all(services.submit(case, user("editor_licensing")))
        outbox.deliver_due()
        assert titles(client, "锅炉")[0] == "锅炉使用登记"

    assert indexing.rebuild(meanwhile, afresh=True) == 2 + structure()
    assert happened
    assert not indexing.difference("embedded")
    assert set(titles(client, "登记")) == {licence.title, "锅炉使用登记"}
    assert titles(client, "充装") == []
    assert not tokens.is_building()


def test_an_interrupted_rebuild_is_gone_on_with(client, bureau, licence, monkeypatch):
    publish(bureau, "锅炉使用登记")
    outbox.deliver_due()
    monkeypatch.setattr(embedded, "TOGETHER", 1)
    monkeypatch.setattr(documents, "BATCH", 1)

    def stop(done, total):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        indexing.rebuild(stop, afresh=True)
    assert set(titles(client, "登记")) == {licence.title, "锅炉使用登记"}
    out = StringIO()
    call_command("search", "status", "--json", stdout=out)
    assert json.loads(out.getvalue())["embedded_building"] is (connection.vendor == "sqlite")
    told = []
    assert indexing.rebuild(lambda *each: told.append(each)) == 2 + structure()
    if connection.vendor == "sqlite":
        assert told[0] == (1, 2 + structure()), "one was there already"
    assert set(titles(client, "登记")) == {licence.title, "锅炉使用登记"}
    assert not indexing.difference("embedded")


def test_the_service_mends_what_other_code_made_and_tokens_that_are_missing(client, licence):
    altered(licence, made_by="other")
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM disclosure_search_fts")
    indexing.run(timezone.now())
    assert not indexing.difference("embedded")
    assert titles(client, "登记") == [licence.title]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite goes about it")
def test_no_part_of_a_question_goes_through_all_that_is_on_view(licence):
    query, now = from_request({"q": "特种设备使用登记"}), timezone.now()
    plan, _raised = finding.planned(query)
    whole = matching.match_of("sqlite", plan)
    asked = [
        matching.titled("sqlite", plan.asked.names, query, now),
        matching.first(matching.near("sqlite", plan), query, now, 10),
        matching.first(matching.loose("sqlite", replace(plan, loose=plan.groups[0])), query, now, 10),
        matching.hits(whole, query, now, filters={}, limit=10),
        matching.best(whole, query, now, 10),
        matching.groups(whole, query, now),
    ]
    for sql, params in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
            steps = [row[3] for row in cursor.fetchall()]
        (of_list,) = [step for step in steps if step.split()[1] == "l"]
        assert of_list.startswith("SEARCH l") and "(number=?)" in of_list, steps


@pytest.mark.skipif(connection.vendor != "sqlite", reason="how SQLite goes about it")
def test_no_part_of_a_page_goes_through_all_that_is_on_view(client, bureau, licence):
    for number in range(4):
        page = bureau.licence(f"登记事项{number}")
        fees(page)
        sign_all(submit(page))
    outbox.deliver_due()
    client.get("/search/", {"q": "登记"})
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/search/", {"q": "登记"}).context["result"].total == 5
    for each in (sql["sql"] for sql in asked.captured_queries if sql["sql"].startswith("SELECT")):
        steps = [row[3] for row in connection.connection.execute(f"EXPLAIN QUERY PLAN {each}")]
        assert not [step for step in steps if step.endswith("disclosure_list_to (channel=? AND shown_to>?)")], each


def test_query_count_of_a_search(client, bureau, licence, django_assert_max_num_queries):
    client.get("/search/", {"q": "登记"})
    with django_assert_max_num_queries(16):
        client.get("/search/", {"q": "登记"})


HAN = st.text(alphabet="质量监督管理局特种设备使用登记办法条例", min_size=1, max_size=8)


RUNS = st.lists(st.tuples(HAN, st.sampled_from(["3c", "2026", "iso9001", "a"])), min_size=1, max_size=4)


@given(text=RUNS, data=st.data())
def test_every_piece_of_a_text_is_a_phrase_of_its_tokens(text, data):
    """Chinese and other words mixed; a piece begins and ends anywhere in Chinese, and at a word's ends elsewhere."""
    units = [unit for han, word in text for unit in (*han, word)]
    start = data.draw(st.integers(0, len(units) - 1))
    end = data.draw(st.integers(start + 1, len(units)))
    stored = f" {analysis.tokens(''.join(units))} "
    phrase = analysis.phrase("".join(units[start:end]))
    assert f" {phrase}" in stored if analysis.is_open(phrase) else f" {phrase} " in stored


@given(text=st.text(max_size=80), question=st.text(max_size=20))
def test_a_snippet_is_escaped(text, question):
    marked = snippets.mark(text, Query(question))
    bare = marked.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare
    assert ">" not in bare


@given(st.dictionaries(st.sampled_from(["q", "page", "sort", "year", "category"]), st.text(max_size=300)))
def test_any_address_is_a_question(values):
    query = from_request(values)
    assert 1 <= query.page <= 200
    assert len(query.text) <= 100


def test_without_tables_the_command_says_what_to_do(tmp_path):
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    environment |= {"DJANGO_SETTINGS_MODULE": "cms.settings.development", "DISCLOSURE_VAR_DIR": str(tmp_path)}
    for action in ("status", "rebuild", "reconcile"):
        done = subprocess.run(
            [sys.executable, "manage.py", "search", action],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1 and "migrate" in done.stderr and "Traceback" not in done.stderr, done.stderr


def test_of_announcements_the_newest_comes_first_and_of_guides_the_one_that_fits(client, db):
    leaks = Leaks()
    for title, day in (
        ("电梯抽查公告", datetime.date(2020, 3, 1)),
        ("2026年电梯质量抽查公告", datetime.date(2026, 3, 1)),
    ):
        values = {**leaks.values("quality"), "title": title, "created_on": day, "area": "电梯"}
        leaks.carry("public", leaks.draft(AnnouncementPage(**values), leaks.news, "public", "editor_announcements"))
    publish(leaks.bureau, "电梯检查登记", created_on=datetime.date(2020, 3, 1))
    publish(leaks.bureau, "2026年电梯质量检查登记", created_on=datetime.date(2026, 3, 1))
    outbox.deliver_due()
    assert newest_first.categories() == {"announcements", "recruitment", "plans"}
    assert titles(client, "电梯抽查情况怎么样")[:2] == ["2026年电梯质量抽查公告", "电梯抽查公告"]
    assert titles(client, "电梯检查情况怎么样")[:2] == ["电梯检查登记", "2026年电梯质量检查登记"]
