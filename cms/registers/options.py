"""The base of every register."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib import admin
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail_modeladmin.options import ModelAdmin

from cms.registers import views


class Register(ModelAdmin):
    """wagtail-modeladmin with what it leaves open closed (see `views`): no register is made of its base."""

    history_view_enabled = True
    list_per_page = 50
    index_view_class = views.RegisterIndexView
    create_view_class = views.RegisterCreateView
    edit_view_class = views.RegisterEditView
    inspect_view_class = views.RegisterInspectView
    history_view_class = views.RegisterHistoryView
    delete_view_class = views.RegisterDeleteView

    def get_list_display(self, request: HttpRequest) -> list[str | Callable[[Any], Any]]:
        """The columns; yes and no are words, for the pictures of Django's admin are not installed."""
        return [self._column(name) for name in super().get_list_display(request)]

    def _column(self, name: Any) -> str | Callable[[Any], Any]:
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return name
        return _in_words(field) if isinstance(field, models.BooleanField) else name


@cache
def _in_words(field: models.BooleanField) -> Callable[[Any], str]:
    @admin.display(description=field.verbose_name, ordering=field.name)
    def words(row: Any) -> str:
        value = getattr(row, field.name)
        return "" if value is None else _("yes") if value else _("no")

    return words
