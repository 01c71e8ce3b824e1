"""Each right, met or not, beside what the victim said of the service.

Duties from an edition's restricted half, answers from the extracts' survey_responses, joined by
victim_id. A duty counts if it had fallen due by the day of the interview; it is met if it was done
in time, and by that day; a right is met for a victim if every duty of it that counts was met.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import duckdb
import polars as pl

from upheld.core.errors import UpheldError
from upheld.core.victims_code import VictimsCodes
from upheld.editions.edition import Edition
from upheld.statistics.met_or_not import Compared, compared, side

Reading = Literal["strict", "lenient"]
MET, NOT_MET = ("met", "done"), ("late", "overdue", "not_recorded")
CAVEATS = (
    "Not adjusted for anything: this is an association, not an effect.",
    "Victims whose rights were met differ from others in many ways.",
    "A right that more officers keep when a case goes well will seem to please.",
    "Rights stand side by side: look at the figures drawn together (shrunk) before any one.",
    "Whoever was not interviewed, or could not be joined, is not in it.",
)


@dataclass(frozen=True, slots=True)
class Question:
    """``column`` of the survey; the answers that are a yes; a column of weights, or none; the
    answers (don't know, refused) that are neither yes nor no."""

    column: str
    success: tuple[str, ...]
    weight: str | None = None
    no_answer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RightsAndSatisfaction:
    """Its figures are handed out with ``caveats`` and counts, as one table."""

    reading: Reading
    interviews: int
    joined: int
    _rights: tuple[Compared, ...]
    caveats: tuple[str, ...] = CAVEATS

    def __repr__(self) -> str:
        return f"{self.joined} interviews joined. {' '.join(self.caveats)}"

    def plain(self) -> dict[str, Any]:
        return {
            "reading": self.reading,
            "interviews": self.interviews,
            "joined": self.joined,
            "rights": [asdict(each) for each in self._rights],
            "caveats": list(self.caveats),
        }


def rights_and_satisfaction(
    edition: Edition,
    connection: duckdb.DuckDBPyConnection,
    codes: VictimsCodes,
    question: Question,
    reading: Reading = "strict",
) -> RightsAndSatisfaction:
    """The extracts must have been read into ``connection``. UpheldError: no such column, nobody to
    join, or a restricted half that is gone."""
    duties = edition.restricted("duties.parquet")
    return beside_duties(duties, connection, codes, question, reading)


def beside_duties(
    duties: pl.LazyFrame,
    connection: duckdb.DuckDBPyConnection,
    codes: VictimsCodes,
    question: Question,
    reading: Reading,
    *,
    until: date | None = None,
) -> RightsAndSatisfaction:
    """The same from the duties themselves; interviews after ``until`` are left out."""
    answers = _answers(connection, question)
    if until is not None:
        answers = answers.filter(pl.col("interviewed_on") <= until)
    known = _duties(duties, reading, {rule.id: rule.right for rule in codes.entitlements}, answers)
    by_right = _by_right(answers, known)
    joined = by_right["respondent_id"].n_unique()
    if not joined:
        raise UpheldError(
            f"No interview of the {answers.height:,} could be joined to a duty by victim_id.",
            next_step="give the victim_id of the extracts in survey_responses, and an edition "
            "whose as-of date lies after the interviews.",
        )
    sides = [
        (f"Right {right}", *(_side(by_right, right, met=met) for met in (True, False)))
        for right in sorted(set(by_right["right"]))
    ]
    return RightsAndSatisfaction(reading, answers.height, joined, compared(sides))


def _answers(connection: duckdb.DuckDBPyConnection, question: Question) -> pl.DataFrame:
    """respondent_id, victim_id, interviewed_on, yes, weight; interviews without an answer left
    out."""
    asked = connection.execute("SELECT * FROM extract.survey_responses")
    names = [column[0] for column in asked.description or ()]
    wanted = [each for each in (question.column, question.weight) if each]
    missing = [each for each in wanted if each not in names]
    if missing:
        there = ", ".join(name for name in names if name != "row_number")
        raise UpheldError(
            f"survey_responses has no column {' and no column '.join(missing)}.",
            next_step=f"name one of its columns: {there}.",
        )
    kept = ("respondent_id", "victim_id", "interviewed_on", *wanted)
    rows = [dict(zip(names, row, strict=True)) for row in asked.fetchall()]
    types = {"respondent_id": pl.String, "victim_id": pl.String, "interviewed_on": pl.Date}
    columns = {each: [row[each] for row in rows] for each in kept}
    table = pl.DataFrame(columns, schema_overrides=types)
    weight = pl.lit(1.0)
    if question.weight:
        weight = pl.col(question.weight).cast(pl.Float64, strict=False)
    answer = pl.col(question.column).cast(pl.String)
    found = table.select(
        "respondent_id",
        "victim_id",
        "interviewed_on",
        answer.is_in(list(question.success)).alias("yes"),
        weight.alias("weight"),
        answer.fill_null("").alias("answer"),
    )
    answered = ~pl.col("answer").is_in(["", *question.no_answer])
    return found.filter(answered & (pl.col("weight") > 0))


def _duties(
    duties: pl.LazyFrame, reading: Reading, rights: Mapping[str, int], answers: pl.DataFrame
) -> pl.DataFrame:
    """Of those who were interviewed."""
    suffix = "_lenient" if reading == "lenient" else ""
    columns = {
        "victim_id": "victim_id", "entitlement": "entitlement", "due_on": "due_on",
        "clock_start_on": "clock_start_on", f"status{suffix}": "status",
        f"done_on{suffix}": "done_on",
    }  # fmt: skip
    asked = answers.select("victim_id").drop_nulls().unique().lazy()
    duties = duties.select(pl.col(column).alias(name) for column, name in columns.items()).join(
        asked, on="victim_id", how="semi"
    )
    known = pl.col("status").is_in([*MET, *NOT_MET])
    right = pl.col("entitlement").replace_strict(dict(rights), default=None, return_dtype=pl.Int64)
    kept = duties.filter(known).with_columns(right.alias("right")).drop_nulls("right")
    return kept.collect()


def _by_right(answers: pl.DataFrame, duties: pl.DataFrame) -> pl.DataFrame:
    """One row an interview and right: whether every duty of it that counts was met."""
    day = pl.col("interviewed_on")
    counts = pl.coalesce("due_on", "clock_start_on") <= day
    met = pl.col("status").is_in(list(MET)) & (pl.col("done_on") <= day).fill_null(value=False)
    return (
        answers.drop_nulls("victim_id")
        .join(duties, on="victim_id")
        .filter(counts)
        .group_by("respondent_id", "right")
        .agg(met.all().alias("met"), pl.col("yes").first(), pl.col("weight").first())
        .sort("respondent_id", "right")
    )


def _side(by_right: pl.DataFrame, right: int, *, met: bool) -> Any:
    rows = by_right.filter((pl.col("right") == right) & (pl.col("met") == met))
    return side(_list(rows["yes"]), _list(rows["weight"]))


def _list(column: pl.Series) -> Sequence[Any]:
    return column.to_list()
