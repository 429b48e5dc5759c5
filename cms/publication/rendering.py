"""One way to turn a form into HTML: for the public, for a preview and for reviewers alike."""

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from cms.publication import building, clock, current, listing, mounting, tombstones
from cms.publication.canonical import CanonicalContent
from cms.publication.current import WEB, Link, Node
from cms.publication.reading import Row
from cms.sandbox import sandbox


@dataclass(frozen=True)
class PageContext:
    """What a template knows of the publication that it renders, as `publication`."""

    number: int | None
    key: str
    address: str
    published_at: datetime | None
    """When it came on view: what lists sort by and show."""
    visible_until: datetime | None
    facts: dict[str, Any]
    is_preview: bool = False
    trail: tuple[Link, ...] = ()
    backlinks: tuple[tuple[str, Link], ...] = field(default=())
    replaced: tuple[Link, ...] = ()
    notes: tuple[str, ...] = ()
    basis: dict[str, Any] = field(default_factory=dict)
    """What its repeal rests on (`tombstones.basis_of`)."""
    ended: tuple[dict[str, Any], ...] = ()
    """What stood above it and is gone (`tombstones.facts_of` and its `url`): a licence tells of its item's end."""
    spoken: str = ""
    """The language of the words around it, where it is not the public's: the intranet's is its reader's."""


@contextlib.contextmanager
def opened(form: CanonicalContent, channel: str = WEB, at: datetime | None = None) -> Iterator[Any]:
    """The item of a form inside its sandbox. Raises SchemaMismatch; inside, live rows raise LiveRowTouched."""
    here = sandbox.Sandbox(form.data["exhibits"], resolve=lambda key: current.link(key, channel, at))
    with sandbox.entered(here):
        yield building.instance(form, here)


def render(
    form: CanonicalContent, page_context: PageContext, request: HttpRequest | None, at: datetime | None = None
) -> str:
    """The item's own template, from the sealed form and nothing else."""
    with opened(form, at=at) as page:
        context = {"page": page, "self": page, "publication": page_context, "request": request}
        return render_to_string(page.template, context)


def published(
    row: Row, address: str, trail: tuple[Node | Row, ...], at: datetime, notes: tuple[str, ...] = ()
) -> PageContext:
    """What is told of a current publication."""
    return PageContext(
        number=row.number,
        key=row.item,
        address=address,
        published_at=row.visible_from,
        visible_until=row.visible_until,
        facts=row.parsed_facts,
        trail=_trail(trail, at),
        backlinks=tuple(listing.backlinks(row.item, row.channel, at)),
        replaced=() if row.structural else tuple(listing.replaced(row.item, row.channel, at)),
        notes=notes,
        ended=tuple(_ended(trail, at)),
        basis=tombstones.basis_of(json.loads(row.notice), at),
    )


def preview(form: CanonicalContent, at: datetime | None = None) -> PageContext:
    """What is told of a form that is not public: its place among what is."""
    structure = current.tree(WEB, at)
    trail: list[Node] = []
    parent = str(form.data["parent"])
    while parent in structure.nodes and len(trail) < current.DEEPEST:
        node = structure.nodes[parent]
        trail.insert(0, node)
        if (node.row.parent, node.row.slug) == ("", ""):
            break
        parent = node.row.parent
    return PageContext(
        number=None,
        key=form.key,
        address="",
        published_at=None,
        visible_until=form.expire,
        facts=form.facts,
        is_preview=True,
        trail=_trail(tuple(trail), at),
        backlinks=tuple(listing.backlinks(form.key, WEB, at)),
    )


def _gone(step: Node | Row, at: datetime | None) -> bool:
    return isinstance(step, Row) and not current.is_shown(step, at or clock.now())


def _begins(row: Row) -> str:
    """The address of what a trail begins with: the home page, or what stands below a page of the host's."""
    if row.parent.startswith(mounting.BESIDE):
        return f"{mounting.path_beside(row.parent)}{row.slug}/"
    return mounting.home()


def _ended(trail: tuple[Node | Row, ...], at: datetime) -> Iterator[dict[str, Any]]:
    path = ""
    for step in trail:
        row = step.row if isinstance(step, Node) else step
        path = f"{path}{row.slug}/" if path else _begins(row)
        if _gone(step, at):
            yield {**tombstones.facts_of(row, at), "url": path}


def _trail(trail: tuple[Node | Row, ...], at: datetime | None) -> tuple[Link, ...]:
    """The pages above, from the home page on, each with its own address."""
    links = []
    path = ""
    for step in trail:
        row = step.row if isinstance(step, Node) else step
        facts = step.facts if isinstance(step, Node) else row.parsed_facts
        path = f"{path}{row.slug}/" if path else _begins(row)
        title = tombstones.facts_of(row, at or clock.now())["title"] if _gone(step, at) else row.title
        links.append(Link(str(title or _("withdrawn")), path, row.number, facts))
    return tuple(links)
