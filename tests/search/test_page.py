"""The page of results as a visitor reads it: one address for a question, filters, help for none."""

import datetime
import itertools
import json
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.http import QueryDict
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cms.outbox import services as outbox
from cms.publication.models import ListingEntry
from cms.workflows import services
from search import addresses
from search.query import FILTERS, clean, from_request
from tests.factories.bureau import sign_all, user
from tests.search.asking import publish, rule

ATOM = {"a": "http://www.w3.org/2005/Atom"}
NAMES = ("q", "in", *FILTERS, "from", "to", "sort", "page", "format", "utm_source", "Q")


def soup(client, *asked, status=200, **values):
    answer = client.get("/search/", dict([*asked, *values.items()]), follow=True)
    assert answer.status_code == status, answer.redirect_chain
    return BeautifulSoup(answer.content, "html.parser")


def titles(page):
    return [each.get_text("", strip=True) for each in page.select(".search-hits h2 a")]


def total(page):
    return int("".join(filter(str.isdigit, page.select_one(".search-status").text.partition("条")[0])))


@pytest.fixture
def found(engine, bureau):
    """Licences of two years, one rule that was repealed."""
    publish(bureau, "电梯使用登记", created_on=datetime.date(2024, 5, 8), summary="电梯的使用登记。")
    publish(bureau, "电梯安装告知", created_on=datetime.date(2025, 3, 1), summary="电梯安装之前的告知。")
    rule(bureau, "电梯安全办法", "渝质监发〔2025〕3号")
    outbox.deliver_due()
    return engine


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=30)))
def test_an_address_is_written_in_one_way(values):
    """What it leads to leads nowhere else, and asks the same."""
    query = from_request(values)
    wanted = addresses.canonical(query, values)
    again = dict(parse_qsl(wanted[1:], keep_blank_values=True))
    assert addresses.canonical(from_request(again), again) == wanted
    assert addresses.is_canonical(QueryDict(wanted[1:]), wanted)
    if query.text:
        assert from_request(again) == query
    assert clean(query.text) == query.text


def test_every_order_of_parameters_leads_to_one_address(found):
    client = Client()
    asked = [("q", "电梯"), ("category", "licensing"), ("year", "2024"), ("sort", "date"), ("page", "1")]
    places = set()
    for order in itertools.permutations(asked):
        answer = client.get(f"/search/?{urlencode(order)}&genre=&utm_source=x")
        assert answer.status_code == 301
        places.add(answer["Location"])
    assert places == {"/search/?q=%E7%94%B5%E6%A2%AF&category=licensing&year=2024&sort=date"}
    assert client.get(places.pop()).status_code == 200
    assert client.get("/search/?category=licensing")["Location"] == "/search/"
    assert client.get("/search/?q=电梯").status_code == 200, "letters that are not encoded are no other address"


def test_every_link_of_the_page_is_canonical(found):
    """Whatever path a visitor takes through filters, order and pages, two addresses never show the same."""
    client, known, waiting = Client(), set(), ["/search/?q=%E7%94%B5%E6%A2%AF"]
    while waiting and len(known) < 60:
        address = waiting.pop(0)
        if address in known:
            continue
        known.add(address)
        answer = client.get(address)
        assert answer.status_code == 200, address
        page = BeautifulSoup(answer.content, "html.parser")
        assert f"/search/{page.select_one('link[rel=canonical]')['href']}" == address
        links = [each["href"] for each in page.select("main a[href^='?']")]
        waiting += [f"/search/{each}" for each in links]
    assert len(known) > 10
    assert len({frozenset(parse_qsl(urlsplit(each).query)) for each in known}) == len(known)


def test_filters_of_unit_office_dates_and_attachments(found):
    client = Client()
    page = soup(client, q="电梯")
    assert total(page) == 3
    attachments = page.select_one("[aria-labelledby=filter-attachment]")
    assert "PDF 2" in attachments.get_text(" ", strip=True)
    assert sorted(titles(soup(client, q="电梯", attachment="pdf"))) == ["电梯使用登记", "电梯安装告知"]
    assert total(soup(client, q="电梯", attachment="%")) == 0
    office = ListingEntry.objects.filter(category="licensing").first().office
    assert office and sorted(titles(soup(client, q="电梯", office=office))) == ["电梯使用登记", "电梯安装告知"]
    assert titles(soup(client, ("from", "2024-01-01"), ("to", "2024-12-31"), q="电梯")) == ["电梯使用登记"]
    assert sorted(titles(soup(client, ("from", "2025-01-01"), q="电梯"))) == ["电梯安全办法", "电梯安装告知"]
    page = soup(client, ("from", "2024-01-01"), ("to", "2024-12-31"), q="电梯")
    assert [each.get_text(" ", strip=True) for each in page.select(".search-chosen a")] == [
        "去掉： 成文日期自： 2024-01-01 ×",
        "去掉： 成文日期至： 2024-12-31 ×",
    ]
    assert client.get("/search/?q=电梯&from=2024-13-01")["Location"].endswith("?q=%E7%94%B5%E6%A2%AF")


