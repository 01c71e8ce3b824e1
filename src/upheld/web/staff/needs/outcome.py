"""What an assessment came to, as the result page and the victim's copy say it. Pure but for rules.

Nothing is left out: a flag that no section names stands under "Also". Each has the answers behind
it and the rules it rests on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from upheld.core import needs_assessment as meaning
from upheld.core.questions.flags import flags
from upheld.core.questions.meaning import lines
from upheld.core.questions.values import read_date
from upheld.rules import load

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from upheld.core.needs_assessment import Ground, Measures
    from upheld.core.questions.flags import Flag
    from upheld.core.questions.journey import Journey
    from upheld.core.questions.meaning import Line
    from upheld.core.victims_code import VictimsCode

ALSO = "Also"
# Sections of what to do, in the order in which it is done; with the answers told beside them.
SECTIONS = {
    "Before you leave": (("flag_safety", "flag_no_contact"), ("danger", "children")),
    "Safe contact": (("flag_safe_contact",), ("safe_contact",)),
    "The interview": (
        ("flag_interpreter", "flag_translation", "flag_plain", "flag_vri", "flag_intermediary",
         "flag_interviewer", "flag_companion"),
        ("which_language", "dialect", "aids", "aids_other", "interviewer", "companion",
         "dates_to_avoid"),
    ),
    "Support": (("flag_referral", "flag_specialist", "flag_care"),
                ("referral", "service", "depends")),
    "Court": (("flag_measures",), ("measures", "measure")),
    "Later": (("flag_reassess",), ("update_every", "personal_statement")),
}  # fmt: skip
# Answers that ask for nothing; a section without a flag is shown for any other.
NOTHING_TOLD = frozenset({"", "no", "none", "either", "any_way", "already", "declines", "undecided",
                          "taken", "later", "declined"})  # fmt: skip
URGENT, YOUNG = "flag_safety", meaning.YOUNG
IN_MEASURES = frozenset({"flag_s16", "flag_s17", "flag_s17_automatic"})
CATEGORY_NAMES = {
    "serious_crime": "Victim of one of the most serious crimes",
    "persistently_targeted": "Persistently targeted",
    "vulnerable": "Vulnerable",
    "intimidated": "Intimidated",
    "discretionary": "Neither, but the service decides to give them",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule that a flag names. ``known``: it is in the Code as encoded and has a page."""

    id: str
    known: bool


@dataclass(frozen=True, slots=True)
class Point:
    """One flag: what it says, why, by which rules, and by when where a rule sets a time."""

    flag: Flag
    rules: tuple[Rule, ...]
    due_on: date | None = None

    @property
    def title(self) -> str:
        """Without what the heading above it says already."""
        words = self.flag.words.removeprefix("Enhanced Rights: ")
        return words[:1].upper() + words[1:]

    @property
    def because(self) -> tuple[Line, ...]:
        return self.flag.because


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    points: tuple[Point, ...]
    told: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    grounds: tuple[Point, ...]
    categories: tuple[str, ...]
    sections: tuple[Section, ...]
    measures: Measures
    reported_on: date

    @property
    def urgent(self) -> str:
        """What cannot wait for the rest of the page."""
        points = (point for section in self.sections for point in section.points)
        return next((p.flag.words for p in points if p.flag.name == URGENT), "")


def outcome(found: Journey, reported_on: date, born_on: date | None = None) -> Outcome:
    """``reported_on``: the day from which the rules count. ``born_on``: if the set does not ask."""
    raised, today = flags(found), found.replay.moment.today
    codes = load.victims_codes()
    code = codes.on(reported_on) or codes.versions[-1]
    points = _points(raised, code, reported_on)
    grounds = meaning.grounds(raised)
    return Outcome(
        grounds=tuple(points[ground.flag.name] for ground in grounds),
        categories=meaning.categories(raised),
        sections=tuple(_sections(points, grounds, found)),
        measures=meaning.special_measures(raised, today, born_on or said_born_on(found)),
        reported_on=reported_on,
    )


def _points(raised: Sequence[Flag], code: VictimsCode, reported_on: date) -> dict[str, Point]:
    """A flag that rests on several rules is due by the first of their days."""
    steps = meaning.next_steps(raised, code, load.calendar(), reported_on)
    known = {rule.id for rule in code.entitlements} | {code.ground_id(g) for g in code.grounds}
    made = {}
    for flag in raised:
        days = [step.due_on for step in steps if step.words == flag.words and step.due_on]
        rules = tuple(Rule(rule, rule in known) for rule in flag.rules)
        made[flag.name] = Point(flag, rules, min(days, default=None))
    return made


def _sections(points: dict[str, Point], grounds: Sequence[Ground], found: Journey) -> list[Section]:
    said = {line.key.rpartition("/")[2]: line for line in lines(found)}
    placed = {ground.flag.name for ground in grounds} | IN_MEASURES
    made = []
    for heading, (names, told) in SECTIONS.items():
        here = tuple(points[name] for name in names if name in points)
        beside = tuple(said[name] for name in told if name in said and said[name].answer)
        placed |= set(names)
        if here or any(_tells(found, line) for line in beside):
            made.append(Section(heading, here, beside))
    rest = tuple(point for name, point in points.items() if name not in placed)
    return [*made, Section(ALSO, rest, ())] if rest else made


def _tells(found: Journey, line: Line) -> bool:
    """Whether an answer asks for something, though no flag rests on it: an aid, a companion."""
    return found.replay.answers.get(line.key, "") not in NOTHING_TOLD


def said_born_on(found: Journey) -> date | None:
    said = {line.key.rpartition("/")[2]: line.answer for line in lines(found)}
    return read_date(said.get("date_of_birth", "")) if said.get("date_of_birth") else None
