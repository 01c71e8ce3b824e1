"""What the victim's copy says, in their words: what was agreed, never what was concluded of them.

A copy can be found by whoever lives with the victim. So it repeats no answer, names no offence and
no danger, and says what will happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from upheld.render.formats import long_date

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from upheld.web.staff.needs.outcome import Outcome, Point

# A flag without words here is for the officer alone.
WORDS = {
    "flag_interpreter": "We will arrange an interpreter. It costs you nothing.",
    "flag_translation": "We will have what you must read translated. It costs you nothing.",
    "flag_plain": "We will explain things to you in person, and write in plain words.",
    "flag_companion": "Somebody of your choice may be with you when we interview you.",
    "flag_care": "We will plan with you who cares for those who depend on you meanwhile.",
    "flag_vri": "We will talk with you about recording your evidence on video.",
    "flag_intermediary": "We will think about a specialist who helps you to understand the "
    "questions and to be understood.",
    "flag_interviewer": "You may ask to be interviewed by a woman or by a man.",
    "flag_safe_contact": "We will reach you only in the way that you said.",
    "flag_referral": "We will pass your details to a support service, as you agreed.",
    "flag_specialist": "You can have a specialist service on your side, such as an independent "
    "adviser.",
    "flag_measures": "We will tell you how you can be helped to give evidence, and note what you "
    "want. The court decides.",
    "flag_reassess": "We will ask you again about some of it.",
}
# As the measures stand in core; in words that need no law.
MEASURES = {
    "s.23": "a screen, so that you do not see the accused",
    "s.24": "a live video link",
    "s.25": "a court room without the public",
    "s.26": "judges and lawyers without wigs and gowns",
    "s.27": "your evidence recorded on video beforehand",
    "s.28": "questions by the defence recorded beforehand",
    "s.29": "a specialist who helps you to understand and to be understood",
    "s.30": "aids to communicate",
}


@dataclass(frozen=True, slots=True)
class Copy:
    enhanced: bool
    agreed: tuple[str, ...]
    at_court: tuple[str, ...]


def copy_of(
    outcome: Outcome, categories: Collection[str], set_aside: Collection[str], today: date
) -> Copy:
    """As the officer decided: what was set aside is not promised, nor a day that has passed."""
    agreed = tuple(
        _with_day(WORDS[point.flag.name], point, today)
        for section in outcome.sections
        for point in section.points
        if point.flag.name in WORDS and point.flag.name not in set_aside
    )
    at_court = tuple(MEASURES[each.section] for each in outcome.measures.measures)
    return Copy(bool(categories), agreed, at_court)


def _with_day(words: str, point: Point, today: date) -> str:
    if point.due_on is None:
        return words
    when = f"by {long_date(point.due_on)}" if point.due_on >= today else "at once"
    return f"{words} We do this {when}."
