"""upheld spc, upheld funnel: the statistics of the pages, run on any file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from upheld.cli.statistics_files import Series
    from upheld.statistics.funnel import Funnel
    from upheld.statistics.process_control import ControlChart, Settings

CSV_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
VARIATION = {
    "improvement": "improvement: the last point is more than noise, the better way",
    "concern": "concern: the last point is more than noise, the worse way",
    "neither": "neither: the last point is more than noise; neither way was said to be better",
    "no change": "no change: the last point is no more than noise",
    None: "no verdict: too few points",
}
ASSURANCE = {
    "always": "always: the limits lie on the good side of the target",
    "never": "never: the limits lie on the bad side of the target, unless something changes",
    "hit and miss": "hit and miss: the target lies between the limits",
    "no target": "no target",
    "no direction": "no direction: say with --better which way is better",
    None: "no verdict: too few points",
}
CAUSE = {"none": "", "two_of_three": "two of three"}


class Day(click.ParamType[date]):
    """A date, or a month, which stands for its first day."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        from upheld.cli.statistics_files import as_day

        day = value if isinstance(value, date) else as_day(str(value))
        if day is None:
            self.fail(f"{value!r} is not a date such as 2024-05-31 or a month such as 2024-05.")
        return day


@click.command()
@click.argument("file", metavar="CSV", type=CSV_FILE)
@click.option(
    "--better",
    type=click.Choice(["high", "low", "neutral"]),
    default="neutral",
    show_default=True,
    help="Which way is better.",
)
@click.option("--target", type=float, metavar="T", help="In the unit of value.")
@click.option(
    "--rebase",
    type=Day(),
    multiple=True,
    metavar="DATE",
    help="Draw the limits anew from this date on. May be given more than once.",
)
@click.option(
    "--fix-after",
    type=click.IntRange(min=12),
    metavar="N",
    help="Draw the limits from the first N points only, 12 or more.",
)
@click.option(
    "--trend",
    type=click.Choice(["6", "7"]),
    default="7",
    show_default=True,
    help="How many points in a row that all rise or all fall make a trend.",
)
@click.option(
    "--no-screen",
    is_flag=True,
    help="Keep moving ranges of 3.267 times their mean or more in the limits.",
)
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def spc(
    *,
    file: Path,
    better: str,
    target: float | None,
    rebase: tuple[date, ...],
    fix_after: int | None,
    trend: str,
    no_screen: bool,
    as_json: bool,
) -> None:
    """Is a change more than noise, and will the target be reached? A control chart of a CSV file.

    The columns are date, value and, if there is one, denominator; others are passed over. With a
    denominator, value is the proportion, 0 to 1, and small or very different denominators get a
    p′ chart, others an XmR chart. One row a period, oldest first, complete periods only: leave out
    the month that is not over. Limits are given from 12 points on.

    \b
    upheld spc months.csv --better high --target 0.9 --rebase 2022-11-01
    """
    from upheld.cli.statistics_files import SERIES_NEXT, read_series
    from upheld.statistics.process_control import Settings, control_chart

    series = read_series(file)
    settings = Settings(
        better,  # type: ignore[arg-type]  # click has compared it with the choices
        target,
        rebase,
        fix_after,
        int(trend),
        not no_screen,
    )
    _check_settings(series, settings)
    series.faults.raise_any(SERIES_NEXT)
    chart = control_chart(series.observations, settings)
    if as_json:
        click.echo(json.dumps(_chart_json(chart), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_chart_lines(chart, proportions=series.proportions)))


@click.command()
@click.argument("file", metavar="CSV", type=CSV_FILE)
@click.option(
    "--trim",
    type=click.FloatRange(min=0, max=0.5, max_open=True),
    default=0.1,
    show_default=True,
    help="The share at each end that is pulled in before the spread is measured.",
)
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def funnel(file: Path, trim: float, as_json: bool) -> None:
    """Do units differ by more than chance and the usual spread? Funnel limits for a CSV file.

    The columns are unit, numerator and denominator, whole numbers, one row a unit; others are
    passed over. A unit with a denominator under 5 is shown and not judged.

    \b
    upheld funnel units.csv --trim 0.1 --json
    """
    from upheld.cli.statistics_files import read_counts
    from upheld.statistics import funnel as funnels

    judged = funnels.funnel(read_counts(file), trim)
    if as_json:
        click.echo(json.dumps(asdict(judged), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_funnel_lines(judged)))


def _check_settings(series: Series, given: Settings) -> None:
    """Whether the options can mean anything beside this file."""
    faults, days, target = series.faults, series.days, given.target
    if target is not None and not isfinite(target):
        faults.add("--target", "is not a number", target)
    elif target is not None and series.proportions and not 0 <= target <= 1:
        faults.add("--target", "is not between 0 and 1, as a proportion is", target)
    for day in given.rebase if days else ():
        if not min(days) < day <= max(days):
            what = f"would change nothing: the dates run from {min(days)} to {max(days)}"
            faults.add("--rebase", what, day)
    if given.fix_after is not None and given.fix_after > series.rows:
        faults.add("--fix-after", f"is more than the {series.rows} points", given.fix_after)


# ------------------------------------------------------------------------------ what is printed


def _chart_json(chart: ControlChart) -> dict[str, object]:
    return {
        "points": [asdict(point) | {"date": point.date.isoformat()} for point in chart.points],
        "variation": chart.variation,
        "assurance": chart.assurance,
        "chart": chart.chart,
        "notes": list(chart.notes),
    }


def _chart_lines(chart: ControlChart, *, proportions: bool) -> list[str]:
    shown = _percent if proportions else _plain
    table = [
        (
            each.date.isoformat(),
            *map(shown, (each.value, each.centre, each.lower, each.upper)),
            CAUSE.get(each.special_cause, each.special_cause),
        )
        for each in chart.points
    ]
    return [
        *_table(("date", "value", "centre", "lower", "upper", "special cause"), table),
        "",
        f"Variation: {VARIATION[chart.variation]}.",
        f"Target: {ASSURANCE[chart.assurance]}.",
        *(click.wrap_text(note, 88) for note in chart.notes),
    ]


def _funnel_lines(judged: Funnel) -> list[str]:
    table = [
        (
            each.unit,
            *map(_percent, (each.value, each.lower95, each.upper95, each.lower998, each.upper998)),
            each.verdict,
        )
        for each in judged.units
    ]
    header = ("unit", "value", "lower 95%", "upper 95%", "lower 99.8%", "upper 99.8%", "verdict")
    spread = f"spread φ {judged.phi:.3g}, variance added τ² {judged.tau2:.3g}"
    return [*_table(header, table), "", f"Overall {_percent(judged.p0)}; {spread}."]


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns side by side: the first and the last to the left, numbers to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    sides = ["<", *">" * (len(header) - 2), "<"]
    return [
        "  ".join(
            f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=True)
        ).rstrip()
        for row in (header, *rows)
    ]


def _percent(number: float | None) -> str:
    return "–" if number is None else f"{number:.1%}"


def _plain(number: float | None) -> str:
    return "–" if number is None else f"{number:.6g}"
