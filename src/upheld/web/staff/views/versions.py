"""The pages of editions: which there are, what each was built from, what changed, how to verify."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from upheld.core.errors import UpheldError
from upheld.editions.compare import Comparison, compare_open
from upheld.editions.edition import MANIFEST, Edition, open_edition
from upheld.editions.manifest import sha256
from upheld.render import editions as words
from upheld.render.tables import Provenance
from upheld.web.staff import editions
from upheld.web.staff.accounts.visitor import visitor
from upheld.web.staff.publish import current
from upheld.web.staff.views import shown
from upheld.web.staff.views.near import not_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from upheld.render.tables import Table

RECORD = "verification.json"


def page(request: HttpRequest) -> HttpResponse:
    found, unreadable = held()
    found = tuple(each for each in found if _may_see(request, each))
    lines = [(each, shown_here(each), is_demonstration(each)) for each in found]
    return shown.page(request, "editions.html", None, lines=lines, unreadable=unreadable)


def one(request: HttpRequest, name: str) -> HttpResponse:
    edition = seen(request, name)
    former = words.before(edition, held()[0])
    comparison = compared(edition)
    return shown.page(
        request,
        "edition.html",
        None,
        edition=edition,
        demonstration=is_demonstration(edition),
        shown_here=shown_here(edition),
        altered=altered(edition),
        record=_record(edition),
        former=former,
        comparison=comparison,
        changed_inputs=words.changed_inputs(comparison) if comparison else "",
        counted=words.counted(comparison) if comparison else (),
        tables=tables(edition),
    )


def held() -> tuple[tuple[Edition, ...], tuple[str, ...]]:
    """The editions of the folder, newest first, and the names of those that cannot be read."""
    found, unreadable = [], []
    for path in sorted(Path(settings.EDITIONS).glob(f"*/{MANIFEST}")):
        folder = path.parents[1]
        if folder.name.startswith("."):
            continue  # One that is just being built.
        try:
            found.append(open_edition(folder))
        except UpheldError:
            unreadable.append(folder.name)
    return words.newest_first(found), tuple(unreadable)


def named(name: str) -> Edition:
    """Only what stands in the folder has a name: nothing that is asked for becomes a path."""
    for each in held()[0]:
        if each.name == name:
            return each
    raise Http404(f"There is no edition {name} here.")


def seen(request: HttpRequest, name: str) -> Edition:
    """One that this reader may see: what is not published, or not yet, is the analyst's alone."""
    known = {each.name: each for each in held()[0] if _may_see(request, each)}
    if name not in known:
        said = f"There is no edition {name} here."
        raise not_there(said, name, zip(known, known, strict=True), _address)
    return known[name]


def _address(name: str) -> str:
    return reverse("edition", kwargs={"name": name})


def _may_see(request: HttpRequest, edition: Edition) -> bool:
    known = edition.name == editions.REAL or current.for_all(edition.path)
    return known or visitor(request).may_publish


def shown_here(edition: Edition) -> bool:
    return edition.name in editions.shown()


def is_demonstration(edition: Edition) -> bool:
    return edition.manifest.demonstration or edition.name == editions.DEMONSTRATION


def provenance(edition: Edition) -> Provenance:
    manifest = edition.manifest
    return Provenance(edition.name, manifest.as_of, is_demonstration(edition), manifest.rules_hash)


# One edition -------------------------------------------------------------------------------------


def altered(edition: Edition) -> tuple[str, ...]:
    """The open files that are not those that the manifest names, or are missing."""
    return tuple(
        name
        for name, expected in sorted(edition.manifest.files.items())
        if name.startswith("open/") and _hash_of(edition.path / name) != expected
    )


def _hash_of(path: Path) -> str:
    try:
        stamp = path.stat()
    except OSError:
        return ""
    return _hash(path, stamp.st_mtime_ns, stamp.st_ino, stamp.st_size)


@lru_cache(maxsize=256)
def _hash(path: Path, _changed: int, _inode: int, _size: int) -> str:
    return sha256(path)


def _record(edition: Edition) -> bool | None:
    """The outcome of the last `upheld verify`; None where there was none."""
    try:
        return bool(json.loads((edition.path / RECORD).read_text(encoding="utf-8"))["verified"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def compared(edition: Edition) -> Comparison | None:
    """With the one before; None where there is none."""
    former = words.before(edition, held()[0])
    if former is None:
        return None
    return _compared(former.path, _stamp(former), edition.path, _stamp(edition))


def _stamp(edition: Edition) -> str:
    return json.dumps(edition.manifest.files, sort_keys=True)


@lru_cache(maxsize=32)
def _compared(old: Path, _old: str, new: Path, _new: str) -> Comparison:
    return compare_open(open_edition(old), open_edition(new))


def tables(edition: Edition) -> dict[str, Table]:
    """Every table of the page by its name."""
    made = [words.inputs(edition.manifest), words.files(edition.manifest)]
    if comparison := compared(edition):
        made.append(words.moved(comparison, shown.title))
    return {
        each.name: replace(
            each,
            download=reverse("edition-csv", kwargs={"edition": edition.name, "name": each.name}),
        )
        for each in made
    }
