"""The needs assessment: short enough for the doorstep, and every conclusion with its rule."""

from __future__ import annotations

from datetime import date, datetime
from itertools import product

import pytest

from upheld.core.needs_assessment import (
    GROUNDS,
    Section,
    categories,
    grounds,
    next_steps,
    special_measures,
)
from upheld.core.questions.evaluate import Moment
from upheld.core.questions.flags import Flag, flag_questions, flags, rules_of
from upheld.core.questions.journey import Journey, journey
from upheld.core.questions.question_set import SELECTS, Kind, Question
from upheld.core.questions.shared import answers_in, flags_in
from upheld.question_sets.load import question_set
from upheld.rules import load

TODAY = date(2026, 11, 25)
MOMENT = Moment(datetime(2026, 11, 25, 12, 0))
SHORT, FULL = (question_set("needs_assessment", version) for version in ("short-2", "full-2"))
# Nobody needs anything: each test says what is different.
CALM = {
    "crime/kind_of_crime": "none", "crime/victim_is": "harmed", "crime/targeted": "no",
    "victim/age": "adult", "victim/language": "english", "victim/condition": "none",
    "victim/fear": "no", "wishes/safe_now": "yes", "wishes/safe_contact": "any_way",
    "wishes/measures": "undecided", "wishes/referral": "no",
}  # fmt: skip
PLACES = {key.rpartition("/")[2]: key for key in CALM} | {
    name: f"wishes/{name}" for name in ("quality", "understanding", "which_language")
}


def answered(**changed: str) -> Journey:
    found = journey(SHORT, CALM | {PLACES[n]: text for n, text in changed.items()}, MOMENT)
    assert found.complete, found.next
    return found


def raised(**changed: str) -> tuple[Flag, ...]:
    return flags(answered(**changed))


def names(**changed: str) -> set[str]:
    return {flag.name.removeprefix("flag_") for flag in raised(**changed)}


# The short set


def test_the_short_set_has_at_most_twelve_questions_and_the_rest_by_branching() -> None:
    asked = [item for item in SHORT.questions if item.asked]
    core = [item for item in asked if item.relevant is None]
    assert len(core) <= 12
    assert {item.name for item in asked} - {item.name for item in core} == {
        "which_language", "quality", "understanding"
    }  # fmt: skip


def taps(question: Question) -> int:
    """One a choice; of several, every one that can be ticked together."""
    if question.kind is Kind.SELECT_MULTIPLE:
        return sum(1 for choice in SHORT.choices(question) if not choice.exclusive)
    return 1


def test_the_longest_path_takes_at_most_25_taps_and_no_typing() -> None:
    """Started, with everything ticked that can be, each page sent, and the answers handed in."""
    branching = {
        "condition": [
            "none", " ".join(c.name for c in SHORT.choice_lists["condition"] if not c.exclusive)
        ],
        "language": ["english", "interpreter", "sign_language"],
        "age": ["adult", "under_18", "not_sure"],
        "quality": ["yes"], "understanding": ["yes"], "which_language": ["polish"],
    }  # fmt: skip
    longest = 0
    for chosen in product(*branching.values()):
        found = answered(**dict(zip(branching, chosen, strict=True)))
        asked = [each.question for page in found.pages for each in page.asked]
        assert all(question.kind in SELECTS for question in asked)
        longest = max(longest, sum(map(taps, asked)) + len(found.pages) + 2)
    assert longest == 25


def test_the_short_sets_questions_stand_in_the_full_set_with_the_same_answers() -> None:
    full = {item.name: item for item in FULL.questions}
    for item in SHORT.questions:
        assert full[item.name].kind is item.kind
        assert [c.name for c in FULL.choices(full[item.name])] == [
            c.name for c in SHORT.choices(item)
        ]


# Flags


def test_every_flag_names_rules_that_there_are() -> None:
    code = next(each for each in load.victims_codes().versions if each.id == "VC20")
    known = {rule.id for rule in code.entitlements} | {code.ground_id(g) for g in code.grounds}
    law = {"YJCEA 1999 s.16", "YJCEA 1999 s.17", "YJCEA 1999 s.17(4)",
           "College of Policing: needs at first contact"}  # fmt: skip
    first = question_set("needs_assessment", "full-1")
    for form in (SHORT, FULL, first):
        for question in flag_questions(form):
            assert rules_of(question), question.name
            assert set(rules_of(question)) <= known | law, question.name


def test_every_flag_can_be_raised_and_need_not_be() -> None:
    cases = [
        names(kind_of_crime="sexual_offence human_trafficking domestic_abuse hate_crime "
              "other_serious", targeted="yes", age="under_18", language="interpreter",
              which_language="polish", condition="physical", quality="yes", understanding="yes",
              fear="yes", safe_now="no", safe_contact="in_person", measures="wants",
              referral="yes"),
        names(victim_is="bereaved_relative", targeted="not_sure"),
    ]  # fmt: skip
    every = {question.name.removeprefix("flag_") for question in flag_questions(SHORT)}
    assert set.union(*cases) == every
    assert names() == set()


