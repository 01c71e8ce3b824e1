"""What a measure, a clock, a grade of evidence or a code of the contract is called in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from upheld.core.victims_code import (
    REPORT,
    ROUTINE,
    Clock,
    Entitlement,
    Evidence,
    MeasurableBy,
    VictimsCodes,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

WHOLE_RIGHT = re.compile(r"(timeliness|coverage)-r(\d+)(-victims)?")
BY_VICTIM = "-victims"
EVIDENCE = {
    Evidence.SEEN20: "Seen in a public source that restates the Code of 2020",
    Evidence.SEEN15: "Seen only for the Code of 2013 or 2015",
    Evidence.SEENAF: "Seen in the Armed Forces Code of 2015, which follows the civilian one",
    Evidence.SEENLAW: "Read in the statute itself",
    Evidence.SEEN: "Seen in a public source of another kind",
    Evidence.MEM: "From recollection: no source was at hand",
    Evidence.INF: "Inferred from other rules",
}
CLOCK = {
    Clock.OCCURRED: "From the day it happened",
    Clock.RECEIVED: "From the day the Witness Care Unit was told",
    Clock.NONE: "No clock",
}
MEASURABLE = {
    MeasurableBy.EXTRACT: "records",
    MeasurableBy.SURVEY: "a survey of victims",
    MeasurableBy.AUDIT: "reading a sample of cases",
    MeasurableBy.NOTHING: "nothing yet",
}
OWNER = {
    "police": "Police",
    "witness_care_unit": "Witness Care Unit",
    "cps": "Crown Prosecution Service",
    "court": "Court",
    "probation": "Probation",
    "youth_offending_team": "Youth offending team",
    "every_provider": "Every organisation that serves victims",
}
READING = {
    "strict": "Strict reading",
    "lenient": "Lenient reading",
}
READING_MEANS = {
    "strict": "Counts only what is known to have reached the victim: spoken to, acknowledged or "
    "handed over, and about this very event.",
    "lenient": "Also counts messages sent or left, and contact that does not say what it "
    "was about.",
}


def plain(code: str) -> str:
    """A code of the data contract as words: released_on_bail, released on bail."""
    return code.replace("_", " ")


def sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def trigger(name: str) -> str:
    return {REPORT: "the crime is reported", ROUTINE: "the agreed interval ends"}.get(
        name, plain(name)
    )


def measurable(ways: Iterable[MeasurableBy]) -> str:
    return ", ".join(MEASURABLE[way] for way in ways)


def working_days(days: int | None) -> str:
    if days is None:
        return "no number of days"
    return "1 working day" if days == 1 else f"{days} working days"


def rules_of(measure: str, codes: VictimsCodes) -> tuple[Entitlement, ...]:
    """The entitlements that a measure counts, newest Code first; empty for an unknown measure."""
    newest_first = tuple(reversed(codes.versions))
    duties = tuple(rule for code in newest_first for rule in code.duties)
    if whole := WHOLE_RIGHT.fullmatch(measure):
        timed = whole[1] == "timeliness"
        return tuple(
            rule
            for rule in duties
            if rule.right == int(whole[2]) and (rule.timed or ROUTINE in rule.triggers) == timed
        )
    short = measure.removesuffix(BY_VICTIM).partition("-")[2].upper()
    return tuple(rule for rule in duties if rule.short_id == short)


def measure_title(measure: str, codes: VictimsCodes) -> str:
    """A title in plain words; the id itself for a measure that the rules do not know."""
    if whole := WHOLE_RIGHT.fullmatch(measure):
        what = "Victims told everything on time" if whole[3] else "Updates given on time"
        if whole[1] == "coverage":
            what = "Done at all, without a set time"
        return f"{what} (Right {whole[2]})"
    rules = rules_of(measure, codes)
    if not rules:
        return measure
    return f"{rules[0].title}, by victim" if measure.endswith(BY_VICTIM) else rules[0].title


def counted(measure: str) -> str:
    """What the denominator counts."""
    return "victims" if measure.endswith(BY_VICTIM) else "duties"
