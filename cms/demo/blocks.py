"""Bodies and child rows of the demonstration: from what `fixtures/demo/*.toml` writes to what Wagtail keeps.

A line of a body is a paragraph, `# …` a heading; a table `{ kind = value }` is a block of that kind as it is stored.
Where a row or a block wants a document it is given its title (a Word file is made), for a picture any title, for a page
the title of one that is there.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from wagtail import blocks
from wagtail.blocks.field_block import ChooserBlock
from wagtail.coreutils import resolve_model_string
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.demo import files
from cms.pages.base.blocks import BodyBlock

Chosen = Callable[[Any, str], Any]
"""(model, title) → the row that a title stands for."""


def chooser(author: Any, collection: Any) -> Chosen:
    """Documents and pictures are made, of this author; pages are looked for."""

    def chosen(model: Any, title: str) -> Any:
        if model is get_document_model():
            return files.document(title, [title], author, collection)
        if model is get_image_model():
            return files.picture(author, collection)
        return Page.objects.get(draft_title=title)

    return chosen


def body(lines: Iterable[Any], chosen: Chosen) -> Iterator[dict[str, Any]]:
    """Blocks of a list of lines and tables, as a StreamField keeps them."""
    stream = BodyBlock()
    for line in lines:
        if isinstance(line, dict):
            for kind, value in line.items():
                yield {"type": kind, "value": _raw(stream.child_blocks[kind], value, chosen)}
        elif line.startswith("# "):
            yield {"type": "heading", "value": {"text": line[2:], "level": "2"}}
        else:
            yield {"type": "paragraph", "value": f"<p>{line}</p>"}


def _raw(block: Any, value: Any, chosen: Chosen) -> Any:
    if isinstance(block, blocks.ListBlock):
        return [_raw(block.child_block, each, chosen) for each in value]
    if isinstance(block, blocks.StructBlock):
        facts = {name: block.child_blocks[name] for name in value}
        return {name: _raw(child, value[name], chosen) for name, child in facts.items()}
    if isinstance(block, ChooserBlock):
        return chosen(resolve_model_string(block.target_model), value).pk
    return value


def row(model: Any, facts: dict[str, Any], place: int, chosen: Chosen) -> Any:
    """A child row; a title stands for the document or page that it links to."""
    values = {}
    for name, value in facts.items():
        field = model._meta.get_field(name)
        values[name] = chosen(field.related_model, value) if field.is_relation and isinstance(value, str) else value
    return model(sort_order=place, **values)
