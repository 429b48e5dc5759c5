"""Filters of registers."""

from typing import Any

from django.contrib.admin.filters import SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest


class Choice(SimpleListFilter):
    """A filter with a fixed set of values; the list drops any other value (see `views`)."""

    template = "admin/filter.html"  # a name that wagtail-modeladmin maps to its own
    parameter_name = ""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        return queryset if value is None or not self.knows(value) else self.matching(queryset, value)

    def matching(self, queryset: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Rows of a value; the field of the parameter's name, unless a filter says otherwise."""
        return queryset.filter(**{self.parameter_name: value})

    def knows(self, value: str) -> bool:
        return value in {str(key) for key, _label in self.lookup_choices}
