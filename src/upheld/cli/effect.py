"""upheld effect: does an outcome go with a treatment, and what may be said of it?"""

from __future__ import annotations

import json
import textwrap
from pathlib import Path

import click

from upheld.core.errors import UpheldError

WIDTH = 88
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("data", type=FILE)
@click.option("--design", "design_file", metavar="TOML", type=FILE, required=True)
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def effect(data: Path, design_file: Path, as_json: bool) -> None:
    """Compare those in DATA who got something with those who did not, after adjustment.

    DATA is CSV or Parquet, one row a subject. The difference is given four ways (naive,
    standardised, IPW, AIPW) with all that has to be said beside it; the verdict is "association
    after adjustment" or "cannot tell". A design:

    \b
    treatment = "leaflet"               # 0 and 1; else given = ["yes"]
    outcome = "satisfied"               # 0 and 1; else success = ["5", "6", "7"]
    covariates = ["bcu", "crime_type"]  # texts are categories
    no_answer = ["8", "9"]              # don't know, refused: left out, not dissatisfied
    weight = "weight"                   # optional, as are all below
    clusters = "officer"
    negative_control = "ease"           # an outcome that the treatment cannot move
    receipt = "recalled"                # or "recorded", when it was given, whatever came of it
    [recall]                            # if it is known from comparing recall with records
    sensitivity = [0.5, 1.0]
    specificity = [0.8, 1.0]
    difference = 0.2                    # at most, between those with and without the outcome

    \b
    upheld effect interviews.csv --design leaflet.toml --json
    """
    from upheld.cli.effect_files import read_subjects
    from upheld.rules.load_effect_design import effect_design
    from upheld.statistics.effects.association import association
    from upheld.statistics.effects.subjects import CannotCompareError

    design = effect_design(design_file)
    try:
        subjects, left_out = read_subjects(data, design)
        found = association(subjects, design, left_out)
    except CannotCompareError as error:
        raise UpheldError(error.what, next_step=error.next_step) from error
    if as_json:
        click.echo(json.dumps(found.plain(), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_wrapped(line) for line in found.lines()))


def _wrapped(line: str) -> str:
    """Sentences folded to the width of a page; tables are narrower and stay as they are."""
    indent = "    " if line.startswith("  - ") else ""
    return textwrap.fill(line, WIDTH, subsequent_indent=indent) if len(line) > WIDTH else line
