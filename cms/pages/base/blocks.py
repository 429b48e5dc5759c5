"""The blocks that official documents are made of. Each has a template under `disclosure/blocks/`; none carries a style.

Headings, parts and clauses are rendered by the body, which knows the outline and so their anchors (`outline.py`).

The text of a clause is plain, without formatting: what a regulation says must not depend on how it is set.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from cms.pages.base.outline import outline
from cms.pages.editor.table_input import WordedTableInput

RICH_TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript"]

LEVELS = [
    ("paragraph", _("paragraph without a number")),
    ("section", _("section: 第一节, (一)")),
    ("article", _("article: 第一条")),
    ("item", _("item: 1., (一) below an article")),
    ("subitem", _("subitem: (1)")),
]


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("heading"), max_length=120)
    level = blocks.ChoiceBlock(
        choices=[("2", _("heading")), ("3", _("subheading"))], default="2", label=_("level"), search_index=False
    )

    class Meta:
        icon = "title"
        label = _("heading")
        label_format = "{text}"
        shown_without_labels = ("text",)


class ClauseBlock(blocks.StructBlock):
    """One numbered clause, or a paragraph between clauses. The number is kept as the document writes it."""

    level = blocks.ChoiceBlock(choices=LEVELS, default="paragraph", label=_("level"), search_index=False)
    number = blocks.CharBlock(
        label=_("number in the text"),
        required=False,
        max_length=20,
        help_text=_("As it stands in the document: (一), 第十二条, 1."),
    )
    title = blocks.CharBlock(label=_("title"), required=False, max_length=200)
    text = blocks.TextBlock(label=_("wording"), required=False, help_text=_("A new line begins a new paragraph."))

    class Meta:
        icon = "list-ol"
        label = _("clause")
        label_format = "{number} {title} {text}"
        shown_without_labels = ("number", "title", "text")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned.get("title") and not cleaned.get("text"):
            raise StructBlockValidationError({"text": ValidationError(_("Give a title or a text."))})
        if cleaned.get("level") != "paragraph" and not cleaned.get("number"):
            raise StructBlockValidationError({"number": ValidationError(_("Give the number of this clause."))})
        return cleaned


class PartBlock(blocks.StructBlock):
    """A part of a document (一、, 第一章) with its clauses."""

    number = blocks.CharBlock(
        label=_("number in the text"), required=False, max_length=20, help_text=_("As it stands: 一、, 第一章")
    )
    title = blocks.CharBlock(label=_("title"), max_length=200)
    clauses = blocks.ListBlock(ClauseBlock(), label=_("clauses"), min_num=0, default=[], collapsed=True)

    class Meta:
        icon = "folder-open-inverse"
        label = _("part with clauses")
        label_format = "{number} {title}"
        shown_without_labels = ("number", "title")


class ClausesBlock(blocks.ListBlock):
    """Clauses that stand under no part."""

    def __init__(self, child_block: Any = None, **kwargs: Any) -> None:
        super().__init__(child_block or ClauseBlock(), **kwargs)

    class Meta:
        icon = "list-ol"
        label = _("clauses")


def _says(cell: Any) -> bool:
    return cell is not None and bool(str(cell).strip())


class DocumentTableBlock(TableBlock):
    """A table that can be read aloud: it names its subject and marks its headers."""

    @cached_property
    def field(self) -> forms.CharField:
        return forms.CharField(widget=WordedTableInput(table_options=self.table_options), **self.field_options)

    def clean(self, value: Any) -> Any:
        """Ours comes first: Wagtail's answer to headers that nobody chose is an English one without a reason."""
        if value and not (value.get("table_caption") or "").strip():
            raise ValidationError(_("Give the table a caption: it says what the table is about to whoever hears it."))
        if value and value.get("table_header_choice") not in ("row", "column", "both"):
            raise ValidationError(_("Say which row or column holds the headers."))
        if value and not any(_says(cell) for row in value.get("data") or [] for cell in row):
            raise ValidationError(_("All cells of the table are empty: fill them in, or take the table out."))
        return super().clean(value)

    def render(self, value: Any, context: Any = None) -> Any:
        """Wagtail's table renders its template without `get_context`, so the words go in with the context."""
        return super().render(value, context={**(context or {}), **self.as_shown(value)})

    def as_shown(self, value: Any) -> dict[str, Any]:
        """What the template shows: `caption`, `head` (a first row of headers), `rows`, `column_heads`."""
        value = value or {}
        choice = value.get("table_header_choice", "")
        rows = value.get("data") or []
        first_row = choice in ("row", "both")
        return {
            "head": rows[0] if rows and first_row else [],
            "rows": rows[1:] if first_row else rows,
            "column_heads": choice in ("column", "col", "both"),
            "caption": value.get("table_caption") or "",
        }

    def get_searchable_content(self, value: Any) -> list[str]:
        return [*filter(None, [(value or {}).get("table_caption")]), *map(str, super().get_searchable_content(value))]

    class Meta:
        icon = "table"
        label = _("table")
        template = "disclosure/blocks/table.html"


class AttachedDocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("document"))
    title = blocks.CharBlock(
        label=_("title"), required=False, max_length=200, help_text=_("Empty: the document's own.")
    )

    def get_searchable_content(self, value: Any) -> list[str]:
        """Without a title of its own here it is shown under the document's."""
        found = list(super().get_searchable_content(value))
        document = value.get("document")
        return found if value.get("title") or document is None else [*found, document.title]

    class Meta:
        icon = "doc-full"
        label = _("attachment")


class AttachmentsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=80)
    documents = blocks.ListBlock(AttachedDocumentBlock(), label=_("documents"), min_num=1)

    class Meta:
        icon = "doc-full"
        label = _("list of attachments")
        template = "disclosure/blocks/attachments.html"


class PictureValue(blocks.StructValue):
    """A picture as it is shown."""

    @property
    def alternative(self) -> str:
        """What stands for the picture where it is not seen: the place's own words, else those given at upload."""
        image = self.get("image")
        return (self.get("alt") or "").strip() or (image.description.strip() if image else "")


class PictureBlock(blocks.StructBlock):
    """A picture. Without alternative text, here or given at upload, the page cannot be submitted (`examining`)."""

    image = ImageChooserBlock(label=_("image"))
    alt = blocks.CharBlock(
        label=_("description of the picture"),
        required=False,
        max_length=250,
        help_text=_("What somebody who cannot see it must know. Empty: the alternative text given at upload."),
    )
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "disclosure/blocks/picture.html"
        value_class = PictureValue

    def get_searchable_content(self, value: Any) -> list[str]:
        return list(filter(None, [value.alternative, value.get("caption")]))


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("step"), max_length=80)
    text = blocks.TextBlock(label=_("what happens"), required=False)
    who = blocks.CharBlock(label=_("who acts"), required=False, max_length=80)
    time_limit = blocks.CharBlock(label=_("time limit"), required=False, max_length=60)

    class Meta:
        icon = "order"
        label = _("step")


class StepsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=80)
    steps = blocks.ListBlock(StepBlock(), label=_("steps"), min_num=1)

    class Meta:
        icon = "order"
        label = _("steps")
        template = "disclosure/blocks/steps.html"


class FeeBlock(blocks.StructBlock):
    item = blocks.CharBlock(label=_("item charged"), max_length=120)
    amount = blocks.CharBlock(label=_("standard"), max_length=60)
    basis = blocks.CharBlock(label=_("basis"), required=False, max_length=200)

    class Meta:
        icon = "tag"
        label = _("fee")


class FeesBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("caption"), max_length=120)
    fees = blocks.ListBlock(FeeBlock(), label=_("fees"), min_num=1)

    class Meta:
        icon = "tag"
        label = _("fees")
        template = "disclosure/blocks/fees.html"


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("office or window"), max_length=120)
    address = blocks.CharBlock(label=_("address"), required=False, max_length=200)
    phone = blocks.CharBlock(label=_("telephone"), required=False, max_length=80)
    hours = blocks.CharBlock(label=_("hours"), required=False, max_length=120)
    email = blocks.EmailBlock(label=_("e-mail"), required=False)

    def get_searchable_content(self, value: Any) -> list[str]:
        return [*super().get_searchable_content(value), *filter(None, [value.get("email")])]

    class Meta:
        icon = "mail"
        label = _("contact")


class ContactsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("heading"), required=False, max_length=80)
    contacts = blocks.ListBlock(ContactBlock(), label=_("contacts"), min_num=1)

    class Meta:
        icon = "mail"
        label = _("contacts")
        template = "disclosure/blocks/contacts.html"


class NoticeBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        choices=[("note", _("hint")), ("attention", _("attention"))],
        default="note",
        label=_("kind"),
        search_index=False,
    )
    title = blocks.CharBlock(label=_("title"), required=False, max_length=80)
    text = blocks.RichTextBlock(label=_("wording"), features=["bold", "link", "ul"])

    class Meta:
        icon = "warning"
        label = _("highlighted notice")
        template = "disclosure/blocks/notice.html"


class BodyBlock(blocks.StreamBlock):
    """What a body may hold; the same for every category."""

    heading = HeadingBlock(group=_("Running text"))
    paragraph = blocks.RichTextBlock(
        label=_("paragraph"),
        icon="pilcrow",
        features=RICH_TEXT_FEATURES,
        template="disclosure/blocks/paragraph.html",
        group=_("Running text"),
    )
    part = PartBlock(group=_("Official text"))
    clauses = ClausesBlock(group=_("Official text"))
    table = DocumentTableBlock(group=_("Official text"))
    attachments = AttachmentsBlock(group=_("Files"))
    picture = PictureBlock(group=_("Files"))
    steps = StepsBlock(group=_("Guide"))
    fees = FeesBlock(group=_("Guide"))
    contacts = ContactsBlock(group=_("Guide"))
    notice = NoticeBlock(group=_("Running text"))

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context["outline"] = outline(value)
        return context

    class Meta:
        template = "disclosure/blocks/body.html"
