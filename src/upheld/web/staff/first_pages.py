"""The first pages of an edition, made before anybody waits for them.

An edition is cold where its figures have not been read, its verdicts not worked out and its
templates not compiled in this process: its first reader would wait for all of that. So one page of
each kind is made when a process starts, when an edition is published from it, and when it is asked
whether it is ready.
"""

from __future__ import annotations

import atexit
import gc
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest
from django.urls import resolve, reverse

from upheld.core.errors import UpheldError
from upheld.render.charts import NARROW, WIDE
from upheld.render.figures import HEADLINE
from upheld.web.staff import editions
from upheld.web.staff.views.shown import WHOLE

if TYPE_CHECKING:
    from upheld.web.staff.editions import Opened

log = logging.getLogger(__name__)
atexit.register(gc.unfreeze)  # As a process ends it looks through everything after all.
Stamp = tuple[Path, int, int]
_made: set[Stamp] = set()

PAGES = (
    "overview", "equality", "priority", "rights", "quality", "search", "code", "owe", "about",
    "editions", "satisfaction", "satisfaction-bcu", "satisfaction-drivers", "satisfaction-method",
)  # fmt: skip


def cold() -> tuple[str, ...]:
    """The editions that the site shows and whose first pages this process has not made.

    Raises DatabaseError where the records cannot tell which are shown.
    """
    stamps = ((name, editions.stamp(name)) for name in editions.shown())
    return tuple(name for name, stamp in stamps if stamp and stamp not in _made)


def make() -> None:
    """Make those of every cold edition. One that cannot be made stays cold, and the log says why.

    Raises DatabaseError as ``cold`` does.
    """
    waiting = cold()
    for name in waiting:
        stamp = editions.stamp(name)
        if stamp and _make(name):
            _made.add(stamp)
    if waiting:
        _keep()


def _keep() -> None:
    """Python goes through all that it holds every so often, which stops a page for a sixth of a
    second where that is a whole edition. What is held by now stays: it is passed over."""
    gc.collect()
    gc.freeze()


def _make(name: str) -> bool:
    try:
        opened = editions.opened(name)
        for address in _addresses(opened) if opened else ():
            _page(address)
    except UpheldError:
        return False  # It is named on the page of editions.
    except Exception as error:
        log.exception("first pages", extra={"code": type(error).__name__})
        return False
    return True


def _addresses(opened: Opened) -> Iterator[str]:
    """One of each kind, and what a page's pictures and tables take to be made."""
    yield reverse("edition", kwargs={"name": opened.name})
    if opened.name == editions.REAL:
        yield reverse("real")
    else:
        yield from map(reverse, PAGES)
        yield reverse("right", kwargs={"number": 6})
    known = opened.figures.measures()
    measure = HEADLINE if HEADLINE in known else next(iter(known), None)
    if measure:
        yield from _of_measure(opened, measure)


def _of_measure(opened: Opened, measure: str) -> Iterator[str]:
    yield reverse("measure", kwargs={"measure": measure})
    yield reverse("units-ods", kwargs={"measure": measure})
    for place in opened.watched[1:2]:
        code = str(place.code)
        yield reverse("unit", kwargs={"code": code})
        yield reverse("measure-unit", kwargs={"measure": measure, "unit": code})
    for chart in ("control-chart", "funnel-chart"):
        for size in (WIDE, NARROW):
            yield reverse(chart, kwargs={"measure": measure, "unit": WHOLE, "size": size.name})


def _page(address: str) -> None:
    """As a reader would be given it; who asks is nobody, and nothing is recorded."""
    request = HttpRequest()
    request.method, request.path = "GET", address
    request.META = {"SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    view = resolve(address)
    try:
        view.func(request, *view.args, **view.kwargs)
    except Http404:
        return  # This edition has none of that kind.
