"""Timing evidence in words: what the entries of a year say, what stands out, what it can mean.

A sentence is made only where the evidence carries it: the interval over months must lie wholly
beyond what the days, or the other units, would lead one to expect, by a margin that matters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property
from typing import Any

import polars as pl

from upheld.core.timing import BATCH_ENTRIES, BATCH_MINUTES, SAME_TEXT_ENTRIES, Kind
from upheld.render import formats
from upheld.statistics.pooled import Pooled, pooled

MONTHS = 12
ACTIONS = "actions"
# One entry in ten more than there should be is worth a question; less may be anything.
MARGIN = 0.10
FEWEST_A_MONTH = 100  # entries, before the share of one person says anything


class Against(Enum):
    """What a share is held to."""

    NOTHING = ""
    DAYS = "; the other days of these months would lead one to expect {}"
    OTHERS = "; in the force’s other units together it is {}"


@dataclass(frozen=True, slots=True)
class Test:
    """When a share stands out, how it is said, and what else than wrong-doing it can come from."""

    against: Against
    says: str
    can_be: str
    margin: float = MARGIN
    of: str = ACTIONS
    fewest: int = 0


TESTS = {
    Kind.BACK_DATED: Test(
        Against.OTHERS,
        "of the duties met on time were keyed only after their due dates",
        "honest work keyed late. By the due date the records did not show that the victim had "
        "been told",
        margin=0.05,  # it changes the headline
        of="duties",
    ),
    Kind.AFTER_7_DAYS: Test(
        Against.OTHERS,
        "of entries were keyed more than 7 days after what they are about",
        "officers away from a desk, or paper notes keyed later",
    ),
    Kind.BEFORE_DONE: Test(
        Against.NOTHING,
        "of entries were keyed before the day on which they say it was done",
        "a mistaken date, or a plan entered as if it were done",
        margin=0.01,
    ),
    Kind.NO_ENTRY_TIME: Test(
        Against.NOTHING,
        "of actions have no time of entry, so that nothing can be said of when they were keyed",
        "an extract that leaves the column out",
    ),
    Kind.MONTH_END: Test(
        Against.DAYS,
        "of entries were keyed on the closing days of the month",
        "a routine of tidying up before figures are drawn",
    ),
    Kind.MONTH_END_CLAIMED: Test(
        Against.DAYS,
        "of actions are said to have been done on the closing days of the month",
        "work that is planned for the month’s end",
    ),
    Kind.BATCHES: Test(
        Against.NOTHING,
        f"of entries stand in batches: {BATCH_ENTRIES} or more keyed by one person within "
        f"{BATCH_MINUTES} minutes",
        "a clerk who keys for a team, or letters sent together",
    ),
    Kind.SAME_TEXT: Test(
        Against.NOTHING,
        f"of entries have a text that {SAME_TEXT_ENTRIES} or more entries of the month share",
        "a standard letter or a template",
    ),
    Kind.ONE_PERSON: Test(
        Against.NOTHING,
        "of a month’s entries, on average, were keyed by one person",
        "a clerk whose task it is, or a system account",
        fewest=FEWEST_A_MONTH,
    ),
}


@dataclass(frozen=True, slots=True)
class Share:
    """A share over the year. ``expected`` is what it is held to, ``excess`` the difference, with
    its interval; both are empty where it is held to nothing."""

    share: Pooled
    entries: int
    expected: float | None
    excess: Pooled

    def stands_out(self, test: Test) -> bool:
        enough = self.entries >= test.fewest * self.share.months
        return enough and self.excess.lower is not None and self.excess.lower > test.margin


@dataclass(frozen=True)
class Timing:
    """The rows of timing.parquet that are shown, asked by kind and place. What is asked again and
    again is sorted and worked out once."""

    frame: pl.DataFrame

    @cached_property
    def months(self) -> list[date]:
        """The last twelve complete months for which there is any evidence."""
        known: list[date] = sorted(self.frame["period_start"].unique().to_list())
        return known[-MONTHS:]

    @cached_property
    def _years(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        shown = pl.col("period_start").is_in(self.months) & ~pl.col("suppressed")
        return self.frame.filter(shown).partition_by("kind", "of", as_dict=True)

    def year(self, kind: Kind, of: str) -> pl.DataFrame:
        return self._years.get((str(kind), of), self.frame.clear())

    def latest(self, kind: Kind, of: str, month: date | None) -> pl.DataFrame:
        """One month's rows, suppressed ones among them."""
        if month is None:
            return self.frame.clear()
        return self.frame.filter(
            pl.col("kind") == str(kind), pl.col("of") == of, pl.col("period_start") == month
        )

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """The force first, then its units by code."""
        rows = self.frame.select("unit_type", "unit_code").unique().rows()
        return sorted(rows, key=lambda row: (row[0] != "force", row[1]))

    @cached_property
    def _shares(self) -> dict[tuple[Kind, str, tuple[str, str]], Share | None]:
        return {}

    def share(self, kind: Kind, of: str, place: tuple[str, str]) -> Share | None:
        """The share of the year, held to what its kind is held to; None where there is none."""
        asked = (kind, of, place)
        if asked not in self._shares:
            self._shares[asked] = self._share(*asked)
        return self._shares[asked]

    def _share(self, kind: Kind, of: str, place: tuple[str, str]) -> Share | None:
        year = self.year(kind, of)
        here = _at(year, place)
        whole = pooled(here["numerator"], here["denominator"])
        if whole is None:
            return None
        expected = self._expected(TESTS.get(kind), here, year)
        entries = int(here["denominator"].sum())
        if expected is None:
            return Share(whole, entries, None, whole)
        known = here.with_columns(expected=expected).filter(pl.col("expected").is_not_null())
        held_to = known["expected"] * known["denominator"]
        excess = pooled(known["numerator"] - held_to, known["denominator"])
        usual = pooled(held_to, known["denominator"])
        if excess is None or usual is None:
            return Share(whole, entries, None, Pooled(whole.value, None, None, whole.months))
        return Share(whole, entries, usual.value, excess)

    def _expected(
        self, test: Test | None, here: pl.DataFrame, year: pl.DataFrame
    ) -> pl.Series | None:
        if test is None or test.against is Against.NOTHING:
            return None
        if test.against is Against.DAYS:
            return here["expected"]
        force = year.filter(pl.col("unit_type") == "force").select(
            "period_start", of_all="numerator", all="denominator"
        )
        beside = here.join(force, on="period_start", how="left", maintain_order="left")
        others = beside.select(
            pl.when(pl.col("all") > pl.col("denominator")).then(
                (pl.col("of_all") - pl.col("numerator")) / (pl.col("all") - pl.col("denominator"))
            )
        )
        return others.to_series()

    def findings(self, name: Callable[[str, str], str]) -> list[str]:
        """What stands out in the year, a sentence each; none where nothing does."""
        return [
            self._sentence(name(*place), share, test)
            for place in self.places
            for share, test in self._standing_out(place)
        ]

    def ways(self, place: tuple[str, str]) -> int:
        """In how many ways the entries of one place stand out."""
        return len(self._standing_out(place))

    def _standing_out(self, place: tuple[str, str]) -> list[tuple[Share, Test]]:
        found = ((self.share(kind, test.of, place), test) for kind, test in TESTS.items())
        return [(share, test) for share, test in found if share and share.stands_out(test)]

    def _sentence(self, name: str, share: Share, test: Test) -> str:
        beside = "" if share.expected is None else formats.percent(share.expected)
        many = f"{share.entries:,} {test.of} in {span(self.months)}"
        said = f"{name} ({many}): {formats.percent(share.share.value)} {test.says}"
        return f"{said}{test.against.value.format(beside)}. It can come from {test.can_be}."


def span(months: list[date]) -> str:
    if not months:
        return "no complete month"
    first, last = formats.month(months[0]), formats.month(months[-1])
    return first if first == last else f"{first} to {last}"


def _at(rows: pl.DataFrame, place: tuple[str, str]) -> pl.DataFrame:
    return rows.filter(pl.col("unit_type") == place[0], pl.col("unit_code") == place[1]).sort(
        "period_start"
    )
