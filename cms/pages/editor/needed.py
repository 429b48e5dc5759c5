"""What must be there before an item is submitted: marked in its form, counted above it, each a way to its field.

What an item needs is declared once, by its type (`CategoryPage.needed`, `lacks`): the form, the submission and the
service ask the same.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.panels import TabbedInterface

from cms.workflows.cases import validation
from cms.workflows.cases.lacking import ANCHOR


class DisclosureForm(TabbedInterface):
    """The tabs of a category's editor, with what is still missing above them."""

    class BoundPanel(TabbedInterface.BoundPanel):
        template_name = "disclosure_pages/panels/form.html"

        @cached_property
        def children(self) -> list[Any]:
            children: list[Any] = TabbedInterface.BoundPanel.children.func(self)
            if self.form is not None:
                _mark(children, set(self.instance.needed()))
            return children

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            names = set(self.instance.needed())
            context["lines"] = [
                {"words": line, "at": at, "anchor": f"{ANCHOR}{at}" if at else "", "empty": at in names}
                for line, at in lacking(self.instance, self.form)
            ]
            context["count"], context["one"] = _count(len(context["lines"])), _count(1)
            context["many"] = _count(2, "%s")
            return context


def _count(number: int, shown: Any = None) -> str:
    said = ngettext(
        "One thing is missing before the submission:", "%(number)s things are missing before the submission:", number
    )
    return said % {"number": number if shown is None else shown}


def lacking(instance: Any, form: Any) -> Iterator[tuple[str, str]]:
    """(sentence, field) of what the draft lacks as it was saved; of what was just sent, and not taken, what it lacks
    beside what the form itself says."""
    lines = instance.lacking_in_form("modify" if instance.live else "publish")
    named = {getattr(line, "at", "") for line in lines} - {""}
    if instance.pk is not None and not form.is_bound:
        lines += [line for line in validation.problems(instance) if getattr(line, "at", "") not in named]
    waiting = {name for name, value in form.initial.items() if value} if instance.pk is None else set()
    for line in lines:
        at = getattr(line, "at", "")
        if at not in waiting or form.is_bound:  # the form of a new page fills in some of it by itself
            yield line, at


def _mark(panels: list[Any], names: set[str]) -> None:
    """Every field and list of rows with one of these names, however deep it stands."""
    for panel in panels:
        name = getattr(panel, "field_name", "") or getattr(panel.panel, "relation_name", "")
        if name:
            if name in names and not panel.is_required():  # what saving asks for has a mark of its own
                panel.heading = format_html(
                    '{} <span class="needed-mark" title="{}">{}</span>',
                    panel.heading,
                    _("Must be there before the submission."),
                    _("needed"),
                )
        else:
            _mark(getattr(panel, "children", []), names)
