"""What lists print, and in what order: read as a visitor reads them, from what real cases published."""

import datetime
import re
from xml.etree import ElementTree

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.pages.models import ColumnPage, LicenceGrantsPage, UnitHomePage
from cms.publication import canonical, current, listing, verify
from cms.publication import services as publication
from cms.publication.models import ListingEntry
from cms.scheduler import service as scheduler
from cms.workflows import services
from cms.workflows.cases import lookup
from tests.factories.bureau import ATTESTED, Bureau, fees, office, sign_all, submit, unit, user

DAY = datetime.datetime(2026, 11, 20, 2, tzinfo=datetime.UTC)


def lines(path="/", of=".listed"):
    """(title, what stands beside it, the date that it is sorted by) of each line of the first list."""
    soup = BeautifulSoup(Client().get(path).content, "html.parser")
    found = soup.select_one(of)
    return [
        (
            each.a.text.strip(),
            each.select_one(".held").get_text(" ", strip=True) if each.select_one(".held") else "",
            each.find("time").get_text(" ", strip=True),
        )
        for each in (found.find_all("li", recursive=False) if found else [])
    ]


def entries(path="/feed/"):
    found = ElementTree.fromstring(Client().get(path).content)
    return [each.text for each in found.findall("a:entry/a:title", {"a": "http://www.w3.org/2005/Atom"})]


class Site:
    """Days pass, and each publication has the moment in which it was really published."""

    def __init__(self, clock):
        self.clock = clock
        self.bureau = Bureau()
        self.number = 0

    def next_day(self):
        self.clock.shift(datetime.timedelta(days=1))

    def regulation(self, title, **values):
        page = self.bureau.regulation(title, **values)
        services.provide(lookup.running(page), user("legal"), stated=("legal",))
        sign_all(submit(page, "editor_regulations"))
        return page

    def licence(self, title="特种设备使用登记", **values):
        page = self.bureau.licence(title, **values)
        fees(page)
        sign_all(submit(page))
        return page

    def grants(self, item, count, title="准予许可"):
        from cms.pages.models import LicenceGrant

        self.number += 1
        page = LicenceGrantsPage(
            title=f"{title}{self.number}",
            slug=f"pi-{self.number}",
            issuing_office=office("licensing_office"),
            live=False,
            owner=user("editor_licensing"),
            summary="准予的许可。",
            created_on=datetime.date(2026, 11, 1),
        )
        page.grants = [
            LicenceGrant(
                number=f"TS{self.number}-{place:03}",
                holder=f"第{place}公司",
                granted_on=datetime.date(2026, 10, 1),
                sort_order=place,
            )
            for place in range(count)
        ]
        item.add_child(instance=page)
        page.save_revision(user=user("editor_licensing"))
        case = lookup.running(page)
        services.provide(case, user("planning"))
        sign_all(services.submit(case, user("editor_licensing"), attestation=ATTESTED))
        return page


@pytest.fixture
def site(db):
    with time_machine.travel(DAY, tick=True) as clock:
        yield Site(clock)


def test_the_newest_are_sorted_by_the_date_that_they_print(site):
    site.regulation("甲办法", created_on=datetime.date(2026, 11, 3), document_number="渝质监发〔2026〕1号")
    site.next_day()
    site.regulation("乙办法", created_on=datetime.date(2007, 5, 30), document_number="渝质监发〔2007〕2号")
    site.next_day()
    site.regulation("丙办法", created_on=datetime.date(2026, 11, 19), document_number="渝质监发〔2026〕3号")
    for path in ("/", "/fa-gui/"):
        assert [(title, date) for title, _held, date in lines(path)] == [
            ("丙办法", "发布日期 2026-11-22"),
            ("乙办法", "发布日期 2026-11-21"),
            ("甲办法", "发布日期 2026-11-20"),
        ]
        text = Client().get(path).content.decode()
        assert "成文日期：2007-05-30" in text and "发文字号：渝质监发〔2007〕2号" in text
    page = Client().get("/fa-gui/" + site.bureau.rules.get_children().get(title="乙办法").slug + "/").content.decode()
    assert re.search(r"发布日期</dt><dd><time[^>]*>2026-11-21", page), "the page says the same day"
    assert 'name="PubDate" content="2026-11-21' in page
    assert "成文日期：2007-05-30" in Client().get("/feed/").content.decode()


