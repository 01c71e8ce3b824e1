"""The figures of an edition as values: one figure, a pair of readings, and how to find them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from datetime import date

STRICT = "strict"
LENIENT = "lenient"
PUBLISHED = "published"
HEADLINE = "timeliness-r6-victims"
RIGHT_6 = "timeliness-r6"
OUTSTANDING = "outstanding-r6"
OUTSTANDING_VICTIMS = "outstanding-r6-victims"
ON_THE_DAY = (OUTSTANDING, OUTSTANDING_VICTIMS)
OUTCOMES = "outcomes-police-uk"


@dataclass(frozen=True, slots=True)
class Place:
    """Whose figures: the force, or one unit of it. ``code`` is None for a force without one."""

    unit_type: str
    code: str | None
    name: str


class Figure(NamedTuple):
    """One row of figures.parquet. Shares lie in 0..1; None is unknown or withheld. A tuple, since a
    unit's page makes two thousand.

    ``parts_in`` of ``parts_of``: for the whole of a combined edition, how many of its parts show
    this figure.
    """

    measure: str
    reading: str
    unit_type: str
    unit_code: str | None
    period_start: date
    period_end: date
    breakdown: str
    category: str
    numerator: int | None
    denominator: int | None
    value: float | None
    lower: float | None
    upper: float | None
    excluded: int | None
    open: int | None
    unmeasurable: int | None
    suppressed: bool
    parts_in: int | None = None
    parts_of: int | None = None


PARTS = ("parts_in", "parts_of")
COLUMNS = tuple(name for name in Figure._fields if name not in PARTS)


@dataclass(frozen=True, slots=True)
class Pair:
    """Both readings of one measure, place and period, which are only ever shown together.

    What has one reading, as recorded or as published, stands in the place of the strict one.
    """

    strict: Figure | None
    lenient: Figure | None

    @property
    def either(self) -> Figure:
        """For what both readings share: measure, place, period."""
        figure = self.strict or self.lenient
        assert figure is not None
        return figure

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The readings that there are."""
        return tuple(each for each in (self.strict, self.lenient) if each is not None)

    @property
    def has_readings(self) -> bool:
        """Whether there are two to tell apart."""
        return self.either.reading in {STRICT, LENIENT}

    @property
    def period_start(self) -> date:
        return self.either.period_start

    @property
    def unit_code(self) -> str | None:
        return self.either.unit_code

    @property
    def measure(self) -> str:
        return self.either.measure


