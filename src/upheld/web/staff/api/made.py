"""Figures, verdicts and rules as the shapes of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from upheld.core.measure_words import counted_in_words
from upheld.render import words
from upheld.render.figures import figures_of
from upheld.rules.load_measures import measures
from upheld.web.staff import editions
from upheld.web.staff.api import shapes
from upheld.web.staff.views import judged, series, shown

if TYPE_CHECKING:
    import polars as pl

    from upheld.core.measure import Measure
    from upheld.core.victims_code import Entitlement, VictimsCode
    from upheld.render.figures import Figure, Place
    from upheld.render.verdicts import Judged, Verdict
    from upheld.web.staff.editions import Opened

FEED = ".parquet"
KEYS = ("measure", "reading", "unit_type", "period_start", "period_end", "breakdown", "category")
NUMBERS = ("numerator", "denominator", "value", "lower", "upper", "excluded", "open",
           "unmeasurable")  # fmt: skip


def source(opened: Opened) -> dict[str, Any]:
    said = opened.provenance
    return {
        "edition": said.edition,
        "as_of": said.as_of,
        "data": said.data,
        "rules": said.rules_hash,
    }


def edition(opened: Opened) -> shapes.Edition:
    manifest, main = opened.edition.manifest, editions.main()
    return shapes.Edition(
        **source(opened),
        current=main is not None and main.name == opened.name,
        force=manifest.force,
        software=manifest.software,
        codes=list(manifest.codes),
        files=[_file(opened, name) for name in sorted(manifest.files) if is_feed(name)],
    )


def is_feed(file: str) -> bool:
    return file.startswith("open/") and file.endswith(FEED)


def _file(opened: Opened, file: str) -> shapes.OpenFile:
    name = file.removeprefix("open/").removesuffix(FEED)
    parts = {"edition": opened.name, "name": name}
    return shapes.OpenFile(
        name=name,
        sha256=opened.edition.manifest.files[file],
        parquet=reverse("feed-parquet", kwargs=parts),
        ods=reverse("feed-ods", kwargs=parts),
    )


def measure(each: Measure, measure_id: str) -> shapes.Measure:
    return shapes.Measure(
        id=measure_id,
        title=shown.title(measure_id),
        counts=counted_in_words(each),
        counted=shown.counted(measure_id),
        better=str(each.better),
        target=each.target,
        breakdowns=[str(name) for name in each.breakdowns],
        why=each.why,
        what_to_do=each.what_to_do,
        citation=each.citation,
        page=reverse("measure", kwargs={"measure": measure_id}),
    )


def unit(where: Place) -> shapes.Unit:
    code = shown.place_code(where)
    whole = where.unit_type == "force"
    page = reverse("overview") if whole else reverse("unit", kwargs={"code": code})
    return shapes.Unit(type=where.unit_type, code=code, name=where.name, page=page)


# Figures -----------------------------------------------------------------------------------------


def figures(rows: pl.DataFrame) -> list[shapes.Figure]:
    return [_figure(each) for each in figures_of(rows)]


def _figure(each: Figure) -> shapes.Figure:
    """A withheld figure has no number, whatever a file may hold beside the mark."""
    values = each._asdict()
    if each.suppressed:
        values |= dict.fromkeys(NUMBERS)
    return shapes.Figure(
        **{name: values[name] for name in (*KEYS, *NUMBERS)},
        unit=shown.WHOLE if each.unit_type == "force" else str(each.unit_code),
        withheld=each.suppressed,
        said=words.full(each, shown.counted(each.measure)),
    )


# Verdicts ----------------------------------------------------------------------------------------


def verdict(opened: Opened, measure_id: str, where: Place) -> shapes.Verdict:
    found, said = judged.verdict(opened, measure_id, where), judged.said(opened, measure_id, where)
    return shapes.Verdict(
        measure=measure_id,
        unit_type=where.unit_type,
        unit=shown.place_code(where),
        month=found.month,
        agree=found.agree if len(found.readings) > 1 else None,
        silent=said.silent,
        readings=_readings(found, dict(said.sentences)),
        page=shown.measure_address(measure_id, where),
    )


def _readings(found: Verdict, said: dict[str, str]) -> list[shapes.Reading]:
    return [_reading(each, said[each.reading]) for each in found.readings]


def _reading(each: Judged, said: str) -> shapes.Reading:
    point = each.point
    aims = each.assurance in {"always", "never", "hit and miss"}
    return shapes.Reading(
        reading=each.reading,
        change=each.variation,
        target=each.assurance if aims else None,
        said=said,
        mean=point.centre if point else None,
        lower_limit=point.lower if point else None,
        upper_limit=point.upper if point else None,
    )


# Published series and the Code -------------------------------------------------------------------

_POINT = ("source", "vintage", "breakdown", "category", "period_start", "period_end", "value",
          "numerator", "denominator", "lower", "upper")  # fmt: skip


def points(rows: pl.DataFrame) -> list[shapes.Point]:
    found = rows.iter_rows(named=True)
    return [
        shapes.Point(unit=row["unit_code"], **{name: row[name] for name in _POINT}) for row in found
    ]


def credits_of(rows: pl.DataFrame) -> list[str]:
    found = rows.select("source", "licence").unique().sort("source", "licence").rows()
    return [f"{name}. {series.credit(licence)}." for name, licence in found]


def code(version: VictimsCode) -> shapes.Code:
    return shapes.Code(
        id=version.id,
        title=version.title,
        valid_from=version.valid_from,
        valid_to=version.valid_to,
        note=version.note,
        rules=[rule(each, version.id) for each in version.entitlements],
    )


def rule(each: Entitlement, code_id: str) -> shapes.Rule:
    plain = ("id", "right", "title", "owner", "makes_duties", "action", "days_standard",
             "days_enhanced", "citation", "evidence_note", "verified", "valid_from",
             "valid_to")  # fmt: skip
    return shapes.Rule(
        **{name: getattr(each, name) for name in plain},
        triggers=list(each.triggers),
        scope=list(each.scope),
        exceptions=list(each.exceptions),
        code=code_id,
        clock=str(each.clock),
        evidence=str(each.evidence),
        measurable_by=[str(way) for way in each.measurable_by],
        page=reverse("rule", kwargs={"rule_id": each.id}),
    )


def files_of(opened: Opened) -> list[shapes.Measure]:
    """Every measure with figures or published points in an edition, that has a file of its own."""
    known = set(opened.figures.frame["measure"].unique())
    shown_here = [
        (each, one)
        for each in measures().all
        for one in each.ids
        if one in known or (each in series.files() and series.series(opened, each))
    ]
    return [measure(each, one) for each, one in shown_here]
