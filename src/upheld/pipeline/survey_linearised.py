"""The one module that knows svy: linearised estimates, and weights made to agree with margins.

svy (samplics) was compared with R's `survey` on every design of the tests and agrees to eleven
digits; it takes a missing answer as a domain, keeps every stratum, and credits raking in the error.
Its own intervals are not used: `statistics.survey_intervals` draws ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
import svy

from upheld.core.errors import UpheldError
from upheld.core.survey_design import Kind, Method, Weighting
from upheld.pipeline.survey_rows import (
    BASE,
    PSU,
    PSUS,
    SSU,
    SSUS,
    STRATUM,
    WEIGHT,
    Rows,
    X,
    Y,
)
from upheld.statistics.survey_estimate import Linearised
from upheld.statistics.survey_intervals import Floats

KEPT = (Y, X, BASE, STRATUM, PSU, SSU, PSUS, SSUS)
CELL = "@cell"
FITTED = "@fitted"
TOLERANCE = 1e-9
MOST_CELLS = 1_000  # beyond it every cell holds next to nothing


@dataclass(frozen=True, slots=True)
class Cells:
    """Domains in order of their values, each with its figures; ``covariance`` between them.

    ``unanswered`` are the domains with rows and without an answer.
    """

    values: tuple[tuple[str, ...], ...]
    figures: Linearised
    covariance: Floats
    unanswered: tuple[tuple[str, ...], ...] = ()


def cells(rows: Rows, kind: Kind, by: Sequence[str], where: pl.Expr | None = None) -> Cells:
    """The figures of every domain that these columns make, or of all rows without any.

    Rows in which one of the columns is empty, or where ``where`` does not hold, lie outside every
    domain; their strata stay in the design.
    """
    inside = pl.lit(True) if where is None else where.fill_null(False)
    for column in by:
        inside = inside & pl.col(column).is_not_null()
    frame = rows.frame.with_columns(
        pl.when(inside).then(pl.col(name)).alias(name)
        for name in (Y, X)
        if name in rows.frame.columns
    )
    groups = frame.filter(inside).group_by(by or [pl.lit("all")]).agg(_sums()).sort(by or "n")
    if groups.height > MOST_CELLS:
        raise UpheldError(
            f"{rows.file}: {' × '.join(by)} makes {groups.height:,} cells, over {MOST_CELLS:,}.",
            next_step="break down by columns with few categories.",
        )
    answered, silent = groups.filter(pl.col("n") > 0), groups.filter(pl.col("n") == 0)
    unanswered = _values(silent, by)
    if not answered.height:
        return Cells((), _NOTHING, np.zeros((0, 0)), unanswered)
    numbered = answered.select(by).with_row_index(CELL) if by else None
    found = _estimated(_sample(rows, frame, numbered), kind, CELL if by else None)
    order = _order(found)
    covariance = np.atleast_2d(np.asarray(found.covariance, dtype=float))[np.ix_(order, order)]
    figures = _figures([found.estimates[at] for at in order], answered)
    return Cells(_values(answered, by), figures, covariance, unanswered)


_NOTHING = Linearised(*(np.zeros(0) for _ in range(7)))


def _values(groups: pl.DataFrame, by: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(groups.select(by).rows()) if by else ((),) * groups.height


def _sums() -> list[pl.Expr]:
    answered = pl.col(Y).is_not_null()
    weight = pl.col(WEIGHT).filter(answered)
    return [
        answered.sum().alias("n"),
        weight.sum().alias("weights"),
        (weight**2).sum().alias("squares"),
    ]


def _sample(rows: Rows, frame: pl.DataFrame, numbered: pl.DataFrame | None) -> Any:
    """svy's sample of these rows, fitted to the margins; ``numbered`` gives domains a number."""
    if numbered is not None:
        by = [name for name in numbered.columns if name != CELL]
        # Outside every domain there is no answer: which number such a row gets plays no part.
        frame = frame.join(numbered, on=by, how="left", maintain_order="left").with_columns(
            pl.col(CELL).fill_null(0).cast(pl.Int64)
        )
    kept = [name for name in (*KEPT, CELL, *rows.margins) if name in frame.columns]
    sample = svy.Sample(frame.select(kept), _design(rows))
    return _fitted(sample, rows) if rows.margins else sample


