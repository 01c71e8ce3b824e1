"""What stands beside satisfaction: pooled figures, the Code, the leaflet, call-backs.

An association, and rights beside satisfaction, are handed out whole: no number of theirs can be
had, on a page or in a file, without what they cannot mean.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from upheld.render import formats
from upheld.render.satisfaction import NONE, QUARTER, Row, Satisfaction
from upheld.render.satisfaction_words import (
    FRAME,
    TOO_FEW,
    as_points,
    full,
    interval,
    quarter,
    verdict_cell,
)  # fmt: skip
from upheld.render.tables import Cell, Table

UNIT = "unit_code"
READINGS = {"issued": "Issued, by the records", "recalled": "Recalled, by victims interviewed"}
CAME_TO = {
    "called": "Called", "spoken": "Spoken to", "not_reached": "Not reached",
    "message_left": "A message at most", "declined": "Did not want it",
}  # fmt: skip
REACH_CAVEATS = (
    "Issued counts what was keyed: a leaflet handed over and not keyed is not in it.",
    "Recalled counts what people remember, which can be more or less than what was given.",
    "Recalled is by the quarter of the interview; the first page goes by that of the report.",
    "The two count different people: their difference is no share of anything.",
    "Opened has no source before there is a leaflet service.",
)


def _rows(found: Satisfaction, part: str, breakdown: str | None = None) -> pl.DataFrame:
    rows = found.frame.filter(part=part)
    return rows if breakdown is None else rows.filter(breakdown=breakdown)


def whole_of(found: Satisfaction, part: str, category: str | None = None) -> dict[str, Any] | None:
    rows = _rows(found, part, "whole")
    rows = rows if category is None else rows.filter(category=category)
    return json.loads(rows["note"][0]) if rows.height else None


def why_not(found: Satisfaction, part: str) -> str:
    rows = _rows(found, part, "why_not")
    return str(rows["note"][0]) if rows.height else ""


# ------------------------------------------------------------------------------------------ pooled


def pooled_table(
    found: Satisfaction, name: str, caption: str, called: Callable[[Row], str]
) -> Table:
    """Each BCU's last quarter: raw, pooled, and whether it changed."""
    last = found.latest(QUARTER)
    raw = found.estimates(UNIT, kind=QUARTER, period=last)
    by_unit = {
        row["category"]: row for row in _rows(found, "pooled").filter(period=last).to_dicts()
    }
    moved = {
        row["category"]: row
        for row in found.changes(UNIT, kind=QUARTER).sort("before").iter_rows(named=True)
    }  # the last before it stays: the quarter before
    each = [
        (
            Cell(called(row)),
            Cell(full(row) if row["lower"] is None else formats.percent(row["estimate"]),
                 note="" if row["lower"] is None else f"{interval(row)}; {row['n']:,} interviews"),
            _pooled_cell(by_unit.get(row["category"])),
            verdict_cell(moved[row["category"]]) if row["category"] in moved
            else Cell("Not judged"),
        )
        for row in sorted(raw.to_dicts(), key=called)
    ]  # fmt: skip
    frame = pl.concat([found.estimates(UNIT, kind=QUARTER), _rows(found, "pooled")])
    head = ("BCU", "As it stands", "Pooled", "Since the quarter before")
    note = (
        "Pooled: drawn towards what the other BCUs and quarters say, the more the fewer were "
        "interviewed; its limits own up to not knowing how far BCUs differ. Changes of all BCUs "
        "were tested together (Benjamini and Hochberg). Unseen: so large a change may have been, "
        "and these interviews could not show it. The file holds every quarter."
    )
    return Table(name, caption, head, tuple(each), frame.select("part", *FRAME), note=note)


def _pooled_cell(row: Row | None) -> Cell:
    return Cell("–") if row is None else Cell(formats.percent(row["estimate"]), note=interval(row))


# --------------------------------------------------------------------------------------- the Code


@dataclass(frozen=True, slots=True)
class Rights:
    """One reading: a table that nobody gets without the caveats."""

    joined: str
    table: Table
    caveats: tuple[str, ...]


def rights(
    found: Satisfaction, reading: str, name: str, titles: Mapping[str, str]
) -> Rights | None:
    """``titles``: what each Right is about, by its name: "Right 6"."""
    whole = whole_of(found, "right", reading)
    if whole is None:
        return None
    caveats = tuple(whole["caveats"])
    each = tuple(_right(row, titles.get(row["name"], "")) for row in whole["rights"])
    frame = pl.DataFrame([_right_row(row, reading, caveats) for row in whole["rights"]])
    head = ("Right", "Met, not met", "Gap", "Drawn together", "Hidden cause")
    caption = f"Share satisfied where a right was met and where it was not, {reading} reading"
    note = (
        "Met, not met: share satisfied where it was and where it was not. Gap: the one less the "
        "other. Drawn together: the gap, drawn towards those of the other rights, the more the "
        "fewer were interviewed (shrunk). Hidden cause: how many times as likely "
        "something not measured would have to make both, the right met and the victim satisfied, "
        "to make the whole gap; and the "
        "nearer end of its interval (E-value). An association, not an effect: above it is said "
        "what it cannot mean."
    )
    joined = (
        f"{formats.count(whole['joined'])} of {formats.count(whole['interviews'])} interviews "
        "could be joined with duties. They are all those of the extracts; the other pages leave "
        "out any quarter that is not whole yet, and most are of one year, so their numbers are "
        "smaller."
    )
    return Rights(joined, Table(name, caption, head, each, frame, note=note), caveats)


