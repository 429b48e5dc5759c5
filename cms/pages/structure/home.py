"""The home page of the site: search first, what is new, what most people need; and what holds for the whole site."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page

from cms.pages.base.child_rows import Row
from cms.pages.base.schema import declared
from cms.pages.editor.forms import BasePageForm
from cms.pages.structure import old_addresses
from cms.pages.structure.home_rows import HOME_PANELS, HOME_ROWS, HomeSectionRow, PointerRow, QuickLinkRow
from cms.pages.structure.structure_page import NAVIGATION_FIELDS, StructurePage
from cms.publication import redirects
from cms.publication.redirects import OldAddress, UnusableAddress


def _with_redirects(body: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew neither redirects nor promoted results, so it had none."""
    return {**body, "children": {**body["children"], "redirects": [], "promoted": []}}


class HomePageForm(BasePageForm):
    """Compares the redirects as they were entered, without those that are to go."""

    def is_valid(self) -> bool:
        return bool(super().is_valid()) and self._redirects_agree()

    def _redirects_agree(self) -> bool:
        formset = self.formsets.get("redirects")
        if formset is None:
            return True
        kept = [form for form in formset.forms if form not in formset.deleted_forms and form.instance.old_path]
        found = old_addresses.disagreements([form.instance for form in kept], own_hosts())
        for place, reason in found.items():
            kept[place].add_error("old_path", reason)
        return not found


SITE_FIELDS = (
    "site_domain",
    "site_id_code",
    "organiser",
    "address",
    "phone",
    "hotline",
    "icp_number",
    "police_number",
    "description",
    "keywords",
)


class HomePage(StructurePage):
    """The site's home page; it also holds what stands in the head and foot of every page, and the site's marks."""

    template = "disclosure/home.html"
    base_form_class = HomePageForm
    parent_page_types = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "disclosure_pages.ColumnPage",
        "disclosure_pages.UnitHomePage",
        "disclosure_pages.CataloguePage",
        "disclosure_pages.SiteMapPage",
        "disclosure_pages.InternalFolderPage",
    ]
    max_count = 1
    page_description = gettext_lazy("Search first, what is new, the columns, and what most people need.")

    description = models.CharField(gettext_lazy("description"), max_length=200, blank=True)
    keywords = models.CharField(gettext_lazy("keywords"), max_length=200, blank=True)
    site_domain = models.CharField(
        gettext_lazy("domain of the site"), max_length=100, blank=True, help_text=gettext_lazy("Page mark SiteDomain.")
    )
    site_id_code = models.CharField(
        gettext_lazy("site identification code"),
        max_length=20,
        blank=True,
        help_text=gettext_lazy("Page mark SiteIDCode, ten digits given to government sites."),
    )
    organiser = models.CharField(gettext_lazy("organiser"), max_length=120, blank=True)
    address = models.CharField(gettext_lazy("address"), max_length=200, blank=True)
    phone = models.CharField(gettext_lazy("telephone"), max_length=80, blank=True)
    hotline = models.CharField(gettext_lazy("hotline"), max_length=40, blank=True)
    icp_number = models.CharField(gettext_lazy("ICP filing number"), max_length=60, blank=True)
    police_number = models.CharField(gettext_lazy("public security filing number"), max_length=60, blank=True)

    disclosure_schema = declared(
        "title",
        "issuing_office",
        *NAVIGATION_FIELDS,
        *SITE_FIELDS,
        rows=(*HOME_ROWS, "foot_links", "redirects", "promoted"),
        version=2,
        upgraders={1: _with_redirects},
    )
    structure_panels = [
        *HOME_PANELS,
        MultiFieldPanel(
            [
                FieldPanel("description"),
                FieldPanel("keywords"),
                FieldRowPanel([FieldPanel("site_domain"), FieldPanel("site_id_code")]),
            ],
            heading=gettext_lazy("Marks of the site"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("organiser"),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("hotline")]),
                FieldRowPanel([FieldPanel("icp_number"), FieldPanel("police_number")]),
            ],
            heading=gettext_lazy("Foot of every page"),
        ),
        InlinePanel("foot_links", heading=gettext_lazy("Links in the foot"), label=gettext_lazy("link")),
        InlinePanel(
            "redirects",
            heading=gettext_lazy("Redirects"),
            label=gettext_lazy("redirect"),
            help_text=gettext_lazy("For addresses of an older site. Pages that move leave their own behind."),
        ),
        InlinePanel(
            "promoted",
            heading=gettext_lazy("Promoted search results"),
            label=gettext_lazy("promoted result"),
            help_text=gettext_lazy("What stands above the results when somebody searches for these words."),
        ),
    ]

    class Meta:
        verbose_name = gettext_lazy("home page")
        verbose_name_plural = gettext_lazy("home pages")

    def own_facts(self) -> dict[str, Any]:
        return {
            "summary": self.description,
            "site_name": self.title,
            **{name: getattr(self, name) for name in SITE_FIELDS},
            "foot_links": [{"title": row.title, "key": row.target_key} for row in self.foot_links.all()],
            "redirects": [row.fact() for row in self.redirects.all()],
            "promoted": [row.fact() for row in self.promoted.all()],
        }

    def disagreements(self) -> list[str]:
        """Redirects that cannot stand beside each other. Not in `clean`, which the form calls before its rows count."""
        return list(old_addresses.disagreements(list(self.redirects.all()), own_hosts()).values())

    def refusal_of_copy(self, parent: Page) -> str | None:
        return _("There is only one home page.")


