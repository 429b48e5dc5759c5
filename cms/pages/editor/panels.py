"""Panels of the page editor, put together from what a page type declares."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    CommentPanel,
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)

from cms.pages.editor.needed import DisclosureForm


def title_panel() -> Panel:
    """The address is made of the title when the page is saved (`slugs`), not while one types."""
    return FieldPanel("title")


def slug_panel() -> Panel:
    said = _("The last part of the page's address. Left empty, it is made of the title, in pinyin.")
    return FieldPanel("slug", heading=_("Page's address"), help_text=said)


class ProvidedPanel(Panel):
    """Fields that another seat provides: shown here, never part of this form, so no request through it changes them."""

    def __init__(self, names: Sequence[str] = (), seat_label: Any = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.names = tuple(names)
        self.seat_label = seat_label

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "names": self.names, "seat_label": self.seat_label}

    class BoundPanel(Panel.BoundPanel):
        template_name = "disclosure_pages/panels/provided.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["seat_label"] = self.panel.seat_label
            context["parts"] = list(parts_of(self.instance, self.panel.names))
            return context


def parts_of(instance: models.Model, names: Iterable[str]) -> Iterable[dict[str, Any]]:
    """Label and words of each named field; of child rows their column heads and cells."""
    for name in names:
        field: Any = instance._meta.get_field(name)
        if not field.one_to_many:
            shown = getattr(instance, f"get_{name}_display", None)
            value = shown() if shown else getattr(instance, name)
            yield {"label": capfirst(str(field.verbose_name)), "value": value}
            continue
        child = field.related_model
        columns = [child._meta.get_field(column) for column in child.listed()]
        rows = [[getattr(row, column.name) for column in columns] for row in getattr(instance, name).all()]
        label = capfirst(str(child._meta.verbose_name_plural))
        yield {"label": label, "heads": [capfirst(str(column.verbose_name)) for column in columns], "rows": rows}


def disclosure_tabs(page_type: Any) -> TabbedInterface:
    """The editor of a category. On the first tab stands all that every item needs, in the order in which the public
    reads it; on the others what is worked out, or rare."""
    return DisclosureForm(
        [
            ObjectList(
                [
                    title_panel(),
                    _document_panel(page_type),
                    FieldPanel("summary"),
                    *page_type.category_panels,
                    *_body_panels(page_type),
                    _period_panel(),
                ],
                heading=_("Content"),
            ),
            ObjectList(_catalogue_panels(page_type), heading=_("Catalogue")),
            ObjectList(_relation_panels(), heading=_("Related pages")),
        ],
        base_form_class=page_type.base_form_class,
    )


def structure_tabs(page_type: Any) -> TabbedInterface:
    """The editor of a structural page: it carries no disclosed text of its own."""
    address = [FieldPanel("issuing_office"), slug_panel()]
    return TabbedInterface(
        [
            ObjectList([title_panel(), *page_type.structure_panels], heading=_("Content")),
            ObjectList([*address, CommentPanel()], heading=_("Place")),
        ],
        base_form_class=page_type.base_form_class,
    )


def _body_panels(page_type: Any) -> list[Panel]:
    return [
        FieldPanel("body", heading=page_type.body_heading),
        InlinePanel("disclosure_attachments", heading=_("Attachments"), label=_("attachment")),
    ]


def _document_panel(page_type: Any) -> Panel:
    return MultiFieldPanel(
        [
            FieldPanel("issuing_office"),
            FieldRowPanel([FieldPanel("created_on"), FieldPanel("effective_on")]),
            FieldRowPanel([FieldPanel("document_number"), *(FieldPanel(name) for name in page_type.number_fields)]),
        ],
        heading=_("Office, date and number"),
    )


def _catalogue_panels(page_type: Any) -> list[Panel]:
    return [
        FieldPanel("index_number", read_only=True),
        FieldRowPanel([FieldPanel("subject"), FieldPanel("genre"), FieldPanel("validity")]),
        *page_type.validity_panels,
        slug_panel(),
    ]


def _period_panel() -> Panel:
    reason = _(
        "Activities, notices, recruitment and whatever else is out of date one day cannot be submitted without an "
        "expiry; where there is none, give the reason: the chain signs it."
    )
    return MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel("go_live_at", heading=_("On view from")),
                    FieldPanel("expire_at", heading=_("On view until")),
                ]
            ),
            FieldPanel("no_expiry_reason", help_text=reason),
        ],
        heading=_("Period"),
        help_text=_("The chain approves these times: the page goes up and comes down by them, to the second."),
    )


def _relation_panels() -> list[Panel]:
    return [
        InlinePanel(
            "disclosure_relations",
            heading=_("Related pages"),
            label=_("related page"),
            help_text=_("A policy and its interpretation are shown on each other's page."),
        ),
        CommentPanel(),
    ]
