"""From the start to the result, page by page, as an officer at the door does it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

Pages = tuple[dict[str, list[str]], ...]


def _words(source: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", source).split())


def test_page_by_page_to_the_result_with_grounds_and_reasons(
    officer: Callable[..., Any], longest: Pages
) -> None:
    anna = officer()
    said = _words(anna.hand_in(longest))
    assert "A sexual offence Why" in said
    assert "Is it one of these? A sexual offence . Rule: VC20-sexual_offence" in said
    assert "Refer to a support service: they agreed , by" in said
    assert "! Warning Not safe, or not surely: act before you leave" in said
    assert "Which language? Polish" in said
    assert anna.at.endswith("/result/")


def test_nothing_is_concluded_from_answers_that_speak_for_nothing(
    officer: Callable[..., Any], plain: Pages
) -> None:
    said = _words(officer().hand_in(plain))
    assert "No answer speaks for Enhanced Rights" in said
    assert "Nothing follows from these answers" in said


def test_a_page_that_is_refused_is_shown_by_a_get_with_what_was_typed_and_what_is_wrong(
    officer: Callable[..., Any],
) -> None:
    anna = officer()
    anna.start()
    said = anna.answer({"crime/kind_of_crime": ["hate_crime", "none"], "crime/targeted": ["no"]})
    assert "<title>Error: Needs assessment" in said
    assert "Select this answer alone, or the others without it" in said
    assert 'href="#q1"' in said
    assert 'id="q1"' in said
    assert re.search(r'value="hate_crime"[^>]* checked', said)
    assert re.search(r'name="crime/targeted"[^>]*value="no"[^>]* checked', said)


def test_a_refused_page_keeps_nothing(
    officer: Callable[..., Any], assessments: Callable[[], list[Any]]
) -> None:
    anna = officer()
    anna.start()
    anna.answer({"crime/kind_of_crime": ["hate_crime", "none"]})
    assert assessments()[0].answers == {}


def test_every_page_is_kept_as_it_is_sent_and_another_session_carries_on(
    officer: Callable[..., Any], longest: Pages, assessments: Callable[[], list[Any]]
) -> None:
    anna = officer()
    anna.start()
    anna.answer(longest[0])
    lost = anna.at
    anna.client.cookies.clear()
    anna.client.post("/sign-in/", {"username": "anna", "password": "correct horse battery staple"})
    assert anna.client.get(lost).status_code == 404, "the address held for the lost session alone"
    assert "Not finished" in anna.get("/needs/")
    said = anna.post("/needs/open/", {"number": assessments()[0].number})
    assert "The victim" in said
    assert anna.at.endswith("/2/")


def test_going_back_and_changing_an_answer_leaves_no_stale_page(
    officer: Callable[..., Any], longest: Pages, plain: Pages, assessments: Callable[[], list[Any]]
) -> None:
    anna = officer()
    anna.answer_all(longest)
    anna.get(f"{anna.base}2/")
    said = _words(anna.answer(plain[1]))
    assert "Which language?" not in said
    anna.post(anna.at, {})
    hidden = {"wishes/which_language", "wishes/quality", "wishes/understanding"}
    assert not hidden & set(assessments()[0].answers)


FIRST_OF_THE_FULL_SET = {
    "kind_of_crime": "none", "victim_is": "harmed", "control": "no", "made_to": "no",
    "because_of": "no", "targeted": "no", "before": "several", "same_people": "yes",
}  # fmt: skip
SAME_PEOPLE = "crime/same_people"


def test_a_page_sent_late_from_a_path_that_is_gone_leads_on_and_changes_nothing(
    officer: Callable[..., Any], assessments: Callable[[], list[Any]]
) -> None:
    from django.test import override_settings

    anna = officer()
    with override_settings(NEEDS_AUDIT_SHARE=1.0):
        anna.start()
    for name, answer in FIRST_OF_THE_FULL_SET.items():
        anna.answer({f"crime/{name}": [answer]})
    anna.get(f"{anna.base}7/")
    anna.answer({"crime/before": ["no"]})
    before = assessments()[0].answers
    said = anna.post(f"{anna.base}8/", {"page": SAME_PEOPLE, SAME_PEOPLE: ["no"]})
    assert "What is their date of birth?" in said
    assert assessments()[0].answers == before


def test_a_page_further_on_cannot_be_opened_before_those_before_it(
    officer: Callable[..., Any],
) -> None:
    anna = officer()
    anna.start()
    for ahead in ("3/", "99/", "check/", "result/"):
        base = anna.base
        anna.get(base + ahead)
        assert anna.at == f"{base}1/"


def test_handed_in_it_is_changed_no_more(
    officer: Callable[..., Any], longest: Pages, plain: Pages, assessments: Callable[[], list[Any]]
) -> None:
    anna = officer()
    anna.hand_in(longest)
    before = assessments()[0]
    for page in ("1/", "2/", "check/"):
        anna.post(f"{anna.base}{page}", {"page": "crime", **plain[0]})
        assert anna.at.endswith("/result/")
    after = assessments()[0]
    assert (after.answers, after.finished_at) == (before.answers, before.finished_at)


def test_a_page_saved_after_it_was_handed_in_changes_nothing(
    officer: Callable[..., Any], longest: Pages, assessments: Callable[[], list[Any]]
) -> None:
    """Two tabs: one was opened before the other handed in."""
    from django.utils import timezone

    from upheld.web.staff.needs import actions

    anna = officer()
    anna.answer_all(longest)
    (stale,) = assessments()
    anna.post(anna.at, {})
    before = assessments()[0].answers
    actions.save(by="anna", assessment=stale, answers={"victim/age": "adult"}, seconds={},
                 session=anna.client.session, now=timezone.now(), origin="192.0.2.1")  # fmt: skip
    assert assessments()[0].answers == before


def test_two_pages_sent_at_once_do_not_undo_each_other(
    officer: Callable[..., Any], longest: Pages, assessments: Callable[[], list[Any]]
) -> None:
    from django.utils import timezone

    from upheld.web.staff.needs import actions

    anna = officer()
    anna.start()
    for part in ({"crime/targeted": "yes"}, {"victim/age": "adult"}):
        (stale,) = assessments()
        stale.answers = {}
        actions.save(
            by="anna", assessment=stale, answers=part, seconds={},
            session=anna.client.session, now=timezone.now(), origin="192.0.2.1",
        )  # fmt: skip
    assert assessments()[0].answers == {"crime/targeted": "yes", "victim/age": "adult"}


def test_an_answer_waits_for_the_disk_once(officer: Callable[..., Any], longest: Pages) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    anna = officer()
    anna.start()
    with CaptureQueriesContext(connection) as asked:
        anna.client.post(anna.at, {"page": "crime", **longest[0]})
    assert [each["sql"] for each in asked if each["sql"] in {"COMMIT", "ROLLBACK"}] == ["COMMIT"]


def test_an_answer_whose_session_ended_on_the_way_is_not_kept(
    officer: Callable[..., Any], longest: Pages, assessments: Callable[[], list[Any]]
) -> None:
    from django.contrib.sessions.exceptions import SessionInterrupted
    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from upheld.web.staff.needs import actions

    anna = officer()
    anna.start()
    session, (found,) = anna.client.session, assessments()
    Session.objects.all().delete()
    with pytest.raises(SessionInterrupted):
        actions.save(by="anna", assessment=found, answers={"crime/targeted": "yes"}, seconds={},
                     session=session, now=timezone.now(), origin="192.0.2.1")  # fmt: skip
    assert assessments()[0].answers == {}


def test_the_time_of_a_page_runs_from_when_it_is_shown_until_it_is_answered() -> None:
    from django.utils import timezone

    from upheld.web.staff.needs import clock

    kept: dict[str, Any] = {}
    begun = timezone.now()
    clock.opened(kept, "crime", begun)
    clock.opened(kept, "crime", begun + timedelta(seconds=20))  # refused, and shown again
    first = clock.closed(kept, "crime", begun + timedelta(seconds=31), {})
    assert first == {"crime": 31.0}
    clock.opened(kept, "crime", begun + timedelta(seconds=60))
    again = clock.closed(kept, "crime", begun + timedelta(seconds=64), first)
    assert again == {"crime": 35.0}
    assert clock.closed(kept, "crime", begun, again) == again, "a session lost knows no time"


def test_who_is_drawn_gets_the_full_set_and_the_lot_can_be_drawn_again(
    officer: Callable[..., Any], assessments: Callable[[], list[Any]]
) -> None:
    from django.test import override_settings

    from upheld.web.staff.needs.lot import drawn_for

    with override_settings(NEEDS_AUDIT_SHARE=1.0):
        said = officer().start()
    assert "full set: drawn by lot" in said
    (found,) = assessments()
    assert (found.version, found.audit, found.share) == ("full-2", True, 1.0)
    assert found.draw == drawn_for(found.number)


@pytest.mark.parametrize("share", [0.05, 0.5])
def test_the_lot_falls_on_about_the_share_that_is_set(share: float, site: Any) -> None:
    from upheld.web.staff.needs.lot import drawn_for

    drawn = sum(drawn_for(f"{n:016x}") < share for n in range(4000)) / 4000
    assert abs(drawn - share) < 4 * (share * (1 - share) / 4000) ** 0.5


# Answers by the name of the question; what is not named is left blank.
TOLD = {"kind_of_crime": "none", "victim_is": "harmed", "targeted": "no", "age": "under_18",
        "language": "english", "condition": "none", "understanding": "no", "aids": "hearing",
        "fear": "no", "measures": "wants", "measure": "screen", "companion": "no",
        "safe_now": "yes", "children": "no", "safe_contact": "any_way", "referral": "no",
        "personal_statement": "yes", "control": "no", "made_to": "no", "because_of": "no",
        "before": "no", "other_language": "none", "lives_with": "none", "reading": "yes",
        "depends": "none", "pressed": "no", "meets": "no", "reluctant": "none",
        "worse": "no"}  # fmt: skip


def test_the_full_set_says_before_which_day_the_case_must_be_heard(
    officer: Callable[..., Any],
) -> None:
    from django.test import override_settings

    anna = officer()
    with override_settings(NEEDS_AUDIT_SHARE=1.0):
        anna.start()
    for _ in range(40):
        source = anna.get(anna.at)
        if anna.at.endswith("/check/"):
            break
        (key,) = re.findall(r'name="page" value="([^"]*)"', source)
        name = key.rpartition("/")[2]
        if name == "date_of_birth":
            born = {f"{key}-day": "1", f"{key}-month": "4", f"{key}-year": "2015"}
            said = anna.answer(born)
        else:
            values = re.findall(r'type="(?:radio|checkbox)"[^>]*value="([^"]*)"', source)
            wanted = TOLD.get(name, "")
            said = anna.answer({key: [wanted if wanted in values or not values else values[0]]})
        assert "There is a problem" not in said, key
    said = _words(anna.post(anna.at, {}))
    assert (
        "s.16: under 18 at the hearing; eligible if the case is heard before 1 April 2033" in said
    )
    assert "What would help them? A hearing loop" in said
