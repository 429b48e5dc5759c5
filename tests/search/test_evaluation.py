"""Judged questions over a corpus of one's own: the figures are right, and the site is as it was."""

import datetime
import gzip
import json
import math
import os
import socket
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from cms.outbox import services as outbox
from cms.publication.models import ListingEntry, Publication
from search.engines.elastic import ElasticsearchEngine
from search.evaluation import files, leftovers, running, scratch
from search.evaluation.figures import Answer, Judgement, as_json, ndcg
from search.models import SearchEntry, SynonymGroup
from tests.search.asking import publish, titles

ARTICLES = """第一条 为了加强{0}管理，制定本办法。

第二条 {0}的使用单位应当每年检验一次。
（一）检验由检验机构进行；
（二）不合格的不得使用。"""
DOCUMENTS = [
    {"id": "a-1", "title": "电梯安全监察办法", "issuer": "重庆市人民政府", "number": "渝府令〔2011〕250号",
     "date": "2011-05-01", "effective": "2011-07-01", "status": "有效", "kind": "地方性法规",
     "body": ARTICLES.format("电梯")},
    {"id": "a-2", "title": "锅炉安全监察办法", "issuer": None, "number": None, "date": "2003-06-01",
     "effective": None, "status": "废止或失效", "kind": "规范性文件", "body": ARTICLES.format("锅炉")},
    {"id": "a-3", "title": "产品质量法", "issuer": "全国人民代表大会", "number": None, "date": "2018-12-29",
     "effective": None, "status": None, "kind": "法律", "body": "第一章 总则\n\n第一条 为了加强对产品质量的监督管理。"},
]  # fmt: skip
QUESTIONS = [
    {"query": "渝府令〔2011〕250号", "relevant": {"a-1": 3}, "type": "number"},
    {"query": "产品质量法", "relevant": {"a-3": 3}, "type": "title"},
    {"query": "锅炉", "relevant": {"a-2": 2}, "type": "title"},
]


@pytest.fixture
def asked(tmp_path):
    """Writes the two files (gzip for the corpus) and evaluates."""

    def evaluate(*more, documents=DOCUMENTS, questions=QUESTIONS, corpus=True):
        lines = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in documents)
        (tmp_path / "corpus.jsonl.gz").write_bytes(gzip.compress(lines.encode("utf-8", "surrogatepass")))
        lines = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in questions)
        (tmp_path / "judged.jsonl").write_text(lines)
        out = StringIO()
        place = ["--corpus", str(tmp_path / "corpus.jsonl.gz")] if corpus else []
        call_command("search", "evaluate", *place, "--judgements", str(tmp_path / "judged.jsonl"), *more, stdout=out)
        return out.getvalue()

    return evaluate


def test_figures_by_hand():
    """Worked out on paper: gains 7, 1 at places 2 and 4 of the best order 7, 3, 1."""
    judgement = Judgement("q", {"x": 3, "y": 2, "z": 1, "n": 0}, "title")
    answer = Answer(judgement, ("n", "x", "o", "z", *(f"o{each}" for each in range(60)), "y"))
    best = 7 / 1 + 3 / math.log2(3) + 1 / 2
    assert answer.figures["ndcg@10"] == pytest.approx((7 / math.log2(3) + 1 / math.log2(5)) / best)
    assert answer.figures["mrr"] == 0.5
    assert answer.figures["recall@50"] == pytest.approx(2 / 3)
    assert answer.figures["recall@100"] == 1
    assert ndcg(("x", "y", "z"), judgement.relevant, 10) == 1
    assert Answer(judgement, ()).figures == {"ndcg@10": 0, "mrr": 0, "recall@50": 0, "recall@100": 0}


def test_the_mean_overall_and_of_each_type():
    good, bad = Judgement("a", {"x": 1}, "title"), Judgement("b", {"x": 1}, "number")
    found = as_json("embedded", [Answer(good, ("x",)), Answer(bad, ("y", "x")), Answer(bad, ())])
    assert found["queries"] == 3 and found["mrr"] == 0.5
    assert found["by_type"]["title"]["mrr"] == 1 and found["by_type"]["number"]["mrr"] == 0.25
    assert found["worst"][0] == {"query": "b", "type": "number", "ndcg@10": 0.0, "top": []}


