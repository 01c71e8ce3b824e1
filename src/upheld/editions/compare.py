"""What changed between two editions, and why: time passed, revised input, or a new rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from upheld.editions.compare_survey import SurveyChange, survey_changes
from upheld.editions.edition import OPEN, RESTRICTED

if TYPE_CHECKING:
    from upheld.editions.edition import Edition

BY_MONTH = (
    "unit_type = 'force' AND breakdown = 'none' "
    "AND day(period_start) = 1 AND period_end = last_day(period_start)"
)
KEY = (
    *("measure", "reading", "unit_type", "unit_code"),
    *("period_start", "period_end", "breakdown", "category"),
)


@dataclass(frozen=True, slots=True)
class InputChange:
    file: str
    change: str  # added · removed · revised


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure that is new, gone or different; values in 0..1, None where not shown."""

    measure: str
    reading: str
    unit_type: str
    unit_code: str
    period_start: str
    category: str
    change: str  # new month · new · gone · changed
    old_value: float | None
    new_value: float | None
    old_denominator: int | None
    new_denominator: int | None


@dataclass(frozen=True, slots=True)
class DutyChange:
    """How many duties of one entitlement and month moved from one status to another, and why."""

    entitlement: str
    month: str
    old_status: str
    new_status: str
    why: str  # time passed · revised input · new rule
    duties: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """``duties`` is None where a restricted half is no longer kept: then only the figures speak."""

    old_as_of: str
    new_as_of: str
    rules_changed: bool
    software_changed: bool
    inputs: tuple[InputChange, ...]
    figure_counts: dict[str, int]
    figures: tuple[FigureChange, ...]
    duties: tuple[DutyChange, ...] | None
    satisfaction: tuple[SurveyChange, ...] = ()

    @property
    def causes(self) -> tuple[str, ...]:
        """Everything that could have moved a figure. Figures cannot tell two of them apart."""
        return tuple(
            cause
            for cause, holds in (
                ("time passed", self.old_as_of != self.new_as_of),
                ("revised input", bool(self.inputs)),
                ("new rule", self.rules_changed),
                ("new software", self.software_changed),
            )
            if holds
        )

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "causes": list(self.causes)}


def compare(old: Edition, new: Edition) -> Comparison:
    """Figures from the open halves; single duties, counted, from the restricted ones if kept."""
    with duckdb.connect() as connection:
        figures = _figures(connection, old, new)
        both_kept = old.has_restricted_half and new.has_restricted_half
        duties = _duties(connection, old, new) if both_kept else None
        return _comparison(old, new, figures, duties, survey_changes(old, new))


def compare_open(old: Edition, new: Edition) -> Comparison:
    """The force's figures by month without a breakdown, from the open halves alone: for a page,
    which may not read the other half and cannot wait for the rest."""
    with duckdb.connect() as connection:
        figures = _figures(connection, old, new, BY_MONTH)
    return _comparison(old, new, figures, None, survey_changes(old, new, only_force=True))


def _comparison(
    old: Edition,
    new: Edition,
    figures: list[FigureChange],
    duties: tuple[DutyChange, ...] | None,
    satisfaction: tuple[SurveyChange, ...],
) -> Comparison:
    return Comparison(
        old_as_of=old.manifest.as_of,
        new_as_of=new.manifest.as_of,
        rules_changed=old.manifest.rules != new.manifest.rules,
        software_changed=old.manifest.software != new.manifest.software,
        inputs=_inputs(old, new),
        figure_counts=dict(Counter(figure.change for figure in figures)),
        figures=tuple(figures),
        duties=duties,
        satisfaction=satisfaction,
    )


def _inputs(old: Edition, new: Edition) -> tuple[InputChange, ...]:
    before = {i.file: i.sha256 for i in old.manifest.inputs}
    after = {i.file: i.sha256 for i in new.manifest.inputs}
    changes = []
    for file in sorted(before.keys() | after.keys()):
        if file not in before:
            changes.append(InputChange(file, "added"))
        elif file not in after:
            changes.append(InputChange(file, "removed"))
        elif before[file] != after[file]:
            changes.append(InputChange(file, "revised"))
    return tuple(changes)


