"""The panel on the admin's home page: what waits for me."""

from typing import Any

from wagtail.admin.ui.components import Component

from cms.workflows.admin.queue import waiting as queue

SHOWN = 10


class QueuePanel(Component):
    """In place of Wagtail's own moderation panels."""

    name = "disclosure_approval"
    template_name = "disclosure_workflows/panel.html"
    order = 10

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        user = parent_context["request"].user
        waiting = queue.waiting_for(user)
        return {
            "waiting": queue.with_standing(waiting[:SHOWN]),
            "total": len(waiting),
            "mine": queue.cases_standing(queue.prepared_by(user, SHOWN)),
            "request": parent_context["request"],
        }