def test_a_corpus_is_asked_and_the_site_is_as_it_was(engine, bureau, asked):
    """By the code that serves the public, on either engine; what the site holds is neither found nor changed."""
    publish(bureau, "锅炉使用登记")
    outbox.deliver_due()
    SynonymGroup.objects.create(terms="升降机 电梯")
    cache.set("mine", 1)
    before = [list(model.objects.values()) for model in (Publication, ListingEntry, SearchEntry)]
    mine = connection.settings_dict["NAME"]
    name = engine
    questions = [*QUESTIONS, {"query": "升降机", "relevant": {"a-1": 1}, "type": "everyday"}]
    found = json.loads(asked("--engine", name, "--json", questions=questions))
    assert found["engine"] == name and found["queries"] == 4 and found["documents"] == 3
    assert found["ndcg@10"] == found["mrr"] == found["recall@50"] == 1.0, found["worst"]
    assert set(found["by_type"]) == {"number", "title", "everyday"}
    assert {"query", "ndcg@10", "top"} <= set(found["worst"][0])
    without = json.loads(asked("--engine", name, "--json", "--without-words", questions=questions))
    assert without["words"] is False and without["by_type"]["everyday"]["recall@50"] == 0
    assert [list(model.objects.values()) for model in (Publication, ListingEntry, SearchEntry)] == before
    assert connection.settings_dict["NAME"] == mine and cache.get("mine") == 1
    assert titles(name, "锅炉") == ["锅炉使用登记"]


def test_the_scratch_index_goes_whatever_happens(site):
    target = ElasticsearchEngine()
    mine = target.current_index()
    corpus = [files._document(each) for each in DOCUMENTS]
    for error in (KeyboardInterrupt, SystemExit, ZeroDivisionError):
        with pytest.raises(error), running.corpus("elasticsearch", corpus):
            assert len(target.writing.indices.get(index=f"{target.alias}-*")) == 2
            raise error
        assert list(target.writing.indices.get(index=f"{target.alias}-*")) == [mine]


def ended() -> int:
    """The number of a process that is over."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def test_what_a_killed_run_left_on_the_server_goes_at_the_next(site):
    live = ElasticsearchEngine()
    told = {"machine": socket.gethostname(), "process": ended()}
    left = ElasticsearchEngine(f"{live.alias}-evaluation-killed").create("left", told)
    runs = ElasticsearchEngine(f"{live.alias}-evaluation-runs").create("runs", leftovers.mark())
    elsewhere = ElasticsearchEngine(f"{live.alias}-evaluation-far").create("far", {**told, "machine": "another"})
    silent = ElasticsearchEngine(f"{live.alias}-evaluation-silent").create("silent")
    with running.corpus("elasticsearch", [files._document(each) for each in DOCUMENTS]):
        found = set(live.writing.indices.get(index=f"{live.alias}-evaluation-*"))
        assert left not in found and {runs, elsewhere, silent} < found
    now = datetime.datetime.now(datetime.UTC)
    for hours, said, is_over in ((25, told, True), (25, {"machine": "another"}, True), (1, {}, True), (0, {}, False)):
        assert leftovers.is_dead(said, now - datetime.timedelta(hours=hours)) is is_over


def test_what_a_killed_run_left_on_the_disk_goes_at_the_next(db, tmp_path, monkeypatch):
    monkeypatch.setattr(leftovers.tempfile, "gettempdir", lambda: str(tmp_path))
    left, runs, other = (tmp_path / f"search-evaluation-{name}" for name in (f"{ended()}-a", f"{os.getpid()}-b", "odd"))
    for each in (left, runs, other):
        each.mkdir()
        (each / "scratch.sqlite3").touch()
    leftovers.sweep_folders()
    assert not left.exists() and runs.exists() and other.exists()


@pytest.fixture
def apart(db):
    """Another connection to PostgreSQL, outside of the test's transaction."""
    if connection.vendor != "postgresql":
        pytest.skip("of PostgreSQL alone")
    found = connection.copy()
    yield found
    found.close()


def test_what_a_killed_run_left_in_the_database_goes_at_the_next(apart):
    def schemas():
        cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'search_evaluation_%'")
        return {name for (name,) in cursor.fetchall()}

    with apart.cursor() as cursor:
        for name in ("search_evaluation_left", "search_evaluation_runs"):
            cursor.execute(f"CREATE SCHEMA {name}")
        leftovers.hold(cursor, "search_evaluation_runs")
        with scratch.database():
            assert len(schemas()) == 2 and "search_evaluation_left" not in schemas()
        assert schemas() == {"search_evaluation_runs"}
        cursor.execute("DROP SCHEMA search_evaluation_runs")


