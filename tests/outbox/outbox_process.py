"""A process of its own with the outbox and what delivers it: `outbox_process.py migrate|fill|work DATABASE_URL FILE`.

`work` appends each message's number to FILE; a message that says so takes its process along.
"""

import os
import signal
import sys
from pathlib import Path

import dj_database_url
import django
from django.conf import settings

PLUGINS = ["cms.outbox", "cms.scheduler", "cms.registers"]
THEIRS = [
    *("wagtail_modeladmin", "wagtail.users", "wagtail.documents", "wagtail.images", "wagtail.admin", "wagtail"),
    *("taggit", "modelcluster", "django.contrib.auth", "django.contrib.contenttypes"),
]
SQLITE = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}


def set_up(url: str) -> None:
    database = dj_database_url.parse(url)
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = SQLITE
    settings.configure(
        INSTALLED_APPS=[*PLUGINS, *THEIRS],
        DATABASES={"default": database},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        STATIC_URL="/static/",
        DISCLOSURE_OUTBOX_ATTEMPTS=2,
        DISCLOSURE_OUTBOX_LEASE=1,
    )
    django.setup()


def fill() -> None:
    from django.db import transaction

    from cms.outbox import services

    with transaction.atomic():
        for n in range(40):
            services.enqueue("t", {"n": n, "kills": n == 3}, key=f"k{n % 4}" if n % 2 else "")


def work(file: Path) -> None:
    import time

    from cms.outbox import services

    for _turn in range(40):
        report = services.deliver_due(worker=str(os.getpid()))
        if not report.remaining and not still_open():
            return
        time.sleep(0.1)


def still_open() -> bool:
    from cms.outbox.models import OutboxMessage

    return bool(OutboxMessage.objects.open().exists())


def main() -> None:
    action, url, file = sys.argv[1:4]
    set_up(url)
    from django.core.management import call_command

    from cms.outbox import registry

    def consume(payload: dict) -> None:
        if payload["kills"]:
            os.kill(os.getpid(), signal.SIGKILL)
        with Path(file).open("a") as lines:
            lines.write(f"{payload['n']}\n")

    registry.register("t", "one", consume)
    if action == "migrate":
        call_command("migrate", "disclosure_outbox", verbosity=0)
    elif action == "fill":
        fill()
    else:
        work(Path(file))


if __name__ == "__main__":
    main()
