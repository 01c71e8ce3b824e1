"""The interviews and the population of an edition's extracts, ready to be estimated from.

Only whole waves: one of which any interview was made after the as-of date is left for the next
edition. A stratum with fewer than two interviews has no error that could be told, and one without
any cannot be weighted: such strata are joined, within their BCU first, and it is said how many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from upheld.core.errors import Problem, ProblemsError
from upheld.core.records import Place
from upheld.core.survey_design import CROSSED, Margin, Survey
from upheld.extracts.survey_population import FRAME, WAVE, margins_of_rows
from upheld.extracts.survey_responses import Responses

STRATA = (WAVE, *FRAME)
JOINED = "joined_stratum"
FEWEST = 2  # interviews from which a stratum has an error
NAME = "survey_responses"
Counts = dict[str, int]
Stratum = tuple[str, str, str]  # wave, BCU, crime type


@dataclass(frozen=True, slots=True)
class Asked:
    """Interviews with the survey's design and margins; ``notes`` say what was done to them."""

    responses: Responses
    survey: Survey
    waves: tuple[str, ...]
    notes: tuple[str, ...]


def asked(connection: duckdb.DuckDBPyConnection, survey: Survey, as_of: date) -> Asked | None:
    """None where the extracts hold no interview of a whole wave. Raises ProblemsError."""
    rows, notes = _whole_waves(_table(connection, NAME), as_of)
    if not rows.height:
        return None
    waves = tuple(sorted(rows.get_column(WAVE).unique().to_list()))
    margins = _margins(_table(connection, "survey_population"), waves)
    if set(survey.design.strata) == set(STRATA):
        names = _names(_sizes(rows, margins))
        rows, notes = _with_joined(rows, names), [*notes, *_said_of_joined(names)]
        survey = replace(survey, design=replace(survey.design, strata=(JOINED,)))
        margins = _coarser(margins) if _thin(names) else margins
    fitted = tuple(_reachable(margin, rows) for margin in margins)
    notes += _said_of_dropped(margins, fitted)
    survey = replace(survey, design=replace(survey.design, margins=fitted))
    return Asked(Responses(Path(NAME), rows), survey, waves, tuple(notes))


def _table(connection: duckdb.DuckDBPyConnection, name: str) -> pl.DataFrame:
    """Every column as text, in an order of its own, so that the same rows give the same bytes."""
    found = connection.execute(
        f"SELECT COLUMNS(* EXCLUDE row_number)::VARCHAR FROM extract.{name} ORDER BY ALL"
    )
    names = [column[0] for column in found.description or ()]
    rows = pl.DataFrame(found.fetchall(), schema=dict.fromkeys(names, pl.String), orient="row")
    return rows.select(pl.all().str.strip_chars().replace("", None))


def _whole_waves(rows: pl.DataFrame, as_of: date) -> tuple[pl.DataFrame, list[str]]:
    later = pl.col("interviewed_on") > as_of.isoformat()
    waves = rows.filter(later).get_column(WAVE).drop_nulls().unique().sort().to_list()
    nameless = rows.get_column(WAVE).null_count()
    kept = rows.filter(pl.col(WAVE).is_not_null(), ~pl.col(WAVE).is_in(waves))
    notes = []
    if waves:
        notes.append(f"Not yet whole on the as-of date, and left out: {', '.join(waves)}.")
    if nameless:
        notes.append(f"{nameless:,} interviews are of no wave, and are left out.")
    return kept, notes


# ------------------------------------------------------------------------------------ thin strata


def _sizes(rows: pl.DataFrame, margins: Sequence[Margin]) -> dict[Stratum, int]:
    """Interviews of every stratum that has any, or victims in the frame."""
    sizes: dict[Stratum, int] = {
        (margin.within[1], *_pair(category)): 0
        for margin in margins
        if margin.column == CROSSED.join(FRAME) and margin.within
        for category in margin.targets
    }
    counted = rows.drop_nulls(STRATA).group_by(STRATA).len()
    return dict(sorted({**sizes, **{(w, u, c): n for w, u, c, n in counted.rows()}}.items()))


def _pair(category: str) -> tuple[str, str]:
    unit, _, crime_type = category.partition(CROSSED)
    return unit, crime_type


def _with_joined(rows: pl.DataFrame, names: Mapping[Stratum, str]) -> pl.DataFrame:
    listed = [(*cell, name) for cell, name in names.items()]
    mapped = pl.DataFrame(listed, schema=[*STRATA, JOINED], orient="row")
    return rows.join(mapped, on=STRATA, how="left", maintain_order="left")


