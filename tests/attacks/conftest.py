"""A live page with image and attachment, a draft, a waiting case; and what an anonymous visitor gets of all that."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from wagtail.models import Page

from cms.pages.models import LicensingPage, RegulationPage
from cms.publication import current
from cms.scheduler import service as scheduler
from tests.factories.bureau import Bureau, fees, sign_all, submit, user


class Writes:
    """Notes whether anything but reading reached the database; who is logged in and when is not counted."""

    READS = ("SELECT", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK", "PRAGMA", "EXPLAIN", "SET")
    ASIDE = ("django_session", '"last_login"', '"last_used_at"')

    def __init__(self) -> None:
        self.made = False

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = str(sql)
        if not text.lstrip().upper().startswith(self.READS) and not any(name in text for name in self.ASIDE):
            self.made = True
        return execute(sql, params, many, context)


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
        scheduler.round_of_work(everything=True)
        self.address = current.link(self.page.disclosure_key).url
        html = Client().get(self.address).content.decode()
        self.files = re.findall(r'href="(/files/[^"]+)"', html)
        self.title = self.page.title
        self.pages = {"live": self.page.pk, "draft": self.draft.pk, "waiting": waiting.pk}
        self.before = self.seen()

    def seen(self, *, few: bool = False, cached: bool = False) -> dict[str, tuple[int, str]]:
        """Status and body of pages, lists, search, feeds, site map and files; nothing from a cache, unless `cached`."""
        if not cached:
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

    def changed(self, *, few: bool = False, cached: bool = False) -> list[str]:
        """Places that differ from before, and whatever should not be there."""
        after = self.seen(few=few, cached=cached)
        return [place for place, told in after.items() if told != self.before[place]]

    def attempt(self, attack, *, few: bool = False) -> tuple[object, list[str]]:
        """Run an attack and look; then everything is as before. What it returned or raised, and what changed.

        An attack that wrote nothing is not looked at; `changed(cached=True)` after all of them finds what such a one
        left in a cache.
        """
        told: object = None
        writes = Writes()
        changed: list[str] = []
        with transaction.atomic():
            try:
                with transaction.atomic(), connection.execute_wrapper(writes):
                    told = attack()
            except Exception as error:
                told = error
            if writes.made and not isinstance(told, DatabaseError):  # a statement that was refused wrote nothing
                changed = self.changed(few=few)
            transaction.set_rollback(True)
        if writes.made:
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
