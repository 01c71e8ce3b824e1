"""upheld pilot: what a pilot in few units can show, and what a short question set misses."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from upheld.core.errors import UpheldError

if TYPE_CHECKING:
    from upheld.statistics.pilot import Panel, Placebo, Synthetic
    from upheld.statistics.question_sets import Difference

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="For machines: one JSON object."
)


@click.group()
def pilot() -> None:
    """Judge a pilot: units before and after, versions of a question set, what the short misses."""


@pilot.command()
@click.argument("data", type=FILE)
@click.option("--treated", multiple=True, required=True, metavar="UNIT", help="Once a unit.")
@click.option("--begins", required=True, metavar="PERIOD", help="The first period of the pilot.")
@as_json_option
def units(data: Path, treated: tuple[str, ...], begins: str, as_json: bool) -> None:
    """Compare the pilot's units with the others, before and after.

    DATA is CSV or Parquet with the columns unit, period and value. Every choice of as many units is
    taken for the pilot in turn, which gives the only p there can be; a synthetic control stands
    beside it where there is one unit and three periods before.

    \b
    upheld pilot units bcu-months.csv --treated SN --begins 2022-05
    """
    from upheld.cli.pilot_files import read_panel
    from upheld.statistics.pilot import CannotCompareUnitsError, placebo

    try:
        panel = read_panel(data, treated, begins)
        found = placebo(panel)
    except CannotCompareUnitsError as error:
        raise UpheldError(
            f"Nothing was computed: {error}.",
            next_step="name the pilot's units and its first period as the file has them.",
        ) from error
    beside, error_or_not = _synthetic(panel), _cluster_error(panel)
    verdict = "cannot tell"
    if found.p <= 0.05:
        verdict = "unusual: a change like the pilot's is rare among the units"
    caveats = _caveats(panel, found)
    plain = {
        "verdict": verdict,
        "caveats": caveats,
        "placebo": asdict(found),
        "synthetic_control": asdict(beside) if not isinstance(beside, str) else {"why_not": beside},
        "cluster_robust": error_or_not,
        "treated": list(treated),
        "units": list(panel.units),
    }
    _tell(plain, [*_unit_lines(verdict, found, beside, error_or_not), "", *caveats], as_json)


@pilot.command()
@click.argument("data", type=FILE)
@click.option("--first", required=True, metavar="VERSION")
@click.option("--second", required=True, metavar="VERSION")
@as_json_option
def versions(data: Path, first: str, second: str, as_json: bool) -> None:
    """Compare two versions of a question set: flags raised, and time taken.

    DATA has the columns version, flags (separated by semicolons) and seconds.
    """
    from upheld.cli.pilot_files import read_versions
    from upheld.statistics.question_sets import flags_compared, times_compared

    one, other = read_versions(data, (first, second))
    flags = flags_compared(one.flags, one.size, other.flags, other.size)
    try:
        time: Difference | str = times_compared("seconds", one.seconds, other.seconds)
    except ValueError as error:
        time = str(error)
    caveats = [
        "Nobody drew lots for the version: victims of one may differ from victims of the other.",
        f"{len(flags)} flags are compared; those called clear are held to 5% false discoveries.",
    ]
    plain = {
        "sizes": {first: one.size, second: other.size},
        "flags": [asdict(each) for each in flags],
        "seconds": {"why_not": time} if isinstance(time, str) else asdict(time),
        "caveats": caveats,
    }
    lines = [f"{first}: {one.size:,} assessments; {second}: {other.size:,}."]
    lines += [f"  {_flag(each)}" for each in flags]
    lines.append(f"  seconds: {time if isinstance(time, str) else _seconds(time)}")
    _tell(plain, [*lines, "", *caveats], as_json)


@pilot.command()
@click.argument("data", type=FILE)
@as_json_option
def missed(data: Path, as_json: bool) -> None:
    """Say what the short question set misses, from the random few that got the full one.

    DATA has the columns flags, those that the full set raised, and flags_short, those that its
    short part alone would have raised; separated by semicolons.
    """
    from upheld.cli.pilot_files import read_audits
    from upheld.statistics.question_sets import missed as missed_flags

    audits = read_audits(data)
    found = missed_flags(audits)
    if not found:
        raise UpheldError(
            f"{data}: no assessment with the full set raised a flag, so nothing can be missed.",
            next_step="wait for more audits, and check that flags holds the full set's flags.",
        )
    caveats = [
        "This holds for the victims that audits were drawn from, if they were drawn at random.",
        "A need that the full set misses too is not counted.",
    ]
    plain = {
        "audits": len(audits),
        "missed": [asdict(each) for each in found],
        "caveats": caveats,
    }
    lines = [
        f"{each.flag}: missed {each.missed:,} of {each.of:,}, {each.share:.0%} "
        f"({each.lower:.0%} to {each.upper:.0%})"
        for each in found
    ]
    _tell(plain, [f"{len(audits):,} audits.", *lines, "", *caveats], as_json)


def _synthetic(panel: Panel) -> Synthetic | str:
    from upheld.statistics.pilot import CannotCompareUnitsError, synthetic_control

    try:
        return synthetic_control(panel)
    except CannotCompareUnitsError as error:
        return str(error)


def _cluster_error(panel: Panel) -> dict[str, Any]:
    from upheld.statistics.pilot import CannotCompareUnitsError, cluster_robust_error

    try:
        return {"se": cluster_robust_error(panel)}
    except CannotCompareUnitsError as error:
        return {"refused": str(error)}


def _caveats(panel: Panel, found: Placebo) -> list[str]:
    return [
        (
            f"With {len(panel.treated)} of {len(panel.units)} units the smallest p there can be is "
            f"{found.smallest_p:.3f}: one pilot alone can hardly show more."
        ),
        (
            "Nobody drew lots for the unit, and whatever else changed there at that time is in the "
            "figure."
        ),
        "Units are taken to have gone alike but for the pilot.",
    ]


def _unit_lines(
    verdict: str, found: Placebo, beside: Synthetic | str, error: dict[str, Any]
) -> list[str]:
    lines = [
        f"Verdict: {verdict}.",
        f"Change in the pilot less that in the others: {found.figure:+.4g}.",
        (
            f"p {found.p:.3f} by taking every choice of units for the pilot; "
            f"anything from {found.lower:+.4g} to {found.upper:+.4g} would not be the most unusual."
        ),
    ]
    if isinstance(beside, str):
        lines.append(f"No synthetic control: {beside}.")
    else:
        mixture = ", ".join(f"{unit} {weight:.0%}" for unit, weight in beside.weights.items())
        rank = "no p, as mixtures fit so few periods before exactly: take more of them"
        if beside.p is not None:
            rank = f"p {beside.p:.3f}"
        lines.append(f"Synthetic control ({mixture}): {beside.gap:+.4g}, {rank}; before the pilot "
                     f"it was off by {beside.before:.4g}.")  # fmt: skip
    refused = error.get("refused")
    lines.append(
        f"No cluster-robust error: {refused}." if refused else
        f"Cluster-robust error {error['se']:.4g}."
    )  # fmt: skip
    return lines


def _flag(each: Difference) -> str:
    clear = "clear" if each.clear else "not clear"
    return (
        f"{each.name}: {each.first:.1%} and {each.second:.1%}, {each.estimate * 100:+.1f} points "
        f"({each.lower * 100:+.1f} to {each.upper * 100:+.1f}); {clear}"
    )


def _seconds(each: Difference) -> str:
    return (
        f"{each.first:.0f} and {each.second:.0f}, {each.estimate:+.0f} "
        f"({each.lower:+.0f} to {each.upper:+.0f})"
    )


def _tell(plain: dict[str, Any], lines: list[str], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(plain, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(lines))