def test_a_flag_points_to_the_answers_behind_it() -> None:
    (flag,) = (each for each in raised(language="sign_language") if "interpreter" in each.name)
    assert flag.words == "Arrange an interpreter, free of charge"
    assert flag.rules == ("VC20-R1-INTERP",)
    assert [(line.page, line.answer) for line in flag.because] == [
        ("victim", "A sign language interpreter is needed")
    ]


def test_every_flag_raised_has_an_answer_behind_it() -> None:
    for flag in raised(kind_of_crime="sexual_offence", age="not_sure", understanding="yes"):
        assert flag.because, flag.name


@pytest.mark.parametrize(("changed", "expected"), [
    ({"kind_of_crime": "hate_crime"}, {"hate_crime"}),
    ({"victim_is": "bereaved_relative"}, {"bereaved_relative"}),
    ({"targeted": "yes"}, {"persistently_targeted"}),
    ({"targeted": "not_sure"}, {"reassess"}),
    ({"age": "under_18", "understanding": "no"}, {"under_18", "s16", "measures", "vri"}),
    ({"condition": "physical", "quality": "no", "understanding": "no"}, set()),
    ({"condition": "physical", "quality": "yes", "understanding": "yes"},
     {"evidence_quality", "s16", "measures", "vri", "intermediary"}),
    ({"fear": "yes"}, {"intimidated", "s17", "measures", "vri"}),
    ({"safe_now": "not_sure"}, {"safety", "reassess"}),
    ({"safe_contact": "not_post"}, {"safe_contact"}),
    ({"referral": "yes"}, {"referral"}),
])  # fmt: skip
def test_what_an_answer_leads_to(changed: dict[str, str], expected: set[str]) -> None:
    assert names(**changed) == expected


def test_an_uncertain_age_is_presumed_under_18_and_asked_again() -> None:
    assert {"under_18", "reassess"} <= names(age="not_sure", understanding="no")


def test_a_victim_of_a_sexual_offence_is_treated_as_intimidated() -> None:
    assert "intimidated" in names(kind_of_crime="sexual_offence")
    assert "intimidated" not in names(kind_of_crime="domestic_abuse")


# What only the full set asks

NAMED = {item.name: item for item in FULL.questions}
# As in the short set nobody needs anything; what may be left blank is.
CALM_FULL = {
    **{item.path: "" for item in FULL.questions if item.asked},
    **{NAMED[key.rpartition("/")[2]].path: text for key, text in CALM.items()},
    **{NAMED[name].path: "no" for name in (
        "control", "made_to", "because_of", "before", "pressed", "meets", "worse", "companion",
        "children")},
    **{NAMED[name].path: "none" for name in (
        "other_language", "lives_with", "depends", "reluctant", "aids", "measure")},
    NAMED["reading"].path: "yes", NAMED["personal_statement"].path: "taken",
}  # fmt: skip


def missed(**changed: str) -> set[str]:
    """What the full set raises and its short part would not."""
    answers = CALM_FULL | {NAMED[name].path: text for name, text in changed.items()}
    found = journey(FULL, answers, MOMENT)
    assert found.complete, found.next
    short = journey(SHORT, answers_in(SHORT, FULL, answers), MOMENT)
    assert short.complete, short.next
    raised = {flag.name for flag in flags(found)}
    fewer = set(flags_in(SHORT, FULL, answers, MOMENT))
    assert fewer <= raised, "the full set raises what the short one does"
    return {name.removeprefix("flag_") for name in raised - fewer}


WITNESS = {"s17", "measures", "vri"}


@pytest.mark.parametrize(("changed", "expected"), [
    ({}, set()),
    ({"control": "yes"}, {"domestic_abuse", "s17_automatic", "interviewer"} | WITNESS),
    ({"control": "yes", "referral": "already"},
     {"domestic_abuse", "s17_automatic", "interviewer", "specialist"} | WITNESS),
    ({"made_to": "yes"}, {"human_trafficking", "intimidated", "s17_automatic"} | WITNESS),
    ({"because_of": "yes"}, {"hate_crime"}),
    ({"before": "several", "same_people": "yes"}, {"persistently_targeted"}),
    ({"before": "once"}, set()),
    ({"other_language": "both"}, {"interpreter", "translation"}),
    ({"lives_with": "brain", "quality": "yes", "understanding": "yes"},
     {"evidence_quality", "s16", "measures", "vri", "intermediary", "plain"}),
    ({"lives_with": "brain", "quality": "no", "understanding": "no"}, set()),
    ({"reading": "no"}, {"plain"}),
    ({"depends": "children"}, {"care"}),
    ({"pressed": "yes"}, {"intimidated", "no_contact"} | WITNESS),
    ({"reluctant": "people"}, {"intimidated"} | WITNESS),
    ({"reluctant": "status"}, set()),
    ({"meets": "yes"}, {"no_contact"}),
    ({"worse": "yes"}, {"safety"}),
    ({"companion": "yes"}, {"companion"}),
    ({"control": "not_sure"}, {"reassess"}),
    ({"fear": "yes", "behaviour": "suspect", "circumstances": "home"}, set()),
])  # fmt: skip
def test_what_the_short_set_would_have_missed(changed: dict[str, str], expected: set[str]) -> None:
    extra = {"interviewer": "either"} if changed.get("control") == "yes" else {}
    assert missed(**changed, **extra) == expected


