"""One edition, one person, one message: whatever is killed, refused, restarted or run twice."""

from __future__ import annotations

import email
import os
from collections import Counter
from datetime import timedelta
from email import policy
from pathlib import Path
from typing import Any

import pytest

from upheld.core.errors import UpheldError

FOUR = [f"p{n}@force.example" for n in range(4)]


def _run_and_die(box: Any, push: Any, send: Any, when: str, number: int) -> None:
    """In a process of its own, which the server kills (SIGKILL) at that point."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            box.kill(os.getpid(), when, number)
            send(push)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    box.kill_no_more()
    assert os.WIFSIGNALED(status), "the process ended before it was killed"


def _states(push: Any) -> Counter[str]:
    from upheld.web.staff.push.outbox import states

    return Counter(states(push))


# The canary is number 0; then come the four.


@pytest.mark.parametrize("number", range(5))
def test_killed_before_a_message_left_it_is_sent_by_the_next_run(
    box: Any, people: Any, pushed: Any, send: Any, number: int
) -> None:
    people("SN", *FOUR)
    push = pushed()
    _run_and_die(box, push, send, "asked", number)
    send(push)
    assert box.to() == FOUR
    assert _states(push) == {"accepted": 4}


@pytest.mark.parametrize("number", range(1, 5))
def test_killed_after_the_server_took_it_it_is_never_sent_again_and_shown_as_unknown(
    box: Any, people: Any, pushed: Any, send: Any, number: int
) -> None:
    from upheld.web.staff.push.models import Line

    people("SN", *FOUR)
    push = pushed()
    _run_and_die(box, push, send, "taken", number)
    send(push)
    send(push)
    assert sorted(box.to()) == FOUR, "each once: none twice, none lost"
    (line,) = Line.objects.filter(push=push, state="unknown")
    assert line.subscriber.email == FOUR[number - 1]
    assert _states(push) == {"accepted": 3, "unknown": 1}


def test_killed_with_the_canary_at_the_server_only_the_canary_comes_twice(
    box: Any, people: Any, pushed: Any, send: Any
) -> None:
    people("SN", *FOUR)
    push = pushed()
    _run_and_die(box, push, send, "taken", 0)
    send(push)
    assert box.to() == FOUR
    assert len(box.mails) == 6


def test_a_persons_word_settles_what_is_unknown(
    box: Any, people: Any, pushed: Any, send: Any, entries_of: Any
) -> None:
    from upheld.web.staff.push import actions
    from upheld.web.staff.push.models import Line

    people("SN", *FOUR)
    push = pushed()
    _run_and_die(box, push, send, "taken", 2)
    send(push)
    line = Line.objects.get(state="unknown")
    actions.settle(by="anna", line=line, again=True, origin="command line")
    send(push)
    assert Counter(box.to()) == Counter([*FOUR, FOUR[1]]), "twice by that word alone"
    assert [e.about for e in entries_of("push.settled")] == [f"line {line.pk}: send again"]
    with pytest.raises(UpheldError, match="not unknown any more"):
        actions.settle(by="bert", line=line, again=True, origin="command line")


def test_run_again_and_again_nothing_goes_out_twice(
    box: Any, people: Any, pushed: Any, send: Any
) -> None:
    people("SN", *FOUR)
    push = pushed()
    for _ in range(3):
        assert send(push).states == {"accepted": 4}
    assert box.to() == FOUR


def test_of_two_publishers_at_once_one_is_told_to_wait(
    box: Any, people: Any, pushed: Any, send: Any
) -> None:
    from upheld.web.staff.push.alone import alone

    people("SN", *FOUR)
    push = pushed()
    with alone(), pytest.raises(UpheldError, match="Another process is sending"):
        send(push)
    assert box.mails == []
    send(push)
    assert box.to() == FOUR


def test_a_second_push_of_one_publication_cannot_be_made(people: Any, pushed: Any) -> None:
    from django.db import IntegrityError

    from upheld.web.staff.push import actions
    from upheld.web.staff.push.models import Line
    from upheld.web.staff.push.prepare import Prepared

    people("SN", *FOUR)
    push = pushed()
    again = Prepared(push.publication, {}, (), 0)
    with pytest.raises((IntegrityError, KeyError)):
        actions.prepare(by="bert", prepared=again, origin="command line")
    assert Line.objects.count() == 5


def test_an_edition_taken_back_and_published_again_goes_only_to_whom_it_never_reached(
    box: Any, people: Any, pushed: Any, send: Any, browser_of: Any
) -> None:
    from upheld.web.staff.publish import actions as publishing

    people("SN", *FOUR)
    box.answer(FOUR[0], "550 no")
    push = pushed()
    assert send(push).states == {"accepted": 3, "refused": 1}
    publishing.withdraw(by="anna", publication=push.publication, origin="command line")
    people("SN", "new@force.example")
    box.take(FOUR[0])
    again = pushed()
    assert send(again).states == {"accepted": 2, "left": 3}
    assert sorted(box.to()) == sorted([*FOUR, "new@force.example"])
    lines = browser_of("anna", "analyst").get(f"/messages/{again.pk}/").content.decode()
    assert lines.count("(the person has this edition’s message already)") == 3
    answer = browser_of("bert", "staff").get("/messages/said/1/SN/")
    assert answer["Location"] == "/units/SN/", "the link of the first mail opens what it said"


# The mail service --------------------------------------------------------------------------------


def test_half_the_addresses_wrong_the_other_half_is_told_and_the_wrong_are_shown(
    box: Any, people: Any, pushed: Any, send: Any
) -> None:
    people("SN", *FOUR)
    for each in FOUR[:2]:
        box.answer(each, "550 no such user")
    push = pushed()
    assert send(push).states == {"accepted": 2, "refused": 2}
    assert box.to() == FOUR[2:]


def test_a_server_that_is_down_loses_nothing(box: Any, people: Any, pushed: Any, send: Any) -> None:
    from django.test import override_settings

    people("SN", *FOUR)
    push, pauses = pushed(), []
    with override_settings(SMTP_PORT=1):
        ran = send(push, pauses.append)
    assert ran.down
    assert ran.states == {"waiting": 4}
    assert pauses == sorted(pauses) != []
    assert send(push).states == {"accepted": 4}
    assert box.to() == FOUR


def test_try_later_is_tried_later_and_not_before(
    box: Any, people: Any, pushed: Any, send: Any
) -> None:
    from upheld.web.staff.push.models import Line

    people("SN", *FOUR)
    push = pushed()
    box.answer(FOUR[0], "451 greylisted")
    assert send(push).states == {"accepted": 3, "waiting": 1}
    line = Line.objects.get(state="waiting")
    assert line.next_at is not None
    (box.place / FOUR[0]).unlink()
    assert send(push).states == {"accepted": 3, "waiting": 1}, "its time has not come"
    Line.objects.filter(pk=line.pk).update(next_at=line.next_at - timedelta(hours=1))
    assert send(push).states == {"accepted": 4}


def test_a_time_written_by_a_clock_that_jumped_holds_nothing_up(
    box: Any, people: Any, pushed: Any, send: Any
) -> None:
    from django.utils import timezone

    from upheld.web.staff.push.models import Line

    people("SN", *FOUR)
    push = pushed()
    far = timezone.now() + timedelta(days=3650)
    Line.objects.filter(push=push).update(next_at=far)
    assert send(push).states == {"accepted": 4}


def test_a_canary_that_the_server_refuses_stops_the_line_and_says_where(
    box: Any, people: Any, pushed: Any, send: Any, entries_of: Any
) -> None:
    from upheld.web.staff.push import actions

    people("SN", *FOUR)
    box.answer("canary@force.example", "550 no such user")
    push = pushed()
    with pytest.raises(UpheldError, match="canary was lost at the mail service: refused 550"):
        send(push)
    assert box.mails == []
    assert len(entries_of("push.halted")) == 1
    with pytest.raises(UpheldError, match="Messages are stopped"):
        send(push)
    box.take("canary@force.example")
    actions.go_on(by="anna", push=push, origin="command line")
    assert send(push).states == {"accepted": 4}, "put right, it goes on"


# What is prepared is what goes out ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(lambda a, b: {"text": " \n"}, "is empty"), (lambda a, b: {"subject": ""}, "is empty"),
     (lambda a, b: {"text": b.text, "html": b.html, "subject": b.subject}, "is not the one"),
     (lambda a, b: {"text": a.text.replace("overdue", "done")}, "is not the one"),
     (lambda a, b: {"unit": "XX"}, "the message is of XX, the subscriber of")],
    ids=["blank", "no subject", "another unit's", "other words", "moved"],
)  # fmt: skip
def test_a_blank_message_or_another_units_stops_the_line_before_it_leaves(
    box: Any, people: Any, pushed: Any, send: Any, spoil: Any, said: str
) -> None:
    from upheld.web.staff.push.models import Letter

    people("SN", *FOUR[:2])
    people("SO18", *FOUR[2:])
    push = pushed()
    letter, other = (Letter.objects.get(push=push, unit=unit) for unit in ("SN", "SO18"))
    Letter.objects.filter(pk=letter.pk).update(**spoil(letter, other))
    with pytest.raises(UpheldError, match=said):
        send(push)
    assert box.to() == []


def test_an_edition_replaced_during_the_push_stops_the_line_and_loses_nothing(
    box: Any, people: Any, pushed: Any, send: Any, editions: Path, tmp_path: Path
) -> None:
    import shutil

    from django.test import override_settings

    people("SN", *FOUR)
    with override_settings(EDITIONS=tmp_path / "editions"):
        shutil.copytree(editions, tmp_path / "editions")
        push = pushed()
        manifest = tmp_path / "editions/demonstration/open/manifest.json"
        manifest.write_text(manifest.read_text().replace("2026-11-22", "2026-11-23"))
        with pytest.raises(UpheldError, match="was withdrawn or replaced"):
            send(push)
    assert box.mails == []
    assert _states(push) == {"waiting": 4}


def test_who_stopped_after_the_messages_were_prepared_gets_none(
    box: Any, people: Any, pushed: Any, send: Any
) -> None:
    from upheld.web.staff.push import actions

    first, *_ = people("SN", *FOUR)
    push = pushed()
    actions.stop(by="link in a message", subscriber=first, origin="192.0.2.1")
    assert send(push).states == {"accepted": 3, "left": 1}
    assert box.to() == FOUR[1:]


def test_a_mail_says_what_it_must_and_no_more(
    box: Any, people: Any, pushed: Any, send: Any
) -> None:
    people("SN", FOUR[0])
    send(pushed())
    mail = email.message_from_bytes(box.mails[1], policy=policy.default)
    stop = str(mail["List-Unsubscribe"]).strip("<>")
    assert f"\r\nList-Unsubscribe: <{stop}>\r\n".encode() in box.mails[1]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for said in (text, html):
        assert stop in said
        assert "[[stop]]" not in said
        assert "https://upheld.force.example/messages/said/1/SN/" in said
        assert "as of 22 November 2026" in said
        assert "CRIME" not in said
    assert FOUR[0] not in text + html + stop


def test_on_either_database_only_one_process_sends_at_a_time(both: Any, tmp_path: Path) -> None:
    """The second is another connection, as another process is."""
    import threading

    from django.db import connections
    from django.test import override_settings

    from upheld.web.staff.push.alone import alone

    said: list[str] = []

    def second() -> None:
        try:
            with alone():
                said.append("in")
        except UpheldError:
            said.append("refused")
        finally:
            connections.close_all()

    def run() -> None:
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    with override_settings(VAR=tmp_path):
        with alone():
            run()
        run()
    assert said == ["refused", "in"]


def test_what_was_never_sent_of_an_edition_before_is_left_and_shown(
    box: Any, people: Any, pushed: Any, editions: Path, tmp_path: Path
) -> None:
    import shutil

    from django.test import override_settings

    people("SN", *FOUR)
    first = pushed()
    shutil.copytree(editions, tmp_path / "editions")
    manifest = tmp_path / "editions/demonstration/open/manifest.json"
    manifest.write_text(manifest.read_text().replace("2026-11-22", "2026-11-23"))
    with override_settings(EDITIONS=tmp_path / "editions"):
        second = pushed()
    assert _states(first) == {"left": 4}
    assert _states(second) == {"waiting": 4}
