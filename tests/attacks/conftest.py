"""A live page with image and attachment, a draft, a waiting case; and what an anonymous visitor gets of all that."""

import re

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from wagtail.models import Page

from cms.lifecycle import service as lifecycle
from cms.pages.models import LicensingPage, RegulationPage
from cms.publication import current
from tests.factories.bureau import Bureau, fees, sign_all, submit, user


class Target:
    """What is attacked. `seen()` is everything that an anonymous visitor gets."""

    def __init__(self) -> None:
        self.bureau = Bureau()
        page = self.bureau.licence()
        fees(page)
        sign_all(submit(page))
        self.page = LicensingPage.objects.get(pk=page.pk)
        self.draft = RegulationPage.objects.get(pk=self.bureau.regulation("密语草稿").pk)
        waiting = self.bureau.licence("密语待审")
        fees(waiting)
        self.waiting = submit(waiting)
        lifecycle.round_of_work(everything=True)
        self.address = current.link(self.page.disclosure_key).url
        html = Client().get(self.address).content.decode()
        self.files = re.findall(r'href="(/files/[^"]+)"', html)
        self.title = self.page.title
        self.pages = {"live": self.page.pk, "draft": self.draft.pk, "waiting": waiting.pk}
        self.before = self.seen()

    def seen(self, *, few: bool = False) -> dict[str, tuple[int, str]]:
        """Status and body of pages, lists, search, feeds, site map and files; nothing from a cache."""
        cache.clear()
        current.forget()
        visitor = Client(raise_request_exception=False)
        words = (self.title, "密语", "改了")
        places = [
            "/",
            self.address,
            "/xu-ke/",
            "/fa-gui/",
            "/mu-lu/",
            "/feed/",
            "/sitemap-1.xml",
            *self.files,
            *(f"/search/?q={word}" for word in words),
        ]
        if few:
            places = [self.address, "/mu-lu/", "/fa-gui/", *self.files[:1], "/search/?q=密语"]
        found = {}
        for place in places:
            answer = visitor.get(place)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found[place] = (answer.status_code, re.sub(r"nonce-[\w-]+|csrf\w+|\d+ ?ms", "", body.decode("latin-1")))
        return found

    def changed(self, *, few: bool = False) -> list[str]:
        """Places that differ from before, and whatever should not be there."""
        after = self.seen(few=few)
        return [place for place, told in after.items() if told != self.before[place]]

    def attempt(self, attack, *, few: bool = False) -> tuple[object, list[str]]:
        """Run an attack and look; then everything is as before. What it returned or raised, and what changed."""
        told: object = None
        with transaction.atomic():
            try:
                with transaction.atomic():
                    told = attack()
            except Exception as error:
                told = error
            changed = self.changed(few=few)
            transaction.set_rollback(True)
        cache.clear()
        current.forget()
        return told, changed


@pytest.fixture
def target(db) -> Target:
    return Target()


@pytest.fixture
def root() -> object:
    """The superuser."""
    return user("admin")


@pytest.fixture
def home(target) -> Page:
    return Page.objects.get(pk=target.bureau.home.pk)


@pytest.fixture
def bureau(db) -> Bureau:
    return Bureau()
