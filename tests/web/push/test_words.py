"""What a message says: no more than its verdicts, ranked and capped, two lines where nothing is."""

from __future__ import annotations

from typing import Any

import pytest

from upheld.editions.edition import Edition


@pytest.fixture
def letters(records: Any) -> dict[str, Any]:
    """Every unit's message of the small demonstration."""
    from upheld.web.staff import editions
    from upheld.web.staff.push import prepare

    opened = editions.main()
    assert opened is not None
    return prepare.letters_for(opened, {str(each.code): each for each in opened.places()})


def _lines(text: str) -> list[str]:
    """Those below the unit's name."""
    return text.partition("\n\n")[0].split("\n")[1:]


def test_a_unit_with_nothing_to_report_gets_two_lines_that_say_so(letters: Any) -> None:
    quiet = [each for each in letters.values() if ": no change," in each.subject]
    assert quiet
    for each in quiet:
        first, second = _lines(each.text)
        assert "victims were owed an update" in first, "the subject says that nothing changed"
        assert (
            "nothing that is watched changed beyond chance" in second
            or "no series is long enough" in second
        )
        assert "◆" not in each.text + each.html


def test_what_changed_is_said_as_its_verdict_says_it_and_no_message_is_of_another_unit(
    letters: Any,
) -> None:
    from upheld.render.messages import faults, ranked
    from upheld.render.verdict_words import finding
    from upheld.web.staff import editions
    from upheld.web.staff.push.shown import people

    opened = editions.main()
    assert opened is not None
    names = [each.name for each in opened.places()]
    for each in letters.values():
        assert faults(each, each.place, names) == ()
        listed = ranked(opened.verdicts.listed((each.place,)))
        said = [finding(v, people(v.measure)) for v in listed]
        assert all(words in each.text for words in said[:3])
        assert len(_lines(each.text)) == (3 if said else 2)


def test_a_change_is_said_with_what_it_asks_and_how_many_chance_alone_would_tell(
    planted: Edition,
) -> None:
    """Of the canary's edition, where one thing got worse. Each time anew: the simulation too."""
    from upheld.web.staff.push import canary

    made, wrong = canary.planted_message(planted, "https://x/")
    assert made
    assert wrong == ()
    lines = _lines(made.text)
    assert len(lines) == 3
    assert made.text.startswith("CANARY\n")
    assert lines[0] == "Worse in March 2022: Victims told everything on time (Right 6)."
    assert lines[2] == (
        "What is asked of you: look at what got worse and see who is still to be told."
    )
    stated = f"chance alone would mark about {made.expected:.1f} of them; {made.marked} are marked"
    assert stated in made.text
    assert made.marked == 2, "both readings"
    assert 0 < made.expected < 1
    assert canary.planted_message(planted, "https://x/")[0] == made


def test_over_all_messages_the_teams_page_says_how_many_changes_chance_would_tell(
    letters: dict[str, Any], people: Any, pushed: Any, browser_of: Any
) -> None:
    people("SN", "a@force.example")
    people("AS", "b@force.example")
    push = pushed()
    assert push.expected == pytest.approx(letters["SN"].expected + letters["AS"].expected)
    assert push.expected > 0
    page = browser_of("anna", "analyst").get("/messages/").content.decode()
    assert f"chance alone would have marked about {push.expected:.1f}, by simulation" in page


def test_a_message_fits_a_page_and_the_same_figures_give_the_same_words(
    letters: Any, records: Any
) -> None:
    from upheld.web.staff import editions
    from upheld.web.staff.push import prepare

    opened = editions.main()
    assert opened is not None
    again = prepare.letters_for(opened, {unit: each.place for unit, each in letters.items()})
    assert again == letters
    assert all(len(each.text.split()) < 250 for each in letters.values())
    assert all(len(each.subject) < 120 for each in letters.values())
