"""Each bad input of a survey: the message names what is wrong, and the next step is for that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from upheld.core.errors import UpheldError

from .asking import ask
from .conftest import Design

Change = Callable[[list[dict[str, str]]], None]
SHARE = 'column = "y"\nkind = "proportion"\nsuccess = [1]'
MEAN = 'column = "y"\nkind = "mean"'
DRAWN = 'strata = "stratum"\nweight = "w"'
MARGINS = "[design.margins]\nsex = { F = 300, M = 100 }\nage = { young = 100, old = 300 }\n"
EMPTY = '[design.margins]\nsex = { F = 300, M = 100 }\nage = { young = 100, old = 290, "-" = 10 }\n'


def _rows() -> list[dict[str, str]]:
    return [
        {"stratum": "AB"[n % 2], "w": "2", "sex": "FM"[n // 2 % 2],
         "age": ("young", "old")[n // 3 % 2], "y": str(n * 7 % 3 % 2), "item": str(n % 3)}
        for n in range(60)
    ]  # fmt: skip


def _lonely(rows: list[dict[str, str]]) -> None:
    rows[0]["stratum"] = "C"


def _weightless(rows: list[dict[str, str]]) -> None:
    rows[3]["w"] = "0"


def _alike(rows: list[dict[str, str]]) -> None:
    for row in rows:
        row["y"] = "1"


def _contradicting(rows: list[dict[str, str]]) -> None:
    for row in rows:
        row["age"] = "young" if row["sex"] == "F" else "old"


def _as_they_are(rows: list[dict[str, str]]) -> None:
    assert rows


CASES = {
    "a stratum with one interview": (
        _lonely, SHARE, "", ("stratum C", "one interview only", "Merge such a stratum"),
    ),
    "a weight of nought": (
        _weightless, SHARE, "", ("column w", "row 4", "weight of nought", "Leave rows"),
    ),
    "an outcome without variation": (
        _alike, MEAN, "", ("column y", "same value in all 60", "which answers the design names"),
    ),
    "an empty cell": (
        _as_they_are, SHARE, EMPTY, ("margin age", "empty cell", "Combine the category"),
    ),
    "raking that cannot converge": (
        _contradicting, SHARE, MARGINS, ("(sex, age)", "500 sweeps", "contradicts another"),
    ),
}  # fmt: skip
OTHERS_HELP = ("Merge such a stratum", "Leave rows", "which answers the design names",
               "Combine the category", "contradicts another")  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_named_and_the_next_step_is_for_it_alone(
    interviews: Callable[[str], Path], design: Design, case: str
) -> None:
    change, outcome, margins, parts = CASES[case]
    rows = _rows()
    change(rows)
    text = "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows), ""])
    asked = design(outcome, DRAWN, margins)
    with pytest.raises(UpheldError) as refused:
        ask("estimate", interviews(text), "--design", asked)
    said = str(refused.value)
    assert [part for part in parts if part not in said] == []
    assert "Next step" in said
    assert [help_ for help_ in OTHERS_HELP if help_ in said] == [parts[-1]]
    assert "@" not in said
