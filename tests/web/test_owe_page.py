"""What do I owe? The page: answers in the address alone, nothing kept, one script of our own."""

from __future__ import annotations

import re

import pytest

ASKED = ("/owe/?reported=2026-05-01&kind=person&offence=5D&age=under_18&interval=14"
         "&e1=arrested&d1=2026-05-01")  # fmt: skip


def test_the_answer_stands_with_day_and_reason_and_what_was_said(read):
    page = read(ASKED)
    rows = ["".join(row.itertext()) for row in page.all("ol", "upheld-owed")[0]]
    assert any("Tue 5 May 2026" in row and "To be told of the arrest." in row for row in rows)
    assert "Arrest on 1 May 2026: 1 working day." in page.says()
    assert "Assault with intent to cause serious harm (5D)" in page.says()


def test_a_day_and_the_rights_that_all_days_are_counted_by_stand_once(read):
    said = read(ASKED).says()
    assert said.count("Counted with Enhanced Rights: ") == 1
    assert said.count("under 18 at the offence") == 1
    assert said.count("The Code sets no number of days") == 1
    headings = ["".join(h.itertext()) for h in read(ASKED).all("h3")]
    assert len(headings) == len(set(headings))


def test_rights_that_differ_from_duty_to_duty_stand_with_each(read):
    said = read(
        "/owe/?reported=2026-05-01&kind=person&decided=vulnerable&decided_on=2026-05-04"
        "&e1=arrested&d1=2026-05-03&e2=charged&d2=2026-05-05"
    ).says()
    assert "Counted with" not in said
    assert "Arrest on 3 May 2026: 5 working days. Standard rights." in said
    assert "Charge on 5 May 2026: 1 working day. Enhanced Rights: recorded as eligible" in said


def test_what_must_be_put_right_names_its_field_and_the_days_that_are_known(read):
    said = read("/owe/?reported=1999-01-01&kind=person&e1=arrested&h1=2099-01-01").says()
    assert "Enter the day of the report: a day from 16 November 2015 to " in said
    assert "Enter the day of event 1" in said
    assert "Enter the day on which the Witness Care Unit was told of event 1: a day from" in said


def test_the_answers_stand_in_the_form_again(read):
    page = read(ASKED)
    fields = {e.get("name"): e.get("value") for e in page.all("input")}
    assert fields["reported"] == "2026-05-01"
    assert fields["interval"] == "14"
    chosen = {o.get("value") for o in page.all("option") if o.get("selected") is not None}
    assert {"5D", "under_18", "arrested"} <= chosen


def test_an_address_is_put_right_until_it_holds_answers_alone(get):
    answer = get("/owe/?reported=2026-05-01&kind=person&offence=&e1=&name=Quillfeather")
    assert answer.status_code == 302
    assert answer["Location"] == "/owe/?reported=2026-05-01&kind=person"


def test_nothing_is_kept_on_the_server_and_no_field_takes_free_text(get, read):
    answer = get(ASKED)
    assert not answer.cookies
    kinds = {e.get("type") for e in read("/owe/").all("input")}
    assert kinds == {"date", "radio", "checkbox", "text"}
    texts = [e.get("name") for e in read("/owe/").all("input") if e.get("type") == "text"]
    assert texts == ["interval"]
    assert not read("/owe/").all("textarea")


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "Quillfeather", "2026-02-30"])
def test_an_answer_that_cannot_be_is_named_beside_its_field(get, typed):
    page = get("/owe/", {"reported": typed, "kind": "person"})
    assert page.status_code == 200
    source = page.content.decode()
    assert 'href="#reported"' in source
    assert "Error: What do I owe?" in source
    assert "<script>alert" not in source


@pytest.mark.parametrize("address", ["/owe/", ASKED, "/owe/offline/"])
def test_the_page_runs_its_own_script_and_nothing_else(get, read, address):
    policy = get(address)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "worker-src 'self'" in policy
    assert "unsafe" not in policy
    assert "connect-src" not in policy
    for script in read(address).all("script"):
        assert script.get("type") == "application/json" or re.fullmatch(
            r"/static/owe\.[0-9a-f]{12}\.js", script.get("src")
        )


def test_the_copy_that_a_browser_keeps_says_nothing_of_who_asked_or_of_an_edition(get):
    source = get("/owe/offline/").content.decode()
    assert "upheld-account" not in source
    assert "Edition “" not in source
    assert "No connection." in source


def test_the_worker_names_what_it_keeps_and_all_of_it_is_there(get):
    answer = get("/owe/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "connect-src 'self'" in answer["Content-Security-Policy"]
    kept = re.findall(r'"(/[^"]*)"', answer.content.decode().partition("const INSTEAD")[0])
    assert "/owe/offline/" in kept
    for address in kept:
        assert get(address).status_code == 200, address


def test_the_scripts_are_small():
    from upheld.web.staff import assets

    found = assets.contents().items()
    sizes = {n: len(c) for n, c in found if n in {"owe.js", "keep-worker.js"}}
    assert set(sizes) == {"owe.js", "keep-worker.js"}
    assert sum(sizes.values()) < 16_000


def test_the_days_say_that_nobody_checked_the_rules_they_rest_on(read):
    said = read(ASKED).says()
    assert "is yet checked by a person against the printed Code: where much hangs on a day" in said
