"""The team's page, the link to stop, subscribing, GOV.UK Notify and what it says afterwards."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

TOKEN = "agreed with the service"
KEY = "upheld-" + "26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"


class _Notify(BaseHTTPRequestHandler):
    """A stand-in for GOV.UK Notify: takes e-mails, and can be asked for one by its reference."""

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status = self.server.answers.get(said["email_address"], 201)
        if status == 201 or status == 500:  # With 500 it took it, and failed afterwards.
            self.server.taken.append(said)
        self._answer(status, {"id": "1"} if status == 201 else {"errors": []})

    def do_GET(self) -> None:
        found = [e for e in self.server.taken if e["reference"] in self.path.replace("%40", "@")
                 .replace("%3C", "<").replace("%3E", ">")]  # fmt: skip
        self._answer(200, {"notifications": found})

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def notify(by_smtp: None) -> Iterator[Any]:
    from django.test import override_settings

    server: Any = HTTPServer(("127.0.0.1", 0), _Notify)
    server.taken, server.answers = [], {}
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with override_settings(
        PUSH_CARRIER="notify", NOTIFY_KEY=KEY, NOTIFY_TEMPLATE="t", PUSH_RECEIPTS=TOKEN,
        NOTIFY_URL=f"http://127.0.0.1:{server.server_port}",
    ):  # fmt: skip
        yield server
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_notify_takes_each_message_once_with_its_reference(
    notify: Any, people: Any, pushed: Any, send: Any
) -> None:
    people("SN", "a@force.example", "b@force.example")
    push = pushed()
    notify.answers["b@force.example"] = 400
    assert send(push).states == {"accepted": 1, "refused": 1}
    _, first = notify.taken
    assert first["email_address"] == "a@force.example"
    assert "South Area" in first["personalisation"]["subject"]
    assert "[[stop]]" not in first["personalisation"]["body"]
    assert first["one_click_unsubscribe_url"].startswith("https://upheld.force.example/")


def test_what_notify_took_though_its_answer_was_lost_is_found_by_its_reference(
    notify: Any, people: Any, pushed: Any, send: Any
) -> None:
    people("SN", "a@force.example")
    push = pushed()
    notify.answers["a@force.example"] = 500
    assert send(push).states == {"unknown": 1}
    assert send(push).states == {"accepted": 1}
    assert len(notify.taken) == 2, "the canary's and one"


def test_notify_that_answers_nothing_loses_nothing(
    notify: Any, people: Any, pushed: Any, send: Any
) -> None:
    from django.test import override_settings

    people("SN", "a@force.example")
    push = pushed()
    with override_settings(NOTIFY_URL="http://127.0.0.1:1"):
        ran = send(push)
    assert (ran.down, ran.states) == (True, {"waiting": 1})


def _receipt(nobody: Any, reference: str, status: str, token: str = TOKEN) -> int:
    return nobody.post(
        "/messages/receipts/", {"reference": reference, "status": status, "to": "x"},
        content_type="application/json", headers={"Authorization": f"Bearer {token}"},
    ).status_code  # fmt: skip


def test_receipts_say_what_was_delivered_and_what_came_back(
    notify: Any, people: Any, pushed: Any, send: Any, nobody: Any
) -> None:
    from upheld.web.staff.push.models import Line, Subscriber

    people("SN", "a@force.example", "b@force.example")
    push = pushed()
    send(push)
    one, two = Line.objects.filter(canary=False)
    assert _receipt(nobody, one.message_id, "delivered") == 204
    assert _receipt(nobody, two.message_id, "permanent-failure") == 204
    assert _receipt(nobody, "<other@x>", "delivered") == 404
    assert _receipt(nobody, one.message_id, "permanent-failure", "guessed") == 403
    assert send(push).states == {"delivered": 1, "bounced": 1}
    assert _receipt(nobody, one.message_id, "temporary-failure") == 204
    assert send(push).states == {"soft": 1, "bounced": 1}
    assert Subscriber.objects.get(email="b@force.example").bounced == "permanent-failure"
    answer = nobody.post("/messages/receipts/", "[", content_type="application/json",
                         headers={"Authorization": f"Bearer {TOKEN}"})  # fmt: skip
    assert answer.status_code == 400


def test_without_an_agreed_token_no_receipt_is_taken(nobody: Any) -> None:
    assert _receipt(nobody, "<x>", "delivered", "") == 403


# Pages -------------------------------------------------------------------------------------------


def test_the_team_sees_what_needs_them_and_reads_again_what_went_out(
    people: Any, pushed: Any, send: Any, box: Any, browser_of: Any
) -> None:
    from upheld.web.staff.push.models import Line

    people("SN", "a@force.example", "b@force.example", username="bert")
    box.answer("b@force.example", "550 no such user")
    push = pushed()
    send(push)
    client = browser_of("anna", "analyst")
    page = client.get("/messages/").content.decode()
    assert "Refused by the mail service" in page
    assert "b@force.example" in page
    sent, refused = Line.objects.filter(canary=False)
    again = client.get(f"/messages/lines/{sent.pk}/").content.decode()
    assert "South Area" in again
    assert "Accepted by the mail service" in again
    assert "South Area" in client.get("/messages/preview/?unit=SN").content.decode()
    assert client.get("/messages/preview/?unit=XX").status_code == 404
    every = client.get(f"/messages/{push.pk}/").content.decode()
    assert f'/messages/{push.pk}/"' in page
    for line in Line.objects.all():
        assert f'/messages/lines/{line.pk}/"' in every, "accepted or not, each can be read again"
    Line.objects.filter(pk=refused.pk).update(state="unknown")
    assert "send it again" in client.get("/messages/").content.decode()
    assert client.post(f"/messages/lines/{refused.pk}/settle/", {"again": "no"}).status_code == 302
    refused.refresh_from_db()
    assert refused.state == "left"


@pytest.mark.parametrize("role", ["staff", "spoc SN", "auditor"])
def test_nobody_else_reads_or_decides(people: Any, pushed: Any, browser_of: Any, role: str) -> None:
    people("SN", "a@force.example")
    push = pushed()
    client = browser_of("bert", role)
    line = push.line_set.get(canary=False)
    for address in ("/messages/", "/messages/preview/?unit=SN", f"/messages/lines/{line.pk}/",
                    f"/messages/{push.pk}/"):  # fmt: skip
        assert client.get(address).status_code == 403
    for address in (f"/messages/lines/{line.pk}/settle/", f"/messages/{push.pk}/go-on/",
                    f"/messages/addresses/{line.subscriber.pk}/right/"):  # fmt: skip
        assert client.post(address).status_code == 403


def test_who_has_not_signed_in_for_a_month_is_listed_by_real_sign_ins(
    people: Any, records: Any, browser_of: Any, account: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bert signed in 32 days ago, dora 31; emil has an account and never came; carl has none."""
    from django.utils import timezone

    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    for name, days in (("bert", 32), ("dora", 31)):
        monkeypatch.setattr(timezone, "now", lambda days=days: now - timedelta(days=days))
        browser_of(name, "staff")
    monkeypatch.setattr(timezone, "now", lambda: now)
    account("emil", "staff")
    for name in ("bert", "carl", "dora", "emil"):
        people("SN", f"{name}@force.example", username=name)
    people("SN", "x@force.example")
    page = browser_of("anna", "analyst").get("/messages/").content.decode()
    part = page.partition("Who has not signed in here for a month")[2].partition("Today’s")[0]
    absent, _, unknown = part.partition("no account has this name")
    assert [name for name in ("bert", "carl", "dora", "emil") if name in absent] == ["bert", "emil"]
    assert "carl@force.example" in unknown
    assert "Of 1 more subscriber the list names no account" in unknown


