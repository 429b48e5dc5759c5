"""What the internal categories share: they go to the intranet of their unit, and to no list, search or address else."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel

from cms.pages.base.category_page import CategoryPage
from cms.pages.base.vocabulary import Genre

INTRANET = "intranet"
COMMENT_FIELDS = ("for_comment", "objections_to")


def comment_panel() -> Panel:
    """公示: that it is one, and whom one objects to; the term is the page's period."""
    return MultiFieldPanel(
        [FieldPanel("for_comment"), FieldPanel("objections_to")], heading=gettext_lazy("Public comment")
    )


class InternalPage(CategoryPage):
    """Abstract. Making such an item public is a new publication through the chain of a public category."""

    disclosure_channel = INTRANET
    procedure_class = "internal"
    default_genre = Genre.NOTICE
    parent_page_types = ["disclosure_pages.InternalFolderPage"]
    facts_shown: ClassVar[tuple[str, ...]] = ()
    rows_shown: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    def _marks(self) -> dict[str, Any]:
        return {**super()._marks(), "openness": str(gettext_lazy("to the staff of the unit"))}


class ForComment(InternalPage):
    """Abstract. Types of which an item may be published for comment (公示) among the staff."""

    for_comment = models.BooleanField(
        gettext_lazy("published for comment (公示)"),
        default=False,
        help_text=gettext_lazy("It carries its term and whom to object to."),
    )
    objections_to = models.CharField(
        gettext_lazy("objections to"), max_length=200, blank=True, help_text=gettext_lazy("Office, telephone, address.")
    )

    class Meta:
        abstract = True

    @property
    def time_limited(self) -> bool:
        return self.for_comment

    def lacks(self, action: str) -> Iterator[str]:
        if self.for_comment and not self.objections_to.strip():
            yield self.lack("objections_to", _("What is published for comment says whom one objects to."))
        if self.for_comment and not self.expire_at:
            words = _("What is published for comment has a term: enter until when it is on view.")
            yield self.lack("expire_at", words)


def without_comment(body: dict[str, Any]) -> dict[str, Any]:
    """Version 1 of some types declared the fields of a 公示 that no form of theirs ever asked for: sealed empty."""
    content = {name: value for name, value in body["content"].items() if name not in COMMENT_FIELDS}
    return {**body, "content": content}
