"""What the registers share: who may do what with a row, its buttons, and the filters of the lists."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.utils import quote
from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper

from cms.organisation import scoping
from cms.organisation.models import Office, Post, Unit
from cms.organisation.periods import Period
from cms.organisation.snapshot import name_columns
from cms.registers.filters import Choice


def full_name(prefix: str) -> Concat:
    """A Chinese full name as the database can search it: family name first, nothing between."""
    return Concat(*(F(f"{prefix}__{name}") for name in name_columns()), Value(""))


class UnitPermissionHelper(PermissionHelper):
    """Permissions come from posts and reach as far as the post's unit. Nothing is deleted here: it is ended."""

    def user_can_list(self, user: Any) -> bool:
        return any(user.has_perm(scoping.permission(self.model, action)) for action in scoping.ACTIONS)

    def user_can_inspect_obj(self, user: Any, obj: Model) -> bool:
        units = scoping.units_to_see(user, type(obj))
        return units is None or scoping.unit_id_of(obj) in units

    def user_can_edit_obj(self, user: Any, obj: Model) -> bool:
        return not is_over(obj) and scoping.may(user, "change", obj)

    def user_can_end_obj(self, user: Any, obj: Model) -> bool:
        return isinstance(obj, Period) and not is_over(obj) and scoping.may(user, "change", obj)

    def user_can_delete_obj(self, user: Any, obj: Model) -> bool:
        return False


def is_over(row: Model) -> bool:
    return isinstance(row, Period) and row.ends_at is not None and row.ends_at <= timezone.now()


class EndingButtonHelper(ButtonHelper):
    """Adds "End" where a row holds for a time."""

    def end_button(self, pk: Any, classnames_add: Any = None, classnames_exclude: Any = None) -> dict[str, Any]:
        classnames = ["button-secondary", "no", *(classnames_add or [])]
        return {
            "url": self.url_helper.get_action_url("end", quote(pk)),
            "label": pgettext("organisation", "End"),
            "classname": self.finalise_classname(classnames, classnames_exclude),
            "title": _("End this %(object)s") % {"object": self.verbose_name},
        }

    def get_buttons_for_obj(
        self, obj: Model, exclude: Any = None, classnames_add: Any = None, classnames_exclude: Any = None
    ) -> list[dict[str, Any]]:
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        if "end" not in (exclude or []) and self.permission_helper.user_can_end_obj(self.request.user, obj):
            buttons.append(self.end_button(obj.pk, classnames_add, classnames_exclude))
        return buttons


class ListFilter(Choice):
    template = "disclosure_organisation/filter.html"


class UnitFilter(ListFilter):
    title = gettext_lazy("unit")
    parameter_name = "unit"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        units = scoping.units_to_see(request.user, model_admin.model)
        rows = Unit.objects.all() if units is None else Unit.objects.filter(pk__in=units)
        return [(unit.identifier, str(unit)) for unit in rows]

    def matching(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        path = scoping.unit_path(queryset.model)
        return queryset.filter(**{path: Unit.objects.filter(identifier=value).values("pk")[:1]})


class StateFilter(ListFilter):
    """In force, still to come, or over: the question that every register of periods is asked first."""

    title = pgettext_lazy("organisation", "state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [
            ("now", pgettext("organisation", "in force")),
            ("to_come", pgettext("organisation", "to come")),
            ("over", pgettext("organisation", "over")),
        ]

    def matching(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        now = timezone.now()
        conditions = {
            "now": Q(starts_at__lte=now) & (Q(ends_at=None) | Q(ends_at__gt=now)),
            "to_come": Q(starts_at__gt=now) & (Q(ends_at=None) | Q(ends_at__gt=F("starts_at"))),
            "over": Q(ends_at__lte=now) | Q(ends_at=F("starts_at")),
        }
        return queryset.filter(conditions[value])


class ChoiceFilter(ListFilter):
    """Over a field with choices; subclasses name the field and its choices."""

    field_name = "kind"
    options: Any = ()

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, str]]:
        return [(str(value), str(words)) for value, words in self.options]

    def matching(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        return queryset.filter(**{self.field_name: value})


class UnitKindFilter(ChoiceFilter):
    title = pgettext_lazy("organisation", "kind")
    parameter_name = "kind"
    options = Unit.Kind.choices


class OfficeKindFilter(UnitKindFilter):
    options = Office.Kind.choices


class PostKindFilter(UnitKindFilter):
    options = Post.Kind.choices


class HeldPostKindFilter(PostKindFilter):
    title = gettext_lazy("kind of post")
    field_name = "post__kind"
