"""What people do all day: read a page, save a draft, take one through its chain, look at what waits."""

from collections.abc import Callable

from django.test import Client, RequestFactory
from wagtail.admin.views.home import WorkflowObjectsToModeratePanel
from wagtail.models import Page

from cms.pages.models import RegulationPage
from cms.workflows import services
from cms.workflows.admin.queue.panels import QueuePanel
from cms.workflows.cases import lookup
from cms.workflows.cases.models import Case, PendingSeat
from tests.benchmarks.measuring import pair, uncached
from tests.benchmarks.stock.models import StockPage
from tests.benchmarks.stock_site import BODY, Stock
from tests.factories.bureau import Bureau, fees, office, sign_all, submit, user


def main() -> None:
    bureau = Bureau()
    stock = Stock(bureau.home)
    view(bureau, stock)
    save(bureau, stock)
    to_live(bureau, stock)
    queue(bureau, stock)


def view(bureau: Bureau, stock: Stock) -> None:
    client = Client()
    page = bureau.licence(body=BODY)
    fees(page)
    sign_all(submit(page))
    plain = stock.page("特种设备使用登记", live=True)
    plain.save_revision(user=user("editor_licensing")).publish()
    mine, theirs = f"/xu-ke/{page.slug}/", f"/stock/lie-biao/{plain.slug}/"
    assert client.get(mine).status_code == client.get(theirs).status_code == 200
    pair("page view", lambda: client.get(theirs), lambda: client.get(mine), 200, "at least 5 ×")
    pair("page view, rendered each time", lambda: client.get(theirs), uncached(lambda: client.get(mine)), 60)


def save(bureau: Bureau, stock: Stock) -> None:
    editor = user("editor_licensing")
    draft, plain = bureau.regulation("保存", body=BODY), stock.page("保存")
    pair(
        "save a draft",
        lambda: StockPage.objects.get(pk=plain.pk).get_latest_revision_as_object().save_revision(user=editor),
        lambda: RegulationPage.objects.get(pk=draft.pk).get_latest_revision_as_object().save_revision(user=editor),
        100,
        "no slower",
    )


def to_live(bureau: Bureau, stock: Stock) -> None:
    prepared = []
    for number in range(26):
        made = bureau.regulation(
            f"办理{number}", by="legal", kind="law", issuing_office=office("legal"), document_number="", body=BODY
        )
        ready = stock.page(f"办理{number}")
        ready.save_revision(user=user("editor_licensing"))
        prepared.append((made, ready))
    stock_queue, our_queue = iter(list(prepared)), iter(list(prepared))
    pair(
        "submission to live (ours five steps)",
        lambda: stock.to_live(next(stock_queue)[1]),
        lambda: through(next(our_queue)[0]),
        24,
        "at least 0.67 ×",
    )


def through(page) -> None:
    """The chain of a law: review, signature, receipt, signature, publication."""
    case = submit(page, by="legal")
    for name in ("general", "deputy_legal", "publicity", "deputy_publicity"):
        services.sign(case, user(name))
    services.publish(case, user("publicity"))
    assert lookup.running(page) is None


def queue(bureau: Bureau, stock: Stock) -> None:
    page = bureau.licence("等待")
    fees(page)
    submit(page)
    for count, aim in ((10, ""), (1000, "at least 5 ×")):
        waiting(stock, count, stock.list)
        theirs, ours = panels(user("legal"))
        pair(f"queue, {count} waiting", theirs, ours, 6 if count > 10 else 20, aim)


def waiting(stock: Stock, count: int, column: Page) -> None:
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
        lambda: QueuePanel().render_html(context()),
    )
