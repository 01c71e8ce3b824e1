"""Whole forms, filled in, are worked out as in ODK Collect: what is relevant, and every value."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from tests.core.questions.javarosa.oracle import NOTHING, asked_of_javarosa, described, xform
from tests.question_sets.forms import MOMENT, markdown

from upheld.core.questions.question_set import key_of
from upheld.core.questions.replay import Replay
from upheld.core.questions.values import to_text
from upheld.question_sets.load import HERE, load_own

SHORT = (HERE / "needs_assessment" / "short-1.md").read_bytes()
HOUSE = markdown(
    """integer | most | Most | | |
    begin_group | g | Group | ${most} > 1 | |
    text | word | Word | | |
    text | inner | Inner | ${word} = 'yes' | |
    text | outer | Outer | ${most} > 0 | |
    end_group | | | | |
    begin_repeat | room | Room | ${most} > 0 | |
    integer | beds | Beds | | |
    text | who | Who | ${beds} > 1 | |
    calculate | place | | | position(..) |
    calculate | so_far | | | ${beds} + ${most} |
    end_repeat | | | | |
    calculate | rooms | | | count(${room}) |
    calculate | all_beds | | | sum(${beds}) |
    calculate | names | | | join(', ', ${who}) |
    calculate | unseen | | ${most} > 100 | ${most} * 2 |
    calculate | of_unseen | | | concat('<', ${unseen}, '|', ${inner}, '>') |
    calculate | many | | | count(${room}[beds > 1]) |""".replace("'|'", "'-'"),
    heads=("relevant", "calculation"),
).encode()
ROOMS = {"room[1]/beds": "1", "room[1]/who": "Ada", "room[2]/beds": "3", "room[2]/who": "Bob",
         "room[1]/+": "yes", "room[2]/+": "no"}  # fmt: skip
GROUP = {"g/word": "yes", "g/inner": "in", "g/outer": "out"}
FILLED: dict[str, tuple[bytes, Mapping[str, str]]] = {
    "everything relevant": (HOUSE, ROOMS | GROUP | {"most": "5"}),
    "a hidden group": (HOUSE, ROOMS | GROUP | {"most": "1"}),
    "a hidden repeat": (HOUSE, ROOMS | GROUP | {"most": "0", "g/word": "no"}),
    "a victim with many needs": (SHORT, {
        "crime/kind_of_crime": "domestic_abuse hate_crime", "crime/victim_is": "harmed",
        "crime/targeted": "not_sure", "victim/age": "under_18", "victim/language": "interpreter",
        "victim/condition": "mental_disorder", "victim/fear": "yes",
        "evidence/which_language": "polish", "evidence/quality": "yes",
        "evidence/understanding": "yes", "wishes/safe_now": "no", "wishes/safe_contact": "not_post",
        "wishes/measures": "declines", "wishes/referral": "yes",
    }),
    "a victim whose answers are hidden since": (SHORT, {
        "crime/kind_of_crime": "none", "crime/victim_is": "bereaved_relative",
        "crime/targeted": "yes", "victim/age": "adult", "victim/language": "english",
        "victim/condition": "none", "victim/fear": "no", "evidence/which_language": "polish",
        "evidence/quality": "yes", "evidence/understanding": "yes", "wishes/safe_now": "yes",
        "wishes/safe_contact": "any_way", "wishes/measures": "undecided", "wishes/referral": "no",
    }),
}  # fmt: skip


@pytest.mark.parametrize("case", FILLED)
def test_every_value_of_a_filled_in_form_is_javarosas(case: str) -> None:
    content, answers = FILLED[case]
    form = load_own(content, "form.md").form
    replay = Replay(form, answers, MOMENT)
    ours = {
        key_of(question.path, question.repeats, entry): described(
            to_text(replay.value(question.path, entry))
        )
        for question in form.questions
        for entry in replay.entries(question.repeats)
    }
    places = list(ours) + [key for key in answers if key not in ours and not key.endswith("+")]
    theirs = asked_of_javarosa(xform(content, answers), [(key, "string(.)") for key in places])
    assert {key: ours.get(key, NOTHING) for key in places} == dict(zip(places, theirs, strict=True))
    assert any(each != NOTHING for each in theirs)
    assert not [each for each in theirs if re.match("error", each)]
