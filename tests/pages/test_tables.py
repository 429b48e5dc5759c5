"""A table in a body: what was entered is what is read, aloud as well."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

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


def test_it_is_searched_by_its_caption_too(site):
    text = site.regulation(body=told("row")).search_text()
    assert "收费对照表" in text
    assert "480元" in text
