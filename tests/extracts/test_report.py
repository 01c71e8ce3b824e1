"""The report says everything at once, in three forms, and never what is personal."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser

import pytest

from upheld.extracts import contract
from upheld.extracts.report import Severity


@pytest.fixture
def spoilt(extracts):
    """Thirty rows with the same fault, one of another sort, a warning and a file to ignore."""
    extracts.case("victims")
    faulty = ({"victim_id": f"V{n}", "kind": "dog"} for n in range(2, 32))
    extracts.rows("victims.csv", {}, *faulty, {"victim_id": "V99", "date_of_birth": "1/2/1980"})
    extracts.rows("events-2.csv", {"event_id": "E2", "victim_id": "<b>V0</b>"})
    extracts.text("notes.txt", "x")
    extracts.read()
    return extracts


def test_findings_are_gathered_with_a_count_and_the_first_twenty(spoilt):
    finding = next(each for each in spoilt.report.findings if each.column == "kind")
    assert (finding.severity, finding.table, finding.file) == (
        Severity.SET_ASIDE,
        "victims",
        "victims.csv",
    )
    assert finding.count == 30
    assert [example.line for example in finding.examples] == list(range(3, 23))
    assert {example.value for example in finding.examples} == {"dog"}


def test_every_row_set_aside_is_available(spoilt, tmp_path):
    assert len(list(spoilt.report.set_aside_rows())) == spoilt.report.set_aside == 31
    path = tmp_path / "aside.csv"
    spoilt.report.write_set_aside(path)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 31
    assert rows[0] == {
        "table": "victims",
        "file": "victims.csv",
        "line": "3",
        "column": "kind",
        "value": "dog",
        "reason": "not one of: person, business, bereaved_relative, parent_or_guardian, "
        "family_spokesperson",
    }


def test_inputs_carry_the_hash_of_each_file_and_its_rows(spoilt):
    import hashlib

    by_name = {each.name: each for each in spoilt.report.inputs}
    data = (spoilt.path / "victims.csv").read_bytes()
    assert by_name["victims.csv"].sha256 == hashlib.sha256(data).hexdigest()
    assert by_name["victims.csv"].rows == 32
    assert "notes.txt" not in by_name


def test_the_text_tells_table_file_column_reason_count_lines_and_values(spoilt):
    text = spoilt.report.to_text()
    assert re.search(r"victims +32 +1 +31 +0 +0\n", text)
    assert "victims · victims.csv · kind: not one of: person" in text
    assert "(30 rows)\n      line 3: 'dog'\n" in text
    assert "      and 25 more" in text
    assert "      line 33: (not shown: personal)" in text
    assert "notes.txt: ignored: its name is no table's" in text
    assert text.endswith("31 rows set aside. Correct them at their source and export again; "
                         "the rest is used.")  # fmt: skip


def test_the_json_holds_the_whole_report(spoilt):
    told = json.loads(spoilt.report.to_json())
    assert set(told) == {"inputs", "tables", "findings"}
    [kind] = [each for each in told["findings"] if each["column"] == "kind"]
    assert kind["count"] == 30
    assert kind["severity"] == "set_aside"
    assert kind["examples"][0] == {"line": 3, "value": "dog"}


class Outline(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.links = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.links += [value for name, value in attrs if name in ("src", "href")]


def test_the_page_stands_alone_and_is_marked_up_for_everybody(spoilt):
    html = spoilt.report.to_html()
    outline = Outline()
    outline.feed(html)
    names = [tag for tag, _ in outline.tags]
    assert outline.links == []
    assert "script" not in names
    assert ("html", {"lang": "en-GB"}) in outline.tags
    assert names.count("h1") == 1
    assert names.count("title") == 1
    assert names.count("table") == names.count("caption")
    assert all(attrs.get("scope") in ("row", "col") for tag, attrs in outline.tags if tag == "th")
    assert "<b>V0</b>" not in html
    assert "&lt;b&gt;V0" in html


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (table, column)
        for table in contract.TABLES
        for column in table.columns
        if column.personal or column.name in ("reason", "text_digest", "flags", "overruled")
    ],
    ids=lambda each: each.name,
)
def test_no_personal_value_or_free_text_is_ever_told(extracts, table, column):
    extracts.case()
    key = table.key[0] if table.key else table.columns[0].name
    secret = {column.name: "Zebedee"}
    # Unparsable, a repeat with another value, a wrong code beside it, an orphan.
    extracts.rows(
        f"{table.name}.csv",
        secret,
        {**secret, column.name: "Zebedee2"},
        {**secret, key: "K2", "crime_id": "nowhere", "victim_id": "nowhere"},
        {**secret, key: "K3", "withdrawn": "perhaps"},
    )
    report = extracts.read()
    aside = str(list(report.set_aside_rows()))
    for told in (report.to_text(), report.to_json(), report.to_html(), aside):
        assert "Zebedee" not in told


def test_a_very_long_value_is_cut_short(extracts):
    extracts.rows("crimes.csv", {"month": "x" * 5000})
    extracts.read()
    assert [row[4] for row in extracts.aside()] == ["x" * 80]


def test_the_same_folder_gives_the_same_report(spoilt):
    first = spoilt.report.to_json()
    assert spoilt.read().to_json() == first


def test_progress_is_told_step_by_step_to_the_end(extracts):
    from upheld.extracts.read import read

    extracts.case()
    told = []
    read(extracts.path, extracts.connection, progress=lambda *step: told.append(step))
    assert ("Reading events.csv") in [what for what, _, _ in told]
    assert [done for _, done, _ in told] == list(range(1, told[-1][2] + 1))


def test_columns_that_several_files_lack_are_told_once(extracts):
    extracts.rows("crimes-1.csv", {"team": "a", "extra": "x"})
    extracts.rows("crimes-2.csv", {"extra": "x"})
    extracts.rows("crimes-3.csv", {"extra": "x"})
    extracts.read()
    found = {each.column: each.file for each in extracts.notes() if each.table == "crimes"}
    assert found["team"] == "2 of 3 files"
    assert found["month"] == "all 3 files"
    assert found["extra"] == "all 3 files"
