"""The days that a scale of time names: always the last, and no more than there is room for."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.render import charts
from upheld.render.chart_axis import named


def _months(first: int, many: int) -> list[date]:
    return [date(n // 12, n % 12 + 1, 1) for n in range(first, first + many)]


@given(st.integers(2010 * 12, 2030 * 12), st.integers(1, 200), st.integers(2, 9))
def test_the_last_month_is_named_and_no_more_than_there_is_room_for(first, many, most):
    days = _months(first, many)
    found = named(days, most)
    assert found[0] == days[-1]
    assert len(found) <= most
    apart = {(a.year - b.year) * 12 + a.month - b.month for a, b in pairwise(found)}
    assert len(apart) <= 1


def test_nothing_is_named_where_there_is_no_month():
    assert named([], 7) == ()


@pytest.mark.parametrize("size", charts.SIZES.values(), ids=lambda size: size.name)
def test_the_last_month_is_written_below_a_chart_of_any_width(size):
    days = _months(2021 * 12, 29)
    chart = charts.counts("T", [(day, 900, "") for day in days])
    root = ElementTree.fromstring(chart.svg(size))
    assert "May 2023" in [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]