def _right(row: dict[str, Any], title: str) -> tuple[Cell, ...]:
    named = Cell(f"{row['name']}: {title}" if title else row["name"])
    if row["estimate"] is None:
        nothing = Cell("–")
        return named, nothing, Cell(f"Not compared: {row['why_not']}"), nothing, nothing
    met, not_met = row["met"], row["not_met"]
    sides = Cell(
        f"{formats.percent(met['share'])}, {formats.percent(not_met['share'])}",
        note=f"of {met['n']:,}, of {not_met['n']:,}",
    )
    e = row["evalue"]
    return (
        named, sides, gap_cell(row), gap_cell(row["shrunk"]),
        Cell(f"{e['estimate']:.2f}", note=f"nearer end {e['limit']:.2f}"),
    )  # fmt: skip


def _right_row(row: dict[str, Any], reading: str, caveats: Sequence[str]) -> dict[str, Any]:
    compared = row["estimate"] is not None
    shrunk, e = row.get("shrunk") or {}, row.get("evalue") or {}
    sides = {
        f"{side}_{what}": row[side][what] if compared else None
        for side in ("met", "not_met") for what in ("share", "n")
    }  # fmt: skip
    return {
        "right": row["name"], "reading": reading, **sides,
        **{name: row.get(name) for name in ("estimate", "lower", "upper")},
        **{f"shrunk_{name}": shrunk.get(name) for name in ("estimate", "lower", "upper")},
        "evalue": e.get("estimate"), "evalue_of_limit": e.get("limit"),
        "why_not": row["why_not"], "caveats": " ".join(caveats),
    }  # fmt: skip


def gap_cell(row: dict[str, Any]) -> Cell:
    return Cell(as_points(row["estimate"]), note=limits(row))


def limits(row: dict[str, Any]) -> str:
    lower, upper = (as_points(row[each]).removesuffix(" points") for each in ("lower", "upper"))
    return f"95% interval {lower} to {upper}"


# ------------------------------------------------------------------------------------- the leaflet


def last_quarter(found: Satisfaction, part: str) -> str | None:
    held = _rows(found, part, NONE).get_column("period")
    return str(held.max()) if len(held) else None


def reach_words(found: Satisfaction) -> tuple[str, ...]:
    """A sentence a reading, of the force, of the last quarter that has it."""
    said = []
    for reading, words in READINGS.items():
        rows = _rows(found, "leaflet", NONE).filter(outcome=reading).sort("period")
        if not rows.height:
            said.append(f"{words}: nothing says so.")
            continue
        row = rows.row(-1, named=True)
        said.append(f"{words}, {quarter(row['period'])}: {_reach(row)}.")
    return tuple(said)


def _reach(row: Row) -> str:
    if row["suppressed"]:
        return formats.UNDER_FIVE
    of = "victims" if row["outcome"] == "issued" else "interviews"
    return f"{formats.percent(row['estimate'])} of {row['n']:,} {of} ({interval(row)})"


@dataclass(frozen=True, slots=True)
class Lines:
    """Which lines a table has: a BCU each, of one quarter, or a quarter each, of the force."""

    breakdown: str
    first: str
    called: Callable[[Row], str]
    period: str | None = None

    def of(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Row]]:
        """The rows shown, and the keys of the lines in their order."""
        shown = rows if self.period is None else rows.filter(period=self.period)
        keys = shown.select("category", "period").unique().to_dicts()
        by_name = sorted(keys, key=self.called)
        return shown, sorted(by_name, key=lambda key: str(key["period"]), reverse=True)


def reach_table(found: Satisfaction, name: str, caption: str, lines: Lines) -> Table:
    """A column a reading."""
    rows = _rows(found, "leaflet", lines.breakdown)
    shown, keys = lines.of(rows)
    each = tuple(
        (Cell(lines.called(key)), *(_reach_cell(shown.filter(outcome=r, **key)) for r in READINGS))
        for key in keys
    )
    frame = rows.select("outcome", "breakdown", "category", "period", "estimate", "lower", "upper",
                        "n", "suppressed")  # fmt: skip
    head = (lines.first, *READINGS.values())
    return Table(name, caption, head, each, frame, note=" ".join(REACH_CAVEATS))


def _reach_cell(rows: pl.DataFrame) -> Cell:
    if not rows.height:
        return Cell("–")
    row = rows.row(0, named=True)
    if row["suppressed"] or row["lower"] is None:
        return Cell(formats.UNDER_FIVE if row["suppressed"] else TOO_FEW)
    return Cell(formats.percent(row["estimate"]), note=f"of {row['n']:,}; {interval(row)}")


def reach_rows(found: Satisfaction, reading: str, period: str | None) -> list[Row]:
    """Each BCU's, for the chart."""
    rows = _rows(found, "leaflet", UNIT).filter(outcome=reading)
    return rows.filter(period=period).sort("category").to_dicts() if period else []


# -------------------------------------------------------------------------------------- call-backs


def calls_table(found: Satisfaction, name: str, caption: str, lines: Lines) -> Table:
    rows = _rows(found, "call_back", lines.breakdown)
    shown, keys = lines.of(rows)
    each = tuple(
        (Cell(lines.called(key)), *(_count_cell(shown.filter(outcome=o, **key)) for o in CAME_TO))
        for key in keys
    )
    frame = rows.select("outcome", "breakdown", "category", "period", "n", "suppressed")
    note = (
        "Each victim once, in the quarter of the first try, by the best that any try came to. "
        "Not reached holds those whom it was not safe to call. Under 5 called is said instead of a "
        "number; it is not kept from whoever takes the other units from the force: counts of work "
        "by unit say nothing of anybody’s sex, age or faith."
    )
    return Table(name, caption, (lines.first, *CAME_TO.values()), each, frame, note=note)


def _count_cell(rows: pl.DataFrame) -> Cell:
    number = rows["n"][0] if rows.height else None
    return Cell(formats.UNDER_FIVE if number is None else f"{number:,}")
