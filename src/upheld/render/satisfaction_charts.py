"""Charts of the satisfaction survey: groups beside each other, quarters in time, and drivers."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from upheld.render import formats, names
from upheld.render.charts import Chart
from upheld.render.satisfaction import Row
from upheld.render.satisfaction_words import full


def _drawn(row: Row) -> bool:
    return row["lower"] is not None and not row["suppressed"]


def groups(title: str, named: Sequence[tuple[str, Row]]) -> Chart:
    """Each group's share with its interval; those withheld are not drawn."""
    rows = [
        {"unit": name, "reading": "strict", "label": "", "value": row["estimate"],
         "lower": row["lower"], "upper": row["upper"]}
        for name, row in named if _drawn(row)
    ]  # fmt: skip
    said = "; ".join(f"{name}: {full(row)}" for name, row in named)
    return Chart("units", title, f"{said}.", {"units": rows, "labels": []})


def quarters(title: str, rows: Sequence[Row]) -> Chart:
    """No line joins the points: whether one differs from another is for a test to say."""
    points: list[dict[str, Any]] = [
        {"period": row["period"].replace("-", " "), "value": row["estimate"],
         "lower": row["lower"], "upper": row["upper"]}
        for row in rows if _drawn(row)
    ]  # fmt: skip
    said = "; ".join(f"{row['period']}: {full(row)}" for row in rows)
    return Chart("quarters", title, f"{said}.", {"points": points})


def drivers(title: str, rows: Sequence[Row]) -> Chart:
    """Importance (share of what is explained) by performance (share of good answers)."""
    points: list[dict[str, Any]] = [
        {"item": _item(row), "performance": row["performance"], "share": row["estimate"],
         "lower": row["lower"], "upper": row["upper"]}
        for row in rows if row["performance"] is not None
    ]  # fmt: skip
    points.sort(key=lambda each: each["performance"])
    for number, each in enumerate(points):
        each["above"] = number % 2 == 0  # so that the names of neighbours do not meet
    middle = median([each["performance"] for each in points]) if points else None
    lines = [{"performance": middle, "share": 1 / len(rows)}] if points else []
    said = "; ".join(
        f"{each['item']}: {formats.percent(each['performance'])} good answers, "
        f"{formats.percent(each['share'])} of what is explained "
        f"({formats.interval_of(each['lower'], each['upper'])})"
        for each in points
    )
    return Chart("drivers", title, f"{said}.", {"points": points, "lines": lines})


def _item(row: Row) -> str:
    return names.sentence(names.plain(row["category"]))