def _coarser(margins: Sequence[Margin]) -> list[Margin]:
    """Frame counts by BCU and by crime type instead of crossed: weights cannot be fitted to more
    strata than there are interviews for."""
    found: list[Margin] = []
    for margin in margins:
        if margin.column != CROSSED.join(FRAME):
            found.append(margin)
            continue
        for at, column in enumerate(FRAME):
            sums: dict[str, float] = {}
            for category, size in margin.targets.items():
                name = _pair(category)[at]
                sums[name] = sums.get(name, 0.0) + size
            if len(sums) > 1:
                found.append(Margin(column, sums, margin.within))
    return found


def _thin(names: Mapping[Stratum, str]) -> int:
    """How many strata fewer there are, joined."""
    return len(names) - len({(cell[0], name) for cell, name in names.items()})


def _said_of_joined(names: Mapping[Stratum, str]) -> list[str]:
    if not _thin(names):
        return []
    said = (
        f"{len(names):,} strata were made {len(names) - _thin(names):,}: one with fewer than two "
        "interviews was joined with a neighbour, in its BCU where that has another. So the "
        "weights agree with the counts by BCU and by crime type, not with the two crossed."
    )
    return [said]


def _names(cells: Mapping[Stratum, int]) -> dict[Stratum, str]:
    """The joined stratum of every wave, BCU and crime type."""
    found: dict[Stratum, str] = {}
    for wave in sorted({cell[0] for cell in cells}):
        units: dict[str, Counts] = {}
        for (of, unit, crime_type), number in cells.items():
            if of == wave:
                units.setdefault(unit, {})[f"{unit}{CROSSED}{crime_type}"] = number
        groups = [group for unit in sorted(units) for group in joined(units[unit])]
        sizes = {cell: number for unit in units.values() for cell, number in unit.items()}
        by_name = {" + ".join(group): group for group in groups}
        whole = joined({name: sum(sizes[c] for c in group) for name, group in by_name.items()})
        for several in whole:
            name = f"{wave}{CROSSED}{' + '.join(several)}"
            for cell in (cell for each in several for cell in by_name[each]):
                unit, _, crime_type = cell.partition(CROSSED)
                found[wave, unit, crime_type] = name
    return found


def joined(sizes: Mapping[str, int]) -> list[list[str]]:
    """Groups of at least two interviews each, where there are as many: the thin ones together,
    with the smallest others that it takes."""
    order = sorted(sizes, key=lambda name: (sizes[name], name))
    thin = [name for name in order if sizes[name] < FEWEST]
    rest = order[len(thin) :]
    while thin and rest and sum(sizes[name] for name in thin) < FEWEST:
        thin.append(rest.pop(0))
    return sorted([*([sorted(thin)] if thin else []), *([name] for name in rest)])


# ---------------------------------------------------------------------------------------- margins


def _margins(population: pl.DataFrame, waves: Sequence[str]) -> list[Margin]:
    """Of the waves that are estimated, and those of no wave."""
    problems: list[Problem] = []
    wanted = population.filter(pl.col(WAVE).is_null() | pl.col(WAVE).is_in(list(waves)))
    given = [
        (f"row {number}", {name: value or "" for name, value in row.items()})
        for number, row in enumerate(wanted.iter_rows(named=True), start=1)
    ]
    margins = margins_of_rows(given, Place("survey_population", "", problems))
    if problems:
        raise ProblemsError(
            "The population of the survey cannot be read:",
            tuple(problems),
            next_step="correct survey_population in the extracts.",
        )
    return list(margins)


def _said_of_dropped(margins: Sequence[Margin], fitted: Sequence[Margin]) -> list[str]:
    dropped = sum(len(m.targets) - len(f.targets) for m, f in zip(margins, fitted, strict=True))
    if not dropped:
        return []
    said = (
        f"Categories of a margin in which nobody was interviewed in a wave: {dropped:,}. The "
        "others of the margin stand for them."
    )
    return [said]


def _reachable(margin: Margin, rows: pl.DataFrame) -> Margin:
    """Without categories that nobody interviewed is in, the others raised to the same total."""
    if any(column not in rows.columns for column in margin.columns):
        return margin
    inside = rows if margin.within is None else rows.filter(pl.col(WAVE) == margin.within[1])
    there = set(inside.select(pl.concat_str(margin.columns, separator=CROSSED)).to_series())
    kept = {name: size for name, size in margin.targets.items() if name in there}
    if len(kept) < 2 or len(kept) == len(margin.targets):
        return margin
    scale = margin.total / sum(kept.values())
    return replace(margin, targets={name: size * scale for name, size in kept.items()})


def columns_named(margins: Sequence[Margin]) -> list[str]:
    """What the weights agree with, in words."""
    crossed = (m.column.replace("unit_code", "BCU").replace("_", " ") for m in margins)
    return list(dict.fromkeys(crossed))
