"""generate: the extracts of a made-up force, with known truth."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click


@click.command()
@click.option("--crimes", type=click.IntRange(min=1), required=True, help="How many crimes.")
@click.option("--months", type=click.IntRange(min=1), required=True, help="Over how many months.")
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    required=True,
    help="Any whole number; the same one gives the same bytes.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="The folder for the extracts. One that `upheld generate` made is replaced, any "
    "other that is not empty is refused.",
)
@click.option(
    "--start", default="2021-01", show_default=True, metavar="YYYY-MM", help="The first month."
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["parquet", "csv"]),
    default="parquet",
    show_default=True,
    help="What the extracts are written as.",
)
@click.option(
    "--force",
    "force_code",
    default="met",
    show_default=True,
    help="The force whose units, boroughs and volumes it resembles.",
)
@click.option(
    "--flaws",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Bad rows to add on purpose, each of which `upheld check` must set aside.",
)
@click.option(
    "--survey", is_flag=True, help="Also a satisfaction survey: a wave for every whole quarter."
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def generate(out: Path, as_json: bool, **asked: Any) -> None:
    """Make up a force's extracts with known truth.

    Volumes by borough, month and offence follow real published counts; every crime, victim and
    name is made up. What was planted (how often victims are told in time, unit by unit; missed
    identifications; repeat victims; a change in one BCU) is sealed in truth.sealed beside the
    extracts, where neither `check` nor `build` reads it.

    \b
    Example: upheld generate --crimes 42000 --months 36 --seed 1 --out made-up
    A year of the Met: upheld generate --crimes 830000 --months 12 --seed 1 --out year
    """
    from upheld.synthetic.generate import generate as make
    from upheld.synthetic.order import Order

    with _bar(asked["months"]) as progress:
        truth = make(Order(**asked), out, progress)
    rows = truth["rows"]
    if as_json:
        click.echo(json.dumps({"out": str(out), "rows": rows, "flaws": len(truth["flaws"])}))
        return
    counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in rows.items())
    click.echo(f"Made {out}: {counts}. All of it is made up; the truth is sealed beside it.")
    if truth["flaws"]:
        click.echo(f"{len(truth['flaws'])} bad rows stand in the files named *-flaws.csv.")
    click.echo(f"Next: upheld check {out}")


@contextmanager
def _bar(months: int) -> Iterator[Callable[[str], None]]:
    """A bar that a call a month moves on; nothing where there is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Starting", total=months + 1)
        yield lambda text: progress.update(task, description=text, advance=1)
