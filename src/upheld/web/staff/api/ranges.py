"""A file sent piece by piece: whole, or the one range that was asked for (RFC 9110, 14)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import http_date, parse_http_date_safe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

PIECE = 256 * 1024
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
Span = tuple[int, int]


def answer(
    request: HttpRequest, path: Path, media_type: str, digest: str, name: str
) -> HttpResponseBase:
    """``digest`` names exactly these bytes. The file stays as it was opened, also where another
    takes its place while it is sent."""
    file = path.open("rb")
    stamp = path.stat()
    size = file.seek(0, 2)
    etag, changed = f'"{digest}"', int(stamp.st_mtime)
    wanted = request.headers.get("Range", "")
    span = asked(wanted, size) if _still_the_same(request, etag, changed) else (0, size)
    if span is None:
        file.close()
        return _unsatisfiable(size)
    response = StreamingHttpResponse(_pieces(file, *span), content_type=media_type)
    if span != (0, size):
        response.status_code = 206
        response["Content-Range"] = f"bytes {span[0]}-{span[1] - 1}/{size}"
    response["Content-Length"] = str(span[1] - span[0])
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed)
    response["Cache-Control"] = "private, no-cache"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def asked(header: str, size: int) -> Span | None:
    """First byte and the one after the last; all of it where the header is none that we know
    (several ranges among them); None where nothing of the file lies in it."""
    found = RANGE.fullmatch(header.replace(" ", ""))
    if found is None or found.group(0) == "bytes=-":
        return 0, size
    first, last = found.groups()
    if not first:
        length = int(last)
        return (max(0, size - length), size) if length and size else None
    if last and int(last) < int(first):
        return 0, size  # Not a range at all, so it is passed over.
    if int(first) >= size:
        return None
    return int(first), min(int(last) + 1 if last else size, size)


def _still_the_same(request: HttpRequest, etag: str, changed: int) -> bool:
    """A range is of what the asker has a part of already (If-Range); else all is sent."""
    held = request.headers.get("If-Range")
    return held is None or held == etag or parse_http_date_safe(held) == changed


def _pieces(file: BinaryIO, first: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = end - first
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _unsatisfiable(size: int) -> HttpResponse:
    response = HttpResponse(status=416)
    response["Content-Range"] = f"bytes */{size}"
    return response
