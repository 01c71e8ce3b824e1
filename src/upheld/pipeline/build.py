"""extracts → checks → duties → figures → disclosure control → edition."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from upheld import __version__
from upheld.core.errors import UpheldError, WrongUseError
from upheld.editions import write
from upheld.editions.edition import open_edition
from upheld.editions.manifest import Input, Manifest
from upheld.editions.moved import Shown, moved, named, open_earlier
from upheld.editions.replace import built_aside
from upheld.extracts.contract import CRIMES, MADE_UP
from upheld.extracts.read import MACHINE_ERRORS, read
from upheld.pipeline import (
    disclosure,
    duties,
    figures,
    repeat_victims,
    satisfaction,
    steps,
    timing,
)
from upheld.rules import load
from upheld.rules.load_measures import measures as shipped_measures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from upheld.core.force import Force
    from upheld.core.measure import Measures
    from upheld.editions.edition import Edition
    from upheld.extracts.report import ExtractReport, TableCounts

MEMORY_LIMIT = "6GB"
# For more than a Met year of crimes: else the engine writes to the disk and reads back more than it
# works on. With what Polars takes beside it, a nation stays under 16 GB.
MEMORY_LIMIT_LARGE = "11GB"
# Where each bucket's case-level rows stand while it is worked on.
KEPT = {
    "duties": "step.duties",
    "victims": "step.victims_kept",
    "crimes": "step.crimes_kept",
}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built: of which day, for whom, by which measures, after which editions."""

    as_of: date
    force: Force | None
    measures: Measures
    earlier: tuple[Edition, ...] = ()


def build(
    extracts: Path,
    out: Path,
    as_of: date,
    *,
    force: Force | None = None,
    measures: Measures | None = None,
    before: Sequence[Path] = (),
    announce: Callable[[str], None] = lambda _: None,
) -> tuple[Edition, ExtractReport]:
    """Build an edition of what was known on the as-of date, aside, and move it into place at once.

    ``before``: earlier editions, which say how the last months were first published. The same
    extracts, rules, as-of date and earlier editions give the same bytes. Raises UpheldError where
    nothing could be built; whatever edition stood at ``out`` is then untouched.
    """
    measures = measures or shipped_measures()
    _refuse_unknown_days(as_of)
    _refuse_inside(out, extracts)
    with built_aside(out) as aside:
        edition = aside / "edition"
        (edition / "open").mkdir(parents=True)
        (edition / "restricted").mkdir(mode=0o700)  # for its owner alone
        with _engine(aside) as connection:
            announce("Reading and checking the extracts")
            report = read(
                extracts,
                connection,
                force=force,
                progress=lambda what, done, total: announce(f"{what} ({done} of {total})"),
                counted=lambda counts: _give_memory(connection, counts),
            )
            _refuse_nothing(connection, extracts)
            made_up = _made_up(connection)
            code = force.code if force else None
            earlier = open_earlier(before, as_of, code, made_up=bool(made_up))
            announce("Looking for repeat victims")
            linkage = repeat_victims.link(connection, as_of)
            connection.execute("DROP TABLE step.repeat_persons")
            order = Order(as_of, force, measures, earlier)
            counts = _work(connection, edition, order, announce)
            announce("Estimating from the survey")
            survey_notes = _survey(connection, edition, order)
            announce("Writing the edition")
            write.quality(edition, _quality(report))
        notes = (*linkage.notes, *survey_notes)
        manifest = _manifest(order, report, counts | {"made_up": made_up}, notes)
        write.manifest(edition, manifest)
    return open_edition(out), report


def _manifest(
    order: Order, report: ExtractReport, counts: dict[str, int], notes: tuple[str, ...]
) -> Manifest:
    """What the edition was made of, and by what."""
    force = order.force
    return Manifest(
        as_of=order.as_of.isoformat(),
        force=force.code if force else None,
        force_name=force.name if force else None,
        demonstration=bool(counts["made_up"]),
        software=f"upheld {__version__}",
        rules_hash=load.rules_hash(),
        force_hash=load.force_hash(force.code) if force else None,
        codes=tuple(code.id for code in load.victims_codes().versions),
        inputs=tuple(Input(i.table, i.name, i.sha256, i.rows) for i in report.inputs),
        counts=counts,
        before=named(order.earlier),
        notes=notes,
    )


