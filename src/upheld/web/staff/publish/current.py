"""What is published now. A publication whose folder was replaced since is passed over: what stands
there now, nobody has published."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from upheld.editions.edition import MANIFEST
from upheld.editions.manifest import sha256

if TYPE_CHECKING:
    from datetime import datetime

    from upheld.web.staff.publish.models import Publication


def digest(folder: Path) -> str:
    """Of the manifest that stands there now; empty where there is none."""
    path = folder / MANIFEST
    try:
        stamp = path.stat()
    except OSError:
        return ""
    return _digest(path, stamp.st_mtime_ns, stamp.st_ino, stamp.st_size)


@lru_cache(maxsize=64)
def _digest(path: Path, _changed: int, _inode: int, _size: int) -> str:
    return sha256(path)


def stands(publication: Publication) -> bool:
    """Whether its folder holds what was published."""
    return digest(Path(settings.EDITIONS) / publication.edition) == str(publication.digest)


def name(now: datetime | None = None) -> str | None:
    """The edition to show; the one of the settings before anything was published and its time had
    come; None where nothing that was published stands any more."""
    from upheld.web.staff.publish.models import Publication

    due = Publication.objects.filter(until__lte=now or timezone.now())
    found = next((each for each in due.filter(withdrawn_at=None) if stands(each)), None)
    if found:
        return str(found.edition)
    return None if due.filter(withdrawn_at=None).exists() else str(settings.EDITION)


def published() -> Publication | None:
    """The publication that readers see now; None before the first, or where none stands."""
    from upheld.web.staff.publish.models import Publication

    held = Publication.objects.filter(withdrawn_at=None, edition=name() or "")
    return next((each for each in held if stands(each)), None)


def last() -> Publication | None:
    """The last decision that holds, its time come or not."""
    from upheld.web.staff.publish.models import Publication

    return Publication.objects.filter(withdrawn_at=None).first()


def for_all(edition: Path) -> bool:
    """Whether readers may see it: as soon as anything is published, only what is, from its time
    on; before that, whatever stands there."""
    from upheld.web.staff.publish.models import Publication

    held = Publication.objects.filter(withdrawn_at=None)
    if not held.exists():
        return True
    return held.filter(until__lte=timezone.now(), digest=digest(edition)).exists()
