"""The host's own search, as `wagtail start` makes it."""

from django.http import HttpResponse
from wagtail.models import Page


def search(request):
    words = request.GET.get("query", "")
    found = Page.objects.live().search(words) if words else Page.objects.none()
    return HttpResponse("host search: " + ", ".join(page.title for page in found))
