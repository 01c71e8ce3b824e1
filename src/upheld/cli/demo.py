"""demo: the main job from nothing, so that there is a page to look at."""

from __future__ import annotations

import shutil
from functools import partial
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
    """Import the real sample, make the demonstration force, build an edition of each; and run a
    made-up trial, for its page.

    What stands already, and was built with these rules and this version, is not made again.
    """
    _real(var, again=again)
    _demonstration(var, again=again)
    _trial(var, again=again)
    click.echo(f"Editions stand in {var / 'editions'}. Next: upheld serve")


def _real(var: Path, *, again: bool) -> None:
    from upheld.extracts.published_sample import import_sample

    what, as_of = "the sample of real published data", _day("2024-01-31")
    if not again and _stands(var / "editions" / "real", as_of):
        click.echo(f"Stands already: the edition of {what}.")
        return
    click.echo(f"Making the edition of {what}.")
    _make_extracts(var / "real", import_sample)
    _build(var, "real", as_of)


def _demonstration(var: Path, *, again: bool) -> None:
    """The demonstration, and first the edition of the month before it, of what was keyed by then:
    so its pages show how late keying moves a month."""
    from upheld.synthetic import AS_OF, BEFORE, demonstration, known_by

    what = "the demonstration force (made up, no real victims)"
    name, earlier = "demonstration", f"demonstration-{BEFORE:%Y-%m}"
    days = {earlier: BEFORE, name: AS_OF}
    if not again and all(_stands(var / "editions" / each, day) for each, day in days.items()):
        click.echo(f"Stands already: the edition of {what}.")
        return
    click.echo(f"Making the edition of {what}, and the one of the month before it.")
    _make_extracts(var / name, demonstration)
    _make_extracts(var / earlier, partial(known_by, var / name, day=BEFORE))
    _build(var, earlier, BEFORE)
    _build(var, name, AS_OF, before=(earlier,))


def _trial(var: Path, *, again: bool) -> None:
    from upheld.synthetic.trial import NAME, made_up_trial
    from upheld.trials.published import as_json, read_pages

    pages = var / "trials"
    if not again and any(each.name == NAME for each in read_pages(pages)):
        return
    place = var / "demonstration-trial"
    shutil.rmtree(place, ignore_errors=True)
    with announcing() as announce:
        announce("Running a made-up trial of call-backs")
        made = made_up_trial(place)
    pages.mkdir(exist_ok=True)
    (pages / f"{NAME}.json").write_text(as_json(made), encoding="utf-8")


def _make_extracts(place: Path, make: Callable[[Path], object]) -> None:
    shutil.rmtree(place, ignore_errors=True)
    with announcing() as announce:
        announce(f"Making {place.name}")
        make(place)


def _build(var: Path, name: str, as_of: date, before: tuple[str, ...] = ()) -> None:
    from upheld.pipeline.build import build
    from upheld.rules import load

    editions = var / "editions"
    with announcing() as announce:
        edition, report = build(
            var / name,
            editions / name,
            as_of,
            force=load.force("met"),
            before=[editions / each for each in before],
            announce=announce,
        )
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
