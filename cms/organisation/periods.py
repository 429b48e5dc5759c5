"""Half-open periods [starts_at, ends_at): the one place that says when a tenure, portfolio or delegation holds."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms.organisation import freshness


def whole_second(value: datetime) -> datetime:
    return value.replace(microsecond=0)


class SecondField(models.DateTimeField):
    """An instant in whole seconds, in Python and in the database, so that nothing changes within a second."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        if isinstance(value, datetime):
            value = whole_second(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return whole_second(value) if isinstance(value, datetime) else value


class FreshQuerySet(models.QuerySet):
    """Says to `freshness` that the organisation changed, also where Django sends no signal."""

    def update(self, **kwargs: Any) -> int:
        freshness.touch()
        return super().update(**kwargs)

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        freshness.touch()
        return super().bulk_create(*args, **kwargs)


class PeriodQuerySet(FreshQuerySet):
    def valid_at(self, at: datetime) -> Self:
        """The rows that hold at this instant: from their first instant on, no longer at their last one."""
        return self.filter(starts_at__lte=at).filter(models.Q(ends_at=None) | models.Q(ends_at__gt=at))

    def overlapping(self, starts_at: datetime, ends_at: datetime | None) -> Self:
        """The rows that share an instant with [starts_at, ends_at); an empty period shares none."""
        rows = self.exclude(ends_at=models.F("starts_at"))
        rows = rows.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=starts_at))
        return rows if ends_at is None else rows.filter(starts_at__lt=ends_at)


class Period(models.Model):
    """Something that holds from `starts_at` (included) to `ends_at` (not included; None: until further notice).

    A period that never began is closed by `ends_at == starts_at`: history keeps the row.
    """

    starts_at = SecondField(pgettext_lazy("organisation", "from"), default=timezone.now, db_index=True)
    ends_at = SecondField(pgettext_lazy("organisation", "until"), null=True, blank=True, db_index=True)

    objects: ClassVar = PeriodQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_valid_at(self, at: datetime) -> bool:
        at = whole_second(at)
        return self.starts_at <= at and (self.ends_at is None or self.ends_at > at)

    def clean(self) -> None:
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at < self.starts_at:
            raise ValidationError({"ends_at": _("The end lies before the beginning.")})


def not_reversed(name: str) -> models.CheckConstraint:
    """The database's own word on a period that runs backwards."""
    return models.CheckConstraint(
        name=name,
        condition=models.Q(ends_at=None) | models.Q(ends_at__gte=models.F("starts_at")),
        violation_error_message=_("The end lies before the beginning."),
    )
