"""upheld rights: each right, met or not, beside satisfaction."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from upheld.cli.engine import working_engine
from upheld.cli.progress import announcing

if TYPE_CHECKING:
    from upheld.pipeline.rights_and_satisfaction import RightsAndSatisfaction

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("edition", type=FOLDER)
@click.argument("extracts", type=FOLDER)
@click.option("--outcome", required=True, metavar="COLUMN", help="Of survey_responses.")
@click.option(
    "--success", multiple=True, required=True, metavar="ANSWER",
    help="An answer that counts as satisfied; may be given more than once.",
)  # fmt: skip
@click.option(
    "--no-answer", multiple=True, metavar="ANSWER",
    help="Don't know, refused: neither satisfied nor not. May be given more than once.",
)  # fmt: skip
@click.option("--weight", metavar="COLUMN", help="The interviews' weights, if there are any.")
@click.option(
    "--reading", type=click.Choice(["strict", "lenient"]), default="strict", show_default=True
)
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def rights(
    edition: Path,
    extracts: Path,
    *,
    outcome: str,
    success: tuple[str, ...],
    no_answer: tuple[str, ...],
    weight: str | None,
    reading: str,
    as_json: bool,
) -> None:
    """Compare victims for whom a right was met with those for whom it was not, right by right.

    Joins the EDITION's duties (its restricted half) with the survey_responses of the EXTRACTS. It
    prints counts and shares, no reference.

    \b
    upheld rights may extracts --outcome overall --success 5 --success 6 --success 7
    """
    from upheld.editions.edition import open_edition
    from upheld.extracts.read import read
    from upheld.pipeline.rights_and_satisfaction import Question, rights_and_satisfaction
    from upheld.rules.load import victims_codes

    opened = open_edition(edition)
    with working_engine() as connection, announcing(quiet=as_json) as announce:
        announce("Reading and checking the extracts")
        read(extracts, connection)
        announce("Joining interviews with duties")
        question = Question(outcome, success, weight, no_answer)
        found = rights_and_satisfaction(
            opened,
            connection,
            victims_codes(),
            question,
            reading,  # type: ignore[arg-type]  # click has compared it with the choices
        )
    if as_json:
        click.echo(json.dumps(found.plain(), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(found)))


def _lines(found: RightsAndSatisfaction) -> list[str]:
    plain = found.plain()
    lines = [
        f"{plain['joined']:,} of {plain['interviews']:,} interviews could be joined with duties.",
        f"Difference in the share satisfied, met less not met, {plain['reading']} reading:",
        f"{'':10}{'met':>16}{'not met':>16}  {'difference':24}{'shrunk':24}E-value, of limit",
    ]
    lines += [_line(each) for each in plain["rights"]]
    return [*lines, "", *(f"- {each}" for each in plain["caveats"])]


def _line(each: dict[str, Any]) -> str:
    sides = "".join(f"{_side(each[name]):>16}" for name in ("met", "not_met"))
    if each["estimate"] is None:
        return f"{each['name']:10}{sides}  not compared: {each['why_not']}"
    e = each["evalue"]
    return (
        f"{each['name']:10}{sides}  {_points(each):24}{_points(each['shrunk']):24}"
        f"{e['estimate']:.2f}, {e['limit']:.2f}"
    )


def _side(side: dict[str, Any]) -> str:
    return f"{side['share']:.0%} of {side['n']:,}"


def _points(each: dict[str, Any]) -> str:
    low, middle, high = (100 * each[name] for name in ("lower", "estimate", "upper"))
    return f"{middle:+.1f} ({low:+.1f} to {high:+.1f})"