class HomeSection(HomeSectionRow):
    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="sections")

    class Meta(HomeSectionRow.Meta):
        verbose_name = gettext_lazy("column on the home page")


class HomeQuickLink(QuickLinkRow):
    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="quick_links")

    class Meta(QuickLinkRow.Meta):
        verbose_name = gettext_lazy("quick link")


class HomeFootLink(PointerRow):
    """What stands in the foot of every page: guide, site map, contacts."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="foot_links")

    class Meta(PointerRow.Meta):
        verbose_name = gettext_lazy("link in the foot")


class HomePromoted(Row):
    """A page that stands above the results of a search for certain words."""

    shown_fields = ("words", "target", "note")

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="promoted")
    words = models.CharField(
        gettext_lazy("words searched for"), max_length=200, help_text=gettext_lazy("Separated by commas.")
    )
    target = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=gettext_lazy("page"))
    note = models.CharField(gettext_lazy("words below the title"), max_length=120, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("promoted result")
        verbose_name_plural = gettext_lazy("promoted results")

    def fact(self) -> dict[str, Any]:
        return {"words": self.words, "key": f"page:{self.target_id}", "note": self.note}


class HomeRedirect(Row):
    """An address of an older site and where it leads now; it counts where nothing else stands."""

    shown_fields = ("old_path", "target", "address")

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="redirects")
    old_path = models.CharField(
        gettext_lazy("old address"),
        max_length=200,
        help_text=gettext_lazy(
            "From the slash on, or pasted as it stands in the browser: /zwgk/show.asp?id=4. With what follows the "
            "question mark it stands for that page alone, without for all of them."
        ),
    )
    target = models.ForeignKey(
        "wagtailcore.Page",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("page"),
    )
    address = models.URLField(gettext_lazy("or another address"), blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("redirect")
        verbose_name_plural = gettext_lazy("redirects")

    def old(self, hosts: Iterable[str] | None = None) -> OldAddress:
        """The address that was typed. Raises UnusableAddress."""
        return redirects.typed(self.old_path, own_hosts() if hosts is None else hosts)

    def clean(self) -> None:
        super().clean()
        try:
            old = self.old()
        except UnusableAddress as error:
            raise ValidationError({"old_path": str(error)}) from error
        if reason := old_addresses.taken(old):
            raise ValidationError({"old_path": reason})
        if self.old_path.rstrip("/") != old.text:  # an older row keeps its last slash: it reads the same
            self.old_path = old.text
        if bool(self.target_id) == bool(self.address):
            raise ValidationError({"target": _("Choose a page, or enter another address: one of the two.")})

    def fact(self) -> dict[str, Any]:
        return {
            "path": redirects.typed(self.old_path, own_hosts()).text,
            "key": f"page:{self.target_id}" if self.target_id else "",
            "address": self.address,
        }


def own_hosts() -> list[str]:
    """The names under which this site is reached."""
    domains = HomePage.objects.exclude(site_domain="").values_list("site_domain", flat=True)
    return old_addresses.hosts_of_site(domains)
