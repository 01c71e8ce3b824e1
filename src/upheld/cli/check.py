"""upheld check: everything that is wrong with a folder of extracts, in one report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.cli.engine import working_engine
from upheld.cli.progress import announcing

if TYPE_CHECKING:
    from upheld.extracts.report import ExtractReport

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("extracts", type=click.Path(path_type=Path))
@click.option(
    "--force",
    "force_code",
    metavar="CODE",
    help="Compare units and offences with this force's own lists, for example met.",
)
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
@click.option("--html", type=FILE, help="Also write the report as a page, to print or to pass on.")
@click.option(
    "--set-aside",
    type=FILE,
    help="Also write every row that is set aside, with file, line, column, value and reason, as "
    "a CSV file. It names cases: keep it as you would the extracts.",
)
@click.pass_context
def check(
    ctx: click.Context,
    extracts: Path,
    *,
    force_code: str | None,
    as_json: bool,
    html: Path | None,
    set_aside: Path | None,
) -> None:
    """Say everything that is wrong with a folder of EXTRACTS, and change nothing.

    Rows that cannot be used are set aside; what is only odd is used, and a warning says so.
    Exit status 0: nothing is set aside. 1: rows are, or nothing can be read.

    \b
    Example: upheld check extracts/2022-06 --force met --html report.html
    """
    from upheld.extracts.read import read
    from upheld.rules import load

    force = load.force(force_code) if force_code else None
    with working_engine() as connection:
        with announcing(quiet=as_json) as announce:
            report = read(
                extracts,
                connection,
                force=force,
                progress=lambda what, done, total: announce(f"{what} ({done} of {total})"),
            )
        if set_aside:
            report.write_set_aside(set_aside)
    if html:
        html.write_text(report.to_html(), encoding="utf-8")
    click.echo(report.to_json() if as_json else report.to_text())
    ctx.exit(0 if _clean(report) else 1)


def _clean(report: ExtractReport) -> bool:
    return report.set_aside == 0 and any(table.read for table in report.tables)
