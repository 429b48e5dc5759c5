"""事业单位服务项目 (§3.1.8): what a service body offers, on what basis, how, how long it takes, what it costs."""

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField

from cms.pages.base.category_page import CategoryPage, shown
from cms.pages.base.child_rows import Row
from cms.pages.base.vocabulary import Genre

TEXT = ["bold", "ol", "ul", "link"]


class PublicServicePage(CategoryPage):
    """A service that a body under the bureau offers to the public."""

    category = "public_services"
    category_code = "08"
    category_label = gettext_lazy("services of public bodies")
    procedure_class = "other"
    default_genre = Genre.GUIDE
    template = "disclosure/public_service.html"
    body_heading = gettext_lazy("Further notes")
    page_description = gettext_lazy("§3.1.8: service, basis, time limit, procedure and fees of a service body.")

    provider = models.CharField(gettext_lazy("body that provides it"), max_length=200, blank=True)
    legal_basis = RichTextField(gettext_lazy("legal basis"), features=TEXT, blank=True)
    who_may_apply = RichTextField(gettext_lazy("who may use it"), features=TEXT, blank=True)
    procedure = RichTextField(gettext_lazy("procedure"), features=TEXT, blank=True)
    time_limit_days = models.PositiveSmallIntegerField(
        gettext_lazy("time limit (working days)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    address = models.CharField(gettext_lazy("address"), max_length=200, blank=True)
    phone = models.CharField(gettext_lazy("telephone"), max_length=80, blank=True)
    hours = models.CharField(gettext_lazy("hours"), max_length=120, blank=True)
    fee_note = models.CharField(
        gettext_lazy("note on the fees"),
        max_length=300,
        blank=True,
        help_text=gettext_lazy("Say so where nothing is charged."),
    )

    required_to_publish = (
        "provider",
        "legal_basis",
        "who_may_apply",
        "procedure",
        "time_limit_days",
        "phone",
        "fee_note",
    )
    disclosure_schema = shown(
        "provider",
        "legal_basis",
        "who_may_apply",
        "procedure",
        "time_limit_days",
        "address",
        "phone",
        "hours",
        "fee_note",
        rows=("service_fees",),
    )
    category_panels = [
        MultiFieldPanel(
            [
                FieldPanel("provider"),
                FieldPanel("legal_basis"),
                FieldPanel("who_may_apply"),
                FieldPanel("procedure"),
                FieldPanel("time_limit_days"),
            ],
            heading=gettext_lazy("The service"),
        ),
        InlinePanel("service_fees", heading=gettext_lazy("Standards of fees"), label=gettext_lazy("fee")),
        MultiFieldPanel(
            [
                FieldPanel("fee_note"),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("hours")]),
            ],
            heading=gettext_lazy("Where to ask"),
        ),
    ]

    class Meta:
        verbose_name = gettext_lazy("public service")
        verbose_name_plural = gettext_lazy("public services")


class ServiceFee(Row):
    """收费标准 of a service."""

    shown_fields = ("item", "amount", "basis")
    beside = (("amount", "basis"),)
    page = ParentalKey(PublicServicePage, on_delete=models.CASCADE, related_name="service_fees")
    item = models.CharField(gettext_lazy("item charged"), max_length=120)
    amount = models.CharField(gettext_lazy("standard"), max_length=60)
    basis = models.CharField(gettext_lazy("document that allows it"), max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("fee")
        verbose_name_plural = gettext_lazy("fees")
