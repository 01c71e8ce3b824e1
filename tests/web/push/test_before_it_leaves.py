"""What must hold before the first message leaves: figures, words, list, canary."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner

from upheld.core.errors import ProblemsError, UpheldError, WrongUseError
from upheld.editions.edition import Edition, open_edition


@pytest.fixture
def whole(put_out: Any, planted: Edition, by_smtp: None, people: Any) -> Callable[..., Any]:
    """Everything that is looked at, for two people of the force and one of a BCU."""
    from upheld.web.staff.push import prepare

    people("force", "a@force.example", "b@force.example")
    people("SN", "c@force.example")
    publication = put_out("2022-04")

    def run(edition: Edition = planted, **options: Any) -> Any:
        return prepare.whole(publication, edition, **options)

    return run


def test_what_is_sound_is_prepared_with_every_figure_counted_again(whole: Any) -> None:
    made = whole()
    assert set(made.letters) == {"force", "SN", "CANARY"}
    assert made.figures > 10
    assert "20 victims were owed an update; 20 had one overdue" in made.letters["CANARY"].text


def test_one_figure_that_is_not_counted_the_same_stops_all_and_is_named(
    whole: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a fault between the edition and the words: the figures as shown are what is checked."""
    from dataclasses import replace

    from upheld.render import messages
    from upheld.web.staff.push import prepare

    def off_by_one(*parts: Any) -> Any:
        made = messages.message(*parts)
        first, *rest = made.figures
        wrong = first._replace(numerator=first.numerator + 1)
        return replace(made, figures=(wrong, *rest)) if made.place.code == "SN" else made

    monkeypatch.setattr(prepare, "message", off_by_one)
    with pytest.raises(ProblemsError) as found:
        whole()
    (problem,) = found.value.problems
    assert problem.where == "counted again"
    assert "bcu SN" in problem.what


