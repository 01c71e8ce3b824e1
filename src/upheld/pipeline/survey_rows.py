"""From a file of interviews and a design to rows that can be estimated from, or all that is wrong.

Beside the columns of the file stand those named here, each with an @ so that no name of a file is
taken: the outcome as a number (none where there is no answer), a ratio's denominator, the weight
as given and as used, the strata and the units of each stage with their population counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from upheld.core.errors import Problem, ProblemsError
from upheld.core.survey_design import Design, Kind, Outcome, Weighting
from upheld.extracts.survey_responses import Responses

ROW = "@row"  # from 1
FACTOR = "@factor"  # for non-response
Y, X, BASE, WEIGHT = "@y", "@x", "@base", "@weight"
STRATUM, PSU, SSU, PSUS, SSUS = "@stratum", "@psu", "@ssu", "@psus", "@ssus"
SHOWN = 5
NEXT = "correct the file or the design."
# What helps against what is wrong: part of the fault's words → the next step.
HELPS = {
    "how much it varies": "Merge such a stratum with a neighbour in the file, or name coarser "
    "strata.",
    "weight of nought": "Leave rows with a weight of nought out.",
    "without variation": "Check which column and which answers the design names, or wait for "
    "interviews that differ.",
    "an empty cell": "Combine the category with another, in the margins and in the file.",
    "no weight of those drawn": 'Name the column of base weights: weight = "base_weight" under '
    "[design], as key.csv has it.",
    "no count or share": "Give each category of the file a count or share in the margins.",
}
TRUE, FALSE = ("true", "yes"), ("false", "no")


@dataclass(slots=True)
class Faults:
    """What is wrong with one file, gathered; rows of one fault are counted and the first shown."""

    file: str
    found: list[Problem] = field(default_factory=list)

    def add(self, where: str, what: str, value: str = "") -> None:
        self.found.append(Problem(self.file, where, what, value))

    def rows(self, column: str, numbers: list[int], what: str) -> None:
        if numbers:
            some = ", ".join(str(each) for each in numbers[:SHOWN])
            more = f" and {len(numbers) - SHOWN:,} more" if len(numbers) > SHOWN else ""
            self.add(f"column {column}", f"{what} (row {some}{more})")

    def raise_any(
        self, what: str = "Nothing can be estimated from this file:", next_step: str | None = None
    ) -> None:
        """``next_step``: of its own, or what helps against each thing that is wrong."""
        if self.found:
            helps = [
                step for part, step in HELPS.items() if any(part in p.what for p in self.found)
            ]
            said = next_step or " ".join((NEXT, *dict.fromkeys(helps)))
            raise ProblemsError(what, tuple(self.found), next_step=said)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that can be estimated from; ``notes`` say what was taken for granted."""

    file: str
    frame: pl.DataFrame
    design: Design
    taken_whole: bool = False
    notes: tuple[str, ...] = ()
    margins: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    weighting: Weighting = field(default_factory=Weighting)


def prepared(responses: Responses, outcome: Outcome, design: Design) -> Rows:
    """Raises ProblemsError with everything that is wrong with the file for this design."""
    faults = Faults(responses.name)
    _check_columns(responses, outcome, design, faults)
    there = ", ".join(responses.rows.columns)
    faults.raise_any(next_step=f"name columns as the file does, which has: {there}.")
    notes: list[str] = []
    numbered = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias(ROW)
    frame = responses.rows
    if ROW not in frame.columns:
        frame = frame.with_columns(numbered)
    frame = answered(frame, [outcome.column, outcome.denominator], outcome.no_answer)
    frame = _with_design(frame, design, faults, notes)
    frame = _with_outcome(frame, outcome, faults, notes)
    frame = _with_weights(frame, outcome, design, faults, notes)
    whole = _check_stages(frame, design, faults)
    if not faults.found:
        _check_outcome(frame, outcome, faults)
    faults.raise_any()
    frame = frame.with_columns(pl.col(BASE).alias(WEIGHT))
    return Rows(responses.name, frame, design, whole, tuple(notes))


def columns_of(outcome: Outcome, design: Design) -> list[tuple[str, str]]:
    """Every column that the design names, with the key that names it."""
    named = [("outcome: column", outcome.column)]
    if outcome.denominator:
        named.append(("outcome: denominator", outcome.denominator))
    for key in ("strata", "psu", "ssu", "fpc"):
        named += [(f"design: {key}", column) for column in getattr(design, key)]
    if design.weight:
        named.append(("design: weight", design.weight))
    margins = dict.fromkeys(column for margin in design.margins for column in margin.columns)
    named += [("design: margins", column) for column in margins]
    named += [("design: domains", column) for domain in design.domains for column in domain]
    return named


def _check_columns(responses: Responses, outcome: Outcome, design: Design, faults: Faults) -> None:
    known = responses.rows.columns
    for key, column in columns_of(outcome, design):
        if column not in known and not (key.endswith("domains") and column in PERIODS):
            faults.add("line 1", f"has no column {column}, which the design names ({key})")


PERIODS = ("month", "quarter", "rolling_year")


# ------------------------------------------------------------------------------------ the design


