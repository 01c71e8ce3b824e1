"""build · verify · diff: from a folder of extracts to an edition that can be trusted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.cli.progress import announcing

if TYPE_CHECKING:
    from datetime import date, datetime

    from upheld.editions.edition import Edition

FOLDER = click.Path(path_type=Path, file_okay=False)
BEFORE = click.option(
    "--before",
    metavar="EDITION",
    type=FOLDER,
    multiple=True,
    help="An earlier edition, which says how the last three months were first published. "
    "Repeat it for each.",
)
DAY = click.DateTime(["%Y-%m-%d"])


def _day(_: click.Context, __: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


@click.command()
@click.argument("extracts", type=FOLDER)
@click.option(
    "--as-of",
    type=DAY,
    required=True,
    callback=_day,
    help="Judge by what was known on this day, for example 2022-06-08.",
)
@click.option("--out", type=FOLDER, required=True, help="Where the edition is put, at once.")
@click.option(
    "--force",
    "force_code",
    help="The force's own lists, for example met. Without it every unit code is its own unit.",
)
@BEFORE
@click.option("--json", "as_json", is_flag=True, help="Print the manifest and the report as JSON.")
def build(  # noqa: PLR0917
    extracts: Path,
    as_of: date,
    out: Path,
    force_code: str | None,
    before: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Build an edition from a folder of EXTRACTS.

    It is built aside and moved into place at once: whatever goes wrong, the last edition stays.
    The same extracts, rules and date always give the same bytes.

    \b
    Example: upheld build extracts/2022-06 --as-of 2022-06-08 --out editions/2022-06 --force met
    """
    from upheld.pipeline.build import build as build_edition
    from upheld.rules import load

    force = load.force(force_code) if force_code else None
    with announcing(quiet=as_json) as announce:
        edition, report = build_edition(
            extracts, out, as_of, force=force, before=before, announce=announce
        )
    if as_json:
        from dataclasses import asdict

        click.echo(
            json.dumps(
                {"manifest": asdict(edition.manifest), "report": json.loads(report.to_json())},
                ensure_ascii=False,
            )
        )
        return
    click.echo(report.to_text())
    counts = edition.manifest.counts
    click.echo(
        f"Built {out}: {counts['duties']:,} duties of {counts['victims']:,} victims in "
        f"{counts['crimes']:,} crimes, {counts['figures']:,} figures, as of {as_of}."
    )
    if counts["no_code"]:
        click.echo(
            f"{counts['no_code']:,} reports and events lie before the first Code that is "
            "loaded: no duty was derived from them."
        )
    if before:
        click.echo(_moved(edition))
    named = "".join(f" --before {each}" for each in before)
    click.echo(f"Next: upheld verify {out} {extracts}{named}")


def _moved(edition: Edition) -> str:
    from upheld.editions.moved import changed, of

    rows = of(edition)
    shown = rows.filter(~rows["suppressed"]).height
    return (
        f"Of {shown:,} figures of the last three months that an earlier edition showed, "
        f"{changed(rows).height:,} are not what they were when first published."
    )


@click.command()
@click.argument("edition", type=FOLDER)
@click.argument("extracts", type=FOLDER, nargs=-1, required=True)
@BEFORE
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.pass_context
def verify(
    ctx: click.Context,
    edition: Path,
    extracts: tuple[Path, ...],
    before: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Build EDITION again from its EXTRACTS and compare every byte.

    An edition built with --before is verified with the same earlier editions. A combined one is
    combined again: give the editions that it was combined from instead of extracts.

    Exit status 0: every file agrees. 1: something differs, and it says what.
    """
    from dataclasses import asdict

    from upheld.pipeline.verify import verify as verify_edition
    from upheld.pipeline.verify import verify_combined

    with announcing(quiet=as_json) as announce:
        if len(extracts) > 1:
            outcome = verify_combined(edition, extracts)
        else:
            outcome = verify_edition(edition, extracts[0], announce, before=before)
    if as_json:
        click.echo(json.dumps(asdict(outcome), ensure_ascii=False))
    elif outcome.verified:
        click.echo(
            f"Verified: all {outcome.files} files of {edition} come out the same, byte for byte."
        )
    else:
        click.echo(f"Not verified: {edition} does not agree with a build made now.")
        for difference in outcome.differences:
            click.echo(f"  - {difference}")
    ctx.exit(0 if outcome.verified else 1)


@click.command()
@click.argument("old", type=FOLDER)
@click.argument("new", type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def diff(old: Path, new: Path, as_json: bool) -> None:
    """What changed from edition OLD to edition NEW, and why."""
    from upheld.editions.compare import compare
    from upheld.editions.edition import open_edition
    from upheld.render.comparison import comparison_lines

    comparison = compare(open_edition(old), open_edition(new))
    if as_json:
        click.echo(json.dumps(comparison.to_dict(), ensure_ascii=False))
    else:
        for line in comparison_lines(comparison):
            click.echo(line)
