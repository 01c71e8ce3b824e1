"""The pages of what stands beside satisfaction: the Code, the leaflet, call-backs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from upheld.render import satisfaction_beside as beside
from upheld.render import satisfaction_charts, satisfaction_words
from upheld.render.satisfaction import NONE
from upheld.render.satisfaction_association import association
from upheld.render.satisfaction_beside import Lines
from upheld.rules import load

if TYPE_CHECKING:
    from collections.abc import Callable

    from upheld.render.charts import Chart
    from upheld.render.satisfaction import Row, Satisfaction
    from upheld.render.tables import Table
    from upheld.web.staff.editions import Opened

ASSOCIATION = ("association", "balance")


def _unit(opened: Opened) -> Callable[[Row], str]:
    return lambda row: opened.unit_name(row["category"])


def _quarter(row: Row) -> str:
    return satisfaction_words.quarter(row["period"])


OF_FORCE = Lines(NONE, "Quarter", _quarter)


def _of_units(opened: Opened, quarter: str | None) -> Lines:
    return Lines(beside.UNIT, "Unit", _unit(opened), quarter)


def _found(opened: Opened) -> Satisfaction:
    assert opened.satisfaction is not None
    return opened.satisfaction


def pooled(opened: Opened) -> Table | None:
    found = _found(opened)
    last = found.latest("quarter")
    if last is None:
        return None
    caption = f"Satisfied overall, {satisfaction_words.quarter(last)}: raw and pooled"
    return beside.pooled_table(found, "pooled", caption, _unit(opened))


def _rights(reading: str) -> Callable[[Opened], Table | None]:
    def made(opened: Opened) -> Table | None:
        held = _held(opened, reading)
        return held.table if held else None

    return made


def _held(opened: Opened, reading: str) -> beside.Rights | None:
    titles = {
        f"Right {each.number}": each.title for each in load.victims_codes().versions[-1].rights
    }
    return beside.rights(_found(opened), reading, f"rights_{reading}", titles)


def _force_reach(opened: Opened) -> Table:
    caption = "How far the leaflet reaches, the force, by quarter"
    return beside.reach_table(_found(opened), "leaflet", caption, OF_FORCE)


def _unit_reach(opened: Opened) -> Table:
    found = _found(opened)
    last = beside.last_quarter(found, "leaflet")
    caption = f"How far the leaflet reaches, {satisfaction_words.quarter(last or '')}"
    return beside.reach_table(found, "leaflet_units", caption, _of_units(opened, last))


def _part(number: int) -> Callable[[Opened], Table | None]:
    def made(opened: Opened) -> Table | None:
        held = association(_found(opened), ASSOCIATION)
        return (held.figures, held.balance)[number] if held else None

    return made


def _force_calls(opened: Opened) -> Table:
    caption = "Victims called back, the force, by quarter"
    return beside.calls_table(_found(opened), "calls", caption, OF_FORCE)


def _unit_calls(opened: Opened) -> Table:
    found = _found(opened)
    last = beside.last_quarter(found, "call_back")
    caption = f"Victims called back, {satisfaction_words.quarter(last or '')}"
    return beside.calls_table(found, "calls_units", caption, _of_units(opened, last))


# Every table of these pages by its name; None where the edition has nothing of it.
TABLES: dict[str, Callable[[Opened], Table | None]] = {
    "pooled": pooled,
    "rights_strict": _rights("strict"),
    "rights_lenient": _rights("lenient"),
    "leaflet": _force_reach,
    "leaflet_units": _unit_reach,
    "association": _part(0),
    "balance": _part(1),
    "calls": _force_calls,
    "calls_units": _unit_calls,
}


def recalled(opened: Opened) -> Chart:
    """Who recalls a leaflet, BCU by BCU."""
    found = _found(opened)
    last = beside.last_quarter(found, "leaflet")
    rows = beside.reach_rows(found, "recalled", last)
    named = [(opened.unit_name(row["category"]), row) for row in rows]
    when = satisfaction_words.quarter(last or "")
    return satisfaction_charts.groups(f"Victims who recall a leaflet, {when}", named)


CHARTS = {"recalled": recalled}


def code(opened: Opened) -> dict[str, Any]:
    found = _found(opened)
    held = {each: _held(opened, each) for each in ("strict", "lenient")}
    return {"rights": held, "why_not": beside.why_not(found, "right")}


def leaflet(opened: Opened) -> dict[str, Any]:
    found = _found(opened)
    return {
        "reach": beside.reach_words(found),
        "reach_caveats": beside.REACH_CAVEATS,
        "association": association(found, ASSOCIATION),
        "why_not": beside.why_not(found, "association"),
    }


def calls(opened: Opened) -> dict[str, Any]:
    return {"any_calls": beside.last_quarter(_found(opened), "call_back") is not None}
