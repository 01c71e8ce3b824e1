"""upheld check, as a user runs it: its words, its files and its exit status."""

from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys

import pytest


def check(*arguments, **more):
    command = [sys.executable, "-m", "upheld", "check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **more)


def test_clean_extracts_give_status_0(extracts):
    extracts.case()
    done = check(extracts.path)
    assert done.returncode == 0
    assert done.stdout.endswith("Nothing was set aside.\n")
    assert done.stderr == ""


def test_rows_set_aside_give_status_1_and_are_written_where_asked(extracts, tmp_path):
    extracts.case("actions")
    extracts.rows("actions.csv", {"result": "told"})
    page, aside = tmp_path / "report.html", tmp_path / "aside.csv"
    done = check(extracts.path, "--html", page, "--set-aside", aside)
    assert done.returncode == 1
    assert "line 2: 'told'" in done.stdout
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert aside.read_text(encoding="utf-8").splitlines()[1].startswith("actions,actions.csv,2,")


def test_json_is_one_object_and_nothing_else(extracts):
    extracts.case()
    done = check(extracts.path, "--json")
    assert json.loads(done.stdout)["inputs"][0]["table"] == "crimes"
    assert done.stderr == ""


def test_a_force_s_own_units_are_compared_with_where_it_is_named(extracts):
    extracts.case("crimes")
    extracts.rows("crimes.csv", {"unit_code": "nowhere"})
    done = check(extracts.path, "--force", "met")
    assert done.returncode == 0
    assert "no unit of" in done.stdout


def test_a_file_that_cannot_be_read_gives_status_1_and_no_traceback(extracts):
    extracts.text("crimes.csv", b"crime_id,team\nC1,\xe9\n")
    done = check(extracts.path)
    assert done.returncode == 1
    assert "crimes.csv: line 2: byte 0xE9 is not UTF-8 text" in done.stderr
    assert "Next step: " in done.stderr
    assert "Traceback" not in done.stderr + done.stdout


def test_files_without_a_single_row_give_status_1(extracts):
    extracts.text("crimes.csv", "crime_id\n")
    done = check(extracts.path)
    assert done.returncode == 1
    assert "Nothing was read" in done.stdout


@pytest.mark.parametrize(
    "arguments", [[], ["nowhere"], [".", "--colour"], [".", "--force", "atlantis"]]
)
def test_wrong_use_gives_status_2(arguments, tmp_path):
    done = check(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_report_that_cannot_be_written_is_said_without_a_traceback(extracts, tmp_path):
    extracts.case()
    done = check(extracts.path, "--html", tmp_path / "no" / "such" / "report.html")
    assert done.returncode == 1
    assert "No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_said_without_a_traceback(extracts):
    extracts.case()
    done = check(extracts.path, "--set-aside", "/dev/full")
    assert done.returncode == 1
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_ctrl_c_ends_it_and_leaves_no_working_file(extracts, tmp_path):
    extracts.parquet(
        "crimes.parquet",
        "SELECT 'C' || n AS crime_id, '2022-05-04T10:00' AS reported_at FROM range(4000000) t(n)",
    )
    working = tmp_path / "working"
    working.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "upheld", "check", str(extracts.path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"TMPDIR": str(working), "PATH": "/usr/bin:/bin"},
    )
    while not list(working.glob("upheld-*/work.duckdb")):
        with contextlib.suppress(subprocess.TimeoutExpired):
            pytest.fail(f"it ended by itself: {process.wait(timeout=0.02)}")
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Stopped." in errors
    assert "Traceback" not in errors
    assert list(working.iterdir()) == []