def test_what_was_signed_for_later_is_published_on_the_day_that_it_comes(site):
    later = DAY + datetime.timedelta(days=3)
    page = site.licence(go_live_at=later)
    site.clock.shift(datetime.timedelta(days=4))
    assert lines()[0] == ("特种设备使用登记", "", "发布日期 2026-11-23")
    assert 'name="PubDate" content="2026-11-23' in Client().get(f"/xu-ke/{page.slug}/").content.decode()


def test_a_batch_is_one_line_among_the_newest(site):
    rules = [site.regulation(f"第{n}号办法", document_number=f"渝质监发〔2026〕{n}号") for n in range(3)]
    item = site.licence()
    batch = site.grants(item, 40)
    assert len(rules) == 3
    assert [(title, held) for title, held, _date in lines()] == [
        (batch.title, "共 40 件"),
        ("特种设备使用登记", ""),
        ("第2号办法", ""),
        ("第1号办法", ""),
        ("第0号办法", ""),
    ]
    assert entries() == [f"{batch.title}（共 40 件）", "特种设备使用登记", "第2号办法", "第1号办法", "第0号办法"]
    assert lines(f"/xu-ke/{item.slug}/")[0][:2] == (batch.title, "共 40 件")
    assert listing.page_of(latest=True, limit=2).total == 5 and listing.page_of(latest=True, limit=2).pages == 3
    assert listing.page_of().total == 45, "the catalogue has each"
    assert not list(verify.findings())


def test_single_grants_of_one_item_and_day_are_one_line(site):
    item, other = site.licence(), site.licence("计量许可", slug="ji-liang")
    first = [site.grants(item, 1) for _n in range(3)]
    elsewhere = site.grants(other, 1)
    site.next_day()
    next_day = site.grants(item, 2)
    told = [(title, held) for title, held, _date in lines()]
    assert told == [
        (next_day.title, "共 2 件"),
        (elsewhere.title, "共 1 件"),
        (first[2].title, "等 3 批，共 3 件 · “特种设备使用登记”的全部结果"),
        ("计量许可", ""),
        ("特种设备使用登记", ""),
    ]
    assert (
        BeautifulSoup(Client().get("/").content, "html.parser").select(".held a")[0]["href"] == f"/xu-ke/{item.slug}/"
    )
    shown = [item.title for n in (1, 2, 3) for item in listing.page_of(latest=True, limit=2, page=n).items]
    assert shown == [title for title, _held in told], "pages neither leave out nor repeat"
    assert f"{first[2].title} 等 3 批，共 3 件" in entries()
    assert len(lines(f"/xu-ke/{item.slug}/")) == 4, "under their item each stands by itself"


def test_a_line_counts_what_is_on_view_now(site):
    item = site.licence()
    batches = [site.grants(item, 2) for _n in range(2)]
    assert lines()[0][1].startswith("等 2 批，共 4 件")
    page = LicenceGrantsPage.objects.get(pk=batches[1].pk)
    case = services.open_case(page, action="withdraw", user=user("editor_licensing"), reason="批次有误")
    sign_all(services.submit(case, user("editor_licensing"), attestation=ATTESTED))
    assert lines()[0][:2] == (batches[0].title, "共 2 件")


def test_the_catalogue_names_each_number_once_and_under_its_own_name(site):
    item = site.licence()
    site.grants(item, 3)
    site.regulation("甲办法", document_number="渝质监发〔2026〕1号")
    soup = BeautifulSoup(Client().get("/mu-lu/").content, "html.parser")
    heads = [each.text for each in soup.select(".catalogue-table th")]
    rows = [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in soup.select("tbody tr")]
    assert len(rows) == 6
    numbers = [row[0] for row in rows if row[0]]
    assert len(numbers) == len(set(numbers)) == 3
    grants = [row for row in rows if "第" in row[1] and "公司" in row[1]]
    assert len(grants) == 3
    for row in grants:
        told = dict(zip(heads, row, strict=True))
        assert told["索引号"] == "" and told["发文字号"] == "" and "许可证编号：TS1-" in told["标题"]
        assert told["成文日期"] == "发证日期 2026-10-01"
    assert [row[2] for row in rows if row[1] == "甲办法"] == ["渝质监发〔2026〕1号"]


