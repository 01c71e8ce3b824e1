"""How the last months moved since they were first published.

Calls are keyed late, so a month is not what it was on the day it was first shown. What was shown
that day stands in the edition of that day and nowhere else: it is read from there, never worked
out again from the extracts of today.

Only open halves are compared, and only figures without a breakdown. A figure is shown where both
editions show it; one that either withholds is withheld here whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from upheld.core.errors import Problem, ProblemsError, UpheldError
from upheld.editions.edition import MANIFEST, OPEN, open_edition
from upheld.editions.manifest import Earlier, sha256
from upheld.editions.parts import is_combined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from upheld.editions.edition import Edition

LAST_MONTHS = 3
MOVED = f"{OPEN}/moved.parquet"
FIGURES = f"{OPEN}/figures.parquet"
KEY = ("measure", "reading", "unit_type", "unit_code", "period_start", "period_end")
COUNTS = ("numerator", "denominator")
NUMBERS = (*COUNTS, "value", "lower", "upper")
SCHEMA = {
    **dict.fromkeys(KEY[:4], pl.String),
    **dict.fromkeys(KEY[4:], pl.Date),
    "first_as_of": pl.Date,
    **{
        f"{when}{name}": pl.Int64 if name in COUNTS else pl.Float64
        for when in ("first_", "")
        for name in NUMBERS
    },
    "suppressed": pl.Boolean,
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What one edition shows, and the day that it is as of."""

    as_of: date
    figures: pl.DataFrame


def moved(now: Shown, earlier: Sequence[Shown]) -> pl.DataFrame:
    """Each figure of the last three complete months that an earlier edition showed too: as it was
    in the earliest of them, and as it is now. One that is gone has no numbers now."""
    recent = pl.col("period_start") >= first_month(now.as_of)
    frames = [
        _months(each).filter(recent).with_columns(first_as_of=pl.lit(each.as_of))
        for each in sorted(earlier, key=lambda each: each.as_of)
    ]
    if not frames:
        return pl.DataFrame(schema=SCHEMA)
    first = pl.concat(frames).unique(KEY, keep="first", maintain_order=True)
    first = first.rename({name: f"first_{name}" for name in (*NUMBERS, "suppressed")})
    both = first.join(_months(now), on=KEY, how="left", nulls_equal=True)
    hidden = pl.col("first_suppressed") | pl.col("suppressed").fill_null(value=False)
    numbers = [name for name in SCHEMA if name.removeprefix("first_") in NUMBERS]
    return (
        both.with_columns(suppressed=hidden)
        .with_columns(pl.when(~pl.col("suppressed")).then(pl.col(name)) for name in numbers)
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
        .sort(KEY)
    )


def first_month(as_of: date) -> date:
    """The first day of the last three months that are over on a day."""
    months = as_of.year * 12 + as_of.month - 1 - LAST_MONTHS
    return as_of.replace(year=months // 12, month=months % 12 + 1, day=1)


def _months(shown: Shown) -> pl.DataFrame:
    """The figures by month that are whole and over; a quarter moves with its months."""
    return shown.figures.filter(
        pl.col("breakdown") == "none",
        pl.col("period_end") == pl.col("period_start").dt.month_end(),
        pl.col("period_start").dt.day() == 1,
        pl.col("period_end") < shown.as_of,
    ).select(*KEY, *NUMBERS, pl.col("suppressed").fill_null(value=False))


def of(edition: Edition) -> pl.DataFrame:
    """What an edition says of it: nothing where it was built after none."""
    if MOVED not in edition.manifest.files:
        return pl.DataFrame(schema=SCHEMA)
    return pl.read_parquet(edition.path / MOVED)


def changed(rows: pl.DataFrame) -> pl.DataFrame:
    """Those of ``moved`` that are shown and are not what they were."""
    other = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"first_{name}")) for name in COUNTS)
    return rows.filter(~pl.col("suppressed") & other)


# The earlier editions -----------------------------------------------------------------------------


def open_earlier(
    paths: Sequence[Path], as_of: date, force: str | None, *, made_up: bool
) -> tuple[Edition, ...]:
    """The earlier editions of one force, by day.

    Raises ProblemsError, naming everything wrong with all of them, for one that is not earlier, is
    of another force, was combined, or is no longer what its manifest says.
    """
    editions, problems = [], []
    for path in paths:
        try:
            edition = open_edition(path)
        except UpheldError as error:
            problems.append(Problem(str(path), MANIFEST, error.what))
            continue
        problems += _unfit(edition, as_of, force, made_up=made_up)
        editions.append(edition)
    ordered = tuple(sorted(editions, key=lambda each: each.as_of))
    problems += _same_day(ordered)
    if problems:
        raise ProblemsError(
            "What was first published cannot be read from these editions:",
            tuple(problems),
            next_step="put right what is named, or leave it out of --before. Nothing was written.",
        )
    return ordered


def named(editions: Sequence[Edition]) -> tuple[Earlier, ...]:
    """How the manifest names them."""
    return tuple(
        Earlier(
            as_of=each.manifest.as_of,
            manifest=sha256(each.path / MANIFEST),
            rules_hash=each.manifest.rules_hash,
            software=each.manifest.software,
            force_hash=each.manifest.force_hash,
        )
        for each in editions
    )


def _unfit(edition: Edition, as_of: date, force: str | None, *, made_up: bool) -> Iterator[Problem]:
    where, manifest = str(edition.path), edition.manifest
    if edition.as_of >= as_of:
        yield Problem(where, "as_of", f"expected a day before {as_of}", manifest.as_of)
    if manifest.force != force:
        yield Problem(where, "force", f"expected {force or 'none'}", manifest.force or "none")
    if manifest.demonstration != made_up:
        said = ("real", "made-up")
        yield Problem(
            where, "demonstration", f"expected {said[made_up]} figures",
            said[manifest.demonstration],
        )  # fmt: skip
    if is_combined(edition):
        yield Problem(where, MANIFEST, "was combined from others; name an edition of this force")
    if not (edition.path / FIGURES).exists():
        yield Problem(where, FIGURES, "is missing")
    elif sha256(edition.path / FIGURES) != manifest.files.get(FIGURES):
        yield Problem(where, FIGURES, "is not the file that its manifest names")


def _same_day(ordered: Sequence[Edition]) -> Iterator[Problem]:
    for one, other in pairwise(ordered):
        if one.manifest.as_of == other.manifest.as_of:
            yield Problem(
                str(other.path), "as_of", f"expected another day than {one.path} has",
                other.manifest.as_of,
            )  # fmt: skip
