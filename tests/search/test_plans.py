"""How PostgreSQL goes about a question among thousands of pages: never through all of them, and never by cutting what
it has found into tokens again.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.ledger import derived
from cms.outbox import services as outbox
from cms.publication.models import ListingEntry
from search import suggesting
from search.models import SearchEntry, SearchView, SearchWord
from tests.search.asking import publish

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="how PostgreSQL goes about it")
MANY = 4000
OURS = ("锅炉使用登记", "特种设备使用登记", "电梯制造许可", "食品生产许可")
OTHERS = {
    "title": "'其他事项' || n", "title_key": "'其他事项' || n", "title_tokens": "'其他 他事 事项 项 ' || n",
    "near_tokens": "'c其 c他 c事 c项 sqita iqt n' || n", "body_tokens": "'其他 他事 事项 项 文字 字' || n",
    "item": "'page:9' || n", "parent": "'page:8'", "date": "'2001-01-01'", "document_key": "'k' || n",
    "line": "'l' || n", "shown_from": "'2001-01-01'::timestamptz", "category": "'guidance'", "word": "'字' || n",
    "spelling": "'zi' || n", "initials": "'z' || n",
}  # fmt: skip
QUESTIONS = (
    {"q": "登记"},
    {"q": "特种设备使用登记"},
    {"q": "电梯", "in": "title"},
    {"q": "锅炉使用 -电梯"},
    {"q": '"使用登记"'},
    {"q": "登记", "category": "licensing"},
    {"q": "登记", "sort": "date"},
    {"q": "登记", "from": "2026-01-01"},
    {"q": "郭炉使用登记"},
    {"q": "tzsb"},
    {"q": "teshongshebei"},
    {"q": "怎么办理锅炉登记"},
    {"q": "无此一语"},
    {"q": "登"},
)


@pytest.fixture
def many(bureau):
    """Three of ours among so many others, on view as long, which have no publication that anybody could read."""
    for title in OURS:
        publish(bureau, title)
    outbox.deliver_due()
    with derived.writing(), connection.cursor() as cursor:
        for model in (ListingEntry, SearchEntry, SearchView, SearchWord):
            cursor.execute(_copying(model))
            cursor.execute(f'ANALYZE "{model._meta.db_table}"')


def _copying(model: type[models.Model]) -> str:
    key = model._meta.pk
    names = [field.column for field in model._meta.concrete_fields]
    values = [
        "-n" if each == key.column and isinstance(key, models.BigIntegerField) else OTHERS.get(each, f'"{each}"')
        for each in names
    ]
    columns, table = ", ".join(f'"{each}"' for each in names), model._meta.db_table
    one = f'SELECT * FROM "{table}" ORDER BY "{key.column}" DESC LIMIT 1'
    return f'INSERT INTO "{table}" ({columns}) SELECT {", ".join(values)} FROM ({one}) o, generate_series(1, {MANY}) n'


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", ()):
        yield from _nodes(each)


def steps(sql: str) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, VERBOSE, FORMAT JSON) {sql}")
        (told,) = cursor.fetchone()
    return [*_nodes((json.loads(told) if isinstance(told, str) else told)[0]["Plan"])]


def touched(sql: str) -> Counter[str]:
    """Table → how many of its rows a statement looks at. What is joined or sorted was looked at before, and an index
    counts rows too that transactions rolled back have left in it.
    """
    found: Counter[str] = Counter()
    for node in steps(sql):
        if "Relation Name" in node:
            removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
            found[node["Relation Name"]] += (node["Actual Rows"] + removed) * node["Actual Loops"]
    return found


def statements(client: Client, address: str, values: dict[str, str]) -> list[str]:
    """What a page asks the database."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address, values, follow=True).status_code == 200
    return [each["sql"] for each in asked.captured_queries if each["sql"].lstrip("(").startswith("SELECT")]


def test_no_part_of_a_question_goes_through_all_that_is_on_view(client, many):
    """Nor is a text cut into tokens again, which is a millisecond each."""
    client.get("/search/", {"q": "登"})  # the words of the site and of its titles are read once in a while
    suggesting.vocabulary()
    for question in QUESTIONS:
        asked = statements(client, "/search/", question)
        assert any(SearchEntry._meta.db_table in sql for sql in asked), question
        for sql in asked:
            most = touched(sql).most_common(1)
            assert not most or most[0][1] < MANY / 10, f"{question} {most}: {sql}"
            assert "to_tsvector" not in sql, question


def test_a_word_of_every_text_is_looked_for_by_the_index(client, many):
    """To look into a text is to fetch its vector from where it lies, which the planner takes for nothing."""
    for question in ({"q": "文字"}, {"q": "其他事项"}, {"q": "其他", "in": "title"}, {"q": "其他 -登记"}):
        asked = [sql for sql in statements(client, "/search/", question) if "vector" in sql]
        assert asked, question
        for sql in asked:
            kinds = {
                node["Node Type"] for node in steps(sql) if node.get("Relation Name") == SearchEntry._meta.db_table
            }
            assert "Bitmap Heap Scan" in kinds and "Seq Scan" not in kinds, f"{question} {kinds}: {sql}"


def test_no_part_of_what_is_offered_while_typing_goes_through_all_that_is_on_view(client, many):
    client.get("/search/", {"q": "登"})
    for typed in ("锅", "锅炉", "guolu", "特种设", "许可"):
        asked = statements(client, "/search/suggest/", {"q": typed})
        assert asked, typed
        for sql in asked:
            most = touched(sql).most_common(1)
            assert not most or most[0][1] < MANY / 10, f"{typed} {most}: {sql}"


def test_the_beginning_of_a_title_is_found_in_any_locale(client, bureau):
    """In Chinese order 锆 comes before 锅炉, though its number in Unicode is the next after that of 锅."""
    table = SearchEntry._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN title_key TYPE varchar(255) COLLATE "zh-x-icu"')
    for title in OURS:
        publish(bureau, title)
    outbox.deliver_due()
    for title in OURS:
        told = client.get("/search/suggest/", {"q": title[0]}).json()["suggestions"]
        assert [each["text"] for each in told] == [title]
