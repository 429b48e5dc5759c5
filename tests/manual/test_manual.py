"""The manual in the admin: whole, for whoever may log in, and open where one needs it."""

import json
import re
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.urls import get_resolver
from django.utils.html import escape

from cms.manual import places, reading
from tests.factories.bureau import Bureau, user

ADDRESS = "/admin/manual/"


@pytest.fixture
def bureau(db):
    return Bureau()


@pytest.fixture
def page(bureau, client):
    client.force_login(user("editor_licensing"))
    return BeautifulSoup(client.get(ADDRESS).content, "html.parser")


def test_what_the_contents_name_is_there(page):
    ids = {each["id"] for each in page.select(".manual-text [id]")}
    contents = [each["href"].removeprefix("#") for each in page.select(".manual-contents a")]
    assert len(contents) > 15 and len(set(contents)) == len(contents) and set(contents) == ids
    within = {each["href"] for each in page.select('.manual-text a[href^="#"]')}
    assert within and {unquote(each.removeprefix("#")) for each in within} <= ids


def test_every_picture_is_there_and_says_what_it_shows(page):
    pictures = page.select(".manual-text img")
    assert len(pictures) > 10
    for picture in pictures:
        assert finders.find(picture["src"].removeprefix("/static/")), picture["src"]
        assert picture["alt"].strip(), picture["src"]


def test_it_is_for_whoever_may_log_in(db, client):
    answer = client.get(ADDRESS)
    assert answer.status_code == 302 and "/login/" in answer["Location"]


def test_text_in_the_manual_is_no_html():
    read = reading.read("# 手册\n\n## 一、甲（乙）\n\n<script>alert(1)</script>\n\n## 一、甲（乙）\n")
    assert "<script>" not in read.html and escape("<script>") in read.html
    assert [each.anchor for each in read.headings] == ["一甲乙", "一甲乙-1"]


def names(resolver, before=""):
    for each in resolver.url_patterns:
        if hasattr(each, "url_patterns"):
            yield from names(each, f"{before}{each.namespace}:" if each.namespace else before)
        elif each.name:
            yield before + each.name


def test_every_place_is_a_screen_and_leads_to_a_part_of_the_text():
    views, anchors = set(names(get_resolver())), reading.manual().anchors
    for begins, anchor in places.CHAPTERS.items():
        assert any(view.startswith(begins) for view in views), begins
        assert anchor in anchors, anchor


@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/admin/cases/", "审核、签批"),
        ("/admin/cases/register/", "案件登记簿"),
        ("/admin/cases/delegations/", "委托"),
        ("/admin/pages/", "起草"),
        ("/admin/", ""),
    ],
)
def test_help_opens_at_what_is_said_about_the_screen(bureau, client, address, heading):
    client.force_login(user("legal"))
    answer = client.get(address, follow=True).content.decode()
    props = json.loads(
        re.search(r'<script id="wagtail-sidebar-props" type="application/json">(.*?)</script>', answer)[1]
    )
    (url,) = re.findall(rf'"({ADDRESS}[^"]*)"', json.dumps(props, ensure_ascii=False))
    text = {f"{ADDRESS}#{each.anchor}": each.text for each in reading.manual().headings}
    assert text.get(url, "").startswith(heading) and bool(heading) == (url != ADDRESS)
