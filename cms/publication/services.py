"""The one gateway to what the public reads. It asks the authority that a publication rests on, and it alone seals."""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from django.db import transaction
from django.utils.translation import gettext as _

from cms.ledger import checkpoints, keys
from cms.ledger import services as ledger
from cms.ledger.texts import canonical, sha256, stamp, whole_second
from cms.outbox import services as outbox
from cms.publication import clock, current, parts, placing, projections, reading, trust
from cms.publication.canonical import CanonicalContent
from cms.publication.current import WEB
from cms.publication.models import REVOCATION, SHOWN, TOMBSTONE, ListingEntry, Publication, seal_text
from cms.questions import Question

log = logging.getLogger("cms.publication")
CHANGED = "publication.changed"
FOUNDING = "founding"


class Unauthorised(Exception):
    """Nothing gives the right to this publication. The message says what is missing."""


class AddressTaken(Exception):
    """Another item is shown at this address."""


@dataclass(frozen=True)
class Authority:
    """Why a publication may exist: `kind` names who answers for it (a completed case), `ref` which one."""

    kind: str
    ref: str


@dataclass(frozen=True)
class Proposal:
    """What is about to be sealed; the verifier of its authority compares it with what was signed."""

    kind: str
    item: str
    channel: str
    structural: bool
    digest: str
    visible_from: datetime.datetime
    visible_until: datetime.datetime | None
    authority: Authority
    revokes: int | None = None
    form: CanonicalContent | None = field(default=None, repr=False)


Verifier = Callable[[Proposal], None]
authorities: Question[Verifier] = Question("publication.authorities", "Does this authority give the right to this?")
"""By the kind of authority. `answer(proposal)` raises Unauthorised unless its own records give the right to exactly
this proposal."""


def _founding(proposal: Proposal) -> None:
    """The first structure of a new site: home page and columns, once each, before any case has published."""
    if proposal.kind != SHOWN or not proposal.structural:
        raise Unauthorised(_("Only home page, columns and navigation can be founded."))
    if Publication.objects.exclude(authority_kind=FOUNDING).exists():
        raise Unauthorised(_("The site has been founded: a change of structure goes through its two-person chain."))
    if Publication.objects.filter(item=proposal.item, channel=proposal.channel).exists():
        raise Unauthorised(_("This page has been founded already."))


authorities.register(FOUNDING, _founding)


def _verify(proposal: Proposal) -> None:
    verifier = authorities.get(proposal.authority.kind)
    if verifier is None:
        raise Unauthorised(_("Nobody answers for “%(kind)s”.") % {"kind": proposal.authority.kind})
    try:
        verifier(proposal)
    except Unauthorised as error:
        log.error("refused to publish %s in %s: %s", proposal.item, proposal.channel, error)
        raise


def publish(
    form: CanonicalContent,
    *,
    authority: Authority,
    channel: str = WEB,
    structural: bool = False,
    visible_from: datetime.datetime | None = None,
    notice: dict[str, Any] | None = None,
    beside: dict[str, Any] | None = None,
    at: datetime.datetime | None = None,
) -> Publication:
    """Show the form from `visible_from` (or its own go-live, or now) until its expiry.

    `notice` is what the public is told in the place of the parts that the form has no more, `beside` what it is told
    beside the form: the basis of a repeal. Raises Unauthorised, or
    AddressTaken when another item is shown there. Writes the row, its ledger entry, the lists
    and the outbox message in the caller's transaction, or one of its own.
    """
    now = whole_second(at or clock.now())
    start = max(filter(None, (visible_from, form.go_live, now)))
    data = form.data
    with transaction.atomic():
        ledger.lock()
        proposal = Proposal(SHOWN, form.key, channel, structural, form.digest, start, form.expire, authority, form=form)
        _verify(proposal)
        _check_address(proposal, data["parent"], data["slug"])
        row = _insert(
            proposal,
            now,
            parent=data["parent"],
            slug=data["slug"],
            title=form.title,
            form=form.text,
            facts=canonical(form.facts),
            notice=canonical(beside or {}),
        )
        if not parts.is_part(form.key):
            _publish_parts(form, row, authority, start, now, notice or {"reason": "", "authority": ""})
        return row


def _publish_parts(
    form: CanonicalContent,
    row: Publication,
    authority: Authority,
    start: datetime.datetime,
    now: datetime.datetime,
    notice: dict[str, Any],
) -> None:
    """The parts of the item as they are signed now: new and changed ones go up, those that are gone come down."""
    wanted = parts.of(form.text)
    for key in _shown_parts(form.key, row.channel, now) - set(wanted):
        withdraw(key, authority=authority, notice=notice, channel=row.channel, at=now)
    for key, part in wanted.items():
        shown = current.of_item(key, row.channel, now)
        if shown is None or shown.digest != part.digest or start > now:
            publish(part, authority=authority, channel=row.channel, visible_from=start, at=now)


