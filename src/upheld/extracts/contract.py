"""The data contract: every table and column that a force may hand over.

The one place that names columns; readers, the synthetic force, the pipeline's SQL and the
reference documentation all follow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from upheld.core.vocabulary import (
    ACTIONS,
    CHANNELS,
    DECISION_CATEGORIES,
    DECISION_SOURCES,
    DECISIONS,
    EVENTS,
    REPORTED_HOW,
    RESULTS,
    UNSAFE_CONTACT,
    VICTIM_KINDS,
)


class Kind(StrEnum):
    """A column's type. A datetime may be a bare date; a list is separated by semicolons."""

    TEXT = "text"
    DATE = "date"
    DATETIME = "datetime"
    MONTH = "month"
    TRUE_FALSE = "true/false"
    WHOLE = "whole number"
    NUMBER = "number"
    CODE = "code"
    CODES = "codes"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    codes: tuple[str, ...] = ()
    personal: bool = False
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """``key`` columns together name one row; ``open_columns`` says whether columns beyond the
    listed ones are kept as text (one column a survey question)."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    meaning: str
    open_columns: bool = False

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _text(
    name: str, meaning: str = "", *, required: bool = False, personal: bool = False
) -> Column:
    return Column(name, Kind.TEXT, required, (), personal, meaning)


def _of(
    kind: Kind, name: str, meaning: str = "", *, required: bool = False, personal: bool = False
) -> Column:
    return Column(name, kind, required, (), personal, meaning)


def _code(
    name: str,
    codes: tuple[str, ...],
    meaning: str = "",
    *,
    required: bool = False,
    several: bool = False,
    personal: bool = False,
) -> Column:
    kind = Kind.CODES if several else Kind.CODE
    return Column(name, kind, required, codes, personal, meaning)


CRIMES = Table(
    "crimes",
    ("crime_id",),
    (
        _text("crime_id", "CRIS or RMS reference", required=True),
        _of(
            Kind.DATETIME,
            "reported_at",
            "when the crime was reported; empty only where month is given",
        ),
        _of(Kind.MONTH, "month", "for published data without days"),
        _of(Kind.DATETIME, "recorded_at", "when it was recorded as a crime"),
        _of(Kind.DATE, "committed_on", "first possible date of the offence"),
        _text("offence_code", "Home Office counting-rules class: 2, 5D, 19C"),
        _text("offence_group", "the force's own group; from its offences.csv where empty"),
        _code("reported_how", REPORTED_HOW, "how it was reported"),
        _text("unit_code", "BCU or OCU that owns the investigation"),
        _text("borough_code", "ONS code"),
        _text("team", "team within the unit"),
        _of(Kind.TRUE_FALSE, "domestic_abuse", "marker"),
        _of(Kind.TRUE_FALSE, "hate_crime", "marker"),
        _of(Kind.TRUE_FALSE, "terrorism", "marker"),
        _of(Kind.DATE, "closed_on", "when the investigation was closed"),
        _text("outcome_code", "Home Office outcome"),
    ),
    "One row a recorded crime.",
)

VICTIMS = Table(
    "victims",
    ("victim_id",),
    (
        _text("victim_id", "one victim of one crime", required=True),
        _text("crime_id", "the crime", required=True),
        _text("person_ref", "the force's own person reference", personal=True),
        _code("kind", VICTIM_KINDS, "who they are in law", required=True),
        _of(Kind.TRUE_FALSE, "named_contact", "a business counts only with one"),
        _of(
            Kind.DATE,
            "date_of_birth",
            "of the victim of the crime (the child, for a parent)",
            personal=True,
        ),
        _text("sex", personal=True),
        _text("ethnicity", personal=True),
        _text("disability", personal=True),
        _text("sexual_orientation", personal=True),
        _text("religion", personal=True),
        _text("language", personal=True),
        _of(Kind.TRUE_FALSE, "interpreter_needed", personal=True),
        _code(
            "safe_contact",
            UNSAFE_CONTACT,
            "what must not be used to reach this victim",
            several=True,
            personal=True,
        ),
        _of(Kind.TRUE_FALSE, "on_duty", "officer on duty"),
        _of(Kind.TRUE_FALSE, "survey_opted_out", "wants no survey"),
        _of(Kind.WHOLE, "update_interval_days", "how often the victim asked to be updated"),
        _of(Kind.DATE, "declined_updates_from", "victim asked for no updates"),
        _of(Kind.DATE, "declined_updates_until", "until when"),
        _text("given_name", "used only to recognise repeat victims", personal=True),
        _text("family_name", "used only to recognise repeat victims", personal=True),
        _text("postcode", "used only to recognise repeat victims", personal=True),
    ),
    "One row a victim of a crime.",
)

PRIORITY_DECISIONS = Table(
    "priority_decisions",
    ("decision_id",),
    (
        _text("decision_id", required=True),
        _text("victim_id", required=True),
        _of(Kind.DATETIME, "decided_at", required=True),
        _code("decision", DECISIONS, required=True),
        _code("categories", DECISION_CATEGORIES, several=True),
        _code("source", DECISION_SOURCES),
    ),
    "What was decided about Enhanced (priority) Rights.",
)

EVENTS_TABLE = Table(
    "events",
    ("event_id",),
    (
        _text("event_id", required=True),
        _text("crime_id", required=True),
        _text("victim_id", "empty: it concerns every victim of the crime"),
        _text("suspect_id", "each suspect's event is an event of its own"),
        _code("event", EVENTS, required=True),
        _of(Kind.DATETIME, "occurred_at", "when it happened", required=True),
        _of(Kind.DATETIME, "received_at", "when the Witness Care Unit was told, for court events"),
        _of(Kind.DATETIME, "recorded_at", "when it was keyed"),
        _text("recorded_by", "a pseudonym"),
    ),
    "What happened in a case.",
)

ACTIONS_TABLE = Table(
    "actions",
    ("action_id",),
    (
        _text("action_id", required=True),
        _text("crime_id", required=True),
        _text("victim_id", "empty: done for every victim of the crime"),
        _code("action", ACTIONS, required=True),
        _text("about_event_id", "the event that the victim was told of"),
        _code("about", EVENTS, "an event name, where no event_id is recorded"),
        _of(Kind.DATETIME, "done_at", "when it was done", required=True),
        _of(Kind.DATETIME, "recorded_at", "when it was keyed"),
        _text("recorded_by", "a pseudonym"),
        _code("channel", CHANNELS),
        _code("result", RESULTS, required=True),
        _text("reason", "why withheld"),
        _text("text_digest", "a hash of the free text, to find identical entries"),
    ),
    "What was done for a victim.",
)

SURVEY_RESPONSES = Table(
    "survey_responses",
    ("respondent_id",),
    (
        _text("respondent_id", required=True),
        _text("crime_id"),
        _text("victim_id"),
        _of(Kind.DATE, "interviewed_on", required=True),
        _text("wave"),
        _text("unit_code"),
        _text("crime_type"),
        _text("mode"),
        _text("sex", personal=True),
        _text("ethnicity", personal=True),
        _text("disability", personal=True),
        _text("sexual_orientation", personal=True),
        _text("religion", personal=True),
        _text("age_band", personal=True),
    ),
    "One row an interview, then one column a question.",
    open_columns=True,
)

SURVEY_POPULATION = Table(
    "survey_population",
    (),
    (
        _text("wave"),
        _text("unit_code"),
        _text("crime_type"),
        _of(Kind.NUMBER, "victims", "frame count"),
        _text("margin", "a weighting margin"),
        _text("category"),
        _of(Kind.NUMBER, "share", "the category's share of the margin"),
    ),
    "Frame counts and weighting margins.",
)

NEEDS_ASSESSMENTS = Table(
    "needs_assessments",
    ("assessment_id",),
    (
        _text("assessment_id", required=True),
        _text("victim_id", required=True),
        _text("set", required=True),
        _text("version", required=True),
        _of(Kind.DATETIME, "started_at", required=True),
        _of(Kind.DATETIME, "finished_at"),
        _text("unit_code"),
        _of(Kind.TRUE_FALSE, "audit", "drawn for the full set"),
        _text("flags"),
        _text("overruled"),
        _text("seconds", "question=seconds, separated by semicolons"),
    ),
    "One row a needs assessment.",
)

PUBLISHED_SERIES = Table(
    "published_series",
    (
        "source",
        "vintage",
        "measure",
        "unit_code",
        "breakdown",
        "category",
        "period_start",
        "period_end",
    ),
    (
        _text("source", required=True),
        _text("vintage", required=True),
        _text("measure", required=True),
        _text("unit_code", required=True),
        _text("breakdown"),
        _text("category"),
        _of(Kind.DATE, "period_start", required=True),
        _of(Kind.DATE, "period_end", required=True),
        _of(Kind.NUMBER, "value"),
        _of(Kind.NUMBER, "numerator"),
        _of(Kind.NUMBER, "denominator"),
        _of(Kind.NUMBER, "lower"),
        _of(Kind.NUMBER, "upper"),
        _text("licence", required=True),
    ),
    "One row a published figure: shown with its source, never recomputed.",
)

TABLES = (
    CRIMES, VICTIMS, PRIORITY_DECISIONS, EVENTS_TABLE, ACTIONS_TABLE, SURVEY_RESPONSES,
    SURVEY_POPULATION, NEEDS_ASSESSMENTS, PUBLISHED_SERIES,
)  # fmt: skip

WITHDRAWN = Column("withdrawn", Kind.TRUE_FALSE, meaning="removes the row and what hangs on it")
EXTRACTED_AT = Column("extracted_at", Kind.DATETIME, meaning="orders rows of one key first")


# Every crime that the synthetic force makes up has an id that begins so. An edition in which one of
# them stands says on every page that its data is made up, however the files came to be there.
MADE_UP = "MADEUP-"


def table(name: str) -> Table:
    return next(each for each in TABLES if each.name == name)
