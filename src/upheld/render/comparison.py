"""A comparison of two editions in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from upheld.editions.compare import Comparison, DutyChange, FigureChange
    from upheld.editions.compare_survey import SurveyChange

MOST_LINES = 40


def comparison_lines(comparison: Comparison) -> Iterator[str]:
    """Line by line, most important first: why anything could differ, then what does."""
    yield f"From the edition as of {comparison.old_as_of} to the one as of {comparison.new_as_of}."
    if not comparison.causes:
        yield "Same inputs, same rules, same day, same software: nothing should differ."
    else:
        yield "What could have moved a figure: " + ", ".join(comparison.causes) + "."
    for change in comparison.inputs:
        yield f"  input {change.change}: {change.file}"
    if not comparison.figure_counts:
        yield "No figure differs."
    for change_name, count in sorted(comparison.figure_counts.items()):
        yield f"Figures, {change_name}: {count:,}"
    shown = [f for f in comparison.figures if f.old_value is not None or f.new_value is not None]
    moved = [f for f in shown if f.change in ("changed", "gone")]
    yield from _limited([_figure(figure) for figure in moved])
    yield from _survey(comparison)
    if comparison.duties is None:
        yield "Single duties cannot be compared: a restricted half is no longer kept."
        return
    yield f"Duties whose status or due date differs: {sum(d.duties for d in comparison.duties):,}"
    yield from _limited(
        [_duty(duty) for duty in sorted(comparison.duties, key=lambda d: -d.duties)]
    )


def _survey(comparison: Comparison) -> Iterator[str]:
    """Silent where neither edition holds a survey."""
    found = comparison.satisfaction
    for kind in sorted({each.change for each in found}):
        count = sum(each.change == kind for each in found)
        yield f"Figures of the satisfaction survey, {kind}: {count:,}"
    yield from _limited([_answer(each) for each in found if each.change in {"changed", "gone"}])


def _answer(each: SurveyChange) -> str:
    where = each.category or "force"
    before, now = (
        _weighed(value, n)
        for value, n in ((each.old_value, each.old_n), (each.new_value, each.new_n))
    )
    return f"  {each.period} {each.part} {each.outcome}, {where}: {before} → {now}"


def _weighed(value: float | None, n: int | None) -> str:
    """A weighted share is of no count: the interviews stand beside it."""
    if n is None:
        return "not shown"
    return f"{n:,}" if value is None else f"{value:.1%} ({n:,})"


def _limited(lines: list[str]) -> Iterator[str]:
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"  … and {len(lines) - MOST_LINES:,} more (--json has them all)"


def _share(value: float | None, denominator: int | None) -> str:
    if value is None:
        return "not shown"
    return f"{value:.1%} of {denominator:,}"


def _figure(figure: FigureChange) -> str:
    return (
        f"  {figure.period_start[:7]} {figure.unit_type} {figure.unit_code} {figure.measure} "
        f"({figure.reading}): {_share(figure.old_value, figure.old_denominator)} → "
        f"{_share(figure.new_value, figure.new_denominator)}"
    )


def _duty(duty: DutyChange) -> str:
    return (
        f"  {duty.month} {duty.entitlement}: {duty.duties:,} from {duty.old_status} to "
        f"{duty.new_status} ({duty.why})"
    )