def test_search_names_each_number_by_its_name(site):
    site.grants(site.licence(), 2)
    site.regulation("甲办法", document_number="渝质监发〔2026〕1号")
    scheduler.round_of_work(everything=True)
    text = Client().get("/search/", {"q": "TS1-001"}).content.decode()
    hit = next(each for each in BeautifulSoup(text, "html.parser").select(".search-hits li") if "TS1-001" in each.text)
    said = hit.select_one(".soft").get_text(" ", strip=True)
    assert "许可证编号：TS1-001" in said and "发文字号" not in said and "发证日期： 2026-10-01" in said
    text = Client().get("/search/", {"q": "甲办法"}).content.decode()
    assert "发文字号：渝质监发〔2026〕1号" in text and "成文日期：" in text and "发布日期：" in text
    facts = current.of_item(ListingEntry.objects.filter(is_part=True).first().item).parsed_facts
    assert (facts["index_number"], facts["document_number"]) == ("", "")


def test_the_queries_of_a_list_are_the_same_for_any_length(site):
    item = site.licence()
    site.grants(item, 1)

    def asked(**wanted):
        current.tree()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            listing.page_of(limit=50, **wanted)
        return len(seen)

    before = [asked(), asked(latest=True)]
    for _n in range(3):
        site.grants(item, 4)
    other = site.licence("计量许可", slug="ji-liang")
    site.grants(other, 2)
    site.grants(other, 2)
    after = [asked(), asked(latest=True)]
    assert after[0] == before[0]
    assert after[1] <= before[1] + 1, "what the batches of a line stand under: one query for all lines"
    site.grants(other, 2)
    site.next_day()
    for each in (item, other, item):
        site.grants(each, 1)
    assert [asked(), asked(latest=True)] == after


def test_the_lists_of_a_unit_collapse_as_well(site):
    home = UnitHomePage(
        title="渝中区局", slug="yu-zhong", issuing_office=office("publicity", "yuzhong"), home_of=unit("yuzhong")
    )
    site.bureau.home.add_child(instance=home)
    assert canonical.make(home).key == home.disclosure_key
    found = listing.page_of(latest=True, unit="municipal")
    assert found.total == 0
    site.grants(site.licence(), 5)
    assert listing.page_of(latest=True, unit="municipal").total == 2
    assert listing.page_of(latest=True, unit="yuzhong").total == 0


# A column below another


@pytest.fixture
def nested(site):
    """办事 holds 行政许可, which moved there by the chain, and 行政许可 an item."""
    bureau = site.bureau
    target = ColumnPage(title="办事", slug="ban-shi", issuing_office=office("publicity"), allowed_types=["licensing"])
    bureau.home.add_child(instance=target)
    publication.publish(canonical.make(target), authority=publication.Authority("founding", "tests"), structural=True)
    site.page = site.licence()
    draft = ColumnPage.objects.get(pk=bureau.licences.pk)
    draft.moved_under = target
    draft.save_revision(user=user("publicity"))
    sign_all(services.submit(lookup.running(draft), user("publicity"), attestation=ATTESTED))
    return site


def test_a_column_below_another_is_reached_from_it(nested):
    client = Client()
    soup = BeautifulSoup(client.get("/ban-shi/").content, "html.parser")
    main = soup.select_one("#main")
    assert [each["href"] for each in main.select("nav.chips a")] == ["/ban-shi/xu-ke/"]
    assert [each["href"] for each in main.select(".listed a")] == [f"/ban-shi/xu-ke/{nested.page.slug}/"]
    for path in ("/", "/ban-shi/", "/fa-gui/"):
        soup = BeautifulSoup(client.get(path).content, "html.parser")
        assert soup.select_one("nav.navigation a[href='/ban-shi/xu-ke/']"), path
    assert entries("/feed/ban-shi/") == ["特种设备使用登记"]
    assert "/feed/ban-shi/" in client.get("/ban-shi/").content.decode()
    assert entries("/feed/ban-shi/xu-ke/") == ["特种设备使用登记"]


def test_the_feed_of_a_moved_column_leads_to_where_it_is(nested):
    for path in ("/feed/xu-ke/", "/feed/xu-ke"):
        answer = Client().get(path, {"a": "1"})
        assert (answer.status_code, answer["Location"]) == (301, "/feed/ban-shi/xu-ke/?a=1")
    assert Client().get("/feed/keine/").status_code == 404
    assert Client().get(f"/feed/ban-shi/xu-ke/{nested.page.slug}/").status_code == 404, "an item has no feed"
