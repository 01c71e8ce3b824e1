"""upheld needs: the needs assessments of the staff site, out into a folder of extracts."""

from __future__ import annotations

from pathlib import Path

import click

from upheld.cli.extract_files import write_rows
from upheld.cli.site import opened_as_it_is, var_option, who


@click.group()
def needs() -> None:
    """Needs assessments that were made on the staff site."""


@needs.command()
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="EXTRACTS",
    help="The folder of extracts; files of the same name are replaced.",
)  # fmt: skip
@var_option
def export(out: Path, var: Path) -> None:
    """Write every assessment that names its crime as tables of the data contract.

    needs_assessments.csv, and beside those of the system of record a file of actions and one of
    priority decisions. The files hold references of victims: they are readable by you alone. What
    was taken out is recorded in the audit trail before anything is written.
    """
    opened_as_it_is(var)
    from upheld.web.staff.cases.actions import take_out
    from upheld.web.staff.needs import extract
    from upheld.web.staff.needs.actions import REASON

    tables = extract.tables()
    rows = sum(len(each) for each in tables.values())
    take_out(about="needs assessments as extracts", reason=REASON, count=rows,
             recipient=f"extracts, {who()['by']}", **who())  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    for table, found in tables.items():
        path = out / extract.FILES[table]
        write_rows(path, table.names, found)
        click.echo(f"{path}: {len(found):,} rows")
    click.echo(f"Handed in, and left out because no crime is named: {extract.waiting():,}")


@needs.command()
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="A CSV file; it is replaced.",
)  # fmt: skip
@var_option
def audits(out: Path, var: Path) -> None:
    """Write what the full set and its short part raised, of each whom the lot gave the full set.

    For upheld pilot missed. No reference, no answer and no day stands in it; it still is one row
    a victim, so it is readable by you alone, and the audit trail says that it was taken out.
    """
    opened_as_it_is(var)
    from upheld.web.staff.cases.actions import take_out
    from upheld.web.staff.needs import pilot
    from upheld.web.staff.needs.actions import REASON
    from upheld.web.staff.needs.models import Assessment

    pairs = sorted(pilot.audits(Assessment.objects.all()))
    take_out(about="needs assessments: what the full set and its short part raised",
             reason=REASON, count=len(pairs), recipient=f"audits, {who()['by']}",
             **who())  # fmt: skip
    rows = [{"flags": ";".join(full), "flags_short": ";".join(short)} for full, short in pairs]
    write_rows(out, ("flags", "flags_short"), rows)
    click.echo(f"{out}: {len(rows):,} rows")
