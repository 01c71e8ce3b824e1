"""What is kept of messages goes after its time, and nothing goes out a second time for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from upheld.core.errors import UpheldError

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
DAYS = 1096


@pytest.fixture
def old() -> Any:
    from upheld.web.staff.push.old import Old

    return Old(NOW - timedelta(days=DAYS), (NOW - timedelta(days=31)).date())


def _forget(old: Any) -> None:
    from upheld.web.staff.push import actions

    actions.forget(by="anna", old=old, origin="command line")


def _aged(push: Any, days: int) -> None:
    from upheld.web.staff.push.models import Push

    Push.objects.filter(pk=push.pk).update(prepared_at=NOW - timedelta(days=days))


def test_words_and_fates_go_after_their_time_the_newest_stay_and_it_is_recorded(
    people: Any, pushed: Any, another: Any, old: Any, entries_of: Any
) -> None:
    from upheld.web.staff.push.models import Letter, Line

    people("SN", "a@force.example", "b@force.example")
    first, second = pushed(), another()
    _aged(first, DAYS + 1)
    _aged(second, DAYS + 1)
    assert old.counts() == (3, 0, 0)
    _forget(old)
    for table in (Line, Letter):
        assert {each.push_id for each in table.objects.all()} == {second.pk}
    (entry,) = entries_of("push.forgotten")
    assert entry.about == "3 messages, 0 daily lists, 0 subscribers who stopped"


def test_within_their_time_nothing_goes(people: Any, pushed: Any, another: Any, old: Any) -> None:
    people("SN", "a@force.example")
    first, _ = pushed(), another()
    _aged(first, DAYS - 1)
    assert old.counts() == (0, 0, 0)


def test_an_edition_whose_messages_went_is_never_sent_again(
    people: Any, pushed: Any, another: Any, old: Any, send: Any, box: Any
) -> None:
    """Also where the one after it is taken back, so that it is shown again."""
    from upheld.web.staff.publish import actions
    from upheld.web.staff.push.models import Push

    people("SN", "a@force.example")
    first = pushed()
    send(first)
    sent = len(box.mails)
    second = another()
    _aged(first, DAYS + 1)
    _forget(old)
    actions.withdraw(by="anna", publication=second.publication, origin="command line")
    assert Push.objects.filter(publication=first.publication).exists()
    with pytest.raises(UpheldError, match="the canary is not among the messages"):
        send(first)
    assert len(box.mails) == sent


def test_who_stopped_goes_only_once_no_message_and_no_list_names_them(
    people: Any, pushed: Any, another: Any, old: Any
) -> None:
    from upheld.web.staff.push.models import Subscriber

    stopped = {"stopped_at": NOW - timedelta(days=DAYS + 1), "listed_at": None}
    named_by_a_list = NOW - timedelta(days=2000)
    people("SN", "goes@force.example", **stopped)
    people("SN", "listed@force.example", **{**stopped, "listed_at": named_by_a_list})
    people("SN", "lately@force.example", stopped_at=NOW - timedelta(days=9))
    people("SN", "stays@force.example")
    first = pushed()
    assert not old.subscribers.exists(), "a message of the newest push names each of them"
    another()
    assert not old.subscribers.exists()
    _aged(first, DAYS + 1)
    Subscriber.objects.get(email="goes@force.example").line_set.exclude(push=first).delete()
    assert [each.email for each in old.subscribers] == ["goes@force.example"]
    _forget(old)
    left = set(Subscriber.objects.values_list("email", flat=True))
    assert left == {f"{each}@force.example" for each in ("listed", "lately", "stays")}


def test_daily_lists_go_after_a_month(people: Any, records: Any, old: Any) -> None:
    from upheld.web.staff.push.models import DailyMail

    (one,) = people("SN", "a@force.example")
    for n, day in enumerate((date(2029, 11, 30), date(2029, 12, 1))):
        DailyMail.objects.create(day=day, person="anna", subscriber=one, message_id=f"<{n}@x>")
    _forget(old)
    assert [each.day for each in DailyMail.objects.all()] == [date(2029, 12, 1)]


def test_the_command_says_what_goes_and_deletes_it(
    people: Any, pushed: Any, another: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner
    from django.test import override_settings
    from django.utils import timezone

    from upheld.cli.upkeep import retention
    from upheld.web.staff.push.models import Line

    people("SN", "a@force.example")
    first, _ = pushed(), another()
    _aged(first, DAYS + 1)
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setenv("UPHELD_VAR", str(tmp_path))
    said = []
    with override_settings(EDITIONS=tmp_path / "none"):
        for words in ((), ("--delete",), ()):
            answer = CliRunner().invoke(retention, [*words, "--var", str(tmp_path)])
            assert answer.exit_code == 0, answer.exception
            said.append(answer.output)
    assert "Messages before 2027-01-01: 2; daily lists before 2029-12-01: 0" in said[0]
    assert "Messages before 2027-01-01: 0" in said[2]
    assert not Line.objects.filter(push=first).exists()