def _design(rows: Rows) -> Any:
    given = rows.design
    counts: Any = None
    if given.two_stage:
        counts = svy.PopSize(psu=PSUS, ssu=SSUS)
    elif given.fpc:
        counts = PSUS
    return svy.Design(
        stratum=STRATUM if given.strata else None,
        psu=PSU if given.psu else None,
        ssu=SSU if given.two_stage else None,
        wgt=BASE,
        pop_size=counts,
        # What is still alone after the checks was taken whole: it adds nothing to the variance.
        singleton=svy.Singleton(svy.SingletonMethod.SKIP) if rows.taken_whole else None,
    )


def _estimated(sample: Any, kind: Kind, by: str | None) -> Any:
    """A proportion is the mean of noughts and ones."""
    asked = sample.estimation
    of = (Y, X) if kind is Kind.RATIO else (Y,)
    call = {Kind.RATIO: asked.ratio, Kind.TOTAL: asked.total}.get(kind, asked.mean)
    try:
        return call(*of, by=by, deff="wr", drop_nulls=True)
    except svy.MethodError as error:
        if error.code != "DEFF_NOT_COMPUTABLE":
            raise
        return call(*of, by=by, drop_nulls=True)  # no domain shows any spread


def _order(found: Any) -> list[int]:
    """Where each domain stands in svy's answer, in the order of our numbers."""
    each = found.estimates
    if each[0].by_level is None:
        return [0]
    return sorted(range(len(each)), key=lambda at: int(each[at].by_level[0]))


def _figures(each: Sequence[Any], sums: pl.DataFrame) -> Linearised:
    columns = [
        [one.est for one in each],
        [one.se for one in each],
        [one.df for one in each],
        [np.nan if one.deff is None else one.deff for one in each],
        *(sums.get_column(name).to_list() for name in ("n", "weights", "squares")),
    ]
    return Linearised(*(np.asarray(column, dtype=float) for column in columns))


# ------------------------------------------------------------------------------ fitted to margins


def fitted_weights(rows: Rows) -> Floats:
    """The base weights made to agree with the margins, in the order of the rows."""
    fitted = _sample(rows, rows.frame, None)
    return np.asarray(fitted.data.get_column(FITTED).to_numpy(), dtype=float)


def _fitted(sample: Any, rows: Rows) -> Any:
    how = rows.weighting
    try:
        if how.method is Method.LINEAR:
            return sample.weighting.calibrate(
                controls={svy.Cat(name): dict(sizes) for name, sizes in rows.margins.items()},
                wgt_name=FITTED,
            )
        return sample.weighting.rake(
            controls={name: dict(sizes) for name, sizes in rows.margins.items()},
            tol=TOLERANCE,
            max_iter=how.most_sweeps,
            trimming=_bounds(how, rows),
            wgt_name=FITTED,
        )
    except svy.errors.SvyError as error:
        raise _no_fit(rows, error) from error


def _bounds(how: Weighting, rows: Rows) -> Any:
    """Bounds on the weights themselves: their mean is known, since each margin adds up to N."""
    if not how.bounded:
        return None
    mean = sum(next(iter(rows.margins.values())).values()) / rows.frame.height
    return svy.TrimConfig(
        lower=None if how.lower is None else how.lower * mean,
        upper=None if how.upper is None else how.upper * mean,
        max_iter=how.most_sweeps,
    )


def _no_fit(rows: Rows, error: Exception) -> UpheldError:
    how = rows.weighting
    named = ", ".join(dict.fromkeys(margin.column for margin in rows.design.margins))
    within = "" if not how.bounded else " within the bounds"
    widen = ", or widen the bounds in [weights] lower and upper" if how.bounded else ""
    return UpheldError(
        f"{rows.file}: the weights cannot be made to agree with the margins "
        f"({named}){within} in {how.most_sweeps} sweeps: "
        f"{getattr(error, 'title', type(error).__name__)}.",
        next_step="combine small categories of a margin, or drop a margin that contradicts "
        f"another{widen}.",
    )
