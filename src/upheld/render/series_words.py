"""What may be said of a published series: the last figure, and why no change is called one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from upheld.render import formats

if TYPE_CHECKING:
    from datetime import date

    from upheld.render.series import Series

SMALL = ("nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
         "eleven", "twelve")  # fmt: skip


def number(whole: int) -> str:
    return SMALL[whole] if whole < len(SMALL) else f"{whole:,}"


def value(series: Series, published: float | None) -> str:
    """With no more decimals than the publisher gave."""
    if published is None:
        return "–"
    return formats.as_published(published) if series.is_share else f"{published:,.0f}"


def difference(series: Series, before: float | None, after: float | None) -> str:
    """Of two vintages of one period: how a publisher corrected a figure, no change of anything."""
    if before is None or after is None:
        return "–"
    if not series.is_share:
        return f"{after - before:+,.0f}" if after != before else "none"
    points = round((after - before) * 100, 1)
    return f"{points:+g} points" if points else "none"


def period(series: Series, end: date) -> str:
    return f"in {'the ' if series.months > 1 else ''}{heading(series, end)}"


def heading(series: Series, end: date) -> str:
    if series.months == 1:
        return formats.month(end)
    return f"{number(series.months)} months to {formats.month(end)}"


def latest(series: Series) -> str:
    last = series.last
    return f"{value(series, last['value'])} {period(series, last['period_end'])}"


def added_up(series: Series) -> str:
    """Said where a number is not one published figure but several."""
    figures = series.last["figures"]
    return "" if figures == 1 else f"Added up here from {figures:,} published figures."


def not_judged(series: Series) -> str:
    """Why no verdict stands here."""
    if not series.overlaps:
        return "Not judged: it is shown as it was published, as context for the other figures."
    covers = number(series.measure.rolling_months or series.months)
    shares = (
        f", and neighbouring figures share {number(series.shared_months)} of them"
        if series.shared_months
        else ", so neighbouring figures overlap"
    )
    said = (
        f"Not judged: each figure covers {covers} months{shares}. They are not independent, so no "
        "test of a change holds for them."
    )
    if series.has_bases:
        return said
    return (
        f"{said} The publisher does not say how many people stand behind a figure: even those that "
        "share no month cannot be tested, only read beside each other."
    )


def revisions(series: Series) -> str:
    """Whether vintages overlap, and how far they agree there."""
    if len(series.vintages) == 1:
        return "There is one vintage."
    rows = series.revised
    many = number(len(series.vintages))
    if rows.is_empty():
        return (
            f"There are {many} vintages, and no period is in two of them: nothing shows how "
            "figures were revised."
        )
    periods = formats.plural(rows.height, "period is", "periods are")
    differ, of = int(rows["differ"].sum()), int(rows["of"].sum())
    return (
        f"There are {many} vintages; {periods} in more than one of them. Of the "
        f"{formats.plural(of, 'figure', 'figures')} published for those, {differ:,} "
        f"{'is' if differ == 1 else 'are'} not the same in all. Each vintage is kept as it came."
    )
