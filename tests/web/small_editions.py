"""Two small editions for the tests of the pages: one made up, one like the real published series.

Written in the columns of the data contract. Numbers are worked out from month and unit, so that a
test can say what a page must show.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from tests.web.small_beside import beside

from upheld.editions.manifest import Earlier, Input, Manifest, sha256
from upheld.editions.moved import SCHEMA
from upheld.pipeline.satisfaction import SCHEMA as SATISFACTION
from upheld.rules import load
from upheld.statistics.intervals import wilson

AS_OF = date(2026, 11, 22)
FIRST = (2023, 11)
MONTHS = 36
PRIORITY = (("priority-entitled", 0.3, 1), ("priority-identified", 0.8, 4),
            ("priority-missed", 0.2, 4))  # fmt: skip
ENTITLEMENTS = ("noinv", "arrest", "iuc", "bail", "charge", "polnfa")
FIGURES = {
    "measure": pl.String,
    "reading": pl.String,
    "unit_type": pl.String,
    "unit_code": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "breakdown": pl.String,
    "category": pl.String,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "excluded": pl.Int64,
    "open": pl.Int64,
    "unmeasurable": pl.Int64,
    "suppressed": pl.Boolean,
}
PUBLISHED = {
    "source": pl.String,
    "vintage": pl.String,
    "measure": pl.String,
    "unit_code": pl.String,
    "breakdown": pl.String,
    "category": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "value": pl.Float64,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "licence": pl.String,
}

QUALITY = {
    "table": pl.String,
    "file": pl.String,
    "severity": pl.String,
    "column": pl.String,
    "reason": pl.String,
    "count": pl.Int64,
}
QUALITY_ROWS = [
    ("actions", "actions-1.csv", "set_aside", "done_at", "not a date or time", 2),
    ("actions", "actions-2.csv", "set_aside", "done_at", "not a date or time", 3),
    ("actions", "", "rows", "", "read", 12_005),
    ("actions", "", "rows", "", "kept", 12_000),
    ("actions", "", "rows", "", "set_aside", 5),
]
TIMING = {
    "kind": pl.String,
    "of": pl.String,
    "unit_type": pl.String,
    "unit_code": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "value": pl.Float64,
    "expected": pl.Float64,
    "people": pl.Int64,
    "state": pl.String,
    "last_on": pl.Date,
    "suppressed": pl.Boolean,
}


# A small restricted half, one line a duty: unit, crime, victim, rule, start, due date, status in
# both readings, perhaps done on, what Enhanced Rights rest on.
CASES = """
SN   CRIME-55000 V-0 VC20-R6-ARREST  2026-10-19 2026-10-26 overdue overdue - -
SN   CRIME-55001 V-1 VC20-R6-ARREST  2026-11-02 2026-11-09 overdue met     2026-11-04 -
SN   CRIME-55002 V-2 VC20-R6-BAILCHG 2026-11-03 2026-11-04 overdue overdue - derived
SN   CRIME-55003 V-3 VC20-R6-CHARGE  2026-11-03 2026-11-10 met     met     2026-11-04 -
SN   CRIME-55004 V-4 VC20-R4-REFER   2026-11-20 2026-11-24 open    open    - -
SO18 CRIME-55005 V-5 VC20-R6-ARREST  2026-11-02 2026-11-09 overdue overdue - -
SO18 CRIME-55006 V-6 VC20-R6-ARREST  2026-11-02 2026-11-09 late    late    2026-11-12 -
"""
SAFE = {"CRIME-55000": "post;telephone"}


EARLIER = (
    Earlier("2026-09-08", "a" * 64, "rules of then", "upheld test"),
    Earlier("2026-10-08", "b" * 64, load.rules_hash(), "upheld test"),
)


def write_both(folder: Path) -> None:
    """``folder``/demonstration and ``folder``/real."""
    write(folder / "demonstration", demonstration_rows(), [], demonstration=True)
    write(folder / "real", outcome_rows() + list(share_rows()), survey_rows(), demonstration=False)


def write_cases(path: Path, lines: str = CASES) -> None:
    """The restricted half of the edition at ``path``: duties and victims, as pages read them."""
    (path / "restricted").mkdir()
    names = ("unit_code", "crime_id", "victim_id", "entitlement", "clock_start_on", "due_on",
             "status", "status_lenient", "done_on_lenient", "basis")  # fmt: skip
    days = [pl.col(name).str.to_date() for name in ("clock_start_on", "due_on", "done_on_lenient")]
    rows = [[None if each == "-" else each for each in line.split()] for line in lines.split("\n")]
    duties = pl.DataFrame(
        [r for r in rows if r], schema=dict.fromkeys(names, pl.String), orient="row"
    )
    done = pl.when(pl.col("status").is_in(["met", "late"])).then("done_on_lenient")
    duties = duties.with_columns(
        *days,
        enhanced=pl.col("basis").is_not_null(),
        done_on=done.str.to_date(),
        reason=pl.lit(None, pl.String),
        team=pl.when(pl.col("crime_id") != "CRIME-55004").then(pl.lit("Response")),
    )
    duties.write_parquet(path / "restricted" / "duties.parquet")
    victims = duties.unique("victim_id", maintain_order=True)
    victims.select(
        "victim_id", "crime_id", "unit_code", "team", "enhanced", "basis",
        kind=pl.lit("person"), grounds=pl.lit(None, pl.String),
        safe_contact=pl.col("crime_id").replace_strict(SAFE, default=None, return_dtype=pl.String),
        repeat_prompt=pl.lit(value=False),
    ).write_parquet(path / "restricted" / "victims.parquet")  # fmt: skip


def write(
    path: Path, figures: list[Any], published: list[Any], *, demonstration: bool,
    force: str = "met", as_of: str = AS_OF.isoformat(), inputs: tuple[Input, ...] = (),
) -> None:  # fmt: skip
    opened = path / "open"
    opened.mkdir(parents=True)
    pl.DataFrame(figures, schema=FIGURES, orient="row").write_parquet(opened / "figures.parquet")
    pl.DataFrame(published, schema=PUBLISHED, orient="row").write_parquet(
        opened / "published.parquet"
    )
    pl.DataFrame(QUALITY_ROWS, schema=QUALITY, orient="row").write_parquet(
        opened / "quality.parquet"
    )
    if demonstration:
        moved = pl.DataFrame(list(moved_rows()), schema=SCHEMA, orient="row")
        moved.write_parquet(opened / "moved.parquet")
        pl.DataFrame(list(timing_rows()), schema=TIMING, orient="row").write_parquet(
            opened / "timing.parquet"
        )
        satisfaction().write_parquet(opened / "satisfaction.parquet")
    manifest = Manifest(
        as_of=as_of,
        force=force,
        force_name=load.force("met").name if force == "met" else force.title(),
        demonstration=demonstration,
        software="upheld test",
        rules_hash=load.rules_hash(),
        codes=("VC15", "VC20"),
        inputs=inputs,
        counts={"figures": len(figures)},
        before=EARLIER if demonstration else (),
        files={f"open/{p.name}": sha256(p) for p in sorted(opened.glob("*.parquet"))},
    )
    (opened / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")


def satisfaction() -> pl.DataFrame:
    """Five quarters to Q1 2026 and the year: 62% of 800 a year are satisfied, fewer than two
    thirds; SN fell, Buddhists and Sikhs are withheld, one crime type has too few interviews."""
    quarters = ("2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1")
    periods = [*(("quarter", each, 200, 0.07) for each in quarters),
               ("rolling_year", "2026-Q1", 800, 0.035)]  # fmt: skip
    rows: list[dict[str, Any]] = []
    for kind, period, n, half in periods:
        same = {"part": "estimate", "period_kind": kind, "period": period, "suppressed": False}
        for outcome, share in (("overall", 0.62), ("contact", 0.7), ("follow_up", 0.45)):
            rows.append({**same, "outcome": outcome, "breakdown": "none", "category": "",
                         **_estimate(share, half, n)})  # fmt: skip
        same["outcome"] = "overall"
        groups = [("crime_type", "Assault", 0.55), ("crime_type", "Personal robbery", 0.6),
                  ("sex", "female", 0.63), ("sex", "male", 0.61)]  # fmt: skip
        groups += [("unit_code", unit.code, 0.6) for unit in load.force("met").bcus]
        rows += [
            {**same, "breakdown": of, "category": name, **_estimate(share, 2 * half, n // 12)}
            for of, name, share in groups
        ]
        rows.append({**same, "breakdown": "crime_type", "category": "Hate crime", "n": 6,
                     "estimate": 0.5})  # fmt: skip
        rows += [{**same, "breakdown": "religion", "category": name, "suppressed": True}
                 for name in ("Buddhist", "Sikh")]  # fmt: skip
    rows += _changes_of_satisfaction()
    rows += _drivers_and_words()
    rows += beside()
    return pl.DataFrame([{name: row.get(name) for name in SATISFACTION} for row in rows],
                        schema=SATISFACTION)  # fmt: skip


def _estimate(share: float, half: float, n: int) -> dict[str, Any]:
    return {"estimate": share, "lower": share - half, "upper": share + half, "se": half / 2,
            "n": n, "effective_n": n / 1.5, "deff": 1.5, "note": ""}  # fmt: skip


def _changes_of_satisfaction() -> Iterator[dict[str, Any]]:
    change = {"part": "change", "outcome": "overall", "suppressed": False, "note": ""}
    small = {"estimate": -0.02, "lower": -0.09, "upper": 0.05, "p_adjusted": 0.6,
             "verdict": "no change"}  # fmt: skip
    large = {"estimate": -0.2, "lower": -0.3, "upper": -0.1, "p_adjusted": 0.01, "verdict": "fall"}
    for kind, before in (("quarter", "2025-Q4"), ("rolling_year", "2025-Q1")):
        last = {**change, "period_kind": kind, "before": before, "period": "2026-Q1"}
        yield {**last, "breakdown": "none", "category": "", **small}
        for unit in load.force("met").bcus:
            found = large if unit.code == "SN" else small
            yield {**last, "breakdown": "unit_code", "category": unit.code, **found}


def _drivers_and_words() -> Iterator[dict[str, Any]]:
    driver = {"part": "driver", "outcome": "overall", "period": "2026-Q1", "n": 700, "note": ""}
    explained = {"estimate": 0.5, "lower": 0.4, "upper": 0.6}
    yield {**driver, "breakdown": "explained", "category": "", **explained}
    for item, share, good in (("contact", 0.4, 0.7), ("follow_up", 0.6, 0.45)):
        yield {**driver, "breakdown": "item", "category": item, "estimate": share, "last": 0.05,
               "lower": share - 0.1, "upper": share + 0.1, "performance": good,
               "note": "goes with satisfaction, and is weak: look here first"}  # fmt: skip
    for name, said in (
        ("outcome", "overall"), ("title", "User Satisfaction Survey"), ("satisfied", "5, 6, 7"),
        ("method", "Taylor linearisation (strata); 95% logit interval."),
        ("margins", "BCU, age band"), ("weights", "1,000 interviews."), ("waves", "2026-Q1"),
        ("caveat", "Association, not effect."),
    ):  # fmt: skip
        yield {"part": "method", "breakdown": name, "category": "0", "note": said}
    for at, item in enumerate(("contact", "follow_up")):
        yield {"part": "method", "breakdown": "item", "category": str(at), "note": item}


def demonstration_rows() -> list[Any]:
    places = [("force", "met", 4000)]
    places += [("bcu", u.code, 300 + 10 * n) for n, u in enumerate(load.force("met").bcus)]
    places += [("ocu", "SO18", 4)]
    rows: list[Any] = []
    for unit_type, code, size in places:
        for measure in ("timeliness-r6-victims", "timeliness-r6"):
            rows += _series(measure, unit_type, code, size)
        for measure, share, of in PRIORITY:
            rows += _recorded(measure, unit_type, code, size // of if size >= 5 else size, share)
        for n, name in enumerate(ENTITLEMENTS):
            rows += _series(f"timeliness-r6-{name}", unit_type, code, size // (n + 2))
        rows += [
            _row("outstanding-r6", reading, unit_type, code, AS_OF, AS_OF, over, over + 700, 700)
            for reading, over in (("strict", 500), ("lenient", 300))
        ]
        rows += [
            _row(
                "outstanding-r6-victims",
                reading,
                unit_type,
                code,
                AS_OF,
                AS_OF,
                over,
                over + 500,
                500,
            )
            for reading, over in (("strict", 400), ("lenient", 240))
        ]
    rows += personal_rows() + ground_rows()
    rows += _series("coverage-r3-conf", "force", "met", 3000)
    rows += _series("coverage-r6-closed", "force", "met", 2000)
    rows += _series("timeliness-r6-victims", "team", "SN:Response", 300)
    rows += _series("timeliness-r6-arrest-victims", "force", "met", 1100)
    return rows


def personal_rows() -> list[Any]:
    """The headline by person, the year to March 2026 and its last quarter, for the force and each
    BCU. Children of SN are told less often; nothing else differs. There two cells are withheld, a
    small one and a large one that hides it."""
    places = [("force", "met", 12), *(("bcu", u.code, 1) for u in load.force("met").bcus)]
    groups = (
        ("none", "all", 1000), ("sex", "female", 480), ("sex", "male", 470),
        ("sex", "not recorded", 50), ("age_band", "under 18", 200), ("age_band", "18 to 24", 500),
        ("age_band", "65 and over", 300), ("ethnicity", "Asian", 390), ("ethnicity", "Other", 10),
        ("ethnicity", "White British", 600), ("disability", "no", 900), ("disability", "yes", 100),
        ("ground", "hate_crime", 90), ("sensitive_offence_group", "Rape", 60),
    )  # fmt: skip
    return [
        _personal(reading, place, period, *group)
        for period in ((date(2025, 4, 1), 1), (date(2026, 1, 1), 4))
        for place in places
        for group in groups
        for reading in ("strict", "lenient")
        if place[0] == "force" or period[1] == 1
    ]


def ground_rows() -> list[Any]:
    """Identified by ground in the year to March 2026: of SN, those of hate crime are withheld."""
    places = [("force", "met", 12), *(("bcu", u.code, 1) for u in load.force("met").bcus)]
    rows = []
    for unit_type, code, times in places:
        for breakdown, category, count, size in (
            ("none", "all", 800, 1000), ("ground", "domestic_abuse", 350, 500),
            ("ground", "hate_crime", 90, 100),
        ):  # fmt: skip
            key = ("priority-identified", "recorded", unit_type, code, date(2025, 4, 1),
                   date(2026, 3, 31))  # fmt: skip
            if code == "SN" and category == "hate_crime":
                rows.append((*key, breakdown, category, *(None,) * 8, True))
                continue
            row = _row(*key, count * times, size * times, 0)
            rows.append((*row[:6], breakdown, category, *row[8:13], None, None, None, False))
    return rows


def _personal(
    reading: str, place: tuple[str, str, int], period: tuple[date, int], breakdown: str,
    category: str, size: int,
) -> Any:  # fmt: skip
    unit_type, code, times = place
    first, parts = period
    key = ("timeliness-r6-victims", reading, unit_type, code, first, date(2026, 3, 31))
    if code == "SN" and category in {"Other", "Asian"}:
        return (*key, breakdown, category, *(None,) * 8, True)
    share = {"strict": 0.6, "lenient": 0.7}[reading]
    if code == "SN" and category == "under 18":
        share -= 0.25
    denominator = size * times // parts
    row = _row(*key, round(share * denominator), denominator, 0)
    return (*row[:6], breakdown, category, *row[8:13], None, None, None, False)


def months() -> Iterator[tuple[date, date]]:
    year, month = FIRST
    for n in range(MONTHS + 1):
        number = month - 1 + n
        first = date(year + number // 12, number % 12 + 1, 1)
        following = (first + timedelta(days=32)).replace(day=1)
        yield first, following - timedelta(days=1)


def _series(measure: str, unit_type: str, code: str, size: int) -> Iterator[Any]:
    for n, (first, last) in enumerate(months()):
        denominator = size + (n * 37) % 50 if size >= 5 else size
        for reading, share in (("strict", 0.6), ("lenient", 0.72)):
            met = round(denominator * (share + ((n * 7 + len(code)) % 11 - 5) / 100))
            yield _row(measure, reading, unit_type, code, first, last, met, denominator, 12)


def _recorded(measure: str, unit_type: str, code: str, size: int, share: float) -> Iterator[Any]:
    for n, (first, last) in enumerate(months()):
        count = round(size * (share + ((n * 7 + len(code)) % 11 - 5) / 100))
        yield _row(measure, "recorded", unit_type, code, first, last, count, size, 0)


def _row(
    measure: str, reading: str, unit_type: str, code: str, first: date, last: date,
    numerator: int, denominator: int, open_: int,
) -> Any:  # fmt: skip
    if denominator < 5:
        numbers: tuple[Any, ...] = (None,) * 8
        return (measure, reading, unit_type, code, first, last, "none", "all", *numbers, True)
    share = pl.Series([numerator / denominator]).to_numpy()
    lower, upper = wilson(share, pl.Series([float(denominator)]).to_numpy())
    return (
        measure, reading, unit_type, code, first, last, "none", "all", numerator, denominator,
        numerator / denominator, float(lower[0]), float(upper[0]), 31, open_, 7, False,
    )  # fmt: skip


def moved_rows() -> Iterator[Any]:
    """August and September were shown in earlier editions, October was not. The force's strict
    August was keyed late by 40; its September did not move; SO18 is withheld."""
    last = list(months())[MONTHS - 3 : MONTHS - 1]
    for measure in ("timeliness-r6-victims", "timeliness-r6"):
        for (first, end), day in zip(last, (date(2026, 9, 8), date(2026, 10, 8)), strict=True):
            for reading in ("strict", "lenient"):
                key = (measure, reading, "force", "met", first, end, day)
                keyed_late = 40 if reading == "strict" and first.month == 8 else 0
                met, of = 2400 - keyed_late, 4000 - keyed_late // 10
                yield (*key, met, of, met / of, 0.57, 0.62, 2400, 4000, 0.6, 0.58, 0.63, False)
                yield (measure, reading, "ocu", "SO18", first, end, day, *(None,) * 10, True)


SILENT = "WA"


def timing_rows() -> Iterator[Any]:
    """Twelve months. SN keys a quarter of its entries at the month's end. In the last month WA's
    feed of events fell silent."""
    places = [("force", "met", 4000), ("ocu", "SO18", 4)]
    places += [("bcu", u.code, 300) for u in load.force("met").bcus]
    for unit_type, code, entries in places:
        for n, (first, last) in enumerate(list(months())[MONTHS - 12 : MONTHS]):
            place = (unit_type, code, first, last)
            late = entries // 4 + n % 3 if code == "SN" else entries // 20 + n % 3
            for kind, of, top, expected, people in (
                ("month-end", "actions", late, 0.04, None),
                ("keyed-after-7-days", "actions", entries // 20 + n % 3, None, None),
                ("keyed-after-7-days", "events", entries // 25 + n % 3, None, None),
                ("one-person", "actions", entries // 40 + n % 2, None, 40),
                ("on-time-as-claimed", "victims", entries // 2, None, None),
                ("on-time-as-keyed", "victims", entries // 2 - entries // 10, None, None),
            ):
                numbers = (top, entries, top / entries, expected, people)
                few = entries < 5
                shown = (None,) * 5 if few else numbers
                yield (kind, of, *place, *shown, None, None, few)
            if code == SILENT and n == 11:
                yield ("feed", "events", *place, 9, 60, 0.15, 60.0, None, "stopped",
                       date(2026, 10, 5), False)  # fmt: skip


def share_rows() -> Iterator[Any]:
    """Published crimes with no suspect identified: 18 months, a far place among the boroughs."""
    places = [("force", "met", 100), ("borough", "W06000123", 1)]
    places += [("borough", b.code, 30 + n) for n, b in enumerate(load.force("met").boroughs)]
    for unit_type, code, crimes in places:
        for first, last in list(months())[:18]:
            share = (crimes - crimes // 10) / crimes
            yield ("outcomes-no-suspect", "published", unit_type, code, first, last, "none", "all",
                   crimes - crimes // 10, crimes, share, share - 0.05, min(1.0, share + 0.05),
                   0, 0, 0, False)  # fmt: skip


def outcome_rows() -> list[Any]:
    places = [("force", "met", 40), ("bcu", "CN", 9)]
    places += [("borough", b.code, 1) for b in load.force("met").boroughs]
    return [
        (
            "outcomes-police-uk", "published", unit_type, code, date(2022, month, 1),
            date(2022, month, 28), "outcome", outcome, crimes * times, 100 * times,
            crimes / 100, None, None, 0, 0, 0, False,
        )
        for unit_type, code, times in places
        for month in range(1, 7)
        for outcome, crimes in (
            ("no-further-action", 70 - month), ("under-investigation", 20), ("charged", 10 + month),
        )
    ]  # fmt: skip


def survey_rows() -> list[Any]:
    return recorded_rows() + [
        (
            "MOPAC Public Attitude Survey", "2024-01", measure, "MPS", None, None,
            date(year - 1, 4, 1), date(year, 3, 31), value - (year - 2015) / 100,
            None, None, None, None, "OGL v3.0",
        )
        for measure, value in (("good-job-local", 0.67), ("informed-local", 0.49))
        for year in range(2015, 2024)
    ] + [
        (
            "MOPAC Public Attitude Survey", "2024-01", measure, "E09000007", None, None,
            date(2022, 7, 1), date(2023, 6, 30), 0.61, None, None, None, None, "OGL v3.0",
        )
        for measure in ("good-job-local", "nobody-shows-this")
    ]  # fmt: skip


def recorded_rows() -> list[Any]:
    """Two vintages: the second begins with the last month of the first, one borough revised."""
    months = [(2021, n, "2022-01", 0) for n in range(1, 13)] + [(2021, 12, "2024-01", 3)]
    months += [(year, n, "2024-01", 0) for year in (2022, 2023) for n in range(1, 13)]
    return [
        (
            "MPS Recorded Crime: Geographic Breakdown", vintage, "recorded_offences", borough,
            "offence", "Burglary > Domestic Burglary", date(year, month, 1), date(year, month, 28),
            100.0 + month + (more if borough == "E09000007" else 0),
            None, None, None, None, "OGL v2.0",
        )
        for year, month, vintage, more in months
        for borough in ("E09000007", "E09000019")
    ]  # fmt: skip
