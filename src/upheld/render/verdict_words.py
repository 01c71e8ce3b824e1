"""Verdicts in words. Each sentence is made from a control chart or a funnel and from nothing else,
so that none can say what its test does not.

"No change" is a finding. Better and worse are said only where the measure says which way is
better. A mark is a shape with a word, the same in tables and on charts, never a colour alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from upheld.render import formats
from upheld.render.tables import NOT_JUDGED
from upheld.render.verdicts import RIPE_DAYS
from upheld.statistics.process_control import FEWEST

if TYPE_CHECKING:
    from upheld.render.figures import Figure
    from upheld.render.verdicts import Judged, Peers, Verdict
    from upheld.statistics.funnel import UnitVerdict
    from upheld.statistics.funnel import Verdict as FunnelVerdict
    from upheld.statistics.process_control import Assurance, Point, Variation
    from upheld.statistics.special_causes import SpecialCause


@dataclass(frozen=True, slots=True)
class Mark:
    """A shape, and the word that always stands with it."""

    shape: str
    word: str


CHANGE: dict[Variation | None, Mark] = {
    "improvement": Mark("◆", "Better"),
    "concern": Mark("■", "Worse"),
    "neither": Mark("✚", "Different"),
    "no change": Mark("●", "No change"),
    None: Mark("", NOT_JUDGED),
}
TARGET: dict[Assurance | None, Mark] = {
    "always": Mark("✔", "Yes, always"),
    "never": Mark("✘", "No, never"),
    "hit and miss": Mark("~", "By chance"),
    "no target": Mark("", "No target"),
    "no direction": Mark("", "No target"),
    None: Mark("", NOT_JUDGED),
}
BESIDE: dict[FunnelVerdict | None, Mark] = {
    "within": Mark("●", "Within"),
    "above 95%": Mark("▲", "Above the 95% limit"),
    "above 99.8%": Mark("▲", "Above the 99.8% limit"),
    "below 95%": Mark("▼", "Below the 95% limit"),
    "below 99.8%": Mark("▼", "Below the 99.8% limit"),
    "too few to judge": Mark("", "Too few to judge"),
    None: Mark("", NOT_JUDGED),
}
CAUSE: dict[SpecialCause, str] = {
    "none": "",
    "outside": "outside the limits",
    "trend": "trend",
    "two_of_three": "two of three near a limit",
    "run": "run on one side of the mean",
}
CHANCE = {"95%": "about 1 unit in 20", "99.8%": "about 1 unit in 500"}


# One reading of a series -------------------------------------------------------------------------


def change(judged: Judged, people: str) -> str:
    """Whether the latest month shows a change, and by which sign."""
    point = judged.point
    if judged.chart is None:
        return "Not judged: there is no month with a figure."
    if judged.too_soon:
        return (
            f"Not judged: {formats.month(judged.latest)} has had less than {RIPE_DAYS} days until "
            "the date of the edition, and what is done later will still count."
        )
    if point is None:
        return f"Not judged: {formats.month(judged.latest)} has no figure to judge."
    if judged.variation is None:
        have = formats.plural(len(judged.stretch), "month", "months")
        since = formats.month(judged.stretch[0].date)
        return f"Too few months to say: {have} since {since}, of the {FEWEST} it takes."
    word = CHANGE[judged.variation].word
    joint = "." if judged.variation == "no change" else ":"
    return f"{word}{joint} {SENTENCES[point.special_cause](judged, point, people)}"


def _within(judged: Judged, point: Point, people: str) -> str:
    return (
        f"{_latest(judged, people)}, lies within what chance alone would give ({_limits(point)})."
    )


def _outside(judged: Judged, point: Point, people: str) -> str:
    where = "above" if judged.way > 0 else "below"
    return (
        f"{_latest(judged, people)}, lies {where} what chance alone would give ({_limits(point)})."
    )


def _run(judged: Judged, point: Point, people: str) -> str:
    where = "above" if judged.way > 0 else "below"
    return (
        f"{len(judged.streak)} months in a row {where} the mean {formats.percent(point.centre)}"
        f"{_as_rounded(judged, point)}, since {formats.month(judged.streak[0].date)}. "
        f"{_latest(judged, people)}."
    )


def _as_rounded(judged: Judged, point: Point) -> str:
    """Said where a month of the run, rounded, reads like the mean that it is not."""
    mean = formats.percent(point.centre)
    return (
        " before rounding" if any(formats.percent(p.value) == mean for p in judged.streak) else ""
    )


def _trend(judged: Judged, point: Point, people: str) -> str:
    way = "higher" if judged.way > 0 else "lower"
    return (
        f"{len(judged.streak)} months in a row, each {way} than the one before, "
        f"since {formats.month(judged.streak[0].date)}. {_latest(judged, people)}."
    )


def _two_of_three(judged: Judged, point: Point, people: str) -> str:
    where = "above" if judged.way > 0 else "below"
    return (
        f"2 of the last 3 months lie far {where} the mean {formats.percent(point.centre)}, near "
        f"the limit or beyond it ({_limits(point)}). {_latest(judged, people)}."
    )


SENTENCES: dict[SpecialCause, Callable[[Judged, Point, str], str]] = {
    "none": _within,
    "outside": _outside,
    "run": _run,
    "trend": _trend,
    "two_of_three": _two_of_three,
}


def target(judged: Judged) -> str:
    """Whether the target will be reached as things stand; empty where there is none to reach."""
    point, aim = judged.point, judged.settings.target
    if point is None or aim is None or judged.assurance in {None, "no target", "no direction"}:
        return ""
    said = {
        "always": f"As it stands the target {formats.percent(aim)} will be reached every month",
        "never": f"As it stands the target {formats.percent(aim)} will not be reached",
        "hit and miss": f"As it stands chance decides whether a month reaches the target "
        f"{formats.percent(aim)}",
    }[str(judged.assurance)]
    return f"{said}: months lie between the {_limits(point)}."


def _latest(judged: Judged, people: str) -> str:
    return f"{formats.month(judged.latest)}, {_share(judged.observed[-1], people)}"


def _share(figure: Figure, people: str) -> str:
    value = formats.percent(figure.value or 0)
    return f"{value} {formats.of(figure, people)}".rstrip()


def _limits(point: Point) -> str:
    return f"limits {formats.percent(point.lower or 0)} to {formats.percent(point.upper or 0)}"


# Both readings -----------------------------------------------------------------------------------


def agreement(verdict: Verdict) -> str:
    """Whether both readings say the same; empty where there are not two."""
    if len(verdict.readings) < 2:
        return ""
    return "Both readings say the same." if verdict.agree else "The two readings differ."


def sentences(verdict: Verdict, people: str) -> tuple[tuple[str, str], ...]:
    """For each reading its name and all that its chart says."""
    return tuple(
        (each.reading, " ".join(filter(None, (change(each, people), target(each)))))
        for each in verdict.readings
    )


def finding(verdict: Verdict, people: str) -> str:
    """A change in one line: the reading that shows it, and what the other says."""
    leading = verdict.leading
    if leading is None:
        return ""
    said = change(leading, people)
    others = [each for each in verdict.readings if each is not leading]
    if not others:
        return said
    name, other = leading.reading.capitalize(), others[0].reading
    if verdict.agree:
        return f"{said} {name} reading; the {other} one says the same."
    word = CHANGE[others[0].variation].word.lower()
    return f"{said} {name} reading; the {other} one says: {word}."


def title_of(verdict: Verdict) -> str:
    """The words of the verdict for one line: one where the readings agree, else both."""
    if not verdict.readings:
        return CHANGE[None].word
    words = [CHANGE[each.variation].word for each in verdict.readings]
    if verdict.agree:
        return words[0]
    return "; ".join(
        f"{each.reading} reading: {word.lower()}"
        for each, word in zip(verdict.readings, words, strict=True)
    )


# Among many --------------------------------------------------------------------------------------


def nothing_changed(verdicts: Sequence[Verdict]) -> str:
    if not any(each.variation for verdict in verdicts for each in verdict.readings):
        return "No series is long enough yet to know a change from chance."
    return "Nothing that is watched changed beyond chance."


def also_marked(verdicts: Sequence[Verdict], title: Callable[[str], str]) -> str:
    """What is marked in tables without being watched; nothing where nothing is."""
    if not verdicts:
        return ""
    named = (
        (mark.word.lower(), [title(v.measure) for v in verdicts if _leading(v) == kind])
        for kind, mark in CHANGE.items()
    )
    said = ". As ".join(f"{word}: {'; '.join(titles)}" for word, titles in named if titles)
    return (
        f"Not watched, but marked in the tables below as {said}. Those are many more series, so "
        "chance alone marks more of them."
    )


def _leading(verdict: Verdict) -> Variation | None:
    return verdict.leading.variation if verdict.leading else None


def false_alarms(
    verdicts: Sequence[Verdict], expected: float, title: Callable[[str], str] | None = None
) -> str:
    """How many of the marks chance alone would give, beside how many there are; ``title``: names
    the measures too."""
    judged = [r for v in verdicts for r in v.readings if r.variation is not None]
    if not judged:
        return ""
    marked, lines = sum(r.special for r in judged), sum(v.special for v in verdicts)
    are = "1 is" if marked == 1 else f"{marked} are"
    where = ""
    if marked > lines:
        where = (
            f" (on {formats.plural(lines, 'line', 'lines')} above: two readings of one measure "
            "count as two, though they rest on the same records)"
        )
    named = dict.fromkeys(title(v.measure) for v in verdicts if v.readings) if title else ()
    what = f" Measures watched: {'; '.join(named)}." if named else ""
    return (
        f"Watched here: {formats.plural(len(judged), 'series', 'series')}, each of them one "
        f"reading of one measure at one place.{what} "
        f"Had nothing changed in any, chance alone would mark about {expected:.1f} of them; "
        f"{are} marked{where}."
    )


# Between units -----------------------------------------------------------------------------------


def place_among(peers: Peers, unit_code: str | None, kind: str, people: str) -> str:
    """A unit beside the others of its kind in one month; empty where there are too few."""
    figure = peers.figure(unit_code)
    if peers.funnel is None or figure is None:
        return ""
    found = peers.verdict(unit_code)
    among = f"Among the {len(peers.funnel.units)} {kind}s in {formats.month(peers.month)}"
    if found is None:
        return f"{among}: not judged, {formats.share(figure)}."
    if found.verdict == "too few to judge":
        return f"{among}: too few to judge, {formats.of(figure, people)}."
    return f"{among}: {_share(figure, people)} {_placed(found)}."


def _placed(found: UnitVerdict) -> str:
    if found.verdict == "within":
        return (
            "does not stand apart from the others: it lies within the "
            f"limits {formats.percent(found.lower95)} to {formats.percent(found.upper95)} (95%)"
        )
    where, _, level = found.verdict.partition(" ")
    inner = level == "95%"
    lower, upper = (found.lower95, found.upper95) if inner else (found.lower998, found.upper998)
    return (
        f"lies {where} the limits {formats.percent(lower)} to {formats.percent(upper)} ({level}), "
        f"which {CHANCE[level]} passes by chance"
    )


def apart(peers: Peers, name: Callable[[str], str]) -> str:
    """The units that stand apart from the rest, for those who do not see the funnel."""
    if peers.funnel is None:
        return "There are too few units to compare."
    out = [
        f"{name(each.unit)} {each.verdict.partition(' ')[0]} the {each.verdict.partition(' ')[2]} "
        "limits"
        for each in peers.funnel.units
        if each.verdict not in {"within", "too few to judge"}
    ]
    if not out:
        return "Every unit judged lies within the limits: none stands apart."
    return f"Apart from the others: {'; '.join(sorted(out))}. All others judged lie within them."
