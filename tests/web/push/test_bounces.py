"""Mails that come back: through a real SMTP server into a Maildir, and from there to the page."""

from __future__ import annotations

import mailbox
import smtplib
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from click.testing import CliRunner, Result
from tests.web.push.reports import HOLIDAY, SHAPES, report

FORTY = "0123456789abcdef" * 2 + "01234567"


@pytest.fixture
def maildir(tmp_path: Path) -> Iterator[tuple[Path, Callable[[bytes], None]]]:
    """A mailbox, and what delivers into it by SMTP."""
    place = tmp_path / "bounces"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(Mailbox(str(place)), hostname="127.0.0.1", port=port)
    server.start()

    def deliver(mail: bytes) -> None:
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.sendmail("", ["upheld@force.example"], mail)

    yield place, deliver
    server.stop()


@pytest.fixture
def upheld(by_smtp: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("UPHELD_VAR", str(tmp_path))

    def run(*words: str, given: bytes = b"") -> Result:
        from upheld.cli.push import push

        return CliRunner().invoke(push, [*words, "--var", str(tmp_path)], input=given)

    return run


@pytest.fixture
def sent(box: Any, people: Any, pushed: Any, send: Any) -> Callable[[], list[bytes]]:
    """One message to each of three people, as the server took them."""

    def run() -> list[bytes]:
        people("SN", *(f"p{n}@force.example" for n in range(3)))
        send(pushed())
        return box.mails[1:]

    return run


@pytest.fixture
def send_later(send: Any, tmp_path: Path) -> Callable[[Any], Any]:
    """Sends the later edition's messages, which stands in a folder of its own."""
    from django.test import override_settings

    def run(push: Any) -> Any:
        with override_settings(EDITIONS=tmp_path / "later"):
            return send(push)

    return run


def _said() -> dict[str, tuple[str, str]]:
    from upheld.web.staff.push.models import Line

    lines = Line.objects.filter(canary=False).select_related("subscriber")
    return {each.subscriber.email[:2]: (each.state, each.code) for each in lines}


@pytest.mark.parametrize("shape", SHAPES)
def test_each_servers_report_is_matched_by_the_messages_own_id_hard_and_soft_told_apart(
    sent: Any, maildir: Any, upheld: Any, shape: str
) -> None:
    place, deliver = maildir
    first, second, third = sent()
    deliver(report(shape, first))
    deliver(report(shape, second, status="4.4.7", diagnostic="451 4.4.7 expired"))
    deliver(report(shape, third, status="4.4.1", action="delayed"))
    for _ in range(2):  # Reading again changes nothing.
        answer = upheld("bounces", str(place))
        assert answer.output == "2 noted\n1 still tried by a mail server\n"
        assert _said() == {"p0": ("bounced", "5.1.1"), "p1": ("soft", "4.4.7"),
                           "p2": ("accepted", "250")}  # fmt: skip


def test_with_addresses_of_their_own_reports_that_enclose_nothing_are_matched(
    box: Any, sent: Any, maildir: Any, upheld: Any
) -> None:
    from django.test import override_settings

    with override_settings(PUSH_BOUNCES="bounces+{}@force.example"):
        mails = sent()
    to = (box.place / "from").read_text()
    assert to.startswith("bounces+")
    assert len(to.partition("@")[0]) <= 64, "as long as a local part may be"
    place, deliver = maildir
    cut, _, _ = report("Postfix", mails[2], to=to).partition(b"--4W2k7s1Xq0z7.1764057603/mail."
                                                             b"force.example\r\nContent-Descripti"
                                                             b"on: Undelivered")  # fmt: skip
    deliver(cut)
    upheld("bounces", str(place))
    assert _said()["p2"] == ("bounced", "5.1.1")


def test_nothing_is_matched_by_an_address_or_by_words(sent: Any, maildir: Any, upheld: Any) -> None:
    """An answer from a holiday, a report about somebody's other mail, one about two of ours."""
    place, deliver = maildir
    first, second, _ = sent()
    before = _said()
    deliver(report(HOLIDAY, first))
    other = first.replace(first.partition(b"Message-ID: <")[2][:40], FORTY.encode())
    deliver(report("Postfix", other))
    deliver(b"Subject: Undelivered mail\r\n\r\n<p0@force.example>: 550 5.1.1 no such user\r\n")
    name = second.partition(b"Message-ID: <")[2][:40].decode()
    deliver(report("Postfix", first, to=f"bounces+{name}@force.example"))
    answer = upheld("bounces", str(place), "--delete")
    assert answer.output == ("1 about more than one message of ours\n1 about no message of ours\n"
                             "2 no report of a delivery\n")  # fmt: skip
    assert _said() == before
    assert len(mailbox.Maildir(place)) == 4, "what was not noted stays for a person to read"


def test_what_was_noted_is_deleted_if_asked_from_a_maildir_and_from_an_mbox(
    sent: Any, maildir: Any, upheld: Any, tmp_path: Path
) -> None:
    place, deliver = maildir
    first, second, _ = sent()
    deliver(report("Exim", first))
    box = mailbox.mbox(tmp_path / "mbox")
    box.add(report("Exchange", second))
    box.add(b"Subject: hello\n\nFrom here to there.\n")
    box.close()
    upheld("bounces", str(place), "--delete")
    upheld("bounces", str(tmp_path / "mbox"), "--delete")
    assert len(mailbox.Maildir(place)) == 0
    assert [m["Subject"] for m in mailbox.mbox(tmp_path / "mbox")] == ["hello"]
    assert {_said()[each][0] for each in ("p0", "p1")} == {"bounced"}


def test_from_a_mail_servers_pipe_one_mail_is_taken_and_is_never_lost(
    sent: Any, upheld: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _, _ = sent()
    answer = upheld("bounces", "-", given=b"From MAILER-DAEMON Wed Nov 25\n" + report(
        "Postfix", first))  # fmt: skip
    assert (answer.exit_code, answer.output) == (0, "1 noted\n")
    assert upheld("bounces", "-", given=b"Subject: on holiday\n\nBack on Monday.").exit_code == 0

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE push_line")
    answer = upheld("bounces", "-", given=report("Postfix", first))
    assert answer.exception.exit_status == 75, "the mail server tries again later"


@pytest.mark.parametrize(
    "raw",
    [b"", b"\0\xff\xfe", b"Content-Type: multipart/report; boundary=b\n\n--b\n" * 500,
     b"Content-Type: message/delivery-status\n\nAction: failed",
     b"Content-Type: message/delivery-status\n\n\nAction: failed\nStatus: 5.1.1\n",
     b"Content-Type: message/rfc822\n\n" * 300 + b"x",
     b"Content-Type: multipart/mixed; boundary=\"\xe9\"\nTo: =?x?q?=?=\n\n--\xe9--"],
    ids=["nothing", "no text", "parts without end", "cut off", "no id", "nested", "broken"],
)  # fmt: skip
def test_a_mail_of_whatever_kind_is_read_without_a_fault_and_notes_nothing(
    sent: Any, upheld: Any, raw: bytes
) -> None:
    sent()
    before = _said()
    answer = upheld("bounces", "-", given=raw)
    assert answer.exit_code == 0, answer.exception
    assert "noted" not in answer.output
    assert _said() == before


def test_a_report_that_comes_before_the_servers_yes_is_written_down_holds(
    box: Any, people: Any, pushed: Any, send: Any
) -> None:
    """A mail server that answers yes and bounces at once can be quicker than we are."""
    from upheld.web.staff.push import outbox, receipts
    from upheld.web.staff.push.carriers import Fate, Outcome, compose
    from upheld.web.staff.push.models import Line

    people("SN", "p0@force.example")
    pushed()
    line = Line.objects.get(canary=False)

    class Quick:
        def send(self, mail: Any, handing: Callable[[], None]) -> Outcome:
            handing()
            assert receipts.of_mail(report("Exim", compose(mail).as_bytes())).name == "NOTED"
            return Outcome(Fate.ACCEPTED, "250")

    outbox._one(line.push, line, Quick())  # type: ignore[arg-type]
    assert _said() == {"p0": ("bounced", "5.1.1")}


def test_the_team_is_told_the_next_step_by_what_the_report_says(
    sent: Any, upheld: Any, browser_of: Any
) -> None:
    mails = sent()
    for mail, status in zip(mails, ("5.1.1", "5.2.2", "4.4.7"), strict=True):
        upheld("bounces", "-", given=report("Postfix", mail, status=status))
    page = browser_of("anna", "analyst").get("/messages/").content.decode()
    assert "Came back for good" in page
    assert "There is no such mailbox" in page
    assert "The mailbox is full" in page
    assert "did not get through in time" in page


@pytest.mark.parametrize(
    ("code", "wrong"),
    [("5.1.1", True), ("5.1.10", True), ("5.2.1", True), ("5.0.0", True), ("5.4.1", True),
     ("permanent-failure", True), ("5.1.8", False), ("5.2.2", False), ("5.7.1", False),
     ("4.1.1", False), ("550", False), ("temporary-failure", False)],
)  # fmt: skip
def test_a_code_says_whether_the_address_is_at_fault(code: str, wrong: bool) -> None:
    from upheld.web.staff.push.bounces import address_is_wrong

    assert address_is_wrong(code) == wrong


def test_a_wrong_address_gets_no_more_until_somebody_says_that_it_is_right(
    box: Any, sent: Any, another: Any, send_later: Any, upheld: Any, browser_of: Any,
    entries_of: Any,
) -> None:  # fmt: skip
    """Of three one came back as wrong, one was full; the next edition goes to two of them."""
    from upheld.web.staff.push.models import Subscriber

    first, second, _ = sent()
    upheld("bounces", "-", given=report("Postfix", first, status="5.1.1"))
    upheld("bounces", "-", given=report("Postfix", second, status="5.2.2"))
    box.clear()
    push = another()
    assert send_later(push).states == {"accepted": 2, "wrong": 1}
    assert (box.to(), push.subscribers) == (["p1@force.example", "p2@force.example"], 2)
    client = browser_of("anna", "analyst")
    page = client.get("/messages/").content.decode()
    assert "mail to this address came back before: 1" in page
    part = page.partition("Addresses that mail comes back from")[2]
    assert "p0@force.example, SN (5.1.1). There is no such mailbox" in part
    assert "p1@force.example" not in part.partition("</ul>")[0]
    wrong = Subscriber.objects.get(email="p0@force.example")
    client.post(f"/messages/addresses/{wrong.pk}/right/")
    client.post(f"/messages/addresses/{wrong.pk}/right/")
    assert "Addresses that mail" not in client.get("/messages/").content.decode()
    assert len(entries_of("push.settled")) == 1
    assert send_later(push).states == {"accepted": 3}
    assert sorted(box.to()) == [f"p{n}@force.example" for n in range(3)]


def test_an_address_refused_as_wrong_counts_as_one_and_a_bare_refusal_does_not(
    box: Any, people: Any, pushed: Any, another: Any, send: Any, send_later: Any
) -> None:
    people("SN", "p0@force.example", "p1@force.example")
    box.answer("p0@force.example", "550 5.1.1 No such user here")
    box.answer("p1@force.example", "550 No")
    assert send(pushed()).states == {"refused": 2}
    assert _said() == {"p0": ("refused", "5.1.1"), "p1": ("refused", "550")}
    assert send_later(another()).states == {"refused": 1, "wrong": 1}


def test_whoever_types_their_address_again_is_written_to_again(
    people: Any, records: Any, browser_of: Any
) -> None:
    from upheld.web.staff.push.models import Subscriber

    people("SN", "b@force.example", bounced="5.1.1")
    browser_of("bert", "staff").post("/messages/subscribe/SN/", {"email": "b@force.example"})
    assert Subscriber.objects.get().bounced == ""


def test_a_canary_that_came_back_is_shown_too(
    sent: Any, box: Any, upheld: Any, browser_of: Any
) -> None:
    sent()
    upheld("bounces", "-", given=report("Exchange", box.mails[0]))
    page = browser_of("anna", "analyst").get("/messages/").content.decode()
    assert "the planted subscriber" in page


def test_a_folder_that_is_no_mailbox_is_refused_in_words(upheld: Any, tmp_path: Path) -> None:
    answer = upheld("bounces", str(tmp_path / "nothing"))
    assert "neither a Maildir nor an mbox" in str(answer.exception)
