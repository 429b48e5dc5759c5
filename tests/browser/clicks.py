"""What people click in the admin, in words."""

import contextlib
import datetime
import re
from zoneinfo import ZoneInfo

from playwright.sync_api import TimeoutError

ZONE = ZoneInfo("Asia/Shanghai")


def today() -> datetime.date:
    """The day where the site stands, wherever the browser and this process do."""
    return datetime.datetime.now(ZONE).date()


HOLDS = "text => [...document.querySelectorAll('input, textarea')].some(each => each.value.includes(text))"


def write_rich(page, name, text):
    """Into a rich text; what is typed reaches the form a little later, and before the editor stands it never does."""
    box = page.locator(f"[data-contentpath={name}] [contenteditable=true]").first
    for _try in range(5):
        box.click()
        box.fill(text)
        with contextlib.suppress(TimeoutError):
            page.wait_for_function(HOLDS, arg=text, timeout=2_000)
            return
    raise AssertionError(f"the editor did not take {text!r}")


def open_item(page, site, title):
    """From one's own queue to the case."""
    page.goto(f"{site.url}/admin/cases/")
    page.get_by_role("link", name=title, exact=False).first.click()
    page.wait_for_url("**/admin/cases/*/")


def is_waiting(page, site, title) -> bool:
    page.goto(f"{site.url}/admin/cases/")
    return page.locator("#waiting-section, [id^=waiting]").first.get_by_role("link", name=title).count() > 0


def has_waiting(page, site, case) -> bool:
    """Whether the case stands in this person's own queue; asked without showing it."""
    html = page.request.get(f"{site.url}/admin/cases/").text()
    _before, _found, queue = html.partition('id="waiting')
    return f"/admin/cases/{case}/" in queue.partition("</section>")[0]


def decide(page, verb="sign", comment="同意。"):
    form = page.locator(f"form[data-verb={verb}]").first
    form.locator("textarea").fill(comment)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()


def give_back(page, reason):
    details = page.locator("details", has=page.locator("form[data-verb=return]"))
    details.locator("summary").click()
    details.locator("textarea").fill(reason)
    details.locator("button[type=submit]").click()
    page.wait_for_load_state()


def raise_mark(page, mark="major", reason="影响面大。"):
    details = page.locator("details", has=page.locator("form[data-verb=raise]"))
    details.locator("summary").click()
    details.locator("select").select_option(mark)
    details.locator("[name=raise-reason]").fill(reason)
    details.locator("button[type=submit]").click()
    page.wait_for_load_state()


def record(page, number="", how="", recipient="", file=None):
    form = page.locator("form[data-verb=record]")
    if recipient:
        form.locator("select[name=record-recipient]").select_option(recipient)
    if number:
        form.locator("input[name=record-number]").fill(number)
    if how:
        form.locator("input[name=record-how]").fill(how)
    form.locator("input[name=record-date]").fill(today().isoformat())
    if file:
        form.locator("input[type=file]").set_input_files(file)
    form.locator("button[type=submit]").click()
    page.wait_for_load_state()


def attest_and_submit(page):
    assert page.locator("input[name=accurate]").count(), page.inner_text("main")
    for tick in page.locator(".cases-attest input[type=checkbox]").all():
        tick.check()
    page.locator("form button[type=submit]").last.click()
    page.wait_for_load_state()


def state_own_review(page):
    """Where the office that provides a text would review it, it says so with it."""
    page.get_by_role("button", name="确认提供").wait_for()  # the form stands: what it lacks, it has not
    for tick in page.locator("input[name=states]").all():
        tick.check()


def case_number(page) -> int:
    return int(re.search(r"/cases/(\d+)/", page.url)[1])


def press_save(page):
    """The editor's button; the calendar of a date that was typed last is closed before, as by a click beside it."""
    page.evaluate("() => { document.activeElement?.blur(); window.jQuery?.('.xdsoft_datetimepicker').hide() }")
    page.locator("footer button.action-save").click()
