"""What a measure, a clock, a grade of evidence or a code of the contract is called in words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from upheld.core.victims_code import (
    REPORT,
    ROUTINE,
    Clock,
    Evidence,
    MeasurableBy,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from upheld.core.victims_code import Entitlement

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
    "recorded": "As recorded",
    "published": "As published",
}
READING_MEANS = {
    "strict": "Counts only what is known to have reached the victim: spoken to, acknowledged or "
    "handed over, and about this very event.",
    "recorded": "What the force’s own records said on the date of the edition.",
    "published": "What the publisher said last, by the date of the edition.",
    "lenient": "Also counts messages sent or left, and contact that does not say what it "
    "was about.",
}


BREAKDOWN = {
    "sex": "By sex",
    "age_band": "By age",
    "ethnicity": "By ethnicity",
    "disability": "By disability",
    "ground": "By ground for Enhanced Rights",
    "sensitive_offence_group": "By sensitive offence",
}
DISABILITY = {"yes": "Disabled", "no": "Not disabled"}


def group(breakdown: str, category: str, grounds: Mapping[str, str]) -> str:
    """What a category of a breakdown is called; ``grounds``: the titles by their ids."""
    if breakdown == "disability":
        return DISABILITY.get(category, sentence(plain(category)))
    if breakdown == "ground":
        return grounds.get(category, sentence(plain(category)))
    return sentence(plain(category))


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


def unchecked(rules: Sequence[Entitlement]) -> str:
    """How many of the rules nobody has checked against the printed Code; empty where all are."""
    waiting = sum(not each.verified for each in rules)
    if not waiting:
        return ""
    of = f"the {len(rules)} rules"
    of += " (those of an earlier Code among them)" if any(each.valid_to for each in rules) else ""
    said = f"none of {of} is" if waiting == len(rules) else f"{waiting} of {of} are not"
    yet = "yet checked by a person against the printed Code"
    return f"{said} {yet}"


def evidence_of(grades: Iterable[Evidence]) -> str:
    """What stands behind several rules, the grade that most have first; empty for none."""
    counted = Counter(grades).most_common()
    rules = {each: "1 rule" if times == 1 else f"{times} rules" for each, times in counted}
    return " ".join(f"{EVIDENCE[each]}: {rules[each]}." for each, _ in counted)


def working_days(days: int | None) -> str:
    if days is None:
        return "no number of days"
    return "1 working day" if days == 1 else f"{days} working days"
