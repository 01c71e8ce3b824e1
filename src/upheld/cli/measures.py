"""measures: what the figures count, as reviewed files."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from upheld.core.measure import Measure, Measures

AS_JSON = click.option("--json", "as_json", is_flag=True, help="For machines.")


@click.group()
def measures() -> None:
    """The measures: list them, read one, check that none awaits its review."""


@measures.command("list")
@AS_JSON
def list_(as_json: bool) -> None:
    """Every measure with its title."""
    from rich.console import Console
    from rich.table import Table

    found = _measures().all
    if as_json:
        click.echo(json.dumps([_plain(each) for each in found], indent=2))
        return
    table = Table("measure", "title", "of", "better", "next review", box=None)
    for each in found:
        table.add_row(each.id, each.title, each.of, each.better, f"{each.next_review}")
    Console(highlight=False).print(table)


@measures.command()
@click.argument("measure_id", metavar="ID")
@AS_JSON
def show(measure_id: str, as_json: bool) -> None:
    """Everything about one measure, in plain words.

    \b
    upheld measures show timeliness-r6
    """
    found = _find(_measures(), measure_id)
    if as_json:
        click.echo(json.dumps(_plain(found), indent=2))
        return
    click.echo(f"{found.id}: {found.title}\n")
    for name, text in _lines(found):
        click.echo(f"{name:<16}{text}")


@measures.command()
@click.option("--on", "on", metavar="DATE", help="As if this were the day; else today.")
def check(on: str | None) -> None:
    """Load every file, and fail where a review is overdue.

    Exit status: 0 nothing is overdue, 1 a file is wrong or a review is overdue.
    """
    from upheld.core.errors import Problem, ProblemsError

    day = _day(on)
    found = _measures()
    problems = tuple(
        Problem(
            f"{each.id}.toml", "next_review", f"the review fell due before {day}",
            f"{each.next_review}",
        )
        for each in found.overdue_on(day)
    )  # fmt: skip
    if problems:
        raise ProblemsError(
            "The review of a measure is overdue:",
            problems,
            next_step="let its owner read it again, then set reviewed_on and next_review.",
        )
    click.echo(f"{len(found.all)} measures; none is overdue for review on {day}.")


def _measures() -> Measures:
    from upheld.rules.load_measures import measures as load_measures

    return load_measures()


def _find(known: Measures, measure_id: str) -> Measure:
    import difflib

    from upheld.core.errors import WrongUseError

    found = known.find(measure_id.strip().lower())
    if found is None:
        near = difflib.get_close_matches(measure_id, known.ids, n=3)
        raise WrongUseError(
            f"There is no measure {measure_id!r}.",
            next_step=f"did you mean {' or '.join(near)}?"
            if near
            else "see upheld measures list for the ids.",
        )
    return found


def _day(text: str | None) -> date:
    from upheld.core.errors import WrongUseError

    if text is None:
        return datetime.now(tz=ZoneInfo("Europe/London")).date()
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise WrongUseError(
            f"--on {text}: this is not a date.", next_step="write it as 2027-01-31."
        ) from error


def _lines(measure: Measure) -> Iterator[tuple[str, str]]:
    from upheld.core.measure_words import counted_in_words

    yield "Counted", counted_in_words(measure)
    if measure.by_victim:
        yield "By victim", f"{measure.ids[-1]}: {measure.by_victim}"
    yield "Better", measure.better
    yield "Target", "none" if measure.target is None else f"{measure.target:.1%}"
    yield "Broken down by", ", ".join(each.replace("_", " ") for each in measure.breakdowns)
    yield "Pushed", "yes" if measure.may_be_pushed else "no"
    yield "Why", measure.why
    yield "What to do", measure.what_to_do
    if measure.note:
        yield "Note", measure.note
    yield "Owner", measure.owner
    yield "Checked by", measure.checked_by or "nobody yet"
    yield "Reviewed", f"{measure.reviewed_on}; next {measure.next_review}"
    yield "Source", measure.citation


def _plain(measure: Measure) -> dict[str, object]:
    """As its file has it."""
    from upheld.core.measure_words import counted_in_words

    made = {
        **{name: value for name, value in asdict_of(measure).items() if value is not None},
        "counted": counted_in_words(measure),
    }
    return json.loads(json.dumps(made, default=str))  # type: ignore[no-any-return]


def asdict_of(measure: Measure) -> dict[str, object]:
    return {name: _clause(value) for name, value in asdict(measure).items()}


def _clause(value: object) -> object:
    """A clause as its table: the columns and what must be known."""
    if isinstance(value, dict) and set(value) == {"values", "known"}:
        known = {"known": list(value["known"])} if value["known"] else {}
        return {name: list(found) for name, found in value["values"].items()} | known
    return value
