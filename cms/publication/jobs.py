"""What this plugin does again and again, and what the scheduler's status says of it."""

import datetime
import logging
from typing import Any

from django.utils.translation import gettext as _

from cms.publication import adopting, clock, verify
from cms.scheduler import jobs
from cms.scheduler.health import Asked, Health

WITNESS = "witness"


def witness(now: datetime.datetime) -> dict[str, Any]:
    """Tell the checkpoint log of rows that it missed, and look whether it knows what the database does not."""
    recorded = verify.reconcile()
    return {"recorded": recorded, "older_database": adopting.as_json(adopting.survey())}


def record(now: datetime.datetime) -> int:
    """Compare the record with itself; every finding is an alarm."""
    found = list(verify.findings())
    for each in found:
        logging.getLogger("cms.publication.alarm").error("%s %s: %s", each.what, each.where, each.message)
    return len(found)


def health(asked: Asked) -> Health:
    """How far the clock lies before the newest publication (seconds), and whether the database is older than its
    checkpoint log: as the last look at it found, or, when the answer may take its time, as it is."""
    behind = max(0, int((clock.now() - asked.now).total_seconds()))
    problems = []
    if behind > jobs.SKEW.total_seconds():
        problems.append(
            _("The clock lies %(seconds)d s before the newest publication: the public reads at that second until then.")
            % {"seconds": behind}
        )
    older = _older(asked)
    if older.get("gaps") or older.get("items"):
        problems.append(adopting.remedy())
    if asked.thorough and older.get("removed"):
        problems.append(_("Publications were removed by hand: see `manage.py publication verify`."))
    return Health({"clock_behind": behind, "older_database": older}, tuple(problems))


def _older(asked: Asked) -> dict[str, Any]:
    if asked.thorough:
        return adopting.as_json(adopting.survey())
    seen = asked.results.get(WITNESS)
    return (seen.get("older_database") or {}) if isinstance(seen, dict) else {}
