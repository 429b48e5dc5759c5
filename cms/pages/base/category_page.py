"""What all categories of disclosed information share. A category adds a page type, a template and a chain.

A page type declares, and this base does the rest: `category` and `category_code`, the fields of its subject,
`category_panels`, `disclosure_schema` (made by `shown`), `required_to_publish`, and `template`.
"""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import Panel, TabbedInterface
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from cms.numbering import document_numbers
from cms.pages.base import index_numbers, passages, placement
from cms.pages.base.base_page import BasePage
from cms.pages.base.blocks import BodyBlock
from cms.pages.base.dates import GivenDateField
from cms.pages.base.outline import Outline, outline
from cms.pages.base.schema import declared
from cms.pages.base.vocabulary import PUBLIC_LANGUAGE, Genre, Validity
from cms.pages.editor import panels
from cms.publication.canonical import CanonicalContent
from cms.publication.schema import Upgrader
from cms.workflows.cases import lacking
from cms.workflows.cases.lacking import Lack

COMMON_FIELDS = (
    "title",
    "issuing_office",
    "index_number",
    "document_number",
    "document_key",
    "created_on",
    "effective_on",
    "subject",
    "genre",
    "validity",
    "summary",
    "body",
    "no_expiry_reason",
)
COMMON_ROWS = ("disclosure_attachments", "disclosure_relations")
REQUIRED_OF_ALL = ("issuing_office", "summary", "genre", "created_on")
"""What every item needs before it is submitted, beside what its type declares (`required_to_publish`)."""
CHANGES_TEXT = ("publish", "modify")
"""The actions by which a text goes on view."""


def shown(
    *fields: str, rows: tuple[str, ...] = (), version: int = 1, upgraders: dict[int, Upgrader] | None = None
) -> Any:
    """The schema of a category: what every item shows, and its own fields and rows. Nothing else is shown."""
    return declared(*COMMON_FIELDS, *fields, rows=(*COMMON_ROWS, *rows), version=version, upgraders=upgraders or {})


NOT_SEARCHED = ("title", "document_key")
"""The title is searched for itself; the key of a document number is what the number is compared by."""


