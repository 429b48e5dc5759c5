"""Moments that passed before a case was through: said wherever the case is shown, and told once by a job."""

import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cms.workflows.cases.models import Case


def moment(at: datetime.datetime) -> str:
    return date_format(localtime(at), "Y-m-d H:i")


def expired(until: datetime.datetime) -> str:
    """Why a case in approval leads nowhere any more."""
    return _(
        "Its expiry, %(until)s, has passed: it cannot go on view any more. Return it to its provider, who enters "
        "another expiry or ends the case."
    ) % {"until": moment(until)}


def is_expired(case: Case, now: datetime.datetime) -> bool:
    """Whether a running case is about a text whose time on view is over already."""
    return case.is_running and case.has_content and case.wanted_until is not None and case.wanted_until <= now


def is_late(case: Case, now: datetime.datetime) -> bool:
    """Whether the moment at which a text was to go on view passed while it was not signed."""
    return case.is_running and case.has_content and case.wanted_from is not None and case.wanted_from <= now


def sentences(case: Case, now: datetime.datetime) -> list[str]:
    """What has been missed, with the way on; nothing for a case that is in time or over."""
    if is_expired(case, now) and case.wanted_until is not None:
        if case.state == Case.State.OPEN:
            return [expired(case.wanted_until)]
        facts = {"until": moment(case.wanted_until)}
        return [_("Its expiry, %(until)s, has passed: enter another before you submit it, or end the case.") % facts]
    if not is_late(case, now) or case.wanted_from is None:
        return []
    facts = {"at": moment(case.wanted_from)}
    if case.state == Case.State.OPEN:
        return [_("It was to go on view on %(at)s and is not signed yet: it does as soon as it is published.") % facts]
    return [
        _(
            "It was to go on view on %(at)s, but was not submitted: it is not on view. Submitted now, it is shown as "
            "soon as it is published; for a later moment, change it in the page."
        )
        % facts
    ]
