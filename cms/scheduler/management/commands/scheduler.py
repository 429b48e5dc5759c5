"""`manage.py scheduler run|status`: the service that delivers side effects and does what is due."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cms.scheduler import health, processes, service
from cms.scheduler.health import OLDEST


class Command(BaseCommand):
    help = "Delivers side effects and does what is due. What the public sees does not depend on it."

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        run = actions.add_parser("run", help="run until told to stop")
        run.add_argument("--once", action="store_true", help="one round with every job, then end")
        run.add_argument("--interval", type=float, default=5.0, metavar="SECONDS")
        run.add_argument("--json", action="store_true", help="a line of JSON per round that did something")
        status = actions.add_parser("status", help="when it ran last, what waits; fails when something is stuck")
        status.add_argument("--json", action="store_true")
        status.add_argument("--threshold", type=int, default=OLDEST, metavar="SECONDS", help="how long may wait")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "status":
            self._status(options["json"], options["threshold"])
        elif options["once"]:
            report = service.round_of_work(everything=True)
            service.beat(processes.own_name(), report, ended=True)
            self._tell(report, options["json"])
        else:
            as_json = options["json"]
            service.Service(options["interval"], lambda report: self._tell(report, True) if as_json else None).run()

    def _status(self, as_json: bool, threshold: int) -> None:
        report = health.status(threshold=threshold, thorough=True)
        self._tell(report.figures, as_json)
        if report.problems:
            raise CommandError("\n".join(report.problems))

    def _tell(self, report: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, default=str))
            self.stdout.flush()
            return
        for name, value in report.items():
            self.stdout.write(f"{name}: {value}")
