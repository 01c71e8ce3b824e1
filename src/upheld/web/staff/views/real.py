"""The page of real published figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from upheld.render.figures import OUTCOMES
from upheld.web.staff import editions
from upheld.web.staff.views import published, shown

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def real(request: HttpRequest) -> HttpResponse:
    opened = editions.opened(editions.REAL)
    if opened is None:
        return shown.page(request, "no_edition.html", None)
    has_crimes = not published.outcome_rows(opened, "force").is_empty()
    return shown.page(
        request,
        "real.html",
        opened,
        survey=published.survey_series(opened),
        has_crimes=has_crimes,
        **(_crimes(opened) if has_crimes else {}),
        **_recorded(opened),
    )


def _recorded(opened: editions.Opened) -> dict[str, object]:
    rows = published.recorded_rows(opened)
    if rows.is_empty():
        return {"recorded": None}
    chart = published.recorded_chart(opened)
    last = rows.row(-1, named=True)
    return {
        "recorded": shown.picture(chart, "published-chart", {"series": "recorded"}, opened),
        "recorded_months": published.recorded_table(opened),
        "recorded_credit": f"{last['source']}. {published.credit(last['licence'])}.",
        "recorded_vintages": rows["vintage"].unique(maintain_order=True).to_list(),
    }


def _crimes(opened: editions.Opened) -> dict[str, object]:
    chart = published.volumes_chart(opened)
    return {
        "measure": OUTCOMES,
        "volumes": shown.picture(chart, "published-chart", {"series": "volumes"}, opened),
        "outcomes": published.outcomes_table(opened),
        "boroughs": published.boroughs_table(opened),
        "crimes_credit": published.POLICE_UK_CREDIT,
    }
