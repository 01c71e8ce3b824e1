"""upheld survey sample and progress: who is asked, who is not and why, what leaves the force."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from upheld.core.errors import ProblemsError, UpheldError
from upheld.pipeline.survey_sample import HANDED_OVER

from .asking import ask, say

Rows = Sequence[Mapping[str, str]]
BURGLARY = {"offence_group": "Domestic burglary", "offence_code": "28E"}
IN_WINDOW = {"reported_at": "2022-05-02T10:00", "unit_code": "SN", "reported_how": "in_person"}
WANTED = '[sample]\nwave = "2022-Q2"\nas_of = 2022-06-08\ninterviews = 20\nresponse_rate = 0.5\n'
PRIVATE = {
    "person_ref": "PRIVATE-REF", "given_name": "Zebedee", "family_name": "Quillfeather",
    "postcode": "ZZ9 9ZZ", "ethnicity": "Private-ethnicity", "religion": "Private-religion",
}  # fmt: skip

Write = Callable[..., Path]


@pytest.fixture
def extracts(tmp_path: Path) -> Write:
    """Forty victims of burglary who may be asked, in two BCUs, and whoever else is given."""

    def write(*others: Mapping[str, str], responses: Rows = ()) -> Path:
        folder = tmp_path / "extracts"
        folder.mkdir()
        may_be = [
            {"victim_id": f"V{n:02d}", "unit_code": "SN" if n % 2 else "NA"} for n in range(40)
        ]
        rows = [
            {"kind": "person", "date_of_birth": "1980-02-03", "language": "Polish",
             "given_name": PRIVATE["given_name"], "family_name": PRIVATE["family_name"],
             "postcode": PRIVATE["postcode"], "ethnicity": PRIVATE["ethnicity"],
             "religion": PRIVATE["religion"], **IN_WINDOW, **BURGLARY, **each}
            for each in (*may_be, *others)
        ]  # fmt: skip
        crimes = [{"crime_id": f"C-{row['victim_id']}", **row} for row in rows]
        save(folder / "crimes.csv", crimes, CRIME)
        save(folder / "victims.csv", crimes, VICTIM)
        if responses:
            save(folder / "survey_responses.csv", responses, list(responses[0]))
        return folder

    return write


CRIME = ["crime_id", "reported_at", "offence_code", "offence_group", "reported_how", "unit_code",
         "domestic_abuse", "hate_crime"]  # fmt: skip
VICTIM = ["victim_id", "crime_id", "person_ref", "kind", "date_of_birth", "language", "ethnicity",
          "religion", "safe_contact", "on_duty", "survey_opted_out", "given_name", "family_name",
          "postcode"]  # fmt: skip


def save(path: Path, rows: Rows, columns: Sequence[str]) -> None:
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def sample(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    def draw(
        folder: Path, more: str = "", *, seed: str = "s", out: str = "sample"
    ) -> dict[str, Any]:
        design = tmp_path / "sample.toml"
        design.write_text(WANTED + more)
        return ask("sample", folder, "--design", design, "--seed", seed, "--out", tmp_path / out)

    return draw


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text().splitlines()))


# One victim for each reason to be left out. Born on 8 June 2004 somebody is 18 on the day.
LEFT_OUT = {
    "not_a_person": {"kind": "business", "date_of_birth": ""},
    "under_age": {"date_of_birth": "2004-06-09"},
    "age_unknown": {"date_of_birth": ""},
    "domestic_abuse": {"domestic_abuse": "true"},
    "sexual_offence": {"offence_code": "19C", "offence_group": "Rape", "hate_crime": "true"},
    "on_duty": {"on_duty": "true"},
    "opted_out": {"survey_opted_out": "true"},
    "no_safe_contact": {"safe_contact": "post;telephone"},
}


@pytest.mark.parametrize("reason", LEFT_OUT)
def test_each_reason_leaves_its_victim_out_and_is_counted(
    extracts: Write, sample: Callable[..., dict[str, Any]], tmp_path: Path, reason: str
) -> None:
    answer = sample(extracts({"victim_id": "X", **LEFT_OUT[reason]}))
    assert {name: count for name, count in answer["excluded"].items() if count} == {reason: 1}
    assert answer["frame"] == 40
    assert "X" not in {row["victim_id"] for row in rows_of(tmp_path / "sample" / "key.csv")}


def test_somebody_who_is_18_on_the_day_may_be_asked(
    extracts: Write, sample: Callable[..., dict[str, Any]]
) -> None:
    assert sample(extracts({"victim_id": "X", "date_of_birth": "2004-06-08"}))["frame"] == 41


def test_somebody_interviewed_in_the_last_twelve_months_is_left_out_under_any_crime(
    extracts: Write, sample: Callable[..., dict[str, Any]]
) -> None:
    earlier = {"victim_id": "OLD", "person_ref": "P1", "reported_at": "2021-08-01T10:00"}
    again = {"victim_id": "X", "person_ref": "P1"}
    long_ago = {"victim_id": "Y"}
    responses = [
        {"respondent_id": "R1", "victim_id": "OLD", "interviewed_on": "2021-09-20"},
        {"respondent_id": "R2", "victim_id": "Y", "interviewed_on": "2021-06-07"},
    ]
    answer = sample(extracts(earlier, again, long_ago, responses=responses))
    assert answer["excluded"]["surveyed_lately"] == 1
    assert answer["frame"] == 41  # Y may be asked again: a year and a day have passed


def test_a_person_with_two_crimes_has_one_place(
    extracts: Write, sample: Callable[..., dict[str, Any]]
) -> None:
    two = [
        {"victim_id": name, "person_ref": "P1", "reported_at": f"2022-05-{day}T10:00"}
        for name, day in (("X", "03"), ("Y", "04"))
    ]
    answer = sample(extracts(*two), 'response_rates = { "Residential burglary" = 0.1 }')
    assert answer["excluded"]["same_person"] == 1
    assert answer["frame"] == 41


def test_every_victim_is_counted_once(
    extracts: Write, sample: Callable[..., dict[str, Any]]
) -> None:
    others = [{"victim_id": f"X{n}", **each} for n, each in enumerate(LEFT_OUT.values())]
    out_of_scope = [
        {"victim_id": "T", "offence_group": "Other theft", "offence_code": "49"},
        {"victim_id": "U", "unit_code": "SO18"},
        {"victim_id": "W", "reported_how": "online"},
    ]
    too_early = {"victim_id": "E", "reported_at": "2022-03-07T23:59"}
    too_late = {"victim_id": "L", "reported_at": "2022-06-08T00:00"}
    answer = sample(
        extracts(*others, *out_of_scope, too_early, too_late), 'channels = ["in_person"]'
    )
    assert answer["victims"] == 51
    assert answer["out_of_scope"] == 3
    assert sum(answer["excluded"].values()) == 8
    assert answer["victims"] == answer["out_of_scope"] + answer["frame"] + 8
    assert answer["excluded_for_any_reason"]["age_unknown"] == 2  # the business has no age either


def test_a_draw_repeats_by_its_seed_whatever_the_order_of_the_extracts(
    extracts: Write, sample: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    folder = extracts()
    sample(folder, out="one")
    header, *lines = (folder / "victims.csv").read_text().splitlines()
    (folder / "victims.csv").write_text("\n".join([header, *reversed(lines), ""]))
    sample(folder, out="again")
    sample(folder, seed="t", out="other")
    keys = [(tmp_path / name / "key.csv").read_bytes() for name in ("one", "again", "other")]
    assert keys[0] == keys[1] != keys[2]


def test_weights_stand_for_the_frame_and_the_quotas_for_the_interviews(
    extracts: Write, sample: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    answer = sample(
        extracts({"victim_id": "X", "hate_crime": "true"}), 'allocation = "proportional"'
    )
    key = rows_of(tmp_path / "sample" / "key.csv")
    assert sum(float(row["base_weight"]) for row in key) == pytest.approx(answer["frame"])
    assert answer["interviews"] == 20
    counted = Counter((row["unit_code"], row["crime_type"]) for row in key)
    for each in answer["strata"]:
        assert counted[each["unit_code"], each["crime_type"]] == each["drawn"]
    assert any("One victim only in SN × Hate crime" in note for note in answer["notes"])


def test_a_stated_precision_says_how_many(
    extracts: Write, sample: Callable[..., dict[str, Any]]
) -> None:
    answer = sample(extracts(), 'allocation = "precision"\nhalf_width = 0.2')
    assert {each["unit_code"]: each["interviews"] for each in answer["strata"]} == {
        "NA": 11, "SN": 11,
    }  # fmt: skip


def test_the_supplier_gets_no_more_than_is_needed_and_nobody_else_may_read_the_files(
    extracts: Write, sample: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    sample(extracts({"victim_id": "X", "person_ref": PRIVATE["person_ref"]}))
    handed = tmp_path / "sample" / "sample.csv"
    assert tuple(rows_of(handed)[0]) == HANDED_OVER
    assert {row["language"] for row in rows_of(handed)} == {"Polish"}
    key = rows_of(tmp_path / "sample" / "key.csv")
    for one in key:
        assert one["victim_id"] not in handed.read_text()
    for path in (tmp_path / "sample").iterdir():
        assert path.stat().st_mode & 0o077 == 0
        assert not [each for each in PRIVATE.values() if each in path.read_text()]


def test_what_is_printed_and_recorded_holds_counts_and_nobody(
    extracts: Write, sample: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    folder = extracts()
    answer = json.dumps(sample(folder, out="one"))
    text = say(
        "sample", folder, "--design", tmp_path / "sample.toml", "--seed", "s", "--out",
        tmp_path / "two",
    )  # fmt: skip
    for row in rows_of(tmp_path / "one" / "key.csv"):
        for secret in (row["victim_id"], row["crime_id"], row["sample_id"]):
            assert secret not in answer
            assert secret not in text


def test_a_seed_that_can_be_guessed_is_said(
    extracts: Write, sample: Callable[..., dict[str, Any]]
) -> None:
    folder = extracts()
    short, long = sample(folder, seed="2022", out="a"), sample(folder, seed="x" * 20, out="b")
    assert any("seed is short" in note for note in short["notes"])
    assert not any("seed is short" in note for note in long["notes"])
    with pytest.raises(UpheldError, match="seed is empty"):
        sample(folder, seed=" ", out="c")


def test_a_sample_in_the_field_is_never_written_over(
    extracts: Write, sample: Callable[..., dict[str, Any]]
) -> None:
    folder = extracts()
    sample(folder)
    with pytest.raises(UpheldError, match="never written over"):
        sample(folder)


def test_nobody_in_the_frame_is_said(
    extracts: Write, sample: Callable[..., dict[str, Any]]
) -> None:
    with pytest.raises(UpheldError, match="Nobody is in the frame: 40 victims"):
        sample(extracts(), 'channels = ["online"]')


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('keep = ["domestic_abuse"]', "who are always left out"),
        ("least_age = 16", "children are not interviewed"),
        ('contact_by = ["pigeon"]', "contact_by: expected some of"),
        ("months = 0\nhalf_width = 3", "months: expected 1 or more"),
        ('[[sample.crime_types]]\nname = "Burglary"', "expected groups, codes or hate_crime"),
        ("expected_shares = { Fraud = 0.5 }", "expected names of crime types"),
    ],
)
def test_a_design_of_a_sample_that_makes_nonsense_is_refused(
    extracts: Write, sample: Callable[..., dict[str, Any]], more: str, said: str
) -> None:
    with pytest.raises(ProblemsError, match=said):
        sample(extracts(), more)


# -------------------------------------------------------------------------------------- progress


def test_dispositions_become_rates_and_quotas_by_week(
    extracts: Write, sample: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    drawn = sample(extracts())["drawn"]
    names = [row["sample_id"] for row in rows_of(tmp_path / "sample" / "key.csv")]
    given = tmp_path / "dispositions.csv"
    given.write_text(
        "sample_id,date,code\n"
        f"{names[0]},2022-07-04,2.2\n{names[0]},2022-07-12,1.1\n"  # the last one counts
        f"{names[1]},2022-07-05,1.1\n{names[2]},2022-07-05,2.11\n"
    )
    found = ask("progress", tmp_path / "sample", "--dispositions", given)
    assert found["pending"] == drawn - 3
    assert found["response_rates"]["all"]["rr1"] == pytest.approx(2 / drawn)
    assert found["response_rates"]["all"]["rr5"] == pytest.approx(2 / 3)
    assert [(each["week"], each["done"], each["so_far"]) for each in found["weeks"]] == [
        ("2022-W27", 1, 1), ("2022-W28", 1, 2),
    ]  # fmt: skip
    assert sum(each["done"] for each in found["quotas"]) == 2
    assert sum(each["wanted"] for each in found["quotas"]) == 20
    assert "RR1" in say("progress", tmp_path / "sample", "--dispositions", given)


def test_everything_wrong_with_dispositions_is_said_at_once(
    extracts: Write, sample: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    sample(extracts())
    given = tmp_path / "dispositions.csv"
    given.write_text("sample_id,date,code\nNOBODY,2022-07-04,1.1\nNOBODY,4/7/22,done\n")
    with pytest.raises(ProblemsError) as raised:
        say("progress", tmp_path / "sample", "--dispositions", given)
    assert len(raised.value.problems) == 4


# ---------------------------------------------------------------------------- back to estimates


def test_answers_come_back_by_the_key_and_those_who_answered_stand_for_all(
    extracts: Write, sample: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    answer = sample(extracts(), 'response_rates = { "Residential burglary" = 0.5 }')
    key = rows_of(tmp_path / "sample" / "key.csv")
    answered = [row for n, row in enumerate(key) if n % 4]
    back = tmp_path / "back.csv"
    back.write_text(
        "sample_id,sat7,unit_code\n"
        + "".join(f"{row['sample_id']},{n % 7 + 1},?\n" for n, row in enumerate(answered))
    )
    design = tmp_path / "uss.toml"
    design.write_text(
        '[outcome]\ncolumn = "sat7"\nkind = "proportion"\nsuccess = [5, 6, 7]\n'
        '[design]\nstrata = ["unit_code", "crime_type"]\nweight = "base_weight"\n'
        '[weights]\nkey = "sample/key.csv"\nclasses = ["unit_code", "crime_type"]\n'
    )
    out = tmp_path / "weighted.csv"
    found = ask("weigh", back, "--design", design, "--out", out)["diagnostics"]
    assert found["interviews"] == len(answered)
    assert found["total"] == pytest.approx(answer["frame"])
    assert {row["unit_code"] for row in rows_of(out)} == {"NA", "SN"}
    [all_of] = ask("estimate", back, "--design", design)["estimates"]
    assert all_of["n"] == len(answered)


def test_answers_of_somebody_who_was_not_drawn_are_refused(
    extracts: Write, sample: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    sample(extracts())
    back = tmp_path / "back.csv"
    back.write_text("sample_id,sat7\nNOBODY,5\n")
    design = tmp_path / "uss.toml"
    design.write_text(
        '[outcome]\ncolumn = "sat7"\nkind = "mean"\n[design]\nweight = "base_weight"\n'
        '[weights]\nkey = "sample/key.csv"\n'
    )
    with pytest.raises(ProblemsError, match="is not of the sample drawn"):
        ask("estimate", back, "--design", design)
