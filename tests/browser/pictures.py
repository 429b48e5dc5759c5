"""`make pictures`: the pictures of the README, taken from the demonstration by a real browser."""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import site as sites

TARGET = sites.ROOT / "docs" / "pictures"
PUBLIC = {
    "home": "/",
    "regulation": "/fa-gui-wen-jian/",
    "licensing": "/xing-zheng-xu-ke/te-zhong-she-bei-shi-yong-deng-ji/",
    "catalogue": "/gong-kai-mu-lu/",
    "search": "/search/?q=特种设备",
}
STAFF = {
    "desk": ("deputy_licensing", "/admin/"),
    "case": ("deputy_licensing", "queue"),
    "submission": ("editor_licensing", "submission"),
    "editor": ("editor_licensing", "editor"),
}


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.stderr.write("Chromium is not installed.\n")
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        var = sites.copy(sites.template(Path(folder)), Path(folder) / "var")
        with sites.serve(var) as site:
            browser = playwright.chromium.launch(executable_path=chromium, args=sites.CHROMIUM)
            for name, path in PUBLIC.items():
                for width, tag in ((1280, ""), (390, "-phone")):
                    page = browser.new_context(viewport={"width": width, "height": 860}, locale="zh-CN").new_page()
                    answer = page.goto(site.url + path)
                    assert answer.ok, f"{path}: {answer.status}"
                    if name == "regulation":
                        page.locator(".faces a").first.click()
                        page.wait_for_load_state()
                    page.screenshot(path=TARGET / f"{name}{tag}.png")
            for name, (person, place) in STAFF.items():
                page = logged_in(browser, site, person)
                go(page, site, place)
                page.wait_for_timeout(800)
                page.screenshot(path=TARGET / f"{name}.png")
            browser.close()
    return 0


def logged_in(browser, site, person):
    page = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN").new_page()
    page.goto(f"{site.url}/admin/login/")
    page.fill("input[name=username]", person)
    page.fill("input[name=password]", sites.PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")
    return page


def go(page, site, place) -> None:
    if place == "queue":
        page.goto(f"{site.url}/admin/cases/")
        page.locator("table.desk-list a").first.click()
    elif place in ("submission", "editor"):
        page.goto(f"{site.url}/admin/cases/")
        page.get_by_role("link", name="作业人员").first.click()
        page.get_by_role("link", name="提交审批" if place == "submission" else "编辑页面").first.click()
    else:
        page.goto(site.url + place)


if __name__ == "__main__":
    sys.exit(main())