class CategoryPage(BasePage):
    """Abstract base of the categories of §3.1 and §3.2."""

    structural: ClassVar[bool] = False
    category: ClassVar[str]
    category_code: ClassVar[str]
    category_label: ClassVar[Any]
    default_genre: ClassVar[str] = Genre.OTHER
    within_category: ClassVar[bool] = False
    """A second type of page of a category, which another type stands for."""
    time_limited: Any = False
    expires_after: ClassVar[str] = ""
    """The field whose day ends its term: with that day's end the page comes down, where its form says nothing else."""
    named_by_unit: ClassVar[tuple[str, ...]] = ()
    """The fields that the form of a new page fills in with the name of the unit."""
    newest_first: ClassVar[bool] = False
    """Whether people want the newest: search puts it above the older where all else is nearly the same."""
    required_to_publish: ClassVar[tuple[str, ...]] = ()
    checked_before: ClassVar[tuple[str, ...]] = CHANGES_TEXT
    """The actions before which `lacks` is asked."""
    body_heading: ClassVar[Any] = gettext_lazy("Body text")
    category_panels: ClassVar[list[Panel]] = []
    number_fields: ClassVar[tuple[str, ...]] = ()
    validity_panels: ClassVar[list[Panel]] = []

    index_number = models.CharField(
        gettext_lazy("index number"), max_length=index_numbers.LENGTH, unique=True, editable=False
    )
    document_number = models.CharField(
        gettext_lazy("document number"),
        max_length=80,
        blank=True,
        help_text=gettext_lazy("As printed on the document; any form of brackets and digits is understood."),
    )
    document_key = models.CharField(max_length=80, blank=True, editable=False, db_index=True)
    created_on = GivenDateField(
        gettext_lazy("date of creation"),
        null=True,
        blank=True,
        help_text=gettext_lazy("The date on the document. Publish within 20 working days of it (art. 26)."),
    )
    effective_on = GivenDateField(gettext_lazy("effective from"), null=True, blank=True)
    subject = models.ForeignKey(
        "disclosure_pages.SubjectClass",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("subject class"),
    )
    genre = models.CharField(gettext_lazy("genre"), max_length=20, choices=Genre.choices)
    validity = models.CharField(
        gettext_lazy("validity"), max_length=20, choices=Validity.choices, default=Validity.IN_FORCE
    )
    summary = models.TextField(
        gettext_lazy("summary"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy(
            "What it is about, in a sentence or two: shown in the catalogue and among search results."
        ),
    )
    body = StreamField(BodyBlock(), blank=True, verbose_name=gettext_lazy("body text"))
    no_expiry_reason = models.CharField(gettext_lazy("reason for having no expiry"), max_length=300, blank=True)

    exclude_fields_in_copy = ["index_number"]
    parent_page_types = ["disclosure_pages.ColumnPage"]
    subpage_types: ClassVar[list[str]] = []
    show_in_menus_default = False

    search_fields = [
        *Page.search_fields,
        index.SearchField("index_number"),
        index.SearchField("document_number"),
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        abstract = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.pk is None and not self.genre:
            self.genre = self.default_genre

    @classmethod
    def get_edit_handler(cls) -> Any:
        """The panels of the editor, from what the type declares."""
        if "_disclosure_edit_handler" not in cls.__dict__:
            tabs: TabbedInterface = panels.disclosure_tabs(cls)
            cls._disclosure_edit_handler = tabs.bind_to_model(cls)
        return cls._disclosure_edit_handler

    def fresh_in_copy(self) -> dict[str, Any]:
        """What a copy does not take along: a new item has its own day, number and period. Field → value."""
        times = dict.fromkeys(name for name in ("go_live_at", "expire_at", self.expires_after) if name)
        return {**times, "created_on": timezone.localdate(), "document_number": "", "validity": Validity.IN_FORCE}

    # Where it stands

    @classmethod
    def can_exist_under(cls, parent: Page) -> bool:
        return bool(super().can_exist_under(parent)) and placement.takes(parent, cls.category)

    # The index number: given once

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any) -> "CategoryPage":
        page: CategoryPage = super().from_db(db, field_names, values)
        page._given_number = page.__dict__.get("index_number", "")
        return page

    def with_content_json(self, content: dict[str, Any]) -> "CategoryPage":
        """An older revision, or the source of an alias, does not bring its index number along."""
        page: CategoryPage = super().with_content_json(content)
        page.index_number = page._given_number = self.index_number
        return page

    def save(self, *args: Any, **kwargs: Any) -> Any:
        self.document_key = document_numbers.canonical(self.document_number) or ""
        if self.pk is None and self.issuing_office_id:
            self.index_number = index_numbers.allocate(self.issuing_office.unit.code, self.category_code)
            self._given_number = self.index_number
        elif getattr(self, "_given_number", ""):
            self.index_number = self._given_number
        return super().save(*args, **kwargs)

    def clean(self) -> None:
        self.document_key = document_numbers.canonical(self.document_number) or ""
        super().clean()

    # What must be there before it is submitted

    def missing(self, action: str) -> list[str]:
        """What is not there yet, in words; empty when the item may be submitted for the action.

        First what every item needs, then what the type says (`lacks`), then what its rows say (`Row.lacks`). A line
        that is about a field leads there (`lacking.Lack`).
        """
        if action not in self.checked_before:
            return []
        lines: list[str] = [*self.lacking_of_all()] if action in CHANGES_TEXT else []
        lines += self.lacks(action)
        for relation in self.disclosure_schema.children:
            for place, row in enumerate(getattr(self, relation).all()):
                lines += [lacking.within(line, relation, place, self.pk) for line in row.lacks(self, action)]
        return list(dict.fromkeys(lines))

    def lacks(self, action: str) -> Iterable[str]:
        """What this type needs beside `required_to_publish`, in words; asked for the actions in `checked_before`.

        `self.lack("field", words)` makes a line that leads to its field.
        """
        return ()

    @classmethod
    def needed(cls) -> tuple[str, ...]:
        """The fields and relations that the form marks: every item of the type needs them before its submission."""
        return (*REQUIRED_OF_ALL, *cls.required_to_publish)

    def lacking_of_all(self) -> Iterator[Lack]:
        """What every item needs and this one does not have yet; asks nothing of a page that is only begun."""
        yield from self.not_filled_in(*self.needed())
        if self.time_limited and not self.expire_at and not self.no_expiry_reason.strip():
            yield self.lack("expire_at", _("This kind of item needs an expiry, or the reason why it has none."))

    def lacking_in_form(self, action: str) -> list[str]:
        """What whoever edits it has to enter before its submission; what another seat provides is not theirs."""
        if self.pk is None:
            lines: list[str] = [*self.lacking_of_all()]
        else:
            lines = self.missing(action)
        parts = {name for names in self.provided_parts.values() for name in names}
        return [line for line in lines if getattr(line, "at", "").partition("-")[0] not in parts]

    def known_at_start(self, unit: str) -> dict[str, Any]:
        return {"created_on": timezone.localdate(), **dict.fromkeys(self.named_by_unit, unit)}

    def lack(self, name: str, words: Any) -> Lack:
        """A line of what is lacking that leads to this field or relation in the form."""
        return Lack(words, name, self.pk)

    def not_filled_in(self, *names: str) -> Iterator[Lack]:
        """A sentence for each of these fields and relations that is empty."""
        for name in names:
            if not self._has(name):
                yield self.lack(name, _("“%(field)s” is not filled in.") % {"field": self.label_of(name)})

    def reason_without_expiry(self, form: CanonicalContent) -> str:
        return str(form.data["content"].get("no_expiry_reason") or "").strip()

    def label_of(self, name: str) -> str:
        """What people call a field or the rows of a child relation."""
        field = self._meta.get_field(name)
        if field.one_to_many:
            return capfirst(str(field.related_model._meta.verbose_name_plural))
        return capfirst(str(field.verbose_name))

    def _has(self, name: str) -> bool:
        field = self._meta.get_field(name)
        if field.one_to_many:
            return bool(getattr(self, name).count())
        value = field.value_from_object(self)
        if isinstance(value, StreamValue):
            return len(value) > 0
        return bool(value.strip()) if isinstance(value, str) else value is not None and value != []

    # What is shown

    @property
    def outline(self) -> Outline:
        """Body with anchors and table of contents."""
        return outline(self.body)

    @property
    def kind_label(self) -> Any:
        """What kind of item this is, for people; a category with several kinds names the one it is."""
        return self.category_label

    @property
    def issuer(self) -> str:
        """发文机关: the unit of the issuing office, unless the type asks for it. Not for a template: see the facts."""
        return self.issuing_office.unit.name

    def search_text(self) -> str:
        """The plain text of everything that the page shows, for search, with the labels under which it shows it."""
        with translation.override(PUBLIC_LANGUAGE):
            return passages.text(self, NOT_SEARCHED)

    def search_passages(self) -> list[passages.Passage]:
        """The same in the pieces in which it is found, each with its place on the page."""
        with translation.override(PUBLIC_LANGUAGE):
            return list(passages.of_page(self, NOT_SEARCHED))

    def disclosure_facts(self) -> dict[str, Any]:
        """What a list, the catalogue and the search say of this item; computed at submission and sealed with it."""
        with translation.override(PUBLIC_LANGUAGE):
            return {**self._identity(), **self._numbers(), **self._marks()}

    def _identity(self) -> dict[str, Any]:
        office = self.issuing_office
        return {
            "summary": self.summary,
            "category": self.category,
            "category_label": str(self.category_label),
            "kind_label": str(self.kind_label),
            "unit": office.unit.identifier,
            "unit_name": office.unit.name,
            "office_name": office.name,
            "issuer": self.issuer,
            "show_in_navigation": False,
            "order": 0,
        }

    def _numbers(self) -> dict[str, Any]:
        dated = self.created_on or timezone.localdate()
        return {
            "index_number": self.index_number,
            "document_number": self.document_number,
            "document_key": document_numbers.canonical(self.document_number) or "",
            "date": self.created_on.isoformat() if self.created_on else "",
            "effective_on": self.effective_on.isoformat() if self.effective_on else "",
            "year": dated.year,
        }

    def _marks(self) -> dict[str, Any]:
        return {
            "genre": str(self.get_genre_display()),
            "validity": str(self.get_validity_display()),
            "validity_code": str(self.validity),
            "subject": self.subject.name if self.subject else "",
            "openness": str(gettext_lazy("on the organ's own initiative")),
            "relations": [{"kind": str(row.kind), "key": row.target_key} for row in self.disclosure_relations.all()],
        }
