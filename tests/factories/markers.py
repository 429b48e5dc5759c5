"""A marker of its own for whatever an editor can fill in, read from the models: page fields, child rows, blocks.

A field of a kind that this does not know fails (`Unknown`), so that it is thought of where it is to be seen.
"""

import datetime
import itertools
import string
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any

from django import forms
from django.apps import apps
from django.db import models
from django.utils import timezone, translation
from wagtail import blocks
from wagtail.admin.panels import ObjectList
from wagtail.blocks.field_block import BaseChoiceBlock, ChooserBlock
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.coreutils import resolve_model_string
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.models import Page

from cms.pages.base.child_rows import RelatedItem
from cms.pages.templatetags.disclosure_pages import HEADINGS

CHOSEN = {
    "regulationpage.kind": "law",  # the shortest chain
    "regulationpage.validity": "repealed",  # with the day and the act that ended it
    "organisationpage.kind": "leadership",
    "*.genre": "minutes",  # a word that stands nowhere else
}
"""What is chosen; of any other choice the last."""
NOT_ENTERED = {
    "*.comment_notifications": "whether an editor hears of remarks",
    "*.comments.*": "remarks of editors among themselves",
    "*.go_live_at": "a page that goes up later is another test's (lifecycle)",
    "*.moved_under": "the move of a column is another test's",
    "*.index_number": "given by the system",
    "*.document_key": "worked out from the document number",
    "organisationpage.leaders.*": "from the registers, at every save",
    "organisationpage.offices.*": "from the registers, at every save",
    "organisationpage.subordinates.*": "from the registers, at every save",
    "unithomepage.home_of": "a unit has one home page, which stays its own",
    "homepage.slug": "the site's root has no address part that anybody sees",
    "homepage.redirects.target": "a page or an address: the address is entered",
    "homepage.show_in_navigation": "the home page is the mark at the head",
    "homepage.order": "the home page is the mark at the head",
}
"""What no marker is entered into, and why."""


class Unknown(AssertionError):
    """A kind of field or block for which nobody has said how it is filled in."""


@dataclass(frozen=True)
class Mark:
    """Something entered at `path` (`planpage.tasks.task`). Any of `words` says that it is seen.

    `box` is the name of the form's input, with `{row}` for the number of a child row; of a block it is empty.
    """

    path: str
    words: tuple[str, ...]
    box: str = ""
    value: Any = ""
    way: str = "fill"

    def is_in(self, text: str) -> bool:
        return any(word in text for word in self.words)


def reason(path: str, told: dict[str, str]) -> str | None:
    return next((why for pattern, why in told.items() if fnmatch(path, pattern)), None)


@dataclass
class Given:
    """Rows that are there already, for choosers: primary key and what people call it. Each document is used once."""

    documents: Iterator[tuple[int, str]]
    image: tuple[int, str]
    page: tuple[int, str]
    column: tuple[int, str]
    office: tuple[int, str]
    subject: tuple[int, str]
    counted: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def word(self) -> str:
        """Letters that stand nowhere else."""
        found, rest = "", next(self.counted)
        for _place in range(3):
            rest, place = divmod(rest, 26)
            found = string.ascii_lowercase[place] + found
        return f"zq{found}wv"

    def number(self) -> int:
        """Falling, so that a promised limit is below the statutory one."""
        return 31_999 - next(self.counted) * 7

    def first_day(self) -> datetime.date:
        """Before every other one: nothing of a document lies before its own date."""
        return datetime.date(1981, 1, 1) + datetime.timedelta(days=next(self.counted))

    def day(self) -> datetime.date:
        """Rising, so that a period ends after it begins."""
        return datetime.date(2001, 2, 3) + datetime.timedelta(days=next(self.counted) * 3)


def nothing() -> Given:
    """Where only the paths are wanted."""
    return Given(itertools.repeat((1, "")), *[(1, "")] * 5)


