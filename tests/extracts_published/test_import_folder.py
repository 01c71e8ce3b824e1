"""The folder that imports write: whole or not at all, and never over somebody's work."""

from __future__ import annotations

import json

import pytest

from upheld.core.errors import UpheldError, WrongUseError
from upheld.extracts import mopac_pas
from upheld.extracts.police_uk import convert

from .files import street_row, table


def bytes_of(folder):
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_several_sources_may_go_into_one_folder(street, write, tmp_path):
    out = tmp_path / "extracts"
    pas = write("p.csv", "Date;Survey;Borough;Measure;Proportion", ["31/03/2015;PAS;MPS;x;0,6"])
    convert([street(street_row())], out)
    mopac_pas.convert([pas], out)
    assert sorted(path.name for path in out.iterdir()) == [
        "crimes-police_uk-2022-03-metropolitan.csv",
        "imported",
        "published_series-mopac_pas-2015-03-31.csv",
    ]


def test_one_import_gives_the_same_bytes_wherever_it_is_put(street, tmp_path):
    rows = [street_row("a1"), street_row("a1"), street_row("", area="")]
    convert([street(*rows)], tmp_path / "one")
    convert([street(*rows)], tmp_path / "two")
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_the_same_import_again_changes_nothing_and_says_so(street, tmp_path):
    out = tmp_path / "extracts"
    assert not convert([street(street_row())], out).already_there
    before = bytes_of(out)
    assert convert([street(street_row())], out).already_there
    assert bytes_of(out) == before


def test_other_content_for_a_file_that_stands_there_is_refused_before_anything_is_written(
    street, tmp_path
):
    out = tmp_path / "extracts"
    convert([street(street_row("a1"))], out)
    before = bytes_of(out)
    with pytest.raises(UpheldError, match="stands there already") as error:
        convert([street(street_row("a2"))], out)
    assert "--replace" in error.value.next_step
    assert bytes_of(out) == before


def test_with_replace_the_new_content_takes_its_place(street, tmp_path):
    out = tmp_path / "extracts"
    convert([street(street_row("a1"))], out)
    convert([street(street_row("a2"))], out, replace=True)
    assert table(out, "crimes")["crime_id"].to_list() == ["a2"]


def test_a_folder_that_no_import_wrote_is_refused_and_left_as_it_is(street, tmp_path):
    out = tmp_path / "extracts"
    out.mkdir()
    (out / "crimes.csv").write_text("crime_id\nx\n")
    with pytest.raises(WrongUseError, match="no import wrote"):
        convert([street(street_row())], out)
    assert [path.name for path in out.iterdir()] == ["crimes.csv"]


def test_an_empty_folder_is_as_good_as_a_new_one(street, tmp_path):
    out = tmp_path / "extracts"
    out.mkdir()
    convert([street(street_row())], out)
    assert table(out, "crimes").height == 1


def test_nothing_is_left_beside_the_folder(street, tmp_path):
    convert([street(street_row())], tmp_path / "new" / "extracts")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["extracts"]


def test_the_record_beside_the_extracts_is_the_report(street, tmp_path):
    out = tmp_path / "extracts"
    report = convert([street(street_row(), street_row())], out)
    (record,) = (out / "imported").glob("police_uk-*.json")
    said = json.loads(record.read_text(encoding="utf-8"))
    assert said["findings"] == json.loads(report.to_json())["findings"]
    assert said["attribution"].startswith("Contains public sector information licensed under")
    assert str(tmp_path) not in record.read_text(encoding="utf-8")
