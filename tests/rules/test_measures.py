"""The measures as files: what is shipped loads, and what is wrong is named with its place."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner

from upheld.cli.measures import measures as command
from upheld.core.errors import ProblemsError
from upheld.core.measure import Breakdown, Clause
from upheld.core.measure_words import counted_in_words
from upheld.rules import load
from upheld.rules.load_measures import MEASURES, measures

EXAMPLE = """
title = "Told of the charge, late or in time"
right = 6
of = "duties"
better = "high"
unit = "share"
why = "Late is bad; never is worse."
what_to_do = "Tell them today."
owner = "Victim care team"
reviewed_on = 2026-11-23
next_review = 2027-11-23
citation = "VC20-R6-CHARGE"
[where]
entitlement = "R6-CHARGE"
[numerator]
status = ["met", "late"]
[denominator]
status = ["met", "late", "overdue"]
"""


@pytest.fixture
def folder(tmp_path):
    def write(text, name="told-of-charge.toml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        measures.cache_clear()
        return tmp_path

    yield write
    measures.cache_clear()


def said(folder) -> str:
    with pytest.raises(ProblemsError) as refused:
        measures(folder)
    return str(refused.value)


def test_every_shipped_measure_loads_and_counts_what_its_rules_have():
    found = measures()
    assert len(found.all) == len(list(MEASURES.glob("*.toml")))
    codes = load.victims_codes()
    assert all(each.rules(codes) for each in found.all if each.of == "duties")


def test_every_entitlement_that_makes_duties_is_counted_by_a_measure_of_its_own():
    codes = load.victims_codes()
    for rule in codes.entitlements:
        if rule.makes_duties:
            own = [
                m for m in measures().all if m.where.values.get("entitlement") == (rule.short_id,)
            ]
            assert own, rule.id


def test_the_figures_that_the_letter_asks_for_are_there():
    ids = set(measures().ids)
    assert {"timeliness-r6", "timeliness-r6-victims", "timeliness-r4-refer", "coverage-r3-conf",
            "coverage-r3-info", "coverage-r4-vna", "coverage-r7-offer", "priority-identified",
            "priority-missed", "timeliness-r6-update", "exclusions-r6",
            "data-completeness"} <= ids  # fmt: skip


@pytest.mark.parametrize(
    ("measure", "once"),
    [
        ("coverage-r4-vna", True),  # the report starts it, once
        ("timeliness-r4-refer", True),
        ("priority-identified", True),  # of victims
        ("recorded-outcomes", True),  # of crimes
        ("timeliness-r6-arrest", False),  # each suspect's arrest starts one
        ("timeliness-r6", False),
        ("coverage-r7-offer", False),
    ],
)
def test_nobody_can_be_twice_in_what_the_report_starts_and_in_what_counts_victims(measure, once):
    found = measures().find(measure)
    assert found is not None
    assert found.counts_once(load.victims_codes()) is once


def test_what_is_due_earlier_for_some_may_fall_into_two_months_of_one_crime():
    """Then a year's figure by crime is not the sum of its quarters'."""
    found, codes = measures().find("timeliness-r4-refer"), load.victims_codes()
    assert found is not None
    (rule,) = {rule for rule in found.rules(codes) if rule.id.startswith("VC20")}
    sooner = replace(rule, days_enhanced=1)
    changed = replace(codes, versions=(replace(codes.versions[-1], entitlements=(sooner,)),))
    assert not found.counts_once(changed)


def test_a_measure_reads_in_words_as_what_it_counts(folder):
    (one,) = measures(folder(EXAMPLE)).all
    assert counted_in_words(one) == (
        "Of the duties under R6-CHARGE, whose status is met, late or overdue: "
        "those whose status is met or late."
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[where]\nentitlement", "[where]\ncolour", "there is no column 'colour'"),
        ('status = ["met", "late"]', 'status = ["done well"]', "expected one of met, excluded"),
        ('better = "high"', 'better = "high"\ntarget = 95', "expected a share from 0 to 1"),
        ('"R6-CHARGE"\n[num', '"R6-NOTHING"\n[num', "expected an entitlement that makes duties"),
        ("next_review = 2027-11-23", "next_review = 2026-01-01", "expected a day after reviewed"),
        ('of = "duties"', 'of = "tears"', "expected one of duties, victims, crimes, published"),
        ('unit = "share"', "", "missing key"),
        ('unit = "share"', 'unit = "share"\nsql = "DROP"', "unknown key"),
        ('unit = "share"', 'unit = "share"\nbreakdowns = ["sex"]', "expected a title"),
        (
            'unit = "share"',
            'unit = "share"\nrolling_months = 12',
            "rolling_months: expected only where of is published",
        ),
        (
            'better = "high"',
            'better = "neutral"\ntarget = 0.9',
            "expected better to be high or low",
        ),
    ],
)
def test_what_is_wrong_with_a_measure_is_named_with_its_file(folder, old, new, expected):
    assert old in EXAMPLE
    text = said(folder(EXAMPLE.replace(old, new, 1)))
    assert "told-of-charge.toml" in text
    assert expected in text


def test_everything_wrong_in_every_file_is_said_at_once(folder):
    folder(EXAMPLE.replace('of = "duties"', 'of = "tears"'), "one.toml")
    text = said(folder(EXAMPLE.replace('unit = "share"', ""), "two.toml"))
    assert "one.toml" in text
    assert "two.toml" in text


def test_a_name_that_a_twin_has_already_is_refused(folder):
    folder(EXAMPLE.replace("right = 6", 'right = 6\nby_victim = "By victim"'), "told.toml")
    assert "told-victims" in said(folder(EXAMPLE, "told-victims.toml"))


def test_an_overdue_review_fails_the_check_and_names_the_measure():
    ran = CliRunner().invoke(command, ["check", "--on", "2090-01-01"])
    assert ran.exit_code != 0
    assert "timeliness-r6.toml" in str(ran.exception)
    assert CliRunner().invoke(command, ["check", "--on", "2026-11-23"]).exit_code == 0


def test_a_review_is_due_on_its_day_and_overdue_the_day_after():
    one = measures().all[0]
    assert not one.overdue_on(one.next_review)
    assert one.overdue_on(date.fromordinal(one.next_review.toordinal() + 1))


def test_a_clause_without_a_condition_holds_for_every_row():
    assert Clause().holds({})


def test_known_columns_must_be_filled():
    assert Clause(known=("sex",)).holds({"sex": "female"})
    assert not Clause(known=("sex",)).holds({"sex": None})


def test_only_priority_and_offence_group_are_no_personal_breakdown():
    assert {each for each in Breakdown if not each.personal} == {
        Breakdown.PRIORITY,
        Breakdown.OFFENCE_GROUP,
    }


def test_a_changed_measure_changes_the_rules_hash(tmp_path):
    copy = tmp_path / "rules"
    shutil.copytree(load.RULES, copy)
    before = load.rules_hash(copy)
    (copy / "measures" / "told.toml").write_text(EXAMPLE, encoding="utf-8")
    assert load.rules_hash(copy) != before


def test_each_right_knows_its_measures_and_each_thing_owed_its_own():
    codes = load.victims_codes()
    of_right_6 = measures().of_right(6, codes)
    assert [each.id for each in of_right_6[:2]] == ["timeliness-r6", "exclusions-r6"]
    assert "timeliness-r6-arrest" in {each.id for each in of_right_6}
    assert not [each.id for each in of_right_6 if "-r3-" in each.id]
    counting = measures().by_entitlement(codes)
    assert [each.id for each in counting["R6-ARREST"]] == ["timeliness-r6-arrest"]
    assert "R1-PLAIN" not in counting
