"""Expressions mean what they mean in ODK Collect; every difference is chosen and says why."""

from __future__ import annotations

import math

import pytest
from tests.core.questions.javarosa import oracle
from tests.core.questions.javarosa.oracle import REFUSED, Row
from tests.core.questions.javarosa.random_expressions import expressions

from upheld.core.questions.replay import Replay

TABLE = oracle.table()


@pytest.fixture(scope="module")
def form():
    return oracle.form()


@pytest.fixture(scope="module")
def replay(form):
    return Replay(form, oracle.ANSWERS, oracle.NOON)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.place}: {row.expression}"[:70])
def test_an_expression_gives_what_the_table_says(row: Row, form, replay) -> None:
    found = oracle.ours(form, replay, row)
    if row.javarosa.startswith("error") and not row.ours:
        assert found == REFUSED  # what stops a form there is refused here before anybody answers
    else:
        assert found == row.expected


def test_the_table_holds_what_javarosa_says() -> None:
    said = oracle.javarosa(TABLE)
    assert [(row.expression, row.javarosa) for row in TABLE] == [
        (row.expression, answer) for row, answer in zip(TABLE, said, strict=True)
    ]


def test_every_difference_is_chosen_and_says_why() -> None:
    assert len(TABLE) >= 100
    different = [row for row in TABLE if row.ours]
    assert all(row.why and row.ours != row.javarosa for row in different)
    assert not [row for row in TABLE if row.why and not row.ours]


def test_expressions_made_at_random_give_what_javarosa_says(form, replay) -> None:
    rows = [Row("five", made, "") for made in expressions(1_500, seed=2022)]
    different = [
        (row.expression, theirs, found)
        for row, theirs in zip(rows, oracle.javarosa(rows), strict=True)
        if not same(found := oracle.ours(form, replay, row), theirs)
    ]
    assert different == []


def same(ours: str, theirs: str) -> bool:
    """The last digits of a number may differ; what stops a form there is refused here."""
    if ours == theirs or (ours == REFUSED and theirs.startswith("error")):
        return True
    if not ours.startswith("number ") or not theirs.startswith("number "):
        return False
    one, other = (float(each.removeprefix("number ")) for each in (ours, theirs))
    return math.isclose(one, other, rel_tol=1e-9)
