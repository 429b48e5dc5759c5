"""Views of the register of side effects: another try."""

from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail_modeladmin.views import InstanceSpecificView, WMABaseView

from cms.outbox import services
from cms.outbox.models import OutboxMessage
from cms.registers.views import FoundMixin, RegisterIndexView


class OutboxIndexView(RegisterIndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["dead"] = OutboxMessage.objects.dead().count()
        kwargs["again_url"] = self.url_helper.get_action_url("again_all")
        return super().get_context_data(**kwargs)


class ConfirmMixin:
    """A question whose answer is a POST; for superusers."""

    page_title = gettext_lazy("Deliver again")
    media = forms.Media()

    def get_template_names(self) -> list[str]:
        return ["disclosure_outbox/again.html"]

    @method_decorator(login_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not self.permission_helper.user_can_list(request.user):  # type: ignore[attr-defined]  # of the view this is mixed into
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of the view this is mixed into


class AgainView(ConfirmMixin, FoundMixin, InstanceSpecificView, TemplateView):
    """Another round of attempts for one message."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs["refusal"] = services.again_refusal(self.instance)
        kwargs["question"] = _("Deliver “%(message)s” to %(consumer)s again?") % {
            "message": self.instance,
            "consumer": self.instance.consumer,
        }
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            services.deliver_again(self.instance)
        except services.Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("“%(message)s” will be delivered again.") % {"message": self.instance})
        return redirect(self.index_url)


class AgainAllView(ConfirmMixin, WMABaseView, TemplateView):
    """Another round of attempts for everything that was given up."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        dead = OutboxMessage.objects.dead().count()
        kwargs["refusal"] = None if dead else _("Nothing was given up.")
        kwargs["question"] = ngettext(
            "Deliver the message that was given up again?", "Deliver all %(number)s that were given up again?", dead
        ) % {"number": dead}
        return super().get_context_data(**kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        number = services.deliver_all_again()
        words = ngettext("One message will be delivered again.", "%(number)s messages will be delivered again.", number)
        messages.success(request, words % {"number": number})
        return redirect(self.index_url)