def test_the_first_full_set_could_find_nothing_missed() -> None:
    first = question_set("needs_assessment", "full-1")
    one, other = ({q.name: q.calculation for q in flag_questions(form)} for form in (first, SHORT))
    assert one.keys() == other.keys()
    assert {q.name for q in flag_questions(FULL)} - one.keys() == {
        "flag_translation", "flag_plain", "flag_companion", "flag_no_contact", "flag_care"
    }  # fmt: skip


# Grounds for Enhanced Rights


def test_grounds_are_those_of_the_code() -> None:
    code = next(each for each in load.victims_codes().versions if each.id == "VC20")
    categories_of = {code.ground_id(ground): ground.category for ground in code.grounds}
    for question in flag_questions(SHORT):
        if question.name in GROUNDS:
            assert {categories_of[rule] for rule in rules_of(question)} == {GROUNDS[question.name]}


def test_categories_are_named_once() -> None:
    found = raised(kind_of_crime="domestic_abuse hate_crime", fear="yes")
    assert categories(found) == ("serious_crime", "intimidated")
    assert len(grounds(found)) == 3


# Special measures


def opened(born_on: date | None = None, **changed: str) -> dict[str, tuple[Section, ...]]:
    found = special_measures(raised(**changed), TODAY, born_on)
    return {each.section: each.by for each in found.measures}


def test_nobody_is_eligible_without_a_reason() -> None:
    assert opened() == {}


def test_an_intimidated_witness_has_no_intermediary_and_no_aids() -> None:
    assert set(opened(fear="yes")) == {"s.23", "s.24", "s.25", "s.26", "s.27", "s.28"}


def test_a_vulnerable_witness_may_have_both() -> None:
    found = opened(condition="mental_disorder", quality="yes", understanding="yes")
    assert set(found) == {"s.23", "s.24", "s.26", "s.27", "s.28", "s.29", "s.30"}
    assert found["s.29"] == (Section.VULNERABLE,)


def test_private_evidence_is_for_certain_proceedings_or_fear() -> None:
    vulnerable = {"condition": "physical", "quality": "yes", "understanding": "no"}
    assert "s.25" not in opened(**vulnerable)
    assert "s.25" in opened(kind_of_crime="domestic_abuse", **vulnerable)


@pytest.mark.parametrize("kind", ["sexual_offence", "human_trafficking", "domestic_abuse"])
def test_some_complainants_are_eligible_unless_they_decline(kind: str) -> None:
    (automatic,) = special_measures(raised(kind_of_crime=kind), TODAY).eligibility
    assert automatic.section is Section.INTIMIDATED
    assert automatic.automatic
    assert opened(kind_of_crime=kind, measures="declines") == {}


def test_a_bereaved_relative_is_no_complainant() -> None:
    assert "s17_automatic" not in names(kind_of_crime="domestic_abuse",
                                        victim_is="bereaved_relative")  # fmt: skip


@pytest.mark.parametrize(("born_on", "before"), [
    (date(2010, 6, 1), date(2028, 6, 1)),
    (date(2012, 2, 29), date(2030, 3, 1)),
    (date(2008, 11, 26), date(2026, 11, 26)),
])  # fmt: skip
def test_age_counts_at_the_hearing(born_on: date, before: date) -> None:
    (young,) = special_measures(raised(), TODAY, born_on).eligibility
    assert young.heard_before == before


def test_who_was_under_18_at_the_offence_and_no_longer_is_has_enhanced_rights_only() -> None:
    found = raised(age="under_18", understanding="no")
    assert categories(found) == ("vulnerable",)
    assert special_measures(found, TODAY, date(2008, 11, 25)).measures == ()


# What to do next


def test_a_referral_is_due_two_working_days_after_the_report() -> None:
    code = next(each for each in load.victims_codes().versions if each.id == "VC20")
    found = next_steps(raised(referral="yes"), code, load.calendar(), date(2026, 11, 27))
    assert [(step.rule, step.due_on) for step in found] == [("VC20-R4-REFER", date(2026, 12, 1))]
