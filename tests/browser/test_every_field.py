"""What the editor entered is what everybody sees: a marker in every field, row and block of every type, looked for.

One item a type carries them all, entered into its real form. What is not seen somewhere is listed with the reason.
"""

import contextlib
import functools
import itertools
import json
import re
import tomllib
from dataclasses import dataclass, field
from fnmatch import fnmatch

import pytest
from wagtail import blocks

from cms.pages.base.blocks import BodyBlock
from cms.pages.base.category_page import COMMON_ROWS
from cms.pages.models import HomePage
from tests.browser import behind, clicks, entering
from tests.browser import site as sites
from tests.factories import markers
from tests.factories.markers import Given, Mark

pytestmark = pytest.mark.browser
STRUCTURE = {
    "HomePage": ("publicity", "home", ""),
    "ColumnPage": ("publicity", "", "home"),
    "CataloguePage": ("publicity", "gong-kai-mu-lu", ""),
    "SiteMapPage": ("publicity", "wang-zhan-di-tu", ""),
    "UnitHomePage": ("yuzhong_publicity", "yu-zhong", ""),
    "InternalFolderPage": ("publicity", "nei-bu-gong-kai", ""),
}
"""Structural types: author, the page that is edited, or below which a new one is made."""
NOWHERE = ("InternalFolderPage",)
PROVIDED_BY_PLANNING = ("LicensingPage", "LicenceGrantsPage")
EDITED = {"*.issuing_office": "stays what it was"}
PROVIDED = {"licensingpage.fee*": "entered by planning once the draft is there"}
PLACE = {"*.slug": "the address is the browser's to show, once the page has one"}
RAW = re.compile(r"\b(True|False|None|paragraph|attention|repealed|in_force)\b|\b[0-9a-f]{12,}\b|page:\d|<\w")
ON_VIEW = {
    "*.no_expiry_reason": "told to those who sign, so that they know why a page has no end",
    "*.level": "seen in how it is set: a heading's size, a clause's indent",
    "*.document": "stands under the title that is entered beside it",
    "*.body.picture.image": "the picture is seen; its own title is for editors",
    "licensingpage.flow_picture": "the picture is seen; its own title is for editors",
    "columnpage.allowed_types": "says what editors may enter there",
    "*.show_in_navigation": "the title itself stands in the navigation or not",
    "*page.order": "the order of the navigation",
    "*.sections.count": "so many lines stand there",
    "homepage.redirects.*": "asked for by itself: it leads on",
    "homepage.promoted.*": "stands above the results of a search for these words",
}
STRUCTURAL = {"*.issuing_office": "who answers for a column is an inner matter"}
ON_PAPER = {
    "*.alt": "for whoever cannot see the picture; on paper it stands",
    "*page.keywords": "a mark for machines",
    "columnpage.column_type": "a mark for machines",
    "homepage.description": "a mark for machines",
    "homepage.site_domain": "a mark for machines",
    "homepage.icp_number": "a mark of the site, not of the paper",
    "homepage.police_number": "a mark of the site, not of the paper",
    "homepage.title": "the head of every page, which is for clicking; on paper the foot names the organiser",
    "regulationpage.summary": "no part of the text that an organ issued; among search results and in the page's mark",
}
# Search is for items: home pages, columns and the catalogue are reached by the navigation and the site map.
IN_SEARCH = {
    "*.genre": "a filter of the search",
    "*.validity": "a filter of the search",
    "*.subject": "a filter of the catalogue",
    "*.expire_at": "until when it is found, not by what",
    "*.slug": "an address is entered where addresses are",
    "*.tone": "a note or a warning: at too many pages to be looked for",
    "*.disclosure_relations.*": "the title of another page, which is found itself",
}


