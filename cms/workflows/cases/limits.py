"""Until when a step is to be done (rule 8): its limit in working days, counted from the next one."""

import datetime
from typing import Any

from cms.workdays.arithmetic import Calendar, local_day
from cms.workflows.cases.models import Case
from cms.workflows.chains.values import PlanStep


def of_step(case: Case, step: PlanStep, calendar: Calendar | None = None) -> dict[str, Any]:
    """`due_on` (a date) and whether it is provisional, of a step that waits since the case came to it."""
    return until(case.step_since, step.days, calendar)


def until(since: datetime.datetime, days: int, calendar: Calendar | None = None) -> dict[str, Any]:
    """The last day of a limit of `days` working days that runs from `since`."""
    year = local_day(since).year
    due = (calendar or Calendar.load({year, year + 1})).add_working_days(since, days)
    return {"due_on": due.date, "is_provisional": due.provisional}
