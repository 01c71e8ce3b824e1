"""The API, version 1: read-only, the same figures as the pages, for whoever may open those.

A later version stands beside this one at /api/v2/; what version 1 answers is only ever added to.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from ninja import Field, NinjaAPI, Path, Query, Schema
from ninja.errors import ValidationError

from upheld.core.errors import UpheldError
from upheld.render.series import at_place, rows_of
from upheld.rules import load
from upheld.web.staff import editions
from upheld.web.staff.api import found, made, shapes
from upheld.web.staff.api.problems import ProblemError, problem
from upheld.web.staff.views import series as published
from upheld.web.staff.views import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from upheld.web.staff.editions import Opened

T = TypeVar("T")
MOST_ON_A_PAGE = 1000
MOST_PAGES = 100_000
DESCRIPTION = """\
Read-only. Figures, verdicts, published series and the rules of the Victims' Code, from the open
half of an edition: nothing in it concerns one person. Sign in on the site, or send
`Authorization: Bearer TOKEN`. Show every share with its denominator, interval, reading, edition
and date; `said` has them in words. What is withheld has no numbers; what cannot be said for want
of entries has no share."""


class Api(NinjaAPI):
    """Operations go by the names that they have here."""

    def get_openapi_operation_id(self, operation: Any) -> str:
        return str(operation.view_func.__name__)


api = Api(
    title="Upheld",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_extra={
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{"token": []}, {}],
    },
)
PROBLEMS = {401: shapes.Problem, 403: shapes.Problem, 404: shapes.Problem, 422: shapes.Problem,
            503: shapes.Problem}  # fmt: skip

Name = Annotated[str, Path(max_length=100, description="“current”, “real”, or an edition's name.")]
Text = Annotated[str, Query(max_length=100)]
ShortText = Annotated[str, Field(max_length=100)]
PageNumber = Annotated[int, Query(ge=1, le=MOST_PAGES)]


class SeriesAsked(Schema):
    """Which places; all of them where none is named."""

    unit: ShortText = ""
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1
    page_size: Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE)] = 100


class FiguresAsked(Schema):
    """Which figures. Whatever is left out is not asked for; a breakdown left out is none."""

    measure: ShortText = ""
    unit: Annotated[str, Field(max_length=100, description="“force”, or a unit's code.")] = ""
    unit_type: ShortText = ""
    reading: ShortText = ""
    breakdown: Annotated[str, Field(json_schema_extra={"enum": list(found.BREAKDOWNS)})] = "none"
    first: Annotated[date | None, Field(description="Periods that begin on it or later.")] = None
    last: Annotated[date | None, Field(description="Periods that end on it or before.")] = None
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1
    page_size: Annotated[int, Field(ge=1, le=MOST_ON_A_PAGE)] = 100


@api.get("/editions", response={200: shapes.Editions, **PROBLEMS})
def list_editions(request: HttpRequest) -> Any:
    """The editions that the site shows, and where their open files are."""
    opened = [found.edition(name) for name in editions.shown() if editions.opened(name)]
    return {"editions": [made.edition(each) for each in opened]}


@api.get("/editions/{edition}/measures", response={200: shapes.Measures, **PROBLEMS})
def list_measures(request: HttpRequest, edition: Name) -> Any:
    """What this edition's figures count."""
    opened = found.edition(edition)
    return {**made.source(opened), "measures": made.files_of(opened)}


@api.get("/editions/{edition}/units", response={200: shapes.Units, **PROBLEMS})
def list_units(request: HttpRequest, edition: Name) -> Any:
    """The force and every unit that has a page."""
    opened = found.edition(edition)
    places = (opened.whole, *opened.places())
    return {**made.source(opened), "units": [made.unit(each) for each in places]}


@api.get("/editions/{edition}/figures", response={200: shapes.Figures, **PROBLEMS})
def list_figures(request: HttpRequest, edition: Name, asked: Query[FiguresAsked]) -> Any:
    """Figures as the pages show them; periods that are not over are left out."""
    opened = found.edition(edition)
    if asked.breakdown not in found.BREAKDOWNS:
        raise ProblemError(
            422,
            "There is no such breakdown.",
            f"Choose one of: {', '.join(found.BREAKDOWNS)}.",
        )
    if asked.measure and asked.measure not in _measures(opened):
        raise found.no_measure(opened)
    rows = found.figures(
        opened,
        measure=asked.measure,
        where=found.place(opened, asked.unit) if asked.unit else None,
        unit_type=asked.unit_type,
        reading=asked.reading,
        breakdown=asked.breakdown,
        first=asked.first,
        last=asked.last,
    )
    size = asked.page_size
    on_page = rows.slice((asked.page - 1) * size, size)
    return {
        **made.source(opened),
        **_paged(request, rows.height, asked.page, size),
        "figures": made.figures(on_page),
    }


