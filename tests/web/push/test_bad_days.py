"""What goes wrong on a bad day, with real processes: two publishers at once, an edition replaced
between two messages, a clock that jumps either way, a dead mail server with half the list wrong."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from upheld.core.errors import ProblemsError, UpheldError

SIX = [f"p{n}@force.example" for n in range(6)]


def _in_a_process(run: Callable[[], Any]) -> int:
    """The child's number; it ends with 0, or with 7 where it was told to wait."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        run()
        code = 0
    except UpheldError as error:
        code = 7 if "Another process is sending" in str(error) else 1
    finally:
        os._exit(code)


def test_of_publishers_in_processes_of_their_own_one_sends_and_each_message_leaves_once(
    box: Any, people: Any, pushed: Any, send: Any
) -> None:
    people("SN", *SIX)
    push = pushed()
    children = [_in_a_process(lambda: send(push)) for _ in range(3)]
    ended = Counter(os.waitstatus_to_exitcode(os.waitpid(each, 0)[1]) for each in children)
    assert set(ended) <= {0, 7}
    assert ended[0] >= 1
    send(push)
    assert box.to() == SIX
    assert send(push).states == {"accepted": 6}


@pytest.mark.parametrize("after", [1, 4])
def test_an_edition_replaced_between_two_messages_stops_the_rest_and_loses_nothing(
    box: Any, people: Any, pushed: Any, send: Any, editions: Path, tmp_path: Path, after: int
) -> None:
    """The mail server takes so many, and then the manifest that stands there is another."""
    from django.test import override_settings

    from upheld.web.staff.push import actions
    from upheld.web.staff.push.models import Push

    people("SN", *SIX)
    shutil.copytree(editions, tmp_path / "editions")
    manifest = tmp_path / "editions/demonstration/open/manifest.json"
    before = manifest.read_text()
    other = tmp_path / "other.json"
    other.write_text(before.replace("2026-11-22", "2026-11-23"))
    with override_settings(EDITIONS=tmp_path / "editions"):
        push = pushed()
        box.put(after, other, manifest)
        with pytest.raises(UpheldError, match="was withdrawn or replaced"):
            send(push)
        assert box.to() == SIX[:after]
        with pytest.raises(UpheldError, match="Messages are stopped"):
            send(push)
        assert box.to() == SIX[:after]
        manifest.write_text(before)
        actions.go_on(by="anna", push=Push.objects.get(), origin="command line")
        assert send(push).states == {"accepted": 6}
    assert box.to() == SIX, "the rest, once it was put back and a person had looked"


@pytest.mark.parametrize("days", [-400, -1, 1, 400])
def test_a_clock_that_jumps_between_two_runs_sends_nothing_twice_and_loses_nothing(
    box: Any, people: Any, pushed: Any, send: Any, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    """Half of them are told to try later, at a time that the jump makes the past or far away."""
    from django.utils import timezone

    people("SN", *SIX)
    push = pushed()
    for each in SIX[:3]:
        box.answer(each, "451 later")
    assert send(push).states == {"accepted": 3, "waiting": 3}
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=days))
    for each in SIX[:3]:
        (box.place / each).unlink()
    assert send(push).states == {"accepted": 6}
    assert Counter(box.to()) == Counter(SIX)


def test_a_clock_that_jumps_back_before_an_edition_sends_none_of_the_one_before(
    put_out: Any, planted: Any, by_smtp: None, people: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That one was never sent, and seems to be the published one again."""
    from django.utils import timezone

    from upheld.web.staff.publish import actions as publishing
    from upheld.web.staff.push import actions, prepare

    people("force", *SIX[:3])
    now = timezone.now()
    older = put_out("2022-03")
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=30))
    newer = put_out("2022-04")
    actions.prepare(by="anna", prepared=prepare.whole(newer, planted), origin="command line")
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=1))
    with pytest.raises(ProblemsError, match="messages of a later edition, 2022-04, were sent"):
        prepare.whole(older, planted)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=31))
    publishing.withdraw(by="anna", publication=newer, origin="command line")
    assert prepare.whole(older, planted).letters, "taken back by a person, it is the news again"


def test_half_the_addresses_wrong_and_the_server_down_for_a_while(
    box: Any, people: Any, pushed: Any, send: Any, browser_of: Any
) -> None:
    from django.test import override_settings

    people("SN", *SIX)
    for each in SIX[::2]:
        box.answer(each, "550 5.1.1 no such user")
    push = pushed()
    with override_settings(SMTP_PORT=1):
        assert send(push).down
    assert send(push).states == {"accepted": 3, "refused": 3}
    assert box.to() == SIX[1::2]
    page = browser_of("anna", "analyst").get("/messages/").content.decode()
    assert all(each in page for each in SIX[::2]), "each is shown"
    assert page.count("There is no such mailbox.") == 3
