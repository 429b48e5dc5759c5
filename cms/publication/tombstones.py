"""What the public is told of something that was taken down, or that came down by its expiry."""

import json
from datetime import datetime
from typing import Any

from cms.ledger.texts import moment
from cms.publication import current, listing, words
from cms.publication.current import WEB
from cms.publication.models import TOMBSTONE
from cms.publication.reading import Row

SUCCEEDED_BY = ("repealed_by", "superseded_by")
ENDED = ("repealed", "lapsed")
"""Reasons by which the thing itself ended, and not its page only."""


def basis_of(notice: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The act that ended it: title, number, authority, date, and where it can be read; {} where none is public."""
    basis = dict(notice.get("basis") or {})
    if not basis:
        return {}
    item = current.link(basis["item"], WEB, now) if basis.get("item") else None
    words_of = [basis.get(name, "") for name in ("number", "authority", "date")]
    return {
        **basis,
        "title": basis.get("title") or (item.title if item else basis.get("number", "")),
        "link": item.url if item else basis.get("url", ""),
        "details": "，".join(each for each in words_of if each),
    }


def facts_of(row: Row, now: datetime) -> dict[str, Any]:
    """What the page in the item's place says; title and reason are "" where the case says so."""
    if row.kind == TOMBSTONE:
        notice = json.loads(row.notice)
        successor = current.link(notice["successor"], WEB, now) if notice.get("successor") else None
        return {
            **notice,
            "basis": basis_of(notice, now),
            "published_at": moment(notice.get("published_at")),
            "gone_at": row.visible_from,
            "expired": False,
            "successor": successor,
            "kind_label": words.reason(str(notice.get("kind", ""))),
            "ended": notice.get("kind") in ENDED,
        }
    return {
        "title": row.title,
        "published_at": row.visible_from,
        "gone_at": row.visible_until,
        "reason": "",
        "authority": str(row.parsed_facts.get("unit_name", "")),
        "expired": True,
        "successor": next((link for kind, link in listing.named(row.parsed_facts, now) if kind in SUCCEEDED_BY), None),
        "kind_label": "",
        "ended": False,
    }


def ended_above(item: str, now: datetime, channel: str = WEB) -> list[dict[str, Any]]:
    """What an item stands under and is gone, as `facts_of` and its `url`: a batch of licences outlives its item."""
    row = current.standing(item, channel, now)
    upper = current.above([row], channel, now) if row is not None else {}
    structure = current.tree(channel, now)
    return [
        {**facts_of(each, now), "url": current.path_of(each, structure, channel, now, upper)}
        for each in upper.values()
        if each is not None and not current.is_shown(each, now)
    ]
