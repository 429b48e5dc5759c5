"""Views of the registers of the organisation, beside those that every register has (`cms.registers`).

Deleting is refused in words; ending takes its place.
"""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateTimeInput
from wagtail_modeladmin.views import InstanceSpecificView

from cms.organisation import scoping, services
from cms.registers.views import FoundMixin, RegisterDeleteView


class RefusedDeleteView(RegisterDeleteView):
    """Says why nothing is deleted here, and where to go instead."""

    @method_decorator(login_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        helper = self.permission_helper
        if not helper.user_can_inspect_obj(request.user, self.instance):
            raise PermissionDenied
        reason = _("Nothing is deleted here: decisions name it, and must stay readable. End it instead.")
        if not getattr(self.model_admin, "can_end", False):
            reason = _("Nothing is deleted here: items and decisions name it. End what is held in it instead.")
        messages.error(request, reason)
        may_end = getattr(helper, "user_can_end_obj", lambda user, row: False)  # other rooms' registers end nothing
        action = "end" if may_end(request.user, self.instance) else "inspect"
        return redirect(self.url_helper.get_action_url(action, self.pk_quoted))


class EndForm(forms.Form):
    ends_at = forms.DateTimeField(
        label=pgettext_lazy("organisation", "until"),
        required=False,
        widget=AdminDateTimeInput,
        help_text=gettext_lazy("Leave it empty to end it now."),
    )


class EndView(FoundMixin, InstanceSpecificView, FormView):
    """Ends a tenure, a portfolio, a delegation or a seat in the leading group, now or at a time to come."""

    form_class = EndForm
    page_title = pgettext_lazy("organisation", "End")
    template_name = "disclosure_organisation/end.html"

    def check_action_permitted(self, user: Any) -> bool:
        return scoping.may(user, "change", self.instance)

    @property
    def media(self) -> forms.Media:
        return self.get_form().media

    def get_success_url(self) -> str:
        return self.index_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.get_form())
        kwargs["end_url"] = self.url_helper.get_action_url("end", self.pk_quoted)
        kwargs["refusal"] = services.end_refusal(self.instance, by=self.request.user)
        return super().get_context_data(**kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            services.end(self.instance, form.cleaned_data["ends_at"], by=self.request.user)
        except services.Refused as refused:
            form.add_error(None, refused.reason)
            return self.form_invalid(form)
        messages.success(self.request, _("“%(object)s” is ended.") % {"object": self.instance})
        return super().form_valid(form)
