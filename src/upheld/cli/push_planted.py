"""The canary's edition, built of its extracts by the way that every edition is."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from upheld.editions.edition import Edition


@contextmanager
def planted() -> Iterator[Edition]:
    """Gone afterwards."""
    from upheld.pipeline.build import build
    from upheld.web.staff.push import canary

    with tempfile.TemporaryDirectory(prefix="upheld-canary-") as folder:
        place = Path(folder)
        canary.write_extracts(place / "extracts")
        yield build(place / "extracts", place / "edition", canary.AS_OF)[0]
