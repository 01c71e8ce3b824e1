"""AAPOR rates, worked by hand from the Standard Definitions."""

from __future__ import annotations

import pytest

from upheld.statistics.survey_response_rates import Class, class_of, rates

# 400 complete, 100 partial, 200 refused, 150 not reached, 50 other, 80 unknown, 20 not eligible.
COUNTS: dict[Class, int] = {
    "I": 400, "P": 100, "R": 200, "NC": 150, "O": 50, "U": 80, "NE": 20,
}  # fmt: skip


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("rr1", 400 / 980), ("rr2", 500 / 980),
        ("e", 900 / 920), ("rr3", 400 / (900 + 900 / 920 * 80)),
        ("rr4", 500 / (900 + 900 / 920 * 80)),
        ("rr5", 400 / 900), ("rr6", 500 / 900),
        ("coop1", 400 / 750), ("coop3", 400 / 700), ("ref1", 200 / 980), ("con1", 750 / 980),
    ],
)  # fmt: skip
def test_each_rate_is_that_of_the_definition(rate: str, expected: float) -> None:
    found = rates((kind, 1.0) for kind, count in COUNTS.items() for _ in range(count))
    assert getattr(found, rate) == pytest.approx(expected)


def test_weights_count_cases_as_what_they_stand_for() -> None:
    assert rates([("I", 3.0), ("R", 1.0)]).rr1 == pytest.approx(0.75)


def test_nobody_gives_no_rate() -> None:
    assert rates([]).rr1 is None


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("1.1", "I"), ("1.2", "P"), ("2.11", "R"), ("2.2", "NC"), ("2.36", "O"), ("3.0", "U"),
        ("3", "U"), ("4.7", "NE"), ("5.1", None), ("", None), ("2", None), ("11", None),
        ("1.1.1", None), ("refused", None),
    ],
)  # fmt: skip
def test_codes_are_those_of_final_dispositions(code: str, kind: Class | None) -> None:
    assert class_of(code) == kind
