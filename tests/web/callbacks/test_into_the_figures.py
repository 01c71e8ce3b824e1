"""A file fills the list; each try flows into the extracts; both go when their time is up."""

from __future__ import annotations

import csv
import json
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner

HEADER = "crime_id,victim_id,unit_code,call_from,safe_contact,message\n"


def _run(records: dict[str, Any], *arguments: str) -> Any:
    from upheld.cli.callbacks import callbacks

    return CliRunner().invoke(
        callbacks, [*arguments, "--var", str(Path(records["NAME"]).parent)]
    )  # fmt: skip


def test_a_file_of_references_fills_the_list_and_twice_fills_it_once(
    records: dict[str, Any], tmp_path: Path
) -> None:
    from upheld.web.staff.callbacks.models import CallBack

    file = tmp_path / "list.csv"
    file.write_text(HEADER + "C1,V1,SN,2022-05-06,telephone;email,\nC2,V2,SN,2022-05-06,,yes\n")
    assert "2 put on the list; 0 stood" in _run(records, "add", str(file)).output
    assert "0 put on the list; 2 stood" in _run(records, "add", str(file)).output
    first, second = CallBack.objects.order_by("crime")
    assert (first.unsafe, first.message, second.message) == (["telephone", "email"], None, True)
    assert first.call_by.isoformat() == "2022-05-13"


def test_everything_wrong_with_a_file_is_said_at_once_and_nobody_is_put_on_the_list(
    records: dict[str, Any], tmp_path: Path
) -> None:
    from upheld.web.staff.callbacks.models import CallBack

    file = tmp_path / "list.csv"
    file.write_text(HEADER + "C1,V1,SN,2022-05-06,,\nJane Doe,V2,SN,6.5.2022,phone,perhaps\n")
    said = str(_run(records, "add", str(file)).exception)
    for part in ("line 3", "crime_id", "call_from", "safe_contact", "message", "Next step"):
        assert part in said
    assert "Jane" not in said
    assert not CallBack.objects.exists()


