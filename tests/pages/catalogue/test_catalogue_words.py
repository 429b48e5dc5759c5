"""The catalogue narrowed down by words and days, without script: as a visitor types them into its form."""

import datetime
from urllib.parse import parse_qsl

from bs4 import BeautifulSoup
from django.test import Client

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
    assert titles(sent(client, page, q="锅炉")) == ["锅炉使用登记"], "of the title, not of the text"
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
