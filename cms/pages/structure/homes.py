"""The home page of the site and those of the other units: search first, what is new, what most people need."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, Page

from cms.pages.structure import old_addresses
from cms.pages.structure.structure_page import NAVIGATION_FIELDS, StructurePage, navigation_panel
from cms.publication.schema import Schema


class _Section(Orderable):
    """A column whose newest items a home page shows."""

    column = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=gettext_lazy("column")
    )
    count = models.PositiveSmallIntegerField(gettext_lazy("number of items"), default=6)

    panels = [PageChooserPanel("column", "disclosure_pages.ColumnPage"), FieldPanel("count")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.column_id}"

    @property
    def column_key(self) -> str:
        return f"page:{self.column_id}"


class _Pointer(Orderable):
    """A title of one's own for another page."""

    title = models.CharField(gettext_lazy("title"), max_length=30)
    target = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=gettext_lazy("page"))

    panels = [FieldPanel("title"), PageChooserPanel("target")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def target_key(self) -> str:
        return f"page:{self.target_id}"


class _QuickLink(_Pointer):
    """What most people come for."""

    note = models.CharField(gettext_lazy("words below the title"), max_length=60, blank=True)

    panels = [FieldPanel("title"), FieldPanel("note"), PageChooserPanel("target")]

    class Meta(_Pointer.Meta):
        abstract = True


def _with_redirects(body: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew neither redirects nor promoted results, so it had none."""
    return {**body, "children": {**body["children"], "redirects": [], "promoted": []}}


_PORTAL_CHILDREN = {"sections": ("column", "count"), "quick_links": ("title", "note", "target")}
_PORTAL_PANELS = [
    InlinePanel(
        "quick_links",
        heading=gettext_lazy("What most people need"),
        label=gettext_lazy("link"),
        help_text=gettext_lazy("Six to eight are enough."),
    ),
    InlinePanel("sections", heading=gettext_lazy("Columns on this page"), label=gettext_lazy("column")),
]
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
    base_form_class = old_addresses.HomePageForm
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

    disclosure_schema = Schema(
        version=2,
        fields=("title", "issuing_office", *NAVIGATION_FIELDS, *SITE_FIELDS),
        children={
            **_PORTAL_CHILDREN,
            "foot_links": ("title", "target"),
            "redirects": ("old_path", "target", "address"),
            "promoted": ("words", "target", "note"),
        },
        upgraders={1: _with_redirects},
    )
    structure_panels = [
        *_PORTAL_PANELS,
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
        return list(old_addresses.disagreements(list(self.redirects.all())).values())

    def refusal_of_copy(self, parent: Page) -> str | None:
        return _("There is only one home page.")


class HomeSection(_Section):
    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="sections")

    class Meta(_Section.Meta):
        verbose_name = gettext_lazy("column on the home page")


class HomeQuickLink(_QuickLink):
    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="quick_links")

    class Meta(_QuickLink.Meta):
        verbose_name = gettext_lazy("quick link")


class HomeFootLink(_Pointer):
    """What stands in the foot of every page: guide, site map, contacts."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="foot_links")

    class Meta(_Pointer.Meta):
        verbose_name = gettext_lazy("link in the foot")


class HomePromoted(Orderable):
    """A page that stands above the results of a search for certain words."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="promoted")
    words = models.CharField(
        gettext_lazy("words searched for"), max_length=200, help_text=gettext_lazy("Separated by commas.")
    )
    target = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=gettext_lazy("page"))
    note = models.CharField(gettext_lazy("words below the title"), max_length=120, blank=True)

    panels = [FieldPanel("words"), PageChooserPanel("target"), FieldPanel("note")]

    class Meta(Orderable.Meta):
        verbose_name = gettext_lazy("promoted result")
        verbose_name_plural = gettext_lazy("promoted results")

    def __str__(self) -> str:
        return self.words

    def fact(self) -> dict[str, Any]:
        return {"words": self.words, "key": f"page:{self.target_id}", "note": self.note}


class UnitHomePage(StructurePage):
    """The root of another unit's pages; every item below belongs to that unit."""

    template = "disclosure/unit_home.html"
    brings_its_unit = True
    parent_page_types = ["disclosure_pages.HomePage"]
    subpage_types: ClassVar[list[str]] = [
        "disclosure_pages.ColumnPage",
        "disclosure_pages.CataloguePage",
        "disclosure_pages.InternalFolderPage",
    ]
    page_description = gettext_lazy("Home page of a direct unit or a district bureau, with its own columns below.")

    home_of = models.ForeignKey(
        "disclosure_organisation.Unit", models.PROTECT, related_name="+", verbose_name=gettext_lazy("unit")
    )
    description = models.TextField(gettext_lazy("introduction"), max_length=500, blank=True)
    address = models.CharField(gettext_lazy("address"), max_length=200, blank=True)
    phone = models.CharField(gettext_lazy("telephone"), max_length=80, blank=True)

    disclosure_schema = Schema(
        version=1,
        fields=("title", "issuing_office", *NAVIGATION_FIELDS, "home_of", "description", "address", "phone"),
        children=_PORTAL_CHILDREN,
    )
    structure_panels = [
        FieldPanel("home_of"),
        FieldPanel("description"),
        FieldPanel("address"),
        FieldPanel("phone"),
        *_PORTAL_PANELS,
        navigation_panel(),
    ]

    class Meta:
        verbose_name = gettext_lazy("unit's home page")
        verbose_name_plural = gettext_lazy("units' home pages")

    def own_facts(self) -> dict[str, Any]:
        return {"summary": self.description, "unit_home": True}

    def refusal_of_copy(self, parent: Page) -> str | None:
        return _("Every unit has one home page.")

    def office_unit(self, parent: Page | None) -> int | None:
        return None  # chosen together with the unit, so checked afterwards

    def place_disagreement(self, parent: Page | None) -> str | None:
        """The place is this page itself, whatever stands above it."""
        if self.home_of_id is None or self.unit_id == self.home_of_id:
            return None
        return _("Choose an office of the unit whose home page this is.")

    def clean(self) -> None:
        super().clean()
        if UnitHomePage.objects.filter(home_of_id=self.home_of_id).exclude(pk=self.pk).exists():
            raise ValidationError({"home_of": _("Every unit has one home page.")})

    def minimal_clean(self) -> None:
        super().minimal_clean()
        if self.pk is None and UnitHomePage.objects.filter(home_of_id=self.home_of_id).exists():
            raise ValidationError({"home_of": _("Every unit has one home page.")})


class UnitHomeSection(_Section):
    page = ParentalKey(UnitHomePage, on_delete=models.CASCADE, related_name="sections")

    class Meta(_Section.Meta):
        verbose_name = gettext_lazy("column on the home page")


class UnitHomeQuickLink(_QuickLink):
    page = ParentalKey(UnitHomePage, on_delete=models.CASCADE, related_name="quick_links")

    class Meta(_QuickLink.Meta):
        verbose_name = gettext_lazy("quick link")
