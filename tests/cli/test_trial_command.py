"""upheld trial: from a protocol to one page, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from upheld.cli.trial import trial
from upheld.core.errors import UpheldError, WrongUseError
from upheld.trials import protocol as protocols

TAKE = ("--block", "Bicycle theft", "--by", "pc1")


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(trial, [str(each) for each in arguments])


@pytest.fixture
def begun(tmp_path: Path) -> tuple[Path, Path]:
    folder, seed = tmp_path / "t", tmp_path / "seed"
    assert run("new", folder).exit_code == 0
    result = run("commit", folder, "--seed", seed, "--json")
    assert result.exit_code == 0
    assert seed.read_text().strip() not in result.output
    return folder, seed


def test_the_worklist_is_a_list_that_the_call_list_takes(begun: tuple[Path, Path]) -> None:
    folder, seed = begun
    for number in range(8):
        run("allocate", folder, f"2026/C{number}/V1", *TAKE, "--eligible", "--seed", seed)
    due = json.loads(run("worklist", folder, "--json").output)["due"]
    header, *lines = run("worklist", folder, "--calls", "CN").output.split()
    assert header == "crime_id,victim_id,unit_code,call_from,safe_contact,message"
    days = {line.split(",")[3] for line in lines}
    assert lines == [f"{d['reference'][:-3]},V1,CN,{days.copy().pop()},," for d in due]
    for more in range(8):
        run("allocate", folder, f"none{more}", *TAKE, "--eligible", "--seed", seed)
    said = str(run("worklist", folder, "--calls", "CN").exception)
    assert "name no crime and victim" in said


@pytest.mark.parametrize("about", ["call-backs", "leaflet", "needs-assessment"])
def test_each_protocol_that_new_writes_is_whole(tmp_path: Path, about: str) -> None:
    assert run("new", tmp_path / "t", "--about", about).exit_code == 0
    read = protocols.protocol(tmp_path / "t" / "protocol.toml")
    assert read.completed_per_arm >= 322
    assert len(read.arms) == 2


def test_new_writes_over_nothing(tmp_path: Path) -> None:
    run("new", tmp_path)
    assert isinstance(run("new", tmp_path).exception, UpheldError)


def test_one_victim_after_another_and_then_every_lot_again(begun: tuple[Path, Path]) -> None:
    folder, seed = begun
    arms = []
    for number in range(6):
        result = run(
            "allocate", folder, f"V{number}", *TAKE, "--eligible", "--seed", seed, "--json"
        )
        line = json.loads(result.output)
        assert line["number"] == number + 1
        arms.append(line["arm"])
    result = run("allocate", folder, "V9", *TAKE, "--exclude", "declined", "--seed", seed)
    assert "Not taken in" in result.output
    due = json.loads(run("worklist", folder, "--json").output)["due"]
    assert len(due) == arms.count("call-back")
    listed = run("worklist", folder, "--interviews").output.split()
    assert listed == ["reference", *(f"V{number}" for number in range(6))]
    replayed = json.loads(run("replay", folder, "--seed", seed, "--json").output)
    assert replayed == {"lines": 7, "ledger": True, "differing": []}


def test_replay_names_the_line_that_differs_and_fails(begun: tuple[Path, Path]) -> None:
    folder, seed = begun
    for number in range(4):
        run("allocate", folder, f"V{number}", *TAKE, "--eligible", "--seed", seed)
    log = folder / "allocations.csv"
    log.write_text(log.read_text().replace("V2,", "X2,"), encoding="utf-8")
    result = run("replay", folder, "--seed", seed)
    assert "allocations.csv, line 4: " in result.output
    assert isinstance(result.exception, UpheldError)
    assert "X2" not in result.output + str(result.exception)


@pytest.mark.parametrize("said", [(), ("--eligible", "--exclude", "declined")])
def test_whoever_is_taken_in_is_said_to_be_eligible(
    begun: tuple[Path, Path], said: tuple[str, ...]
) -> None:
    folder, seed = begun
    result = run("allocate", folder, "V1", *TAKE, "--seed", seed, *said)
    assert isinstance(result.exception, WrongUseError)


def test_the_page_is_written_where_it_is_asked_for(
    begun: tuple[Path, Path], tmp_path: Path
) -> None:
    folder, seed = begun
    rows = []
    for number in range(12):
        line = json.loads(
            run(
                "allocate", folder, f"V{number}", *TAKE, "--eligible", "--seed", seed, "--json"
            ).output
        )
        rows.append(f"{line['unit']},{number // 2 % 2}")
    outcomes = tmp_path / "outcomes.csv"
    outcomes.write_text("reference,satisfied\n" + "\n".join(rows) + "\n", encoding="utf-8")
    page = tmp_path / "page.html"
    wanted = ("--outcomes", outcomes, "--by", "an1", "--close", "a test", "--format", "html")
    result = run("analyse", folder, *wanted, "--out", page)
    assert result.exit_code == 0, result.exception
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    again = run("analyse", folder, "--outcomes", outcomes, "--by", "an1", "--json")
    found = json.loads(again.output)
    assert found["stage"] == "final"
    assert {"by_block", "pooled", "flow", "caveats", "protocol", "commitment"} <= set(found)


def test_a_folder_that_is_no_trial_is_said(tmp_path: Path) -> None:
    result = run("worklist", tmp_path)
    assert isinstance(result.exception, UpheldError)
    assert "is no trial" in str(result.exception)


def test_before_the_commitment_nobody_is_taken_in(tmp_path: Path) -> None:
    run("new", tmp_path / "t")
    (tmp_path / "seed").write_text("00", encoding="ascii")
    result = run("allocate", tmp_path / "t", "V1", *TAKE, "--eligible", "--seed", tmp_path / "seed")
    assert isinstance(result.exception, UpheldError)
    assert "is not committed" in str(result.exception)
    assert "upheld trial commit" in result.exception.next_step
