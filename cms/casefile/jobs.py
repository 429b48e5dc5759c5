"""What the running service looks at: a removed or inserted row is named within half a minute, not at the next audit."""

import datetime
import logging
from typing import Any

from cms.casefile import verification

alarm = logging.getLogger("cms.publication.alarm")
_named: set[tuple[str, str, str]] = set()


def record(now: datetime.datetime) -> dict[str, Any]:
    """Compare decisions, forms, chains and cases with the ledger; publications are compared by the house's own job."""
    found = [f"{each.what} {each.where}: {each.message}" for each in verification.of_cases()]
    for line in found:
        alarm.error("%s", line)
    return {"findings": found[:50]}


def glance(now: datetime.datetime) -> dict[str, Any]:
    """Compare counts and heads; when they differ, look at everything and name it. Each finding is named once."""
    seen = verification.glance()
    found = [*seen, *verification.findings()] if seen else []
    names = {(each.what, each.where, each.message) for each in found}
    for what, where, message in sorted(names - _named):
        alarm.error("%s %s: %s", what, where, message)
    _named.clear()
    _named.update(names)
    return {"findings": [f"{what} {where}: {message}" for what, where, message in sorted(names)][:50]}