def _with_design(
    frame: pl.DataFrame, design: Design, faults: Faults, notes: list[str]
) -> pl.DataFrame:
    for name, columns in ((STRATUM, design.strata), (PSU, design.psu), (SSU, design.ssu)):
        for column in columns:
            faults.rows(column, _rows_where(frame, pl.col(column).is_null()), "is empty")
        if columns:
            frame = frame.with_columns(pl.concat_str(columns, separator=" × ").alias(name))
    if not design.strata:
        frame = frame.with_columns(pl.lit("all").alias(STRATUM))
    if not design.psu:
        frame = frame.with_columns(pl.col(ROW).cast(pl.String).alias(PSU))
    elif design.strata:
        _note_reused(frame, notes)
        frame = frame.with_columns(pl.concat_str(STRATUM, PSU, separator=" × ").alias(PSU))
    if design.ssu:
        frame = frame.with_columns(pl.concat_str(PSU, SSU, separator=" × ").alias(SSU))
    elif design.two_stage:
        frame = frame.with_columns(pl.col(ROW).cast(pl.String).alias(SSU))
    for name, column in zip((PSUS, SSUS), design.fpc, strict=False):
        frame = frame.with_columns(as_number(column).alias(name))
        bad = pl.col(name).is_null() | (pl.col(name) < 1)
        faults.rows(column, _rows_where(frame, bad), "is not a population count of 1 or more")
    return frame


def _note_reused(frame: pl.DataFrame, notes: list[str]) -> None:
    pairs = frame.select(STRATUM, PSU).unique().height
    if pairs > frame[PSU].n_unique():
        notes.append(
            "A first-stage unit's name stands in several strata: taken as different units, one in "
            "each stratum."
        )


def _check_stages(frame: pl.DataFrame, design: Design, faults: Faults) -> bool:
    """Each stratum has two first-stage units or is taken whole; counts agree with the rows.

    Whether there is a stratum of one unit that was taken whole.
    """
    units = "first-stage unit" if design.psu else "interview"
    stages = [(STRATUM, PSU, PSUS, design.fpc[:1], "stratum", units)]
    if design.two_stage:
        stages.append((PSU, SSU, SSUS, design.fpc[1:], "first-stage unit", "second-stage unit"))
    whole = [
        _check_stage(frame, (group, unit, count), named, (what, of), faults)
        for group, unit, count, named, what, of in stages
    ]
    return whole[0]


def _check_stage(
    frame: pl.DataFrame,
    columns: tuple[str, str, str],
    named: tuple[str, ...],
    words: tuple[str, str],
    faults: Faults,
) -> bool:
    group, unit, count = columns
    what, of = words
    sizes = [pl.col(unit).n_unique().alias("sampled")]
    if named:
        sizes += [pl.col(count).n_unique().alias("kinds"), pl.col(count).first().alias("of")]
    named_groups = frame.filter(pl.col(group).is_not_null())
    table = named_groups.group_by(group).agg(sizes).sort(group)
    alone = lonely = table.filter(pl.col("sampled") == 1)
    if named:
        lonely = alone.filter(pl.col("of") > 1)
        for row in table.filter(pl.col("kinds") > 1).iter_rows(named=True):
            faults.add(f"{what} {row[group]}", f"has several counts in {named[0]}, expected one")
        for row in table.filter(pl.col("of") < pl.col("sampled")).iter_rows(named=True):
            why = f"has {row['sampled']} {of}s, more than the population count in {named[0]}"
            faults.add(f"{what} {row[group]}", why, f"{row['of']:g}")
    for row in lonely.iter_rows(named=True):
        faults.add(
            f"{what} {row[group]}",
            f"has one {of} only, so how much it varies cannot be told",
        )
    return alone.height > lonely.height


# ----------------------------------------------------------------------------------- the outcome


def _with_outcome(
    frame: pl.DataFrame, outcome: Outcome, faults: Faults, notes: list[str]
) -> pl.DataFrame:
    if outcome.success:
        return frame.with_columns(is_one_of(outcome.column, outcome.success).alias(Y))
    frame = frame.with_columns(_measured(frame, outcome.column, faults, notes).alias(Y))
    if outcome.kind is Kind.PROPORTION:
        neither = pl.col(Y).is_not_null() & ~pl.col(Y).is_in([0.0, 1.0])
        faults.rows(
            outcome.column,
            _rows_where(frame, neither),
            "is neither 0 nor 1: name the answers that count in [outcome] success",
        )
    if outcome.denominator:
        below = _measured(frame, outcome.denominator, faults, notes).alias(X)
        frame = frame.with_columns(below)
        half = pl.col(X).is_null() | pl.col(Y).is_null()
        frame = frame.with_columns(
            pl.when(half).then(None).otherwise(pl.col(name)).alias(name) for name in (X, Y)
        )
    return frame


def answered(
    frame: pl.DataFrame, columns: Sequence[str | None], no_answer: tuple[str, ...]
) -> pl.DataFrame:
    """The columns with nothing where the answer is none: don't know, refused."""
    if not no_answer:
        return frame
    return frame.with_columns(
        pl.when(is_one_of(name, no_answer).fill_null(0) == 0).then(pl.col(name)).alias(name)
        for name in dict.fromkeys(columns)
        if name is not None
    )


