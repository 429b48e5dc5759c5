"""A Django site of one view that answers with the bytes of ours: as fast as the server and Django are at all."""

import json
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

PAGES: dict[str, bytes] = {
    asked: Path(file).read_bytes() for asked, file in json.loads((settings.VAR_DIR / "bare.json").read_text()).items()
}


def serve(request: HttpRequest, asked: str = "") -> HttpResponse:
    content = PAGES.get(request.get_full_path())
    if content is None:
        raise Http404
    return HttpResponse(content)


urlpatterns = [path("", serve), path("<path:asked>", serve)]
