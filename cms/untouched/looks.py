"""What a stored value looks like in a form; two values that look alike there are the same to whoever reads them."""

import datetime
import re
from typing import Any

from wagtail import blocks

KEY = re.compile(r' data-block-key="[^"<>]*"')


def minute(value: datetime.datetime) -> datetime.datetime:
    """The minute that a moment lies in."""
    return value.replace(second=0, microsecond=0)


def text(value: Any) -> str:
    """Without the spaces at its ends, with one kind of line end."""
    return str(value or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def rich_text(value: Any, converter: Any) -> str:
    """As the editor reads and writes it, without its keys."""
    source = str(value or "")
    if converter is not None:
        source = converter.to_database_format(converter.from_database_format(source))
    plain = KEY.sub("", source)
    return "" if plain == "<p></p>" else text(plain)


def merged(block: Any, stored: Any, sent: Any) -> Any:
    """`sent` with each piece of `stored` that looks the same put back; both as a StreamField stores them."""
    if isinstance(block, blocks.StreamBlock):
        return _listed(sent, stored, lambda each: block.child_blocks.get(each["type"]))
    if isinstance(block, blocks.ListBlock):
        return _listed(sent, stored, lambda each: block.child_block)
    if isinstance(block, blocks.StructBlock) and isinstance(stored, dict) and isinstance(sent, dict):
        return {
            name: merged(block.child_blocks[name], stored[name], value)
            if name in stored and name in block.child_blocks
            else value
            for name, value in sent.items()
        }
    return stored if _alike(block, stored, sent) else sent


def unnamed(value: Any) -> Any:
    """Blocks without their identifiers."""
    if isinstance(value, list):
        return [unnamed(each) for each in value]
    if isinstance(value, dict):
        is_block = {"type", "value"} <= set(value) <= {"type", "value", "id"}
        return {name: unnamed(each) for name, each in value.items() if not (is_block and name == "id")}
    return value


def _listed(sent: Any, stored: Any, child_of: Any) -> Any:
    """Pieces belong together by their identifier, or by their place where the stored ones had none yet."""
    if not isinstance(sent, list) or not isinstance(stored, list):
        return sent
    known = {each.get("id"): each for each in stored if isinstance(each, dict) and each.get("id")}
    found = []
    for place, each in enumerate(sent):
        former = known.get(each.get("id")) or (stored[place] if place < len(stored) else None)
        child = child_of(each)
        if child is not None and isinstance(former, dict) and former.get("type") == each.get("type"):
            each = {**each, "value": merged(child, former.get("value"), each.get("value"))}
        found.append(each)
    return found


def _alike(block: Any, stored: Any, sent: Any) -> bool:
    if isinstance(block, blocks.RichTextBlock):
        converter = getattr(block.field.widget, "converter", None)
        return rich_text(stored, converter) == rich_text(sent, converter)
    if isinstance(stored, str | None) and isinstance(sent, str | None):
        return text(stored) == text(sent)
    if isinstance(stored, dict) and isinstance(sent, dict):
        return _said(stored) == _said(sent)
    return bool(stored == sent)


def _said(value: Any) -> Any:
    """A table or the like without what says nothing: the editor writes it out, or leaves it away."""
    if isinstance(value, dict):
        facts = {name: _said(each) for name, each in value.items()}
        return {name: each for name, each in facts.items() if each not in ("", None, [], {}, False)}
    if isinstance(value, list):
        return [_said(each) for each in value]
    return text(value) if isinstance(value, str | None) else value
