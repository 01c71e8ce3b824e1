"""What do I owe? An officer says what happened and gets what is owed, by when and why.

The answers name nobody and stand in the address alone: nothing is kept, and a reload asks nothing.
The page's script keeps a copy for use without a connection, made without knowing who asked.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_update
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from upheld.core import owe as asking
from upheld.core.vocabulary import MARKERS
from upheld.render import names
from upheld.render import owe as words
from upheld.rules import load
from upheld.web.staff import assets, editions, keep

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from upheld.core.force import Offence
    from upheld.web.staff.editions import Opened

SCRIPT = "owe.js"
with_script = csp_update({"script-src": [SELF], "worker-src": [SELF]})


@with_script
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    given = {name: text for name in request.GET if (text := str(request.GET[name])).strip()}
    known = {name: given[name] for name in asking.fields() if name in given}
    if known.keys() != request.GET.keys():
        # The address holds the answers that were given and nothing else.
        query = f"?{urlencode(known)}" if known else ""
        return redirect(reverse("owe") + query)
    # No edition stands behind the answer, so none is named, nor that its figures are made up.
    return render(request, "owe.html", {"opened": None, **_values(editions.main(), known)})


@with_script
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The same form for a browser to keep. It says nothing of whoever asked, nor of an edition."""
    return _to_keep(request)


def _to_keep(request: HttpRequest) -> HttpResponse:
    opened = editions.main()
    values = {"opened": None, "visitor_unknown": True, "offline": True, **_values(opened, {})}
    return render(request, "owe.html", values | {"kept": _kept(_force(opened))})


@keep.fetches_what_is_kept
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """Keeps the copy: whatever of this is asked for without a connection, it is shown."""
    copy = reverse("owe-offline")
    return keep.worker("owe", {copy: _to_keep(request).content}, (SCRIPT,), GET=copy)


def _values(opened: Opened | None, given: dict[str, str]) -> dict[str, Any]:
    offences = _offences(_force(opened))
    codes, calendar = load.victims_codes(), load.calendar()
    known = asking.Known.of({each.code for each in offences}, codes, calendar)
    reader = asking.Reader(given, known)
    answers = reader.answers() if given else None
    owed = asking.owe(answers, codes, calendar) if answers else ()
    return {
        "given": given, "day_of": asking.day_of, "wrong": reader.wrong,
        "answers": answers, "words": words,
        "said": words.said(answers, offences) if answers else (),
        "owed": words.by_day(owed, codes),
        "groups": words.by_group(offences), "markers": MARKERS, "known": known,
        "numbers": range(1, asking.MOST_EVENTS + 1), "script": assets.url(SCRIPT),
        "heard": asking.heard_events(codes), "rules": load.rules_hash()[:12],
        "unchecked": names.unchecked(codes.entitlements),
    }  # fmt: skip


def _force(opened: Opened | None) -> str:
    """The force whose offences are offered: the edition's, or the first that there are rules of."""
    if opened and opened.force:
        return opened.force.code
    return next(iter(load.force_codes()), "")


def _offences(force: str) -> tuple[Offence, ...]:
    return load.force(force).offences if force else ()


@cache
def _kept(force: str) -> dict[str, Any]:
    codes, calendar = load.victims_codes(), load.calendar()
    known = asking.Known.of({each.code for each in _offences(force)}, codes, calendar)
    return words.kept(codes, calendar, known, load.rules_hash()[:12])
