"""Forms of the registers: choices end at the units that the user's posts reach; services say what is refused."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from cms.organisation import categories, scoping, services
from cms.organisation.models import Unit
from cms.organisation.permissions import units_with_permission


class RegisterForm(WagtailAdminModelForm):
    """Offers only rows of units in which the user may do this; what an existing row names stays as it is."""

    fixed: ClassVar[tuple[str, ...]] = ()
    refusal: ClassVar[Callable[..., str | None] | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        action = "change" if self.instance.pk else "add"
        self.units = units_with_permission(self.for_user, scoping.permission(type(self.instance), action))
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                self._limit(field)
        if self.instance.pk:
            for name in self.fixed_now():
                if name in self.fields:
                    self.fields[name].disabled = True

    def fixed_now(self) -> tuple[str, ...]:
        return self.fixed

    def _limit(self, field: Any) -> None:
        model = field.queryset.model
        if issubclass(model, get_user_model()):
            field.queryset = scoping.people(field.queryset, self.units)
        elif model._meta.app_label == Unit._meta.app_label and self.units is not None:
            field.queryset = field.queryset.filter(**{f"{scoping.unit_path(model)}__in": self.units})

    def _post_clean(self) -> None:
        """The service's refusal, once the model's own rules are content (Django builds the instance here)."""
        super()._post_clean()
        refusal = type(self).refusal
        if refusal is not None and not self.errors and not self.instance.pk:
            reason = refusal(self.instance, self.for_user)
            if reason:
                self.add_error(None, reason)


class PeriodForm(RegisterForm):
    """What has begun keeps its beginning."""

    def fixed_now(self) -> tuple[str, ...]:
        begun = self.instance.starts_at and self.instance.starts_at <= timezone.now()
        return (*self.fixed, "starts_at") if begun else self.fixed


class UnitForm(RegisterForm):
    fixed = ("identifier",)

    def _limit(self, field: Any) -> None:
        """Any unit may be the superior one: units are set up by the administrator of all."""


class OfficeForm(RegisterForm):
    fixed = ("unit", "identifier")


class PostForm(RegisterForm):
    fixed = ("unit", "identifier")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "categories" in self.fields:
            self.fields["categories"] = categories_field(self.instance.categories or [])


class TenureForm(PeriodForm):
    fixed = ("post", "user")
    refusal = staticmethod(services.appoint_refusal)


class PortfolioForm(PeriodForm):
    fixed = ("post", "office")
    refusal = staticmethod(services.put_in_charge_refusal)


class DelegationForm(PeriodForm):
    fixed = ("post", "from_user", "to_user")
    refusal = staticmethod(services.delegate_refusal)


class MemberForm(PeriodForm):
    fixed = ("unit", "user")


class WordsField(forms.CharField):
    """Identifiers separated by commas or spaces, kept as a list."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return str(value or "").replace(",", " ").replace(",", " ").split()

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != self.to_python(data)


def categories_field(present: list[str]) -> forms.Field:
    """Ticks by name where the categories are known; identifiers that nobody knows any more stay on offer."""
    known = categories.choices()
    label, help_text = (
        _("categories to draft"),
        _("Identifiers of categories; * for everything that the office issues."),
    )
    if not known:
        return WordsField(label=label, help_text=help_text, required=False)
    names = {key for key, _name in known}
    offered = [*known, *((key, key) for key in present if key not in names)]
    return forms.MultipleChoiceField(
        label=label, choices=offered, required=False, widget=forms.CheckboxSelectMultiple, help_text=""
    )