def test_the_form_of_dates_hands_everything_else_on(found):
    page = soup(Client(), ("in", "titles"), q="电梯", category="licensing", attachment="pdf", sort="date")
    form = page.select_one("form.search-dates")
    named = [(each["name"], each.get("value", "")) for each in form.select("input")]
    assert [name for name, _value in named] == ["q", "in", "category", "from", "to", "attachment", "sort"]
    values = [(name, "2024-01-01" if name == "from" else value) for name, value in named]
    asked = f"/search/?{urlencode(values)}"
    answer = Client().get(asked, follow=True)
    assert answer.redirect_chain[0][1] == 301
    assert titles(BeautifulSoup(answer.content, "html.parser")) == ["电梯安装告知", "电梯使用登记"]


def test_only_titles(found, bureau):
    publish(bureau, "锅炉使用登记", summary="锅炉与电梯不同。", conditions="<p>锅炉和电梯分别登记。</p>")
    outbox.deliver_due()
    assert "锅炉使用登记" in titles(soup(Client(), q="电梯"))
    page = soup(Client(), ("in", "titles"), q="电梯")
    assert "锅炉使用登记" not in titles(page) and total(page) == 3
    assert page.select_one("[name=in]").has_attr("checked")


def test_results_stand_before_filters_and_links_lead_to_both(found):
    page = soup(Client(), q="电梯")
    places = [each.get("id") for each in page.select("main #found, main #narrow")]
    assert places == ["found", "narrow"]
    assert [each["href"] for each in page.select("main a.skip")] == ["#found", "#narrow"]
    assert len(page.select("[role=search]")) == 1, "one box, and not that of the masthead as well"


def test_a_page_behind_the_last_says_so_and_leads_back(found):
    client = Client()
    for number in ("2", "999", "999999"):
        answer = client.get("/search/", {"q": "电梯", "page": number})
        assert answer.status_code == 404
        page = BeautifulSoup(answer.content, "html.parser")
        text = page.select_one("#found").get_text(" ", strip=True)
        assert f"没有第 {number} 页" in text and "找到 3 条" in text
        back = page.select_one("#found .empty a")["href"]
        assert client.get(f"/search/{back}").status_code == 200
    assert client.get("/search/?q=电梯&page=00")["Location"] == client.get("/search/?q=电梯&page=x")["Location"]


def test_nothing_found_says_what_to_do(found):
    page = soup(Client(), q="电梯 不存在的东西")
    if not titles(page):
        ways = {each.a.text: each.span.text for each in page.select(".search-nothing li") if each.span}
        assert ways["去掉“不存在的东西”"] == "3 条"
    page = soup(Client(), q="电梯", category="internal_nonsense")
    assert titles(page) == []
    way = page.select_one(".search-nothing a")
    assert "不加筛选条件" in way.text and "3 条" in way.text
    assert total(BeautifulSoup(Client().get(f"/search/{way['href']}").content, "html.parser")) == 3
    assert page.select_one(".search-nothing a[href='/mu-lu/']")


