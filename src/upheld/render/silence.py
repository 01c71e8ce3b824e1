"""Feeds that have fallen silent, and which figures must then not be read as a share.

Where nothing arrives, nothing is owed or nothing is done: a share of what is left would read as
100% or as 0%, and mean neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from upheld.core.measure import Measures
from upheld.core.timing import Kind
from upheld.core.victims_code import REPORT, ROUTINE, Entitlement, VictimsCodes
from upheld.render import formats, names
from upheld.statistics.silence import SILENCES, State

# A measure is stopped where at least this share of its rules has nothing to go by.
STOPPED_BY = 0.5
WHOLE = "all"  # the code of the sum of several forces
MOST_NAMED = 6
KEY = ("measure", "unit_type", "unit_code", "period_start")
SHARE = ("value", "lower", "upper")


@dataclass(frozen=True, slots=True)
class Silence:
    """One feed of one place in one month, found far from usual. ``feed``: a table, or a table and
    a kind, such as events:arrested."""

    unit_type: str
    unit_code: str
    month: date
    feed: str
    state: State
    found: int
    usual: int
    last_on: date | None

    @property
    def silent(self) -> bool:
        """Whether nothing came at all, in the whole month or to its end."""
        return self.state in SILENCES

    @property
    def table(self) -> str:
        return self.feed.partition(":")[0]

    @property
    def kind(self) -> str:
        return self.feed.partition(":")[2]

    @property
    def name(self) -> str:
        """arrested (events); all actions."""
        if self.kind:
            return f"{names.plain(self.kind)} ({self.table})"
        return f"all {names.plain(self.table)}"

    def touches(self, rule: Entitlement) -> bool:
        """Whether duties of this rule hang on the feed: on what starts them, or what settles them.

        Decisions on Enhanced Rights do neither; without them due dates are later than they should
        be, which a note says.
        """
        if self.table == "crimes":
            return True
        if self.table == "actions":
            return self.kind in {"", rule.action}
        started_by = set(rule.triggers) - {REPORT, ROUTINE}
        if self.table == "events":
            return bool(started_by) and (not self.kind or started_by == {self.kind})
        return False


class Silences:
    """Everything that timing.parquet says of feeds, to be asked for one place and month; nothing
    where there is none."""

    def __init__(self, timing: pl.DataFrame | None = None) -> None:
        self._found: Mapping[tuple[str, str, date], list[Silence]] = (
            {} if timing is None else _by_place(timing)
        )

    def of(self, unit_type: str, unit_code: str | None, month: date) -> tuple[Silence, ...]:
        """Every feed that is silent or far below its usual number there and then. There is one
        force in an edition, whatever its code."""
        if unit_type == "force":
            return tuple(
                each
                for (kind, _, when), found in self._found.items()
                if kind == "force" and when == month
                for each in found
            )
        return tuple(self._found.get((unit_type, unit_code or "", month), ()))

    def silent(
        self, unit_type: str, unit_code: str | None, month: date, rules: Sequence[Entitlement] = ()
    ) -> tuple[Silence, ...]:
        """The silences for which a figure of that place and month may not be shown as a share.

        ``rules``: what the figure counts; at least half of them must hang on silent feeds. Without
        rules every silence of a whole table is named.
        """
        found = [each for each in self.of(unit_type, unit_code, month) if each.silent]
        if not rules:
            return tuple(each for each in found if not each.kind)
        touched = [rule for rule in rules if any(each.touches(rule) for each in found)]
        if len(touched) < STOPPED_BY * len(rules):
            return ()
        return tuple(each for each in found if any(each.touches(rule) for rule in touched))

    def places(self) -> tuple[tuple[str, str, date], ...]:
        """Every place and month in which a feed is silent."""
        return tuple(key for key, found in self._found.items() if any(s.silent for s in found))

    def all(self) -> tuple[Silence, ...]:
        return tuple(each for found in self._found.values() for each in found)


def without_silent_shares(
    figures: pl.DataFrame,
    silences: Silences,
    measures: Measures,
    codes: VictimsCodes,
    boroughs: Mapping[str, Sequence[str]],
    *,
    combined: bool = False,
) -> pl.DataFrame:
    """The figures, with no share where too much of what it counts hangs on a silent feed.

    Counts stay: they say how little came. ``boroughs``: the borough codes of each unit, whose
    figures hang on that unit's feeds. ``combined``: the units are forces, and a whole with the
    counts of a silent one in it would pass for complete.
    """
    rules = {each: file.rules(codes) for file in measures.all for each in file.ids}
    keys = [
        (measure, kind, code, month)
        for unit_type, unit_code, month in silences.places()
        for measure, counted in rules.items()
        if counted and silences.silent(unit_type, unit_code, month, counted)
        for kind, code in _hanging_on(unit_type, unit_code, boroughs, combined=combined)
    ]
    if not keys:
        return figures
    schema = {name: figures.schema[name] for name in KEY}
    stopped = pl.DataFrame(keys, schema=schema, orient="row").unique()
    marked = figures.join(
        stopped.with_columns(stopped=True), on=KEY, how="left", maintain_order="left"
    )
    by_month = pl.col("period_end") == pl.col("period_start").dt.month_end()
    return marked.with_columns(
        pl.when(pl.col("stopped") & by_month).then(None).otherwise(pl.col(name)).alias(name)
        for name in SHARE
    ).drop("stopped")


def _hanging_on(
    unit_type: str, unit_code: str, boroughs: Mapping[str, Sequence[str]], *, combined: bool
) -> list[tuple[str, str]]:
    """The places whose figures hang on the feeds of one."""
    if unit_type == "force":
        return [(unit_type, unit_code)]
    inside = [("borough", each) for each in boroughs.get(unit_code, ())]
    return [(unit_type, unit_code), *inside, *([("force", WHOLE)] if combined else [])]


def note(silences: Iterable[Silence]) -> str:
    """Why a share is not shown, in one sentence; nothing where no feed is silent."""
    said = sorted({f"{each.name} {_since(each)}" for each in silences if each.silent})
    if not said:
        return ""
    return (
        f"Not shown as a share: {'; '.join(said)}. What does not arrive is not counted, "
        "so neither 100% nor 0% would mean anything."
    )


def lacking(units: Sequence[str]) -> str:
    """Whose part is missing in a share of the whole; nothing where every feed came."""
    if not units:
        return ""
    more = len(units) - MOST_NAMED
    named = ", ".join(units if more <= 1 else units[:MOST_NAMED])
    others = f" and {more} others" if more > 1 else ""
    return (
        f"Not complete: a feed is silent in {named}{others}. "
        "What did not arrive is not counted here."
    )


def _since(silence: Silence) -> str:
    last = f"the last is of {formats.long_date(silence.last_on)}" if silence.last_on else "none"
    return f"{silence.found:,} where {silence.usual:,} a month are usual, {last}"


def _by_place(timing: pl.DataFrame) -> dict[tuple[str, str, date], list[Silence]]:
    rows = timing.filter(
        pl.col("kind") == str(Kind.FEED), pl.col("state") != str(State.AS_USUAL)
    ).sort("of", "unit_type", "unit_code", "period_start")
    found: dict[tuple[str, str, date], list[Silence]] = defaultdict(list)
    for row in rows.iter_rows(named=True):
        each = _silence(row)
        found[each.unit_type, each.unit_code, each.month].append(each)
    return dict(found)


def _silence(row: dict[str, Any]) -> Silence:
    return Silence(
        unit_type=row["unit_type"],
        unit_code=row["unit_code"],
        month=row["period_start"],
        feed=row["of"],
        state=State(row["state"]),
        found=row["numerator"],
        usual=row["denominator"],
        last_on=row["last_on"],
    )


def listed(silences: Iterable[Silence]) -> tuple[Silence, ...]:
    """The same without what another line says already: a kind where its whole table is as silent,
    a unit where the whole force is. Newest first."""
    every = sorted(silences, key=lambda s: (s.unit_type != "force", s.unit_code, s.feed))
    tables = {(s.unit_type, s.unit_code, s.month, s.table) for s in every if _whole(s)}
    of_force = {(s.month, s.feed) for s in every if s.silent and s.unit_type == "force"}
    whole = {(s.month, s.table) for s in every if _whole(s) and s.unit_type == "force"}
    kept = (
        s
        for s in every
        if (_whole(s) or (s.unit_type, s.unit_code, s.month, s.table) not in tables)
        and (
            s.unit_type == "force"
            or ((s.month, s.feed) not in of_force and (s.month, s.table) not in whole)
        )
    )
    return tuple(sorted(kept, key=lambda s: s.month, reverse=True))


def _whole(silence: Silence) -> bool:
    return silence.silent and not silence.kind
