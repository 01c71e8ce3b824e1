"""The page of real published figures: every series by its source, and published crimes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from upheld.web.staff import editions
from upheld.web.staff.views import published, series, shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def real(request: HttpRequest) -> HttpResponse:
    opened = editions.real()
    if opened is None:
        return shown.page(request, "no_edition.html", None)
    has_crimes = not published.outcome_rows(opened, "force").is_empty()
    return shown.page(
        request,
        "real.html",
        opened,
        sources=series.sources(opened),
        unnamed=series.unnamed(opened),
        has_crimes=has_crimes,
        **(_crimes(opened) if has_crimes else {}),
    )


@lru_cache(maxsize=series.KEPT)
def _crimes(opened: editions.Opened) -> dict[str, object]:
    chart = published.volumes_chart(opened)
    return {
        "volumes": shown.picture(chart, "published-chart", {"series": "volumes"}, opened),
        "shares": published.shares_table(opened),
        "outcomes": published.outcomes_table(opened),
        "boroughs": published.boroughs_table(opened),
        "crimes_credit": published.POLICE_UK_CREDIT,
    }
