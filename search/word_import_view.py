"""The screen that reads people's words from a file."""

import logging
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access

from . import word_importing
from .word_files import Unreadable

log = logging.getLogger("disclosure_search")


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("file"), widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt"}))


def may(user: Any) -> bool:
    """Whoever may add words and change them."""
    return bool(user.has_perms(["disclosure_search.add_peoplesword", "disclosure_search.change_peoplesword"]))


@require_admin_access
@require_http_methods(["GET", "HEAD", "POST"])
def view(request: HttpRequest) -> HttpResponse:
    """GET: choose a file. POST: it is taken as a whole, or told what is wrong with it."""
    if not may(request.user):
        raise PermissionDenied
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            taken = word_importing.take(word_importing.read(form.cleaned_data["file"].read()), request.user)
        except Unreadable as error:
            log.info("%s: unreadable words: %s", request.user, error)
            form.add_error("file", str(error))
        else:
            log.info("%s read words from a file: %s", request.user, taken)
            facts = {"new": taken.new, "changed": taken.changed, "same": taken.same}
            messages.success(
                request, _("%(new)d new, %(changed)d changed, %(same)d as they were. They count at once.") % facts
            )
            return redirect("disclosure_search_peoplesword_modeladmin_index")
    back = reverse("disclosure_search_peoplesword_modeladmin_index")
    return render(request, "disclosure_search/words_import.html", {"form": form, "back": back})