def page_types() -> list[Any]:
    """Every page type of this product."""
    found = (model for model in apps.get_models() if issubclass(model, Page) and model is not Page)
    return sorted((model for model in found if model._meta.app_label == "disclosure_pages"), key=lambda m: m.__name__)


def of_page(model: Any, given: Given) -> list[Mark]:
    """What the type's own form asks."""
    with translation.override("zh-hans"):
        return list(_of_form(model, model.get_edit_handler().get_form_class(), given))


def provided(model: Any, given: Given) -> list[Mark]:
    """What another office enters, in the form that the admin makes of the type's `provided_panels`."""
    with translation.override("zh-hans"):
        panels = [panel for each in getattr(model, "provided_panels", {}).values() for panel in each]
        form = ObjectList(panels, base_form_class=model.base_form_class).bind_to_model(model).get_form_class()
        return list(_of_form(model, form, given)) if panels else []


def _of_form(model: Any, form: Any, given: Given) -> Iterator[Mark]:
    top = model._meta.model_name
    for name, asked in form.base_fields.items():
        if reason(f"{top}.{name}", NOT_ENTERED) is None:
            yield from _field(f"{top}.{name}", model._meta.get_field(name), asked, name, given)
    for relation, formset in getattr(form, "formsets", {}).items():
        for name, asked in formset.form.base_fields.items():
            path = f"{top}.{relation}.{name}"
            if reason(path, NOT_ENTERED) is None:
                child = formset.model._meta.get_field(name)
                yield from _field(path, child, asked, f"{relation}-{{row}}-{name}", given)


def _field(path: str, declared: Any, asked: Any, box: str, given: Given) -> Iterator[Mark]:
    if isinstance(declared, StreamField):
        raw, found = of_block(declared.stream_block, path, given)
        yield Mark(path, (), box, raw, "blocks")
        yield from found
    elif isinstance(declared, models.ForeignKey):
        yield _chosen_row(path, declared, box, given)
    elif isinstance(asked, forms.MultipleChoiceField):
        value, label = "plans", dict(_registry())["plans"]
        yield Mark(path, (label,), box, value, "tick")
    elif isinstance(declared, models.BooleanField):
        yield Mark(path, (str(declared.verbose_name),), box, True, "check")
    elif getattr(declared, "choices", None):
        yield _choice(path, declared, box)
    else:
        yield _plain(path, declared, box, given)


def _registry() -> Any:
    from cms.pages.base import registry

    return registry.choices("web")


def _choice(path: str, declared: Any, box: str) -> Mark:
    labels = dict(declared.flatchoices)
    value = reason(path, CHOSEN) or list(labels)[-1]
    words = (str(labels[value]),)
    if declared.model is RelatedItem:
        words += (str(HEADINGS[value]),)
    return Mark(path, words, box, value, "select")


def _chosen_row(path: str, declared: Any, box: str, given: Given) -> Mark:
    if declared.related_model is get_document_model():
        pk, words = next(given.documents)
        return Mark(path, (words,), box, str(pk), "hidden")
    kinds = {
        get_image_model(): given.image,
        Page: given.column if declared.name == "column" else given.page,
        apps.get_model("disclosure_organisation", "Office"): given.office,
        apps.get_model("disclosure_pages", "SubjectClass"): given.subject,
    }
    if declared.related_model not in kinds:
        raise Unknown(f"{path}: no row of {declared.related_model} is given")
    pk, words = kinds[declared.related_model]
    way = "select" if declared.name in ("issuing_office", "subject") else "hidden"
    return Mark(path, (words,), box, str(pk), way)


