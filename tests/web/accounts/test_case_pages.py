"""Who is owed what: the list of a unit, one victim of one crime, and what is taken away."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.test import override_settings
from tests import small_editions

from upheld.editions.edition import open_edition
from upheld.editions.outstanding import owed_today

REASON = {"reason": "owed", "next": "/cases/SN/"}
ENTRY = re.compile(r"<h3[^>]*>(.*?)</li>", re.DOTALL)
LINK = re.compile(r'href="(/cases/SN/victim/[^"]+)"')
SAFE_TO_SAY = re.compile(r"CRIME-|V-\d")


@pytest.fixture
def spoc(browser_of: Any, of_the_force: Path) -> Any:
    client = browser_of("anna", "spoc SN")
    client.post("/cases/SN/reason/", REASON)
    return client


def said(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(re.sub(r"<[^>]+>", "", answer.content.decode()).split())


def crimes(answer: Any) -> list[str]:
    """In the order of the list."""
    return [re.findall(r"CRIME-\d+", e)[0] for e in ENTRY.findall(answer.content.decode())]


def test_the_list_stands_priority_first_then_by_due_date(spoc: Any) -> None:
    assert crimes(spoc.get("/cases/SN/")) == [
        "CRIME-55002", "CRIME-55000", "CRIME-55001", "CRIME-55004"]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("which=overdue", ["CRIME-55002", "CRIME-55000", "CRIME-55001"]),
        ("which=soon", ["CRIME-55004"]),
        ("priority=1", ["CRIME-55002"]),
        ("rule=VC20-R6-ARREST", ["CRIME-55000", "CRIME-55001"]),
        ("team=Response&sort=due", ["CRIME-55000", "CRIME-55002", "CRIME-55001"]),
        ("sort=latest", ["CRIME-55004", "CRIME-55001", "CRIME-55002", "CRIME-55000"]),
        ("sort=crime", ["CRIME-55000", "CRIME-55001", "CRIME-55002", "CRIME-55004"]),
        ("which=nonsense&team=<b>&rule=x&page=-1",
         ["CRIME-55002", "CRIME-55000", "CRIME-55001", "CRIME-55004"]),
        ("which=soon&priority=1", []),
    ],
)  # fmt: skip
def test_the_list_can_be_narrowed_and_ordered(spoc: Any, asked: str, found: list[str]) -> None:
    assert crimes(spoc.get(f"/cases/SN/?{asked}")) == found


def test_each_entry_says_why_what_settles_it_and_how_not_to_make_contact(spoc: Any) -> None:
    words = said(spoc.get("/cases/SN/"))
    assert (
        "Arrest on 19 October 2026: 5 working days, standard rights. Due 26 October 2026." in words
    )
    assert "27 days overdue" in words
    assert "about the arrest of 19 October 2026, and record which event it was about" in words
    assert "A message sent or left does not settle it." in words
    assert "Do not use post or telephone." in words
    assert "Perhaps told on 4 November 2026, by something sent or left" in words
    assert "1 working day, Enhanced Rights, which follow from the case, though nobody" in words
    assert "Refer the victim to a support service." in words


def test_an_edition_without_safe_contact_says_that_it_does_not_know(
    spoc: Any, tmp_path: Path
) -> None:
    small_editions.write(tmp_path / "2026-10", small_editions.demonstration_rows(), [],
                         demonstration=False)  # fmt: skip
    small_editions.write_cases(tmp_path / "2026-10")
    victims = tmp_path / "2026-10" / "restricted" / "victims.parquet"
    pl.read_parquet(victims).drop("safe_contact").write_parquet(victims)
    with override_settings(EDITIONS=tmp_path):
        words = said(spoc.get("/cases/SN/"))
    assert "This edition does not keep how not to make contact: look in the case." in words


def test_what_falls_due_stands_by_day_for_seven_working_days(spoc: Any) -> None:
    page = spoc.get("/cases/SN/").content.decode()
    coming = page.partition('id="coming"')[2].partition("</table>")[0]
    days = re.findall(r'<th scope="row">(\w+) (.*?)</th><td>(\d+)</td>', coming)
    assert [day for day, _, _ in days] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Mon", "Tue"]
    assert ("Tue", "24 Nov", "1") in days
    assert sum(int(duties) for _, _, duties in days) == 1


def test_long_lists_are_read_by_pages_that_never_repeat_a_row(spoc: Any, tmp_path: Path) -> None:
    line = "SN CRIME-{} V-{} VC20-R6-ARREST 2026-11-02 2026-11-09 overdue overdue - -"
    small_editions.write(tmp_path / "2026-10", small_editions.demonstration_rows(), [],
                         demonstration=False)  # fmt: skip
    small_editions.write_cases(
        tmp_path / "2026-10", "\n".join(line.format(10_000 + n, n) for n in range(120))
    )
    with override_settings(EDITIONS=tmp_path):
        pages = [crimes(spoc.get(f"/cases/SN/?page={n}")) for n in (1, 2, 3, 4)]
        assert "page=3" in spoc.get("/cases/SN/?page=2").content.decode()
        paper = spoc.get("/cases/SN/print/")
        printed = crimes(paper)
    assert [len(page) for page in pages] == [50, 50, 20, 20]
    assert len({*pages[0], *pages[1], *pages[2]}) == 120
    assert printed == pages[0] + pages[1]
    assert "of which the first 100 stand here" in paper.content.decode()


# One victim ---------------------------------------------------------------------------------------


def test_one_victim_stands_with_every_duty_explained(spoc: Any) -> None:
    (link,) = set(LINK.findall(spoc.get("/cases/SN/?priority=1").content.decode()))
    words = said(spoc.get(link))
    assert "CRIME-55002" in words
    assert "Owed now: 1 duty To be told that police bail was changed or cancelled" in words
    assert "Change of bail or Cancellation of bail on 3 November 2026: 1 working day" in words
    assert "Nothing is recorded that settles it." in words


def test_what_is_settled_stands_below_what_is_owed_with_what_became_of_it(
    spoc: Any, tmp_path: Path
) -> None:
    line = "SN CRIME-55001 V-1 VC20-R6-{}"
    small_editions.write(tmp_path / "2026-10", small_editions.demonstration_rows(), [],
                         demonstration=False)  # fmt: skip
    small_editions.write_cases(tmp_path / "2026-10", "\n".join((
        line.format("CHARGE 2026-11-03 2026-11-10 met met 2026-11-04 -"),
        line.format("ARREST 2026-11-02 2026-11-09 overdue overdue - -"),
    )))  # fmt: skip
    with override_settings(EDITIONS=tmp_path):
        (link,) = set(LINK.findall(spoc.get("/cases/SN/").content.decode()))
        words = said(spoc.get(link))
    owed, _, rest = words.partition("What became of the rest: 1 duty")
    assert "To be told of the arrest ▲ overdue" in owed
    assert "Told of the charge and the first hearing" in rest
    assert "Charge on 3 November 2026. Due 10 November 2026" in rest
    assert "Done on 4 November 2026: in time." in rest
    assert "To settle it" not in rest


def test_from_a_victim_one_comes_back_to_the_list_as_it_was_narrowed(spoc: Any) -> None:
    page = spoc.get("/cases/SN/?which=overdue&team=Response&sort=crime").content.decode()
    link = LINK.findall(page)[0].replace("&amp;", "&")
    back = spoc.get(link + "&more=<b>").content.decode()
    assert 'href="/cases/SN/?which=overdue&amp;team=Response&amp;sort=crime#list"' in back


def test_each_team_stands_with_what_it_owes_and_leads_to_its_list(spoc: Any) -> None:
    page = spoc.get("/cases/SN/").content.decode()
    teams = page.partition('id="teams"')[2].partition("</table>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in teams.split("<tr>")[2:]]
    assert rows[0][1:] == ["3", "0", "3", "1"]
    assert 'href="/cases/SN/?team=Response#list"' in rows[0][0]
    assert rows[1] == ["No team named", "0", "1", "1", "0"]
    assert len(crimes(spoc.get("/cases/SN/?team=Response"))) == 3


def test_what_two_codes_owe_in_the_same_words_is_told_apart_by_when_the_older_one_ended(
    spoc: Any, tmp_path: Path
) -> None:
    line = "SN CRIME-{} V-{} VC{}-R6-ARREST {} {} overdue overdue - -"
    small_editions.write(tmp_path / "2026-10", small_editions.demonstration_rows(), [],
                         demonstration=False)  # fmt: skip
    small_editions.write_cases(tmp_path / "2026-10", "\n".join((
        line.format(1, 1, 15, "2021-03-01", "2021-03-08"),
        line.format(2, 2, 20, "2026-11-02", "2026-11-09"),
    )))  # fmt: skip
    with override_settings(EDITIONS=tmp_path):
        page = spoc.get("/cases/SN/").content.decode()
    names = re.findall(r'<option value="(VC[^"]+)"[^>]*>(.*?)</option>', page)
    assert names == [
        ("VC20-R6-ARREST", "To be told of the arrest"),
        ("VC15-R6-ARREST", "To be told of the arrest (until 31 March 2021)"),
    ]


def test_a_reference_stands_in_no_address_title_or_header(spoc: Any) -> None:
    for address in ("/cases/SN/", "/cases/SN/print/", "/cases/SN/owed.csv", "/cases/SN/owed.ods"):
        answer = spoc.get(address)
        assert not SAFE_TO_SAY.search(str(answer.headers)), address
        source = answer.content.decode(errors="replace")
        for each in re.findall(r'(?:href|action|src)="([^"]*)"|<title>(.*?)</title>', source):
            assert not SAFE_TO_SAY.search("".join(each)), address
    link = LINK.findall(spoc.get("/cases/SN/").content.decode())[0]
    page = spoc.get(link).content.decode()
    assert not SAFE_TO_SAY.search(re.findall("<title>(.*?)</title>", page)[0])


def test_a_link_opens_in_its_own_session_and_unit_alone(
    spoc: Any, browser_of: Any, entries_of: Any
) -> None:
    link = LINK.findall(spoc.get("/cases/SN/").content.decode())[0]
    other = browser_of("ben", "spoc SN", "spoc SO18")
    for unit in ("SN", "SO18"):
        other.post(f"/cases/{unit}/reason/", REASON)
    before = len(entries_of("case.consultation"))
    for address in (link, link.replace("/SN/", "/SO18/"), link[:-5] + "AAAA/"):
        answer = other.get(address)
        assert answer.status_code == 404
        assert "belongs to another session" in answer.content.decode()
    assert len(entries_of("case.consultation")) == before
    assert spoc.get(link).status_code == 200


def test_links_are_of_one_length_whatever_the_references(spoc: Any) -> None:
    links = LINK.findall(spoc.get("/cases/SN/").content.decode())
    assert len(set(links)) == 4
    assert len({len(link) for link in links}) == 1


# The trail ----------------------------------------------------------------------------------------


def test_a_file_and_a_print_are_disclosures_and_one_victim_is_named_in_the_trail_alone(
    spoc: Any, entries_of: Any
) -> None:
    for address in ("/cases/SN/owed.csv?which=overdue&rule=VC20-R6-ARREST", "/cases/SN/owed.ods",
                    "/cases/SN/print/?team=Zebedee", "/cases/SN/print/?team=Response"):  # fmt: skip
        assert spoc.get(address).status_code == 200
    lines = entries_of("case.disclosure")
    assert [(line.about, line.count) for line in lines] == [
        ("csv file of what is owed: overdue, VC20-R6-ARREST, edition 2026-10", 2),
        ("ods file of what is owed: overdue, or due within seven working days, edition 2026-10", 4),
        ("print of what is owed: overdue, or due within seven working days, edition 2026-10", 4),
        ("print of what is owed: overdue, or due within seven working days, team Response, "
         "edition 2026-10", 3),
    ]  # fmt: skip
    assert {(line.recipient, line.reason, line.unit) for line in lines} == {("anna", "owed", "SN")}
    assert len(entries_of("case.consultation")) == 4, "each was looked at first"
    spoc.get(LINK.findall(spoc.get("/cases/SN/").content.decode())[0])
    looks = entries_of("case.consultation")
    assert [line.case for line in looks] == ["", "", "", "", "", "CRIME-55002"]
    assert not [line for line in looks if "Zebedee" in line.about]


def test_nothing_is_taken_away_without_role_and_reason(
    browser_of: Any, of_the_force: Path, entries_of: Any
) -> None:
    staff, other = browser_of("stan", "staff"), browser_of("olga", "spoc SO18")
    unasked = browser_of("ulla", "spoc SN")
    for address in ("/cases/SN/", "/cases/SN/print/", "/cases/SN/owed.csv", "/cases/SN/owed.ods"):
        assert staff.get(address).status_code == 403
        assert other.get(address).status_code == 403
        assert unasked.get(address)["Location"].startswith("/cases/SN/reason/")
    assert not entries_of("case.disclosure")


def test_a_file_whose_line_cannot_be_written_is_not_handed_over(spoc: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TRIGGER none_leaves BEFORE INSERT ON audit_entry "
            "WHEN NEW.what = 'case.disclosure' BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    answer = spoc.get("/cases/SN/owed.csv")
    assert answer.status_code == 503
    assert b"CRIME-" not in answer.content


def test_files_hold_the_rows_and_words_of_the_page(spoc: Any) -> None:
    table = pl.read_csv(spoc.get("/cases/SN/owed.csv?which=overdue").content)
    assert table["crime"].to_list() == ["CRIME-55002", "CRIME-55000", "CRIME-55001"]
    assert table["contact"].to_list()[1] == "Do not use post or telephone."
    with zipfile.ZipFile(BytesIO(spoc.get("/cases/SN/owed.ods").content)) as ods:
        assert b"CRIME-55004" in ods.read("content.xml")
    assert spoc.get("/cases/SN/owed.xlsx").status_code == 404


def test_a_role_for_a_unit_that_the_edition_has_not_never_reads_as_nothing_owed(
    browser_of: Any, of_the_force: Path, entries_of: Any
) -> None:
    client = browser_of("ulla", "spoc XX", "spoc SN")
    client.post("/cases/XX/reason/", REASON)
    for address in ("/cases/XX/", "/cases/XX/print/", "/cases/XX/owed.csv"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "This edition has no BCU or OCU with the code XX." in answer.content.decode()
    assert not entries_of("case.consultation")
    listed = client.get("/cases/").content.decode()
    assert "XX: this edition has no such unit." in listed
    assert 'href="/cases/SN/"' in listed


# The daily list -----------------------------------------------------------------------------------


def test_the_daily_message_has_numbers_alone(own_edition: Path) -> None:
    from datetime import date

    edition = open_edition(own_edition / "2026-10")
    today = owed_today(edition, "SN")
    assert (today.overdue, today.due, today.victims, today.priority) == (3, 0, 3, 1)
    later = owed_today(edition, "SN", date(2026, 11, 24))
    assert (later.overdue, later.due, later.victims) == (3, 1, 4)
    assert owed_today(edition, "NOWHERE").victims == 0


def test_the_overview_leads_to_the_cases_only_who_may_see_some(spoc: Any, browser_of: Any) -> None:
    way = "Who is owed what: the cases of your units"
    assert way in said(spoc.get("/"))
    assert way not in said(browser_of("bo", "staff").get("/"))
