"""No English word on the ways that an editor or a reviewer takes every day, nor on the public's pages."""

import contextlib

import pytest
from playwright.sync_api import TimeoutError

from tests.browser.site import public_addresses
from tests.english import english_words

pytestmark = pytest.mark.browser

EVERYBODY = ["/admin/", "/admin/cases/", "/admin/account/", "/intranet/", "/admin/reports/workflow/"]
EDITING = ["/admin/pages/", "/admin/images/", "/admin/documents/", "/admin/documents/multiple/add/"]
EDITING += ["/admin/images/multiple/add/", "/admin/pages/search/?q=电梯", "/admin/reports/site-history/"]
VISIBLE = """() => {
  const words = [document.title, document.body.innerText];
  for (const each of document.querySelectorAll('[placeholder],[title],[aria-label],[alt]')) {
    if (each.closest('template')) continue;
    for (const name of ['placeholder', 'title', 'aria-label', 'alt']) words.push(each.getAttribute(name) || '');
  }
  return words.join('\\n');
}"""
OWN = {"v", "example", "KB", "English", "Word", "Excel", "PowerPoint"}


def seen(page, address, found, people_names):
    page.goto(address)
    with contextlib.suppress(TimeoutError):  # an open editor pings now and then; its words are there by now
        page.wait_for_load_state("networkidle", timeout=5_000)
    words = english_words(page.evaluate(VISIBLE), OWN | people_names)
    if words:
        found[address] = words


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("editor_announcements", EDITING),
        ("legal", EDITING),
        ("publicity", EDITING),
        ("director", []),
        ("discipline", []),
    ],
)
def test_the_admin_speaks_chinese(people, site, name, more):
    page, found = people(name), {}
    known = {"editor", "announcements", "legal", "publicity", "director", "discipline"}
    for path in [*EVERYBODY, *more]:
        seen(page, site.url + path, found, known)
    page.goto(f"{site.url}/admin/cases/")
    links = {link.get_attribute("href") for link in page.locator("main a[href*='/admin/cases/']").all()}
    for link in sorted(link for link in links if link.rstrip("/").split("/")[-1].isdigit())[:3]:
        seen(page, site.url + link, found, known)
    assert not found


@pytest.mark.parametrize(
    ("author", "column", "page_type"),
    [
        ("editor_announcements", "gong-gao-gong-shi", "announcementpage"),
        ("editor_licensing", "xing-zheng-xu-ke", "licensingpage"),
        ("editor_plans", "gui-hua-ji-hua", "planpage"),
        ("editor_recruitment", "gong-kai-zhao-pin", "recruitmentpage"),
        ("editor_other_internal", "nei-bu-gong-kai", "otherinternalpage"),
    ],
)
def test_the_editor_speaks_chinese(people, site, author, column, page_type):
    page, found = people(author), {}
    number = site.page(column)
    for path in (f"/admin/pages/{number}/add_subpage/", f"/admin/pages/add/disclosure_pages/{page_type}/{number}/"):
        seen(page, site.url + path, found, set())
    for tab in page.get_by_role("tab").all():
        tab.click()
        words = english_words(page.evaluate(VISIBLE), OWN)
        if words:
            found[tab.inner_text()] = words
    assert not found


def test_the_public_s_pages_are_chinese(people, site):
    page, found = people.window(), {}
    for path in [
        "/",
        "/gong-kai-mu-lu/",
        "/search/?q=电梯",
        "/search/?q=没有",
        "/no/",
        *public_addresses(site).values(),
    ]:
        seen(page, site.url + path, found, set())
    page.context.close()
    assert not found
