"""What changed in a field of blocks: block by block; in a table cell by cell, in a list entry by entry."""

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.contrib.table_block.blocks import TableBlock

from cms.workflows.admin.forms import blocks, marking
from cms.workflows.admin.forms.blocks import Named

Raw = dict[str, Any]
NAME = 30
"""Characters of a block's beginning by which it is called."""


def title(block: Any, raw: Raw, named: Named) -> str:
    """What a block is called: its kind, and how it begins."""
    child = block.child_blocks.get(raw["type"])
    kind = capfirst(str(child.label)) if child is not None else str(raw["type"])
    caption = str((raw["value"] or {}).get("table_caption") or "") if isinstance(child, TableBlock) else ""
    said = caption or next((line for line in _text(child, raw, named).split("\n") if line), "")
    return _("%(kind)s “%(beginning)s”") % {"kind": kind, "beginning": Truncator(said).chars(NAME)} if said else kind


def difference(block: Any, before: Iterable[Raw], after: Iterable[Raw], named: tuple[Named, Named]) -> SafeString:
    """Each block that went, came or changed, in order, and how many lie between that stayed.

    `before` and `after` are raw values of the stream block; `named` names what each of them refers to.
    """
    old, new = [dict(each) for each in before], [dict(each) for each in after]
    known = {id(raw): _text(_child(block, raw), raw, named[0]) for raw in old}
    known |= {id(raw): _text(_child(block, raw), raw, named[1]) for raw in new}

    def alike(one: Raw, other: Raw) -> float:
        return marking.alike(known[id(one)], known[id(other)]) if one["type"] == other["type"] else 0.0

    parts: list[SafeString] = []
    same = 0
    pairs = marking.aligned(old, new, alike, _key)
    moved = _moved(pairs)
    for one, other in pairs:
        if one is not None and other is not None and _key(one) == _key(other):
            same += 1
            continue
        parts += [_left_out(same)] if same else []
        same = 0
        parts.append(_block(block, one, other, known, moved))
    parts += [_left_out(same)] if same and parts else []
    return mark_safe("".join(parts))  # noqa: S308 - put together of safe parts


def _moved(pairs: Iterable[tuple[Raw | None, Raw | None]]) -> set[str]:
    """The blocks that went from one place and stand, as they were, in another."""
    listed = list(pairs)
    went = {_key(one) for one, other in listed if one is not None and other is None}
    return went & {_key(other) for one, other in listed if one is None and other is not None}


def _child(block: Any, raw: Raw) -> Any:
    return block.child_blocks.get(raw["type"])


def _key(raw: Raw) -> str:
    return f"{raw['type']} {blocks.without_places(raw['value'])}"


def _text(child: Any, raw: Raw, named: Named) -> str:
    said = blocks.lines(child, raw["value"], named) if child is not None else blocks.unknown(raw["value"])
    return "\n".join(said)


def _left_out(number: int) -> SafeString:
    said = ngettext("%(count)s block is the same", "%(count)s blocks are the same", number) % {"count": number}
    return format_html('<p class="cases-same">… {} …</p>', said)


def _block(block: Any, one: Raw | None, other: Raw | None, known: dict[int, str], moved: set[str]) -> SafeString:
    raw = other or one or {}
    child = _child(block, raw)
    kind = capfirst(str(child.label)) if child is not None else str(raw["type"])
    before, after = known[id(one)] if one is not None else "", known[id(other)] if other is not None else ""
    if _key(raw) in moved:
        state, what = (
            "moved",
            _("stood here, moved elsewhere") if other is None else _("moved here, otherwise the same"),
        )
        said = marking.paragraphs(after or before)
    else:
        state = "changed" if one is not None and other is not None else "came" if other is not None else "went"
        what = {"changed": _("changed"), "came": _("new"), "went": _("taken out")}[state]
        said = _table(one, other) if isinstance(child, TableBlock) else _words(before, after)
    head = format_html('<p class="cases-block-name">{} · <strong>{}</strong></p>', kind, what)
    return format_html('<div class="cases-block cases-block--{}">{}{}</div>', state, head, said)


def _words(before: str, after: str) -> SafeString:
    if before == after:
        said = _("The words are the same; how they are set has changed.")
        return format_html("{}<p><em>{}</em></p>", marking.paragraphs(after), said)
    return marking.text(before, after, near=marking.NEAR if before and after else None)


def _table(one: Raw | None, other: Raw | None) -> SafeString:
    old, new = (raw["value"] or {} if raw is not None else {} for raw in (one, other))
    head = marking.text("\n".join(blocks.about_table(old)), "\n".join(blocks.about_table(new)))
    return format_html("{}{}", head, marking.table(blocks.cells(old), blocks.cells(new)))
