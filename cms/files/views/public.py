"""`/files/<sha256>/<name>`: exactly the bytes that a visible publication exhibits now."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from cms.files import reading, vault, visibility
from cms.files.views import responses

# A copy may be kept only by the reader's own browser, and is asked about each time before it is shown: so it outlives
# neither a withdrawal nor the second of an expiry.
REVALIDATE = "private, no-cache, must-revalidate, max-age=0"
NEVER_STORED = "private, no-store"


@require_safe
def serve(request: HttpRequest, sha256: str, name: str) -> HttpResponseBase:
    """200 or 304 only after the question of visibility; 410 for what was public once; 404 for all else."""
    facts = visibility.ask(sha256, name)
    if isinstance(facts, visibility.PublicFile):
        if not facts.goes_by(name):
            raise Http404
        return _send(request, sha256, facts.type, name, REVALIDATE)
    own = reading.for_person(request.user, sha256, name)
    if own is not None:
        return _send(request, sha256, own.type, name, NEVER_STORED)
    if facts is visibility.GONE:
        return gone(request)
    raise Http404


def gone(request: HttpRequest) -> HttpResponse:
    """410. The page that showed the file says why; the file says nothing more than that."""
    from django.template.loader import render_to_string

    body = render_to_string("disclosure_files/gone.html", request=request)
    response = HttpResponse(body, status=410)
    response["Cache-Control"] = "no-store"
    return response


def _send(request: HttpRequest, sha256: str, media_type: str, name: str, caching: str) -> HttpResponseBase:
    etag = responses.etag_of(sha256)
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            source = vault.current().open(sha256)
        except vault.VaultError as error:
            raise Http404 from error
        size = source.seek(0, 2)
        source.seek(0)
        response = responses.of_file(request, source, size=size, media_type=media_type, name=name, etag=etag)
    elif response.status_code == 304:
        response["ETag"] = etag
    response["Cache-Control"] = caching
    return response
