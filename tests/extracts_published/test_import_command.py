"""upheld import: what it prints and its exit status."""

from __future__ import annotations

import json
import sys

import pytest

from upheld import cli

from .files import outcome_row, street_row


@pytest.fixture
def upheld(monkeypatch, capsys):
    """Run the command line; give its exit status, what it printed and its errors."""

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["upheld", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def test_an_import_prints_what_it_did_with_every_file_and_ends_with_0(
    upheld, street, outcomes, tmp_path
):
    files = [street(street_row("a1"), street_row("a1", area="")), outcomes(outcome_row("z9"))]
    status, said, error = upheld("import", "police-uk", *files, "--out", tmp_path / "extracts")
    assert (status, error) == (0, "")
    assert "2022-03-metropolitan-street.csv: 2 rows, 1 used, 1 left out" in said
    assert "outcomes of crimes that are in no street file" in said
    assert "Open Government Licence v3.0" in said
    assert f"Next: upheld check {tmp_path / 'extracts'}" in said


def test_json_is_the_whole_report_and_nothing_else(upheld, street, tmp_path):
    out = tmp_path / "extracts"
    status, said, _ = upheld("import", "police-uk", street(street_row()), "--out", out, "--json")
    report = json.loads(said)
    assert status == 0
    assert report["inputs"][0]["used"] == 1
    assert report["outputs"][0]["name"] == "crimes-police_uk-2022-03-metropolitan.csv"


def test_a_file_that_cannot_be_read_ends_with_1_and_no_traceback(upheld, write, tmp_path):
    wrong = write("other.csv", "a,b,c")
    for source in ("police-uk", "mopac-pas", "met-counts"):
        status, said, error = upheld("import", source, wrong, "--out", tmp_path / "extracts")
        assert (status, said) == (1, "")
        assert f"{wrong}: line 1: has another header" in error
        assert "Next step:" in error
        assert "Traceback" not in error


def test_where_no_row_could_be_used_it_ends_with_1_and_says_so(upheld, street, tmp_path):
    row = street_row("a1", "2022-13")
    status, said, _ = upheld("import", "police-uk", street(row), "--out", tmp_path / "extracts")
    assert status == 1
    assert "No row could be used" in said


def test_one_file_given_twice_is_wrong_use(upheld, street, tmp_path):
    path = street(street_row())
    status, _, error = upheld("import", "police-uk", path, path, "--out", tmp_path / "extracts")
    assert status == 2
    assert "give each file once" in error


@pytest.mark.parametrize("arguments", [["police-uk"], ["police-uk", "x.csv"], ["police-fr"]])
def test_a_call_that_means_nothing_is_wrong_use(upheld, arguments):
    assert upheld("import", *arguments)[0] == 2


def test_help_teaches_each_source_with_an_example(upheld):
    for source in ("police-uk", "mopac-pas", "met-counts"):
        status, said, _ = upheld("import", source, "--help")
        assert status == 0
        assert f"Example: upheld import {source}" in said
