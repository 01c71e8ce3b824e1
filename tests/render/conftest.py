"""A figure with usual values, for sentences, tables and charts."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from upheld.render.figures import COLUMNS, Figure, Pair


def _figure(reading="strict", month=(2026, 10), share=0.6, denominator=1000, **values):
    first = date(*month, 1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    usual = {
        "measure": "timeliness-r6-victims", "reading": reading, "unit_type": "force",
        "unit_code": "met", "period_start": first, "period_end": last, "breakdown": "none",
        "category": "all", "numerator": round(share * (denominator or 0)),
        "denominator": denominator,
        "value": share, "lower": share - 0.03, "upper": share + 0.03, "excluded": 3, "open": 2,
        "unmeasurable": 1, "suppressed": False,
    }  # fmt: skip
    return Figure(**(usual | values))


@pytest.fixture
def figure():
    return _figure


@pytest.fixture
def pair():
    def make(strict=0.6, lenient=0.7, **values):
        return Pair(_figure("strict", share=strict, **values),
                    _figure("lenient", share=lenient, **values))  # fmt: skip

    return make


@pytest.fixture
def frame():
    def make(*pairs):
        figures = [figure for pair in pairs for figure in (pair.strict, pair.lenient) if figure]
        return pl.DataFrame(
            {name: [getattr(figure, name) for figure in figures] for name in COLUMNS}
        )

    return make
