"""When the aggregate pages need no sign-in: on one's own machine, where nothing is a force's own.

All of it must hold: no provider is configured; the site listens on this machine only and is asked
from it, by no way round; and every edition in its folder is made up or holds nothing but figures
that others published. Anything that cannot be told counts as a force's own.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

import polars as pl
from django.conf import settings
from django.http.request import split_domain_port

from upheld.core.errors import UpheldError
from upheld.editions import manifest as manifests
from upheld.editions.combine import MANIFESTS
from upheld.editions.edition import MANIFEST, OPEN, SURVEY, open_edition
from upheld.web.staff import editions

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpRequest

    from upheld.editions.edition import Edition

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-Ip")
PUBLISHED = "published"


def without_sign_in(request: HttpRequest) -> bool:
    return (
        settings.LOOPBACK
        and not settings.PROVIDER
        and _asked_from_here(request)
        and not any(_own(path) for path in _editions())
    )


def _asked_from_here(request: HttpRequest) -> bool:
    host, _ = split_domain_port(request.get_host())
    try:
        near = ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False
    return (
        near and host in settings.LOCAL_HOSTS and not any(h in request.headers for h in FORWARDED)
    )


def _editions() -> set[Path]:
    """Every edition that a page could show."""
    folder: Path = settings.EDITIONS
    shown = {folder / name for name in editions.shown()}
    found = set(folder.iterdir()) if folder.is_dir() else set()
    return {path for path in shown | found if (path / MANIFEST).exists()}


def _own(path: Path) -> bool:
    """Whether a force's own figures may stand there."""
    stamp = (path / MANIFEST).stat()
    return _is_own(path, stamp.st_mtime_ns, stamp.st_ino)


@lru_cache(maxsize=64)
def _is_own(path: Path, _changed: int, _inode: int) -> bool:
    try:
        edition = open_edition(path)
        return not (_made_up(edition) or _published_by_others(edition))
    except (UpheldError, OSError, ValueError, TypeError, KeyError, pl.exceptions.PolarsError):
        return True


def _made_up(edition: Edition) -> bool:
    """By the manifest, and of a combined edition by that of every part. The name alone, which
    makes the banner, is no proof."""
    parts = [
        manifests.from_json(path.read_text(encoding="utf-8"))
        for path in (edition.path / OPEN / MANIFESTS).glob("*.json")
    ]
    return edition.manifest.demonstration and all(
        each.demonstration and each.counts.get("crimes", 0) <= each.counts.get("made_up", 0)
        for each in parts or [edition.manifest]
    )


def _published_by_others(edition: Edition) -> bool:
    counts = edition.manifest.counts
    if counts.get("victims") or counts.get("duties"):
        return False
    if f"{OPEN}/{SURVEY}" in edition.manifest.files:
        return False  # a force's own survey
    readings = pl.scan_parquet(edition.path / OPEN / "figures.parquet").select("reading").unique()
    return set(readings.collect()["reading"]) <= {PUBLISHED}