def test_atom_and_json_of_a_question(found):
    client = Client()
    page = soup(client, q="电梯", category="licensing")
    atom = page.select_one("link[type='application/atom+xml'][href^='?']")["href"]
    answer = client.get(f"/search/{atom}")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    assert [each.text for each in feed.findall("a:entry/a:title", ATOM)] == ["电梯安装告知", "电梯使用登记"]
    again = client.get(f"/search/{atom}", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    told = client.get("/search/?q=电梯&category=licensing&format=json").json()
    assert (told["total"], told["pages"], told["next"]) == (2, 1, None)
    assert {each["title"] for each in told["hits"]} == {"电梯安装告知", "电梯使用登记"}
    assert all("<" not in each["snippet"] for each in told["hits"])
    assert told["narrowed"] == {"category": "licensing"}


def test_an_answer_for_machines_changes_only_when_something_does(found):
    first = Client().get("/search/?q=没有的东西&format=atom")
    with time_machine.travel(datetime.datetime.now(tz=datetime.UTC) + datetime.timedelta(days=3), tick=False):
        assert Client().get("/search/?q=没有的东西&format=atom")["ETag"] == first["ETag"]
    hostile = Client().get("/search/", {"q": "\x01<x>]]>&\ufffe电梯", "format": "atom"}, follow=True)
    assert ElementTree.fromstring(hostile.content) is not None


def test_titles_are_suggested_while_they_are_on_view(found, bureau):
    client = Client()
    answer = client.get("/search/suggest/", {"q": "电梯"})
    assert answer["Content-Type"] == "application/json" and "max-age=20" in answer["Cache-Control"]
    told = answer.json()["suggestions"]
    assert {each["text"] for each in told} == {"电梯使用登记", "电梯安装告知", "电梯安全办法"}
    assert all(client.get(each["url"]).status_code == 200 for each in told)
    for typed in ("使用登", "dianti", "電梯使"):
        assert "电梯使用登记" in {
            s["text"] for s in client.get("/search/suggest/", {"q": typed}).json()["suggestions"]
        }, typed
    for odd in ("", " ", "%", '"', "*", "\x00", "-", "a" * 5000, "👍", "(", "电%"):
        assert client.get("/search/suggest/", {"q": odd}).status_code == 200, odd
    page = bureau.licences.get_children().get(title="电梯使用登记").specific
    editor = user("editor_licensing")
    case = services.open_case(page, action="withdraw", user=editor, reason_kind="error", reason="错")
    sign_all(services.submit(case, editor))  # and not delivered
    told = client.get("/search/suggest/", {"q": "电梯使用"}).json()["suggestions"]
    assert "电梯使用登记" not in {each["text"] for each in told}


def test_suggestions_have_a_limit_of_their_own(found, settings):
    client = Client()
    for _turn in range(61):
        answer = client.get("/search/suggest/", {"q": "电"})
    assert answer.status_code == 200
    assert client.get("/search/", {"q": "电梯"}).status_code == 200


def test_a_snippet_is_sentences_of_one_line(found, bureau):
    publish(
        bureau,
        "气瓶充装许可",
        summary="气瓶充装单位的许可。",
        conditions="<p>申请前先自查。充装人员须持证上岗，不少于三人。其他事项另行规定。</p><p>第二段。</p>",
    )
    outbox.deliver_due()
    snippet = soup(Client(), q="持证上岗").select_one(".search-snippet").get_text("", strip=True)
    assert "充装人员须持证上岗，不少于三人。" in snippet and "第二段" not in snippet
    snippet = soup(Client(), q="气瓶充装许可").select_one(".search-snippet").get_text("", strip=True)
    assert "许可" in snippet


def test_a_correct_word_is_not_corrected_and_no_suggestion_finds_less(found, bureau):
    publish(bureau, "气瓶收费校准", summary="气瓶。", conditions="<p>按收费标准缴费。</p>")
    outbox.deliver_due()
    page = soup(Client(), q="收费标准")
    assert page.select_one(".search-suggestion") is None
    page = soup(Client(), q="电踢")
    if total(page) <= 2:
        suggestion = page.select_one(".search-suggestion a")
        assert suggestion.text == "电梯"
        assert total(BeautifulSoup(Client().get(f"/search/{suggestion['href']}").content, "html.parser")) == 3


def test_the_command_takes_the_same_filters(found, capsys):
    call_command("search", "query", "电梯", "--engine", found, "--from", "2025-01-01", "--in-titles", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["total"] == 2
    assert set(told["facets"]) == set(FILTERS)


def test_did_you_mean_knows_the_words_of_texts(found, bureau):
    publish(bureau, "使用登记二", summary="登记。", conditions="<p>起重机械应当检验合格。</p>")
    outbox.deliver_due()
    page = soup(Client(), q="起种机械")
    suggestion = page.select_one(".search-suggestion a")
    assert (suggestion is not None and suggestion.text == "起重机械") or "使用登记二" in titles(page)


def test_a_hit_shows_the_passage_that_answers_and_leads_there(found, bureau):
    """An article by its number, a field under its label: the link leads to an id that the page has."""
    body = [
        {
            "type": "clauses",
            "value": [
                {"level": "article", "number": "第一条", "title": "", "text": "为了扶梯安全，制定本办法。"},
                {"level": "article", "number": "第五条", "title": "", "text": "使用单位应当申报扶梯定期检验。"},
            ],
        }
    ]
    draft = bureau.regulation
    bureau.regulation = lambda title, **values: draft(title, body=body, **values)
    rule(bureau, "扶梯检验办法", "渝质监发〔2026〕9号")
    outbox.deliver_due()
    for asked, place, words in (
        ("扶梯检验办法第五条", "第五条", "使用单位应当申报扶梯定期检验"),
        ("申报定期检验", "第五条", "申报"),
    ):
        hit = soup(Client(), q=asked).select_one(".search-hits li")
        link = hit.select_one("a.search-place")
        if link is None:
            assert words in hit.get_text(), "the other engine shows its sentence"
            continue
        assert link.text == place and words in hit.select_one(".search-snippet").get_text()
        address, _mark, anchor = link["href"].partition("#")
        target = BeautifulSoup(Client().get(address).content, "html.parser").find(id=anchor)
        assert "使用单位应当申报" in target.get_text()


def test_who_made_it_is_no_snippet(client, engine, bureau):
    """It stands below each line: where nothing else answers, the summary says what it is."""
    publish(bureau, "电梯使用登记", summary="电梯的使用登记怎样办理。")
    outbox.deliver_due()
    page = soup(client, q="重庆市质量技术监督局")
    line = next(each for each in page.select(".search-hits > li") if "电梯使用登记" in each.h2.text)
    assert line.select_one(".search-snippet").text == "电梯的使用登记怎样办理。"
    assert "重庆市质量技术监督局" in line.select_one(".search-facts").text
