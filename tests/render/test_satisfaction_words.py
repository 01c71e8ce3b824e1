"""What is said of satisfaction claims no more than its interval and its interviews can bear."""

from __future__ import annotations

from typing import Any

import polars as pl

from upheld.render import satisfaction_words as words


def _change(lower: float, upper: float, verdict: str | None = "no change") -> dict[str, Any]:
    return {
        "period_kind": "quarter", "before": "2025-Q4", "period": "2026-Q1", "verdict": verdict,
        "estimate": (lower + upper) / 2, "lower": lower, "upper": upper, "note": "",
    }  # fmt: skip


def test_beside_a_wide_interval_what_may_have_gone_unseen_comes_first() -> None:
    assert words.change(_change(-0.25, 0.21)) == (
        "From October to December 2025, to January to March 2026, a change of up to 25 points may "
        "have gone unseen. The interviews say −2.0 points (95% interval −25.0 to +21.0): "
        "“No change” means here only that they cannot tell."
    )
    assert words.change(_change(-0.04, 0.06)).startswith("No change from October")


def test_the_verdict_stays_and_beside_it_stands_what_could_have_gone_unseen() -> None:
    narrow, wide = words.verdict_cell(_change(-0.04, 0.06)), words.verdict_cell(_change(-0.2, 0.3))
    assert (narrow.text, narrow.note) == ("No change", "up to 6 points unseen")
    assert (wide.text, wide.note) == ("No change", "up to 30 points unseen: cannot tell")


def test_an_interval_that_leaves_out_nought_without_a_verdict_says_why() -> None:
    cell = words.verdict_cell(_change(-0.55, -0.1))
    assert cell.text == "No change"
    assert "leaves out 0 by itself, not among so many lines" in cell.note
    assert not words.verdict_cell(_change(-0.55, -0.1, "fall")).note
    assert words.verdict_cell(_change(0, 0, None)).text == "Not judged"


def test_a_date_that_is_far_away_is_no_date() -> None:
    def of(half: float) -> list[str]:
        year = {"lower": 0.5 - half, "upper": 0.5 + half, "period": "2026-Q1"}
        return [cell.text for cell in words.month_cells(year)]

    assert of(0.07)[1:] == ["24", "March 2027"]
    assert of(0.1)[1:] == ["48", "March 2029"]
    assert of(0.101)[1:] == ["49", "not within 3 years at this rate"]


def _groups(numbers: list[int | None]) -> pl.DataFrame:
    hidden = [number is None for number in numbers]
    return pl.DataFrame({"n": numbers, "suppressed": hidden}, schema_overrides={"n": pl.Int64})


def test_those_in_no_line_are_counted_unless_it_would_help_to_work_somebody_out() -> None:
    whole = {"n": 660}
    assert words.in_no_line(_groups([400, 60]), whole).startswith("200 of the 660 interviews")
    assert not words.in_no_line(_groups([400, None, None]), whole)
    assert not words.in_no_line(_groups([400, 256]), whole)
    assert not words.in_no_line(_groups([400, 260]), whole)
