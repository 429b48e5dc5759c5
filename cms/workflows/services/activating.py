"""`activate`: who has the right to puts a text of the chains in force for cases that begin from now on (rule 7)."""

import logging
from typing import Any

from django.utils.translation import gettext as _

from cms.organisation import permissions
from cms.organisation.seats import Directory
from cms.workflows.cases import regulation
from cms.workflows.cases.models import ChainVersion
from cms.workflows.chains import reading, sources
from cms.workflows.services.refusing import check

log = logging.getLogger("cms.workflows")
PERMISSION = "disclosure_workflows.manage_chains"


def refusal(user: Any, reason: str = "-") -> str | None:
    """Why this person cannot put chains in force: it takes an account in use that has the right to in the whole site,
    by a post of the unit at the top, and a reason."""
    if not user.is_active:
        return _("The account %(user)s is not in use.") % {"user": user.get_username()}
    units = permissions.units_with_permission(user, PERMISSION)
    top = Directory.at().municipal_unit()
    if units is not None and (top is None or top.id not in units):
        return _("%(user)s holds no post that may put chains in force (%(permission)s).") % {
            "user": user.get_username(),
            "permission": PERMISSION,
        }
    if not reason.strip():
        return _("Give the reason.")
    longest = int(ChainVersion._meta.get_field("reason").max_length or 0)
    return (
        None
        if len(reason) <= longest
        else _("The reason is longer than %(longest)d characters.") % {"longest": longest}
    )


def activate(user: Any, reason: str, text: str | None = None, source: str = sources.REGULATION) -> ChainVersion:
    """Put the text of one source in force, beside those of the others; without one, that of all installed files, and of
    no other. Raises Refused, and ChainError for a text that cannot be used. What is in force already stays as it is.
    """
    check(refusal(user, reason), f"chains put in force by {user.get_username()}")
    whole = reading.regulation().text if text is None else regulation.with_text_of(source, text)
    version = regulation.activate(whole, user, reason.strip())
    log.info("version %s of the chains is in force, by %s: %s", version.number, user.get_username(), reason)
    return version
