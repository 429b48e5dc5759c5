"""The words of rich text and of stream blocks as a sealed form holds them: labels, choices, tables, links by title."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Protocol

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks
from wagtail.blocks.field_block import BaseChoiceBlock, ChooserBlock
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock

from cms.workflows.admin.forms import moments


class Named(Protocol):
    """(model, primary key) → what people call the row that a form refers to. `described`: with the alternative text
    that a picture was given at upload, which the public gets where the place has no words of its own."""

    def __call__(self, model: Any, pk: Any, described: bool = False) -> str: ...


ALTERNATIVE = "alt"
"""The child of a block that holds its picture's own alternative text."""


PLACED = {"type", "value", "id"}
ENDS = {"p", "li", "ul", "ol", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "br", "div"}
HEADERS = {
    "row": gettext_lazy("the first row holds the headers"),
    "column": gettext_lazy("the first column holds the headers"),
    "both": gettext_lazy("the first row and the first column hold the headers"),
    "neither": gettext_lazy("without headers"),
}


class _Reader(HTMLParser):
    """Rich text read aloud: a line per paragraph, and after each link where it leads."""

    def __init__(self, named: Named) -> None:
        super().__init__(convert_charrefs=True)
        self.named = named
        self.parts: list[str] = []
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "a":
            self.targets.append(self._target(attributes))
        elif tag == "embed":
            self.parts.append(f"（{self._target({**attributes, 'linktype': attributes.get('embedtype')})}）")
        elif tag == "li":
            self.parts.append("• ")
        elif tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self.targets:
            target = self.targets.pop()
            self.parts.append(f"（→ {target}）" if target else "")
        if tag in ENDS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def _target(self, attributes: dict[str, str | None]) -> str:
        kinds = {"page": "wagtailcore.Page", "document": "document", "image": "image"}
        kind = kinds.get(attributes.get("linktype") or "")
        if kind:
            return self.named(kind, attributes.get("id"))
        return str(attributes.get("href") or attributes.get("url") or "")


def rich_text(markup: str, named: Named) -> str:
    """The words of rich text, a line per paragraph; a link says where it leads."""
    reader = _Reader(named)
    reader.feed(markup)
    reader.close()
    lines = (line.strip() for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)


def lines(block: Any, value: Any, named: Named) -> Iterator[str]:
    """The lines of a block's raw value, as `get_prep_value` writes it. Nothing of an empty one."""
    if isinstance(block, blocks.StaticBlock):
        return
    if isinstance(block, blocks.StreamBlock):
        for each in value or ():
            child = block.child_blocks.get(each["type"])
            yield from _block(child, each["value"], named) if child else unknown(each["value"])
    elif isinstance(block, blocks.ListBlock):
        for each in value or ():
            yield from lines(block.child_block, _bare(each), named)
    elif isinstance(block, blocks.StructBlock):
        yield from _struct(block, value or {}, named)
    elif isinstance(block, TableBlock):
        yield from table(value or {})
    elif isinstance(block, BaseTypedTableBlock):
        yield from typed_table(block, value or {}, named)
    else:
        yield from filter(None, _field(block, value, named).split("\n"))


def _block(child: Any, value: Any, named: Named) -> Iterator[str]:
    """The label of a block as a line of its own, then what it says."""
    yield f"【{capfirst(str(child.label))}】"
    yield from lines(child, value, named)


def _bare(each: Any) -> Any:
    return each["value"] if isinstance(each, dict) and set(each) >= {"type", "value"} else each


def _struct(block: Any, value: dict[str, Any], named: Named) -> Iterator[str]:
    """One line with what is short, each with its label; the entries of a list below it."""
    plain = getattr(block.meta, "shown_without_labels", ())
    described = ALTERNATIVE in block.child_blocks and not str(value.get(ALTERNATIVE) or "").strip()
    short, below = [], []
    for name, child in block.child_blocks.items():
        if described and isinstance(child, ChooserBlock) and value.get(name):
            said = [named(child.target_model, value[name], described=True)]
        else:
            said = list(lines(child, value.get(name), named))
        if not said:
            continue
        if isinstance(child, blocks.ListBlock | blocks.StreamBlock | blocks.StructBlock | TableBlock):
            below += [f"{capfirst(str(child.label))}：", *said] if str(child.label) != str(block.label) else said
        else:
            words = "\n".join(said)
            short.append(words if name in plain else f"{capfirst(str(child.label))}：{words}")
    if short:
        yield " · ".join(short)
    yield from below


def _field(block: Any, value: Any, named: Named) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(block, blocks.RichTextBlock):
        return rich_text(str(value), named)
    if isinstance(block, ChooserBlock):
        return named(block.target_model, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(block, blocks.DateTimeBlock | blocks.DateBlock | blocks.TimeBlock):
        return moments.in_words(value)
    if isinstance(block, BaseChoiceBlock):
        chosen = value if isinstance(value, list) else [value]
        choices = dict(_flat(block.field.choices))
        return "、".join(str(choices.get(each, each)) for each in chosen)
    return str(value)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield value, label


def table(value: dict[str, Any]) -> Iterator[str]:
    """Caption, where the headers are, and a line per row with its cells side by side."""
    yield from about_table(value)
    for row in cells(value):
        yield " ｜ ".join(row)


def about_table(value: dict[str, Any]) -> Iterator[str]:
    """What is said of a table beside its cells: its caption, and where its headers are."""
    if value.get("table_caption"):
        yield f"{_('Table caption')}：{value['table_caption']}"
    choice = HEADERS.get(value.get("table_header_choice") or "")
    if choice:
        yield f"（{choice}）"


def cells(value: dict[str, Any]) -> list[list[str]]:
    """The rows of a table, each cell as text on one line."""
    rows = value.get("data") or ()
    return [["" if cell is None else str(cell).replace("\n", " ") for cell in row] for row in rows]


def typed_table(block: Any, value: dict[str, Any], named: Named) -> Iterator[str]:
    """A table whose columns hold blocks: its headings, and a line per row."""
    columns = value.get("columns") or ()
    if columns:
        yield " ｜ ".join(str(column.get("heading") or "") for column in columns)
    children = [block.child_blocks.get(column["type"]) for column in columns]
    for row in value.get("rows") or ():
        said = zip(children, row.get("values") or (), strict=False)
        yield " ｜ ".join("；".join(lines(child, each, named) if child else unknown(each)) for child, each in said)


def without_places(value: Any) -> Any:
    """A raw value without the places of the entries in it, so that an entry that only moved up is the same one."""
    if isinstance(value, list):
        return [without_places(each) for each in value]
    if isinstance(value, dict):
        kept = {name: without_places(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if name != "id"} if set(kept) >= PLACED else kept
    return value


def unknown(value: Any) -> Iterator[str]:
    """A block that this version no longer knows: whatever text it holds."""
    if isinstance(value, dict):
        for each in value.values():
            yield from unknown(each)
    elif isinstance(value, list):
        for each in value:
            yield from unknown(each)
    elif isinstance(value, str) and value:
        yield from rich_text(value, _nothing).split("\n")


def _nothing(model: Any, pk: Any, described: bool = False) -> str:
    return ""
