"""Sentences made from figures. Each takes the figures it speaks of and can say no more than them.

None of them speaks of a change: that needs a test, and stands in verdict_words.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from upheld.render import formats

if TYPE_CHECKING:
    from upheld.render.figures import Figure, Pair

WHY_EXCLUDED = " (declined, withheld with a reason, or the investigation closed)"


def full(figure: Figure, people: str) -> str:
    """Value, denominator, interval: "62.6% of 1,234 victims (95% interval 61.2% to 64.0%)"."""
    if figure.value is None:
        return formats.share(figure)
    return f"{formats.share(figure)} {formats.of(figure, people)} ({formats.interval(figure)})"


def headline(pair: Pair) -> str:
    """What the two readings beside it are the share of, or why they are not shown."""
    month = formats.month(pair.period_start)
    if pair.strict is None or pair.strict.value is None:
        return f"How many victims were told on time in {month} is not shown: {_why(pair.strict)}."
    return (
        f"Of the victims who were owed an update in {month}, the share who were told everything "
        "on time."
    )


def outstanding(pair: Pair | None) -> str:
    """How many updates are overdue, and how many fall due later, on the as-of date."""
    if pair is None or pair.strict is None:
        return "No update under Right 6 with a due date is waiting to be given."
    on = formats.long_date(pair.period_start)
    if pair.strict.suppressed or pair.strict.numerator is None or pair.strict.open is None:
        return f"How many updates were waiting on {on} is not shown: {_why(pair.strict)}."
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


def waiting(victims: Pair | None, updates: Pair | None) -> str:
    """How many victims are owed an update on the as-of date, and how many wait for one that is
    overdue; of an edition that does not say, how many updates."""
    if victims is None or victims.strict is None:
        return outstanding(updates)
    on, strict = formats.long_date(victims.period_start), victims.strict
    if strict.suppressed or strict.numerator is None or strict.denominator is None:
        return f"How many victims were owed an update on {on} is not shown: {_why(strict)}."
    late = f"{strict.numerator:,}" if strict.numerator else "none"
    said = (
        f"On {on}, {formats.plural(strict.denominator, 'victim was', 'victims were')} owed an "
        f"update; {late} had one overdue{_in_updates(updates)}. Strict reading"
    )
    if victims.lenient is None or victims.lenient.numerator is None:
        return f"{said}."
    return (
        f"{said}; the lenient one says {victims.lenient.numerator:,} "
        f"{formats.of(victims.lenient, 'victims')}."
    )


def _in_updates(updates: Pair | None) -> str:
    strict = updates.strict if updates else None
    if strict is None or strict.numerator is None or strict.denominator is None:
        return ""
    return f" ({strict.numerator:,} {formats.of(strict, 'updates')})"


def beside(figure: Figure, people: str) -> str:
    """What a figure leaves out: excluded, open and unmeasurable, counted."""
    if figure.suppressed:
        return f"The counts are not shown: {formats.withheld(figure)}."
    why = WHY_EXCLUDED if figure.excluded else ""
    return (
        f"Not in this figure: {figure.excluded or 0:,} excluded{why}, "
        f"{figure.open or 0:,} not yet due, "
        f"{figure.unmeasurable or 0:,} not measurable ({people})."
    )


def more_in_lenient(pair: Pair) -> str:
    """Why the lenient reading counts more of them than the strict one, where it does."""
    if pair.strict is None or pair.lenient is None:
        return ""
    strict, lenient = pair.strict.denominator, pair.lenient.denominator
    if strict is None or lenient is None or lenient <= strict:
        return ""
    return (
        "The lenient reading counts more of them: what the strict one leaves out as excluded "
        "counts there where something that only it takes for done was done in time."
    )


def _why(figure: Figure | None) -> str:
    if figure is not None and figure.suppressed:
        return formats.withheld(figure)
    if figure is not None and figure.denominator:
        return "too little arrived to say"
    return "no update was due, or none can be measured"
