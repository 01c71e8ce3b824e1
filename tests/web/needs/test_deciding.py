"""The officer decides; references; the victim's copy; another assessment."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Pages = tuple[dict[str, list[str]], ...]
ALL_GROUNDS = ["serious_crime", "persistently_targeted", "vulnerable", "intimidated"]


def _words(source: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", source).split())


def _decisions() -> list[Any]:
    from upheld.web.staff.needs.models import Decision

    return list(Decision.objects.order_by("id"))


def test_what_the_answers_say_is_decided_with_one_button(
    officer: Callable[..., Any], longest: Pages
) -> None:
    anna = officer()
    said = anna.hand_in(longest)
    ticked = re.findall(r'name="categories"[^>]*value="(\w+)"[^>]* checked', said)
    assert ticked == ALL_GROUNDS
    anna.post(f"{anna.base}decide/", {"categories": ticked})
    (made,) = _decisions()
    assert (made.categories, made.overrules, made.by) == (ALL_GROUNDS, False, "anna")


def test_otherwise_than_the_answers_say_needs_a_reason(
    officer: Callable[..., Any], longest: Pages
) -> None:
    anna = officer()
    anna.hand_in(longest)
    said = anna.post(f"{anna.base}decide/", {"categories": ["vulnerable"]})
    assert "Enter why you decide otherwise than the answers say" in said
    assert not _decisions()
    said = anna.post(
        f"{anna.base}decide/", {"categories": ["vulnerable"], "reason": "seen by a doctor"}
    )
    assert "Reason: seen by a doctor" in _words(said)
    assert [d.overrules for d in _decisions()] == [True]


def test_a_later_decision_stands_beside_the_earlier_one(
    officer: Callable[..., Any], plain: Pages
) -> None:
    anna = officer()
    anna.hand_in(plain)
    anna.post(f"{anna.base}decide/", {})
    anna.post(f"{anna.base}decide/", {"categories": ["discretionary"], "reason": "alone"})
    assert [d.categories for d in _decisions()] == [[], ["discretionary"]]


def test_what_is_set_aside_is_not_promised_in_the_copy(
    officer: Callable[..., Any], longest: Pages
) -> None:
    anna = officer()
    anna.hand_in(longest)
    decided = {"categories": ALL_GROUNDS, "set_aside": ["flag_interpreter"], "reason": "a slip"}
    anna.post(f"{anna.base}decide/", decided)
    said = _words(anna.get(f"{anna.base}copy/"))
    assert "interpreter" not in said
    assert "We will pass your details to a support service, as you agreed. We do this by" in said


def test_the_copy_repeats_no_answer_and_names_no_offence_or_danger(
    officer: Callable[..., Any], longest: Pages
) -> None:
    anna = officer()
    anna.hand_in(longest)
    anna.post(f"{anna.base}decide/", {"categories": ALL_GROUNDS})
    said = _words(anna.get(f"{anna.base}copy/").partition("<main")[2].partition("</main")[0])
    for told in ("sexual", "offence", "disab", "Polish", "not safe", "afraid", "under 18", "VC20"):
        assert told.lower() not in said.lower(), told


def test_until_there_is_a_decision_there_is_no_copy(
    officer: Callable[..., Any], longest: Pages
) -> None:
    anna = officer()
    anna.hand_in(longest)
    anna.get(f"{anna.base}copy/")
    assert anna.at.endswith("/result/")


def test_references_are_given_later_and_the_days_are_counted_from_the_report(
    officer: Callable[..., Any], longest: Pages, assessments: Callable[[], list[Any]]
) -> None:
    anna = officer()
    said = _words(anna.hand_in(longest))
    assert "the day of the assessment, until the day of the report is given" in said
    said = _words(
        anna.post(
            f"{anna.base}references/",
            {
                "crime": "5501234/22",
                "victim": "V-17",
                "reported-day": "2",
                "reported-month": "5",
                "reported-year": "2022",
            },
        )
    )
    assert "Days are counted from the report on 2 May 2022" in said
    assert "Refer to a support service: they agreed , by 4 May 2022 , which has passed" in said
    anna.post(f"{anna.base}decide/", {"categories": ALL_GROUNDS})
    copy = _words(anna.get(f"{anna.base}copy/"))
    assert (
        "We will pass your details to a support service, as you agreed. We do this at once." in copy
    )
    assert "2022" not in copy.partition("What happens now")[2]
    assert assessments()[0].crime == "5501234/22"


def test_the_date_of_birth_says_before_which_day_age_alone_is_enough(
    officer: Callable[..., Any], longest: Pages
) -> None:
    anna = officer()
    said = _words(anna.hand_in(longest))
    assert (
        "under 18 at the hearing; the date of birth, with the references, says until when" in said
    )
    given = {"crime": "5501234/22", "victim": "V-17", "reported-day": "2", "reported-month": "5",
             "reported-year": "2022", "born-day": "29", "born-month": "2"}  # fmt: skip
    refused = anna.post(f"{anna.base}references/", {**given, "born-year": "2099"})
    assert "Enter the date of birth, such as" in refused
    assert 'href="#born-day"' in refused
    said = _words(anna.post(f"{anna.base}references/", {**given, "born-year": "2024"}))
    assert "eligible if the case is heard before 1 March 2042" in said
    said = _words(anna.post(f"{anna.base}references/", {**given, "born-year": "2004"}))
    assert "under 18 at the hearing" not in said


def test_the_date_of_birth_of_an_adult_is_neither_asked_nor_kept(
    officer: Callable[..., Any], plain: Pages, assessments: Callable[[], list[Any]]
) -> None:
    anna = officer()
    anna.hand_in(plain)
    assert "born" not in anna.get(f"{anna.base}references/")
    anna.post(f"{anna.base}references/", {
        "crime": "5501234/22", "victim": "V-17", "reported-day": "2", "reported-month": "5",
        "reported-year": "2022", "born-day": "1", "born-month": "2", "born-year": "1990",
    })  # fmt: skip
    assert assessments()[0].born_on is None


def test_a_reference_that_could_be_a_name_is_refused(
    officer: Callable[..., Any], longest: Pages, assessments: Callable[[], list[Any]]
) -> None:
    anna = officer()
    anna.hand_in(longest)
    wrong = {"crime": "Jane Example", "victim": "", "reported-day": "31", "reported-month": "2",
             "reported-year": "2022"}  # fmt: skip
    said = anna.post(f"{anna.base}references/", wrong)
    for message in ("Enter the crime’s reference", "Enter the victim’s reference",
                    "Enter the day of the report"):  # fmt: skip
        assert message in said
    assert assessments()[0].crime == ""


def test_another_assessment_asks_from_the_beginning_and_follows_the_first(
    officer: Callable[..., Any], longest: Pages, assessments: Callable[[], list[Any]]
) -> None:
    anna = officer()
    anna.hand_in(longest)
    said = anna.post(f"{anna.base}again/", {})
    assert "checked" not in said
    first, second = assessments()
    assert second.follows == first
    assert second.answers == {}
