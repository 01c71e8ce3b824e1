"""upheld callbacks: victims onto the staff site's call list, its calls out into extracts."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.cli.extract_files import write_rows
from upheld.cli.site import opened, opened_as_it_is, var_option, who
from upheld.core.errors import Problem, ProblemsError

if TYPE_CHECKING:
    from upheld.web.staff.callbacks.actions import Wanted

COLUMNS = ("crime_id", "victim_id", "unit_code", "call_from", "safe_contact", "message")
MESSAGE = {"yes": True, "no": False, "": None}
MOST_SAID = 50


@click.group()
def callbacks() -> None:
    """Call-backs: the list of the staff site, filled and taken out."""


@callbacks.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@var_option
def add(file: Path, var: Path) -> None:
    """Put the victims of FILE on the call list. Whoever stands on it stays as they are.

    \b
    FILE is CSV with the columns
      crime_id, victim_id, unit_code   references, and whose list
      call_from                        the first day, 2026-11-25; five working days from then
      safe_contact                     what must not be used: post;email;telephone;text_message
      message                          yes or no, as the victim said; empty: nobody asked, so none
    """
    opened(var)
    from django.utils import timezone

    from upheld.web.staff.callbacks import actions

    wanted = _read(file)
    new = actions.add(wanted=wanted, now=timezone.now(), **who())
    click.echo(f"{new:,} put on the list; {len(wanted) - new:,} stood there already.")


@callbacks.command()
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), metavar="EXTRACTS",
    help="The folder of extracts; the file of the same name is replaced.",
)  # fmt: skip
@var_option
def export(out: Path, var: Path) -> None:
    """Write every try as an action of the data contract: actions-call-backs.csv.

    The file holds references of victims: it is readable by you alone. What was taken out is
    recorded in the audit trail before anything is written.
    """
    opened_as_it_is(var)
    from upheld.extracts.contract import ACTIONS_TABLE
    from upheld.web.staff.callbacks import extract
    from upheld.web.staff.callbacks.actions import REASON
    from upheld.web.staff.cases.actions import take_out

    rows = extract.rows()
    take_out(about="call-backs as extracts", reason=REASON, count=len(rows),
             recipient=f"extracts, {who()['by']}", **who())  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    write_rows(out / extract.FILE, ACTIONS_TABLE.names, rows)
    click.echo(f"{out / extract.FILE}: {len(rows):,} rows")


@callbacks.command()
@click.argument("trial", type=click.Path(exists=True, path_type=Path, file_okay=False))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="CSV to write, as upheld trial worklist, analyse and publish take it with --received.",
)  # fmt: skip
@var_option
def received(trial: Path, out: Path, var: Path) -> None:
    """Write who of TRIAL was called, and whether somebody spoke to them.

    The file is readable by you alone, and recorded in the audit trail before it is written.
    """
    opened(var)
    from upheld.core.trial_log import allocated
    from upheld.trials.folder import open_trial
    from upheld.web.staff.callbacks import extract
    from upheld.web.staff.callbacks.actions import REASON
    from upheld.web.staff.cases.actions import take_out

    units = {line.unit for line in allocated(open_trial(trial).lines)}
    spoken = {reference: got for reference, got in extract.spoken().items() if reference in units}
    take_out(about="call-backs: who of a trial was spoken to", reason=REASON, count=len(spoken),
             recipient=f"a trial, {who()['by']}", **who())  # fmt: skip
    rows = [{"reference": each, "received": str(int(got))} for each, got in spoken.items()]
    write_rows(out, ("reference", "received"), rows)
    click.echo(f"{out}: {len(rows):,} called, {sum(spoken.values()):,} of them spoken to")


def _read(file: Path) -> list[Wanted]:
    """Raises ProblemsError with everything that is wrong with the file at once."""
    try:
        rows = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")), restval="")
        header, found = tuple(rows.fieldnames or ()), list(rows)
    except (UnicodeDecodeError, csv.Error):
        header, found = (), []
    if header != COLUMNS:
        problem = Problem(file.name, "line 1", f"expected the columns {','.join(COLUMNS)}")
        raise _refused(file, [problem])
    problems: list[Problem] = []
    wanted = [
        made
        for number, row in enumerate(found, start=2)
        if (made := _wanted(file.name, f"line {number}", row, problems))
    ]
    if problems:
        raise _refused(file, problems)
    return wanted


def _wanted(file: str, where: str, row: dict[str, str], problems: list[Problem]) -> Wanted | None:
    """None, with what is wrong noted. A reference is never repeated: it could be a name."""
    from upheld.core.call_back import WAYS, WITHIN
    from upheld.rules import load
    from upheld.web.staff.callbacks.actions import Wanted
    from upheld.web.staff.callbacks.forms import REFERENCE

    cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
    wrong = [
        f"{name}: expected letters, digits, / . _ and -, at most 64"
        for name in ("crime_id", "victim_id", "unit_code") if not REFERENCE.fullmatch(cells[name])
    ]  # fmt: skip
    unsafe = tuple(way.strip() for way in cells["safe_contact"].split(";") if way.strip())
    if not set(unsafe) <= set(WAYS):
        wrong.append(f"safe_contact: expected {', '.join(WAYS)}, with semicolons between")
    if cells["message"] not in MESSAGE:
        wrong.append("message: expected yes, no or nothing")
    try:
        first = date.fromisoformat(cells["call_from"])
        last = load.calendar().due(first, WITHIN)
    except ValueError:
        wrong.append("call_from: expected a day such as 2026-11-25")
    if None in row:
        wrong.append("an extra cell")
    problems += [Problem(file, where, each) for each in wrong]
    if wrong:
        return None
    return Wanted(cells["unit_code"], cells["crime_id"], cells["victim_id"], unsafe,
                  MESSAGE[cells["message"]], first, last)  # fmt: skip


def _refused(file: Path, problems: list[Problem]) -> ProblemsError:
    more = len(problems) - MOST_SAID
    if more > 0:
        problems = [*problems[:MOST_SAID], Problem(file.name, "more", f"{more:,} more like these")]
    return ProblemsError(
        "Nobody was put on the call list.", tuple(problems),
        next_step=f"correct {file.name} and run the command again.",
    )  # fmt: skip
