"""Every public template: axe clean in light, dark and high contrast, no sideways scrolling at 320 px, by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.site import public_addresses

pytestmark = pytest.mark.browser

PLACES = ["/", "/gong-gao-gong-shi/", "/gong-kai-mu-lu/", "/wang-zhan-di-tu/", "/yu-zhong/", "/search/?q=电梯", "/no/"]
PLACES += ["/search/?q=月球车", "/search/?q=特种设备&category=licensing&from=2000-01-01", "/search/?q=特种设备&page=99"]
PLACES += ["/search/", "/gong-kai-mu-lu/?q=检验费"]
ADMIN = ["/admin/cases/register/", "/admin/reports/workflow/", "/admin/reports/workflow_tasks/"]
OF_THE_ADMIN = ["/admin/login/", "/admin/", "/admin/manual/", "/admin/cases/", "/admin/pages/"]
SEARCHED = ["/admin/disclosure_search/boost/", "/admin/disclosure_search/peoplesword/", "/admin/reports/searched/"]


@pytest.fixture(scope="module")
def addresses(site):
    """One address per page type, and the lists."""
    return [*PLACES, *public_addresses(site).values()]


def reader(chromium, width=1280, **options):
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", **options)
    return context.new_page()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_admin(chromium, site, scheme):
    """Before and after the log-in: on links and buttons in the colours of this product, on either ground."""
    page = reader(chromium, color_scheme=scheme)
    found = {}
    for address in OF_THE_ADMIN:
        if "login" not in address:
            page.context.add_cookies([{"name": "sessionid", "value": site.session("legal"), "url": site.url}])
        page.goto(site.url + address)
        result = Axe().run(page)
        if result.violations_count:
            found[address] = [(each["id"], each["nodes"][0]["html"]) for each in result.response["violations"]]
    page.context.close()
    assert not found


@pytest.mark.parametrize("scheme", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"contrast": "more"}], ids=str)
def test_axe_finds_nothing(chromium, site, addresses, scheme):
    page = reader(chromium, **scheme)
    found = {}
    for address in addresses:
        page.goto(site.url + address)
        result = Axe().run(page)
        if result.violations_count:
            found[address] = [(each["id"], each["nodes"][0]["html"]) for each in result.response["violations"]]
    page.context.close()
    assert not found


def test_nothing_is_wider_than_a_small_phone(chromium, site, addresses):
    page = reader(chromium, width=320)
    wide = []
    for address in addresses:
        page.goto(site.url + address)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            wide.append(address)
    page.context.close()
    assert not wide


def test_enlarged_to_twice_its_size_search_is_still_one_column(chromium, site):
    """200 % on a screen of 1280: as wide as a tablet, letters twice as large; nothing moves out of sight."""
    page = reader(chromium, width=640, device_scale_factor=2)
    for address in (each for each in PLACES if "search" in each):
        page.goto(site.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, address
        box = page.locator("main [role=search] input[name=q]").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 640, address
    page.context.close()


def test_the_zero_page_is_one(chromium, site):
    """Of what is looked at above: help where nothing is found, and filters that are chosen."""
    page = reader(chromium)
    page.goto(site.url + "/search/?q=月球车")
    assert page.locator(".search-nothing").is_visible() and not page.locator(".search-hits").count()
    page.goto(site.url + "/search/?q=特种设备&category=licensing&from=2000-01-01")
    assert page.locator(".search-chosen a").count() == 2
    page.context.close()


FOCUSED = "[document.activeElement.id, document.activeElement.className, document.activeElement.innerText || '']"


def test_search_by_keyboard_alone(chromium, site):
    """To the results and to the filters by their links, into a filter and out of it again."""
    page = reader(chromium)
    page.goto(site.url + "/search/?q=特种设备")
    for target in ("found", "narrow"):
        page.goto(site.url + "/search/?q=特种设备")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # past the navigation, by the link of every page
        page.wait_for_url("**#main")
        for _press in range(3):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.getAttribute('href')") == f"#{target}":
                break
        on_screen = "document.activeElement.getBoundingClientRect().top >= 0"
        assert any(page.evaluate(on_screen) or page.wait_for_timeout(100) for _try in range(50)), "it shows itself"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        inside = f"document.activeElement.closest('#{target}') !== null"
        assert page.evaluate(inside), page.evaluate(FOCUSED)
    while page.evaluate("document.activeElement.tagName") != "A" or "类" in page.evaluate(FOCUSED)[2]:
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".search-chosen a")
    page.locator(".search-chosen a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=**")
    page.wait_for_selector(".search-chosen", state="detached")
    page.context.close()


def test_by_keyboard_alone(chromium, site):
    page = reader(chromium)
    page.goto(site.url)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto(site.url)
    page.locator("#search-home").focus()
    page.keyboard.type("电梯")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('main') && document.activeElement.tagName === 'A'"):
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "the focus cannot be seen"
    page.context.close()


def test_printed_without_navigation(chromium, site, addresses):
    page = reader(chromium)
    page.goto(site.url + addresses[-1])
    page.emulate_media(media="print")
    assert not page.locator(".navigation").is_visible()
    assert page.locator("h1").is_visible()
    page.context.close()


THIRTY = """() => {
  const cells = (tag, text) => Array.from({length: 30}, (_, i) => `<${tag}>${text}${i}</${tag}>`).join('');
  const row = (tag, text) => '<tr>' + cells(tag, text) + '</tr>';
  const region = document.querySelector('.scroll');
  region.querySelector('thead').innerHTML = row('th', '抽查批次第');
  region.querySelector('tbody').innerHTML = row('td', '87.5%') + row('td', '重庆市某某公司');
}"""


def test_a_table_of_thirty_columns_is_cut_off_nowhere(chromium, site):
    """On a screen it scrolls in a region of its own; paper does not scroll."""
    page = reader(chromium, width=643)  # A4 between its margins
    page.goto(site.url + "/gong-gao-gong-shi/dian-re-tan-chan-pin-zhi-liang-jian-du-chou-cha-jie-guo-gong/")
    page.evaluate(THIRTY)
    widths = "[document.documentElement.scrollWidth, document.querySelector('.scroll table').offsetWidth]"
    whole, table = page.evaluate(widths)
    assert whole <= 643 < table, "it scrolls by itself"
    page.emulate_media(media="print")
    assert max(page.evaluate(widths)) <= 643
    page.context.close()


OVERLAPPING = """() => [...document.querySelectorAll('.cases-filter-fields .cases-field')].filter(field =>
  [...field.querySelectorAll('input, select')].some(each =>
    each.getBoundingClientRect().right > field.getBoundingClientRect().right + 1)).map(field => field.innerText)"""


@pytest.mark.parametrize("width", [1280, 390])
def test_the_register_of_cases_and_the_reports(chromium, site, width):
    """What the administration's own lists add to Wagtail's frame: its content, without the frame."""
    page = reader(chromium, width=width, reduced_motion="reduce")
    page.context.add_cookies([{"name": "sessionid", "value": site.session("admin"), "url": site.url}])
    found = {}
    for address in ADMIN:
        page.goto(site.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert page.evaluate(OVERLAPPING) == [], address
        result = Axe().run(page, context="main")
        if result.violations_count:
            found[address] = [(each["id"], each["nodes"][0]["html"]) for each in result.response["violations"]]
    page.context.close()
    assert not found


OUTSIDE = """() => [...document.querySelectorAll('main a, main button, main input:not([type=hidden])')].filter(each => {
  const box = each.getBoundingClientRect();
  return box.width && (box.left < 0 || box.right > innerWidth + 1);
}).map(each => each.innerText || each.name)"""
COVERED = """() => {
  document.body.classList.add('has-messages');
  document.querySelector('.messages').innerHTML =
    '<ul style="top: 0; opacity: 1">' + '<li class="success">第一条消息</li>'.repeat(3) + '</ul>';
  const button = document.querySelector('.sidebar-nav-toggle').getBoundingClientRect();
  return [...document.querySelectorAll('.messages li')].filter(each => {
    const range = document.createRange();
    range.selectNodeContents(each);
    const box = range.getBoundingClientRect();
    return box.left < button.right && button.left < box.right && box.top < button.bottom && button.top < box.bottom;
  }).length;
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_the_registers_of_search(chromium, site, width):
    """Nothing of them stands outside of the window; a category has its name; no button lies on a message."""
    page = reader(chromium, width=width, reduced_motion="reduce")
    page.context.add_cookies([{"name": "sessionid", "value": site.session("admin"), "url": site.url}])
    for address in SEARCHED:
        page.goto(site.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert page.evaluate(OUTSIDE) == [], address
    assert page.evaluate(COVERED) == 0
    page.goto(site.url + SEARCHED[0])
    above = page.locator(".result-list").bounding_box()["y"] - page.locator(".changelist-filter").bounding_box()["y"]
    assert (above < 0) is (width < 800), "on a phone what is listed comes first"
    listed = page.locator("main table").inner_text()
    assert "行政许可" in listed and "licensing" not in listed
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_case_is_read_and_signed_on_a_phone_in_three_loads(chromium, site, scheme):
    """List, item, signature: nothing is wider than the screen, the item stands there as the public will read it, the
    button is in sight and large enough; axe finds nothing of ours."""
    page = reader(chromium, width=390, color_scheme=scheme)
    page.context.add_cookies([{"name": "sessionid", "value": site.session("deputy_licensing"), "url": site.url}])
    loads, complaints = [], []
    page.on("load", lambda _page: loads.append(page.url))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{site.url}/admin/cases/")
    link = page.locator("#waiting-section table.cases-list a, [id^=waiting] table.cases-list a").first
    title = link.inner_text()
    link.click()
    page.wait_for_url("**/admin/cases/*/")
    frame = page.frame_locator("iframe[data-reading]")
    assert title in frame.locator("main").inner_text()
    page.wait_for_timeout(700)  # no timer runs in a frame without scripts
    for what in (page.locator("html"), frame.locator("html")):
        assert what.evaluate("each => each.scrollWidth <= each.clientWidth")
    shown = page.locator("iframe[data-reading]").bounding_box()["height"]
    assert shown >= frame.locator("html").evaluate("each => each.getBoundingClientRect().height"), "one scroll, not two"
    button = page.locator(".cases-bar button").first
    box = button.bounding_box()
    assert box["y"] + box["height"] <= 900
    assert box["height"] >= 44
    found = Axe().run(page, context=".cases-case", options={"iframes": False})
    assert not [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]]
    assert button.inner_text() == "同意"
    button.click()
    page.wait_for_url("**/admin/cases/")
    page.wait_for_load_state("load")
    assert "您的意见已记录" in page.inner_text("body")
    assert len(loads) == 3, loads
    assert not complaints
    page.context.close()
