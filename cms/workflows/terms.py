"""Until when a channel shows an item: part of the form that is signed, so that a release carries it along (§5.5.1)."""

import datetime
from dataclasses import dataclass
from typing import Any

from cms.publication import current
from cms.publication.canonical import Form
from cms.workflows import cases
from cms.workflows.channels import PostedByHand
from cms.workflows.models import Case, SignedForm


@dataclass(frozen=True)
class Term:
    """`until` is None for what has no expiry; `reason` says why, where its kind has to say so.

    `by_hand`: at its end somebody has to take it down.
    """

    until: datetime.datetime | None
    reason: str = ""
    by_hand: bool = False


def of_item(item: Any, channel: str) -> Term | None:
    """The term of what is on view on the web site, which a release takes to a channel; None when nothing is."""
    shown = current.of_item(item.disclosure_key, form=True)
    return of_form(item, Form(shown.form), channel) if shown is not None else None


def of_case(case: Case) -> Term | None:
    """The term that is signed with a case, of a release not submitted yet the one that it will carry; None for none."""
    if not case.shows_form:
        return None
    told = case.digest and not (case.is_release and case.state in Case.EDITABLE)  # what is on view may have changed
    sealed = SignedForm.objects.filter(digest=case.digest).first() if told else None
    if sealed is not None:
        return of_form(_item(case), Form(sealed.text), case.channel)
    item = _item(case) if case.is_release else None
    return of_item(item, case.channel) if item is not None else None


def _item(case: Case) -> Any:
    try:
        return cases.item(case)
    except LookupError:
        return None


def of_form(item: Any, form: Form, channel: str) -> Term:
    """The term that a form says; `item` is None where it is gone."""
    if form.expire is not None:
        return Term(form.expire, by_hand=channel in PostedByHand.limits())
    return Term(None, item.reason_without_expiry(form) if item is not None else "")
