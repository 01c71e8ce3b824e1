"""A figure with usual values, for sentences, tables and charts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest

from upheld.core.measure import Better, Measures
from upheld.render.figures import COLUMNS, HEADLINE, Figure, Figures, Pair, Place
from upheld.render.verdicts import Verdicts
from upheld.rules import load
from upheld.rules.load_measures import measures

FORCE = Place("force", "met", "The force")
WITHHELD = {"value": None, "numerator": None, "denominator": None, "lower": None, "upper": None,
            "suppressed": True}  # fmt: skip


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


def _month(number, start=(2022, 1)):
    number += start[0] * 12 + start[1] - 1
    return number // 12, number % 12 + 1


@pytest.fixture
def verdict(pair, frame):
    """The verdict on shares by month from January 2022; None is a month that is withheld."""

    def make(strict, lenient=None, of=HEADLINE, better="high", target=None, start=(2022, 1)):
        lenient = lenient or [0.7 + (n % 2) / 50 for n in range(len(strict))]
        made = []
        for n, (one, other) in enumerate(zip(strict, lenient, strict=True)):
            both = pair(one or 0.5, other, month=_month(n, start), measure=of)
            if one is None:
                both = replace(both, strict=both.strict._replace(**WITHHELD))
            made.append(both)
        file = replace(measures().find(of), better=Better(better), target=target)
        found = Figures(frame(*made), made[-1].either.period_end + timedelta(days=1))
        known = Verdicts(found, Measures((file,)), load.victims_codes(), load.force("met"))
        return known.of(of, FORCE)

    return make
