"""Structure: home page, units' home pages, columns and the catalogue. They carry no disclosed text of their own.

They are published by the two-person chain `structure` (domain, decision 5).
"""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel, Panel
from wagtail.models import Orderable, Page, get_page_models

from cms.pages import panels, placement, searchable
from cms.pages.disclosure import DisclosurePage
from cms.pages.forms import ColumnPageForm
from cms.pages.placed import PlacedPage
from cms.pages.vocabulary import PUBLIC_LANGUAGE
from cms.publication.schema import Schema

NAVIGATION_FIELDS = ("show_in_navigation", "order")


class StructurePage(PlacedPage):
    """Abstract base of the structural pages."""

    structural: ClassVar[bool] = True
    category: ClassVar[str] = "structure"
    procedure_class: ClassVar[str] = "structure"
    time_limited: ClassVar[bool] = False
    provided_parts: ClassVar[dict[str, tuple[str, ...]]] = {}
    structure_panels: ClassVar[list[Panel]] = []

    show_in_navigation = models.BooleanField(gettext_lazy("show in the navigation"), default=True)
    order = models.PositiveSmallIntegerField(
        gettext_lazy("order"), default=50, help_text=gettext_lazy("Small numbers stand first.")
    )

    class Meta:
        abstract = True

    @classmethod
    def get_edit_handler(cls) -> Any:
        if "_structure_edit_handler" not in cls.__dict__:
            cls._structure_edit_handler = panels.structure_tabs(cls).bind_to_model(cls)
        return cls._structure_edit_handler

    def missing(self, action: str) -> list[str]:
        """Structure may be proposed as soon as it can be saved."""
        return []

    def disclosure_facts(self) -> dict[str, Any]:
        with translation.override(PUBLIC_LANGUAGE):
            return {
                **self.own_facts(),
                "category": self.category,
                "kind_label": str(self._meta.verbose_name),
                "unit": self.issuing_office.unit.identifier,
                "unit_name": self.issuing_office.unit.name,
                "office_name": self.issuing_office.name,
                "show_in_navigation": self.show_in_navigation,
                "order": self.order,
                "date": "",
                "search_text": searchable.joined(searchable.words_of(self, self.search_fields_shown())),
            }

    def search_fields_shown(self) -> tuple[str, ...]:
        return tuple(name for name in self.disclosure_schema.fields if name not in (*NAVIGATION_FIELDS, "title"))

    def own_facts(self) -> dict[str, Any]:
        """What this kind of page adds to the facts."""
        return {"summary": ""}


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


class _QuickLink(Orderable):
    """What most people come for."""

    title = models.CharField(gettext_lazy("title"), max_length=30)
    note = models.CharField(gettext_lazy("note"), max_length=60, blank=True)
    target = models.ForeignKey("wagtailcore.Page", models.CASCADE, related_name="+", verbose_name=gettext_lazy("page"))

    panels = [FieldPanel("title"), FieldPanel("note"), PageChooserPanel("target")]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def target_key(self) -> str:
        return f"page:{self.target_id}"


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
    parent_page_types = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "disclosure_pages.ColumnPage",
        "disclosure_pages.UnitHomePage",
        "disclosure_pages.CataloguePage",
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
        version=1, fields=("title", "issuing_office", *NAVIGATION_FIELDS, *SITE_FIELDS), children=_PORTAL_CHILDREN
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
    ]

    class Meta:
        verbose_name = gettext_lazy("home page")
        verbose_name_plural = gettext_lazy("home pages")

    def own_facts(self) -> dict[str, Any]:
        return {
            "summary": self.description,
            "site_name": self.title,
            **{name: getattr(self, name) for name in SITE_FIELDS},
        }

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


class UnitHomePage(StructurePage):
    """The root of another unit's pages; every item below belongs to that unit."""

    template = "disclosure/unit_home.html"
    parent_page_types = ["disclosure_pages.HomePage"]
    subpage_types: ClassVar[list[str]] = ["disclosure_pages.ColumnPage", "disclosure_pages.CataloguePage"]
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
        FieldRowPanel([FieldPanel("show_in_navigation"), FieldPanel("order")]),
    ]

    class Meta:
        verbose_name = gettext_lazy("unit's home page")
        verbose_name_plural = gettext_lazy("units' home pages")

    def own_facts(self) -> dict[str, Any]:
        return {"summary": self.description}

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


