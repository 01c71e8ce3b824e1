"""upheld explain: each duty owed to one victim, with the reason, in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.cli.engine import working_engine
from upheld.cli.progress import announcing

if TYPE_CHECKING:
    from upheld.core.case import Case
    from upheld.core.duty import Duty
    from upheld.core.victims_code import VictimsCodes

# Without one of these files the case is told from what is left, which must be said.
NEEDED = ("crimes", "victims", "priority_decisions", "events", "actions")


@dataclass(frozen=True, slots=True)
class Explained:
    """One victim's duties on one day. ``missing`` names tables that were not handed over;
    ``no_code`` counts the dates that lie before the first Code loaded."""

    case: Case
    victim_id: str
    as_of: date
    duties: tuple[Duty, ...]
    no_code: int
    missing: tuple[str, ...]


def _day(_: click.Context, __: click.Parameter, value: datetime) -> date:
    return value.date()


@click.command()
@click.argument("extracts", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--victim", "victim_id", required=True, metavar="ID", help="The victim_id.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=_day,
    required=True,
    metavar="DATE",
    help="Judge by what was known on this day, such as 2022-05-31.",
)
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def explain(extracts: Path, victim_id: str, as_of: date, as_json: bool) -> None:
    """Each duty owed to one victim, with the reason for its verdict, in words.

    Reads the folder EXTRACTS and works the victim's case out one step at a time, by the slow,
    obvious route that the build is checked against. What it prints concerns one person: keep it
    as you would the case file.

    \b
    upheld explain extracts/2022-05 --victim V0012345 --as-of 2022-05-31
    """
    from upheld.rules import load

    with announcing(quiet=as_json) as announce:
        announce(f"Reading {extracts}")
        case, missing = _read(extracts, victim_id)
    explained = _explained(case, victim_id, as_of, missing)
    if as_json:
        click.echo(json.dumps(_as_json(explained), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(explained, load.victims_codes())))


def _read(extracts: Path, victim_id: str) -> tuple[Case, tuple[str, ...]]:
    """The victim's case, and which of the tables it needs were not handed over."""
    from upheld.core.errors import UpheldError
    from upheld.extracts.cases import case_of_victim
    from upheld.extracts.read import read

    with working_engine() as connection:
        report = read(extracts, connection)
        case = case_of_victim(connection, victim_id)
    if case is None:
        raise UpheldError(
            f"There is no victim {victim_id!r} in {extracts}.",
            next_step="check the id. `upheld check` names every row that was set aside; a victim "
            "whose row, or whose crime's row, was withdrawn counts as gone.",
        )
    given = {each.table for each in report.inputs}
    return case, tuple(name for name in NEEDED if name not in given)


def _explained(case: Case, victim_id: str, as_of: date, missing: tuple[str, ...]) -> Explained:
    """The case cut down to this victim: the other victims of the crime decide nothing."""
    from upheld.core.duties import duties_of, no_code_count
    from upheld.rules import load

    codes = load.victims_codes()
    victims = tuple(victim for victim in case.victims if victim.victim_id == victim_id)
    own = replace(case, victims=victims)
    duties = tuple(duties_of(own, codes, load.calendar(), as_of))
    return Explained(own, victim_id, as_of, duties, no_code_count(own, codes, as_of), missing)


# ------------------------------------------------------------------------------------ words


def _lines(explained: Explained, codes: VictimsCodes) -> list[str]:
    from upheld.core.explanations import in_words

    rights = {rule.id: rule.right for rule in codes.entitlements}
    heading = f"Victim {explained.victim_id} of crime {explained.case.crime.crime_id}"
    lines = [f"{heading}, as of {in_words(explained.as_of)}", *_missing(explained)]
    for right in sorted({rights[duty.entitlement] for duty in explained.duties}):
        of_right = [duty for duty in explained.duties if rights[duty.entitlement] == right]
        lines += ["", f"Right {right}: {_title(right, codes)}", *_of_right(of_right, codes)]
    return [*lines, *_left_out(explained, codes)]


def _missing(explained: Explained) -> list[str]:
    names = [table.replace("_", " ") for table in explained.missing]
    return [f"No file of {name} was handed over: nothing is known of them." for name in names]


def _title(right: int, codes: VictimsCodes) -> str:
    """The heading of the latest Code that has one for it."""
    titles = {each.number: each.title for code in codes.versions for each in code.rights}
    return titles.get(right, "")


def _of_right(duties: Sequence[Duty], codes: VictimsCodes) -> list[str]:
    titles = {rule.id: rule.title for rule in codes.entitlements}
    lines = []
    for duty in duties:
        lines += ["", f"  {titles[duty.entitlement]} ({duty.entitlement}): {_statuses(duty)}"]
        lines.append(click.wrap_text(duty.explanation, 88, "    ", "    "))
    return lines


def _statuses(duty: Duty) -> str:
    from upheld.core.explanations import STATUS_WORDS

    strict, lenient = STATUS_WORDS[duty.status], STATUS_WORDS[duty.status_lenient]
    return strict if strict == lenient else f"strict: {strict} · lenient: {lenient}"


def _left_out(explained: Explained, codes: VictimsCodes) -> list[str]:
    from upheld.core.explanations import in_words

    lines = []
    if not explained.duties:
        lines.append(
            "No duty: by that day nothing had started a clock for this victim under a Code that is "
            "loaded, or the victim is a business without a named contact."
        )
    if explained.no_code:
        first = in_words(min(code.valid_from for code in codes.versions))
        lines.append(
            f"{explained.no_code} of the dates of this case lie before {first}, when the first "
            "Code that is loaded came into force: no duty is computed for them."
        )
    return [line for each in lines for line in ("", click.wrap_text(each, 88))]


# ------------------------------------------------------------------------------------- JSON


def _as_json(explained: Explained) -> dict[str, object]:
    from upheld.core.duty import as_row

    return {
        "victim_id": explained.victim_id,
        "crime_id": explained.case.crime.crime_id,
        "as_of": explained.as_of.isoformat(),
        "no_code": explained.no_code,
        "missing_tables": list(explained.missing),
        "duties": [
            {name: _plain(value) for name, value in as_row(duty).items()}
            for duty in explained.duties
        ],
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
