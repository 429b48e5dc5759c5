"""What the scheduler's status says of side effects."""

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.outbox import services
from cms.scheduler.health import Asked, Health


def health(asked: Asked) -> Health:
    """Two queries."""
    found = services.waiting(asked.now)
    problems: tuple[str, ...] = ()
    if found["dead"] or found["oldest"] > asked.threshold or found["asleep"]:
        problems = (
            _("Side effects are stuck: %(dead)d given up, the oldest waits %(oldest)d s, %(asleep)d dated ahead.")
            % found,
        )
    line = _("Waiting: %(waiting)s; given up: %(dead)s; without consumer: %(unclaimed)s.") % found
    link = str(_("Side effects")), reverse("disclosure_outbox_outboxmessage_modeladmin_index")
    return Health(found, problems, line, link)
