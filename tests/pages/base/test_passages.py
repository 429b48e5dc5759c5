"""What search is told of a page stands on the page, where it says that it stands."""

from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from cms.files.models import Image
from cms.outbox import services as outbox
from cms.pages.models import LicensingPage, RegulationPage
from search.models import SearchEntry
from tests.factories.bureau import Bureau
from tests.files import samples
from tests.search.asking import publish, rule

BODY = [
    {
        "type": "clauses",
        "value": [
            {"level": "section", "number": "一、", "title": "总则", "text": ""},
            {"level": "article", "number": "第一条", "title": "", "text": "为了电梯安全，制定本办法。"},
            {"level": "item", "number": "（一）", "title": "", "text": "乘客电梯；"},
            {"level": "article", "number": "第五条", "title": "", "text": "使用单位应当申报定期检验。"},
        ],
    },
    {"type": "heading", "value": {"text": "附注", "level": "2"}},
    {"type": "paragraph", "value": "<p>第六条 不是条文块里的话。</p>"},
]


def shown(page, address):
    return BeautifulSoup(Client().get(address).content, "html.parser")


def address_of(page, column):
    return f"/{column}/{page.slug}/"


def test_articles_and_fields_stand_where_they_say(db):
    bureau = Bureau()
    draft = bureau.regulation
    bureau.regulation = lambda title, **values: draft(title, body=BODY, **values)
    law = RegulationPage.objects.get(pk=rule(bureau, "电梯安全办法", "渝质监发〔2025〕3号").pk)
    guide = LicensingPage.objects.get(pk=publish(bureau, "电梯使用登记").pk)
    outbox.deliver_due()
    found = law.search_passages()
    articles = {each.place: each for each in found if each.kind == "article"}
    assert list(articles) == ["第一条", "第五条"]
    assert articles["第五条"].text == "第五条 使用单位应当申报定期检验。"
    assert "（一）乘客电梯；" in articles["第一条"].text
    for page, told, column in ((law, found, "fa-gui"), (guide, guide.search_passages(), "xu-ke")):
        html = shown(page, address_of(page, column))
        assert any(each.anchor for each in told)
        for each in told:
            assert not each.anchor or html.find(id=each.anchor), each
    fees = next(each for each in guide.search_passages() if each.anchor == "fees" and "120" in each.text)
    assert fees.text.startswith(f"{fees.place}：") and fees.place
    entry = SearchEntry.objects.get(item=guide.disclosure_key)
    assert fees.text in entry.body
    assert "索引号：" in entry.body, "a field is named as its page names it"


@pytest.mark.parametrize("own", ["", "  ", "先检验后登记"])
def test_a_flow_chart_is_found_by_the_words_that_stand_for_it(db, own):
    """Its own words where it has some, else those given at upload: as the page prints them, once, where they stand."""
    file = samples.upload(samples.picture("PNG"), "图.png")
    chart = Image.objects.create(title="隐标题", description="持证上岗五步走", file=file)
    bureau = Bureau()
    publish(bureau, "电梯使用登记", flow_picture=chart, flow_picture_alt=own)
    outbox.deliver_due()
    words, others = (own, "持证上岗") if own.strip() else ("持证上岗五步走", "先检验")
    (told,) = results(words)
    assert told.select_one("a.search-place")["href"].endswith("#procedure")
    assert "流程图" in told.text and told.text.count(words) == 1
    procedure = shown(None, "/xu-ke/dian-ti-shi-yong-deng-ji/").find(id="procedure")
    assert procedure.find_next("figcaption").text == words
    for each in (others, "隐标题"):
        assert not results(f'"{each}"')
    entry = SearchEntry.objects.get(title="电梯使用登记")
    assert entry.body.count(words) == 1


def results(words):
    return shown(None, f"/search/?{urlencode({'q': words})}").select("ol.search-hits > li")
