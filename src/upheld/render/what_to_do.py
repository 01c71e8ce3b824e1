"""What to do about a figure, by what its test says. The same advice for better and for worse would
be no advice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from upheld.core.measure import Measure
    from upheld.render.verdicts import Verdict

BETTER = (
    "It got better. Find out what was done differently, and tell the others; look first whether "
    "only the entries changed (data quality)."
)
SAME = "No change beyond chance is seen. Where it is not good enough as it stands: "


def what_to_do(verdict: Verdict, file: Measure) -> str:
    """The advice of the measure's file where something got worse or neither way is better; else
    it follows what is said of the finding."""
    found = {each.variation for each in verdict.readings}
    if file.better == "neutral" or "concern" in found:
        return file.what_to_do
    if "improvement" in found:
        return BETTER
    if "no change" in found:
        return f"{SAME}{file.what_to_do[0].lower()}{file.what_to_do[1:]}"
    return file.what_to_do
