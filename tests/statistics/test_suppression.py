"""Which cells may be shown: nothing hidden can be worked out, and no more is hidden than it takes.

The attacker here is written apart: one linear programme a cell, without flows or short cuts.
"""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from upheld.statistics.suppression import attack, bounds, protect


def by_linear_programme(layer, hidden, row, column):
    """The least and the most a hidden count can be, from shown counts and totals alone."""
    rows, columns = layer.shape
    numbers = {cell: n for n, cell in enumerate(zip(*np.nonzero(hidden), strict=True))}
    equations, totals = [], []
    lines = [[(r, c) for c in range(columns)] for r in range(rows)]
    lines += [[(r, c) for r in range(rows)] for c in range(columns)]
    for line in lines:
        equation = np.zeros(len(numbers))
        for cell in line:
            if cell in numbers:
                equation[numbers[cell]] = 1
        equations.append(equation)
        totals.append(sum(int(layer[cell]) for cell in line if cell in numbers))
    wanted = np.zeros(len(numbers))
    wanted[numbers[row, column]] = 1
    least = linprog(wanted, A_eq=equations, b_eq=totals)
    most = linprog(-wanted, A_eq=equations, b_eq=totals)
    return round(least.fun), round(-most.fun)


def width_from_totals(layer, row, column):
    in_row, in_column, in_all = layer[row].sum(), layer[:, column].sum(), layer.sum()
    return min(in_row, in_column) - max(0, in_row + in_column - in_all)


tables = arrays(np.int64, (2, 4, 3), elements=st.integers(0, 30))


def test_a_table_without_small_cells_is_shown_whole():
    people = np.full((4, 3), 40)
    layers = np.array([people // 2, people - people // 2])
    assert not protect(layers, people < 5, people).any()


def test_a_small_cell_is_hidden_with_others_in_its_row_and_its_column():
    people = np.array([[3, 40, 50], [30, 41, 60], [35, 42, 70]])
    layers = np.array([people // 2, people - people // 2])
    hidden = protect(layers, people < 5, people)
    assert hidden[0, 0]
    assert hidden[0].sum() >= 2
    assert hidden[:, 0].sum() >= 2
    assert not hidden.all()


def test_a_single_hidden_cell_is_found_by_the_attack():
    people = np.array([[3, 40, 50], [30, 41, 60], [35, 42, 70]])
    found = attack(people[None], people < 5)
    assert [(each.row, each.column, each.lower, each.upper) for each in found] == [(0, 0, 3, 3)]


def test_a_count_that_its_totals_give_away_asks_for_no_more():
    """A unit with nobody of whom the outcome is missing: its total says so, whatever is hidden."""
    layer = np.array([[0, 0, 0], [9, 8, 7], [9, 9, 9]])
    assert attack(layer[None], np.ones((3, 3), dtype=bool)) == []


@settings(max_examples=60, deadline=None)
@given(tables)
def test_no_hidden_count_is_known_more_tightly_than_five_or_than_the_totals_tell(layers):
    people = layers.sum(axis=0)
    hidden = protect(layers, people < 5, people)
    assert hidden[people < 5].all()
    for layer in layers:
        for row, column in zip(*np.nonzero(hidden), strict=True):
            lower, upper = by_linear_programme(layer, hidden, row, column)
            assert upper - lower >= min(5, width_from_totals(layer, row, column))


@settings(max_examples=60, deadline=None)
@given(tables, arrays(np.bool_, (4, 3)))
def test_the_bounds_are_those_of_the_linear_programme(layers, hidden):
    for row, column in zip(*np.nonzero(hidden), strict=True):
        assert bounds(layers[0], hidden, row, column) == by_linear_programme(
            layers[0], hidden, row, column
        )


@settings(max_examples=30, deadline=None)
@given(tables)
def test_the_attack_finds_whatever_the_linear_programme_finds(layers):
    hidden = layers.sum(axis=0) < 20
    found = {(each.layer, each.row, each.column) for each in attack(layers, hidden)}
    expected = set()
    for number, layer in enumerate(layers):
        for row, column in zip(*np.nonzero(hidden), strict=True):
            lower, upper = by_linear_programme(layer, hidden, row, column)
            if upper - lower < min(5, width_from_totals(layer, row, column)):
                expected.add((number, row, column))
    assert found == expected