@dataclass
class Item:
    """One type's item: what was entered, and what was read where."""

    model: type
    marks: list[Mark]
    author: str
    case: int = 0
    read: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.model.__name__

    @property
    def title(self) -> str:
        return next(mark.words[0] for mark in self.marks if mark.path.endswith("page.title"))

    def unseen(self, place: str, *reasons: dict[str, str]) -> list[str]:
        """What does not stand in what was read there, though it should."""
        if self.model.structural:
            reasons = (*reasons, STRUCTURAL) if reasons and reasons[0] is ON_VIEW else reasons
        told = {pattern: why for each in reasons for pattern, why in each.items()}
        return [
            f"{mark.path}: {mark.words}"
            for mark in self.marks
            if mark.words and markers.reason(mark.path, told) is None and not mark.is_in(self.read[place])
        ]


def demonstration(model) -> dict:
    """An entry of the demonstration for this type: who drafts it where; the kind that is chosen, if there is one."""
    entries = []
    for name in ("public.toml", "internal.toml"):
        entries += tomllib.loads((sites.ROOT / "fixtures" / "demo" / name).read_text(encoding="utf-8"))["items"]
    found = [each for each in entries if each["type"] == model.__name__]
    kinds = [mark.value for mark in markers.of_page(model, markers.nothing()) if mark.box == "kind"]
    found.sort(key=lambda each: each.get("kind") not in kinds)
    licensing = {"author": "editor_licensing", "office": "licensing_office", "column": "xing-zheng-xu-ke"}
    return found[0] if found else licensing


class Bench:
    """The site with its people; enters a type's item once, whoever asks first."""

    def __init__(self, people, site) -> None:
        self.people, self.site = people, site
        self.rows = behind.told(site, behind.PREPARE, "GIVEN")
        self.counted = markers.nothing().counted
        self.failed: dict[str, Exception] = {}
        self.items: dict[str, Item] = {}

    def given(self, office: str) -> Given:
        chosen = {name: tuple(self.rows[name]) for name in ("image", "page", "column", "subject")}
        documents = itertools.cycle(map(tuple, self.rows["documents"]))
        return Given(documents, **chosen, office=tuple(self.rows["offices"][office]), counted=self.counted)

    def item(self, model) -> Item:
        """Entered when it is first asked for; what failed once fails again at once."""
        if model.__name__ in self.failed:
            raise self.failed[model.__name__]
        if model.__name__ not in self.items:
            try:
                self.items[model.__name__] = self._item(model)
            except Exception as error:
                self.failed[model.__name__] = error
                raise
        return self.items[model.__name__]

    def entered(self) -> list[Item]:
        """Every type's item; a type that failed is told of by its own tests."""
        for model in TYPES:
            with contextlib.suppress(Exception):
                self.item(model)
        return list(self.items.values())

    def _item(self, model) -> Item:
        author, address, office = self._place(model)
        given = self.given(office)
        marks = markers.of_page(model, given)
        item = Item(model, marks, author)
        page = self.people(author)
        page.goto(self.site.url + address)
        entering.enter(page, [self._with_state(model, mark) for mark in marks])
        entering.enter(page, self._second_form(given) if model.__name__ == "LicensingPage" else [])
        number = entering.save(page)
        item.read["the preview panel"] = entering.panel(page)
        more = markers.provided(model, given)
        if model.__name__ in PROVIDED_BY_PLANNING:
            page.goto(f"{self.site.url}/admin/cases/")  # an editor that stays open saves by itself
            self._provide(item.title, more)
            item.marks += more
        page.goto(f"{self.site.url}/admin/pages/{number}/edit/")
        item.case = entering.submit(page)
        item.read["the list of changes"] = self._changes(page, item.case)
        item.read["as the public sees it"] = entering.read(page, f"{self.site.url}/admin/cases/{item.case}/preview/")
        return item

    def _second_form(self, given: Given) -> list[Mark]:
        """A licensing item has a form and a sample of it."""
        title, document = given.word(), next(given.documents)
        return [
            Mark("licensingpage.forms.kind", (), "forms-{row}-kind", "template", "select"),
            Mark("licensingpage.forms.title", (title,), "forms-{row}-title", title),
            Mark("licensingpage.forms.document", (), "forms-{row}-document", str(document[0]), "hidden"),
        ]

    def _with_state(self, model, mark: Mark) -> Mark:
        if mark.way != "blocks":
            return mark
        block = model._meta.get_field(mark.box).stream_block
        return Mark(mark.path, mark.words, mark.box, entering.state_of(block, mark.value), mark.way)

    def _place(self, model) -> tuple[str, str, str]:
        """(author, address of the form, office)"""
        name = model._meta.model_name
        if model.__name__ in STRUCTURE:
            author, edited, above = STRUCTURE[model.__name__]
            unit = "yuzhong" if author.startswith("yuzhong") else "municipal"
            path = (
                f"{self.site.page(edited)}/edit" if edited else f"add/disclosure_pages/{name}/{self.site.page(above)}"
            )
            return author, f"/admin/pages/{path}/", f"{unit}/publicity"
        entry = demonstration(model)
        unit = entry.get("unit", "municipal")
        homes = {"yuzhong": "yu-zhong", "institute": "ji-liang-yuan"}
        above = self.site.titled(entry["below"]) if "below" in entry else None
        above = above or self.site.page(entry.get("column", "nei-bu-gong-kai"), below=homes.get(unit, ""))
        return entry["author"], f"/admin/pages/add/disclosure_pages/{name}/{above}/", f"{unit}/{entry['office']}"

    def _provide(self, title: str, marks: list[Mark]) -> None:
        """Planning enters its part, from its queue."""
        page = self.people("planning")
        clicks.open_item(page, self.site, title)
        page.get_by_role("link", name=re.compile("填写.*提供的内容")).click()
        page.wait_for_url("**/provide/")
        entering.enter(page, marks)
        page.get_by_role("button", name="确认提供").click()
        page.wait_for_url("**/admin/cases/")

    def _changes(self, page, case: int) -> str:
        page.goto(f"{self.site.url}/admin/cases/{case}/")
        page.locator("details:has(> [data-against=all]) > summary").click()
        return page.inner_text("[data-against=all]")

    @functools.cached_property
    def addresses(self) -> dict[str, str]:
        """Every case carried through its chain by its people; where its readers find the item."""
        numbers = json.dumps({each.name: each.case for each in self.entered()})
        code = behind.CARRY_THROUGH.replace("NUMBERS", repr(numbers))
        found = behind.told(self.site, code, "ADDRESSES")
        self.site.deliver()
        return found

    @functools.cached_property
    def not_found(self) -> dict[str, list[str]]:
        """By type what search does not find its item by. A word that many items show is asked for with the title."""
        asked = {}
        for item in self.entered():
            words = [
                (mark.path, mark.words[0] if "zq" in mark.words[0] else f"{mark.words[0]} {item.title}")
                for mark in item.marks
                if mark.words and markers.reason(mark.path, IN_SEARCH | ON_VIEW) is None
            ]
            if item.model.disclosure_channel == "web" and not item.model.structural:
                asked[item.name] = (self.addresses[item.name], words)
        return behind.told(self.site, behind.SEARCH.replace("ASKED", repr(json.dumps(asked))), "MISSING")