def _change(edition: Edition, place: Path, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Any:
    """A copy of an edition whose open figures a function has changed."""
    import shutil

    shutil.copytree(edition.path, place)
    path = place / "open/figures.parquet"
    change(pl.read_parquet(path)).write_parquet(path)
    return open_edition(place)


@pytest.mark.parametrize(
    ("change", "said"),
    [(lambda rows: rows.clear(), "the figures: the planted unit has none"),
     (lambda rows: rows.filter(pl.col("measure") != "outstanding-r6-victims"),
      "20 victims were owed an update"),
     (lambda rows: rows.with_columns(numerator=pl.col("numerator") + 1,
                                     value=pl.col("value") / 2), "the second count")],
    ids=["gone", "half gone", "other numbers"],
)  # fmt: skip
def test_a_planted_case_that_is_lost_stops_all_and_it_is_said_where(
    whole: Any, planted: Edition, tmp_path: Path, change: Any, said: str
) -> None:
    with pytest.raises(ProblemsError) as found:
        whole(_change(planted, tmp_path / "lost", change))
    assert said in str(found.value)
    assert all(each.file == "canary" for each in found.value.problems)


def test_without_a_planted_subscriber_nothing_leaves(whole: Any) -> None:
    from django.test import override_settings

    with (
        override_settings(PUSH_CANARY=""),
        pytest.raises(ProblemsError, match="PUSH_CANARY"),
    ):
        whole()


def test_a_message_of_another_unit_or_a_blank_one_is_found_before_it_is_kept(
    whole: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from upheld.render import messages
    from upheld.web.staff import editions
    from upheld.web.staff.push import prepare

    opened = editions.main()
    assert opened is not None
    other = opened.place("AS")

    def mixed_up(source: Any, place: Any, link: str) -> Any:
        if place.code == "SN":
            return messages.message(source, other, link)
        made = messages.message(source, place, link)
        return replace(made, html=" ") if made and place.unit_type == "force" else made

    monkeypatch.setattr(prepare, "message", mixed_up)
    with pytest.raises(ProblemsError) as found:
        whole()
    said = str(found.value)
    assert "message of force: its html is empty" in said
    assert "message of SN: it is not about" in said
    assert "message of SN: it rests on a figure of AS" in said


def test_a_list_that_shrank_suddenly_stops_all_unless_a_person_says_that_it_is_right(
    whole: Any, people: Any
) -> None:
    from upheld.web.staff.push import actions
    from upheld.web.staff.push.models import Push, Subscriber

    actions.prepare(by="anna", prepared=whole(), origin="command line")
    assert Push.objects.get().subscribers == 3
    Subscriber.objects.filter(email="a@force.example").update(unit="XX")
    with pytest.raises(ProblemsError, match="shrank from 3 to 2"):
        whole()
    assert len(whole(fewer=True).letters) == 3


def test_an_edition_that_is_not_published_now_is_not_pushed(
    whole: Any, folder: Path, put_out: Any
) -> None:
    from upheld.web.staff.publish import actions, current

    last = current.last()
    assert last is not None
    actions.withdraw(by="anna", publication=last, origin="command line")
    with pytest.raises(UpheldError, match="is not the edition that is published now"):
        whole()


def test_no_message_holds_anything_of_a_case(whole: Any, folder: Path) -> None:
    """Not one reference, of any victim, crime or duty, stands in any message."""
    restricted = folder / "2022-04/restricted"
    references = {
        str(value)
        for file, columns in (("victims", ("victim_id", "crime_id")), ("duties", ("duty_id",)))
        for column in columns
        for value in pl.read_parquet(restricted / f"{file}.parquet", columns=[column])[column]
    }
    assert len(references) > 100
    for made in whole().letters.values():
        said = f"{made.subject} {made.text} {made.html}"
        assert not [each for each in references if each in said]


# The commands ------------------------------------------------------------------------------------


@pytest.fixture
def upheld(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.setenv("UPHELD_VAR", str(folder.parent))

    def run(name: str, *words: str) -> str:
        command = getattr(importlib.import_module("upheld.cli.push"), name)
        result = CliRunner().invoke(command, [*words, "--var", str(folder.parent)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    return run


def test_the_command_sends_each_one_message_and_a_second_time_none(
    upheld: Any, put_out: Any, people: Any, box: Any, by_smtp: None
) -> None:
    people("force", "a@force.example")
    people("SN", "c@force.example")
    assert "Nothing is published" in upheld("push", "--due")
    put_out("2022-04")
    said = upheld("push", "2022-04", "--dry-run")
    assert "--- SN: 1 subscriber\n" in said
    assert "Nothing was sent" in said
    assert box.mails == []
    assert "Accepted by the mail service: 2" in upheld("push", "--due")
    upheld("push", "--due")
    assert sorted(box.to()) == ["a@force.example", "c@force.example"]
    with pytest.raises(WrongUseError, match="not the edition that is published now"):
        upheld("push", "2022-03")
    with pytest.raises(WrongUseError, match="Name an edition"):
        upheld("push")


def test_a_list_is_taken_whole_and_whoever_stopped_stays_stopped(
    upheld: Any, tmp_path: Path, entries_of: Any
) -> None:
    from upheld.web.staff.push import actions
    from upheld.web.staff.push.models import Subscriber

    file = tmp_path / "list.csv"
    file.write_text(
        "email,unit,post,required\nA@force.example,SN,SPOC,yes\nb@force.example,force,,\n"
    )
    assert "2 subscribers in the list: 2 came, 0 went" in upheld("subscribers", str(file))
    first = Subscriber.objects.get(unit="SN")
    assert (first.email, first.required) == ("a@force.example", True)
    actions.stop(by="link", subscriber=first, origin="192.0.2.1")
    file.write_text("email,unit\na@force.example,SN\n")
    assert "0 came, 1 went" in upheld("subscribers", str(file))
    assert not Subscriber.objects.filter(stopped_at=None).exists()
    file.write_text("email,unit\na@force.example,SN\nb@force.example,force\n")
    upheld("subscribers", str(file))
    assert [s.email for s in Subscriber.objects.filter(stopped_at=None)] == ["b@force.example"]
    assert len(entries_of("push.subscribers")) == 3


def test_every_bad_row_is_named_and_nothing_is_taken(upheld: Any, tmp_path: Path) -> None:
    from django.test import override_settings

    from upheld.web.staff.push.models import Subscriber

    file = tmp_path / "list.csv"
    file.write_text("email,unit,required\nnobody,SN,yes\na@force.example,XX,\n"
                    "b@elsewhere.example,SN,perhaps\nc@force.example,SN,no\n"
                    "C@force.example,SN,no\nd@force.example,SN,no,more\n")  # fmt: skip
    with (
        override_settings(PUSH_DOMAINS={"force.example"}),
        pytest.raises(ProblemsError) as found,
    ):
        upheld("subscribers", str(file))
    assert [(p.where, p.what, p.value) for p in found.value.problems] == [
        ("line 2", "email is not an address", ""),
        ("line 3", "the force has no such unit", "XX"),
        ("line 4", "email is outside the domains that messages may go to", ""),
        ("line 4", "required must be yes or no", "perhaps"),
        ("line 6", "the same address and unit stand above", ""),
        ("line 7", "has more values than there are columns", ""),
    ]
    assert "nobody" not in json.dumps([str(p) for p in found.value.problems])
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    ("rows", "said"),
    [("", "the column email is missing"), ("email,unit\n", "holds no row"),
     ("email;unit\na@force.example;SN\n", "is no column that is known, found 'email;unit'"),
     ('email,unit\n"a@force.example,SN\n', "line 2: is not CSV that can be read")],
    ids=["empty", "head alone", "semicolons", "open quote"],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused_with_what_is_wrong(
    upheld: Any, tmp_path: Path, rows: str, said: str
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(rows)
    with pytest.raises(ProblemsError) as found:
        upheld("subscribers", str(file))
    assert said in str(found.value)


def test_a_post_of_a_unit_without_figures_is_taken_and_its_holder_is_shown_as_not_told(
    upheld: Any, by_smtp: None, tmp_path: Path, browser_of: Any, put_out: Any
) -> None:
    """The force has the unit; nothing was counted of it yet."""
    file = tmp_path / "list.csv"
    file.write_text("email,unit\na@force.example,SN\nb@force.example,MetCC\n")
    put_out("2022-04")
    upheld("subscribers", str(file))
    assert "Of MetCC nothing can be said" in upheld("push", "2022-04", "--dry-run")
    page = browser_of("anna", "analyst").get("/messages/preview/?unit=MetCC").content.decode()
    assert "The edition has no figures of MetCC" in page
