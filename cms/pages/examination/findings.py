"""What is looked at before a page is submitted, beyond its fields: pictures without words, files that stand twice, and
links that a reader could not follow. What bars the submission is named, and so is what only deserves a look."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from cms.pages.examination import mentions
from cms.pages.examination.links import Standing, is_dead
from cms.pages.examination.mentions import Mention
from cms.workflows.cases.validation import Findings


def of(item: Any, action: str, user: Any, at: datetime.datetime) -> Findings:
    """What this person has to put right, and what they should know, before the item is submitted for an action."""
    if action not in ("publish", "modify", "repeal"):
        return Findings()
    found = list(mentions.of(item))
    start = max(filter(None, (at, item.disclosure_from())))
    dead, later = _links(item, found, user, start)
    if action == "repeal":  # the text ends as it is; what it points at is not its last case's concern
        return Findings((), (*dead, *later))
    double, again = _files(found)
    return Findings((*_pictures(found), *double, *dead), (*again, *later))


def _rows(found: Iterable[Mention]) -> dict[tuple[Any, str], Any]:
    """(model, primary key) → row, one query a model; what has been deleted is not among them."""
    wanted: dict[Any, set[str]] = {}
    for mention in found:
        if mention.model is not None:
            wanted.setdefault(mention.model, set()).add(mention.pk)
    rows = {}
    for model, keys in wanted.items():
        for pk, row in model._base_manager.in_bulk(sorted(keys)).items():
            rows[model, str(pk)] = row
    return rows


def _pictures(found: list[Mention]) -> Iterator[str]:
    """A picture says nothing to whoever cannot see it, unless its place or the upload gives words for it."""
    pictures = [mention for mention in found if mention.is_picture]
    rows = _rows(pictures)
    for mention in pictures:
        row = rows.get((mention.model, mention.pk))
        if row is None:
            yield _("%(where)s: the picture is not there any more.") % {"where": mention.where}
        elif not (mention.alternative or row.description.strip()):
            yield _("%(where)s: the picture “%(title)s” has no alternative text. Say here what it shows.") % {
                "where": mention.where,
                "title": row.title,
            }


def _files(found: list[Mention]) -> tuple[list[str], list[str]]:
    """(the same bytes listed twice, the same bytes linked once more in the text), in words."""
    documents = [mention for mention in found if mention.is_document]
    rows = _rows(documents)
    lines, by_digest = [], dict[str, list[Mention]]()
    for mention in documents:
        row = rows.get((mention.model, mention.pk))
        if row is None:
            lines.append(_("%(where)s: the document is not there any more.") % {"where": mention.where})
        elif row.sha256:
            by_digest.setdefault(row.sha256, []).append(mention)
    remarks = []
    for same in by_digest.values():
        listed = [mention for mention in same if not mention.in_text]
        if len(listed) > 1:
            lines.append(_("The same file stands here more than once: %(places)s.") % {"places": _named(listed, rows)})
        elif len(same) > 1:
            remarks.append(_("The same file is linked more than once: %(places)s.") % {"places": _named(same, rows)})
    return lines, remarks


def _named(same: Iterable[Mention], rows: dict[tuple[Any, str], Any]) -> str:
    return "、".join(f"{mention.where}《{rows[mention.model, mention.pk].title}》" for mention in same)


def _links(item: Any, found: Iterable[Mention], user: Any, start: datetime.datetime) -> tuple[list[str], list[str]]:
    """(links that are dead, links that begin to lead somewhere later), in words."""
    dead, later = list[str](), list[str]()
    seen: dict[str, Standing | None] = {}
    for mention in found:
        if mention.address and is_dead(mention.address, start):
            words = {"where": mention.where, "address": mention.address}
            dead.append(_("%(where)s: nothing that the public reads stands at %(address)s.") % words)
        key = f"page:{mention.pk}"
        if not mention.is_page or key == item.disclosure_key:
            continue
        if key not in seen:
            seen[key] = Standing.of(key, user, start)
        standing = seen[key]
        if standing is not None:
            line = _("%(where)s: %(standing)s") % {"where": mention.where, "standing": standing.words}
            (later if standing.comes else dead).append(line)
    return dead, later
