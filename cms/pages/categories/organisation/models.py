"""机构设置、职能职责、值班电话 (§3.1.1, §5.1.5): from the registers of the organisation, so that both agree."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms.organisation import disclosed
from cms.pages.base.category_page import CategoryPage, shown
from cms.pages.base.child_rows import Row
from cms.pages.base.vocabulary import Genre
from cms.pages.editor.panels import ProvidedPanel
from cms.publication.canonical import CanonicalContent

FROM_REGISTERS = ("leaders", "offices", "subordinates")


class OrganisationPage(CategoryPage):
    """A unit, its leaders, offices, duties and duty phones: rows of the registers, copied when the page is saved.

    A change in the registers is seen by the public when the page has gone through its chain (§5.5.2).
    """

    class Kind(models.TextChoices):
        INSTITUTION = "institution", gettext_lazy("organisation and duties")
        LEADERSHIP = "leadership", gettext_lazy("leaders and what they are in charge of")
        DUTY_PHONES = "duty_phones", gettext_lazy("duty telephones")
        SUBORDINATES = "subordinates", gettext_lazy("units under the bureau")

    category = "organisation"
    category_code = "01"
    category_label = gettext_lazy("organisation and duties")
    procedure_class = "organisation"
    default_genre = Genre.GUIDE
    template = "disclosure/organisation.html"
    body_heading = gettext_lazy("Introduction")
    page_description = gettext_lazy("§3.1.1: offices, duties, duty telephones and leaders, taken from the registers.")

    kind = models.CharField(gettext_lazy("kind"), max_length=14, choices=Kind.choices, default=Kind.INSTITUTION)
    address = models.CharField(gettext_lazy("address"), max_length=200, blank=True)
    phone = models.CharField(gettext_lazy("telephone"), max_length=80, blank=True)
    hours = models.CharField(gettext_lazy("hours"), max_length=120, blank=True)

    required_to_publish = ("address", "phone")
    disclosure_schema = shown(
        "kind",
        "address",
        "phone",
        "hours",
        rows=("leaders", "offices", "subordinates"),
    )
    category_panels = [
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("address"),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("hours")]),
            ],
            heading=gettext_lazy("The unit"),
        ),
        ProvidedPanel(
            FROM_REGISTERS,
            gettext_lazy("the registers of the organisation"),
            heading=gettext_lazy("From the registers, anew at every save"),
        ),
    ]

    class Meta:
        verbose_name = gettext_lazy("organisation page")
        verbose_name_plural = gettext_lazy("organisation pages")

    @property
    def kind_label(self) -> str | Promise:
        return self.Kind(self.kind).label

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        self.fill_from_registers()
        return super().save_revision(*args, **kwargs)

    def fill_from_registers(self) -> None:
        """Copy the rows of this page's kind from the registers."""
        for name, rows in self.rows_of_registers().items():
            row_type: Any = self._meta.get_field(name).related_model
            setattr(self, name, [row_type(sort_order=place, **values) for place, values in enumerate(rows)])

    def rows_of_registers(self) -> dict[str, list[dict[str, str]]]:
        """What the registers say now, by relation; only what a page of this kind shows."""
        if self.unit_id is None:
            return {}
        kind, unit = self.Kind(self.kind), self.unit_id
        return {
            "leaders": disclosed.leaders(unit) if kind in (self.Kind.INSTITUTION, self.Kind.LEADERSHIP) else [],
            "offices": disclosed.offices(unit) if kind in (self.Kind.INSTITUTION, self.Kind.DUTY_PHONES) else [],
            "subordinates": disclosed.subordinates(unit) if kind == self.Kind.SUBORDINATES else [],
        }

    def disagrees_with_registers(self) -> bool:
        """Whether the registers say something else than this draft."""
        return any(
            [{key: getattr(row, key) for key in wanted} for row, wanted in zip(rows, registered, strict=False)]
            != registered
            or len(rows) != len(registered)
            for name, registered in self.rows_of_registers().items()
            for rows in [list(getattr(self, name).all())]
        )

    def lacks(self, action: str) -> Iterator[str]:
        if self.disagrees_with_registers():
            yield _("The registers have changed since this draft was saved: save it again.")
        if not any(self._has(name) for name in FROM_REGISTERS):
            yield _("The registers say nothing of this unit for a page of this kind.")

    def changes_contacts_only(self, before: CanonicalContent | None, after: CanonicalContent) -> bool:
        """Only telephones, address or hours changed: it goes the way of its publication (§5.5.2)."""
        return before is not None and _without_contacts(before.data) == _without_contacts(after.data)


def _without_contacts(data: dict[str, Any]) -> tuple[Any, ...]:
    contacts = ("address", "phone", "hours", "duty_phone")

    def kept(values: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name not in contacts}

    children = {name: [kept(row) for row in rows] for name, rows in data["children"].items()}
    return kept(data["content"]), children, data["parent"], data["slug"], data["expire"]


class OrganisationLeader(Row):
    """局领导 and what they are in charge of."""

    shown_fields = ("name", "post", "in_charge_of")
    page = ParentalKey(OrganisationPage, on_delete=models.CASCADE, related_name="leaders")
    name = models.CharField(gettext_lazy("name"), max_length=120)
    post = models.CharField(gettext_lazy("post"), max_length=120)
    in_charge_of = models.TextField(gettext_lazy("in charge of"), blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("leader")
        verbose_name_plural = gettext_lazy("leaders")


class OrganisationOffice(Row):
    """内设机构: what it does and how it is reached."""

    shown_fields = ("name", "duties", "duty_phone", "leader")
    page = ParentalKey(OrganisationPage, on_delete=models.CASCADE, related_name="offices")
    name = models.CharField(gettext_lazy("office"), max_length=120)
    duties = models.TextField(gettext_lazy("duties"), blank=True)
    duty_phone = models.CharField(gettext_lazy("duty phone"), max_length=60, blank=True)
    leader = models.CharField(gettext_lazy("leader in charge"), max_length=120, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("office")
        verbose_name_plural = gettext_lazy("offices")


class OrganisationSubordinate(Row):
    """A unit under this one."""

    shown_fields = ("name", "unit_kind", "phone")
    page = ParentalKey(OrganisationPage, on_delete=models.CASCADE, related_name="subordinates")
    name = models.CharField(gettext_lazy("unit"), max_length=120)
    unit_kind = models.CharField(gettext_lazy("kind of unit"), max_length=60, blank=True)
    phone = models.CharField(gettext_lazy("duty phone"), max_length=60, blank=True)

    class Meta(Row.Meta):
        verbose_name = gettext_lazy("unit")
        verbose_name_plural = gettext_lazy("units")
