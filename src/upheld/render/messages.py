"""One unit's message on publication, from its verdicts and the count of what is owed, and nothing
else: the words can say no more than the tests behind them.

Pure: the same figures give the same words. A message carries every figure that it rests on, so
that each can be counted again before anything goes out. It holds numbers, never a case.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from upheld.render import formats, mails, verdict_words, words
from upheld.render.figures import HEADLINE, OUTSTANDING, OUTSTANDING_VICTIMS, pairs
from upheld.render.mails import STOP

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from upheld.render.figures import Figure, Pair, Place
    from upheld.render.verdicts import Verdict, Verdicts

# Attention is scarce: what else changed stands on the page that the link opens.
MOST_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Source:
    """Where a message's figures come from, and how measures are named."""

    verdicts: Verdicts
    edition: str
    as_of: date
    demonstration: bool
    title: Callable[[str], str]
    people: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Message:
    """What one unit's subscribers are told. ``figures``: all that its words rest on. ``marked``:
    how many series, each reading counted, show a change; ``expected``: how many chance alone would
    mark, simulated."""

    place: Place
    subject: str
    text: str
    html: str
    figures: tuple[Figure, ...]
    marked: int = 0
    expected: float = 0.0


def digest(unit: str, subject: str, text: str, html: str) -> str:
    """Over unit and words, so that no other words can go out in their stead."""
    parts = (unit, subject, text, html)
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()


def message(source: Source, place: Place, link: str) -> Message | None:
    """None where the edition shows no figure of this place: then nothing can be said."""
    month = source.verdicts.figures.latest_month(HEADLINE, place)
    if month is None:
        return None
    listed = [v for v in source.verdicts.listed((place,)) if v.month == month]
    changed = ranked(listed)
    owed, victims = (
        next(iter(pairs(source.verdicts.figures.outstanding(place, measure))), None)
        for measure in (OUTSTANDING, OUTSTANDING_VICTIMS)
    )
    figures = (*_rest_on(listed), *_not_withheld(victims), *_not_withheld(owed))
    if not figures:
        return None
    expected = source.verdicts.false_alarms(listed)
    alarms = verdict_words.false_alarms(listed, expected)
    lines = [words.waiting(victims, owed), _nothing(listed, month)]
    if changed:
        lines = [_named(source, changed, month), lines[0], _asks(changed, owed, place)]
    details = [_detail(source, each) for each in changed[:MOST_CHANGES]]
    foot = _foot(source, len(changed) - MOST_CHANGES, alarms if changed else "")
    subject = _subject(source, changed, place, month)
    parts = mails.Parts(subject, place.name, lines, details, foot, link)
    return Message(
        place,
        subject,
        mails.text(parts),
        mails.html(parts),
        figures,
        sum(each.special for verdict in listed for each in verdict.readings),
        expected,
    )


def ranked(listed: Sequence[Verdict]) -> list[Verdict]:
    """What changed, that which concerns most people first."""
    found = (each for each in listed if each.special)
    return sorted(found, key=lambda each: (-affected(each), each.measure))


def affected(verdict: Verdict) -> int:
    """How many people more or fewer than the mean of the series would have had, that month."""
    leading = verdict.leading
    point = leading.point if leading else None
    if leading is None or point is None:
        return 0
    return round(abs(point.value - point.centre) * (leading.observed[-1].denominator or 0))


def _rest_on(listed: Sequence[Verdict]) -> tuple[Figure, ...]:
    """Limits and means come of every month of a series, so each of them is shown."""
    return tuple(
        figure for verdict in listed for judged in verdict.readings for figure in judged.observed
    )


def _not_withheld(owed: Pair | None) -> tuple[Figure, ...]:
    return tuple(each for each in owed.figures if not each.suppressed) if owed else ()


