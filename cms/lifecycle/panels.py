"""The panel on the administrator's home page: does the service run, and what waits?"""

import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.components import Component

from cms.lifecycle import service
from cms.publication import adopting

SILENCE = datetime.timedelta(minutes=2)


class ServicePanel(Component):
    """Five queries; for superusers."""

    name = "lifecycle"
    template_name = "disclosure_lifecycle/panel.html"
    order = 900

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        told = service.status()
        last = told["last"]
        seen = last["seen"] if last else None
        running = bool(last) and last["stopped"] is None and timezone.now() - last["seen"] < SILENCE
        return {
            **told,
            "seen": seen,
            "running": running,
            "problems": self._problems(told),
            "outbox_url": reverse("disclosure_outbox_outboxmessage_modeladmin_index"),
        }

    def _problems(self, told: dict[str, Any]) -> list[str]:
        """What is wrong besides a service that does not run, which stands above."""
        found = service.problems({**told, "running": True, "failing_jobs": {}})
        return [*found, adopting.remedy()] if told["older_database"] else found
