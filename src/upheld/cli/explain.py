"""upheld explain: each duty owed to one victim, with the reason, in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import date

    from upheld.core.case import Case
    from upheld.core.duty import Duty
    from upheld.core.victims_code import Entitlement


@click.command()
@click.argument("extracts", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--victim", "victim_id", required=True, metavar="ID", help="The victim_id.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    metavar="DATE",
    help="The day as of which to look, such as 2022-05-31.",
)
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def explain(extracts: Path, victim_id: str, as_of: datetime, as_json: bool) -> None:
    """Each duty owed to one victim, with the reason for its verdict, in words.

    Reads the folder EXTRACTS and works the victim's case out one step at a time, by the slow,
    obvious route that the build is checked against. What it prints concerns one person: keep it
    as you would the case file.

    \b
    upheld explain extracts/2022-05 --victim V0012345 --as-of 2022-05-31
    """
    from upheld.core.duties import duties_of, no_code_count
    from upheld.rules import load

    day, codes = as_of.date(), load.victims_codes()
    case = _case(extracts, victim_id)
    duties = [
        duty for duty in duties_of(case, codes, load.calendar(), day) if duty.victim_id == victim_id
    ]
    if as_json:
        click.echo(json.dumps(_as_json(case, victim_id, day, duties), indent=2))
        return
    click.echo(f"Victim {victim_id} of crime {case.crime.crime_id}, as of {_in_words(day)}")
    rules = {rule.id: rule for rule in codes.entitlements}
    for right in sorted({rules[duty.entitlement].right for duty in duties}):
        of_right = [duty for duty in duties if rules[duty.entitlement].right == right]
        _echo_right(right, of_right, rules)
    if not duties:
        click.echo("\nNo duty. " + _why_none(no_code_count(case, codes, day)))


def _case(extracts: Path, victim_id: str) -> Case:
    import duckdb

    from upheld.core.errors import UpheldError
    from upheld.extracts.cases import case_of_victim
    from upheld.extracts.read import read

    with duckdb.connect() as connection:
        read(extracts, connection)
        case = case_of_victim(connection, victim_id)
    if case is None:
        raise UpheldError(
            f"There is no victim {victim_id!r} in {extracts}.",
            next_step="check the id; `upheld check` names every row that was set aside, and a "
            "withdrawn crime or victim counts as gone.",
        )
    return case


def _echo_right(right: int, duties: Sequence[Duty], rules: dict[str, Entitlement]) -> None:
    click.echo(f"\nRight {right}")
    for duty in duties:
        click.echo(f"\n  {duty.entitlement}  {rules[duty.entitlement].title}")
        click.echo(f"  {_statuses(duty)}")
        click.echo(click.wrap_text(duty.explanation, 88, "    ", "    "))


def _statuses(duty: Duty) -> str:
    from upheld.core.explanations import STATUS_WORDS

    strict, lenient = STATUS_WORDS[duty.status], STATUS_WORDS[duty.status_lenient]
    return strict if strict == lenient else f"strict: {strict} · lenient: {lenient}"


def _why_none(before_any_code: int) -> str:
    if before_any_code:
        return f"{before_any_code} of the case's dates lie before the first Code that is loaded."
    return (
        "Nothing in the extracts had started a clock for this victim by that day, or the victim "
        "is a business without a named contact."
    )


def _as_json(case: Case, victim_id: str, as_of: date, duties: Sequence[Duty]) -> dict[str, object]:
    from upheld.core.duty import as_row

    rows = [as_row(duty) for duty in duties]
    return {
        "victim_id": victim_id,
        "crime_id": case.crime.crime_id,
        "as_of": as_of.isoformat(),
        "duties": [{name: _plain(value) for name, value in row.items()} for row in rows],
    }


def _plain(value: object) -> object:
    from datetime import date

    return value.isoformat() if isinstance(value, date) else value


def _in_words(day: date) -> str:
    from upheld.core.explanations import in_words

    return in_words(day)
