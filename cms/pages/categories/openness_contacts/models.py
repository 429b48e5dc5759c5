"""政务公开及监督部门联系方式 (§3.1.9): whom one asks about openness, and whom one complains to."""

from collections.abc import Iterator

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel

from cms.pages.base.category_page import CategoryPage, shown
from cms.pages.base.child_rows import Row
from cms.pages.base.vocabulary import Genre


class OpennessContactPage(CategoryPage):
    """Addresses of the offices for openness and of those that supervise it; or the disclosure guide (art. 12)."""

    class Kind(models.TextChoices):
        CONTACTS = "contacts", gettext_lazy("contacts")
        GUIDE = "guide", gettext_lazy("disclosure guide")

    category = "openness_contacts"
    category_code = "09"
    category_label = gettext_lazy("openness and supervision contacts")
    procedure_class = "other"
    default_genre = Genre.GUIDE
    template = "disclosure/openness_contact.html"
    body_heading = gettext_lazy("Further notes")
    page_description = gettext_lazy("§3.1.9: telephone, address and hours of the offices for openness and supervision.")

    kind = models.CharField(gettext_lazy("kind"), max_length=8, choices=Kind.choices, default=Kind.CONTACTS)

    required_to_publish = ("contacts",)
    disclosure_schema = shown("kind", rows=("contacts",))
    category_panels = [
        FieldPanel("kind"),
        InlinePanel("contacts", heading=gettext_lazy("Contacts"), label=gettext_lazy("contact")),
    ]

    class Meta:
        verbose_name = gettext_lazy("openness contacts")
        verbose_name_plural = gettext_lazy("openness contacts")

    @property
    def kind_label(self) -> str | Promise:
        return self.category_label if self.kind == self.Kind.CONTACTS else self.Kind(self.kind).label

    def lacks(self, action: str) -> Iterator[str]:
        if self.kind == self.Kind.GUIDE and not self._has("body"):
            words = _("The guide says what there is, where it is found and how one applies for it (art. 12).")
            yield self.lack("body", words)


class OpennessContact(Row):
    """One office and how it is reached."""

    class Role(models.TextChoices):
        OPENNESS = "openness", gettext_lazy("openness office")
        SUPERVISION = "supervision", gettext_lazy("supervision")
        APPLICATION = "application", gettext_lazy("receives applications for disclosure")

    shown_fields = ("role", "name", "address", "postcode", "phone", "fax", "email", "hours")
    columns = ("name", "role", "address", "phone", "hours")
    beside = (("role", "name"), ("address", "postcode"), ("phone", "fax"), ("email", "hours"))
    page = ParentalKey(OpennessContactPage, on_delete=models.CASCADE, related_name="contacts")
    role = models.CharField(gettext_lazy("role"), max_length=12, choices=Role.choices, default=Role.OPENNESS)
    name = models.CharField(gettext_lazy("office"), max_length=120)
    address = models.CharField(gettext_lazy("address"), max_length=200, blank=True)
    postcode = models.CharField(gettext_lazy("postal code"), max_length=10, blank=True)
    phone = models.CharField(gettext_lazy("telephone"), max_length=80)
    fax = models.CharField(gettext_lazy("fax"), max_length=80, blank=True)
    email = models.EmailField(gettext_lazy("e-mail"), blank=True)
    hours = models.CharField(gettext_lazy("hours"), max_length=120, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("contact")
        verbose_name_plural = gettext_lazy("contacts")
