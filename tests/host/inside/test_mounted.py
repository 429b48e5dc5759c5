"""Our addresses where the host mounts them: at the root of a site of their own, or below a prefix; with SCRIPT_NAME
too."""

import datetime
import io
import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import get_script_prefix, reverse, set_script_prefix
from wagtail.models import Site

from cms.organisation.chart import EXAMPLE
from cms.organisation.models import Office
from cms.pages.models import ColumnPage, HomePage, RegulationPage
from cms.publication import canonical, current
from cms.publication import services as publication

SCRIPT = settings.FORCE_SCRIPT_NAME or ""
HOME = f"{SCRIPT}/{settings.MOUNT}"


@pytest.fixture(autouse=True)
def script_name():
    """As `django.setup()` sets it for a process; the test client sets it anew for each request."""
    before = get_script_prefix()
    set_script_prefix(f"{SCRIPT}/")
    yield
    set_script_prefix(before)


class Disclosed:
    """Our home page, a column and a regulation in it, on view; `get` asks as a visitor of the site that shows them."""

    def __init__(self, world) -> None:
        call_command("organisation", "load", str(EXAMPLE), stdout=io.StringIO())
        office = Office.objects.get(unit__kind="municipal", identifier="publicity")
        self.home = world.root.add_child(instance=HomePage(title="政务公开", slug="ours", issuing_office=office))
        column = ColumnPage(title="法规", slug="rules", issuing_office=office, allowed_types=["regulations"])
        self.column = self.home.add_child(instance=column)
        self.page = RegulationPage(
            title="测试办法", slug="ban-fa", issuing_office=office, live=False, created_on=datetime.date(2007, 5, 8)
        )
        self.column.add_child(instance=self.page)
        for page in (self.home, self.column, self.page):
            publication.publish(
                canonical.make(page), authority=publication.Authority("founding", "tests"), structural=True
            )
        self.host = "localhost"
        if not settings.MOUNT:
            self.host = "ours.example"
            Site.objects.create(hostname=self.host, root_page=self.home)

    def get(self, address: str):
        """An address as a browser has it; what the web server cuts off is cut off here."""
        return Client(SERVER_NAME=self.host).get(address.removeprefix(SCRIPT), follow=False)


@pytest.fixture
def disclosed(world):
    return Disclosed(world)


def test_every_link_of_every_page_leads_somewhere_of_ours(disclosed):
    assert current.link(disclosed.page.disclosure_key).url == f"{HOME}rules/ban-fa/"
    seen, waiting = set(), [HOME]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = disclosed.get(address)
        assert answer.status_code in (200, 302), (address, answer.status_code)
        if not answer["Content-Type"].startswith("text/html") or answer.status_code == 302:
            continue
        links = re.findall(r'(?:href|action|data-suggest)="(/[^"#]*)"', answer.content.decode())
        own = {link.replace("&amp;", "&") for link in links if "/static/" not in link}
        assert not {link for link in own if not link.startswith((HOME, f"{SCRIPT}/admin/"))}, address
        waiting += [link for link in own if link.startswith(HOME) and not link.startswith(f"{SCRIPT}/admin/")]
    assert {f"{HOME}rules/", f"{HOME}rules/ban-fa/", f"{HOME}feed/"} <= seen


def test_search_feeds_the_map_and_the_intranet(disclosed, world):
    call_command("search", "rebuild", stdout=io.StringIO())
    found = disclosed.get(reverse("disclosure_search:search") + "?q=测试办法").content.decode()
    if settings.MOUNT:
        assert f'href="{HOME}rules/ban-fa/' in found
        assert f"{HOME}rules/ban-fa/" in disclosed.get(f"{HOME}sitemap-1.xml").content.decode()
        assert f"{HOME}sitemap.xml" in disclosed.get(f"{HOME}robots.txt").content.decode()
        assert disclosed.get(f"{HOME}intranet/").status_code == 302
    assert f"{HOME}feed/" in disclosed.get(f"{HOME}feed/").content.decode()
    assert disclosed.get(f"{HOME}rules").status_code == 301
    assert disclosed.get(f"{HOME}rules")["Location"] == f"{HOME}rules/"
    feed = disclosed.get(f"{HOME}feed/rules/")
    assert feed.status_code == 200 and f"{HOME}rules/" in feed.content.decode()


def test_what_is_not_ours_falls_through_to_the_host(disclosed, world):
    section = world.page(world.home, "Gov", "gov")
    world.page(section, "Their own", "theirs")
    visitor = Client()
    assert "host page Their own" in visitor.get("/gov/theirs/").content.decode()
    assert "host home" in visitor.get("/").content.decode()
    assert "host: nothing here" in visitor.get("/gov/nothing/").content.decode()
    assert visitor.get("/search/?query=about").content.startswith(b"host search")
    assert "/about/" in visitor.get("/sitemap.xml").content.decode()
    world.page(world.home, "Rules of the host", "rules")
    assert "host page Rules" in visitor.get("/rules/").content.decode()


def test_kept_in_memory_it_is_still_this_sites(disclosed, world):
    world.page(world.home, "Rules of the host", "rules")
    for _turn in range(3):
        assert disclosed.get(f"{HOME}rules/ban-fa/").status_code == 200
        assert "host page Rules" in Client().get("/rules/").content.decode()


def test_the_admin_links_to_the_public_page(disclosed, world):
    client = Client()
    client.force_login(world.admin, backend="cms.organisation.permissions.PostBackend")
    edit = reverse("wagtailadmin_pages:edit", args=[disclosed.page.pk]).removeprefix(SCRIPT)
    assert client.get(edit).status_code == 200
    assert disclosed.page.specific.get_url_parts() is None or f"{HOME}rules/ban-fa/" in disclosed.page.specific.url