def test_a_file_with_other_columns_is_refused_with_those_that_are_expected(
    records: dict[str, Any], tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("crime,victim\nC1,V1\n")
    assert HEADER.strip() in str(_run(records, "add", str(file)).exception)


def test_each_try_is_an_action_that_the_check_of_extracts_takes(
    caller: Callable[..., Any], listed: Callable[..., Any], records: dict[str, Any],
    tmp_path: Path, entries_of: Callable[..., list[Any]],
) -> None:  # fmt: skip
    from upheld.cli.check import check

    anna, out = caller(), tmp_path / "extracts"
    listed("C1")
    anna.record("no_answer", "tell_officer")
    listed("C2", unsafe=("telephone",))
    anna.post(anna.sheets[0], {"came_to": "not_called", "next": "tell_officer", "seen": "0"})
    assert _run(records, "export", "--out", str(out)).exit_code == 0
    file = out / "actions-call-backs.csv"
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert [(r["crime_id"], r["action"], r["result"], r["channel"], r["reason"]) for r in rows] == [
        ("C1", "call_back", "attempted", "telephone", ""),
        ("C2", "call_back", "withheld", "", "no safe telephone"),
    ]
    assert "anna" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [(e.about, e.count) for e in entries_of("case.disclosure")] == [
        ("call-backs as extracts", 2)
    ]
    (out / "crimes.csv").write_text("crime_id,reported_at,unit_code\nC1,2022-05-02T10:00,SN\n"
                                    "C2,2022-05-02T10:00,SN\n")  # fmt: skip
    (out / "victims.csv").write_text("victim_id,crime_id,kind\nV-C1,C1,person\nV-C2,C2,person\n")
    said = CliRunner().invoke(check, [str(out)])
    assert said.exit_code == 0, said.output
    assert "Set aside: these" not in said.output, said.output


def test_a_trial_is_told_who_of_it_was_called_and_spoken_to(
    caller: Callable[..., Any], listed: Callable[..., Any], records: dict[str, Any],
    tmp_path: Path, entries_of: Callable[..., list[Any]],
) -> None:  # fmt: skip
    from upheld.cli.trial import trial

    def run(*arguments: object) -> Any:
        return CliRunner().invoke(trial, [str(each) for each in arguments])

    folder, seed = tmp_path / "t", tmp_path / "seed"
    run("new", folder)
    run("commit", folder, "--seed", seed)
    for number in range(1, 9):
        run("allocate", folder, f"C{number}/V-C{number}", "--block", "Bicycle theft", "--by", "p",
            "--eligible", "--seed", seed)  # fmt: skip
    anna = caller()
    listed("C1")
    anna.record("no_answer", "call_again")
    anna.record("spoken", "nothing")
    listed("C2")
    anna.record("no_answer", "tell_officer")
    listed("C99")
    anna.record("spoken", "nothing")
    out = tmp_path / "received.csv"
    said = _run(records, "received", str(folder), "--out", str(out)).output
    assert "2 called, 1 of them spoken to" in said
    assert out.read_text().splitlines()[1:] == ["C1/V-C1,1", "C2/V-C2,0"]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert [e.count for e in entries_of("case.disclosure")] == [2]
    before = json.loads(run("worklist", folder, "--json").output)["due"]
    after = json.loads(run("worklist", folder, "--received", out, "--json").output)["due"]
    assert [d for d in before if d not in after] == [
        d for d in before if d["reference"] == "C1/V-C1"
    ]


def test_one_officer_is_one_person_in_calls_and_in_assessments(records: dict[str, Any]) -> None:
    from upheld.web.staff.accounts.pseudonym import pseudonym
    from upheld.web.staff.callbacks import extract as calls
    from upheld.web.staff.needs import extract as needs

    assert calls.pseudonym is needs.pseudonym is pseudonym
    assert pseudonym("anna") == pseudonym("anna") != pseudonym("bert")
    assert "anna" not in pseudonym("anna")


def test_what_has_been_kept_for_its_time_goes_and_that_is_recorded(
    caller: Callable[..., Any], listed: Callable[..., Any], tmp_path: Path,
    entries_of: Callable[..., list[Any]],
) -> None:  # fmt: skip
    from django.utils import timezone

    from upheld.web.staff import retention
    from upheld.web.staff.callbacks.models import CallBack, CallTry

    listed()
    caller().record("spoken", "nothing")
    now = timezone.now() + timedelta(days=100)
    assert retention.due(now, tmp_path, retention.Days(1096, 2192, 1096, 1096, 31, 101)).calls == 0
    due = retention.due(now, tmp_path, retention.Days(1096, 2192, 1096, 1096, 31, 99))
    retention.delete(due=due, now=now, by="tester", origin="command line")
    assert not CallBack.objects.exists()
    assert not CallTry.objects.exists()
    assert [e.count for e in entries_of("case.erasure")] == [1]


def test_what_is_written_holds_in_both_databases(both: Any) -> None:
    from datetime import date

    from django.utils import timezone

    from upheld.web.staff.audit.models import Entry
    from upheld.web.staff.callbacks import actions
    from upheld.web.staff.callbacks.models import CallBack
    from upheld.web.staff.cases.actions import erase_old

    who, now, day = {"by": "anna", "origin": "192.0.2.1"}, timezone.now(), date(2022, 5, 6)
    wanted = [actions.Wanted("SN", "C1", "V1", ("post",), None, day, day)]
    assert actions.add(wanted=wanted * 2, now=now, **who) == 1
    assert actions.add(wanted=wanted, now=now, **who) == 0
    call = CallBack.objects.get()
    actions.tried(call_back=call, came_to="spoken", next_step="nothing", again_on=None,
                  unsafe=["email"], message=False, script="script-1", seen=0, now=now,
                  **who)  # fmt: skip
    (kept,) = call.tries.all()
    assert (kept.as_try.came_to, kept.unsafe, kept.message) == ("spoken", ["email"], False)
    again = actions.tried(
        call_back=call, came_to="spoken", next_step="nothing", again_on=None, unsafe=[],
        message=None, script="script-1", seen=0, now=now, **who,
    )  # fmt: skip
    assert again is None
    assert call.tries.count() == 1
    erase_old(going=CallBack.objects.all(), about="all", **who)
    assert not CallBack.objects.exists()
    assert Entry.objects.count() == 5