def _figures(
    connection: duckdb.DuckDBPyConnection, old: Edition, new: Edition, only: str = "true"
) -> list[FigureChange]:
    """``only``: which figures, as a condition of our own."""
    for name, edition in (("old_figures", old), ("new_figures", new)):
        path = str(edition.path / OPEN / "figures.parquet").replace("'", "''")
        connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{path}') WHERE {only}")
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM n.{name}" for name in KEY)
    rows = connection.execute(
        f"""
        SELECT coalesce(n.measure, o.measure), coalesce(n.reading, o.reading),
            coalesce(n.unit_type, o.unit_type), coalesce(n.unit_code, o.unit_code),
            CAST(coalesce(n.period_start, o.period_start) AS VARCHAR) AS period,
            coalesce(n.category, o.category),
            CASE WHEN o.measure IS NULL AND n.period_end >= CAST(? AS DATE) THEN 'new month'
                 WHEN o.measure IS NULL THEN 'new'
                 WHEN n.measure IS NULL THEN 'gone'
                 ELSE 'changed' END AS change,
            o.value, n.value, o.denominator, n.denominator
        FROM old_figures AS o FULL JOIN new_figures AS n ON {same}
        WHERE o.measure IS NULL OR n.measure IS NULL
            OR o.numerator IS DISTINCT FROM n.numerator
            OR o.denominator IS DISTINCT FROM n.denominator
            OR o.value IS DISTINCT FROM n.value
            OR o.excluded IS DISTINCT FROM n.excluded
            OR o.unmeasurable IS DISTINCT FROM n.unmeasurable
        ORDER BY ALL
        """,
        [old.manifest.as_of],
    ).fetchall()
    return [FigureChange(*row) for row in rows]


def _duties(
    connection: duckdb.DuckDBPyConnection, old: Edition, new: Edition
) -> tuple[DutyChange, ...]:
    for name, edition in (("old_duties", old), ("new_duties", new)):
        path = str(edition.path / RESTRICTED / "duties.parquet").replace("'", "''")
        connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{path}')")
    rows = connection.execute(
        """
        SELECT coalesce(n.entitlement, o.entitlement), coalesce(n.month, o.month),
            coalesce(o.status, 'none'), coalesce(n.status, 'none'),
            CASE
                WHEN o.duty_id IS NOT NULL AND n.duty_id IS NOT NULL
                    AND o.enhanced IS NOT DISTINCT FROM n.enhanced
                    AND o.due_on IS DISTINCT FROM n.due_on THEN 'new rule'
                WHEN o.duty_id IS NULL AND n.clock_start_on > CAST(? AS DATE) THEN 'time passed'
                WHEN n.done_on > CAST(? AS DATE) THEN 'time passed'
                WHEN o.status = 'open' AND n.status = 'overdue' THEN 'time passed'
                WHEN ? AND (o.duty_id IS NULL OR n.duty_id IS NULL)
                    AND coalesce(n.entitlement, o.entitlement) NOT IN (
                        SELECT entitlement FROM old_duties
                        INTERSECT SELECT entitlement FROM new_duties)
                    THEN 'new rule'
                ELSE 'revised input'
            END AS why,
            count(*)
        FROM old_duties AS o FULL JOIN new_duties AS n ON o.duty_id = n.duty_id
        WHERE o.status IS DISTINCT FROM n.status
            OR o.status_lenient IS DISTINCT FROM n.status_lenient
            OR o.due_on IS DISTINCT FROM n.due_on
        GROUP BY ALL ORDER BY ALL
        """,
        [
            old.manifest.as_of,
            old.manifest.as_of,
            old.manifest.rules != new.manifest.rules,
        ],
    ).fetchall()
    return tuple(DutyChange(*row) for row in rows)
