"""A tile to stand on another site's page: as a small page to be framed, and as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from upheld.render import tile as tiles
from upheld.web.staff.accounts.access import by_token
from upheld.web.staff.views import judged, shown

if TYPE_CHECKING:
    from django.http import HttpRequest

    from upheld.render.tile import Tile
    from upheld.web.staff.editions import Opened

MINUTES_5 = 300


def sign_in_first(request: HttpRequest, status: int) -> HttpResponse:
    """In a frame nobody can sign in: a page of ours opens for that."""
    return _framed(render(request, "tile_sign_in.html", {"status": status}, status=status))


@by_token(sign_in_first)
@require_safe
def page(request: HttpRequest, measure: str, unit: str) -> HttpResponse:
    try:
        opened, made = _tile(measure, unit)
    except Http404 as error:
        said = error.args[0] if error.args else ""
        return _framed(render(request, "tile_not_there.html", {"said": said}, status=404))
    where = shown.place(opened, unit)
    values = {"opened": opened, "tile": made, "href": shown.measure_address(measure, where)}
    return _framed(render(request, "tile.html", values))


@by_token(sign_in_first)
@require_safe
def picture(request: HttpRequest, measure: str, unit: str) -> HttpResponse:
    _, made = _tile(measure, unit)
    return _framed(HttpResponse(tiles.svg(made), content_type="image/svg+xml"))


def _tile(measure: str, unit: str) -> tuple[Opened, Tile]:
    """Raises Http404 for an unknown measure or unit."""
    opened = shown.edition_with(measure)
    where = shown.place(opened, unit)
    shown.known_measure(opened, measure)
    return opened, tiles.tile(
        title=shown.title(measure),
        place=where.name,
        people=shown.counted(measure),
        pair=shown.latest(opened, measure, where),
        verdict=judged.verdict(opened, measure, where),
        silent=judged.said(opened, measure, where).silent,
        provenance=opened.provenance,
    )


def _framed(response: HttpResponse) -> HttpResponse:
    """May stand on the pages of the origins that are named, and of no other."""
    if settings.TILE_ORIGINS:
        response._csp_replace = {"frame-ancestors": settings.TILE_ORIGINS}  # type: ignore[attr-defined]
        response.xframe_options_exempt = True
    response["Cache-Control"] = f"private, max-age={MINUTES_5}"
    return response
