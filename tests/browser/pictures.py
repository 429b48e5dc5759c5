"""`make pictures`: the pictures of the README and of the user guide, taken from the demonstration by a real browser."""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import site as sites
from tests.browser.conftest import People

TARGET = sites.ROOT / "docs" / "pictures"
MANUAL = sites.ROOT / "cms" / "manual" / "static" / "disclosure_manual"
COLOURS = 128
PUBLIC = {
    "home": "/",
    "regulation": "/fa-gui-wen-jian/",
    "licensing": "/xing-zheng-xu-ke/te-zhong-she-bei-shi-yong-deng-ji/",
    "catalogue": "/gong-kai-mu-lu/",
    "search": "/search/?q=特种设备",
}


def queue(page, site) -> None:
    page.goto(f"{site.url}/admin/cases/")


def case(title: str) -> Callable:
    """The case of this title, from one's own list."""

    def go(page, site) -> None:
        queue(page, site)
        page.get_by_role("link", name=title).first.click()
        page.wait_for_load_state()

    return go


def first_case(page, site) -> None:
    queue(page, site)
    page.locator("table.cases-list a").first.click()
    page.wait_for_load_state()


def onward(title: str, link: str) -> Callable:
    """From a case by one of its links."""

    def go(page, site) -> None:
        case(title)(page, site)
        page.get_by_role("link", name=link).first.click()
        page.wait_for_load_state()

    return go


def at(path: str, title: str = "") -> Callable:
    """An address; `{page}` is the page of this title."""

    def go(page, site) -> None:
        page.goto(site.url + path.format(page=site.titled(title) if title else ""))

    return go


def part(path: str, title: str, heading: str) -> Callable:
    """The same, scrolled to a heading."""

    def go(page, site) -> None:
        at(path, title)(page, site)
        page.get_by_text(heading, exact=True).last.scroll_into_view_if_needed()

    return go


LIVE = "特种设备使用登记"
STAFF = {
    "queue": ("deputy_licensing", at("/admin/")),
    "case": ("deputy_licensing", first_case),
    "submission": ("editor_licensing", onward("作业人员", "提交审批")),
    "editor": ("editor_licensing", onward("作业人员", "编辑页面")),
    "guide-provide": ("planning", first_case),
    "guide-queue": ("legal", queue),
    "guide-record": ("general", case("重庆市地方标准管理办法")),
    "guide-begin-withdraw": ("editor_licensing", at("/admin/cases/begin/{page}/withdraw/", LIVE)),
    "guide-life": ("editor_licensing", at("/admin/cases/life/{page}/", LIVE)),
    "guide-channels": ("publicity", at("/admin/cases/channels/")),
    "guide-emergency": ("publicity", at("/admin/cases/emergency/{page}/", LIVE)),
    "guide-delegation": ("deputy_legal", at("/admin/cases/delegations/")),
    "guide-intranet": ("legal", at("/intranet/")),
    "guide-structure": ("publicity", part("/admin/pages/{page}/edit/", "市质监局政务公开", "地址跳转")),
    "guide-case-file": ("discipline", at("/admin/case-files/1/")),
    "guide-cases": ("discipline", at("/admin/cases/register/")),
    "guide-register": ("admin", at("/admin/disclosure_organisation/tenure/")),
}


def take(page, name: str) -> None:
    """A picture of few colours: a screen has no more, and the repository keeps it."""
    path = (MANUAL if name in (*STAFF, "search") else TARGET) / f"{name}.png"
    page.wait_for_timeout(600)
    page.screenshot(path=path)
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def public(people: People, site) -> None:
    for name, path in PUBLIC.items():
        for width, tag in ((1280, ""), (390, "-phone")):
            page = people.window(width)
            answer = page.goto(site.url + path)
            assert answer.ok, f"{path}: {answer.status}"
            if name == "regulation":
                page.locator(".listed a").first.click()
                page.wait_for_load_state()
            take(page, f"{name}{tag}")
            page.context.close()


def main() -> int:
    chromium = sites.chromium()
    if chromium is None:
        sys.stderr.write("Chromium is not installed.\n")
        return 1
    wanted = sys.argv[1:] or [*PUBLIC, *STAFF]
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        var = sites.copy(sites.template(Path(folder)), Path(folder) / "var")
        with sites.serve(var) as site:
            browser = playwright.chromium.launch(executable_path=chromium, args=sites.CHROMIUM)
            people = People(browser, site)
            if set(wanted) & set(PUBLIC):
                public(people, site)
            for name, (person, go) in STAFF.items():
                if name in wanted:
                    page = people(person)
                    go(page, site)
                    take(page, name)
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
