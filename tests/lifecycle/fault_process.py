"""A process of its own on a scratch site: `fault_process.py ACTION`, with DATABASE_URL and DISCLOSURE_VAR_DIR.

`fill N` makes N notices whose expiry has come. `expire K` records them and dies in batch K. `publish POINT` publishes a
waiting case and dies at that point. `once` is a round of the service. `tell` prints what is there.
"""

import datetime
import json
import os
import signal
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.development")

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.utils import timezone  # noqa: E402 - Django has to be set up first

from cms.lifecycle import transitions  # noqa: E402 - Django has to be set up first
from cms.publication import projections, verify  # noqa: E402 - Django has to be set up first


def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def fill(count: str) -> None:
    from tests.factories import bureau as factory
    from tests.factories.many import copies

    call_command("migrate", verbosity=0)
    bureau = factory.Bureau()
    page = bureau.licence(expire_at=timezone.now() + datetime.timedelta(days=30))
    factory.fees(page)
    factory.sign_all(factory.submit(page))
    copies(type(page).objects.get(pk=page.pk), int(count), expire_at=timezone.now().replace(microsecond=0))
    other = bureau.licence("等待发布")
    factory.fees(other)
    factory.sign_all(factory.submit(other), until="publish")


def expire(batch: str) -> None:
    transitions.BATCH = 100
    done = []
    real = transitions._log

    def counted(*args):
        done.append(1)
        if len(done) == int(batch):
            die()
        real(*args)

    transitions._log = counted
    real_due = transitions.due
    transitions.due = lambda kind, now: real_due(kind, now, 100)
    transitions.run(timezone.now())


def publish(point: str) -> None:
    from cms.ledger import checkpoints
    from cms.workflows import services
    from cms.workflows.cases.models import Case
    from cms.workflows.mirror import following
    from tests.factories.bureau import user

    place, name = {
        "lists": (projections, "refresh"),
        "wagtail": (following, "finish"),
        "witness": (checkpoints, "fact"),
    }.get(point, (None, ""))
    if place is not None:
        setattr(place, name, die)
    services.publish(Case.objects.get(title="等待发布"), user("publicity"))


def once() -> None:
    call_command("scheduler", "run", "--once", "--json")


def tell() -> None:
    from wagtail.models import Page, PageLogEntry

    from cms.ledger.models import LedgerEntry
    from cms.outbox.models import OutboxMessage
    from cms.publication import current
    from cms.workflows.cases.models import Case, Decision

    waiting = Case.objects.get(title="等待发布")
    copies = Page.objects.filter(slug__startswith="copy-")
    numbers = list(LedgerEntry.objects.order_by("number").values_list("number", flat=True))
    expired = Decision.objects.filter(kind="expired")
    told = {
        "copies": copies.count(),
        "live": copies.filter(live=True).count(),
        "decisions": expired.count(),
        "items": expired.values("item").distinct().count(),
        "logged": PageLogEntry.objects.filter(action="disclosure.expired").count(),
        "messages": OutboxMessage.objects.filter(topic="publication.changed", payload__kind="expired").count(),
        "open": [str(each) + each.last_error for each in OutboxMessage.objects.open().claimed()],
        "dead": OutboxMessage.objects.dead().count(),
        "gapless": numbers == list(range(1, len(numbers) + 1)),
        "findings": [f"{each.what} {each.where} {each.message}" for each in verify.findings()],
        "waiting": waiting.state,
        "shown": current.of_item(waiting.item) is not None,
        "public": sum(current.of_item(f"page:{pk}") is not None for pk in copies.values_list("pk", flat=True)[:50]),
    }
    print("TOLD", json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