def _shown_parts(item: str, channel: str, now: datetime.datetime) -> set[str]:
    """Keys of the parts of an item that are on view or will be."""
    rows = ListingEntry.objects.not_over(now).filter(channel=channel, item__startswith=parts.key_of(item, ""))
    return set(rows.values_list("item", flat=True))


def withdraw(
    item: str,
    *,
    authority: Authority,
    notice: dict[str, Any],
    channel: str = WEB,
    visible_from: datetime.datetime | None = None,
    at: datetime.datetime | None = None,
) -> Publication:
    """Take the item's current publication down; its address then answers 410 with what `notice` says.

    `visible_from` is the moment at which it comes down, where that lies ahead. Raises Unauthorised, and LookupError
    when the item is not shown in the channel.
    """
    now = whole_second(at or clock.now())
    start = max(filter(None, (visible_from, now)))
    with transaction.atomic():
        ledger.lock()
        shown = current.of_item(item, channel, now)
        if shown is None:
            raise LookupError(f"{item} is not shown in {channel}")
        proposal = Proposal(TOMBSTONE, item, channel, shown.structural, shown.digest, start, None, authority)
        _verify(proposal)
        facts = {"title": shown.title, "published_at": stamp(shown.visible_from)}
        for key in () if parts.is_part(item) else _shown_parts(item, channel, now):
            withdraw(key, authority=authority, notice=notice, channel=channel, visible_from=visible_from, at=at)
        return _insert(
            proposal,
            now,
            parent=shown.parent,
            slug=shown.slug,
            title=shown.title,
            form="",
            facts=shown.facts,
            notice=canonical({**facts, **notice}),
        )


def revoke(number: int, *, authority: Authority, at: datetime.datetime | None = None) -> Publication:
    """Take a publication back before its time has come. Raises Unauthorised, and ValueError when it has come."""
    now = whole_second(at or clock.now())
    with transaction.atomic():
        ledger.lock()
        row = Publication.objects.get(number=number)
        if row.visible_from <= now:
            raise ValueError(f"publication {number} has been on view since {row.visible_from}")
        for each in () if parts.is_part(row.item) else _numbers_of_parts(row):
            revoke(each, authority=authority, at=at)
        proposal = Proposal(
            REVOCATION, row.item, row.channel, row.structural, row.digest, now, None, authority, revokes=number
        )
        _verify(proposal)
        return _insert(proposal, now, parent=row.parent, slug=row.slug, title=row.title, form="", facts="{}")


def _numbers_of_parts(row: Publication) -> list[int]:
    """Publications of the parts that came with this one."""
    rows = Publication.objects.filter(
        channel=row.channel,
        item__startswith=parts.key_of(row.item, ""),
        kind=SHOWN,
        authority_ref=row.authority_ref,
        visible_from=row.visible_from,
    )
    return list(rows.values_list("number", flat=True))


def _insert(proposal: Proposal, now: datetime.datetime, *, form: str, **values: Any) -> Publication:
    place = ledger.Place()
    number = place.number
    columns = {
        "number": number,
        "item": proposal.item,
        "channel": proposal.channel,
        "kind": proposal.kind,
        "structural": proposal.structural,
        "digest": sha256(form) if form else "",
        "notice": "{}",
        "visible_from": proposal.visible_from,
        "visible_until": proposal.visible_until,
        "authority_kind": proposal.authority.kind,
        "authority_ref": proposal.authority.ref,
        "revokes": proposal.revokes,
        "published_at": now,
        **values,
    }
    text = seal_text(columns)
    key_id, seal = keys.ring().seal(text)
    row = Publication.objects.create(**columns, form=form, key_id=key_id, seal=seal)
    reading.forget()
    place.write([("publication", trust.checkpoint_key(row.item, row.channel), sha256(text))], at=now)
    projections.refresh(row.item, row.channel)
    outbox.enqueue(
        CHANGED,
        {"item": row.item, "channel": row.channel, "number": number, "kind": row.kind},
        key=trust.checkpoint_key(row.item, row.channel),
    )
    clock.note(now)
    transaction.on_commit(lambda: _tell_witness(row))
    log.info("publication %s: %s of %s in %s", number, row.kind, row.item, row.channel)
    return row


def _tell_witness(row: Publication) -> None:
    checkpoints.fact(trust.checkpoint_key(row.item, row.channel), row.number, trust.checkpoint_fact(row))


def _check_address(proposal: Proposal, parent: str, slug: str) -> None:
    title = placing.taken_by(
        proposal.item, proposal.channel, (parent, slug), proposal.visible_from, proposal.visible_until
    )
    if title is not None:
        refuse_address(title)


def refuse_address(title: str) -> NoReturn:
    raise AddressTaken(_("“%(title)s” is shown at this address.") % {"title": title})
