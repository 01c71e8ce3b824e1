"""What the API answers with: the shapes of its documents, which are part of its version."""

from __future__ import annotations

from datetime import date

from ninja import Field, Schema

Mark = str | None


class Problem(Schema):
    """Why there is no answer (RFC 9457), and what to do next."""

    type: str
    title: str
    status: int
    detail: str
    next_step: str
    errors: list[dict[str, str]] = Field([], description="Each parameter that is wrong.")


class Source(Schema):
    """Which edition an answer comes from. It must be shown beside every figure."""

    edition: str
    as_of: date
    data: str = Field(description="“real”, or “demonstration: made up, no real victims”.")
    rules: str = Field(description="The hash of the rules that the figures were counted by.")


class Listed(Source):
    """One page of a list. ``next`` is the address of the next one, null on the last."""

    total: int
    page: int
    next: str | None


class OpenFile(Schema):
    """One file of an edition's open half, as it was built."""

    name: str
    sha256: str
    parquet: str
    ods: str


class Edition(Source):
    """One edition that the site shows."""

    current: bool = Field(description="Whether the pages of figures show it.")
    force: str | None
    software: str
    codes: list[str]
    files: list[OpenFile]


class Editions(Schema):
    editions: list[Edition]


class Measure(Schema):
    """What a figure counts. ``better``: which way is better; neutral where neither is."""

    id: str
    title: str
    counts: str
    counted: str = Field(description="What the denominator counts.")
    better: str
    target: float | None
    breakdowns: list[str]
    why: str
    what_to_do: str
    citation: str
    page: str


class Measures(Source):
    measures: list[Measure]


class Unit(Schema):
    type: str
    code: str = Field(description="“force” for the whole; else the unit's code.")
    name: str
    page: str | None


class Units(Source):
    units: list[Unit]


class Figure(Schema):
    """One figure. Shares lie in 0..1. All numbers are null where it is withheld; the share and its
    interval are null where it cannot be said, as where a feed is silent: ``said`` tells which.
    Show the share with its denominator, its interval and its reading, or show ``said``.
    """

    measure: str
    reading: str
    unit_type: str
    unit: str
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
    withheld: bool
    said: str


class Figures(Listed):
    figures: list[Figure]


class Reading(Schema):
    """What the control chart of one reading says of its latest month."""

    reading: str
    change: Mark = Field(
        description="improvement, concern, neither or “no change”; null where it is not judged."
    )
    target: Mark = Field(
        description="always, never or “hit and miss”; null where there is nothing to judge."
    )
    said: str
    mean: float | None
    lower_limit: float | None
    upper_limit: float | None


class Verdict(Schema):
    """Whether a series changed by more than chance. “No change” is a finding."""

    measure: str
    unit_type: str
    unit: str
    month: date | None
    agree: bool | None = Field(description="Whether both readings say the same.")
    silent: str
    readings: list[Reading]
    page: str


class Verdicts(Listed):
    verdicts: list[Verdict]


class Point(Schema):
    """One published figure, as it came. ``value``: a share in 0..1, or a count."""

    source: str
    vintage: str
    unit: str | None
    breakdown: str | None
    category: str | None
    period_start: date
    period_end: date
    value: float
    numerator: float | None
    denominator: float | None
    lower: float | None
    upper: float | None


class Series(Listed):
    """What others published. Never recomputed; vintages are never joined. Show the credit."""

    measure: str
    title: str
    unit: str
    credit: list[str]
    points: list[Point]


class Rule(Schema):
    """One entitlement of the Victims' Code as encoded. Days are working days."""

    id: str
    code: str
    right: int
    title: str
    owner: str
    makes_duties: bool
    triggers: list[str]
    action: str | None
    days_standard: int | None
    days_enhanced: int | None
    clock: str
    scope: list[str]
    exceptions: list[str]
    citation: str
    evidence: str
    evidence_note: str
    verified: bool = Field(description="Whether a person checked it against the printed Code.")
    measurable_by: list[str]
    valid_from: date
    valid_to: date | None
    page: str


class Code(Schema):
    """One version of the Victims' Code."""

    id: str
    title: str
    valid_from: date
    valid_to: date | None
    note: str
    rules: list[Rule]


class Codes(Schema):
    versions: list[Code]
