"""Enhanced Rights in words and a table: entitled, identified, missed, and by ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from upheld.render import formats, gap_words
from upheld.render.tables import Cell, Table, reading_cell

if TYPE_CHECKING:
    from collections.abc import Callable

    from upheld.render.figures import Figure
    from upheld.render.gaps import Group, Groups

ENTITLED, IDENTIFIED, MISSED = "priority-entitled", "priority-identified", "priority-missed"
ALL = (ENTITLED, IDENTIFIED, MISSED)
NOTE = (
    "A victim can have several grounds, and counts under each. Age and sensitive offences have no "
    "line of their own: they stand with the figures by age and by sensitive offence. “Could be "
    "chance” is said of all that chance could give among so many comparisons made at once."
)


def headline(entitled: Figure | None, identified: Figure | None) -> tuple[str, ...]:
    """How many have Enhanced Rights, and how many of those whom the records show were missed."""
    return tuple(filter(None, (_entitled(entitled), _identified(identified))))


def _entitled(figure: Figure | None) -> str:
    if figure is None:
        return ""
    month = formats.month(figure.period_start)
    if figure.value is None or figure.numerator is None:
        return f"How many victims had Enhanced Rights in {month}: {formats.share(figure)}."
    return (
        f"Of the {figure.denominator:,} victims of crimes reported in {month}, "
        f"{figure.numerator:,} had Enhanced Rights on the date of the edition "
        f"({formats.percent(figure.value)} of {figure.denominator:,}; {formats.interval(figure)})."
    )


def _identified(figure: Figure | None) -> str:
    if figure is None:
        return ""
    month = formats.month(figure.period_start)
    if figure.value is None or figure.numerator is None or figure.denominator is None:
        return f"How many were identified in {month}: {formats.share(figure)}."
    missed = figure.denominator - figure.numerator
    return (
        f"For {figure.denominator:,} of the victims of {month} a ground can be read from the "
        f"records without judgement. {figure.numerator:,} of them were identified "
        f"({formats.percent(figure.value)} of {figure.denominator:,}; {formats.interval(figure)}); "
        f"{missed:,} {'was' if missed == 1 else 'were'} missed."
    )


def by_ground(groups: Groups, caption: str, first: Callable[[str], Cell]) -> Table:
    """One line a ground: who was identified and missed, and whether it differs from the rest."""
    return Table(
        name="by-ground",
        caption=caption,
        head=("Ground", "Identified", "Missed", "Beside everybody else"),
        rows=tuple((first(each.category), *_cells(each)) for each in groups.groups),
        frame=gap_words.frame(groups),
        note=NOTE,
        words=(3,),
    )


def _cells(group: Group) -> tuple[Cell, Cell, Cell]:
    figure = group.figures.strict
    gap = group.gaps.get(figure.reading) if figure else None
    return (
        reading_cell(figure, "victims"),
        _missed(figure),
        gap_words.gap_cell(gap) if gap else Cell("not compared"),
    )


def _missed(figure: Figure | None) -> Cell:
    if figure is None or figure.numerator is None or figure.denominator is None:
        return Cell("–")
    return Cell(f"{figure.denominator - figure.numerator:,} of {figure.denominator:,}")
