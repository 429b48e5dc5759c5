"""The panel on the administrator's home page: does the service run, and what waits?"""

import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.scheduler import health

SILENCE = datetime.timedelta(minutes=2)


class ServicePanel(Component):
    """For superusers; as many queries as `health.status`."""

    name = "scheduler"
    template_name = "disclosure_scheduler/panel.html"
    order = 900

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        status = health.status()
        last = status.figures["last"]
        return {
            "seen": last["seen"] if last else None,
            "running": bool(last) and last["stopped"] is None and timezone.now() - last["seen"] < SILENCE,
            "reports": status.reports,
            "late": health.of_jobs({**status.figures, "failing_jobs": {}}),  # each of those has a line of its own
            "failing_jobs": status.figures["failing_jobs"],
        }
