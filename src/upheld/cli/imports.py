"""import police-uk · mopac-pas · met-counts: real published data into the data contract."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from upheld.cli.progress import announcing

if TYPE_CHECKING:
    from upheld.extracts.import_report import ImportReport

FILES = click.Path(path_type=Path)
FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group("import")
def import_() -> None:
    """Bring real published data into a folder of extracts.

    Files are read as they are published, plain or gzipped. Everything odd in them is counted,
    shown by example and kept, or left out by name in the folder's `imported`. Several sources
    may go into one folder.

    Exit status: 0 imported, whatever was odd; 1 a file could not be read or
    no row of it used; 2 wrong use.
    """


def _takes_files(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments that every source has in common."""
    options: tuple[Callable[[Any], Any], ...] = (
        click.argument("files", nargs=-1, required=True, type=FILES),
        click.option("--out", type=FOLDER, required=True,
                     help="The folder of extracts: a new one, or one that an import wrote."),
        click.option("--replace", is_flag=True,
                     help="Put new content in the place of files of the same name in the folder."),
        click.option("--json", "as_json", is_flag=True, help="Print the report as JSON."),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@import_.command("police-uk")
@_takes_files
def police_uk(files: tuple[Path, ...], out: Path, replace: bool, as_json: bool) -> None:
    """Crimes and outcomes of any force from data.police.uk.

    Give street and outcomes files of the same months together: an outcome is joined to its crime.

    \b
    Example: upheld import police-uk 2022-0*/*-street.csv 2022-0*/*-outcomes.csv --out extracts
    """
    from upheld.extracts.police_uk import convert

    _run(convert, files, out, replace=replace, as_json=as_json)


@import_.command("mopac-pas")
@_takes_files
def mopac_pas(files: tuple[Path, ...], out: Path, replace: bool, as_json: bool) -> None:
    """Trust and confidence by borough and force, from MOPAC's Public Attitude Survey.

    \b
    Example: upheld import mopac-pas pas_boroughs.csv pas_force.csv --out extracts
    """
    from upheld.extracts.mopac_pas import convert

    _run(convert, files, out, replace=replace, as_json=as_json)


@import_.command("met-counts")
@_takes_files
def met_counts(files: tuple[Path, ...], out: Path, replace: bool, as_json: bool) -> None:
    """Recorded offences by borough and month, from the London Datastore.

    Each file is a vintage, named by its last month. Where two overlap both are kept.

    \b
    Example: upheld import met-counts "MPS Borough Level Crime.csv" --out extracts
    """
    from upheld.extracts.met_counts import convert

    _run(convert, files, out, replace=replace, as_json=as_json)


def _run(
    convert: Callable[..., ImportReport],
    files: tuple[Path, ...],
    out: Path,
    *,
    replace: bool,
    as_json: bool,
) -> None:
    with announcing(quiet=as_json) as announce:
        report = convert(files, out, replace=replace, announce=announce)
    click.echo(report.to_json() if as_json else report.to_text())
    if not report.outputs:
        click.echo("No row could be used.", err=as_json)
        raise click.exceptions.Exit(1)
    if not as_json:
        click.echo(f"Next: upheld check {out}")
