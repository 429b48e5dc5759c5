"""行政许可: what an applicant must know of a licensing item (§3.1.4, §5.1.1, and the seven things of §4.5)."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.documents import get_document_model_string
from wagtail.fields import RichTextField
from wagtail.images import get_image_model_string

from cms.pages.base.category_page import CategoryPage, shown
from cms.pages.base.child_rows import Row
from cms.pages.base.vocabulary import Genre
from cms.pages.editor.panels import ProvidedPanel

TEXT = ["bold", "ol", "ul", "link"]
PROVIDED_BY_PLANNING = ("fee_basis", "fees")


class LicensingPage(CategoryPage):
    """A licensing item as a guide for applicants. What it costs is entered by the planning office and nobody else."""

    category = "licensing"
    category_code = "04"
    category_label = gettext_lazy("administrative licensing")
    procedure_class = "licensing"
    default_genre = Genre.GUIDE
    template = "disclosure/licensing.html"
    body_heading = gettext_lazy("Further notes")
    subpage_types: ClassVar[list[str]] = ["disclosure_pages.LicenceGrantsPage"]
    page_description = gettext_lazy(
        "§3.1.4: procedure, form and sample of an administrative licence. Legal reviews it; planning enters the fees."
    )

    search_anchors: ClassVar[dict[str, str]] = {
        "conditions": "conditions",
        "materials": "materials",
        "forms": "forms",
        "windows": "windows",
        "steps": "procedure",
        "flow": "procedure",
        "flow_picture": "procedure",
        "flow_picture_alt": "procedure",
        "fees": "fees",
        "fee_basis": "fees",
        "tracking": "tracking",
        "legal_basis": "basis",
    }
    search_labels: ClassVar[dict[str, Any]] = {
        "fees": gettext_lazy("standard of charges"),
        "flow_picture_alt": gettext_lazy("flow chart"),
    }

    item = models.CharField(
        gettext_lazy("licensing item"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("The name that the list of licensing items gives it."),
    )
    legal_basis = RichTextField(
        gettext_lazy("legal basis"),
        features=TEXT,
        blank=True,
        help_text=gettext_lazy("Law, article, and what it says."),
    )
    authority = models.CharField(
        gettext_lazy("licensing authority"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("The organ that decides; a body it has entrusted is named as such."),
    )
    conditions = RichTextField(gettext_lazy("conditions for application"), features=TEXT, blank=True)
    quota = models.CharField(
        gettext_lazy("number of licences"),
        max_length=200,
        blank=True,
        help_text=gettext_lazy("How many are granted and by which rule; “without limit” where there is none."),
    )
    statutory_days = models.PositiveSmallIntegerField(
        gettext_lazy("statutory time limit (working days)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    promised_days = models.PositiveSmallIntegerField(
        gettext_lazy("promised time limit (working days)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=gettext_lazy("What the window promises (§6.3.3); never longer than the statutory limit."),
    )
    flow = RichTextField(gettext_lazy("flow of the procedure"), features=TEXT, blank=True)
    flow_picture = models.ForeignKey(
        get_image_model_string(),
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("flow chart"),
    )
    flow_picture_alt = models.CharField(
        gettext_lazy("description of the flow chart"),
        max_length=500,
        blank=True,
        help_text=gettext_lazy(
            "The same steps in words, for whoever cannot see the picture. Empty: the alternative text given at upload."
        ),
    )
    tracking = RichTextField(
        gettext_lazy("how to follow an application"),
        features=TEXT,
        blank=True,
        help_text=gettext_lazy("Where an applicant sees how far it has come (§3.1.4)."),
    )
    fee_basis = models.TextField(
        gettext_lazy("basis of the fees"),
        blank=True,
        help_text=gettext_lazy("Document and article that allow the charge; say so where nothing is charged (§5.1.1)."),
    )

    provided_parts = {"planning": PROVIDED_BY_PLANNING}
    release_classes = {"wall": ("licensing.fees",)}  # §5.2
    provided_panels: ClassVar[dict[str, list[Any]]] = {
        "planning": [
            FieldPanel("fee_basis"),
            InlinePanel("fees", heading=gettext_lazy("Standards of fees"), label=gettext_lazy("fee")),
        ]
    }
    named_by_unit = ("authority",)
    required_to_publish = (
        "item",
        "legal_basis",
        "authority",
        "conditions",
        "quota",
        "materials",
        "steps",
        "forms",
        "statutory_days",
        "promised_days",
        "windows",
        "tracking",
        "fee_basis",
    )
    disclosure_schema = shown(
        "item",
        "legal_basis",
        "authority",
        "conditions",
        "quota",
        "statutory_days",
        "promised_days",
        "flow",
        "flow_picture",
        "flow_picture_alt",
        "tracking",
        "fee_basis",
        rows=("materials", "steps", "forms", "fees", "windows"),
    )
    category_panels = [
        MultiFieldPanel(
            [
                FieldPanel("item"),
                FieldPanel("authority"),
                FieldPanel("legal_basis"),
                FieldPanel("conditions"),
                FieldPanel("quota"),
            ],
            heading=gettext_lazy("What is licensed, and to whom"),
        ),
        InlinePanel("materials", heading=gettext_lazy("Materials to submit"), label=gettext_lazy("material")),
        InlinePanel("forms", heading=gettext_lazy("Forms and samples"), label=gettext_lazy("form or sample")),
        InlinePanel("steps", heading=gettext_lazy("Procedure"), label=gettext_lazy("step")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("statutory_days"), FieldPanel("promised_days")]),
                FieldPanel("flow"),
                FieldPanel("flow_picture"),
                FieldPanel("flow_picture_alt"),
                FieldPanel("tracking"),
            ],
            heading=gettext_lazy("Time limit and flow"),
        ),
        ProvidedPanel(
            PROVIDED_BY_PLANNING,
            gettext_lazy("the planning office"),
            heading=gettext_lazy("Basis and standards of fees"),
        ),
        InlinePanel("windows", heading=gettext_lazy("Where to apply"), label=gettext_lazy("window")),
    ]

    class Meta:
        verbose_name = gettext_lazy("licensing item")
        verbose_name_plural = gettext_lazy("licensing items")

    @property
    def flow_picture_words(self) -> str:
        """What stands for the flow chart where it is not seen: its words here, else those given at upload."""
        picture: Any = self.flow_picture
        return self.flow_picture_alt.strip() or (picture.description.strip() if picture else "")

    def lacks(self, action: str) -> Iterator[str]:
        if self.statutory_days and self.promised_days and self.promised_days > self.statutory_days:
            yield self.lack("promised_days", _("The promised time limit is longer than the statutory one."))
        kinds = {row.kind for row in self.forms.all()}
        for kind in LicensingForm.Kind:
            if kinds and kind not in kinds:  # without any it is said already, as “forms” is required
                yield self.lack("forms", _("There is no “%(kind)s” yet.") % {"kind": kind.label})


class LicensingMaterial(Row):
    """提交材料目录 (the text's 目标 in §5.1.1 is a slip)."""

    class Form(models.TextChoices):
        ORIGINAL = "original", pgettext_lazy("material", "original")
        COPY = "copy", pgettext_lazy("material", "copy")
        BOTH = "both", pgettext_lazy("material", "original and copy")
        ELECTRONIC = "electronic", pgettext_lazy("material", "electronic")

    shown_fields = ("name", "copies", "form", "note")
    columns = ("name", "form", "copies", "note")
    beside = (("form", "copies"),)
    page = ParentalKey(LicensingPage, on_delete=models.CASCADE, related_name="materials")
    name = models.CharField(gettext_lazy("material"), max_length=200)
    form = models.CharField(
        gettext_lazy("original or copy"), max_length=12, choices=Form.choices, default=Form.ORIGINAL
    )
    copies = models.PositiveSmallIntegerField(
        gettext_lazy("number of copies"), default=1, validators=[MinValueValidator(1)]
    )
    note = models.CharField(gettext_lazy("remarks"), max_length=300, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("material to submit")
        verbose_name_plural = gettext_lazy("materials to submit")


class LicensingStep(Row):
    """办理程序, a step at a time."""

    shown_fields = ("title", "text", "who", "days")
    beside = (("who", "days"),)
    page = ParentalKey(LicensingPage, on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(gettext_lazy("step"), max_length=80)
    text = models.TextField(gettext_lazy("what happens"), blank=True)
    who = models.CharField(gettext_lazy("who acts"), max_length=80, blank=True)
    days = models.PositiveSmallIntegerField(gettext_lazy("working days"), null=True, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("step of the procedure")
        verbose_name_plural = gettext_lazy("steps of the procedure")


class LicensingForm(Row):
    """申请书格式文本 and 申请书示范文本."""

    class Kind(models.TextChoices):
        TEMPLATE = "template", gettext_lazy("application form")
        SAMPLE = "sample", gettext_lazy("sample application")

    shown_fields = ("kind", "title", "document")
    columns = ("title", "kind")
    page = ParentalKey(LicensingPage, on_delete=models.CASCADE, related_name="forms")
    kind = models.CharField(gettext_lazy("kind"), max_length=12, choices=Kind.choices, default=Kind.TEMPLATE)
    title = models.CharField(gettext_lazy("title"), max_length=200)
    document = models.ForeignKey(
        get_document_model_string(), models.PROTECT, related_name="+", verbose_name=gettext_lazy("document")
    )

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("form or sample")
        verbose_name_plural = gettext_lazy("forms and samples")


class LicensingFee(Row):
    """收费标准: entered by the planning office."""

    shown_fields = ("item", "amount", "per", "basis")
    beside = (("amount", "per"),)
    page = ParentalKey(LicensingPage, on_delete=models.CASCADE, related_name="fees")
    item = models.CharField(gettext_lazy("item charged"), max_length=120)
    amount = models.DecimalField(
        gettext_lazy("standard (yuan)"), max_digits=12, decimal_places=2, validators=[MinValueValidator(0)]
    )
    per = models.CharField(
        gettext_lazy("what the amount is for"),
        max_length=40,
        blank=True,
        help_text=gettext_lazy("A set, a person, a test."),
    )
    basis = models.CharField(gettext_lazy("document that allows it"), max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("fee")
        verbose_name_plural = gettext_lazy("fees")


class LicensingWindow(Row):
    """Where one applies and asks."""

    shown_fields = ("name", "address", "phone", "hours")
    beside = (("phone", "hours"),)
    page = ParentalKey(LicensingPage, on_delete=models.CASCADE, related_name="windows")
    name = models.CharField(gettext_lazy("window"), max_length=120)
    address = models.CharField(gettext_lazy("address"), max_length=200, blank=True)
    phone = models.CharField(gettext_lazy("telephone"), max_length=80, blank=True)
    hours = models.CharField(gettext_lazy("hours"), max_length=120, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("window")
        verbose_name_plural = gettext_lazy("windows")
