"""The conformance pack as a force's extracts, so that another path can be held to it."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from upheld.core.conformance import ConformanceCase
from upheld.extracts.contract import table


def cases_as_extracts(cases: Iterable[ConformanceCase], folder: Path) -> Path:
    """Writes every case into one folder of CSV extracts; ids are unique to their case.

    Times stand as the pack has them, offsets included. Cases have as-of dates of their own: build
    once for each of ``{case.as_of for case in cases}`` and look at that date's cases only.
    """
    folder.mkdir(parents=True, exist_ok=True)
    gathered = list(cases)
    for name in ("crimes", "victims", "priority_decisions", "events", "actions"):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, table(name).names, restval="")
            writer.writeheader()
            for case in gathered:
                writer.writerows(case.tables[name])
    return folder