def test_without_the_right_to_make_a_schema_it_says_what_helps(apart, asked, monkeypatch):
    with apart.cursor() as cursor:
        cursor.execute("CREATE ROLE reader_of_figures LOGIN")
        try:
            monkeypatch.setitem(connection.settings_dict, "USER", "reader_of_figures")
            with pytest.raises(CommandError) as error, translation.override("zh-hans"):
                asked()
            assert "reader_of_figures" in str(error.value) and "GRANT CREATE" in str(error.value)
            assert "模式" in str(error.value) and "migrate" not in str(error.value)
        finally:
            cursor.execute("DROP ROLE reader_of_figures")


def test_without_a_corpus_the_index_that_answers(bureau, asked):
    page = publish(bureau, "锅炉使用登记")
    outbox.deliver_due()
    out = StringIO()
    call_command("search", "query", "锅炉", "--json", stdout=out)
    (hit,) = json.loads(out.getvalue())["hits"]
    assert hit["id"] == page.disclosure_key
    told = asked(questions=[{"query": "锅炉", "relevant": {hit["id"]: 3}, "type": "title"}], corpus=False)
    assert "1.0000" in told and "title" in told
    with pytest.raises(CommandError, match="page:0"):
        asked(questions=[{"query": "锅炉", "relevant": {"page:0": 3}, "type": "title"}], corpus=False)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "第 2 行"),
        ("[1]", "第 2 行"),
        ('{"query": "锅炉", "relevant": {"a-2": 2}}', "type"),
        ('{"query": " ", "relevant": {"a-2": 2}, "type": "title"}', "query"),
        ('{"query": "锅炉", "relevant": ["a-2"], "type": "title"}', "relevant"),
        ('{"query": "锅炉", "relevant": {"a-2": 4}, "type": "title"}', "4"),
        ('{"query": "锅炉", "relevant": {"a-2": true}, "type": "title"}', "True"),
        ('{"query": "锅炉", "relevant": {"a-2": 0}, "type": "title"}', "第 2 行"),
        ('{"query": "锅炉", "relevant": {"a-9": 1}, "type": "title"}', "a-9"),
        ('{"query": "\\ud800", "relevant": {"a-2": 1}, "type": "title"}', "query"),
    ],
)
def test_a_broken_line_of_questions_is_told_by_its_number(db, asked, line, told):
    with pytest.raises(CommandError, match="第 2 行") as found:
        asked(questions=[QUESTIONS[0], line])
    assert told in str(found.value) and "judged.jsonl" in str(found.value)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "第 4 行"),
        ("\ud800", "UTF-8"),
        ("[" * 100_000, "JSON"),
        ('{"id": "a-1", "title": "又一个"}', "a-1"),
        ('{"id": "a-4"}', "title"),
        ('{"id": 4, "title": "题"}', "id"),
        ('{"id": "a-4", "title": "题", "date": "2020年1月"}', "date"),
        ('{"id": "a-4", "title": "题", "body": ["一"]}', "body"),
    ],
)
def test_a_broken_line_of_the_corpus_is_told_by_its_number(db, asked, line, told):
    with pytest.raises(CommandError, match="第 4 行") as found:
        asked(documents=[*DOCUMENTS, line])
    assert told in str(found.value)


def test_files_that_are_not_there_or_not_whole(db, tmp_path, asked):
    there, gone, empty = tmp_path / "there", tmp_path / "gone", tmp_path / "empty"
    there.write_text(json.dumps(QUESTIONS[0]))
    empty.write_text("\n")
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(json.dumps(DOCUMENTS[0]).encode())[:-9])
    for corpus, judged in ((gone, there), (tmp_path, there), (cut, there), (empty, there)):
        with pytest.raises(CommandError, match=corpus.name):
            call_command("search", "evaluate", "--corpus", str(corpus), "--judgements", str(judged))
    for name in (gone, empty):
        with pytest.raises(CommandError, match=name.name):
            call_command("search", "evaluate", "--judgements", str(name))
    with pytest.raises(CommandError, match="ELASTICSEARCH_URL"):
        asked("--engine", "elasticsearch")


def test_the_judged_questions_are_whole():
    """Two halves of the same nine kinds, no question in both; the corpus itself is not here."""
    halves = {}
    for path in sorted((Path(__file__).parent / "judged").glob("*.jsonl")):
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        halves[path.stem] = files.judgements(path, {each for line in lines for each in line["relevant"]})
        assert all(set(line) == {"query", "relevant", "type"} for line in lines)
    assert set(halves) == {"tune", "held"} and sum(map(len, halves.values())) >= 200
    tune, held = ({each.query for each in half} for half in halves.values())
    assert not tune & held
    kinds = [{each.type for each in half} for half in halves.values()]
    assert kinds[0] == kinds[1] and len(kinds[0]) == 9
