"""Which edition readers see: only a verified one, only whole, only from its time on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner
from tests.web.publish.asked import RECORD, altered, no_record, shown

from upheld.core.errors import ProblemsError, UpheldError, WrongUseError
from upheld.editions.manifest import sha256


def _last() -> int:
    from upheld.web.staff.publish import current

    last = current.last()
    assert last is not None
    return int(last.pk)


def test_before_anything_is_published_the_edition_of_the_settings_is_shown(folder: Path) -> None:
    assert shown() == "2022-03"


def test_a_published_edition_is_shown_and_the_decision_is_in_the_trail(
    publish: Callable[..., Any], entries_of: Any
) -> None:
    publish("2022-04")
    assert shown() == "2022-04"
    (line,) = entries_of("edition.published")
    assert (line.by, line.about) == ("anna", "2022-04, as of 2022-04-20")
    assert line.count > 1_000


def _not_verified(edition: Path) -> None:
    said = json.loads((edition / RECORD).read_text())
    (edition / RECORD).write_text(json.dumps(said | {"verified": False}))


def _record_of_another(edition: Path) -> None:
    shutil.copy(edition.parent / "2022-03" / RECORD, edition / RECORD)


def _broken_record(edition: Path) -> None:
    (edition / RECORD).write_text("[]")


def _without_cases(edition: Path) -> None:
    shutil.rmtree(edition / "restricted")


def _no_manifest(edition: Path) -> None:
    (edition / "open/manifest.json").unlink()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(no_record, "nobody has verified"), (_not_verified, "did not come out the same"),
     (_record_of_another, "about another edition"), (_broken_record, "cannot be read"),
     (altered, "was altered after"), (_without_cases, "is missing"),
     (_no_manifest, "there is no edition here")],
)  # fmt: skip
def test_an_unverified_or_broken_edition_is_refused_and_the_old_one_stays(
    publish: Callable[..., Any], folder: Path, entries_of: Any, spoil: Any, said: str
) -> None:
    publish("2022-03")
    spoil(folder / "2022-04")
    with pytest.raises(UpheldError, match=said):
        publish("2022-04")
    assert shown() == "2022-03"
    assert len(entries_of("edition.published")) == 1


def test_a_figure_that_the_cases_do_not_give_is_found_even_under_a_new_seal(
    publish: Callable[..., Any], folder: Path
) -> None:
    """Whoever alters a file and its hash in the manifest is still met by the second count."""
    edition = folder / "2022-04"
    path, manifest = edition / "open/figures.parquet", edition / "open/manifest.json"
    rows = pl.read_parquet(path).with_row_index("n")
    first = rows.filter(pl.col("numerator") > 9, pl.col("reading") == "strict")["n"][0]
    one_more = pl.col("numerator") + (pl.col("n") == first).cast(pl.Int64)
    rows.with_columns(numerator=one_more).drop("n").write_parquet(path)
    said = json.loads(manifest.read_text())
    said["files"]["open/figures.parquet"] = sha256(path)
    manifest.write_text(json.dumps(said))
    with pytest.raises(ProblemsError, match="counted again"):
        publish("2022-04")
    assert shown() == "2022-03"


def test_an_embargoed_edition_is_shown_from_its_time_on_and_not_before(
    publish: Callable[..., Any],
) -> None:
    from django.utils import timezone

    from upheld.web.staff.publish import current

    publish("2022-03")
    until = timezone.now() + timedelta(hours=1)
    publish("2022-04", until)
    assert current.name() == "2022-03"
    assert current.name(until) == "2022-04"
    assert current.name(until - timedelta(microseconds=1)) == "2022-03"


def test_an_embargo_that_has_passed_is_refused(publish: Callable[..., Any]) -> None:
    from django.utils import timezone

    with pytest.raises(WrongUseError, match="has passed"):
        publish("2022-04", timezone.now() - timedelta(seconds=1))
    assert shown() == "2022-03"


@pytest.mark.parametrize(
    ("typed", "read"),
    [("2026-12-01T09:30", "2026-12-01T09:30:00+00:00"), ("2026-06-01", "2026-05-31T23:00:00+00:00"),
     ("", None)],
)  # fmt: skip
def test_a_time_is_read_as_londons(site: Any, typed: str, read: str | None) -> None:
    from upheld.web.staff.publish import times

    found = times.read(typed)
    assert (found.isoformat() if found else None) == read


@pytest.mark.parametrize(
    "typed", ["soon", "2026-03-29T01:30", "2026-10-25T01:30", "2026-12-01T09:30+01:00"]
)
def test_a_time_that_could_be_two_or_none_is_refused(site: Any, typed: str) -> None:
    from upheld.web.staff.publish import times

    with pytest.raises(WrongUseError):
        times.read(typed)


def test_an_edition_replaced_after_it_was_published_is_not_shown(
    publish: Callable[..., Any], folder: Path
) -> None:
    publish("2022-03")
    publish("2022-04")
    shutil.rmtree(folder / "2022-04")
    shutil.copytree(folder / "2022-03", folder / "2022-04")
    assert shown() == "2022-03"
    shutil.rmtree(folder / "2022-03")
    shutil.copytree(folder / "2022-04", folder / "other")
    assert shown() is None


def test_of_two_who_publish_at_once_the_second_is_told(
    publish: Callable[..., Any], folder: Path
) -> None:
    from upheld.web.staff.publish import actions, check

    seen = check.whole(folder / "2022-04")
    publish("2022-03")
    with pytest.raises(UpheldError, match="meanwhile"):
        actions.publish(by="bert", checked=seen, until=None, over=None, origin="command line")
    assert shown() == "2022-03"


def test_an_edition_replaced_while_it_was_checked_is_refused(folder: Path) -> None:
    from upheld.web.staff.publish import actions, check

    seen = check.whole(folder / "2022-04")
    shutil.rmtree(folder / "2022-04")
    shutil.copytree(folder / "2022-03", folder / "2022-04")
    with pytest.raises(ProblemsError, match="was replaced while"):
        actions.publish(by="bert", checked=seen, until=None, over=None, origin="command line")


def test_withdrawn_the_one_before_is_shown_again(
    publish: Callable[..., Any], entries_of: Any
) -> None:
    from upheld.web.staff.publish import actions

    publish("2022-03")
    last = publish("2022-04")
    actions.withdraw(by="anna", publication=last, origin="command line")
    assert shown() == "2022-03"
    assert [line.about for line in entries_of("edition.withdrawn")] == ["2022-04"]
    with pytest.raises(UpheldError, match="withdrawn already"):
        actions.withdraw(by="anna", publication=last, origin="command line")
    assert len(entries_of("edition.withdrawn")) == 1


def test_an_older_edition_does_not_follow_a_newer_one(publish: Callable[..., Any]) -> None:
    publish("2022-04")
    with pytest.raises(ProblemsError, match="is older than 2022-04"):
        publish("2022-03")


# The page and the command ------------------------------------------------------------------------


def test_the_analyst_publishes_on_the_page(folder: Path, browser_of: Any, entries_of: Any) -> None:
    client = browser_of("anna", "analyst")
    page = client.get("/publish/2022-04/").content.decode()
    assert "It was verified" in page
    assert "What moved since the one before" in page
    assert client.post("/publish/2022-04/", {"over": "", "until": ""}).status_code == 302
    assert shown() == "2022-04"
    assert [line.by for line in entries_of("edition.published")] == ["anna"]
    assert "Withdraw 2022-04" in client.get("/publish/").content.decode()
    assert client.post("/publish/2022-04/withdraw/").status_code == 302
    assert shown() == "2022-03"


def test_no_reader_waits_for_a_new_edition_to_be_opened(
    folder: Path, publish: Callable[..., Any], browser_of: Any, nobody: Any
) -> None:
    """Published on a page, its first pages are made then; by the command, as soon as the site is
    asked whether it is ready."""
    from upheld.web.staff import first_pages

    publish("2022-03")
    assert first_pages.cold() == ("2022-03",)
    assert nobody.get("/ready/").status_code == 200
    assert first_pages.cold() == ()
    last = str(_last())
    answer = browser_of("anna", "analyst").post("/publish/2022-04/", {"over": last, "until": ""})
    assert answer.status_code == 302
    assert (shown(), first_pages.cold()) == ("2022-04", ())


@pytest.mark.parametrize(
    ("typed", "said"),
    [("yesterday", "is not a time. Write it such as 2026-12-01T09:30."),
     ("2020-01-01", "has passed. Name a later time, or none to publish now."),
     ("2026-03-29T01:30", "is a time at which the clocks change.")],
)  # fmt: skip
def test_an_embargo_that_cannot_be_is_named_at_its_field_and_nothing_is_published(
    folder: Path, browser_of: Any, typed: str, said: str
) -> None:
    from upheld.web.staff.publish import current

    last = current.last()
    form = {"over": last.pk if last else "", "until": typed}
    answer = browser_of("anna", "analyst").post("/publish/2022-04/", form)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#until"' in page
    assert 'id="until-error"' in page
    assert page.count(said) == 2, "in the summary and at the field"
    assert "Is it sound?" in page
    assert current.last() == last


def test_the_page_says_everything_that_speaks_against_an_edition(
    folder: Path, browser_of: Any
) -> None:
    client = browser_of("anna", "analyst")
    no_record(folder / "2022-04")
    altered(folder / "2022-04")
    answer = client.post("/publish/2022-04/", {"over": ""})
    assert answer.status_code == 400
    assert "nobody has verified" in answer.content.decode()
    assert "was altered after" in answer.content.decode()
    assert shown() == "2022-03"


@pytest.mark.parametrize("role", ["staff", "spoc SN", "auditor", "administrator", "board"])
def test_nobody_else_may_publish(folder: Path, browser_of: Any, role: str) -> None:
    client = browser_of("bert", role)
    for answer in (client.get("/publish/"), client.post("/publish/2022-04/", {"over": ""}),
                   client.post("/publish/2022-03/withdraw/")):  # fmt: skip
        assert answer.status_code == 403
    assert shown() == "2022-03"


def test_an_edition_under_embargo_is_on_no_page_for_readers(
    publish: Callable[..., Any], browser_of: Any
) -> None:
    from django.utils import timezone

    publish("2022-03")
    publish("2022-04", timezone.now() + timedelta(hours=1))
    reader, analyst = browser_of("bert", "staff"), browser_of("anna", "analyst")
    assert "2022-04" not in reader.get("/editions/").content.decode()
    for address in ("/editions/2022-04/", "/tables/editions/2022-04/moved.csv"):
        assert reader.get(address).status_code == 404
        assert analyst.get(address).status_code == 200
    assert reader.get("/editions/2022-03/").status_code == 200
    said = reader.get("/editions/2022-0/").content.decode()
    assert "/editions/2022-03/" in said
    assert "/editions/2022-04/" not in said, "nor is it offered where a name is near"


def test_the_command_publishes_and_withdraws(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from upheld.cli.publish import publish as command

    def run(*words: str) -> str:
        result = CliRunner().invoke(command, [*words, "--var", str(folder.parent)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    monkeypatch.setenv("UPHELD_VAR", str(folder.parent))
    assert "counted again, shown now" in run("2022-03")
    assert "shown from 1 Dec 2099, 09:30" in run(str(folder / "2022-04"), "--embargo",
                                                  "2099-12-01T09:30")  # fmt: skip
    assert "Shown now: 2022-03" in run("2022-04", "--withdraw")
    with pytest.raises(WrongUseError, match="does not stand in"):
        run("elsewhere/2022-04")
