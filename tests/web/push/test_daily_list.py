"""The daily list: numbers and a link, once a day, to those alone who may see the cases."""

from __future__ import annotations

import email
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from email import policy
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from upheld.core.errors import ProblemsError, UpheldError
from upheld.editions.edition import open_edition
from upheld.editions.outstanding import owed_today

AS_OF = date(2022, 4, 20)
MORNING = datetime(2022, 4, 25, 7, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """The machine's clock, as Django reads it."""
    from django.utils import timezone

    def at(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return at


@pytest.fixture
def morning(
    put_out: Any, by_smtp: None, people: Any, browser_of: Any, clock: Any, planted: Any
) -> Callable[..., Any]:
    """A published edition, and at seven on a Monday a SPOC of SN who asked for the list."""
    clock(MORNING)
    put_out("2022-04")
    browser_of("anna", "spoc SN")
    people("SN", "anna@force.example", username="anna", daily=True)

    def run(**options: Any) -> dict[str, int]:
        from upheld.web.staff.push import daily
        from upheld.web.staff.push.carriers import configured

        ran = daily.run(configured(), options.pop("planted", planted), by="timer",
                        origin="command line", pause=lambda _: None, **options)  # fmt: skip
        return dict(ran.states)

    return run


def _texts(box: Any) -> list[str]:
    mails = [email.message_from_bytes(each, policy=policy.default) for each in box.peoples]
    said = [f"{each['Subject']}\n{each.get_body(('plain',)).get_content()}" for each in mails]
    return [each.replace("\r", "") for each in said]


def test_who_may_see_cases_is_told_how_many_and_where_and_nothing_of_anybody(
    morning: Any, box: Any, folder: Path
) -> None:
    assert morning() == {"accepted": 1}
    (said,) = _texts(box)
    edition = open_edition(folder / "2022-04")
    owed = owed_today(edition, "SN", MORNING.date())
    assert owed.victims >= 5
    assert f"South Area: {owed.victims:,} victims are owed something, 25 April 2022" in said
    assert f"{owed.victims:,} victims are owed an update or another thing that was due by" in said
    assert "As recorded by 20 April 2022; what was done since is not known here." in said
    assert "https://upheld.force.example/cases/SN/" in said
    victims = pl.read_parquet(folder / "2022-04/restricted/victims.parquet")
    for reference in {*victims["victim_id"], *victims["crime_id"]}:
        assert reference not in said
    mail = email.message_from_bytes(box.peoples[0], policy=policy.default)
    assert "anna" not in str(mail["List-Unsubscribe"])


def test_once_a_day_a_person_whatever_runs_again(
    morning: Any, box: Any, clock: Any, entries_of: Any
) -> None:
    for _ in range(3):
        assert morning() == {"accepted": 1}
    clock(MORNING + timedelta(days=1))
    assert morning() == {"accepted": 1}
    assert box.to() == ["anna@force.example"] * 2
    assert [e.count for e in entries_of("push.daily")] == [1, 1]


def test_of_several_units_one_mail_with_each(
    morning: Any, box: Any, people: Any, browser_of: Any
) -> None:
    browser_of("bert", "caseworker SN", "caseworker AS")
    people("SN", "bert@force.example", username="bert", daily=True)
    people("AS", "bert@force.example", username="bert", daily=True)
    assert morning() == {"accepted": 2}
    assert sorted(box.to()) == ["anna@force.example", "bert@force.example"]
    said = next(each for each in _texts(box) if "who is owed something" in each)
    assert "South Area" in said
    assert "https://upheld.force.example/cases/\n" in said


@pytest.mark.parametrize(
    ("roles", "values"),
    [(["analyst"], {}), (["spoc AS"], {}), (["spoc SN"], {"daily": False}),
     (["spoc SN"], {"stopped_at": MORNING}), (["spoc SN"], {"daily_stopped_at": MORNING}),
     (["spoc SN"], {"username": "nobody-here"})],
    ids=["no cases", "another unit", "not asked for", "stopped all", "stopped this", "unknown"],
)  # fmt: skip
def test_nobody_else_gets_it(
    morning: Any, box: Any, people: Any, browser_of: Any, roles: list[str], values: Any
) -> None:
    browser_of("carl", *roles)
    people("SN", "carl@force.example", **{"username": "carl", "daily": True, **values})
    morning()
    assert box.to() == ["anna@force.example"]


def test_who_has_not_signed_in_for_a_month_gets_none_and_the_team_sees_it(
    morning: Any, box: Any, clock: Any, browser_of: Any
) -> None:
    clock(MORNING + timedelta(days=32))
    assert morning() == {}
    page = browser_of("dora", "analyst").get("/messages/").content.decode()
    part = page.partition("asked for the daily list and do not get it")[2]
    assert "anna@force.example" in part
    clock(MORNING + timedelta(days=31))
    assert morning() == {"accepted": 1}


def test_a_role_that_was_taken_away_this_morning_counts(morning: Any, box: Any, clock: Any) -> None:
    from django.test import override_settings

    from upheld.web.staff.accounts.models import GivenRole
    from upheld.web.staff.push.models import DailyMail

    with override_settings(SMTP_PORT=1):
        assert morning() == {"waiting": 1}
    GivenRole.objects.all().delete()
    clock(MORNING + timedelta(minutes=5))
    assert morning() == {"left": 1}
    assert DailyMail.objects.get(person="anna").code == "may-not-any-more"
    assert box.peoples == []


def test_under_five_no_number_leaves() -> None:
    from upheld.editions.outstanding import OwedToday
    from upheld.render.daily_list import UnitOwed, daily

    for victims in range(5):
        owed = OwedToday(AS_OF, victims, 0, victims, 0)
        made = daily([UnitOwed("Unit", owed, "https://x/")], AS_OF, "e", demonstration=False,
                     all_units="https://y/")  # fmt: skip
        said = f"{made.subject} {made.text} {made.html}"
        assert ("nder 5 victims are owed" if victims else "obody is owed anything") in said
        assert f" {victims} " not in made.text.replace("Under 5", "")


def test_a_mail_server_that_is_down_keeps_todays_list_and_yesterdays_is_left(
    morning: Any, box: Any, clock: Any
) -> None:
    from django.test import override_settings

    from upheld.web.staff.push.models import DailyMail

    with override_settings(SMTP_PORT=1):
        assert morning() == {"waiting": 1}
    clock(MORNING + timedelta(days=1))
    assert morning() == {"accepted": 1}
    lists = DailyMail.objects.filter(person="anna").values_list("state", "code")
    assert list(lists) == [("accepted", "250"), ("left", "day-over")]
    assert len(box.peoples) == 1


@pytest.mark.parametrize(("days", "said"), [(-9, "there is none"), (400, "too long before")],
                         ids=["far back", "far ahead"])  # fmt: skip
def test_a_clock_that_jumped_sends_nobody_a_list(
    morning: Any, box: Any, clock: Any, days: int, said: str
) -> None:
    """Before its time nothing was published; far after it, the edition cannot speak of that day."""
    assert morning() == {"accepted": 1}
    clock(MORNING + timedelta(days=days))
    with pytest.raises(ProblemsError, match=said):
        morning()
    clock(MORNING)
    assert morning() == {"accepted": 1}
    assert len(box.peoples) == 1


def test_after_a_day_to_come_was_sent_a_person_must_say_that_the_clock_is_right_again(
    morning: Any, box: Any, clock: Any
) -> None:
    clock(MORNING + timedelta(days=3))
    assert morning() == {"accepted": 1}
    clock(MORNING)
    with pytest.raises(ProblemsError, match="the list of 2022-04-28 has been sent"):
        morning()
    assert len(box.peoples) == 1
    assert morning(clock_is_right=True) == {"accepted": 1}
    assert len(box.peoples) == 2


def test_an_altered_edition_or_none_that_is_published_sends_no_list(
    morning: Any, box: Any, folder: Path
) -> None:
    duties = folder / "2022-04/restricted/duties.parquet"
    pl.read_parquet(duties).head(3).write_parquet(duties)
    with pytest.raises(ProblemsError, match="was altered after the edition was built"):
        morning()
    shutil.rmtree(folder / "2022-04")
    with pytest.raises(ProblemsError, match="there is none"):
        morning()
    assert box.mails == []


def test_on_a_bank_holiday_the_timer_sends_none(
    morning: Any, box: Any, clock: Any, tmp_path: Path
) -> None:
    from click.testing import CliRunner

    from upheld.cli.push import push

    clock(datetime(2022, 5, 2, 7, tzinfo=UTC))
    answer = CliRunner().invoke(push, ["daily", "--var", str(tmp_path)])
    assert answer.output == "Today is no working day: no list is sent.\n"
    assert box.mails == []


# The canary of the day ---------------------------------------------------------------------------


def test_the_planted_list_goes_first_with_its_known_answer_and_once(morning: Any, box: Any) -> None:
    assert morning() == {"accepted": 1}
    assert morning() == {"accepted": 1}
    first, _ = (email.message_from_bytes(each, policy=policy.default) for each in box.mails)
    assert first["To"] == "canary@force.example"
    assert "130 victims are owed something" in first["Subject"]


def test_a_planted_case_that_is_lost_stops_the_list_and_it_is_said_where(
    morning: Any, box: Any, planted: Any, tmp_path: Path
) -> None:
    shutil.copytree(planted.path, tmp_path / "lost")
    duties = tmp_path / "lost/restricted/duties.parquet"
    pl.read_parquet(duties).filter(pl.col("entitlement") != "VC20-R6-ARREST").write_parquet(duties)
    with pytest.raises(ProblemsError, match="it does not say '160 things were overdue"):
        morning(planted=open_edition(tmp_path / "lost"))
    assert box.mails == []


def test_a_planted_subscriber_who_is_not_reached_stops_the_list_until_they_are(
    morning: Any, box: Any
) -> None:
    from django.test import override_settings

    box.answer("canary@force.example", "550 no")
    with pytest.raises(ProblemsError, match="canary: planted subscriber: was lost at the mail"):
        morning()
    with override_settings(PUSH_CANARY=""), pytest.raises(ProblemsError, match="PUSH_CANARY"):
        morning()
    assert box.mails == []
    box.take("canary@force.example")
    assert morning() == {"accepted": 1}


@pytest.mark.parametrize("days", [0, 3, 40])
def test_both_counts_of_who_is_owed_something_agree_on_every_unit_and_day(
    two_editions: Path, days: int
) -> None:
    from upheld.editions.recount_owed import owed_again

    edition, day = open_edition(two_editions / "2022-04"), AS_OF + timedelta(days=days)
    units = set(edition.restricted("duties.parquet").collect()["unit_code"].drop_nulls())
    first = {unit: owed_today(edition, unit, day) for unit in units}
    assert owed_again(edition, units, day) == {
        unit: (owed.overdue, owed.due, owed.victims) for unit, owed in first.items()
    }
    assert sum(owed.victims for owed in first.values()) > 0


def test_a_number_that_is_not_counted_the_same_again_stops_the_list_and_is_named(
    morning: Any, box: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a page keeps in memory may be wrong; the cases are counted once more, row by row."""
    from upheld.editions import outstanding

    kept = outstanding._kept
    monkeypatch.setattr(
        outstanding, "_kept",
        lambda *of: outstanding.Outstanding(kept(*of).rows.head(7) if of[-1] == "SN"
                                            else kept(*of).rows),
    )  # fmt: skip
    with pytest.raises(
        ProblemsError, match=r"counted again: SN: overdue, due and victims are \(7,"
    ):
        morning()
    assert box.mails == []


def test_an_edition_replaced_between_two_lists_stops_the_rest(
    morning: Any, box: Any, people: Any, browser_of: Any, folder: Path, tmp_path: Path
) -> None:
    browser_of("bert", "spoc SN")
    people("SN", "bert@force.example", username="bert", daily=True)
    manifest = folder / "2022-04/open/manifest.json"
    (tmp_path / "other.json").write_text(manifest.read_text() + "\n")
    box.put(1, tmp_path / "other.json", manifest)
    with pytest.raises(ProblemsError, match="was replaced while lists were sent"):
        morning()
    assert box.to() == ["anna@force.example"]


def test_while_messages_are_sent_the_list_waits(morning: Any) -> None:
    from upheld.web.staff.push.alone import alone

    with alone(), pytest.raises(UpheldError, match="Another process is sending"):
        morning()


def test_its_link_stops_the_list_alone(morning: Any, box: Any, nobody: Any) -> None:
    from upheld.web.staff.push.models import Subscriber

    morning()
    mail = email.message_from_bytes(box.peoples[0], policy=policy.default)
    address = str(mail["List-Unsubscribe"]).strip("<>").removeprefix("https://upheld.force.example")
    assert "Stop the daily list?" in nobody.get(address).content.decode()
    assert Subscriber.objects.get().daily_stopped_at is None
    assert nobody.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    one = Subscriber.objects.get()
    assert one.daily_stopped_at is not None
    assert one.stopped_at is None
    assert nobody.get(address + "x").status_code == 404


def test_on_the_units_page_who_may_read_its_cases_can_ask_for_it(
    records: Any, browser_of: Any
) -> None:
    from upheld.web.staff.push.models import Subscriber

    spoc, reader = browser_of("anna", "spoc SN"), browser_of("bert", "staff")
    assert "Also each working morning" in spoc.get("/messages/subscribe/SN/").content.decode()
    assert "Also each working" not in reader.get("/messages/subscribe/SN/").content.decode()
    for client, name in ((spoc, "anna"), (reader, "bert")):
        client.post("/messages/subscribe/SN/", {"email": f"{name}@force.example", "daily": "yes"})
    assert dict(Subscriber.objects.values_list("username", "daily")) == {"anna": True,
                                                                        "bert": False}  # fmt: skip


def test_a_list_that_came_back_is_noted_with_it_and_none_follows_it(
    morning: Any, box: Any, clock: Any, browser_of: Any
) -> None:
    from tests.web.push.reports import report

    from upheld.web.staff.push import receipts
    from upheld.web.staff.push.models import DailyMail

    morning()
    assert receipts.of_mail(report("Exchange", box.peoples[0])).name == "NOTED"
    assert DailyMail.objects.get(person="anna").state == "bounced"
    clock(MORNING + timedelta(days=1))
    assert morning() == {}, "until somebody corrects the address"
    page = browser_of("bert", "analyst").get("/messages/").content.decode()
    assert "anna@force.example" in page.partition("These asked for the daily list")[2]


def test_the_command_says_how_many_and_of_whom_nothing(
    morning: Any, box: Any, people: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from click.testing import CliRunner

    from upheld.cli.push import push

    monkeypatch.setenv("UPHELD_VAR", str(tmp_path))
    people("SN", "nobody@force.example", username="not-here", daily=True)
    answer = CliRunner().invoke(push, ["daily", "--var", str(tmp_path)])
    assert answer.output == (
        "Accepted by the mail service: 1\n"
        "Asked for it and get none: 1. The page of messages says who.\n"
    )
    assert box.to() == ["anna@force.example"]