def test_the_link_stops_with_one_click_and_says_what_the_post_asks(
    people: Any, nobody: Any, entries_of: Any
) -> None:
    from upheld.web.staff.push import links

    (one,) = people("SN", "a@force.example", required=True)
    (other,) = people("SN", "b@force.example")
    address = links.stop(one).partition("8000")[2] or links.stop(one)
    address = "/messages/stop/" + address.partition("/messages/stop/")[2]
    page = nobody.get(address).content.decode()
    assert "Your post asks you to know these figures" in page
    one.refresh_from_db()
    assert one.stopped_at is None, "programs open links too"
    assert nobody.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    nobody.post(address)
    one.refresh_from_db()
    other.refresh_from_db()
    assert one.stopped_at is not None
    assert other.stopped_at is None
    assert len(entries_of("push.stopped")) == 1
    assert nobody.get(address.replace(f"/{one.pk}:", f"/{other.pk}:")).status_code == 404


def test_anyone_in_the_force_subscribes_on_the_units_page(
    records: Any, nobody: Any, browser_of: Any
) -> None:
    from django.test import override_settings

    from upheld.web.staff.push.models import Subscriber

    assert nobody.get("/messages/subscribe/SN/").status_code == 302
    client = browser_of("bert", "staff")
    assert "/messages/subscribe/SN/" in client.get("/units/SN/").content.decode()
    with override_settings(PUSH_DOMAINS={"force.example"}):
        elsewhere = client.post("/messages/subscribe/SN/", {"email": "b@elsewhere.example"})
        assert elsewhere.status_code == 400
        client.post("/messages/subscribe/SN/", {"email": " B@force.example"})
    (one,) = Subscriber.objects.all()
    assert (one.email, one.unit, one.username) == ("b@force.example", "SN", "bert")
    assert client.get("/messages/subscribe/XX/").status_code == 404
    assert "/messages/subscribe/force/" in client.get("/").content.decode()
    client.post("/messages/subscribe/force/", {"email": "b@force.example"})
    assert [each.unit for each in Subscriber.objects.all()] == ["SN", "force"]


