"""Bytes as a response: headers that let no browser guess, whole or in part."""

import re
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, quote_etag

from cms.files.sniffing import INLINE_TYPES

CHUNK = 64 * 1024
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
"""A number of more digits lies outside every file there is: such a range is no range, and the whole file is sent."""


class Slice:
    """`length` bytes of a file from `start` on, closed with the response."""

    def __init__(self, source: BinaryIO, start: int, length: int) -> None:
        source.seek(start)
        self.source = source
        self.left = length

    def __iter__(self) -> "Slice":
        return self

    def __next__(self) -> bytes:
        piece = self.source.read(min(CHUNK, self.left))
        if not piece:
            raise StopIteration
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.source.close()


def requested_range(request: HttpRequest, etag: str, size: int) -> tuple[int, int] | None:
    """(start, length) of the single range that was asked for (RFC 9110 §14). None: send everything.

    A range that lies outside has a length of 0.
    """
    match = RANGE.fullmatch(request.headers.get("Range", ""))
    condition = request.headers.get("If-Range")
    if match is None or (condition is not None and condition != etag):
        return None
    first, last = match.groups()
    if not first:
        if not last:
            return None
        length = min(int(last), size)
        return size - length, length
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    return start, max(0, end - start + 1)


def of_file(
    request: HttpRequest, source: BinaryIO, *, size: int, media_type: str, name: str, etag: str
) -> HttpResponseBase:
    """200, 206 or 416 with the file's headers; for HEAD without a body. Closes the source."""
    part = requested_range(request, etag, size)
    response: HttpResponseBase
    if part is not None and part[1] == 0:
        source.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    elif request.method == "HEAD":
        source.close()
        response = HttpResponse(status=206 if part else 200)
    elif part is not None:
        response = StreamingHttpResponse(Slice(source, *part), status=206)
    else:
        response = FileResponse(source)
    if response.status_code != 416:
        response["Content-Length"] = str(part[1] if part else size)
    if part is not None and part[1]:
        response["Content-Range"] = f"bytes {part[0]}-{part[0] + part[1] - 1}/{size}"
    return with_headers(response, media_type=media_type, name=name, etag=etag)


def with_headers(response: HttpResponseBase, *, media_type: str, name: str, etag: str) -> HttpResponseBase:
    """Only pictures and PDF are shown in the browser's own window; everything else is a download."""
    inline = media_type in INLINE_TYPES
    response["Content-Type"] = media_type
    response["Content-Disposition"] = content_disposition_header(not inline, name) or "inline"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    return response


def etag_of(sha256: str) -> str:
    return quote_etag(sha256)
