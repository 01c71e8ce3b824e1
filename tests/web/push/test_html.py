"""Pages of messages, and the mails themselves, are HTML as the standard has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.web.accounts.test_html import faults


def test_the_nu_checker_finds_nothing_wrong_with_pages_of_messages_or_mails(
    people: Any, pushed: Any, send: Any, box: Any, nobody: Any, browser_of: Any, planted: Any,
    tmp_path: Path,
) -> None:  # fmt: skip
    from upheld.editions.outstanding import OwedToday
    from upheld.render.daily_list import UnitOwed, daily
    from upheld.web.staff.push import canary, links
    from upheld.web.staff.push.models import Line

    people("SN", "a@force.example", "b@force.example", required=True, username="carl", daily=True)
    box.answer("b@force.example", "550 no such user")
    push = pushed()
    send(push)
    sent, refused = Line.objects.filter(canary=False)
    analyst, spoc = browser_of("anna", "analyst"), browser_of("bert", "spoc SN")
    stop, stop_daily = (
        address.removeprefix("https://upheld.force.example")
        for address in (links.stop(sent.subscriber), links.stop_daily("bert"))
    )
    pages = {f"{state} fate": b"" for state in ("unknown", "bounced")}
    for address in (f"/messages/lines/{sent.pk}/", f"/messages/{push.pk}/", "/messages/kept/1/SN/",
                    "/messages/preview/?unit=SN", "/publish/",
                    "/publish/demonstration/"):  # fmt: skip
        pages[address] = analyst.get(address).content
    for state in ("unknown", "bounced"):
        Line.objects.filter(pk=refused.pk).update(state=state)
        pages[f"{state} fate"] = analyst.get("/messages/").content
    pages["subscribe"] = spoc.get("/messages/subscribe/SN/").content
    pages["wrong"] = spoc.post("/messages/subscribe/SN/", {"email": "x"}).content
    for address in (stop, stop_daily):
        pages[address] = nobody.get(address).content
        pages[f"{address} pressed"] = nobody.post(address).content
    made, _ = canary.planted_message(planted, "https://x/")
    owed = OwedToday(planted.as_of, 9, 1, 8, 2)
    units = [UnitOwed("A & B", owed, "https://x/?a=1&b=2"), UnitOwed("C", owed, "https://x/")]
    mails = [made.html, daily(units, planted.as_of, "e", demonstration=True, all_units="x").html]
    for n, html in enumerate(mails):
        pages[f"mail {n}"] = html.replace("[[stop]]", "https://x/").encode()
    assert all(pages.values())
    assert faults(pages, tmp_path) == {}
