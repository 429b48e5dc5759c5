"""The form of a copy: filled in so that it can be sent as it stands."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import Page


def free_slug(wanted: str, parent: Page) -> str:
    """`wanted`, or the first of `wanted-2`, `wanted-3` … that no page below `parent` has."""
    wanted = wanted[:240]
    taken = set(parent.get_children().filter(slug__startswith=wanted).values_list("slug", flat=True))
    number, found = 1, wanted
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    return found


class BasePageCopyForm(CopyForm):
    """Filled in so that it can be sent as it stands; says beforehand why a copy cannot stand where it was asked to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title = _("%(title)s (copy)") % {"title": self.page.title}
        self.fields["new_title"].initial = title[:255]
        self.fields["new_slug"].initial = free_slug(self.page.slug, self.page.get_parent())
        self.fields["new_slug"].required = False
        if "copy_subpages" in self.fields and not self.page.specific.structural:
            del self.fields["copy_subpages"]  # what hangs below an item is of that item

    def clean(self) -> dict[str, Any]:
        parent = self.cleaned_data.get("new_parent_page") or self.page.get_parent()
        if not self.cleaned_data.get("new_slug") and "new_slug" not in self.errors:
            self.cleaned_data["new_slug"] = free_slug(self.page.slug, parent)  # left empty: it is worked out
        cleaned: dict[str, Any] = super().clean()
        reason = self.page.specific.refusal_of_copy(parent)
        if reason:
            self.add_error("new_parent_page", reason)
        return cleaned
