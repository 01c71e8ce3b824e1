"""What is wrong with a file or a design is said, all at once, with what to do; no silent number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from upheld.core.errors import ProblemsError, UpheldError

from .asking import ask, estimates, say
from .conftest import Design

Write = Callable[[str], Path]
SHARE = 'column = "y"\nkind = "proportion"\nsuccess = [1]'
MEAN = 'column = "y"\nkind = "mean"'
DRAWN = 'strata = "s"\nweight = "w"'
FINE = "s,y,w,g\na,1,1,p\na,0,2,q\nb,1,2,p\nb,0,1,q\nb,1,1,q\n"


def problems(responses: Path, design: Path, *more: str) -> list[str]:
    with pytest.raises(ProblemsError) as raised:
        say("estimate", responses, "--design", design, *more)
    assert raised.value.next_step
    return [str(problem).split(": ", 1)[1] for problem in raised.value.problems]


def test_a_stratum_with_one_interview_is_refused_by_name(interviews: Write, design: Design) -> None:
    given = interviews("s,y,w\na,1,1\na,0,1\nb,1,2\n")
    assert problems(given, design(SHARE, DRAWN)) == [
        "stratum b: has one interview only, so how much it varies cannot be told"
    ]


def test_a_first_stage_unit_with_one_second_stage_unit_of_several_is_refused(
    interviews: Write, design: Design
) -> None:
    given = interviews("p,u,N,M,y\n1,a,9,4,1\n2,b,9,4,0\n2,c,9,4,1\n")
    asked = design(SHARE, 'psu = "p"\nssu = "u"\nfpc = ["N", "M"]')
    [said] = problems(given, asked)
    assert said.startswith("first-stage unit 1: has one second-stage unit only")


def test_everything_wrong_with_a_file_is_said_at_once(interviews: Write, design: Design) -> None:
    given = interviews("s,y,w\na,1,1\na,0,0\nb,1,-2\nb,1,x\n,what he said,1\n")
    assert problems(given, design(MEAN, DRAWN)) == [
        "column s: is empty (row 5)",
        "column y: is not a number (row 5)",
        "column w: is no weight: not a number (row 4)",
        "column w: is a weight of nought (row 2)",
        "column w: is a weight under nought (row 3)",
    ]


def test_what_somebody_wrote_is_never_repeated(interviews: Write, design: Design) -> None:
    with pytest.raises(ProblemsError) as raised:
        say(
            "estimate",
            interviews(FINE.replace("a,1,", "a,my ex,")),
            "--design",
            design(MEAN, DRAWN),
        )
    assert "my ex" not in str(raised.value)


def test_many_wrong_rows_are_counted_and_the_first_named(interviews: Write, design: Design) -> None:
    rows = "".join(f"a,{n % 2},0\n" for n in range(12))
    [said] = problems(interviews(f"s,y,w\n{rows}"), design(SHARE, DRAWN))
    assert said == "column w: is a weight of nought (row 1, 2, 3, 4, 5 and 7 more)"


def test_every_column_that_is_missing_is_named_with_the_key_that_names_it(
    interviews: Write, design: Design
) -> None:
    asked = design('column = "z"\nkind = "mean"', 'strata = ["s", "t"]\nweight = "ww"')
    assert problems(interviews(FINE), asked) == [
        "line 1: has no column z, which the design names (outcome: column)",
        "line 1: has no column t, which the design names (design: strata)",
        "line 1: has no column ww, which the design names (design: weight)",
    ]


def test_everything_wrong_with_a_design_is_said_at_once(interviews: Write, design: Design) -> None:
    asked = design(
        'column = "y"\nkind = "share"', 'stratum = "s"\nweight = 3\nmargins = { g = { p = 1 } }'
    )
    said = problems(interviews(FINE), asked)
    assert [each.split(":")[0:2] for each in said] == [
        ["outcome", " kind"],
        ["design", " stratum"],
        ["design", " weight"],
        ["design", " margins"],
    ]


@pytest.mark.parametrize(
    ("outcome", "drawn", "said"),
    [
        ('column = "y"\nkind = "ratio"', "", "denominator: expected a column"),
        (f"{MEAN}\nsuccess = [1]", "", "success: expected only where"),
        (f"{MEAN}\nlevel = 95", "", "level: expected a number"),
        (MEAN, 'ssu = "s"', "psu: expected a column"),
        (MEAN, 'psu = "s"\nfpc = ["a", "b", "c"]', "fpc: expected one column"),
    ],
)
def test_a_design_that_makes_nonsense_is_refused(
    interviews: Write, design: Design, outcome: str, drawn: str, said: str
) -> None:
    assert any(said in each for each in problems(interviews(FINE), design(outcome, drawn)))


def test_population_counts_must_agree_with_the_rows(interviews: Write, design: Design) -> None:
    given = interviews("s,y,N\na,1,1\na,0,1\nb,1,9\nb,0,8\nc,1,0\nc,0,5\n")
    said = problems(given, design(SHARE, 'strata = "s"\nfpc = "N"'))
    assert said[0] == "column N: is not a population count of 1 or more (row 5)"
    assert "stratum a: has 2 interviews, more than the population count in N, found '1'" in said
    assert "stratum b: has several counts in N, expected one" in said


def test_a_mean_without_variation_is_refused(interviews: Write, design: Design) -> None:
    [said] = problems(interviews("s,y,w\na,3,1\na,3,1\nb,3,2\nb,3,1\n"), design(MEAN, DRAWN))
    assert "an outcome without variation" in said


def test_a_total_needs_weights_or_counts(interviews: Write, design: Design) -> None:
    [said] = problems(interviews(FINE), design('column = "y"\nkind = "total"', 'strata = "s"'))
    assert "without which there is no total" in said


def test_an_outcome_that_nobody_answered_is_refused(interviews: Write, design: Design) -> None:
    [said] = problems(interviews("s,y,w\na,,1\na,,1\n"), design(SHARE, DRAWN))
    assert said == "column y: holds no answer at all"


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (SHARE, "an answer that counts in all 4 answers"),
        ('column = "y"\nkind = "proportion"', "the same value in all 4 answers"),
        ('column = "y"\nkind = "proportion"\nsuccess = [9]', "none of the answers that count (9)"),
        ('column = "y"\nkind = "total"\nsuccess = ["yes"]', "none of the answers that count (yes)"),
    ],
)
def test_a_share_of_all_interviews_or_of_none_is_a_design_to_look_at_and_no_figure(
    interviews: Write, design: Design, outcome: str, said: str
) -> None:
    given = interviews("s,y,w\na,1,1\na,1,1\nb,1,2\nb,1,1\n")
    with pytest.raises(ProblemsError) as caught:
        ask("estimate", given, "--design", design(outcome, DRAWN))
    assert said in str(caught.value)
    assert "which answers the design names" in caught.value.next_step


def test_an_answer_that_is_none_leaves_the_base_of_the_outcome_its_items_and_the_drivers(
    interviews: Write, design: Design
) -> None:
    lines = [
        f"{'ab'[n // 4 % 2]},{(7, 2, 9, 6)[n % 4]},{(6 if n % 12 else 1, 1, 5, 8.0)[n % 4]}"
        for n in range(60)
    ]
    given = interviews("\n".join(["s,y,item", *lines, ""]))
    outcome = 'column = "y"\nkind = "proportion"\nsuccess = [5, 6, 7]\nitems = ["item"]'
    how = design(f"{outcome}\nno_answer = [8, 9]", 'strata = "s"', '[drivers]\nitems = ["item"]')
    overall, item = ask("estimate", given, "--design", how)["estimates"]
    assert (overall["n"], overall["estimate"]) == (45, pytest.approx(30 / 45))
    assert (item["n"], item["estimate"]) == (45, pytest.approx(25 / 45))
    assert "30 interviews answer the outcome and every item" in say(
        "drivers", given, "--design", how
    )
    [both] = problems(given, design(f"{outcome}\nno_answer = [7]", 'strata = "s"'))
    assert "no_answer: expected answers that success does not name" in both


def test_a_share_of_all_gets_an_exact_interval_and_says_so(
    interviews: Write, design: Design
) -> None:
    rest = "a,0,1,q\nb,1,1,q\n"
    given = interviews("s,y,w,g\na,1,1,p\na,1,1,p\nb,1,1,p\nb,1,1,p\n" + rest)
    answer = ask("estimate", given, "--design", design(SHARE, DRAWN), "--by", "g")
    [found, _] = answer["estimates"]
    assert (found["estimate"], found["upper"]) == (1, 1)
    assert found["lower"] == pytest.approx(0.025 ** (1 / 4))  # Clopper and Pearson, 4 of 4
    assert "exact" in found["note"]
    assert found["deff"] is None


def test_a_cell_without_answers_and_a_crossing_without_interviews_are_named(
    interviews: Write, design: Design
) -> None:
    given = interviews("s,y,w,g,h\na,1,1,p,u\na,0,2,q,v\nb,1,2,p,u\nb,0,1,q,v\nb,,1,r,u\n")
    answer = ask("estimate", given, "--design", design(SHARE, DRAWN), "--by", "g", "h")
    cells = {tuple(each["by"].values()): each for each in answer["estimates"]}
    assert cells["r", "u"]["estimate"] is None
    assert cells["r", "u"]["n"] == 0
    assert "nothing to estimate" in cells["r", "u"]["note"]
    assert {"g": "p", "h": "v"} in answer["empty_cells"]
    assert any("cells are empty" in note for note in answer["notes"])


def test_a_domain_in_which_all_say_the_same_has_no_error_and_says_so(
    interviews: Write, design: Design
) -> None:
    given = interviews("s,y,w,g\na,3,1,p\na,3,1,p\nb,5,2,q\nb,4,1,q\nb,3,1,p\n")
    found = {
        each["by"]["g"]: each
        for each in ask("estimate", given, "--design", design(MEAN, DRAWN), "--by", "g")[
            "estimates"
        ]
    }
    assert found["p"]["estimate"] == 3
    assert found["p"]["se"] is None
    assert found["p"]["lower"] is None
    assert "every answer is the same" in found["p"]["note"]


def test_a_domain_with_no_degree_of_freedom_gets_no_interval(
    interviews: Write, design: Design
) -> None:
    given = interviews("s,y,w,g\na,1,1,p\na,0,1,q\nb,0,2,p\nb,1,1,q\nb,1,1,q\n")
    found = ask("estimate", given, "--design", design(SHARE, DRAWN), "--by", "g")["estimates"]
    assert (found[0]["df"], found[0]["lower"], found[0]["upper"]) == (0, None, None)
    assert "no degree of freedom" in found[0]["note"]


def test_na_is_no_answer_among_numbers_and_north_area_among_codes(
    interviews: Write, design: Design
) -> None:
    given = interviews("s,y,w,g\na,1,1,NA\na,NA,2,NA\na,0,2,SN\nb,1,2,SN\nb,0,1,NA\n")
    answer = ask("estimate", given, "--design", design(MEAN, DRAWN), "--by", "g")
    found = {each["by"]["g"]: each["n"] for each in answer["estimates"]}
    assert found == {"NA": 2, "SN": 2}
    assert any("hold NA" in note for note in answer["notes"])


def test_interviews_without_a_value_are_in_no_cell_and_counted(
    interviews: Write, design: Design
) -> None:
    given = interviews(FINE.replace("a,1,1,p", "a,1,1,"))
    answer = ask("estimate", given, "--design", design(SHARE, DRAWN), "--by", "g")
    assert sum(each["n"] for each in answer["estimates"]) == 4
    assert "1 interviews have no g: they are in no cell of it." in answer["notes"]


def test_a_breakdown_by_an_unknown_column_names_those_there_are(
    interviews: Write, design: Design
) -> None:
    with pytest.raises(UpheldError, match="has no column borough") as raised:
        say("estimate", interviews(FINE), "--design", design(SHARE, DRAWN), "--by", "borough")
    assert "s, y, w, g" in raised.value.next_step


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "is empty"), ("s,y,w\n", "no rows"), ("s,y,y\n1,2,3\n", "more than once")],
)
def test_a_file_that_is_no_table_is_refused(
    interviews: Write, design: Design, text: str, said: str
) -> None:
    with pytest.raises(UpheldError, match=said):
        say("estimate", interviews(text), "--design", design(SHARE, DRAWN))


def test_a_short_line_is_not_taken_for_one_with_answers_missing(
    interviews: Write, design: Design
) -> None:
    short = interviews(FINE.replace("b,1,2,p", "b,1,2"))
    with pytest.raises(UpheldError, match="line 4 has more or fewer cells than the header"):
        say("estimate", short, "--design", design(SHARE, DRAWN))


def test_a_broken_line_is_never_repeated(interviews: Write, design: Design) -> None:
    with pytest.raises(UpheldError, match="cannot be read as CSV") as raised:
        say("estimate", interviews(f"{FINE}a,1,1,p,secret\n"), "--design", design(SHARE, DRAWN))
    assert "secret" not in str(raised.value)


def test_a_breakdown_by_something_with_a_value_for_everybody_is_refused(
    uss: Path, design: Design
) -> None:
    asked = design('column = "satisfied"\nkind = "proportion"', 'weight = "base_w"')
    with pytest.raises(UpheldError, match="resp_id makes 9,600 cells"):
        say("estimate", uss, "--design", asked, "--by", "resp_id")


def test_a_domain_whose_denominator_is_nought_has_no_ratio_and_says_so(
    interviews: Write, design: Design
) -> None:
    given = interviews("s,y,x,w,g\na,1,2,1,p\na,0,0,2,q\nb,1,3,2,p\nb,0,0,1,q\nb,1,1,1,p\n")
    asked = design('column = "y"\nkind = "ratio"\ndenominator = "x"', DRAWN)
    found = estimates(given, asked, "g")
    assert found["p"]["estimate"] == pytest.approx(4 / 9)
    assert found["q"]["estimate"] is None
    assert "denominator adds up to nought" in found["q"]["note"]
