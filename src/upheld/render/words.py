"""Sentences made from figures. Each takes the figures it speaks of and can say no more than them.

None of them calls a difference a change, a rise or a trend: that needs a test that no sentence
here has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from upheld.render import formats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from upheld.render.figures import Figure, Pair

READINGS = ("strict", "lenient")


def full(figure: Figure, people: str) -> str:
    """Value, denominator, interval: "62.6% of 1,234 victims (95% interval 61.2% to 64.0%)"."""
    if figure.value is None:
        return formats.share(figure)
    return f"{formats.share(figure)} {formats.of(figure, people)} ({formats.interval(figure)})"


def headline(pair: Pair) -> str:
    """The share of victims told everything on time in one month, in both readings."""
    month = formats.month(pair.period_start)
    if pair.strict is None or pair.strict.value is None:
        return f"How many victims were told on time in {month} is not shown: {_why(pair.strict)}."
    said = (
        f"In {month}, {formats.percent(pair.strict.value)} of the {pair.strict.denominator:,} "
        "victims who were owed an update that month were told everything on time, "
        "in the strict reading"
    )
    if pair.lenient is None or pair.lenient.value is None:
        return f"{said}."
    return (
        f"{said}; {formats.percent(pair.lenient.value)} of {pair.lenient.denominator:,} "
        "in the lenient one."
    )


def difference(now: Pair, before: Pair | None, people: str) -> str:
    """How far this month lies from the one before, as two numbers and no verdict."""
    month = formats.month(now.period_start)
    if before is None:
        return f"There is no month before {month} to compare with."
    parts = [
        part
        for reading in READINGS
        if (part := _distance(getattr(now, reading), getattr(before, reading), people, reading))
    ]
    if not parts:
        return f"{month} cannot be compared with {formats.month(before.period_start)}."
    return (
        f"Beside {formats.month(before.period_start)}: {'; '.join(parts)}. "
        "This is the distance between two months, not a finding that anything changed."
    )


def _distance(now: Figure | None, before: Figure | None, people: str, reading: str) -> str | None:
    if now is None or before is None or now.value is None or before.value is None:
        return None
    # The difference of the numbers as they are shown, so that a reader can do the sum.
    points = round(round(now.value * 100, 1) - round(before.value * 100, 1), 1)
    was = f"{formats.percent(before.value)} {formats.of(before, people)}"
    if points == 0:
        return f"{reading} reading, the same to one decimal as {was}"
    way = "higher" if points > 0 else "lower"
    return f"{reading} reading, {abs(points):.1f} percentage points {way} than {was}"


def outstanding(pair: Pair | None) -> str:
    """How many updates are overdue, and how many fall due later, on the as-of date."""
    if pair is None or pair.strict is None:
        return "No update under Right 6 with a due date is waiting to be given."
    on = formats.long_date(pair.period_start)
    if pair.strict.suppressed or pair.strict.numerator is None or pair.strict.open is None:
        return f"On {on} updates were waiting for {formats.UNDER_FIVE}."
    said = (
        f"On {on}, {formats.plural(pair.strict.numerator, 'update was', 'updates were')} overdue "
        f"and {formats.plural(pair.strict.open, 'more was', 'more were')} not yet due, "
        f"{formats.of(pair.strict)} still to be given, in the strict reading"
    )
    if pair.lenient is None or pair.lenient.numerator is None:
        return f"{said}."
    return (
        f"{said}; in the lenient one {pair.lenient.numerator:,} overdue {formats.of(pair.lenient)}."
    )


def span(series: Sequence[Pair], people: str) -> str:
    """The lowest and highest month of the strict reading."""
    shown = [pair.strict for pair in series if pair.strict and pair.strict.value is not None]
    if len(shown) < 2:
        return "There are too few months to describe."
    low = min(shown, key=lambda figure: figure.value or 0)
    high = max(shown, key=lambda figure: figure.value or 0)
    return (
        f"From {formats.month(shown[0].period_start)} to {formats.month(shown[-1].period_start)} "
        f"the strict reading lay between {_point(low, people)} and {_point(high, people)}."
    )


def _point(figure: Figure, people: str) -> str:
    value = formats.percent(figure.value or 0)
    return f"{value} {formats.of(figure, people)} ({formats.month(figure.period_start)})"


def beside(figure: Figure, people: str) -> str:
    """What a figure leaves out: excluded, open and unmeasurable, counted."""
    if figure.suppressed:
        return f"The counts are not shown: {formats.UNDER_FIVE}."
    return (
        f"Not in this figure: {figure.excluded or 0:,} excluded, {figure.open or 0:,} not yet due, "
        f"{figure.unmeasurable or 0:,} not measurable ({people})."
    )


def _why(figure: Figure | None) -> str:
    if figure is not None and figure.suppressed:
        return formats.UNDER_FIVE
    return "no update was due, or none can be measured"
