"""What a phone sends that had no connection: the server decides, as of every page."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

Pages = tuple[dict[str, list[str]], ...]
IDS = ("crime", "victim", "wishes")
ID = "0123456789abcdef" * 2


@pytest.fixture
def draft(longest: Pages) -> Callable[..., str]:
    def made(pages: int = 3, *, done: bool = True, since: float | None = None, **said: Any) -> str:
        from django.utils import timezone

        sent = [{"page": page, "typed": typed, "seconds": 20.25}
                for page, typed in zip(IDS[:pages], longest, strict=False)]  # fmt: skip
        began = timezone.now().timestamp() * 1000 if since is None else since
        return json.dumps({"id": ID, "since": began, "pages": sent, "done": done, **said})

    return made


def send(anna: Any, draft: str, unit: str = "SN") -> Any:
    return anna.client.post("/needs/from-phone/", {"unit": unit, "draft": draft})


def test_sent_twice_it_is_one_assessment_handed_in_once(
    officer: Callable[..., Any], draft: Callable[..., str], assessments: Callable[[], list[Any]],
    entries_of: Callable[..., list[Any]],
) -> None:  # fmt: skip
    anna, text = officer(), draft()
    first, second = send(anna, text).json(), send(anna, text).json()
    assert first == second
    assert "Which language? <strong>Polish" in anna.get(first["address"])
    (found,) = assessments()
    assert found.seconds == dict.fromkeys(IDS, 20.2)
    done = [e.about.partition(": ")[2] for e in entries_of("case.alteration")]
    assert done == ["started", "page answered", "handed in"]


def test_it_is_drawn_for_nothing_and_says_so(
    officer: Callable[..., Any], draft: Callable[..., str], assessments: Callable[[], list[Any]]
) -> None:
    from django.test import override_settings

    with override_settings(NEEDS_AUDIT_SHARE=1.0):
        send(officer(), draft())
    (found,) = assessments()
    assert (found.version, found.audit, found.share) == ("short-2", False, 0.0)


def test_what_is_not_complete_is_carried_on(
    officer: Callable[..., Any], draft: Callable[..., str], assessments: Callable[[], list[Any]]
) -> None:
    anna = officer()
    said = send(anna, draft(pages=2, done=True)).json()
    assert said["address"].endswith("/3/")
    assert assessments()[0].finished_at is None


def test_a_page_that_the_server_refuses_is_shown_with_what_is_wrong(
    officer: Callable[..., Any], draft: Callable[..., str], longest: Pages,
    assessments: Callable[[], list[Any]],
) -> None:  # fmt: skip
    anna = officer()
    wrong = [{"page": "crime", "typed": longest[0], "seconds": 1},
             {"page": "victim", "typed": {"victim/age": ["ninety"]}, "seconds": 1}]  # fmt: skip
    text = json.loads(draft()) | {"pages": wrong}
    said = anna.get(send(anna, json.dumps(text)).json()["address"])
    assert "Select one of the answers listed" in said
    assert set(assessments()[0].answers) == set(longest[0])


@pytest.mark.parametrize("hours", [-30, 5])
def test_a_phones_clock_is_believed_within_what_can_be(
    officer: Callable[..., Any], draft: Callable[..., str], assessments: Callable[[], list[Any]],
    hours: int,
) -> None:  # fmt: skip
    from django.utils import timezone

    now = timezone.now()
    send(officer(), draft(since=(now + timedelta(hours=hours)).timestamp() * 1000))
    began = assessments()[0].started_at
    assert now - timedelta(hours=12, minutes=1) < began < now + timedelta(minutes=1)


@pytest.mark.parametrize("text", [
    "", "nothing", "[]", "{}", '{"id": "x", "since": 0, "pages": [], "done": true}',
    f'{{"id": "{ID}", "since": 1e400, "pages": [], "done": true}}',
    f'{{"id": "{ID}", "since": 0, "pages": [{{"page": "crime", "typed": 3, "seconds": 1}}]}}',
    '{"id": 3, "since": 0, "pages": [], "done": true}', "[" * 100_000, "x" * 300_000,
])  # fmt: skip
def test_what_is_no_draft_is_refused_and_nothing_begun(
    officer: Callable[..., Any], assessments: Callable[[], list[Any]], text: str
) -> None:
    answer = send(officer(), text)
    assert answer.status_code == 400
    assert assessments() == []


def test_what_began_with_a_connection_goes_on_by_its_number(
    officer: Callable[..., Any], draft: Callable[..., str], longest: Pages,
    assessments: Callable[[], list[Any]],
) -> None:  # fmt: skip
    anna = officer()
    anna.start()
    anna.answer(longest[0])
    (begun,) = assessments()
    said = send(anna, draft(id=begun.number)).json()
    assert "Which language? <strong>Polish" in anna.get(said["address"])
    (found,) = assessments()
    assert (found.number, found.draw) == (begun.number, begun.draw)
    assert found.finished_at is not None


def test_another_officers_assessment_is_not_reached_by_its_number_nor_one_that_is_not(
    officer: Callable[..., Any], draft: Callable[..., str], assessments: Callable[[], list[Any]]
) -> None:
    officer().start()
    (begun,) = assessments()
    bert = officer("bert", "officer SN")
    assert send(bert, draft(id=begun.number)).status_code == 403
    assert send(bert, draft(id="0" * 16)).status_code == 404
    (found,) = assessments()
    assert found.answers == {}


def test_the_pages_of_the_short_set_alone_tell_a_phone_what_is_answered(
    officer: Callable[..., Any], longest: Pages
) -> None:
    from django.test import override_settings

    anna = officer()
    anna.start()
    assert '"crime/targeted": "yes"' in anna.answer(longest[0])
    with override_settings(NEEDS_AUDIT_SHARE=1.0):
        assert 'id="going"' not in anna.start()


def test_another_officers_phone_cannot_reach_it_by_the_same_number(
    officer: Callable[..., Any], draft: Callable[..., str], assessments: Callable[[], list[Any]]
) -> None:
    send(officer(), draft(pages=2))
    send(officer("bert", "officer SN"), draft(pages=1))
    assert {(a.by, len(a.answers)) for a in assessments()} == {("anna", 7), ("bert", 3)}


def test_a_unit_that_is_not_theirs_is_refused(
    officer: Callable[..., Any], draft: Callable[..., str], assessments: Callable[[], list[Any]]
) -> None:
    assert send(officer(), draft(), unit="SO18").status_code == 403
    assert assessments() == []


def test_the_copy_that_a_phone_keeps_says_nothing_of_who_asked(
    officer: Callable[..., Any],
) -> None:
    anna, bert = officer(), officer("bert", "officer SO18")
    for place in ("/needs/offline/", "/needs/not-sent/", "/needs/worker.js"):
        answer = anna.client.get(place)
        assert answer.content == bert.client.get(place).content
        assert b"anna" not in answer.content
        assert "unsafe" not in answer["Content-Security-Policy"]


def test_script_runs_only_where_it_is_needed(officer: Callable[..., Any], plain: Pages) -> None:
    anna = officer()
    said = anna.client.get("/needs/")["Content-Security-Policy"]
    assert {"script-src 'self'", "worker-src 'self'", "connect-src 'self'"} <= set(said.split("; "))
    said = anna.client.get("/needs/offline/")["Content-Security-Policy"]
    assert "script-src 'self'" in said
    assert "connect-src" not in said
    anna.hand_in(plain)
    said = anna.client.get(anna.at)["Content-Security-Policy"]
    assert "script-src 'self'" in said
    assert "connect-src" not in said
    assert "script-src" not in anna.client.get(anna.base + "references/")["Content-Security-Policy"]


def test_signing_out_has_the_phone_erase_what_it_keeps(officer: Callable[..., Any]) -> None:
    answer = officer().client.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"storage"'
