"""The site's style sheet, pictures and one script, in one folder under names that hold their hash.

GOV.UK Frontend comes as one file from npm. Its fonts are licensed for GOV.UK alone, so they are
taken out of it; what is left stands before our own rules in a single style sheet.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
from functools import cache
from pathlib import Path

from upheld.core.errors import UpheldError

STATIC = Path(__file__).parent / "static"
GOVUK = Path("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.css")
FONT_FACE = re.compile(r"@font-face\{[^}]*\}")
GOVUK_FONT = re.compile(r"GDS Transport,arial,sans-serif")
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")
FONTS = "var(--upheld-font)"
HASH_LENGTH = 12


@cache
def contents() -> dict[str, bytes]:
    """Each file by its plain name, as it is served."""
    others = (path for kind in ("*.svg", "*.js") for path in sorted(STATIC.glob(kind)))
    as_they_are = {path.name: path.read_bytes() for path in others}
    return {"site.css": _style_sheet().encode("utf-8"), **as_they_are}


@cache
def names() -> dict[str, str]:
    """Plain name → name with hash: site.css → site.0123456789ab.css."""
    return {name: _hashed(name, content) for name, content in contents().items()}


def url(name: str) -> str:
    return f"/static/{names()[name]}"


def gather(folder: Path) -> None:
    """Write every file, and a compressed copy beside it, each moved into place at once."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents().items():
        _write(folder / names()[name], content)
        _write(folder / f"{names()[name]}.gz", gzip.compress(content, mtime=0))


def _style_sheet() -> str:
    govuk = _govuk().read_text(encoding="utf-8")
    for pattern, put in ((FONT_FACE, ""), (SOURCE_MAP, ""), (GOVUK_FONT, FONTS)):
        govuk = pattern.sub(put, govuk)
    return govuk + (STATIC / "upheld.css").read_text(encoding="utf-8")


def _govuk() -> Path:
    """The nearest copy above this file or the working folder: where npm put it."""
    for above in (*Path(__file__).resolve().parents, Path.cwd(), *Path.cwd().parents):
        if (above / GOVUK).is_file():
            return above / GOVUK
    raise UpheldError(
        f"{GOVUK}: the front-end assets are not there.",
        next_step="run `make run`, which fetches them (npm ci).",
    )


def _hashed(name: str, content: bytes) -> str:
    stem, dot, kind = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:HASH_LENGTH]}{dot}{kind}"


def _write(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(path)