@api.get("/editions/{edition}/verdicts", response={200: shapes.Verdicts, **PROBLEMS})
def list_verdicts(
    request: HttpRequest,
    edition: Name,
    unit: Annotated[str, Query(max_length=100, description="“force”, or a code.")] = shown.WHOLE,
    measure: Text = "",
    page: PageNumber = 1,
) -> Any:
    """Whether the measures of one unit changed by more than chance; fifty a page."""
    opened = found.edition(edition)
    where = found.place(opened, unit)
    known = opened.figures.measures()
    if measure and measure not in known:
        raise found.no_measure(opened)
    here = sorted(set(opened.figures.of_place(where)["measure"])) if not measure else [measure]
    return {
        **made.source(opened),
        **_paged(request, len(here), page, 50),
        "verdicts": [made.verdict(opened, each, where) for each in _part(here, page, 50)],
    }


@api.get("/editions/{edition}/series/{measure}", response={200: shapes.Series, **PROBLEMS})
def get_series(
    request: HttpRequest,
    edition: Name,
    measure: Annotated[str, Path(max_length=100)],
    asked: Query[SeriesAsked],
) -> Any:
    """What others published of one measure, by place and period, as it came."""
    opened = found.edition(edition)
    file = published.published_measure(measure)
    if file is None:
        raise found.no_measure(opened)
    rows = rows_of(opened.published, file)
    if asked.unit:
        rows = at_place(rows, asked.unit)
    page, page_size = asked.page, asked.page_size
    rows = rows.sort("vintage", "unit_code", "period_end", "breakdown", "category", "source")
    return {
        **made.source(opened),
        **_paged(request, rows.height, page, page_size),
        "measure": file.id,
        "title": file.title,
        "unit": asked.unit,
        "credit": made.credits_of(rows),
        "points": made.points(rows.slice((page - 1) * page_size, page_size)),
    }


@api.get("/code", response={200: shapes.Codes, **PROBLEMS})
def get_code(request: HttpRequest) -> Any:
    """Every version of the Victims' Code as encoded, each rule with what stands behind it."""
    return {"versions": [made.code(each) for each in reversed(load.victims_codes().versions)]}


@api.get("/code/{rule_id}", response={200: shapes.Rule, **PROBLEMS})
def get_rule(request: HttpRequest, rule_id: Annotated[str, Path(max_length=100)]) -> Any:
    """One rule."""
    for version in load.victims_codes().versions:
        for each in version.entitlements:
            if each.id == rule_id:
                return made.rule(each, version.id)
    raise ProblemError(404, "There is no such rule.", "See which there are: /api/v1/code.")


def _measures(opened: Opened) -> set[str]:
    return set(opened.figures.frame["measure"].unique())


def _part(listed: Sequence[T], page: int, size: int) -> Sequence[T]:
    return listed[(page - 1) * size : page * size]


def _paged(request: HttpRequest, total: int, page: int, size: int) -> dict[str, Any]:
    following = None
    if page * size < total:
        asked = {**request.GET.dict(), "page": page + 1}
        following = f"{request.path}?{urlencode(asked)}"
    return {"total": total, "page": page, "next": following}


# Errors ------------------------------------------------------------------------------------------


@api.exception_handler(ProblemError)
def _problem(request: HttpRequest, error: ProblemError) -> HttpResponse:
    return error.answer()


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "There is nothing at this address.", "See /api/v1/openapi.json.")


@api.exception_handler(UpheldError)
def _not_readable(request: HttpRequest, error: UpheldError) -> HttpResponse:
    return problem(503, "An edition cannot be read.", error.next_step)


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Everything wrong with the request at once; the value itself is not repeated."""
    wrong = [
        {"where": " ".join(map(str, each["loc"])), "what": str(each["msg"])}
        for each in error.errors
    ]
    return problem(
        422,
        "The request cannot be understood.",
        "Correct what “errors” names; /api/v1/openapi.json says what is expected.",
        errors=wrong,
    )
