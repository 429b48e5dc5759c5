"""A process of its own on a scratch site with a search server: `worker_process.py ACTION`.

`fill N` publishes N items and brings N more before their publication. `publish` publishes those and withdraws every
third of the first. `deliver` delivers the outbox for some seconds. `rebuild` builds the index anew, twice. `settle`
delivers what is left. `tell` prints what differs.
"""

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.development")

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.utils import timezone  # noqa: E402 - Django has to be set up first

from cms.outbox import services as outbox  # noqa: E402 - Django has to be set up first
from cms.outbox.models import OutboxMessage  # noqa: E402 - Django has to be set up first
from cms.publication.models import ListingEntry  # noqa: E402 - Django has to be set up first
from cms.workflows import services  # noqa: E402 - Django has to be set up first
from cms.workflows.cases import lookup  # noqa: E402 - Django has to be set up first
from cms.workflows.cases.models import Case  # noqa: E402 - Django has to be set up first
from search import comparing, indexing  # noqa: E402 - Django has to be set up first
from search.engines.elastic import ElasticsearchEngine  # noqa: E402 - Django has to be set up first

SECONDS = 6


def fill(count: str) -> None:
    from tests.factories import bureau as factory

    call_command("migrate", verbosity=0)
    call_command("search", "rebuild", "--engine", "elasticsearch")
    bureau = factory.Bureau()
    for number in range(int(count)):
        for title, until in ((f"已公开{number}", ""), (f"等待发布{number}", "publish")):
            page = bureau.licence(title)
            factory.fees(page)
            factory.sign_all(factory.submit(page), until=until)
    settle()


def publish() -> None:
    from tests.factories.bureau import sign_all, user

    for place, case in enumerate(Case.objects.filter(title__startswith="等待发布", state="open").order_by("pk")):
        services.publish(case, user("publicity"))
        if place % 3 == 0:
            shown = Case.objects.get(title=f"已公开{place}", action="publish")
            page = lookup.item(shown)
            editor = user("editor_licensing")
            down = services.open_case(page, action="withdraw", user=editor, reason="撤下", reason_kind="error")
            sign_all(services.submit(down, editor))


def deliver() -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        outbox.deliver_due()
        time.sleep(0.05)


def rebuild() -> None:
    for _turn in range(2):
        call_command("search", "rebuild", "--engine", "elasticsearch", "--afresh")


def settle() -> None:
    for _turn in range(20):
        OutboxMessage.objects.filter(state="pending").update(available_at=timezone.now())
        if not outbox.deliver_due().remaining:
            return


def tell() -> None:
    target = ElasticsearchEngine()
    found = indexing.difference("elasticsearch").as_json()
    now = timezone.now().isoformat()
    shown = [number for number, window in target.windows().items() if window.end > now]
    expected = comparing.expected()
    places = set(ListingEntry.objects.filter(number__in=expected, structural=True).values_list("number", flat=True))
    told = {
        "differs": found,
        "documents": len(shown),
        "wanted": len(expected),
        "places": len(places),
        "embedded": indexing.difference("embedded").as_json(),
        "open": OutboxMessage.objects.open().count(),
        "titles": sorted(each.title for each in indexing.documents.of_numbers(expected - places)),
    }
    print("TOLD", json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