def test_nobody_takes_over_the_address_of_somebody_else(
    people: Any, records: Any, browser_of: Any
) -> None:
    """Else they would turn a stop round, or have their own unit's numbers sent to a stranger."""
    from django.utils import timezone

    from upheld.web.staff.push.models import Subscriber

    (one,) = people("SN", "a@force.example", username="anna", stopped_at=timezone.now())
    bert = browser_of("bert", "staff")
    for unit in ("SN", "AS"):
        answer = bert.post(f"/messages/subscribe/{unit}/", {"email": "a@force.example"})
        assert answer.status_code == 400
        assert "another account" in answer.content.decode()
    assert list(Subscriber.objects.exclude(stopped_at=None)) == [one]
    browser_of("anna", "staff").post("/messages/subscribe/SN/", {"email": "a@force.example"})
    one.refresh_from_db()
    assert (one.stopped_at, one.username) == (None, "anna")


def test_before_an_embargo_ends_its_messages_can_be_read_as_they_will_go_out(
    people: Any, publish: Any, put_out: Any, browser_of: Any
) -> None:
    from django.utils import timezone

    from upheld.cli.push import _publication
    from upheld.core.errors import WrongUseError

    put_out("2022-03")
    people("SN", "a@force.example")
    publish("2022-04", until=timezone.now() + timedelta(hours=9))
    client = browser_of("anna", "analyst")
    page = client.get("/messages/").content.decode()
    assert "2022-04 will be shown from" in page
    now = client.get("/messages/preview/?unit=SN").content.decode()
    then = client.get("/messages/preview/?edition=2022-04&unit=SN").content.decode()
    assert "Edition 2022-03, as of" in now
    assert "Edition 2022-04, as of 20 April 2022" in then
    assert client.get("/messages/preview/?edition=../../x&unit=SN").status_code == 404
    with pytest.raises(WrongUseError, match="2022-04 is under embargo until"):
        _publication("2022-04")


def test_subscribers_read_again_what_went_out_about_their_unit(
    people: Any, pushed: Any, browser_of: Any
) -> None:
    """From the unit's page, as long as it is kept; of an edition that was taken back it is said."""
    from upheld.web.staff.publish import actions as publishing

    people("SN", "a@force.example")
    push = pushed()
    client = browser_of("bert", "staff")
    assert "/messages/kept/1/SN/" in client.get("/messages/subscribe/SN/").content.decode()
    page = client.get("/messages/kept/1/SN/").content.decode()
    letter = push.letter_set.get(unit="SN")
    assert all(line in page for line in letter.text.split("\n")[:3])
    assert "taken back" not in page
    publishing.withdraw(by="anna", publication=push.publication, origin="command line")
    again = client.get("/messages/kept/1/SN/").content.decode()
    assert "do not use its figures" in again


def test_the_mails_link_opens_what_the_mail_said(
    people: Any, pushed: Any, browser_of: Any, editions: Any, tmp_path: Any
) -> None:
    """The unit's page, as long as it is of that edition; afterwards the words that were kept."""
    import shutil

    from django.test import override_settings

    people("SN", "a@force.example")
    pushed()
    client = browser_of("bert", "staff")
    answer = client.get("/messages/said/1/SN/")
    assert (answer.status_code, answer["Location"]) == (302, "/units/SN/")
    shutil.copytree(editions, tmp_path / "editions")
    manifest = tmp_path / "editions/demonstration/open/manifest.json"
    manifest.write_text(manifest.read_text().replace("2026-11-22", "2026-11-23"))
    with override_settings(EDITIONS=tmp_path / "editions"):
        page = client.get("/messages/said/1/SN/").content.decode()
    assert "South Area" in page
    assert "as of 22 November 2026" in page
    for other in ("/messages/said/1/XX/", "/messages/said/2/SN/", "/messages/said/1/CANARY/"):
        assert client.get(other).status_code == 404