def _subject(source: Source, changed: Sequence[Verdict], place: Place, month: date) -> str:
    counts: dict[str, int] = {}
    for each in changed:
        word = verdict_words.CHANGE[each.leading.variation if each.leading else None].word.lower()
        counts[word] = counts.get(word, 0) + 1
    said = ", ".join(f"{number} {word}" for word, number in sorted(counts.items(), reverse=True))
    mark = mails.MARK if source.demonstration else ""
    return f"{mark}{place.name}: {said or 'no change'}, {formats.month(month)}"


def _named(source: Source, changed: Sequence[Verdict], month: date) -> str:
    """What changed and which way: what a phone shows. A change that one reading alone shows is
    said to be that reading's."""
    found: dict[str, list[str]] = {}
    for each in changed[:MOST_CHANGES]:
        leading = each.leading
        what = verdict_words.CHANGE[leading.variation if leading else None].word
        alone = f", {leading.reading} reading" if leading and not each.agree else ""
        said = f"{what} in {formats.month(month)}{alone}"
        found.setdefault(said, []).append(source.title(each.measure))
    return " ".join(f"{said}: {'; '.join(titles)}." for said, titles in found.items())


def _nothing(listed: Sequence[Verdict], month: date) -> str:
    """The subject says that nothing changed, so this comes second."""
    said = f"{verdict_words.nothing_changed(listed)}{_unjudged(listed)}"
    return f"In {formats.month(month)} {said[:1].lower()}{said[1:]}"


def _unjudged(listed: Sequence[Verdict]) -> str:
    """A feed that fell silent never reads as nothing to report."""
    without = [v for v in listed if not any(each.variation for each in v.readings)]
    if not without or len(without) == len(listed):
        return ""
    measures = formats.plural(len(listed), "measure", "measures")
    return f" {len(without)} of {measures} could not be judged."


def _asks(changed: Sequence[Verdict], owed: Pair | None, place: Place) -> str:
    worse = any(each.leading and each.leading.variation == "concern" for each in changed)
    overdue = bool(owed and owed.strict and owed.strict.numerator)
    asked = ["look at what got worse"] if worse else []
    whole = place.unit_type == "force"
    still = "in which units victims are" if whole else "who is"
    asked += [f"see {still} still to be told"] if overdue else []
    return f"What is asked of you: {' and '.join(asked)}." if asked else "Nothing is asked of you."


def _detail(source: Source, verdict: Verdict) -> tuple[str, str]:
    """Shape and title; what the test says."""
    mark = verdict_words.CHANGE[verdict.leading.variation if verdict.leading else None]
    said = verdict_words.finding(verdict, source.people(verdict.measure))
    return f"{mark.shape} {source.title(verdict.measure)}", said


def _foot(source: Source, more: int, alarms: str) -> list[str]:
    rest = formats.plural(more, "more change", "more changes")
    found = [f"{rest} on the page."] if more > 0 else []
    found += [alarms] if alarms else []
    return [*found, mails.edition_line(source.edition, source.as_of, source.demonstration)]


# Before it goes out ------------------------------------------------------------------------------


def faults(made: Message, place: Place, others: Sequence[str]) -> tuple[str, ...]:
    """What forbids sending it to somebody of ``place``. ``others``: names of all other units."""
    found = [f"its {name} is empty" for name in ("subject", "text", "html")
             if not getattr(made, name).replace(STOP, "").strip()]  # fmt: skip
    if made.place != place or place.name not in made.subject or place.name not in made.text:
        found.append(f"it is not about {place.name}")
    wrong = {f.unit_code for f in made.figures if not _is_of(f, place)}
    found += [f"it rests on a figure of {code}" for code in sorted(map(str, wrong))]
    bare = (made.subject + made.text).replace(place.name, "")
    found += [f"it names {other}" for other in others if other != place.name and other in bare]
    if not made.figures:
        found.append("it rests on no figure")
    if STOP not in made.text or STOP not in made.html:
        found.append("it has no way to stop")
    return tuple(found)


def _is_of(figure: Figure, place: Place) -> bool:
    same = figure.unit_type == place.unit_type
    return same and (place.unit_type == "force" or figure.unit_code == place.code)
