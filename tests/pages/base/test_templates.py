"""The public templates: what every page must have, whatever it shows."""

import itertools
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation

import cms.pages
from cms.pages.models import (
    CataloguePage,
    HomeQuickLink,
    LicensingFee,
    LicensingMaterial,
    LicensingStep,
    LicensingWindow,
)

ROOM = Path(cms.pages.__file__).parent
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
# Abbreviations that a Chinese page writes in Latin letters.
LATIN = {"PDF", "KB", "MB", "ICP", "bytes"}


class Page(HTMLParser):
    """What a browser would make of a page, as far as the tests ask."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags, self.stack, self.problems, self.words = [], [], [], []
        self.feed(html)
        self.close()
        if self.stack:
            self.problems.append(f"left open: {self.stack}")

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.problems.append(f"wrongly closed: {tag}")

    def handle_data(self, data):
        if not {"script", "style"} & set(self.stack):
            self.words.append(data)

    def all(self, *names):
        return [attrs for tag, attrs in self.tags if tag in names]

    def text(self) -> str:
        spoken = [
            attrs[name]
            for _, attrs in self.tags
            for name in ("aria-label", "alt", "title", "placeholder")
            if attrs.get(name)
        ]
        return " ".join([*self.words, *spoken])


def render(template, page=None, publication=None, path="/", **context):
    context = {"page": page, "publication": publication, "request": RequestFactory().get(path), **context}
    return render_to_string(template, context)


BODY = [
    {"type": "heading", "value": {"text": "说明", "level": "2"}},
    {"type": "notice", "value": {"tone": "attention", "title": "注意", "text": "<p>事项</p>"}},
    {
        "type": "table",
        "value": {
            "data": [["甲", "乙"], ["一", "二"]],
            "table_header_choice": "both",
            "table_caption": "对照表",
            "first_row_is_table_header": True,
            "first_col_is_header": True,
            "cell": [],
            "mergeCells": [],
        },
    },
    {
        "type": "steps",
        "value": {"heading": "步骤", "steps": [{"title": "申请", "text": "", "who": "", "time_limit": "当日"}]},
    },
    {"type": "fees", "value": {"caption": "工本费", "fees": [{"item": "证", "amount": "10元", "basis": ""}]}},
    {
        "type": "contacts",
        "value": {
            "heading": "咨询",
            "contacts": [{"name": "热线", "address": "", "phone": "12365", "hours": "", "email": "a@example.cn"}],
        },
    },
]
PARTS = [
    {"type": "part", "value": {"number": "一、", "title": "总则", "clauses": [
        {"level": "section", "number": "(一)", "title": "范围", "text": "全市"},
        {"level": "item", "number": "1.", "title": "", "text": "公开"}]}},
    {"type": "part", "value": {"number": "二、", "title": "附则", "clauses": []}},
]  # fmt: skip


def full_licence(site):
    """A licensing item with something in every section."""
    texts = {"conditions": "条件", "legal_basis": "依据", "tracking": "查询"}
    told = {"summary": "概述", "authority": "市局", "quota": "无数量限制", "fee_basis": "文件"}
    days = {"statutory_days": 15, "promised_days": 5}
    licence = site.licence(
        item="使用登记", body=BODY, **told, **days, **{name: f"<p>{text}</p>" for name, text in texts.items()}
    )
    licence.materials = [LicensingMaterial(name="申请表")]
    licence.steps = [LicensingStep(title="受理", days=1)]
    licence.fees = [LicensingFee(item="检验", amount="120.00", per="台")]
    licence.windows = [LicensingWindow(name="窗口", phone="12365")]
    return licence


def repealed_rule(site):
    days = {"created_on": date(2007, 4, 11), "ended_on": date(2012, 1, 1)}
    return site.regulation(validity="repealed", addressees="各处室:", body=PARTS, **days)


@pytest.fixture
def pages(site, publication):
    """Each template with something in it, rendered for a visitor whose browser asks for English."""
    licence, rule = full_licence(site), repealed_rule(site)
    site.home.quick_links = [HomeQuickLink(title="登记", target=licence)]
    catalogue = site.home.add_child(instance=CataloguePage(title="公开目录", issuing_office=site.general))
    now = {"published_at": timezone.now()}
    with translation.override("en"):
        return {
            "home": render("disclosure/home.html", site.home, publication(site.home)),
            "unit home": render("disclosure/unit_home.html", site.district_home, publication(site.district_home)),
            "column": render("disclosure/column.html", site.rules, publication(site.rules), "/?page=2"),
            "catalogue": render("disclosure/catalogue.html", catalogue, publication(catalogue), "/?year=2007&page=x"),
            "licensing": render("disclosure/licensing.html", licence, publication(licence, **now)),
            "regulation": render("disclosure/regulation.html", rule, publication(rule, **now)),
            "gone": render("disclosure/gone.html", tombstone={"title": "旧闻", "reason": "过期", "expired": True}),
            "404": render("404.html"),
        }


def test_every_page_is_well_formed_and_accessible_in_the_basics(pages):
    for name, html in pages.items():
        page = Page(html)
        assert page.problems == [], name
        assert page.all("html") == [{"lang": "zh-CN"}], name
        assert len(page.all("h1")) == 1, name
        assert len(page.all("main")) == 1, name
        assert all("alt" in image for image in page.all("img")), name
        identifiers = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
        assert len(identifiers) == len(set(identifiers)), name
        labels = {label.get("for") for label in page.all("label")}
        assert all(field["id"] in labels for field in page.all("input") if field.get("type") != "hidden"), name
        references = {part for _, a in page.tags for part in a.get("aria-labelledby", "").split()}
        assert references <= set(identifiers), name
        assert all(attrs["href"][1:] in identifiers for attrs in page.all("a") if attrs["href"].startswith("#")), name
        assert page.all("a")[0]["href"] == "#main", name


def test_headings_never_skip_a_level(pages):
    for name, html in pages.items():
        levels = [int(tag[1]) for tag, _ in Page(html).tags if re.fullmatch(r"h[1-6]", tag)]
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), (name, levels)


def test_nothing_is_inline(pages):
    for name, html in pages.items():
        page = Page(html)
        assert not page.all("style"), name
        assert all(script.get("src") for script in page.all("script")), name
        assert not [a for _, attrs in page.tags for a in attrs if a == "style" or a.startswith("on")], name


def test_no_english_word_is_seen(pages):
    for name, html in pages.items():
        seen = set(re.findall(r"[A-Za-z]{2,}", re.sub(r"[A-Z0-9]+-\d\d-\d{4}-\d+|\S+@\S+", "", Page(html).text())))
        assert seen <= LATIN, (name, seen - LATIN)


def test_marks_of_government_sites(pages):
    def marks(name):
        return {attrs["name"]: attrs["content"] for attrs in Page(pages[name]).all("meta") if "name" in attrs}

    for name in ("home", "column", "catalogue", "licensing", "regulation"):
        assert {"SiteName", "SiteDomain", "SiteIDCode"} <= set(marks(name)), name
        assert {"ColumnName", "ColumnDescription", "ColumnKeywords", "ColumnType"} <= set(marks(name)), name
    found = marks("regulation")
    assert found["ArticleTitle"] == "测试办法"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", found["PubDate"])
    assert found["ContentSource"] == "市局"


def test_a_document_shows_its_metadata_and_that_it_is_repealed(pages):
    html = pages["regulation"]
    for words in ("索引号", "主题分类", "发文机关", "成文日期", "标题", "发文字号", "发布日期", "有效性", "公开方式"):
        assert f"<dt>{words}</dt>" in html
    assert "本文件已废止" in html
    assert 'href="#p1-1"' in html
    assert 'id="p1-1"' in html


def test_the_source_document_is_shown_in_full(site, source_text, publication):
    from cms.pages.categories.regulations import drafts
    from cms.pages.importers import official_text

    page, _ = drafts.create(official_text.read(source_text), parent=site.rules, office=site.general, user=site.user)
    shown = re.sub(r"\s", "", "".join(Page(render("disclosure/regulation.html", page, publication(page))).words))
    start, end = source_text.index("为了进一步加强"), source_text.index("2007年04月11日")
    for line in filter(None, (re.sub(r"\s", "", row) for row in source_text[start:end].splitlines())):
        assert line in shown
    assert "1900" not in shown


def test_the_error_page_asks_nothing_of_the_database(django_assert_num_queries, db):
    with django_assert_num_queries(0), translation.override("en"):
        html = render_to_string("500.html")
    page = Page(html)
    assert page.problems == []
    assert not set(re.findall(r"[A-Za-z]{2,}", page.text()))


def test_css_names_colours_and_sizes_only_as_tokens():
    for path in (ROOM / "static" / "disclosure" / "css").glob("*.css"):
        if path.name in ("tokens.css", "print.css"):
            continue
        found = re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text())
        assert set(found) <= {"#ffd27f"}, path.name  # the focus ring on the dark masthead


def test_css_knows_every_mode():
    css = "".join(path.read_text() for path in (ROOM / "static" / "disclosure" / "css").glob("*.css"))
    for mode in (
        "prefers-color-scheme: dark",
        "prefers-contrast: more",
        "forced-colors: active",
        "prefers-reduced-motion",
    ):
        assert mode in css
    of_the_admin = Path(finders.find("wagtailadmin/css/core.css")).read_text(encoding="utf-8")
    for used in set(re.findall(r"var\((--[a-z0-9-]+)\)", css)):
        assert f"{used}:" in (of_the_admin if used.startswith("--w-") else css), used


def test_every_string_of_the_room_is_translated():
    entries = (ROOM / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8").split("\n\n")[1:]
    assert len(entries) > 300
    for entry in entries:
        assert not re.search(r'^msgstr(\[0\])? ""$', entry, re.MULTILINE), entry
        assert "fuzzy" not in entry, entry