TYPES = [model for model in markers.page_types() if model.__name__ not in NOWHERE]
every_type = pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)


@pytest.fixture(scope="module")
def bench(windows, site) -> Bench:
    return Bench(windows, site)


def test_the_demonstration_uses_every_block_and_every_row(bench):
    """On view, before any marker is entered; a new block or row has to be given an example."""
    stream = BodyBlock()
    wanted = {f"body.{name}" for name in stream.child_blocks}
    for name, block in stream.child_blocks.items():
        if isinstance(block, blocks.StructBlock):
            wanted |= {f"body.{name}.{below}" for below in block.child_blocks}
    rows = {(model, relation) for model in markers.page_types() for relation in model.disclosure_schema.children}
    shared = {relation for _model, relation in rows if relation in COMMON_ROWS}
    wanted |= {f"{model._meta.model_name}.{relation}" for model, relation in rows if relation not in shared}
    used = set(bench.rows["used"])
    assert not wanted - used
    assert not shared - {path.partition(".")[2] for path in used}


def test_a_table_is_typed_as_a_person_does(bench, people):
    """Cell by cell into the editor's grid, its caption and where its headers are; its menu in the editor's language."""
    page = people("editor_announcements")
    column = bench.site.page("gong-gao-gong-shi")
    page.goto(f"{bench.site.url}/admin/pages/add/disclosure_pages/announcementpage/{column}/")
    page.fill("form [name=title]", "手工录入的表格")
    office = bench.rows["offices"]["municipal/quality"][0]
    page.evaluate(entering.OPEN_TAB, "issuing_office")
    page.locator("form [name=issuing_office]").select_option(value=str(office))
    page.evaluate(entering.OPEN_TAB, "body-count")
    page.locator("#body-root button[title='插入一个块'], [data-streamfield-stream-container] button").first.click()
    page.get_by_role("option", name="表格").first.click()
    entering.type_table(page, "录入的表题", [["录入甲", "录入乙"], ["录入丙", "录入丁"]])
    assert "插入一行" in page.locator(".htContextMenu").last.inner_text()
    page.keyboard.press("Escape")
    entering.save(page)
    shown = entering.panel(page)
    for words in ("录入的表题", "录入甲", "录入乙", "录入丙", "录入丁"):
        assert words in shown, words