class ColumnPage(StructurePage):
    """A column: it takes items of the categories that it names, and columns below it."""

    template = "disclosure/column.html"
    base_form_class = ColumnPageForm
    parent_page_types = [
        "disclosure_pages.HomePage",
        "disclosure_pages.UnitHomePage",
        "disclosure_pages.ColumnPage",
    ]
    page_description = gettext_lazy("Lists the items of the categories that it takes. Publishing it needs two people.")

    description = models.CharField(
        gettext_lazy("description"), max_length=300, blank=True, help_text=gettext_lazy("Page mark ColumnDescription.")
    )
    keywords = models.CharField(
        gettext_lazy("keywords"), max_length=200, blank=True, help_text=gettext_lazy("Page mark ColumnKeywords.")
    )
    column_type = models.CharField(
        gettext_lazy("kind of column"), max_length=60, blank=True, help_text=gettext_lazy("Page mark ColumnType.")
    )
    allowed_types = models.JSONField(
        gettext_lazy("takes items of"),
        default=list,
        blank=True,
        help_text=gettext_lazy("Pages of other categories can be neither created here nor moved here."),
    )

    disclosure_schema = Schema(
        version=1,
        fields=(
            "title",
            "issuing_office",
            *NAVIGATION_FIELDS,
            "description",
            "keywords",
            "column_type",
            "allowed_types",
        ),
    )
    structure_panels = [
        FieldPanel("allowed_types"),
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("keywords"), FieldPanel("column_type")]),
        FieldRowPanel([FieldPanel("show_in_navigation"), FieldPanel("order")]),
    ]

    class Meta:
        verbose_name = gettext_lazy("column")
        verbose_name_plural = gettext_lazy("columns")

    @classmethod
    def clean_subpage_models(cls) -> list[type[Page]]:
        """Columns and every installed category; what a column really takes is its own data (`placement.takes`)."""
        if cls._clean_subpage_models is None:
            cls._clean_subpage_models = [
                model for model in get_page_models() if issubclass(model, DisclosurePage) or model is ColumnPage
            ]
        return list(cls._clean_subpage_models)

    def own_facts(self) -> dict[str, Any]:
        return {
            "summary": self.description,
            "keywords": self.keywords,
            "column_type": self.column_type,
            "allowed_types": list(self.allowed_types or []),
        }

    def clean(self) -> None:
        super().clean()
        standing = placement.categories_below(self) if self.pk else set()
        if left_out := standing - set(self.allowed_types or []):
            raise ValidationError(
                {"allowed_types": _("Items of these categories stand here: %(list)s.") % {"list": _listed(left_out)}}
            )


def _listed(categories: set[str]) -> str:
    from cms.pages.registry import label

    return "、".join(sorted(label(category) for category in categories))


class CataloguePage(StructurePage):
    """信息公开目录: every item in force, by category, unit, year, genre and validity (art. 12)."""

    template = "disclosure/catalogue.html"
    parent_page_types = ["disclosure_pages.HomePage", "disclosure_pages.UnitHomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1
    page_description = gettext_lazy("The catalogue of disclosed information: filters, paging, index numbers.")

    description = models.CharField(gettext_lazy("description"), max_length=300, blank=True)

    disclosure_schema = Schema(version=1, fields=("title", "issuing_office", *NAVIGATION_FIELDS, "description"))
    structure_panels = [
        FieldPanel("description"),
        FieldRowPanel([FieldPanel("show_in_navigation"), FieldPanel("order")]),
    ]

    class Meta:
        verbose_name = gettext_lazy("catalogue")
        verbose_name_plural = gettext_lazy("catalogues")

    def own_facts(self) -> dict[str, Any]:
        return {"summary": self.description}