def _measured(frame: pl.DataFrame, column: str, faults: Faults, notes: list[str]) -> pl.Expr:
    """The column as numbers. "NA", as R writes it, is no answer where the rest are numbers."""
    text = pl.col(column).str.to_lowercase()
    number = (
        pl.when(text.is_in(TRUE)).then(1.0).when(text.is_in(FALSE)).then(0.0)
        .otherwise(as_number(column))
    )  # fmt: skip
    missing = frame.select((text == "na").sum()).item()
    if missing:
        notes.append(f"{missing:,} cells of {column} hold NA: read as no answer.")
    wrong = pl.col(column).is_not_null() & (text != "na") & number.is_null()
    # What stands there may be a victim's own words: it is not repeated.
    faults.rows(column, _rows_where(frame, wrong), "is not a number")
    return number


def is_one_of(column: str, answers: tuple[str, ...]) -> pl.Expr:
    """1 where the answer is one of these, 0 where it is another; numbers as numbers: 5 is 5.0."""
    numbers = [float(each) for each in answers if _is_number(each)]
    words = [each.lower() for each in answers if not _is_number(each)]
    found = pl.lit(False)
    if numbers:
        found = found | as_number(column).is_in(numbers).fill_null(False)
    if words:
        found = found | pl.col(column).str.to_lowercase().is_in(words)
    na = (pl.col(column).str.to_lowercase() == "na") & pl.lit("na" not in words)
    unanswered = pl.col(column).is_null() | na
    return pl.when(unanswered).then(None).otherwise(found.cast(pl.Float64))


def _check_outcome(frame: pl.DataFrame, outcome: Outcome, faults: Faults) -> None:
    answers = frame.get_column(Y).drop_nulls()
    where = f"column {outcome.column}"
    if not len(answers):
        faults.add(where, "holds no answer at all")
    elif outcome.kind is Kind.MEAN and answers.n_unique() == 1:
        faults.add(where, _all_alike("the same value", len(answers)))
    if outcome.denominator and not frame.select((pl.col(X) * pl.col(BASE)).sum()).item():
        faults.add(f"column {outcome.denominator}", "adds up to nought: there is no ratio")


def refuse_none_or_all(rows: Rows, outcome: Outcome) -> None:
    """For whoever asks for one share of a file: where all answers count, or none does, the file or
    the design is wrong far more often than the world is so."""
    faults, answers = Faults(rows.file), rows.frame.get_column(Y).drop_nulls()
    where, number = f"column {outcome.column}", f"{len(answers):,}"
    if outcome.success and not answers.sum():
        counts = ", ".join(outcome.success)
        what = f"has none of the answers that count ({counts}) among its {number}"
        faults.add(where, f"{what}: an outcome without variation")
    elif outcome.kind is Kind.PROPORTION and answers.n_unique() == 1:
        same = "an answer that counts" if outcome.success else "the same value"
        faults.add(where, _all_alike(same, len(answers)))
    faults.raise_any()


def _all_alike(same: str, number: int) -> str:
    return (
        f"has {same} in all {number:,} answers: an outcome without variation has no error that "
        "could be estimated"
    )


# ------------------------------------------------------------------------------------ the weights


def _with_weights(
    frame: pl.DataFrame, outcome: Outcome, design: Design, faults: Faults, notes: list[str]
) -> pl.DataFrame:
    if design.weight:
        frame = frame.with_columns(as_number(design.weight).alias(BASE))
        column, weight = design.weight, pl.col(BASE)
        faults.rows(column, _rows_where(frame, weight.is_null()), "is no weight: not a number")
        faults.rows(column, _rows_where(frame, weight == 0), "is a weight of nought")
        faults.rows(column, _rows_where(frame, weight < 0), "is a weight under nought")
        if FACTOR in frame.columns:
            frame = frame.with_columns(pl.col(BASE) * pl.col(FACTOR))
        return frame
    if design.fpc:
        notes.append("No weight column: each row stands for population count over sampled count.")
        return frame.with_columns(_from_counts(design).alias(BASE))
    if outcome.kind is Kind.TOTAL:
        faults.add("the design", "has neither weight nor fpc, without which there is no total")
    notes.append("No weight and no fpc: every row weighs the same.")
    return frame.with_columns(pl.lit(1.0).alias(BASE))


def _from_counts(design: Design) -> pl.Expr:
    first = pl.col(PSUS) / pl.col(PSU).n_unique().over(STRATUM)
    if not design.two_stage:
        return first
    return first * pl.col(SSUS) / pl.col(SSU).n_unique().over(PSU)


# ----------------------------------------------------------------------------------------- cells


def as_number(column: str) -> pl.Expr:
    number = pl.col(column).cast(pl.Float64, strict=False)
    return pl.when(number.is_finite()).then(number)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _rows_where(frame: pl.DataFrame, wrong: pl.Expr) -> list[int]:
    return frame.filter(wrong.fill_null(False)).get_column(ROW).to_list()
