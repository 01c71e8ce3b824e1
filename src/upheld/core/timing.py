"""What the entries themselves say about how they were made: the kinds of timing evidence, and the
settings under which entries are looked at.

None of it proves anything about a person: a late entry may be honest work keyed late.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """One kind of evidence, by unit and month. Its month is that of keying, unless said."""

    NO_ENTRY_TIME = "no-entry-time"  # month in which it was done
    AFTER_1_DAY = "keyed-after-1-day"
    AFTER_7_DAYS = "keyed-after-7-days"
    AFTER_28_DAYS = "keyed-after-28-days"
    BEFORE_DONE = "keyed-before-done"
    MEDIAN_DAYS = "median-days-to-entry"
    BACK_DATED = "back-dated"  # month in which the duty was due, as the two that follow
    AS_CLAIMED = "on-time-as-claimed"
    AS_KEYED = "on-time-as-keyed"
    BATCHES = "in-batches"
    MONTH_END = "month-end"
    MONTH_END_CLAIMED = "month-end-claimed"  # month in which it is claimed to have been done
    SAME_TEXT = "same-text"
    ONE_PERSON = "one-person"
    FEED = "feed"  # month in which it happened


LATE = {Kind.AFTER_1_DAY: 1, Kind.AFTER_7_DAYS: 7, Kind.AFTER_28_DAYS: 28}
MORE_THAN_28 = 29  # longer lags are taken together

# A batch: so many entries that one pseudonym keyed within so many minutes. Said here, counted in
# pipeline/sql/89_entry_batches.sql, held together by a test.
BATCH_ENTRIES = 20
BATCH_MINUTES = 10
# A text stands out where so many actions keyed for a unit in a month have it.
SAME_TEXT_ENTRIES = 10
# Rule (a) of disclosure control: of fewer, only that is shown.
FEWEST = 5
