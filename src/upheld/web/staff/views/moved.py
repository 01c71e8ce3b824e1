"""How the last months moved since they were first published, as the pages need it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse

from upheld.render import moved
from upheld.web.staff.views import shown

if TYPE_CHECKING:
    from upheld.render.figures import Place
    from upheld.render.tables import Table
    from upheld.web.staff.editions import Opened


@dataclass(frozen=True)
class Part:
    """For each reading its sentences, the table behind them, and what else can move a figure."""

    sentences: tuple[tuple[str, tuple[str, ...]], ...]
    table: Table | None
    caution: str


def part(opened: Opened, measure: str, where: Place) -> Part | None:
    """None where the edition was built after no other: it cannot know."""
    if not opened.edition.manifest.before:
        return None
    found = series(opened, measure, where)
    said = moved.sentences(found, shown.counted(measure))
    table = _table(opened, measure, where, found) if found.moved else None
    return Part(said, table, moved.caution(opened.edition.manifest))


def series(opened: Opened, measure: str, where: Place) -> moved.Series:
    months = opened.figures.months(measure, where)["period_start"].unique().to_list()
    return moved.series(opened.moved, measure, where, months, opened.edition.as_of)


def _table(opened: Opened, measure: str, where: Place, found: moved.Series) -> Table:
    made = moved.table(found, f"{shown.title(measure)}, {where.name}, since first published")
    parts = {"measure": measure, "unit": shown.place_code(where)}
    return replace(made, download=reverse("moved-csv", kwargs=parts))