def _work(
    connection: duckdb.DuckDBPyConnection,
    edition: Path,
    order: Order,
    announce: Callable[[str], None],
) -> dict[str, int]:
    """Duties and counts, one bucket of crimes after another, then the figures."""
    codes, as_of, force = load.victims_codes(), order.as_of, order.force
    duties.prepare(connection, codes, load.calendar(), as_of, force)
    counting = figures.start(connection, order.measures, codes, as_of, force)
    timing.start(connection)
    restricted = write.Restricted(connection, edition)
    no_code = 0
    for bucket in duties.each_bucket(connection):
        announce(f"Judging duties ({bucket.number} of {bucket.of})")
        steps.run(connection, steps.KEPT)
        restricted.add_bucket(KEPT)
        figures.add_bucket(connection, counting)
        timing.add_bucket(connection)
        no_code += connection.execute("SELECT no_code FROM step.no_code").fetchall()[0][0]
    announce("Adding up the figures")
    full = figures.figures(connection, counting, edition.parent)
    write.figures_full(edition, full)
    shown = disclosure.control(full, order.measures, codes)
    write.figures(edition, shown)
    earlier = [Shown(each.as_of, each.figures()) for each in order.earlier]
    write.moved(edition, moved(Shown(as_of, shown), earlier))
    write.timing(edition, timing.evidence(connection, full, force, edition.parent))
    write.published(connection, edition)
    counts = restricted.finish()
    return {**counts, "no_code": no_code, "figures": full.height}


def _survey(connection: duckdb.DuckDBPyConnection, edition: Path, order: Order) -> tuple[str, ...]:
    """The survey's figures, where the extracts hold one; what must be said of it."""
    code = order.force.code if order.force else None
    judged = pl.scan_parquet(edition / "restricted" / "duties.parquet")
    shown, notes = satisfaction.figures(connection, code, order.as_of, judged)
    if shown is not None:
        write.satisfaction(edition, shown)
    return notes


def _quality(report: ExtractReport) -> list[dict[str, str | int]]:
    """What the checks found and what became of the rows, as counts and nothing else."""
    found: list[dict[str, str | int]] = [
        {
            "table": finding.table,
            "file": finding.file,
            "severity": finding.severity.value,
            "column": finding.column,
            "reason": finding.reason,
            "count": finding.count,
        }
        for finding in report.findings
    ]
    fates = ("read", "kept", "set_aside", "replaced", "withdrawn")
    return found + [
        {
            "table": counts.table,
            "file": "",
            "severity": "rows",
            "column": "",
            "reason": fate,
            "count": getattr(counts, fate),
        }
        for counts in report.tables
        for fate in fates
    ]


@contextmanager
def _engine(aside: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB inside this process, spilling to the building folder, never to anywhere else."""
    connection = duckdb.connect()
    try:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
        connection.execute("SET TimeZone = 'Europe/London'")
        # It groups before a join where that saves nothing, and takes three times as long.
        connection.execute("SET disabled_optimizers = 'partial_aggregate_pushdown'")
        # Nothing is to be made durable: tidying the tables in memory for it takes seconds.
        connection.execute("SET wal_autocheckpoint = '1TB'")
        connection.execute(f"SET temp_directory = '{aside / 'spill'}'")
        yield connection
    except MACHINE_ERRORS as error:
        raise UpheldError(
            f"Memory or disk space ran out while the edition was built ({type(error).__name__}).",
            next_step=f"free some where {aside.parent} is, then build again. "
            "The last edition is as it was.",
        ) from error
    finally:
        connection.close()


def _give_memory(connection: duckdb.DuckDBPyConnection, counts: TableCounts) -> None:
    """More than one bucket of crimes gets more, before the larger tables are read."""
    if counts.table == CRIMES.name and counts.kept > steps.CRIMES_A_BUCKET:
        connection.execute(f"SET memory_limit = '{MEMORY_LIMIT_LARGE}'")


def _made_up(connection: duckdb.DuckDBPyConnection) -> int:
    """How many crimes were made up. One is enough for the whole edition to be a demonstration and
    to say so; only where all are does nobody have to sign in to see it."""
    query = "SELECT count(*) FROM extract.crimes WHERE starts_with(crime_id, ?)"
    return int(connection.execute(query, [MADE_UP]).fetchall()[0][0])


def _refuse_unknown_days(as_of: date) -> None:
    calendar = load.calendar()
    if not calendar.known_from <= as_of <= calendar.known_until:
        raise WrongUseError(
            f"--as-of {as_of}: bank holidays are known from {calendar.known_from} to "
            f"{calendar.known_until} only.",
            next_step="give an as-of date between those days.",
        )


def _refuse_inside(out: Path, extracts: Path) -> None:
    if not extracts.is_dir():
        raise UpheldError(
            f"{extracts}: there is no folder of extracts here.",
            next_step="name the folder that holds crimes.csv, victims.csv and the others.",
        )
    if out.resolve() == extracts.resolve() or extracts.resolve() in out.resolve().parents:
        raise WrongUseError(
            f"--out {out}: an edition cannot stand inside its own extracts.",
            next_step="choose a folder outside the extracts.",
        )


def _refuse_nothing(connection: duckdb.DuckDBPyConnection, extracts: Path) -> None:
    rows = connection.execute(
        "SELECT (SELECT count(*) FROM extract.crimes) + "
        "(SELECT count(*) FROM extract.published_series)"
    ).fetchall()
    if rows[0][0] == 0:
        raise UpheldError(
            f"{extracts}: nothing could be built: no crime and no published figure was left.",
            next_step=f"run upheld check {extracts} to see why each row was set aside.",
        )
