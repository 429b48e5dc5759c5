"""Views of the registers: wagtail-modeladmin's, with what they leave open closed.

- The list takes only the parameters that it offers: any other is dropped with a message. Stock, an unknown or badly
  typed one is a server error, and a well-typed one (`?post__unit__parent__name__startswith=`) reads related data.
- A key that is not a number is "not found", not a server error.
- The history of a row is shown to those who may see the row; stock shows it to everybody in the admin. It says what a
  change was, not only that there was one.
"""

import re
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.log_actions import log
from wagtail_modeladmin.views import (
    CreateView,
    DeleteView,
    EditView,
    HistoryView,
    IndexView,
    InspectView,
    ModelFormView,
)

from cms.registers import changes
from cms.registers.filters import Choice

_ORDER = re.compile(r"-?[0-9]{1,3}(\.-?[0-9]{1,3})*", re.ASCII)
_PAGE = re.compile(r"[0-9]{1,6}", re.ASCII)


class RegisterIndexView(IndexView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.GET = self._offered_parameters(request)  # type: ignore[assignment]  # made immutable below
        return super().dispatch(request, *args, **kwargs)

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """A row of an export; a no and a zero are there, where stock leaves the cell empty."""
        facts: dict[str, Any] = super().to_row_dict(item)
        falsy = {name: getattr(item, name, None) for name in facts if isinstance(name, str)}
        return facts | {name: value for name, value in falsy.items() if isinstance(value, int) and not value}

    def _offered_parameters(self, request: HttpRequest) -> QueryDict:
        kept, dropped = QueryDict(mutable=True), []
        for name, values in request.GET.lists():
            value = values[-1] if values else ""
            if self._is_offered(request, name, value):
                kept[name] = value.replace("\x00", "") if name == self.SEARCH_VAR else value
            elif name != self.ERROR_FLAG:
                dropped.append(name[:40])
        if dropped:
            messages.warning(request, _("This list cannot be filtered by: %(names)s") % {"names": ", ".join(dropped)})
        kept._mutable = False
        return kept

    def _is_offered(self, request: HttpRequest, name: str, value: str) -> bool:
        if name == self.SEARCH_VAR:
            return True
        if name == self.ORDER_VAR:
            return bool(_ORDER.fullmatch(value))
        if name == self.PAGE_VAR:
            return bool(_PAGE.fullmatch(value))
        if name == self.EXPORT_VAR:
            return value in self.FORMATS
        for kind in self.model_admin.get_list_filter(request):
            if isinstance(kind, str):
                if name == f"{kind}__exact":
                    return self._fits(kind, value)
            elif issubclass(kind, Choice) and kind.parameter_name == name:
                return kind(request, {name: [value]}, self.model, self.model_admin).knows(value)
        return False

    def _fits(self, field: str, value: str) -> bool:
        """Whether the value can be one of this field's."""
        try:
            self.model._meta.get_field(field).to_python(value)
        except ValidationError:
            return False
        return True


class FoundMixin:
    """A key that no row can have is "not found"."""

    def __init__(self, model_admin: Any, instance_pk: str) -> None:
        try:
            super().__init__(model_admin, instance_pk)  # type: ignore[call-arg]  # mixed into InstanceSpecificView
        except (ValueError, OverflowError, ValidationError) as error:
            raise Http404 from error


class RegisterCreateView(CreateView):
    pass


class RegisterEditView(FoundMixin, EditView):
    def form_valid(self, form: Any) -> HttpResponse:
        """As stock, and the log says what the row said before."""
        before = self.model._default_manager.filter(pk=self.instance.pk).first()
        response = ModelFormView.form_valid(self, form)
        facts = changes.between(before, self.instance, list(form.fields)) if before is not None else {}
        has_changed = form.has_changed()
        data = {"changes": facts} if facts else None
        log(instance=self.instance, action="wagtail.edit", content_changed=has_changed, data=data)
        return response


class RegisterInspectView(FoundMixin, InspectView):
    @method_decorator(login_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().dispatch(request, *args, **kwargs)


class RegisterHistoryView(FoundMixin, HistoryView):
    columns = [
        HistoryView.columns[0],
        Column("changes", label=gettext_lazy("What changed"), accessor=changes.described),
        *HistoryView.columns[1:],
    ]

    def check_action_permitted(self, user: Any) -> bool:
        helper = self.permission_helper
        return bool(helper.user_can_inspect_obj(user, self.instance) or helper.user_can_edit_obj(user, self.instance))


class RegisterDeleteView(FoundMixin, DeleteView):
    pass
