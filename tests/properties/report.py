"""The batches of one run, what they reached, and the smallest case of any disagreement."""

from __future__ import annotations

import os
from collections.abc import Iterable

from tests.properties.choices import AS_OF_DATES
from tests.properties.comparison import Outcome, judge, made_batch
from tests.properties.coverage import counted, table
from tests.properties.reduction import as_text, smallest

from upheld.core.victims_code import Entitlement
from upheld.rules import load

# As many as it takes to reach every possible verdict of every rule.
CASES = 7200


def cases_asked() -> int:
    """How many cases a run makes; UPHELD_PROPERTY_CASES asks for another number."""
    return int(os.environ.get("UPHELD_PROPERTY_CASES", CASES))


def outcome(number: int) -> Outcome:
    """One batch of the run, by both routes; the same one for the same number of cases."""
    return judge(made_batch(number, AS_OF_DATES[number], cases_asked() // len(AS_OF_DATES)))


def rules() -> list[Entitlement]:
    return [rule for code in load.victims_codes().versions for rule in code.duties]


def coverage_table(outcomes: Iterable[Outcome]) -> str:
    verdicts = (verdict for each in outcomes for verdict in each.verdicts)
    return table(counted(verdicts), rules())


def told(outcome: Outcome) -> str:
    """The smallest case on which the two routes differ, in words; empty where they agree.

    UPHELD_PROPERTY_AS_FOUND leaves the case as it was found, which is quicker.
    """
    if not outcome.disagreements:
        return ""
    one = min(outcome.disagreements, key=lambda each: each.size)
    if "UPHELD_PROPERTY_AS_FOUND" not in os.environ:
        one = smallest(one)
    return f"{len(outcome.disagreements)} cases in disagreement, the smallest:\n{as_text(one)}"
