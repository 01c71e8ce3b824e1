"""What the site recorded of victims, written as a CSV file."""

from __future__ import annotations

import csv
import io
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def write_rows(path: Path, columns: Sequence[str], rows: list[dict[str, str]]) -> None:
    """Readable by its owner alone from the first byte, and in its place at once."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
                   encoding="utf-8", newline="") as file:  # fmt: skip
        file.write(text.getvalue())
    aside.replace(path)
