"""Weights: non-response, raking within bounds, what cannot be raked, what is said of them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from upheld.core.errors import ProblemsError, UpheldError

from .asking import ask, estimates, say
from .conftest import Design
from .test_agrees_with_r import MARGINS, ONE_WAVE, SATISFIED

Write = Callable[[str], Path]
SHARE = 'column = "y"\nkind = "proportion"\nsuccess = [1]'
EQUAL = "y,w,sex,age\n1,1,F,old\n0,1,F,young\n1,1,M,old\n0,1,M,young\n1,1,F,old\n0,1,M,young\n"


def margins(**given: dict[str, float]) -> str:
    tables = (
        f"[design.margins.{name}]\n" + "\n".join(f'"{key}" = {size}' for key, size in each.items())
        for name, each in given.items()
    )
    return "\n".join(tables)


def written(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(out.read_text().splitlines()))


def test_raking_meets_both_margins_and_says_what_it_did(
    interviews: Write, design: Design, tmp_path: Path
) -> None:
    asked = design(
        SHARE, 'weight = "w"', margins(sex={"F": 60, "M": 40}, age={"old": 30, "young": 70})
    )
    out = tmp_path / "out.csv"
    answer = ask("weigh", interviews(EQUAL), "--design", asked, "--out", out)
    rows = written(out)
    for column, targets in {"sex": {"F": 60, "M": 40}, "age": {"old": 30, "young": 70}}.items():
        for value, target in targets.items():
            reached = sum(float(row["weight"]) for row in rows if row[column] == value)
            assert reached == pytest.approx(target, rel=1e-9)
    assert answer["diagnostics"]["total"] == pytest.approx(100)
    assert answer["diagnostics"]["effective_n"] < answer["diagnostics"]["interviews"] == 6
    assert [each["after"] for each in answer["margins"]] == pytest.approx([60, 40, 30, 70])


def test_shares_stand_for_the_sum_of_the_base_weights(
    interviews: Write, design: Design, tmp_path: Path
) -> None:
    asked = design(SHARE, 'weight = "w"', margins(sex={"F": 0.6, "M": 0.4}))
    out = tmp_path / "out.parquet"
    answer = ask("weigh", interviews(EQUAL), "--design", asked, "--out", out)
    assert answer["diagnostics"]["total"] == pytest.approx(6)
    assert out.exists()


def test_bounds_hold_and_so_do_the_margins(wave5: Path, design: Design, tmp_path: Path) -> None:
    bounded = f"{MARGINS}\n[weights]\nlower = 0.3\nupper = 2.5"
    answer = ask(
        "weigh",
        wave5,
        "--design",
        design(SATISFIED, ONE_WAVE, bounded),
        "--out",
        tmp_path / "w.csv",
    )
    found = answer["diagnostics"]
    mean = found["total"] / found["interviews"]
    assert found["largest"] <= 2.5 * mean * (1 + 1e-9)
    assert found["smallest"] >= 0.3 * mean * (1 - 1e-9)
    assert found["worst_gap"] < 1e-9
    free = design(SATISFIED, ONE_WAVE, MARGINS)
    unbounded = ask("weigh", wave5, "--design", free, "--out", tmp_path / "w.csv")
    assert unbounded["diagnostics"]["largest_over_mean"] > 2.5


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (margins(sex={"F": 60, "M": 40}, age={"old": 30, "young": 80}), "different size"),
        (margins(sex={"F": 60, "M": 30, "X": 10}), "category X has no interview, an empty cell"),
        (margins(sex={"F": 60, "X": 40}), "category M of the file has no count"),
        (margins(sex={"F": 60, "M": 0}), "expected counts or shares above nought"),
        (margins(region={"N": 60, "S": 40}), "has no column region"),
    ],
)
def test_margins_that_cannot_be_met_are_refused_by_name(
    interviews: Write, design: Design, tmp_path: Path, given: str, said: str
) -> None:
    with pytest.raises(ProblemsError, match=said):
        say(
            "weigh", interviews(EQUAL), "--design", design(SHARE, 'weight = "w"', given),
            "--out", tmp_path / "out.csv",
        )  # fmt: skip
    assert not (tmp_path / "out.csv").exists()


def test_raking_that_cannot_converge_is_refused_and_writes_nothing(
    interviews: Write, design: Design, tmp_path: Path
) -> None:
    """All women are old and all men young, so that these two margins contradict each other."""
    given = interviews("y,w,sex,age\n1,1,F,old\n0,1,F,old\n1,1,M,young\n0,1,M,young\n")
    asked = design(
        SHARE, 'weight = "w"', margins(sex={"F": 60, "M": 40}, age={"old": 30, "young": 70})
    )
    with pytest.raises(UpheldError, match="cannot be made to agree with the margins") as raised:
        say("weigh", given, "--design", asked, "--out", tmp_path / "out.csv")
    assert "combine small categories" in raised.value.next_step
    assert not (tmp_path / "out.csv").exists()
    with pytest.raises(UpheldError, match="cannot be made to agree"):
        say("estimate", given, "--design", asked)


def test_bounds_that_leave_no_weights_are_refused(
    interviews: Write, design: Design, tmp_path: Path
) -> None:
    narrow = margins(sex={"F": 90, "M": 10}) + "\n[weights]\nlower = 0.9\nupper = 1.1"
    with pytest.raises(UpheldError, match="within the bounds"):
        say(
            "weigh", interviews(EQUAL), "--design", design(SHARE, 'weight = "w"', narrow),
            "--out", tmp_path / "out.csv",
        )  # fmt: skip


def test_those_who_answered_stand_for_those_drawn_in_their_class(
    interviews: Write, design: Design, tmp_path: Path
) -> None:
    drawn = interviews("y,w,b,done\n1,2,N,1\n,2,N,0\n0,4,S,1\n,3,S,0\n1,5,S,1\n")
    asked = design(SHARE, 'weight = "w"', '[weights]\nrespondent = "done"\nclasses = "b"')
    out = tmp_path / "out.csv"
    say("weigh", drawn, "--design", asked, "--out", out)
    rows = written(out)
    assert [float(row["base_weight"]) for row in rows] == pytest.approx([2, 4, 5])
    assert [float(row["nonresponse_factor"]) for row in rows] == pytest.approx([2, 12 / 9, 12 / 9])
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(16)


def test_a_class_in_which_nobody_answered_is_refused_by_name(
    interviews: Write, design: Design, tmp_path: Path
) -> None:
    drawn = interviews("y,w,b,done\n1,2,N,1\n0,2,N,1\n,4,S,0\n,3,S,0\n")
    asked = design(SHARE, 'weight = "w"', '[weights]\nrespondent = "done"\nclasses = "b"')
    with pytest.raises(ProblemsError, match="class S: has nobody who answered"):
        say("weigh", drawn, "--design", asked, "--out", tmp_path / "out.csv")


def test_margins_in_a_file_beside_the_design_may_differ_by_wave(
    interviews: Write, design: Design, tmp_path: Path
) -> None:
    given = interviews(
        "y,w,wave,sex\n" + "".join(f"{n % 2},1,{n % 3 % 2},{'FM'[n % 2]}\n" for n in range(24))
    )
    (tmp_path / "population.csv").write_text(
        "wave,margin,category,count\n0,sex,F,10\n0,sex,M,30\n1,sex,F,50\n1,sex,M,10\n"
    )
    asked = design(SHARE, 'weight = "w"\nmargins = "population.csv"')
    answer = ask("weigh", given, "--design", asked, "--out", tmp_path / "out.csv")
    assert {each["category"]: each["after"] for each in answer["margins"]} == pytest.approx(
        {"0 × F": 10, "0 × M": 30, "1 × F": 50, "1 × M": 10}
    )


def test_frame_counts_of_the_contract_are_margins_and_shares_become_counts_by_them(
    interviews: Write, design: Design, tmp_path: Path
) -> None:
    given = interviews(
        "y,w,unit_code,crime_type,sex\n"
        + "".join(
            f"{n % 2},1,{'NS'[n % 2]},{'ab'[n // 2 % 2]},{'FM'[n % 3 % 2]}\n" for n in range(24)
        )
    )
    (tmp_path / "population.csv").write_text(
        "wave,unit_code,crime_type,victims,margin,category,share\n"
        ",N,a,10,,,\n,N,b,20,,,\n,S,a,30,,,\n,S,b,40,,,\n,,,,sex,F,0.3\n,,,,sex,M,0.7\n"
    )
    asked = design(SHARE, 'weight = "w"\nmargins = "population.csv"')
    answer = ask("weigh", given, "--design", asked, "--out", tmp_path / "out.csv")
    assert {each["category"]: each["after"] for each in answer["margins"]} == pytest.approx(
        {"N × a": 10, "N × b": 20, "S × a": 30, "S × b": 40, "F": 30, "M": 70}
    )


def test_everything_wrong_with_a_file_of_margins_is_said_with_its_line(
    interviews: Write, design: Design, tmp_path: Path
) -> None:
    (tmp_path / "population.csv").write_text(
        "margin,category,share\nsex,F,half\nsex,M,0.5\nsex,M,0.5\n"
    )
    asked = design(SHARE, 'weight = "w"\nmargins = "population.csv"')
    with pytest.raises(ProblemsError) as raised:
        say("estimate", interviews(EQUAL), "--design", asked)
    assert [each.where for each in raised.value.problems] == ["line 2", "line 4"]


def test_a_name_that_is_neither_csv_nor_parquet_is_refused(
    interviews: Write, design: Design, tmp_path: Path
) -> None:
    with pytest.raises(UpheldError, match="neither"):
        say(
            "weigh", interviews(EQUAL), "--design", design(SHARE, 'weight = "w"'),
            "--out", tmp_path / "out.xls",
        )  # fmt: skip


def test_interviews_are_not_written_over_by_their_weights(
    interviews: Write, design: Design, tmp_path: Path
) -> None:
    given = interviews(EQUAL)
    with pytest.raises(UpheldError, match="never written over"):
        say("weigh", given, "--design", design(SHARE, 'weight = "w"'), "--out", given)
    assert given.read_text() == EQUAL


def test_raking_takes_from_the_error_what_the_margins_know(wave5: Path, design: Design) -> None:
    """Fixed weights of the same size give another error: raking is credited, as R does."""
    [raked] = estimates(wave5, design(SATISFIED, ONE_WAVE, MARGINS)).values()
    assert raked["se"] == pytest.approx(0.01163616470, rel=1e-8)