def _plain(path: str, declared: Any, box: str, given: Given) -> Mark:
    if isinstance(declared, models.DateTimeField):
        until = timezone.localtime().replace(hour=18, minute=0, second=0) + datetime.timedelta(days=30)
        words = (f"{until:%Y-%m-%d} 18:00", f"{until.year}年{until.month}月{until.day}日 18:00")
        return Mark(path, words, box, f"{until:%Y-%m-%d} 18:00")
    if isinstance(declared, models.DateField):
        day = given.first_day() if declared.name == "created_on" else given.day()
        return Mark(path, (day.isoformat(), f"{day.year}年{day.month}月{day.day}日"), box, day.isoformat())
    if isinstance(declared, models.DecimalField):
        amount = f"{given.number() / 100:.2f}"
        return Mark(path, (amount,), box, amount)
    if isinstance(declared, models.IntegerField):
        number = str(given.number())
        return Mark(path, (number,), box, number)
    word = given.word()
    if isinstance(declared, RichTextField):
        return Mark(path, (word,), box, word, "rich")
    if isinstance(declared, models.URLField):
        return Mark(path, (f"https://{word}.example/",), box, f"https://{word}.example/")
    if isinstance(declared, models.EmailField):
        return Mark(path, (f"{word}@example.cn",), box, f"{word}@example.cn")
    if path.endswith("redirects.old_path"):
        return Mark(path, (f"/{word}/alt.htm",), box, f"/{word}/alt.htm")
    if isinstance(declared, models.CharField | models.TextField):
        return Mark(path, (word,), box, word)
    raise Unknown(f"{path}: nobody has said how a {type(declared).__name__} is filled in")


def of_block(block: Any, path: str, given: Given) -> tuple[Any, list[Mark]]:
    """(raw value, marks): every child of a stream once, an entry of each list, every part of a struct."""
    if isinstance(block, blocks.StreamBlock):
        made = {name: of_block(child, f"{path}.{name}", given) for name, child in block.child_blocks.items()}
        return [{"type": name, "value": raw} for name, (raw, _marks) in made.items()], _joined(made)
    if isinstance(block, blocks.ListBlock):
        raw, marks = of_block(block.child_block, path, given)
        return [raw], marks
    if isinstance(block, blocks.StructBlock):
        made = {name: of_block(child, f"{path}.{name}", given) for name, child in block.child_blocks.items()}
        return {name: raw for name, (raw, _marks) in made.items()}, _joined(made)
    if isinstance(block, TableBlock):
        return _table(path, given)
    raw, words = _part(block, path, given)
    return raw, [Mark(path, words)]


def _joined(made: dict[str, tuple[Any, list[Mark]]]) -> list[Mark]:
    return [mark for _raw, marks in made.values() for mark in marks]


def _table(path: str, given: Given) -> tuple[Any, list[Mark]]:
    caption, *cells = (given.word() for _each in range(5))
    raw = {"data": [cells[:2], cells[2:]], "table_caption": caption, "table_header_choice": "both"}
    raw |= {"first_row_is_table_header": True, "first_col_is_header": True, "cell": [], "mergeCells": []}
    return raw, [Mark(f"{path}.{n}", (word,)) for n, word in enumerate([caption, *cells])]


def _part(block: Any, path: str, given: Given) -> tuple[Any, tuple[str, ...]]:
    if isinstance(block, BaseChoiceBlock):
        value, label = list(block.field.choices)[-1]
        return value, (str(label),)
    if isinstance(block, ChooserBlock):
        target = resolve_model_string(block.target_model)
        if target not in (get_document_model(), get_image_model()):
            raise Unknown(f"{path}: no row of {target} is given")
        pk, words = next(given.documents) if target is get_document_model() else given.image
        return pk, (words,)
    word = given.word()
    if isinstance(block, blocks.RichTextBlock):
        return f"<p>{word}</p>", (word,)
    if isinstance(block, blocks.EmailBlock):
        return f"{word}@example.cn", (f"{word}@example.cn",)
    if isinstance(block, blocks.CharBlock | blocks.TextBlock):
        return word, (word,)
    raise Unknown(f"{path}: nobody has said how a {type(block).__name__} is filled in")
