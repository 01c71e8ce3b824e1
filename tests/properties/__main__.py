"""``python -m tests.properties``: rule × reading × verdict with counts, and the smallest case of
each disagreement. Exit status 1 where there is one."""

from __future__ import annotations

import sys

from tests.properties.choices import AS_OF_DATES
from tests.properties.report import coverage_table, outcome, told


def main() -> int:
    outcomes = [outcome(number) for number in range(len(AS_OF_DATES))]
    found = [text for each in outcomes if (text := told(each))]
    cases = sum(len(each.batch.cases) for each in outcomes)
    duties = sum(len(each.verdicts) for each in outcomes)
    end = f"{cases:,} cases, {duties:,} duties, {len(found)} of {len(outcomes)} batches disagree"
    sys.stdout.write("\n".join([coverage_table(outcomes), "", *found, end, ""]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
