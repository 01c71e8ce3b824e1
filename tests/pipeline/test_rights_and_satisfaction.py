"""Rights met or not, joined with what victims said: who counts on which side, and when."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from upheld.cli.rights import rights
from upheld.core.errors import UpheldError
from upheld.editions.edition import open_edition
from upheld.extracts.read import read
from upheld.pipeline.build import build
from upheld.pipeline.rights_and_satisfaction import Question, rights_and_satisfaction
from upheld.rules.load import victims_codes

AS_OF = date(2022, 8, 8)
OVERALL = Question("overall", ("5", "6", "7"))
# Fifty arrests; victims of the first thirty are told the next day, of the others never.
CRIMES = [{"crime_id": f"C{n}", "reported_at": "2022-05-02T10:00"} for n in range(50)]
VICTIMS = [{"victim_id": f"V{n}", "crime_id": f"C{n}", "kind": "person",
            "date_of_birth": "1980-02-03"} for n in range(50)]  # fmt: skip
EVENTS = [{"event_id": f"E{n}", "crime_id": f"C{n}", "event": "arrested",
           "occurred_at": "2022-05-04T09:00"} for n in range(50)]  # fmt: skip
ACTIONS = [{"action_id": f"A{n}", "crime_id": f"C{n}", "action": "informed",
            "about_event_id": f"E{n}", "done_at": "2022-05-05",
            "result": "spoken" if n < 25 else "sent"} for n in range(30)]  # fmt: skip


def answers(day: str = "2022-07-01") -> list[dict[str, str]]:
    """Of those told by somebody who spoke to them four in five are satisfied, of others two."""
    return [
        {"respondent_id": f"R{n}", "victim_id": f"V{n}", "interviewed_on": day,
         "overall": "6" if n % 5 < (4 if n < 25 else 2) else "2", "w": "1" if n % 2 else "3"}
        for n in range(50)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built once: what victims answer changes no duty."""
    folder = tmp_path_factory.mktemp("rights")
    (folder / "extracts").mkdir()
    tables = {"crimes": CRIMES, "victims": VICTIMS, "events": EVENTS, "actions": ACTIONS}
    for name, rows in tables.items():
        lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
        text = "\n".join(lines) + "\n"
        (folder / "extracts" / f"{name}.csv").write_text(text, encoding="utf-8")
    build(folder / "extracts", folder / "edition", AS_OF)
    return folder / "edition"


@pytest.fixture
def write(write_extracts):
    """Writes the extracts with these answers."""
    return lambda rows: write_extracts(
        crimes=CRIMES, victims=VICTIMS, events=EVENTS, actions=ACTIONS, survey_responses=rows
    )


@pytest.fixture
def folder(write) -> Path:
    return write(answers())


def asked(extracts: Path, edition: Path, question: Question = OVERALL, reading="strict"):
    with duckdb.connect() as connection:
        read(extracts, connection)
        return rights_and_satisfaction(
            open_edition(edition), connection, victims_codes(), question, reading
        ).plain()


def right(found: dict, number: int) -> dict:
    return next(each for each in found["rights"] if each["name"] == f"Right {number}")


def test_victims_told_are_compared_with_those_who_were_not(folder: Path, edition: Path) -> None:
    found = asked(folder, edition)
    six = right(found, 6)
    assert (six["met"]["n"], six["not_met"]["n"]) == (25, 25)
    assert (six["met"]["share"], six["not_met"]["share"]) == (0.8, 0.4)
    assert six["estimate"] == pytest.approx(0.4)
    assert six["lower"] > 0
    assert six["evalue"]["risk_ratio"] == pytest.approx(2)
    assert (found["interviews"], found["joined"]) == (50, 50)


def test_the_lenient_reading_moves_those_who_were_only_written_to(
    folder: Path, edition: Path
) -> None:
    six = right(asked(folder, edition, reading="lenient"), 6)
    assert (six["met"]["n"], six["not_met"]["n"]) == (30, 20)


def test_a_right_that_was_met_for_nobody_is_not_compared(folder: Path, edition: Path) -> None:
    four = right(asked(folder, edition), 4)
    assert four["estimate"] is None
    assert "under 10 interviews" in four["why_not"]


def test_weights_count_where_they_are_named(folder: Path, edition: Path) -> None:
    question = Question("overall", ("5", "6", "7"), "w")
    six = right(asked(folder, edition, question), 6)
    met = [(n % 5 < 4, 1 if n % 2 else 3) for n in range(25)]
    share = sum(w for yes, w in met if yes) / sum(w for _, w in met)
    assert six["met"]["share"] == pytest.approx(share)


def test_dont_know_leaves_the_base(write, edition: Path) -> None:
    some = [{**each, "overall": "9" if n < 5 else each["overall"]}
            for n, each in enumerate(answers())]  # fmt: skip
    question = Question("overall", ("5", "6", "7"), no_answer=("9",))
    found = asked(write(some), edition, question)
    assert found["interviews"] == 45
    assert right(found, 6)["met"]["n"] == 20


def test_a_duty_that_fell_due_after_the_interview_does_not_count(write, edition: Path) -> None:
    early = answers("2022-05-05")
    folder = write(early)
    found = asked(folder, edition)
    assert "Right 6" not in [each["name"] for each in found["rights"]]


def test_whoever_cannot_be_joined_is_counted(write, edition: Path) -> None:
    some = [{**each, "victim_id": "" if n < 10 else each["victim_id"]}
            for n, each in enumerate(answers())]  # fmt: skip
    folder = write(some)
    found = asked(folder, edition)
    assert (found["interviews"], found["joined"]) == (50, 40)


def test_a_column_that_is_not_there_is_said(folder: Path, edition: Path) -> None:
    with pytest.raises(UpheldError, match="has no column happy") as caught:
        asked(folder, edition, Question("happy", ("1",)))
    assert "overall" in caught.value.next_step


def test_nobody_to_join_is_said(write, edition: Path) -> None:
    nobody = [{**each, "victim_id": ""} for each in answers()]
    folder = write(nobody)
    with pytest.raises(UpheldError, match="No interview of the 50 could be joined"):
        asked(folder, edition)


def test_the_command_prints_shares_and_caveats_and_no_reference(
    folder: Path, edition: Path
) -> None:
    named = [str(edition), str(folder), "--outcome", "overall", "--success", "6"]
    text = CliRunner().invoke(rights, named).output
    assert "Right 6" in text
    assert "an association, not an effect" in text
    machine = CliRunner().invoke(rights, [*named, "--json"]).output
    assert json.loads(machine)["caveats"]
    for printed in (text, machine):
        assert not [n for n in range(50) if f"V{n}" in printed or f'R{n}"' in printed]
