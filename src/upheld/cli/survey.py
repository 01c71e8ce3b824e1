"""upheld survey: from the frame to a sample, from interviews to weights, estimates and drivers."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

DESIGN = click.Path(exists=True, dir_okay=False, path_type=Path)
FILE = click.Path(path_type=Path)


class ByColumns(click.Command):
    """A command whose --by takes one column or several: --by bcu crime_type."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, spread(args, "--by"))


def spread(args: list[str], option: str) -> list[str]:
    """Repeats the option before each word that follows it, up to the next option.

    Where no word is left for the file, the last of those words is the file.
    """
    made: list[str] = []
    taken: list[int] = []  # where in `made` a word stands that we gave to the option
    inside = first = False
    for arg in args:
        if arg == option:
            inside = first = True
        elif arg.startswith("-") and arg != "-":
            inside = False
            made.append(arg)
        elif inside:
            if not first:
                taken.append(len(made))
            made += [option, arg]
            first = False
        else:
            made.append(arg)
    if taken and not _has_file(made, option):
        made[taken[-1] : taken[-1] + 2] = [made[taken[-1] + 1]]
    return made


def _has_file(args: list[str], option: str) -> bool:
    """Whether a word stands among them that no option takes as its value."""
    flags = {"--json", "-h", "--help"}
    alone, skip = False, False
    for arg in args:
        if skip:
            skip = False
        elif arg.startswith("-"):
            skip = arg not in flags and "=" not in arg
        else:
            alone = True
    return alone


class InOrder(click.Group):
    """Lists its commands in the order of the work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["sample", "progress", "weigh", "estimate", "compare", "drivers"]


@click.group(cls=InOrder)
def survey() -> None:
    """The satisfaction survey: sample, weigh, estimate, compare, drivers.

    A design is a TOML file with the tables [outcome] (column, kind, success, denominator, interval,
    level) and [design] (strata, psu, ssu, fpc, weight, margins, domains), and where they are needed
    [weights], [drivers] and [sample].
    """


@survey.command()
@click.argument("extracts", metavar="EXTRACTS", type=click.Path(path_type=Path))
@click.option("--design", "design_file", required=True, type=DESIGN, metavar="D", help="TOML.")
@click.option(
    "--seed", required=True, metavar="S", help="Any text; the same one draws the same people."
)
@click.option("--out", required=True, type=FILE, metavar="DIR", help="A new or empty folder.")
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def sample(extracts: Path, design_file: Path, seed: str, out: Path, as_json: bool) -> None:
    """From a folder of extracts to a sample for the supplier; everybody left out is counted.

    The design's [sample] says which crimes, from when, and how interviews are shared out over BCU
    and crime type. Writes the supplier's file, which names nobody, the key that stays with the
    force, the frame's counts for the weights, and a record. Prints counts only.

    \b
    upheld survey sample extracts --design uss.toml --seed 2022-Q2 --out sample
    """
    _show("sample_answer", as_json, extracts, design_file, seed, out, module="survey_sample")


@survey.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False))
@click.option(
    "--dispositions",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="CSV from the supplier: sample_id, date, code (AAPOR).",
)
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def progress(folder: str, dispositions: Path, as_json: bool) -> None:
    """What became of a sample: AAPOR response rates, and interviews beside quotas by week.

    \b
    upheld survey progress sample --dispositions dispositions.csv
    """
    _show("progress_answer", as_json, Path(folder), dispositions, module="survey_sample")


@survey.command(cls=ByColumns)
@click.argument("responses", metavar="RESPONSES", type=FILE)
@click.option("--design", "design_file", required=True, type=DESIGN, metavar="D", help="TOML.")
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN…",
    help="Break down by these columns, crossed. Also month, quarter, rolling_year.",
)
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def estimate(responses: Path, design_file: Path, by: tuple[str, ...], as_json: bool) -> None:
    """Estimates with design-based errors and intervals, for all and for every domain.

    Without --by: all interviews, then each breakdown that the design names under domains.

    \b
    upheld survey estimate uss.csv --design uss.toml --by bcu quarter --json
    """
    _show("estimate_answer", as_json, responses, design_file, split(by))


@survey.command()
@click.argument("responses", metavar="RESPONSES", type=FILE)
@click.option("--design", "design_file", required=True, type=DESIGN, metavar="D", help="TOML.")
@click.option("--out", required=True, type=FILE, metavar="FILE", help="CSV or Parquet to write.")
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def weigh(responses: Path, design_file: Path, out: Path, as_json: bool) -> None:
    """Weights: base, non-response, made to agree with the population's margins.

    Writes the file again with the columns base_weight, nonresponse_factor (where the design says
    who responded) and weight, and says what the weights look like.

    \b
    upheld survey weigh uss.csv --design uss.toml --out weighted.csv
    """
    _show("weigh_answer", as_json, responses, design_file, out)


@survey.command()
@click.argument("responses", metavar="RESPONSES", type=FILE)
@click.option("--design", "design_file", required=True, type=DESIGN, metavar="D", help="TOML.")
@click.option(
    "--wave", required=True, metavar="COLUMN", help="What tells the waves apart: wave, quarter …"
)
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def compare(responses: Path, design_file: Path, wave: str, as_json: bool) -> None:
    """Is a change between waves more than noise? For all, and for the domains of the design.

    Over many units together the false discovery rate is held at 5% (Benjamini and Hochberg).
    Beside each unit's raw figure stands one partly pooled over units and waves. A month of one
    unit is never judged: it is said how wide it is and when there will be enough.

    \b
    upheld survey compare uss.csv --design uss.toml --wave quarter
    """
    _show("compare_answer", as_json, responses, design_file, wave, module="survey_compare")


@survey.command()
@click.argument("responses", metavar="RESPONSES", type=FILE)
@click.option("--design", "design_file", required=True, type=DESIGN, metavar="D", help="TOML.")
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def drivers(responses: Path, design_file: Path, as_json: bool) -> None:
    """What goes with satisfaction: each item's share of what is explained, with its interval.

    The items are those of [drivers] in the design. Shares are Shapley (LMG) shares of R², checked
    against every order of the items; importance stands beside performance. Association, not effect.

    \b
    upheld survey drivers uss.csv --design uss.toml
    """
    _show("drivers_answer", as_json, responses, design_file, module="survey_drivers")


def split(by: tuple[str, ...]) -> list[str]:
    """Columns given apart or with commas, each once."""
    names = [name.strip() for given in by for name in given.split(",")]
    return list(dict.fromkeys(name for name in names if name))


def _show(name: str, as_json: bool, *given: Any, module: str = "survey_answers") -> None:
    """The answer, for machines or for people."""
    answers = importlib.import_module(f"upheld.cli.{module}")
    answer: Callable[..., tuple[dict[str, Any], list[str]]] = getattr(answers, name)
    data, lines = answer(*given)
    if as_json:
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(lines))
