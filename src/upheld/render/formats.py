"""How a number, a share, an interval or a date reads: one grammar for every page and file.

Shares have one decimal, counts have thousands separators, an interval says that it is one.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from upheld.core.measure import Breakdown

if TYPE_CHECKING:
    from upheld.render.figures import Figure

UNDER_FIVE = "under 5 victims"
WITHHELD = "withheld, so that nobody can be worked out"
PERSONAL = frozenset(str(each) for each in Breakdown if each.personal)
NOT_MEASURABLE = "not measurable"
NONE_DUE = "none due"
SILENT = "no share: a feed is silent"
NO_INTERVAL = "no interval"


def percent(share: float) -> str:
    """One decimal; only an exact 0 or 1 reads 0.0% or 100.0%."""
    text = f"{share * 100:.1f}%"
    if 0 < share < 1:
        return {"0.0%": "0.1%", "100.0%": "99.9%"}.get(text, text)
    return text


def as_published(share: float) -> str:
    """A share of somebody else's with no more decimals than they gave, one at the most."""
    return f"{round(share * 100, 1):g}%"


def count(number: int | None) -> str:
    return NOT_MEASURABLE if number is None else f"{number:,}"


def of(figure: Figure, people: str = "") -> str:
    """The denominator: "of 1,234", with what was counted where that is not clear."""
    if figure.denominator is None:
        return ""
    return f"of {figure.denominator:,}{f' {people}' if people else ''}"


def interval(figure: Figure) -> str:
    """The 95% interval in words; says so where the figure has none."""
    return interval_of(figure.lower, figure.upper)


def interval_of(lower: float | None, upper: float | None) -> str:
    if lower is None or upper is None:
        return NO_INTERVAL
    return f"95% interval {limits(lower, upper)}"


def limits(lower: float, upper: float) -> str:
    return f"{percent(lower)} to {percent(upper)}"


def share(figure: Figure | None) -> str:
    """The value as a share, or the words for why there is none."""
    if figure is None:
        return NOT_MEASURABLE
    if figure.suppressed:
        return withheld(figure)
    if figure.value is not None:
        return percent(figure.value)
    if figure.denominator:  # Something is counted, and yet no share is given of it.
        return SILENT
    return NONE_DUE if figure.denominator == 0 and not figure.unmeasurable else NOT_MEASURABLE


def withheld(figure: Figure) -> str:
    """Why a figure is not shown, in words that give nothing away themselves.

    Of a personal breakdown one sentence serves for all: who learns that a cell is hidden only to
    hide another learns that it is not small.
    """
    if figure.parts_of is not None:
        return f"withheld: {figure.parts_in} of {figure.parts_of} forces show it"
    return WITHHELD if figure.breakdown in PERSONAL else UNDER_FIVE


def month(day: date) -> str:
    return f"{day:%B %Y}"


def month_of(text: str) -> str:
    """A day as text, 2022-05-01, as its month."""
    return month(date.fromisoformat(text))


def vintage(text: str) -> str:
    """When a series was published, in words; one that is no day or month stays as it came."""
    try:
        day = date.fromisoformat(text if len(text) > len("2024-01") else f"{text}-01")
    except ValueError:
        return text
    return month(day) if len(text) == len("2024-01") else long_date(day)


def long_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def plural(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
