"""upheld leaflet: how far the leaflet reaches, by each reading there is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.cli.engine import working_engine
from upheld.cli.progress import announcing

if TYPE_CHECKING:
    from upheld.pipeline.leaflet_reach import Reach


@click.command()
@click.argument("extracts", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--recalled", metavar="COLUMN", help="Of survey_responses: were they given one?")
@click.option(
    "--yes", multiple=True, default=("yes", "1", "true"), show_default=True, metavar="ANSWER",
    help="An answer that counts as recalled; may be given more than once.",
)  # fmt: skip
@click.option(
    "--no-answer", multiple=True, metavar="ANSWER",
    help="Don't know, refused: neither yes nor no. May be given more than once.",
)  # fmt: skip
@click.option("--weight", metavar="COLUMN", help="The interviews' weights, if there are any.")
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def leaflet(
    extracts: Path,
    *,
    recalled: str | None,
    yes: tuple[str, ...],
    no_answer: tuple[str, ...],
    weight: str | None,
    as_json: bool,
) -> None:
    """Say how far the leaflet reaches, by BCU and quarter: issued, and recalled.

    \b
    upheld leaflet extracts --recalled leaflet --yes yes
    """
    from upheld.extracts.read import read
    from upheld.pipeline import leaflet_reach

    with working_engine() as connection, announcing(quiet=as_json) as announce:
        announce("Reading and checking the extracts")
        read(extracts, connection)
        found = leaflet_reach.issued(connection)
        if recalled:
            found += leaflet_reach.recalled(connection, recalled, yes, weight, no_answer)
    if as_json:
        click.echo(json.dumps(leaflet_reach.plain(found), indent=2, ensure_ascii=False))
        return
    lines = [f"{'reading':10}{'unit':8}{'quarter':10}{'of':>8}  share"]
    lines += [_line(each) for each in found]
    click.echo("\n".join([*lines, "", *(f"- {each}" for each in leaflet_reach.CAVEATS)]))


def _line(each: Reach) -> str:
    start = f"{each.reading:10}{each.unit:8}{each.quarter:10}"
    if each.of is None:
        return f"{start}{'under 5':>8}"
    return f"{start}{each.of:>8,}  {each.value:.1%} ({each.lower:.1%} to {each.upper:.1%})"
