"""`make bench`: ours and a stock Wagtail in one run, on the same content, the same database, the same machine.

The stock side is a page type served from live rows, and a workflow of GroupApprovalTasks. Times are medians.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"

import django

django.setup()

import datetime  # noqa: E402 - Django has to be set up first
import json  # noqa: E402

from django.contrib.auth.models import Group  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client, RequestFactory  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel  # noqa: E402
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask  # noqa: E402

from cms.ledger import keys  # noqa: E402
from cms.ledger.texts import canonical as written  # noqa: E402
from cms.lifecycle import turns  # noqa: E402
from cms.pages.models import RegulationPage  # noqa: E402
from cms.publication.models import ListingEntry, Publication  # noqa: E402
from cms.publication.projections import FOREVER  # noqa: E402
from cms.workflows import cases, services  # noqa: E402
from cms.workflows.desk.panels import DeskPanel  # noqa: E402
from cms.workflows.models import Case, PendingSeat  # noqa: E402
from tests.benchmarks.stock.models import StockList, StockPage  # noqa: E402
from tests.factories.bureau import Bureau, fees, office, sign_all, submit, user  # noqa: E402
from tests.factories.many import copies  # noqa: E402

BODY = [
    {"type": "paragraph", "value": "<p>" + "依照规定办理特种设备使用登记。" * 20 + "</p>"},
    {"type": "clauses", "value": [
        {"level": "item", "number": f"{n}.", "title": "", "text": "条文内容" * 20} for n in range(1, 16)
    ]},
]  # fmt: skip
AIMS = {}


def median(act: Callable[[], object], times: int) -> float:
    """Milliseconds; the first call warms up."""
    act()
    found = []
    for _turn in range(times):
        start = time.perf_counter()
        act()
        found.append((time.perf_counter() - start) * 1000)
    return statistics.median(found)


def pair(name: str, stock: Callable[[], object], ours: Callable[[], object], times: int, aim: str) -> None:
    """Interleaved in halves, so that a machine that slows down slows both."""
    before, mine = median(stock, times // 2), median(ours, times // 2)
    before, mine = min(before, median(stock, times // 2)), min(mine, median(ours, times // 2))
    print(f"{name:<38}{before:>10.2f} ms{mine:>10.2f} ms{before / mine:>9.1f} ×   {aim}", flush=True)


class Stock:
    """The same site with Wagtail alone."""

    def __init__(self, home: Page) -> None:
        self.groups = [Group.objects.create(name=f"审核{n}") for n in range(4)]
        self.people = []
        for number, group in enumerate(self.groups):
            person = user(("legal", "general", "deputy_licensing", "publicity")[number])
            person.groups.add(group)
            self.people.append(person)
        self.workflow = Workflow.objects.create(name="四步")
        for number, group in enumerate(self.groups):
            task = GroupApprovalTask.objects.create(name=f"第{number + 1}步")
            task.groups.add(group)
            WorkflowTask.objects.create(workflow=self.workflow, task=task, sort_order=number)
        self.list = home.add_child(instance=StockList(title="列表", slug="lie-biao"))

    def page(self, title: str, live: bool = False) -> StockPage:
        values = {"summary": "概述", "created_on": datetime.date(2026, 1, 1), "body": BODY}
        page = StockPage(title=title, live=live, issuing_office=office("licensing_office"), **values)
        self.list.add_child(instance=page)
        return page

    def to_live(self, page: StockPage) -> None:
        state = self.workflow.start(page, user("editor_licensing"))
        for person in self.people:
            state.refresh_from_db()
            state.current_task_state.specific.approve(user=person)


def ten_thousand(home: Page, column: Page, stock: Stock, count: int = 10_000) -> None:
    """Many publications in one column, and as many stock pages: written at once, each sealed as by the service."""
    shown = Publication.objects.filter(item__startswith="page:", kind="shown", structural=False).latest("number")
    now = timezone.now().replace(microsecond=0)
    first = Publication.objects.order_by("-number").first().number + 1_000_000
    rows, entries = [], []
    ring = keys.ring()
    for number in range(count):
        row = Publication(**{f.attname: getattr(shown, f.attname) for f in Publication._meta.concrete_fields})
        row.number, row.item, row.slug = first + number, f"page:{9_000_000 + number}", f"xiang-{number}"
        row.title = f"第{number}项许可"
        row.facts = written({**json.loads(shown.facts), "document_key": ""})
        row.key_id, row.seal = ring.seal(row.seal_text())
        rows.append(row)
        entries.append(
            ListingEntry(
                number=row.number, item=row.item, channel="web", parent=f"page:{column.pk}", structural=False,
                category="licensing", date="2026-01-01", shown_from=now, shown_to=FOREVER,
            )
        )  # fmt: skip
    with transaction.atomic():
        Publication.objects.bulk_create(rows, batch_size=500)
        ListingEntry.objects.bulk_create(entries, batch_size=500)
        stock_rows(stock, count)


def stock_rows(stock: Stock, count: int) -> None:
    made = stock.page("样本", live=True)
    made.first_published_at = timezone.now()
    made.save()
    with connection.cursor() as cursor:
        pages = [f.column for f in Page._meta.concrete_fields]
        own = [f.column for f in StockPage._meta.local_concrete_fields]
        for number in range(count):
            pk = 2_000_000 + number
            path = stock.list.path + f"{number + 100:04d}"[-4:].rjust(4, "0") if number < 9000 else None
            if path is None:
                path = stock.list.path + "Z" + f"{number:03d}"[-3:]
            values = {"id": pk, "path": f"'{path}'", "slug": f"'s{number}'", "title": f"'第{number}项'"}
            values |= {"translation_key": f"'{pk:032d}'", "url_path": f"'{stock.list.url_path}s{number}/'"}
            chosen = ", ".join(str(values.get(name, f'"{name}"')) for name in pages)
            names = ", ".join(f'"{name}"' for name in pages)
            cursor.execute(
                f"INSERT INTO wagtailcore_page ({names}) SELECT {chosen} FROM wagtailcore_page WHERE id=%s", [made.pk]
            )
            chosen = ", ".join(str(pk) if name == "page_ptr_id" else f'"{name}"' for name in own)
            names = ", ".join(f'"{name}"' for name in own)
            cursor.execute(
                f"INSERT INTO stock_stockpage ({names}) SELECT {chosen} FROM stock_stockpage WHERE page_ptr_id=%s",
                [made.pk],
            )
    Page.objects.filter(pk=stock.list.pk).update(numchild=count + 1)


def waiting(bureau: Bureau, stock: Stock, count: int, column: Page) -> None:
    """`count` cases and as many stock pages that wait for the same person."""
    case = Case.objects.filter(state="open").latest("pk")
    seat = PendingSeat.objects.filter(case=case).first()
    have = PendingSeat.objects.count()
    columns = [f.attname for f in Case._meta.concrete_fields if f.attname not in ("id", "item")]
    values = {name: getattr(case, name) for name in columns}
    Case.objects.bulk_create([Case(**values, item=f"bench:{n}") for n in range(have, count)])
    PendingSeat.objects.bulk_create(
        PendingSeat(
            case=each, step=seat.step, kind=seat.kind, identifier=seat.identifier, unit_id=seat.unit_id,
            office_id=seat.office_id, barred=seat.barred, since=seat.since,
        )
        for each in Case.objects.filter(item__startswith="bench:").exclude(pending__isnull=False)
    )  # fmt: skip
    editor = user("editor_licensing")
    for number in range(have - 1, count - 1):
        page = StockPage(title=f"待审{number}", live=False, issuing_office=office("licensing_office"))
        column.add_child(instance=page)
        page.save_revision(user=editor)
        stock.workflow.start(page, editor)


def panels(person) -> tuple[Callable[[], str], Callable[[], str]]:
    request = RequestFactory().get("/admin/")

    def context():
        request.user = type(person).objects.get(pk=person.pk)
        return {"request": request, "user": request.user, "csrf_token": "x"}

    return (
        lambda: WorkflowObjectsToModeratePanel().render_html(context()),
        lambda: DeskPanel().render_html(context()),
    )


def uncached(act: Callable[[], object]) -> Callable[[], object]:
    def run() -> object:
        cache.clear()
        return act()

    return run


def main() -> int:
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    client, editor = Client(), None
    bureau = Bureau()
    editor = user("editor_licensing")
    stock = Stock(bureau.home)
    print(f"{'':<38}{'stock':>13}{'ours':>13}{'factor':>11}   aim")
    if sys.argv[1:] == ["expirations"]:  # this part alone
        ten_thousand_stock_pages(bureau, stock)
        return 0

    page = bureau.licence(body=BODY)
    fees(page)
    sign_all(submit(page))
    plain = stock.page("特种设备使用登记", live=True)
    plain.save_revision(user=editor).publish()
    mine, theirs = f"/xu-ke/{page.slug}/", f"/stock/lie-biao/{plain.slug}/"
    assert client.get(mine).status_code == client.get(theirs).status_code == 200
    pair("page view", lambda: client.get(theirs), lambda: client.get(mine), 200, "at least 5 ×")
    pair("page view, rendered each time", lambda: client.get(theirs), uncached(lambda: client.get(mine)), 60, "")

    draft = bureau.regulation("保存", body=BODY)
    saved = stock.page("保存")
    pair(
        "save a draft",
        lambda: StockPage.objects.get(pk=saved.pk).get_latest_revision_as_object().save_revision(user=editor),
        lambda: RegulationPage.objects.get(pk=draft.pk).get_latest_revision_as_object().save_revision(user=editor),
        100,
        "no slower",
    )

    prepared = []
    for number in range(26):
        made = bureau.regulation(
            f"办理{number}", by="legal", kind="law", issuing_office=office("legal"), document_number="", body=BODY
        )
        ready = stock.page(f"办理{number}")
        ready.save_revision(user=editor)
        prepared.append((made, ready))
    stock_queue, our_queue = iter(list(prepared)), iter(list(prepared))
    pair(
        "submission to live (ours five steps)",
        lambda: stock.to_live(next(stock_queue)[1]),
        lambda: through(next(our_queue)[0]),
        24,
        "at least 0.67 ×",
    )

    submit(_with_fees(bureau, "等待"))
    person = user("legal")
    for count, aim in ((10, ""), (1000, "at least 5 ×")):
        waiting(bureau, stock, count, stock.list)
        theirs_panel, our_panel = panels(person)
        pair(f"queue, {count} waiting", theirs_panel, our_panel, 6 if count > 10 else 20, aim)

    ten_thousand(bureau.home, bureau.licences, stock)
    cache.clear()
    listed = client.get("/xu-ke/").content.decode()
    assert "第9999项许可" in listed.replace("<wbr>", ""), listed[:2000]
    pair(
        "list, 20 of 10,000", lambda: client.get("/stock/lie-biao/"), lambda: client.get("/xu-ke/"), 40, "at least 5 ×"
    )
    pair(
        "list, rendered each time",
        lambda: client.get("/stock/lie-biao/"),
        uncached(lambda: client.get("/xu-ke/")),
        40,
        "",
    )
    pair("catalogue, 20 of 10,000", lambda: client.get("/stock/lie-biao/"), lambda: client.get("/mu-lu/"), 20, "")
    for count in (1_000, 10_000):
        expirations(bureau, stock, count)
    return 0


def ten_thousand_stock_pages(bureau: Bureau, stock: Stock) -> None:
    stock_rows(stock, 10_000)
    for count in (1_000, 10_000):
        expirations(bureau, stock, count)


def expirations(bureau: Bureau, stock: Stock, count: int) -> None:
    """`count` pages whose expiry has come: Wagtail's command against ours, which also writes the case file, the page's
    log and the side effects. Ours were out of sight in their second; stock's only now."""
    now = timezone.now().replace(microsecond=0)
    page = bureau.licence(f"到期{count}", expire_at=now + datetime.timedelta(days=1), body=BODY)
    fees(page)
    sign_all(submit(page))
    copies(type(page).objects.get(pk=page.pk), count, expire_at=now, first=4_000_000 + count * 10)
    below = stock.list.get_children().filter(pk__gte=2_000_000).values_list("pk", flat=True)[:count]
    Page.objects.filter(pk__in=list(below)).update(expire_at=now - datetime.timedelta(seconds=1), live=True)
    start = time.perf_counter()
    call_command("publish_scheduled")
    theirs = time.perf_counter() - start
    assert not Page.objects.filter(pk__in=list(below), live=True).exists()
    start = time.perf_counter()
    assert turns.run(timezone.now())["came down"] == count
    mine = time.perf_counter() - start
    name = f"expirations per second, {count:,}"
    print(
        f"{name:<38}{count / theirs:>10.0f} /s{count / mine:>10.0f} /s{theirs / mine:>9.1f} ×   at least 10 ×",
        flush=True,
    )


def _with_fees(bureau: Bureau, title: str):
    page = bureau.licence(title)
    fees(page)
    return page


def through(page) -> None:
    """The chain of a law: review, signature, receipt, signature, publication."""
    case = submit(page, by="legal")
    for name in ("general", "deputy_legal", "publicity", "deputy_publicity"):
        services.sign(case, user(name))
    services.publish(case, user("publicity"))
    assert cases.running(page) is None


if __name__ == "__main__":
    sys.exit(main())
