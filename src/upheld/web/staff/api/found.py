"""The edition, place and figures that a request names, or a problem that says which there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from upheld.core.errors import UpheldError
from upheld.core.measure import Breakdown
from upheld.web.staff import editions
from upheld.web.staff.api.problems import ProblemError
from upheld.web.staff.views import shown

if TYPE_CHECKING:
    from datetime import date

    from upheld.render.figures import Place
    from upheld.web.staff.editions import Opened

CURRENT = "current"
BREAKDOWNS = ("none", *(str(each) for each in Breakdown))


def edition(name: str) -> Opened:
    """An edition that the site shows. ``current`` is the one of the pages of figures."""
    try:
        if name == CURRENT:
            opened = editions.main()
        else:
            opened = editions.opened(name) if name in editions.shown() else None
    except UpheldError as error:
        raise ProblemError(503, "This edition cannot be read.", error.next_step) from error
    if opened is None:
        raise ProblemError(
            404, "There is no such edition here.", "See which there are: /api/v1/editions."
        )
    return opened


def place(opened: Opened, code: str) -> Place:
    found = opened.whole if code == shown.WHOLE else opened.place(code)
    if found is None:
        raise ProblemError(
            404,
            "This edition has no unit with that code.",
            f"See which there are: /api/v1/editions/{opened.name}/units.",
        )
    return found


def no_measure(opened: Opened) -> ProblemError:
    return ProblemError(
        404,
        "This edition has no such measure.",
        f"See which there are: /api/v1/editions/{opened.name}/measures.",
    )


def figures(
    opened: Opened,
    *,
    measure: str = "",
    where: Place | None = None,
    unit_type: str = "",
    reading: str = "",
    breakdown: str = "none",
    first: date | None = None,
    last: date | None = None,
) -> pl.DataFrame:
    """The figures that the pages are made from, of periods that are over, in the edition's order.

    ``first`` and ``last`` bound the start and the end of their periods.
    """
    if breakdown in editions.NOT_IN_MEMORY:
        if not measure:
            raise ProblemError(
                422,
                f"Figures by {breakdown} are given one measure at a time.",
                "Name the measure too.",
            )
        rows = opened.cut_by(measure, breakdown)
    else:
        rows = opened.figures.over.filter(pl.col("breakdown") == breakdown)
    equal = {"measure": measure, "unit_type": unit_type, "reading": reading}
    wanted = [pl.col(column) == value for column, value in equal.items() if value]
    wanted += _of_place(where)
    if first:
        wanted.append(pl.col("period_start") >= first)
    if last:
        wanted.append(pl.col("period_end") <= last)
    return rows.filter(*wanted)


def _of_place(where: Place | None) -> list[pl.Expr]:
    """There is one force in an edition, whatever its code."""
    if where is None:
        return []
    of_type = pl.col("unit_type") == where.unit_type
    return [of_type] if where.unit_type == "force" else [of_type, pl.col("unit_code") == where.code]
