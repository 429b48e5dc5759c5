"""Fills the admin's own form with markers (`tests/factories/markers.py`), as an editor would; the browser sends it."""

import re
import uuid
from typing import Any

from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock
from wagtail.rich_text import RichText

from tests.browser import clicks
from tests.factories.markers import Mark

BLANK = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
OPEN_TAB = """name => {
  const panel = document.querySelector(`form [name="${name}"]`).closest('[role=tabpanel]');
  const tab = panel && document.querySelector(`[role=tab][href="#${panel.id}"]`);
  if (tab && tab.getAttribute('aria-selected') !== 'true') tab.click();
}"""
CHOOSE = """([name, value]) => {
  const box = document.querySelector(`form [name="${name}"]`);
  box.value = value;
  box.dispatchEvent(new Event('change', {bubbles: true}));
}"""
READ = """async () => {
  if (document.readyState !== 'complete') await new Promise(done => addEventListener('load', done, {once: true}));
  return [document.title, document.body.innerText,
  ...[...document.querySelectorAll('img')].map(each => each.alt),
  ...[...document.querySelectorAll('meta[content]')].map(each => each.content)].join('\\n');
}"""
SET_BLOCKS = "([name, state]) => document.getElementById(`${name}-root`).rootBlock.setState(state)"


def enter(page: Any, marks: list[Mark]) -> None:
    """Every mark into its input; a row is added to each list of rows that they name."""
    rows: dict[str, int] = {}
    for mark in marks:
        if not mark.box:
            continue
        relation = mark.box.partition("-")[0] if "{row}" in mark.box else ""
        if relation and relation not in rows:
            rows[relation] = _new_row(page, relation)
        _put(page, mark, mark.box.format(row=rows.get(relation, 0)))


def _new_row(page: Any, relation: str) -> int:
    total = f"{relation}-TOTAL_FORMS"
    number = int(page.locator(f"[name={total}]").get_attribute("value"))
    page.evaluate(OPEN_TAB, total)
    page.locator(f"#id_{relation}-ADD").evaluate("each => each.click()")  # a calendar may still hang over it
    return number


def _put(page: Any, mark: Mark, name: str) -> None:
    page.evaluate(OPEN_TAB, name if mark.way != "blocks" else f"{name}-count")
    box = page.locator(f"form [name='{name}']")
    if mark.way == "blocks":
        page.evaluate(SET_BLOCKS, [name, mark.value])
    elif mark.way == "rich":
        clicks.write_rich(page, name, mark.value)
    elif mark.way == "select":
        box.select_option(value=mark.value)
    elif mark.way == "check":
        box.set_checked(not box.is_checked())
    elif mark.way == "tick":
        page.locator(f"[name='{name}'][value='{mark.value}']").check()
    elif mark.way == "hidden":
        page.evaluate(CHOOSE, [name, mark.value])
    else:
        box.fill(mark.value)


def state_of(block: Any, raw: Any) -> Any:
    """What Wagtail's script takes for a raw value; choosers show no more than the number."""
    if isinstance(block, blocks.StreamBlock):
        made = ((each["type"], state_of(block.child_blocks[each["type"]], each["value"])) for each in raw)
        return [{"type": kind, "value": state, "id": str(uuid.uuid4())} for kind, state in made]
    if isinstance(block, blocks.ListBlock):
        return [{"value": state_of(block.child_block, each), "id": str(uuid.uuid4())} for each in raw]
    if isinstance(block, blocks.StructBlock):
        return {name: state_of(child, raw[name]) for name, child in block.child_blocks.items()}
    if isinstance(block, ChooserBlock):
        picture = {"preview": {"url": BLANK, "width": 1, "height": 1}, "default_alt_text": ""}
        return {"id": raw, "title": str(raw), "edit_url": "#", "url": "#", **picture}
    if isinstance(block, blocks.RichTextBlock):
        return block.get_form_state(RichText(raw))
    return raw


def type_table(page: Any, caption: str, cells: list[list[str]]) -> None:
    """Into the grid of the only table block, as one types; its menu is left open."""
    page.locator("[id$=-handsontable-col-caption]").fill(caption)
    page.locator("[id$=-table-header-choice]").select_option("row")
    grid = page.locator("[id$=-handsontable-container] .ht_master td")
    width = page.locator("[id$=-handsontable-container] .ht_master tr").first.locator("td").count()
    for line, row in enumerate(cells):
        for place, words in enumerate(row):
            grid.nth(line * width + place).dblclick()
            page.keyboard.type(words)
            page.keyboard.press("Enter")
    grid.first.click(button="right")


def save(page: Any) -> int:
    """Saves the draft with the form's own button; the page's number."""
    clicks.press_save(page)
    page.wait_for_load_state()
    if not re.search(r"/pages/\d+/edit/", page.url):
        raise AssertionError("\n".join(page.locator(".w-field__errors, .messages").all_inner_texts()))
    return int(re.search(r"/pages/(\d+)/", page.url)[1])


def panel(page: Any) -> str:
    """What the preview panel beside the editor shows."""
    toggle = page.locator("[data-side-panel-toggle=preview]").first
    if toggle.get_attribute("aria-expanded") != "true":
        toggle.click()
    frame = page.frame_locator("[data-side-panel=preview] iframe:not([hidden])").first
    frame.locator("main").wait_for(timeout=30_000)
    return str(frame.locator("html").evaluate(READ))


def submit(page: Any) -> int:
    """Saves and submits; the number of the case."""
    page.locator("footer button[aria-expanded]").first.click()
    page.locator("button[name=disclosure-submit]").click()
    page.wait_for_url("**/submit/")
    if page.locator("select[name=reason_kind]").count():
        page.locator("select[name=reason_kind]").select_option(index=1)
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    if not page.locator("main form button[type=submit]").count():
        raise AssertionError(page.inner_text("main"))
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_load_state()
    if "/submit/" in page.url:
        raise AssertionError(page.inner_text("main"))
    return clicks.case_number(page)


def read(page: Any, url: str) -> str:
    """What somebody reads at an address: words, and what is told to those who do not see pictures, and the marks."""
    page.goto(url)
    return str(page.evaluate(READ))


def printed(page: Any) -> str:
    """The words that stand on paper."""
    page.emulate_media(media="print")
    words = str(page.inner_text("body"))
    page.emulate_media(media="screen")
    return words
