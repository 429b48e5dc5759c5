"""A table in a body: what was entered is what is read, aloud as well."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.test import RequestFactory

from cms.pages.base.blocks import DocumentTableBlock

CELLS = [["项目", "标准"], ["检验", "480元"], ["登记", None]]


def told(choice, **values):
    table = {"data": CELLS, "table_header_choice": choice, "table_caption": "收费对照表", **values}
    return [{"type": "table", "value": table}]


def rendered(site, publication, body):
    page = site.regulation(body=body)
    context = {"page": page, "publication": publication(page), "request": RequestFactory().get("/")}
    return page, render_to_string("disclosure/regulation.html", context)


@pytest.mark.parametrize("choice", ["row", "column", "both"])
def test_caption_headers_and_cells_are_shown(site, publication, choice):
    _page, html = rendered(site, publication, told(choice))
    assert "<caption>收费对照表</caption>" in html
    for words in ("项目", "标准", "检验", "480元", "登记"):
        assert html.count(f">{words}</t") == 1, words
    assert ('<th scope="col">标准</th>' in html) == (choice in ("row", "both"))
    assert ('<th scope="row">检验</th>' in html) == (choice in ("column", "both"))
    assert "<td>480元</td>" in html
    assert "None" not in html


def test_a_cell_is_words_and_never_markup(site, publication):
    cells = [["<b>甲</b>", "=1+1"], ["乙\n丙", 0]]
    _page, html = rendered(site, publication, told("row", data=cells))
    assert "&lt;b&gt;甲&lt;/b&gt;" in html
    assert "乙<br>丙" in html
    assert "<td>0</td>" in html


def test_a_corner_that_heads_nothing_is_no_header(site, publication):
    cells = [["", "甲", None], [None, "1", "2"], ["乙", "", "3"]]
    _page, html = rendered(site, publication, told("both", data=cells))
    assert not re.search(r"<th[^>]*></th>", html)
    rows = re.findall(r"<tr>(.*?)</tr>", html.partition("收费对照表</caption>")[2].partition("</table>")[0])
    assert [len(re.findall(r"<t[hd][ >]", row)) for row in rows] == [3, 3, 3], "every cell keeps its column"


@pytest.mark.parametrize("cells", [[], [[]], [[None, ""], ["  ", None]]])
def test_a_table_that_says_nothing_is_refused_with_the_way_on(cells):
    with pytest.raises(ValidationError, match="单元格全部是空的"):
        DocumentTableBlock().clean(told("row", data=cells)[0]["value"])


@pytest.mark.parametrize(("left_out", "said"), [("table_caption", "表题"), ("table_header_choice", "表头")])
def test_caption_and_headers_are_asked_for(left_out, said):
    value = told("row")[0]["value"] | {left_out: ""}
    with pytest.raises(ValidationError, match=said):
        DocumentTableBlock().clean(value)


def test_thirty_columns_keep_their_places_and_scroll_in_a_region_of_their_own(site, publication):
    cells = [[f"列{place}" for place in range(30)], *[[f"{row}-{place}" for place in range(30)] for row in range(3)]]
    _page, html = rendered(site, publication, told("row", data=cells))
    assert html.count('<th scope="col">列') == 30 and html.count("<td>2-") == 30
    assert '<div class="scroll" tabindex="0" role="region" aria-label="收费对照表">' in html


def test_it_is_searched_by_its_caption_too(site):
    text = site.regulation(body=told("row")).search_text()
    assert "收费对照表" in text
    assert "480元" in text