@every_type
def test_whoever_prepares_and_signs_sees_everything(bench, people, model):
    item = bench.item(model)
    edited = item.name in STRUCTURE and STRUCTURE[item.name][1]
    missing = {
        "the preview panel": item.unseen("the preview panel", ON_VIEW, PLACE, PROVIDED),
        "the list of changes": item.unseen("the list of changes", EDITED if edited else {}),
        "as the public sees it": item.unseen("as the public sees it", ON_VIEW, PLACE),
    }
    assert not any(missing.values()), json.dumps(missing, ensure_ascii=False, indent=1)
    assert not RAW.search(item.read["the list of changes"]), RAW.search(item.read["the list of changes"])


@every_type
def test_whoever_reads_sees_everything(bench, people, model):
    item = bench.item(model)
    address = bench.addresses[item.name]
    assert address.startswith("/"), address
    is_internal = model.disclosure_channel == "intranet"  # it stands under its number
    reader = people("editor_licensing") if is_internal else people.anonymous()
    item.read["on view"] = entering.read(reader, bench.site.url + address) + f"\n{address}"
    item.read["on paper"] = entering.printed(reader)
    missing = {
        "on view": item.unseen("on view", ON_VIEW, *([PLACE] if is_internal else [])),
        "on paper": item.unseen("on paper", ON_VIEW, PLACE, ON_PAPER),
    }
    assert not any(missing.values()), json.dumps(missing, ensure_ascii=False, indent=1)


def test_a_redirect_and_a_promoted_result_of_the_home_page(bench, people):
    told = {mark.path.removeprefix("homepage."): mark for mark in bench.item(HomePage).marks}
    assert bench.addresses["HomePage"] == "/"
    reader = people.anonymous()
    answer = reader.request.get(bench.site.url + told["redirects.old_path"].value, max_redirects=0)
    assert answer.status in (301, 302)
    assert answer.headers["location"] == told["redirects.address"].value
    found = entering.read(reader, f"{bench.site.url}/search/?q={told['promoted.words'].value}")
    assert told["promoted.note"].is_in(found)
    assert told["promoted.target"].is_in(found)


def test_every_reason_is_still_needed():
    ways = (markers.of_page, markers.provided)
    marks = [mark for model in TYPES for way in ways for mark in way(model, markers.nothing())]
    patterns = {*ON_VIEW, *STRUCTURAL, *PLACE, *ON_PAPER, *IN_SEARCH, *EDITED, *PROVIDED}
    unused = [pattern for pattern in patterns if not any(fnmatch(mark.path, pattern) for mark in marks)]
    assert not unused


@pytest.mark.parametrize("model", [each for each in TYPES if not each.structural], ids=lambda model: model.__name__)
def test_search_finds_it_by_everything(bench, people, model):
    if model.disclosure_channel == "intranet":
        page = people.anonymous().request.get(f"{bench.site.url}/search/?q={bench.item(model).title}").text()
        assert bench.addresses[model.__name__] not in page, "an internal item is in no search"
    else:
        assert not bench.not_found.get(model.__name__), json.dumps(bench.not_found[model.__name__], ensure_ascii=False)
