"""A browser and a site for each test module; a page that complains in its console fails its test."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import site as sites
from tests.conftest import missing_server


@pytest.fixture(scope="module")
def site(shared_folder, tmp_path_factory):
    """The demonstration's site, for this module alone."""
    var = sites.copy(sites.template(shared_folder), tmp_path_factory.mktemp("site") / "var")
    with sites.serve(var) as served:
        yield served


@pytest.fixture(scope="module")
def chromium():
    """A browser for one module: left open, it would go on drawing beside the tests after it."""
    path = sites.chromium()
    if path is None:
        missing_server("Chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # its event loop stays in this thread beside later tests
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=sites.CHROMIUM)
        yield browser
        browser.close()


class People:
    """A browser window per person, logged in as them; what the consoles say is kept."""

    def __init__(self, chromium, site):
        self.chromium, self.site = chromium, site
        self.windows, self.complaints = {}, []

    def window(self, width=1280):
        context = self.chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN",
            reduced_motion="reduce",  # a badge of the admin that pulsates keeps every open window drawing
        )
        page = context.new_page()
        page.on("console", lambda said: self._heard(said) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.set_default_timeout(30_000)
        return page

    def log_in(self, page, name):
        page.context.add_cookies([{"name": "sessionid", "value": self.site.session(name), "url": self.site.url}])

    def anonymous(self):
        """A visitor's window, one for all questions of a test."""
        if "" not in self.windows:
            self.windows[""] = self.window()
        return self.windows[""]

    def _heard(self, said):
        if "Failed to load resource" not in said.text:  # pages that are meant to be refused
            self.complaints.append(said.text)

    def __call__(self, name):
        if name not in self.windows:
            page = self.window()
            self.log_in(page, name)
            self.windows[name] = page
        return self.windows[name]


@pytest.fixture(scope="module")
def windows(chromium, site):
    """People stay logged in while a module's tests run."""
    found = People(chromium, site)
    yield found
    for page in found.windows.values():
        page.context.close()


@pytest.fixture
def people(windows):
    """`people("legal")` is a page on which `legal` is logged in; `people.window()` an anonymous one."""
    windows.complaints.clear()
    yield windows
    assert not windows.complaints
