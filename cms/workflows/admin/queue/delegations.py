"""One's own delegations (rule 6): who stands in for me, from when to when; and for whom I stand in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cms.organisation import permissions
from cms.organisation import services as organisation
from cms.organisation.models import Delegation, Post, Tenure
from cms.organisation.snapshot import name_columns
from cms.workflows.admin.queue import absence
from cms.workflows.admin.queue.views import ApprovalView
from cms.workflows.cases.records import name_of

MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


def _posts_of(tenures: Any) -> dict[int, list[str]]:
    """Person → the offices and posts that they hold by these tenures. One query."""
    found: dict[int, list[str]] = {}
    for row in tenures.select_related("post__office").order_by("post__office__name", "post__name"):
        office = row.post.office.name if row.post.office is not None else ""
        name = row.post.name if not office or row.post.name.startswith(office) else f"{office} {row.post.name}"
        found.setdefault(row.user_id, []).append(name)
    return {person: list(dict.fromkeys(names)) for person, names in found.items()}


class PersonField(forms.ModelChoiceField):
    """People by name, each with the posts that they hold now: several have the same name."""

    posts: dict[int, list[str]]

    def label_from_instance(self, obj: Any) -> str:
        held = self.posts.get(obj.pk, [])
        return f"{name_of(obj)}（{'、'.join(held)}）" if held else name_of(obj)


class DelegationForm(forms.Form):
    """A post of one's own, a colleague of its unit, dated days."""

    post = forms.ModelChoiceField(label=gettext_lazy("Post"), queryset=Post.objects.none())
    to_user = PersonField(label=gettext_lazy("Given to"), queryset=get_user_model()._default_manager.none())
    starts_at = forms.DateTimeField(
        label=gettext_lazy("From"), required=False, widget=MOMENT, help_text=gettext_lazy("Empty: from now on.")
    )
    ends_at = forms.DateTimeField(label=pgettext_lazy("organisation", "until"), widget=MOMENT)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Tenure.objects.valid_at(timezone.now()).filter(user=user)
        posts = Post.objects.filter(pk__in=held.values("post"))
        units = posts.values("unit")
        colleagues = Tenure.objects.valid_at(timezone.now()).filter(post__unit__in=units).exclude(user=user)
        people = get_user_model()._default_manager.filter(pk__in=colleagues.values("user"), is_active=True)
        to_user: Any = self.fields["to_user"]
        to_user.queryset, to_user.posts = people.order_by(*name_columns()), _posts_of(colleagues)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]  # a ModelChoiceField
        mine = [] if self.is_bound else list(posts[:2])
        if len(mine) == 1:
            self.initial.setdefault("post", mine[0].pk)


class Delegations(ApprovalView):
    """Give one's own post for some days, end it early, see for whom one stands in."""

    template_name = "disclosure_workflows/delegations.html"
    header_icon = "group"

    def get_page_title(self) -> str:
        return _("My delegations")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.request.user
        now = timezone.now()
        rows = Delegation.objects.filter(ends_at__gt=now).select_related("post__unit", "from_user", "to_user")
        kwargs.setdefault("form", DelegationForm(user=user))
        return super().get_context_data(
            given=[(row, name_of(row.to_user)) for row in rows.filter(from_user=user)],
            received=[(row, name_of(row.from_user)) for row in rows.filter(to_user=user)],
            away=absence.suggestions(user),
            holds=bool(permissions.held_posts(user)),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.POST.get("end"):
            return self._end(request)
        sent = request.POST.get("away")
        form = DelegationForm(absence.entered(sent) if sent else request.POST, user=request.user)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        facts = form.cleaned_data
        try:
            organisation.delegate(
                facts["post"],
                request.user,
                facts["to_user"],
                facts["starts_at"],
                facts["ends_at"],
                facts["reason"],
                by=request.user,
            )
        except organisation.Refused as refused:
            messages.error(request, str(refused))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(request, _("The delegation was recorded."))
        return redirect(reverse("disclosure_approval:delegations"))

    def _end(self, request: HttpRequest) -> HttpResponseBase:
        sent = request.POST["end"]
        number = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 19 else 0
        row = get_object_or_404(Delegation, pk=number, from_user=request.user)
        try:
            organisation.end_delegation(row, by=request.user)
            messages.success(request, _("The delegation was ended."))
        except organisation.Refused as refused:
            messages.error(request, str(refused))
        return redirect(reverse("disclosure_approval:delegations"))
