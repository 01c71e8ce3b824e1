"""upheld spc and upheld funnel: what machines read, what people read, what is said of bad files."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from upheld.cli.statistics import funnel, spc
from upheld.core.errors import ProblemsError, UpheldError

Write = Callable[[str], Path]
CALM = [10, 12] * 6
UNITS = "unit,numerator,denominator\nNorth,50,100\nSouth,200,400\nTiny,0,4\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "given.csv"
        path.write_text(text, encoding=encoding)
        return path

    return write


def months(values: list[float], *, missing: int = -1) -> str:
    dates = (
        f"{2020 + i // 12}-{i % 12 + 1:02d}-01" for i in range(len(values) + 1) if i != missing
    )
    rows = (f"{day},{value}" for day, value in zip(dates, values, strict=False))
    return "\n".join(["date,value", *rows]) + "\n"


def run(command: object, *arguments: object) -> str:
    result = CliRunner().invoke(command, [str(each) for each in arguments])  # type: ignore[arg-type]
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def answer(command: object, *arguments: object) -> dict[str, object]:
    return json.loads(run(command, *arguments, "--json"))  # type: ignore[no-any-return]


def problems(command: object, *arguments: object) -> list[str]:
    """What is said to be wrong, each without the path of the file."""
    with pytest.raises(ProblemsError) as raised:
        run(command, *arguments)
    assert raised.value.next_step
    return [str(each).split(".csv: ", 1)[1] for each in raised.value.problems]


# ----------------------------------------------------------------------------------------- spc


def test_spc_answers_machines_with_the_agreed_keys(write: Write) -> None:
    found = answer(spc, write(months([*CALM, 30])), "--better", "low", "--target", 40)
    assert list(found) == ["points", "variation", "assurance", "chart", "notes"]
    assert list(found["points"][-1]) == [
        "date", "value", "centre", "lower", "upper", "special_cause",
    ]  # fmt: skip
    assert found["points"][-1]["date"] == "2021-01-01"
    assert found["points"][-1]["special_cause"] == "outside"
    assert (found["variation"], found["assurance"], found["chart"]) == ("concern", "always", "xmr")


def test_spc_under_twelve_points_gives_null_limits_and_says_so(write: Write) -> None:
    found = answer(spc, write(months(CALM[:11])))
    assert {(each["lower"], each["upper"]) for each in found["points"]} == {(None, None)}
    assert found["variation"] is None
    assert any("11 points" in note for note in found["notes"])


def test_spc_takes_each_option(write: Write) -> None:
    path = write(months([*CALM, *[30, 32] * 6]))
    rebased = answer(spc, path, "--rebase", "2021-01-01")
    assert [each["centre"] for each in rebased["points"]] == [11] * 12 + [31] * 12
    fixed = answer(spc, path, "--fix-after", 12)
    assert fixed["points"][-1]["centre"] == 11
    screened, kept = answer(spc, path), answer(spc, path, "--no-screen")
    assert screened["points"][0]["upper"] < kept["points"][0]["upper"]


def test_spc_is_told_how_long_a_trend_is(write: Write) -> None:
    path = write(months([5, 3, 6, 4, 5, 3, 6, 1, 2, 3, 4, 5, 6]))
    assert answer(spc, path)["points"][-1]["special_cause"] == "none"
    assert answer(spc, path, "--trend", 6)["points"][-1]["special_cause"] == "trend"


def test_spc_reads_proportions_and_says_which_chart_it_is(write: Write) -> None:
    rows = "".join(f"2023-{m:02d},{v},{n}\n" for m, v, n in
                   [(m, (0.6, 0.475)[m % 2], (100, 400)[m % 2]) for m in range(1, 13)])  # fmt: skip
    found = answer(spc, write("date,value,denominator\n" + rows))
    assert found["chart"] == "p-prime"
    assert found["points"][0]["date"] == "2023-01-01"
    assert all(0 <= each["lower"] <= each["upper"] <= 1 for each in found["points"])


def test_spc_tells_people_the_verdict_the_target_and_the_gap(write: Write) -> None:
    shown = run(spc, write(months([*CALM, 30], missing=5)), "--better", "high", "--target", 90)
    assert "Variation: improvement" in shown
    assert "Target: never" in shown
    assert "2020-05-01 and 2020-07-01" in shown
    assert "outside" in shown


def test_spc_reads_a_spreadsheets_byte_mark_blank_lines_capitals_and_further_columns(
    write: Write,
) -> None:
    text = "\ufeffNote,Date, Value\n\nx,2020-01-01, 1.5 \n,,\n"
    assert answer(spc, write(text))["points"][0]["value"] == 1.5


def test_spc_says_everything_that_is_wrong_at_once_line_by_line(write: Write) -> None:
    text = (
        "date,value,denominator\n2022-01,0.5,10\n01/02/2022,0.5,10\n2022-03,50%,0\n"
        "2022-03,1.5,-1\n2022-02,,3\n2022-13-01,nan,\n2022-06,3\n"
    )
    found = problems(spc, write(text), "--target", 90, "--rebase", "2021-01", "--fix-after", 99)
    assert found == [
        "line 3, date: is not a date such as 2024-05-31, or a month such as 2024-05, "
        "found '01/02/2022'",
        "line 4, value: is not a plain number, such as 0.625 or 41, found '50%'",
        "line 4, denominator: is not above nought, found '0'",
        "line 5, date: stands on line 4 already, found '2022-03'",
        "line 5, value: is not between 0 and 1, as a proportion of a denominator is, found '1.5'",
        "line 5, denominator: is not above nought, found '-1'",
        "line 6, date: comes before 2022-03-01, which stands above it on line 4, found '2022-02'",
        "line 6, value: is empty",
        "line 7, date: is not a date such as 2024-05-31, or a month such as 2024-05, "
        "found '2022-13-01'",
        "line 7, value: is not a plain number, such as 0.625 or 41, found 'nan'",
        "line 7, denominator: is empty",
        "line 8: has 2 cells where the header has 3, found '2022-06,3'",
        "--target: is not between 0 and 1, as a proportion is, found '90.0'",
        "--rebase: would change nothing: the dates run from 2022-01-01 to 2022-03-01, "
        "found '2021-01-01'",
        "--fix-after: is more than the 6 points, found '99'",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["the file: is empty"]),
        ("\n\n", ["the file: is empty"]),
        ("date,value\n", ["the file: has a header and no rows"]),
        ("month;share\n", ["line 1: has no column date, found 'month;share'",
                           "line 1: has no column value, found 'month;share'"]),
        ("date,value,value\n2020-01-01,1,2\n",
         ["line 1: has the column value more than once, found 'date,value,value'"]),
        ("date,value\n2020-01-01,1,000\n",
         ["line 2: has 3 cells where the header has 2, found '2020-01-01,1,000'"]),
        ("date,value\n2020-01-01,1e400\n", ["line 2, value: is too large, found '1e400'"]),
        ("date,value\n0000-01-01,1\n",
         ["line 2, date: is not a date such as 2024-05-31, or a month such as 2024-05, "
          "found '0000-01-01'"]),
    ],
)  # fmt: skip
def test_spc_names_what_is_wrong_with_a_file(text: str, expected: list[str], write: Write) -> None:
    assert problems(spc, write(text)) == expected


def test_a_target_that_is_no_number_is_named(write: Write) -> None:
    found = problems(spc, write(months(CALM)), "--target", "nan")
    assert found == ["--target: is not a number, found 'nan'"]


def test_a_target_over_one_is_right_where_there_is_no_denominator(write: Write) -> None:
    found = answer(spc, write(months(CALM)), "--target", 90, "--better", "high")
    assert found["assurance"] == "never"


def test_a_file_that_is_no_text_is_refused_with_the_next_step(write: Write) -> None:
    with pytest.raises(UpheldError, match="not UTF-8 text") as raised:
        run(spc, write("date,value\n2020-01-01,1\n", encoding="utf-16"))
    assert "UTF-8" in raised.value.next_step


# -------------------------------------------------------------------------------------- funnel


def test_funnel_answers_machines_with_the_agreed_keys(write: Write) -> None:
    found = answer(funnel, write(UNITS))
    assert list(found) == ["p0", "phi", "tau2", "units"]
    assert list(found["units"][0]) == [
        "unit", "value", "lower95", "upper95", "lower998", "upper998", "verdict",
    ]  # fmt: skip
    assert found["p0"] == pytest.approx(250 / 504)
    assert [each["verdict"] for each in found["units"]] == ["within", "within", "too few to judge"]


def test_funnel_is_told_how_much_to_trim(write: Write) -> None:
    path = write("unit,numerator,denominator\nA,5,100\nB,50,100\nC,52,100\nD,51,100\nE,49,100\n")
    assert answer(funnel, path, "--trim", 0)["phi"] > answer(funnel, path, "--trim", 0.25)["phi"]


def test_funnel_tells_people_each_units_verdict(write: Write) -> None:
    shown = run(funnel, write(UNITS))
    assert "Tiny" in shown
    assert "too few to judge" in shown
    assert "Overall 49.6%" in shown


def test_funnel_says_everything_that_is_wrong_at_once(write: Write) -> None:
    text = (
        "unit,numerator,denominator\nNorth,5,0\nSouth,9,8\n,1,2\nNorth,1.5,2\nEast,-1,x\nWest,,3\n"
    )
    assert problems(funnel, write(text)) == [
        "line 2, denominator: is not above nought, found '0'",
        "line 3, numerator: is more than the denominator, 8, found '9'",
        "line 4, unit: is empty",
        "line 5, unit: stands on line 2 already, found 'North'",
        "line 5, numerator: is not a whole number of nought or more, found '1.5'",
        "line 6, numerator: is not a whole number of nought or more, found '-1'",
        "line 6, denominator: is not a plain number, such as 0.625 or 41, found 'x'",
        "line 7, numerator: is empty",
    ]


# -------------------------------------------------------------------------- on the command line


@pytest.mark.parametrize(
    "arguments",
    [
        ("--trend", "5"),
        ("--better", "up"),
        ("--fix-after", "11"),
        ("--rebase", "May 2020"),
        ("--target", "90%"),
    ],
)
def test_an_option_that_means_nothing_is_wrong_use(
    arguments: tuple[str, ...], write: Write
) -> None:
    result = CliRunner().invoke(spc, [str(write(months(CALM))), *arguments])
    assert result.exit_code == 2
    assert arguments[0] in result.output


def test_a_bad_file_ends_with_status_1_and_no_traceback(write: Write) -> None:
    path = write("date,value\n2020-01-01,x\n")
    done = subprocess.run(
        [sys.executable, "-m", "upheld", "spc", path, "--json"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert "line 2, value" in done.stderr
    assert "Next step: " in done.stderr
    assert "Traceback" not in done.stderr
