"""The service worker that keeps a few pages for use without a connection, told what to keep."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpResponse
from django.urls import reverse

from upheld.web.staff import assets

if TYPE_CHECKING:
    from collections.abc import Mapping

WORKER = "keep-worker.js"
fetches_what_is_kept = csp_update({"connect-src": [SELF]})


def worker(
    name: str, pages: Mapping[str, bytes], scripts: tuple[str, ...], **instead: str
) -> HttpResponse:
    """``pages`` by address, as they are now: its bytes change whenever any of them does.

    ``instead``: by method, which of them is shown where the server cannot be reached.
    """
    others = [assets.url(each) for each in ("site.css", "favicon.svg", *scripts)]
    kept = [*pages, reverse("look"), *others]
    version = hashlib.sha256(b"".join(pages.values()) + "".join(kept).encode()).hexdigest()[:12]
    told = {"NAME": f"{name}-", "VERSION": version, "KEPT": kept, "INSTEAD": instead}
    head = "".join(f"const {each} = {json.dumps(what)};\n" for each, what in told.items())
    script = head + assets.contents()[WORKER].decode()
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "private, no-cache"
    return response
