"""demo: the main job from nothing, so that there is a page to look at."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.cli.progress import announcing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date


@click.command()
@click.option(
    "--var",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("var"),
    show_default=True,
    help="Where extracts and editions are kept.",
)
@click.option("--again", is_flag=True, help="Make everything again, even what stands already.")
def demo(var: Path, again: bool) -> None:
    """Import the real sample, make the demonstration force, build an edition of each.

    What stands already, and was built with these rules and this version, is not made again.
    """
    from upheld.extracts.published_sample import import_sample
    from upheld.synthetic import AS_OF as DEMONSTRATION_AS_OF
    from upheld.synthetic import demonstration

    real_as_of = _day("2024-01-31")
    _edition(var, "real", "the sample of real published data", import_sample, real_as_of, again)
    _edition(
        var,
        "demonstration",
        "the demonstration force (made up, no real victims)",
        demonstration,
        DEMONSTRATION_AS_OF,
        again,
    )
    click.echo(f"Editions stand in {var / 'editions'}. Next: upheld serve")


def _edition(  # noqa: PLR0917
    var: Path,
    name: str,
    what: str,
    make: Callable[[Path], object],
    as_of: date,
    again: bool,
) -> None:
    from upheld.pipeline.build import build
    from upheld.rules import load

    extracts, place = var / name, var / "editions" / name
    if not again and _stands(place, as_of):
        click.echo(f"Stands already: the edition of {what}.")
        return
    click.echo(f"Making the edition of {what}.")
    shutil.rmtree(extracts, ignore_errors=True)
    with announcing() as announce:
        announce(f"Making the extracts of {what}")
        make(extracts)
        edition, report = build(extracts, place, as_of, force=load.force("met"), announce=announce)
    counts = edition.manifest.counts
    click.echo(
        f"  {counts['crimes']:,} crimes, {counts['victims']:,} victims, "
        f"{counts['duties']:,} duties, {counts['figures']:,} figures, as of {as_of}; "
        f"{report.set_aside:,} rows set aside."
    )


def _stands(place: Path, as_of: date) -> bool:
    from upheld import __version__
    from upheld.core.errors import UpheldError
    from upheld.editions.edition import open_edition
    from upheld.rules import load

    try:
        manifest = open_edition(place).manifest
    except UpheldError:
        return False
    return (*manifest.rules, manifest.software, manifest.as_of) == (
        load.rules_hash(),
        load.force_hash("met"),
        f"upheld {__version__}",
        as_of.isoformat(),
    )


def _day(text: str) -> date:
    from datetime import date

    return date.fromisoformat(text)
