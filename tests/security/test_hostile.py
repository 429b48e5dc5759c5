"""Thousands of requests that are meant to break something, as a visitor, as staff of another unit, as an
editor and as the superuser.

HOSTILE_REQUESTS says how many (500; `make test-long` 10,000), HOSTILE_SEED which. Run again on PostgreSQL.
"""

import os
import time

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from cms.publication import current
from tests.attacks.test_by_admin import as_sent, body
from tests.factories.bureau import user
from tests.factories.leaks import SECRET, Leaks
from tests.security import hostile

COUNT = int(os.environ.get("HOSTILE_REQUESTS", "500"))
SEED = int(os.environ.get("HOSTILE_SEED", "20261128"))
SLOW = 1.0
"""Seconds at rest, asserted in the long run alone: what else a machine does is no fault of ours."""


@pytest.fixture
def site(db):
    return Leaks()


def clients() -> dict[str, Client]:
    found = {"": Client(raise_request_exception=False)}
    for name in ("yuzhong_editor", "editor_announcements", "admin"):
        found[name] = Client(raise_request_exception=False)
        found[name].force_login(user(name))
    return found


def test_no_request_breaks_anything(site):
    people = clients()
    sessions = {name: client.cookies.get(settings.SESSION_COOKIE_NAME) for name, client in people.items()}
    address = current.link(site.public.disclosure_key).url
    sha256, name = site.files["public"]
    known = [address, f"/files/{sha256}/{name}", *(f"/files/{digest}/{named}" for digest, named in site.files.values())]
    broken, leaking, raw, slow = [], [], [], []
    for number, each in enumerate(hostile.requests(SEED, COUNT, known)):
        who = list(people)[number % len(people)]
        client = people[who]
        client.cookies.clear()
        if sessions[who] is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = sessions[who].value
        before = time.perf_counter()
        with transaction.atomic():
            answer = sent(client, each)
            text, sent_text = body(answer), as_sent(answer) if not answer.streaming else ""
            transaction.set_rollback(True)
        if time.perf_counter() - before > SLOW:
            slow.append(f"{time.perf_counter() - before:.1f} s as {who or 'visitor'}: {each}")
        if answer.status_code >= 500:
            broken.append(f"{answer.status_code} as {who or 'visitor'}: {each}")
        if who in ("", "yuzhong_editor") and SECRET in text:
            leaking.append(f"as {who or 'visitor'}: {each}")
        if hostile.UNESCAPED in sent_text and answer.get("Content-Type", "").startswith("text/html"):
            raw.append(f"as {who or 'visitor'}: {each}")
    assert not broken, "\n".join(broken[:20])
    assert not leaking, "\n".join(leaking[:20])
    assert not raw, "\n".join(raw[:20])
    assert not slow or COUNT < 5000, "\n".join(slow[:20])


def sent(client, each: hostile.Sent):
    headers = {name: value for name, value in each.headers.items() if name != "content-type"}
    cookie = headers.pop("cookie", None)
    kind = each.headers.get("content-type", "application/x-www-form-urlencoded")
    if cookie:
        for part in cookie.split("; "):
            name, _, value = part.partition("=")
            if name not in client.cookies:
                client.cookies[name] = value
    return client.generic(each.method, each.address, each.body, content_type=kind, headers=headers)
