"""Notices that expire in the same second: Wagtail's `publish_scheduled` against ours.

Ours also writes the page's log, the case file and the side effects. Theirs are out of sight when the command is done,
ours were in their second: that is looked at before anything runs.
"""

import datetime

from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from cms.lifecycle import transitions
from tests.benchmarks.measuring import line, once, rates
from tests.benchmarks.stock_site import BODY, FIRST, Stock
from tests.factories.bureau import Bureau, fees, sign_all, submit
from tests.factories.many import copies


def main() -> None:
    bureau = Bureau()
    stock = Stock(bureau.home)
    stock.many(10_000)
    for count in (1_000, 10_000):
        expire(bureau, stock, count)


def expire(bureau: Bureau, stock: Stock, count: int) -> None:
    now = timezone.now().replace(microsecond=0)
    page = bureau.licence(f"到期{count}", expire_at=now + datetime.timedelta(days=1), body=BODY)
    fees(page)
    sign_all(submit(page))
    made = copies(type(page).objects.get(pk=page.pk), count, expire_at=now, first=4_000_000 + count * 10)
    below = list(stock.list.get_children().filter(pk__gte=FIRST).values_list("pk", flat=True)[:count])
    Page.objects.filter(pk__in=below).update(expire_at=now - datetime.timedelta(seconds=1), live=True)
    late(stock, below, made)
    theirs = once(lambda: call_command("publish_scheduled"))
    assert not Page.objects.filter(pk__in=below, live=True).exists()
    mine = once(lambda: run(count))
    rates(f"expirations per second, {count:,}", count, theirs, mine, "at least 10 ×")


def late(stock: Stock, below: list[int], made: list[int]) -> None:
    """Past the deadline and before any job has run: who still shows how many of a sample?"""
    client = Client()
    theirs = Page.objects.filter(pk__in=below[:20])
    shown = sum(client.get(f"/stock/lie-biao/{page.slug}/").status_code == 200 for page in theirs)
    ours = sum(client.get(f"/xu-ke/copy-{pk}/").status_code == 200 for pk in made[:20])
    line("past their expiry and still shown, of 20", str(shown), str(ours), None, "none")


def run(count: int) -> None:
    assert transitions.run(timezone.now())["came down"] == count
