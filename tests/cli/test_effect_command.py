"""upheld effect: its keys, and what it says of designs and files that are wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from click.testing import CliRunner, Result

from upheld.cli.effect import effect
from upheld.core.errors import ProblemsError, UpheldError

DESIGN = 'treatment = "leaflet"\noutcome = "satisfied"\ncovariates = ["bcu", "age"]\n'


def interviews(size: int = 400, seed: int = 3) -> dict[str, list[str]]:
    draws = np.random.default_rng(seed)
    bcu, age = draws.integers(3, size=size), draws.integers(18, 90, size=size)
    leaflet = (draws.random(size) < 0.3 + 0.1 * bcu).astype(int)
    satisfied = (draws.random(size) < 0.5 + 0.1 * bcu + 0.1 * leaflet).astype(int)
    return {
        "leaflet": [str(each) for each in leaflet],
        "satisfied": [str(each) for each in satisfied],
        "bcu": [("AS", "AW", "CE")[each] for each in bcu],
        "age": [str(each) for each in age],
        "officer": [f"O{each}" for each in draws.integers(40, size=size)],
        "weight": [str(each) for each in draws.uniform(1, 3, size=size).round(3)],
        "ease": [str(each) for each in draws.integers(2, size=size)],
    }


def run(folder: Path, columns: dict[str, list[str]], design: str = DESIGN, *options: str) -> Result:
    (folder / "design.toml").write_text(design, encoding="utf-8")
    lines = [",".join(columns), *(",".join(row) for row in zip(*columns.values(), strict=True))]
    (folder / "data.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    named = [str(folder / "data.csv"), "--design", str(folder / "design.toml"), *options]
    return CliRunner().invoke(effect, named)


def found(folder: Path, columns: dict[str, list[str]], design: str = DESIGN) -> dict:
    result = run(folder, columns, design, "--json")
    assert result.exit_code == 0, result.exception
    return json.loads(result.output)


def test_the_answer_for_machines_has_every_figure_and_all_that_goes_with_it(
    tmp_path: Path,
) -> None:
    answer = found(tmp_path, interviews())
    for way in ("naive", "standardised", "ipw", "aipw"):
        assert set(answer[way]) == {"estimate", "se", "lower", "upper"}
    for key in ("verdict", "reasons", "caveats", "design", "evalue", "balance", "overlap"):
        assert answer[key]
    assert 1 <= answer["evalue_limit"] <= answer["evalue"]


def test_the_answer_for_people_begins_with_the_verdict_and_ends_with_caveats(
    tmp_path: Path,
) -> None:
    text = run(tmp_path, interviews()).output
    assert text.startswith("Verdict: cannot tell.")
    assert "To keep in mind:" in text


def test_weight_clusters_and_control_are_used_where_named(tmp_path: Path) -> None:
    more = 'weight = "weight"\nclusters = "officer"\nnegative_control = "ease"\n'
    answer = found(tmp_path, interviews(), DESIGN + more)
    assert answer["clusters"] == 40
    assert answer["negative_control"]["moves"] is False
    assert answer["unweighted"]["aipw"]["estimate"] != answer["aipw"]["estimate"]


def test_values_that_count_as_yes_can_be_named(tmp_path: Path) -> None:
    columns = interviews()
    plain = found(tmp_path, columns)
    columns["leaflet"] = ["given" if each == "1" else "none" for each in columns["leaflet"]]
    columns["satisfied"] = ["6" if each == "1" else "3" for each in columns["satisfied"]]
    more = 'given = "given"\nsuccess = [6, 7, 5]\n'
    result = run(tmp_path, columns, DESIGN + more, "--json")
    assert isinstance(result.exception, ProblemsError)  # a 5 and a 7 that nobody answered
    named = found(tmp_path, columns, DESIGN + 'given = "given"\nsuccess = 6\n')
    assert named["aipw"] == plain["aipw"]


def test_numbers_that_are_only_names_can_be_categories(tmp_path: Path) -> None:
    columns = interviews()
    columns["bcu"] = [{"AS": "1", "AW": "2", "CE": "3"}[each] for each in columns["bcu"]]
    as_names = found(tmp_path, columns, DESIGN + 'categories = ["bcu"]\n')
    assert [each["covariate"] for each in as_names["balance"]] == [
        "bcu = 1", "bcu = 2", "bcu = 3", "age",
    ]  # fmt: skip


def test_parquet_and_csv_give_the_same(tmp_path: Path) -> None:
    columns = interviews()
    expected = found(tmp_path, columns)
    frame = pl.DataFrame(columns).with_columns(
        pl.col("leaflet").cast(pl.Int64) == 1, pl.col("age").cast(pl.Int64)
    )
    frame.write_parquet(tmp_path / "data.parquet")
    named = [str(tmp_path / "data.parquet"), "--design", str(tmp_path / "design.toml"), "--json"]
    assert json.loads(CliRunner().invoke(effect, named).output) == expected


def test_north_area_is_no_missing_value(tmp_path: Path) -> None:
    columns = interviews()
    columns["bcu"] = ["NA" if each == "AS" else each for each in columns["bcu"]]
    answer = found(tmp_path, columns)
    assert answer["left_out"] == 0
    assert "bcu = NA" in [each["covariate"] for each in answer["balance"]]


def test_dont_know_leaves_the_base(tmp_path: Path) -> None:
    columns = interviews()
    columns["satisfied"] = ["6" if each == "1" else "3" for each in columns["satisfied"]]
    columns["satisfied"][:7] = ["9"] * 7
    plain = found(tmp_path, columns, DESIGN + "success = 6\n")
    left_out = found(tmp_path, columns, DESIGN + "success = 6\nno_answer = 9\n")
    assert (plain["n"], left_out["n"]) == (400, 393)
    columns["satisfied"][:7] = [""] * 7
    assert found(tmp_path, columns, DESIGN + "success = 6\n")["aipw"] == left_out["aipw"]


def test_a_fault_is_named_by_its_line_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "design.toml").write_text(DESIGN, encoding="utf-8")
    rows = 'leaflet,satisfied,bcu,age\n\n1,1,"A\nS",40\nmaybe,0,AW,50\n'
    (tmp_path / "data.csv").write_text(rows, encoding="utf-8")
    named = [str(tmp_path / "data.csv"), "--design", str(tmp_path / "design.toml")]
    assert "line 5, leaflet" in str(CliRunner().invoke(effect, named).exception)


def test_rows_without_a_value_are_left_out_counted_and_said(tmp_path: Path) -> None:
    columns = interviews()
    columns["satisfied"][:5] = ["", "NA", " ", "null", "NaN"]
    columns["bcu"][5] = ""
    answer = found(tmp_path, columns)
    assert (answer["n"], answer["left_out"]) == (394, 6)
    assert any(each.startswith("6 rows (1.5%)") for each in answer["caveats"])


# --------------------------------------------------------------------------------- bad input


def test_everything_wrong_with_a_design_is_said_at_once(tmp_path: Path) -> None:
    wrong = 'treatment = 3\ncovariates = []\ncolour = "x"\nreceipt = "seen"\n[recall]\nspeed = 1\n'
    result = run(tmp_path, interviews(), wrong)
    assert isinstance(result.exception, ProblemsError)
    said = [str(each) for each in result.exception.problems]
    for what in (
        "colour: unknown key", "treatment: expected text, found '3'",
        "outcome: missing key", "covariates: expected a text or a list of texts",
        "receipt: expected one of recalled, recorded, found 'seen'", "recall: speed: unknown key",
    ):  # fmt: skip
        assert any(what in each for each in said), what


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('clusters = "station"\n', "the header: has no such column, though the design names it, "
         "found 'station'"),
        ('negative_control = "satisfied"\n', "satisfied: expected in one part of the design only"),
        ('categories = ["sex"]\n', "categories: expected only covariates, and sex is none"),
        ("[recall]\nsensitivity = [0.2, 0.1]\nspecificity = [0.9, 1]\ndifference = -1\n",
         "recall: sensitivity: expected two numbers"),
        ("[recall]\nsensitivity = [0.2, 0.1]\nspecificity = [0.9, 1]\ndifference = -1\n",
         "recall: difference: expected"),
        ("[recall]\ndifference = 0.1\n", "recall: specificity: missing key"),
    ],
)  # fmt: skip
def test_a_design_that_does_not_fit_is_refused(tmp_path: Path, more: str, said: str) -> None:
    result = run(tmp_path, interviews(), DESIGN + more)
    assert isinstance(result.exception, ProblemsError)
    assert said in str(result.exception)


def test_values_that_cannot_be_read_are_named_with_their_lines(tmp_path: Path) -> None:
    columns = interviews()
    columns["leaflet"][0], columns["satisfied"][2] = "maybe", "often"
    result = run(tmp_path, columns)
    assert isinstance(result.exception, ProblemsError)
    said = str(result.exception)
    assert "line 2, leaflet: is neither 0 nor 1" in said
    assert "line 4, satisfied: is not a plain number, found 'often'" in said


def test_a_word_among_numbers_is_a_slip_and_no_category(tmp_path: Path) -> None:
    columns = interviews()
    columns["age"][7] = "about 40"
    result = run(tmp_path, columns)
    assert isinstance(result.exception, ProblemsError)
    [problem] = result.exception.problems
    assert problem.where == "line 9, age"
    assert "categories" in problem.what
    few = [("1", "2", "3+")[n % 3] for n in range(400)]
    assert found(tmp_path, {**columns, "age": few})["n"] == 400


def test_a_weight_of_nought_is_named_by_its_line_and_many_are_counted(tmp_path: Path) -> None:
    columns = interviews()
    columns["weight"][:8] = ["0", "-1", *["0"] * 6]
    result = run(tmp_path, columns, DESIGN + 'weight = "weight"\n')
    assert isinstance(result.exception, ProblemsError)
    said = [str(each).split("data.csv: ")[1] for each in result.exception.problems]
    assert said[0].startswith("line 2, weight: is a weight of nought or under it")
    assert said[0].endswith("found '0'")
    assert said[-1] == "weight: 3 more lines like these"
    assert len(said) == 6


def test_free_text_is_no_category(tmp_path: Path) -> None:
    columns = interviews()
    columns["bcu"] = [f"words {n}" for n in range(400)]
    result = run(tmp_path, columns)
    assert "is text of 400 different values" in str(result.exception)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"leaflet": ["0"] * 400}, "Only 0 of 400 subjects got it"),
        ({"satisfied": ["1"] * 400}, "The outcome does not vary"),
        ({"weight": ["0", *["1"] * 399]}, "a weight of nought or under it"),
        ({"officer": ["one"] * 400}, "All subjects are in one cluster"),
        ({"officer": [""] * 400}, "has no row with a value in every column"),
    ],
)
def test_data_that_cannot_carry_the_comparison_are_refused_with_what_to_do(
    tmp_path: Path, change: dict, said: str
) -> None:
    design = DESIGN + 'weight = "weight"\nclusters = "officer"\n'
    result = run(tmp_path, {**interviews(), **change}, design)
    assert isinstance(result.exception, UpheldError)
    assert said in str(result.exception)
    assert "Next step: " in str(result.exception)
    assert result.output == ""


def test_without_overlap_there_is_no_number(tmp_path: Path) -> None:
    columns = interviews()
    columns["leaflet"] = ["1" if each == "CE" else "0" for each in columns["bcu"]]
    (tmp_path / "design.toml").write_text(DESIGN, encoding="utf-8")
    run(tmp_path, columns)
    done = subprocess.run(
        [sys.executable, "-m", "upheld", "effect", str(tmp_path / "data.csv"), "--design",
         str(tmp_path / "design.toml"), "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("No overlap: bcu = AS (")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("leaflet,satisfied,bcu,age\n", "has a header and no rows"),
        ("", "has no such column"),
        ("leaflet,leaflet\n1,0\n", "has a column more than once"),
        ("leaflet,satisfied,bcu,age\n1,0\n", "line 2: has 2 cells where the header has 4"),
        ("leaflet,satisfied,bcu,age\n1,0,\xff\n".encode("latin-1"), "cannot be read as CSV"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, text: str | bytes, said: str) -> None:
    (tmp_path / "design.toml").write_text(DESIGN, encoding="utf-8")
    path = tmp_path / "data.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    result = CliRunner().invoke(effect, [str(path), "--design", str(tmp_path / "design.toml")])
    assert isinstance(result.exception, UpheldError)
    assert said in str(result.exception)


def test_a_broken_parquet_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "design.toml").write_text(DESIGN, encoding="utf-8")
    (tmp_path / "data.parquet").write_bytes(b"nothing")
    named = [str(tmp_path / "data.parquet"), "--design", str(tmp_path / "design.toml")]
    result = CliRunner().invoke(effect, named)
    assert "cannot be read as Parquet" in str(result.exception)
