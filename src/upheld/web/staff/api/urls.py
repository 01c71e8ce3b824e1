"""Addresses for machines, and of tiles."""

from __future__ import annotations

from typing import Any

from django.urls import include, path

from upheld.web.staff.api import feeds, tiles
from upheld.web.staff.api.marked import for_machines
from upheld.web.staff.api.views import api


def _marked(patterns: list[Any]) -> list[Any]:
    for each in patterns:
        each.callback = for_machines(each.callback)
    return patterns


_feeds: list[tuple[str, Any, str]] = [
    ("feeds/<str:edition>/manifest.json", feeds.manifest, "feed-manifest"),
    ("feeds/<str:edition>/<slug:name>.parquet", feeds.parquet, "feed-parquet"),
    ("feeds/<str:edition>/<slug:name>.ods", feeds.ods, "feed-ods"),
    ("feeds/<str:edition>/<slug:name>/<slug:measure>.ods", feeds.ods, "feed-measure-ods"),
]
_api, _app, _name = api.urls
urlpatterns = [
    path("tile/<slug:measure>/<str:unit>/", tiles.page, name="tile"),
    path("tile/<slug:measure>/<str:unit>/tile.svg", tiles.picture, name="tile-picture"),
    *(path(address, for_machines(view), name=name) for address, view, name in _feeds),
    path("api/v1/", include((_marked(_api), _app), _name)),
]
