"""The catalogue narrowed down by words and days, without script: as a visitor types them into its form."""

import datetime
from urllib.parse import parse_qsl

from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.outbox import services as outbox
from cms.workflows import services
from tests.factories.bureau import Bureau, sign_all, user
from tests.search.asking import publish, rule


def page_of(client, address, **values):
    answer = client.get(address, values)
    assert answer.status_code == 200, address
    return BeautifulSoup(answer.content, "html.parser")


def sent(client, page, **typed):
    """The form as it stands, with these values typed into it, sent as a browser would."""
    form = page.select_one("form.catalogue-form")
    values = {each["name"]: each.get("value", "") for each in form.select("input[name]")}
    assert set(typed) <= set(values)
    answer = client.get(form["action"], {**values, **typed})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def titles(page):
    return [each.a.text for each in page.select(".catalogue-table td.title")]


def test_words_and_days(db):
    bureau = Bureau()
    publish(bureau, "电梯使用登记", created_on=datetime.date(2024, 5, 8), summary="锅炉在这里只是提到。")
    publish(bureau, "锅炉使用登记", created_on=datetime.date(2025, 5, 8))
    rule(bureau, "电梯安全办法", "渝质监发〔2025〕3号")
    outbox.deliver_due()
    client = Client()
    page = page_of(client, "/mu-lu/")
    assert len(titles(page)) == 3
    assert sorted(titles(sent(client, page, q="锅炉"))) == ["电梯使用登记", "锅炉使用登记"], "of the title or the text"
    assert sorted(titles(sent(client, page, q="登记 使用"))) == ["电梯使用登记", "锅炉使用登记"]
    assert titles(sent(client, page, q="渝质监发2025 3")) == ["电梯安全办法"]
    days = {"from": "2024-01-01", "to": "2024-12-31"}
    narrowed = sent(client, page, **days)
    assert titles(narrowed) == ["电梯使用登记"]
    assert {each.a.text.split()[0] for each in narrowed.select("#narrow li") if each.a} >= {"2024"}
    assert titles(sent(client, page, q="没有")) == []
    for odd in ('"', "*", "%", "\x00", "-x", "NEAR(", "👍", "a" * 3000):
        sent(client, page, q=odd)
    assert len(titles(page_of(client, "/mu-lu/?from=2024-13-77"))) == 3


def test_a_filter_keeps_words_and_days_and_every_link_has_one_order(db):
    bureau = Bureau()
    publish(bureau, "电梯使用登记")
    rule(bureau, "电梯安全办法", "渝质监发〔2025〕3号")
    outbox.deliver_due()
    client = Client()
    page = page_of(client, "/mu-lu/", year="2007", q="电梯", **{"from": "2000-01-01"})
    order = ["q", "category", "unit", "year", "genre", "validity", "from", "to", "page"]
    links = [each["href"] for each in page.select("#narrow a")]
    assert any("category=" in each for each in links)
    for link in links:
        names = [name for name, _value in parse_qsl(link[1:])]
        assert names == sorted(names, key=order.index) and "q" in names and "from" in names
    hidden = [each["name"] for each in page.select("form.catalogue-form input[type=hidden]")]
    assert hidden == ["year"]


def test_a_list_by_words_knows_what_came_a_moment_ago(db):
    """The index learns of a publication after the lists do: what was made between the two is not kept."""
    bureau = Bureau()
    publish(bureau, "电梯使用登记")
    outbox.deliver_due()
    publish(bureau, "电梯安装告知")  # and not delivered
    client = Client()
    assert titles(page_of(client, "/mu-lu/", q="电梯")) == ["电梯使用登记"]
    outbox.deliver_due()
    assert sorted(titles(page_of(client, "/mu-lu/", q="电梯"))) == ["电梯使用登记", "电梯安装告知"]
    page = bureau.licences.get_children().get(title="电梯安装告知").specific
    case = services.open_case(page, action="withdraw", user=user("editor_licensing"), reason_kind="error", reason="错")
    sign_all(services.submit(case, user("editor_licensing")))  # and not delivered
    assert titles(page_of(client, "/mu-lu/", q="电梯")) == ["电梯使用登记"]


QUESTIONS = (
    *("电梯", "電梯", "dianti", "收费标准", "检验费", "年检", "怎么收费", "行政服务大厅"),
    *("电梯 检验费", "锅炉 -电梯", '"使用登记表"'),
)


def test_what_the_catalogue_finds_by_words_the_search_finds_too(db):
    """Words of the text, captions that the page prints, the other script, what people say, without what is left out."""
    bureau = Bureau()
    publish(bureau, "电梯使用登记", summary="每年做一次定期检验。")
    publish(bureau, "锅炉使用登记")
    rule(bureau, "电梯安全办法", "渝质监发〔2025〕3号")
    outbox.deliver_due()
    client = Client()
    page = page_of(client, "/mu-lu/")
    found = {each: set(titles(sent(client, page, q=each))) for each in QUESTIONS}
    for question, listed in found.items():
        answer = client.get("/search/", {"q": question, "format": "json"}, follow=True).json()
        assert listed <= {each["title"] for each in answer["hits"]}, question
    licences = {"电梯使用登记", "锅炉使用登记"}
    assert found["电梯"] == found["電梯"] == found["dianti"] == {"电梯使用登记", "电梯安全办法"}
    assert found["收费标准"] == found["检验费"] == found['"使用登记表"'] == found["行政服务大厅"] == licences
    assert found["年检"] == found["电梯 检验费"] == {"电梯使用登记"}
    assert found["锅炉 -电梯"] == {"锅炉使用登记"}
    nothing = sent(client, page, q="没有 这样的事")
    assert nothing.select_one("p.empty a[href^='/search/?q=']")["href"].startswith("/search/?q=%E6%B2%A1")


def test_words_cost_the_same_number_of_queries_for_few_and_many(db):
    bureau = Bureau()
    client = Client()
    counts = []
    for several in (("电梯一",), ("电梯二", "电梯三", "电梯四")):
        for title in several:
            publish(bureau, title)
        outbox.deliver_due()
        client.get("/mu-lu/", {"q": "收费标准"})
        with CaptureQueriesContext(connection) as asked:
            page = page_of(client, "/mu-lu/", q="收费标准", page="1")
        counts.append((len(asked), len(titles(page))))
    assert counts[0][0] == counts[1][0] and counts[0][1] < counts[1][1], counts
