"""For whoever and whatever runs the site: is it alive, and can it serve?"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache

from upheld import __version__
from upheld.core.errors import UpheldError
from upheld.web.staff import editions, first_pages
from upheld.web.staff.accounts import table
from upheld.web.staff.accounts.access import open_to_all
from upheld.web.staff.accounts.open_here import without_sign_in
from upheld.web.staff.accounts.visitor import visitor
from upheld.web.staff.publish import current

if TYPE_CHECKING:
    from django.http import HttpRequest

LEAST_FREE_BYTES = 200_000_000


@open_to_all
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Whether the process answers and an edition stands. Which, only to who may see them."""
    found = {name: editions.opened(name) for name in editions.shown()}
    well = editions.main() is not None
    answer: dict[str, object] = {
        "status": "well"
        if well
        else "there is no edition to show: run upheld demo, or upheld build",
        "software": __version__,
    }
    if visitor(request).account or without_sign_in(request):
        answer["editions"] = {
            name: opened
            and {
                "as_of": opened.edition.manifest.as_of,
                "figures": opened.edition.manifest.counts.get("figures", 0),
            }
            for name, opened in found.items()
        }
    return JsonResponse(answer, status=200 if well else 503)


@open_to_all
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Whether people can be let in: records, their shape, roles, room, an edition and its first
    pages, which are made now where a new one was published. Yes or no each, and nothing else:
    anybody may ask."""
    checks = {
        "records": _records(),
        "roles": _roles(),
        "room": shutil.disk_usage(settings.VAR).free >= LEAST_FREE_BYTES,
        "edition": _edition(),
        "pages": _pages(),
    }
    well = all(checks.values())
    answer = {"status": "ready" if well else "not ready", "checks": checks}
    return JsonResponse(answer, status=200 if well else 503)


def _records() -> bool:
    """Reached, and in the shape that this version needs."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _roles() -> bool:
    try:
        table.current()
    except (UpheldError, OSError):
        return False
    return True


def _edition() -> bool:
    try:
        return editions.main() is not None
    except UpheldError:
        return False


def _pages() -> bool:
    """Those of the published edition."""
    try:
        first_pages.make()
        return current.name() not in first_pages.cold()
    except DatabaseError:
        return False