@dataclass(frozen=True)
class Figures:
    """The open figures of one edition. Months that are not over by ``as_of`` are never returned.

    An edition holds a hundred thousand figures and more; they are sorted into places and measures
    once, and a place's into its series when it is first asked for, so that a page looks only at
    its own. ``boroughs``: the force's own, where they are known;
    published crimes lie in other places too, which are compared with nothing.
    """

    frame: pl.DataFrame
    as_of: date
    boroughs: tuple[str, ...] = ()
    _series: dict[tuple[str, str | None], dict[tuple[Any, ...], pl.DataFrame]] = field(
        default_factory=dict, repr=False
    )

    @cached_property
    def _shares(self) -> pl.DataFrame:
        """Every reading without a breakdown, complete months only, by period."""
        rows = self.frame.filter(
            pl.col("breakdown") == "none",
            pl.col("period_end") == pl.col("period_start").dt.month_end(),
            pl.col("period_end") < self.as_of,
            ~pl.col("measure").is_in(ON_THE_DAY),
        )
        return figure_columns(rows).sort("period_start", "measure", "unit_code", "reading")

    @cached_property
    def _by_place(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        return self._shares.partition_by("unit_type", "unit_code", as_dict=True)

    @cached_property
    def _by_measure(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        return self._shares.partition_by("measure", as_dict=True)

    @cached_property
    def _outstanding(self) -> pl.DataFrame:
        return figure_columns(self.frame.filter(pl.col("measure").is_in(ON_THE_DAY)))

    @cached_property
    def over(self) -> pl.DataFrame:
        """Every figure of a period that is over, and what was owed on the day itself."""
        return over(self.frame, self.as_of)

    def none(self) -> pl.DataFrame:
        return self._shares.clear()

    def of_place(self, place: Place) -> pl.DataFrame:
        """Every share of one place. There is one force in an edition, whatever its code."""
        for (unit_type, code), rows in self._by_place.items():
            if unit_type == place.unit_type and (unit_type == "force" or code == place.code):
                return rows
        return self.none()

    def months(self, measure: str, place: Place) -> pl.DataFrame:
        key = (place.unit_type, place.code)
        if key not in self._series:
            self._series[key] = self.of_place(place).partition_by("measure", as_dict=True)
        return self._series[key].get((measure,), self.none())

    def latest_month(self, measure: str, place: Place) -> date | None:
        """The last complete month of which anything is known."""
        known = self.months(measure, place).filter(
            pl.col("value").is_not_null() | pl.col("suppressed") | (pl.col("denominator") > 0)
        )
        return known["period_start"].max()  # type: ignore[return-value]

    def of_units(self, measure: str, unit_type: str, month: date) -> pl.DataFrame:
        rows = self._by_measure.get((measure,), self.none())
        rows = rows.filter(pl.col("unit_type") == unit_type, pl.col("period_start") == month)
        if unit_type != "borough" or not self.boroughs:
            return rows
        return rows.filter(pl.col("unit_code").is_in(list(self.boroughs)))

    def of_month(self, place: Place, month: date) -> pl.DataFrame:
        """Every measure in one place and month."""
        return self.of_place(place).filter(pl.col("period_start") == month)

    def outstanding(self, place: Place, measure: str = OUTSTANDING) -> pl.DataFrame:
        """What is owed on the as-of date: numerator overdue, ``open`` due later. By victim, those
        who wait for one that is overdue, and for none; an older edition does not say."""
        rows = self._outstanding.filter(pl.col("measure") == measure)
        return at(rows, place).sort("period_start", "reading")

    @cached_property
    def only_published(self) -> bool:
        """Whether nothing in it was counted from a force's own records."""
        readings = set(self.frame["reading"].unique().to_list())
        return readings == {PUBLISHED}

    @cached_property
    def _units(self) -> pl.DataFrame:
        return self.frame.select("unit_type", "unit_code").unique().drop_nulls()

    def measures(self) -> tuple[str, ...]:
        """The ids of all measures that are shown by month, in order."""
        return tuple(sorted(measure for (measure,) in self._by_measure))

    def unit_types(self) -> tuple[str, ...]:
        return tuple(sorted(set(self._units["unit_type"].to_list())))

    def unit_codes(self, unit_type: str) -> tuple[str, ...]:
        units = self._units.filter(pl.col("unit_type") == unit_type)["unit_code"]
        return tuple(sorted(set(units.to_list())))


def over(rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """Those of periods that are over by ``as_of``, and what was owed on that day."""
    ended = (pl.col("period_end") < as_of) | pl.col("measure").is_in(ON_THE_DAY)
    return figure_columns(rows.filter(ended))


def at(rows: pl.DataFrame, place: Place) -> pl.DataFrame:
    """The rows of one place. There is one force in an edition, whatever its code."""
    rows = rows.filter(pl.col("unit_type") == place.unit_type)
    if place.unit_type == "force":
        return rows
    return rows.filter(pl.col("unit_code") == place.code)


def figures_of(rows: pl.DataFrame) -> tuple[Figure, ...]:
    found = figure_columns(rows)  # in the order of a figure's fields
    if found["suppressed"].null_count():
        found = found.with_columns(pl.col("suppressed").fill_null(value=False))
    return tuple(Figure(*row) for row in found.rows())


def figure_columns(rows: pl.DataFrame) -> pl.DataFrame:
    """Those of a figure; how many parts show it only where the edition is combined."""
    wanted = [*COLUMNS, *(name for name in PARTS if name in rows.columns)]
    return rows if rows.columns == wanted else rows.select(wanted)


def pairs(rows: pl.DataFrame) -> tuple[Pair, ...]:
    """The two readings of each measure, place and period side by side, in order of the rows."""
    found: dict[tuple[Any, ...], dict[str, Figure]] = {}
    for figure in figures_of(rows):
        key = (figure.measure, figure.unit_type, figure.unit_code, figure.period_start)
        place = LENIENT if figure.reading == LENIENT else STRICT
        found.setdefault(key, {})[place] = figure
    return tuple(Pair(each.get(STRICT), each.get(LENIENT)) for each in found.values())
