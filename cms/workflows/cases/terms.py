"""Until when a channel shows an item: part of the form that is signed, so that a release carries it along (§5.5.1)."""

import datetime
from dataclasses import dataclass
from typing import Any

from cms.publication import current
from cms.publication.canonical import CanonicalContent
from cms.publication.models import ListingEntry
from cms.workflows.cases import lookup
from cms.workflows.cases.channels import PostedByHand
from cms.workflows.cases.models import Case, SignedForm
from cms.workflows.chains.vocabulary import CHANNELS


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
    return of_form(item, CanonicalContent(shown.form), channel) if shown is not None else None


def of_case(case: Case) -> Term | None:
    """The term that is signed with a case, of a release not submitted yet the one that it will carry; None for none."""
    if not case.shows_form:
        return None
    facts = case.digest and not (case.is_release and case.state in Case.EDITABLE)  # what is on view may have changed
    sealed = SignedForm.objects.filter(digest=case.digest).first() if facts else None
    if sealed is not None:
        return of_form(_item(case), CanonicalContent(sealed.text), case.channel)
    item = _item(case) if case.is_release else None
    return of_item(item, case.channel) if item is not None else None


def seen(case: Case, item: Any, form: CanonicalContent | None) -> Term | None:
    """The term of the content that a page shows with a case, submitted or not; None for none."""
    return of_form(item, form, case.channel) if form is not None and case.has_content else of_case(case)


@dataclass(frozen=True)
class Elsewhere:
    """A channel whose end is not the web page's: `until` is None for none.

    `cut_short`: the case ends it with the web page. Otherwise it ends before that, and no later end reaches it
    (decision 22).
    """

    label: str
    until: datetime.datetime | None
    cut_short: bool


def elsewhere(case: Case, term: Term | None, at: datetime.datetime) -> tuple[Elsewhere, ...]:
    """What a modification of the web page does, or does not, to the end of what was released to other channels."""
    if term is None or case.channel != current.WEB or case.action != Case.Action.MODIFY or not case.is_running:
        return ()
    rows = ListingEntry.objects.on_view(at).filter(item=case.item).exclude(channel=current.WEB)
    found = []
    for entry in rows.order_by("channel").only("channel", "shown_to"):
        channel, until = entry.channel, entry.until
        if until != term.until:
            cut_short = until is None or (term.until is not None and term.until < until)
            found.append(Elsewhere(str(CHANNELS.label(channel)), until, cut_short))
    return tuple(found)


def _item(case: Case) -> Any:
    try:
        return lookup.item(case)
    except LookupError:
        return None


def of_form(item: Any, form: CanonicalContent, channel: str) -> Term:
    """The term that a form says; `item` is None where it is gone."""
    if form.expire is not None:
        return Term(form.expire, by_hand=channel in PostedByHand.limits())
    return Term(None, item.reason_without_expiry(form) if item is not None else "")
