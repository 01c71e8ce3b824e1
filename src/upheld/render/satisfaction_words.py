"""What is said of satisfaction: sentences and tables, each with its interval and its interviews."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import polars as pl

from upheld.render import formats, names
from upheld.render.satisfaction import (
    MONTHS,
    QUARTER,
    Row,
    Satisfaction,
    enough_by,
    month_width,
)
from upheld.render.tables import Cell, Table
from upheld.statistics.survey_enough import WANTED, points

TWO_THIRDS = 2 / 3
WIDEST = 0.5  # points either way; beyond it a share is anything
WIDE = 0.1  # a change as large as this unseen: "no change" then says little
FEWEST = 5  # people: of fewer nothing is said
AWAY = 36  # months after the year: a date beyond them is no plan
TOO_FEW = "too few interviews to give an interval, so no share is given"
BREAKDOWN = {
    "unit_code": "By BCU",
    "crime_type": "By crime type",
    "sexual_orientation": "By sexual orientation",
    "religion": "By religion",
}
VERDICT = {"rise": "A rise", "fall": "A fall", "no change": "No change"}
MARK = {"rise": "▲", "fall": "▼", "no change": "●"}
NO_MONTH = (
    "One month of one BCU is never judged here, and never coloured: it rests on too few interviews."
)
FRAME = ("breakdown", "category", "outcome", "period_kind", "period", "before", "estimate", "se",
         "lower", "upper", "n", "effective_n", "deff", "suppressed", "note")  # fmt: skip
CHANGES = ("breakdown", "category", "before", "period", "estimate", "se", "lower", "upper", "p",
           "p_adjusted", "verdict", "note")  # fmt: skip


def title(breakdown: str) -> str:
    found = BREAKDOWN.get(breakdown) or names.BREAKDOWN.get(breakdown)
    return found or f"By {names.plain(breakdown)}"


def quarter(period: str) -> str:
    """2023-Q3 as people say it: July to September 2023."""
    found = re.fullmatch(r"([0-9]{4})-Q([1-4])", period)
    if not found:
        return period
    first = 3 * int(found[2]) - 2
    start, end = (date(int(found[1]), month, 1) for month in (first, first + 2))
    return f"{start:%B} to {end:%B %Y}"


def period(kind: str, of: str | None) -> str:
    if of is None:
        return "no period"
    if kind == QUARTER:
        return quarter(of)
    return f"the year to {quarter(of).rpartition(' to ')[2]}"


def interval(row: Row) -> str:
    return formats.interval_of(row["lower"], row["upper"])


def full(row: Row) -> str:
    """Value, interval, interviews; or why there is none."""
    if row["suppressed"]:
        return formats.WITHHELD
    if row["lower"] is None:
        return TOO_FEW
    return f"{formats.percent(row['estimate'])} ({interval(row)}; {interviews(row)})"


def in_no_line(rows: pl.DataFrame, whole: Row | None) -> str:
    """How many of all interviewed a table of groups leaves out; nothing where a line of it is
    withheld, whose number it would help to work out, nor where they are few."""
    if whole is None or not rows.height or rows["suppressed"].any():
        return ""
    left = (whole["n"] or 0) - int(rows["n"].fill_null(0).sum())
    if left < FEWEST:
        return ""
    return (
        f"{left:,} of the {interviews(whole)} are in no line: for them it is not recorded, or they "
        "did not say."
    )


def interviews(row: Row) -> str:
    return formats.plural(row["n"] or 0, "interview", "interviews")


def headline(found: Satisfaction) -> str:
    row = found.headline()
    if row is None or row["lower"] is None:
        return "How many victims are satisfied cannot be said yet: there are too few interviews."
    return (
        f"Of crimes reported in {period(row['period_kind'], row['period'])}, an estimated "
        f"{formats.percent(row['estimate'])} of victims were satisfied with the service overall "
        f"({interval(row)}), from {interviews(row)}."
    )


def two_thirds(row: Row | None) -> str:
    """Whether two thirds are satisfied, as far as the interval tells."""
    if row is None or row["lower"] is None or row["upper"] is None:
        return "Whether two thirds are satisfied cannot be said."
    if row["lower"] > TWO_THIRDS:
        return "More than two thirds are satisfied: the whole interval lies above 66.7%."
    if row["upper"] < TWO_THIRDS:
        return "Fewer than two thirds are satisfied: the whole interval lies below 66.7%."
    return (
        "Two thirds (66.7%) lies within the interval: these interviews do not say whether more "
        "or fewer than two thirds are satisfied."
    )


def as_points(difference: float) -> str:
    return f"{100 * difference:+.1f} points".replace("-", "−")


def difference(row: Row) -> str:
    """In points, with its interval, or why there is none."""
    if row["lower"] is None:
        return "too few interviews to judge"
    limits = " to ".join(
        as_points(row[each]).removesuffix(" points") for each in ("lower", "upper")
    )
    return f"{as_points(row['estimate'])} (95% interval {limits})"


def change(row: Row) -> str:
    """A finding, "no change" too: with how large a change may have gone unseen."""
    since = f"{period(row['period_kind'], row['before'])}, to "
    since += period(row["period_kind"], row["period"])
    if row["verdict"] is None:
        return f"From {since}: not judged. {names.sentence(row['note'])}."
    said = f"{VERDICT[row['verdict']]} from {since}: {difference(row)}"
    if row["verdict"] != "no change":
        return f"{said}, more than chance gives."
    up_to = f"change of up to {100 * unseen(row):.0f} points may have gone unseen"
    if unseen(row) <= WIDE:
        return f"{said}. A {up_to}."
    return (
        f"From {since}, a {up_to}. The interviews say {difference(row)}: “No change” means here "
        "only that they cannot tell."
    )


def unseen(row: Row) -> float:
    """How large a change the interval still allows, as a share."""
    return float(max(abs(row["lower"]), abs(row["upper"])))


def verdict_cell(row: Row) -> Cell:
    """The verdict, and beside "no change" what could have gone unseen."""
    if row["verdict"] is None:
        return Cell("Not judged")
    note = f"up to {100 * unseen(row):.0f} points unseen" if row["verdict"] == "no change" else ""
    if note and unseen(row) > WIDE:
        note += ": cannot tell"
    if note and (row["lower"] > 0 or row["upper"] < 0):
        note += "; leaves out 0 by itself, not among so many lines"
    return Cell(VERDICT[row["verdict"]], mark=MARK[row["verdict"]], note=note)


def month_cells(row: Row) -> tuple[Cell, ...]:
    """How wide one month of a BCU is, and when there will be enough; from its year."""
    width, by = month_width(row), enough_by(row)
    if width is None or by is None:
        return Cell(TOO_FEW), Cell("–"), Cell("–")
    said = f"about {points(width)}" if width < WIDEST else f"over {points(WIDEST)}: says nothing"
    when = formats.month(date.fromisoformat(f"{by[1]}-01"))
    if by[0] > MONTHS + AWAY:
        when = f"not within {AWAY // MONTHS} years at this rate"
    return Cell(said), Cell(f"{by[0]:,}"), Cell(when)


# Tables -------------------------------------------------------------------------------------------


def estimates_table(
    rows: pl.DataFrame, name: str, caption: str, first: str, called: Callable[[Row], str]
) -> Table:
    each = [(Cell(called(row)), *_estimate_cells(row)) for row in rows.iter_rows(named=True)]
    head = (first, "Satisfied", "Interviews")
    note = (
        "Satisfied: weighted share of answers. Worth: how many interviews that all weigh the same "
        "would tell as much (the effective number). The file holds the design effect too."
    )
    return Table(name, caption, head, tuple(each), rows.select(FRAME), note=note)


def _estimate_cells(row: Row) -> tuple[Cell, ...]:
    if row["suppressed"] or row["lower"] is None:
        return Cell(full(row)), Cell("–")
    return (
        Cell(formats.percent(row["estimate"]), note=interval(row)),
        Cell(f"{row['n']:,}", note=f"worth {row['effective_n']:,.0f}"),
    )


def changes_table(
    rows: pl.DataFrame, name: str, caption: str, first: str, called: Callable[[Row], str]
) -> Table:
    each = [
        (
            Cell(called(row)),
            verdict_cell(row),
            _difference_cell(row),
        )
        for row in rows.iter_rows(named=True)
    ]
    note = (
        "The verdict is on all lines tested together: of many, some move by chance alone. An "
        "interval stands for its own line, so it may leave out 0 where the verdict is No change. "
        "Unseen: so large a change may have been, and these interviews could not show it. The file "
        "holds p, adjusted for all that is compared together (Benjamini and Hochberg)."
    )
    head = (first, "Verdict", "Difference")
    return Table(name, caption, head, tuple(each), rows.select(CHANGES), note=note, words=(1,))


def _difference_cell(row: Row) -> Cell:
    if row["lower"] is None:
        return Cell(difference(row))
    said, _, rest = difference(row).partition(" (")
    return Cell(said, note=rest.removesuffix(")"))


def months_table(rows: pl.DataFrame, caption: str, called: Callable[[Row], str]) -> Table:
    each = [(Cell(called(row)), *month_cells(row)) for row in rows.iter_rows(named=True)]
    enough = f"for {points(WANTED)}"
    head = ("BCU", "One month of it", f"Months together {enough}", f"Enough {enough}")
    note = "Worked out from the year’s interval, if as many are interviewed as in that year."
    return Table("months", caption, head, tuple(each), rows.select(FRAME), note=note)


def drivers_base(found: Satisfaction) -> str:
    """Why the shares here are not those of the first page, though of the same stages."""
    n = (found.explained() or {}).get("n")
    if not n:
        return ""
    return (
        f"These figures rest on the {n:,} interviews of the last four waves that answer every "
        "stage and the question on the whole service. The first page counts, for each stage, all "
        "who answer that one: its shares differ a little."
    )


def driver(row: Row) -> str:
    """Where a stage lies between importance and performance: an association."""
    return f"{names.sentence(names.plain(row['category']))}: {row['note']}."


def drivers_table(rows: pl.DataFrame, caption: str) -> Table:
    each = [
        (
            Cell(names.sentence(names.plain(row["category"]))),
            Cell(formats.percent(row["estimate"]), note=interval(row)),
            Cell("–" if row["performance"] is None else formats.percent(row["performance"])),
            Cell(formats.percent(row["last"])),
        )
        for row in rows.iter_rows(named=True)
    ]
    frame = rows.select(
        "category", "estimate", "lower", "upper", "last", "performance", "n", "note"
    )
    head = ("Stage", "Share of what is explained", "Good answers", "Adds last")
    note = (
        "Adds last: how much more of satisfaction is explained (R²) by knowing this stage when all "
        "the others are known already."
    )
    return Table("drivers", caption, head, tuple(each), frame, note=note)
