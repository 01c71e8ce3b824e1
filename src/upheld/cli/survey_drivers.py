"""What `upheld survey drivers` answers: importance beside performance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from upheld.cli.survey_answers import Answer, Shape, about, opened
from upheld.cli.survey_tables import columns, plain, wrapped
from upheld.cli.survey_tables import percent as as_percent
from upheld.pipeline import survey_drivers, survey_weights


def drivers_answer(responses: Path, design_file: Path) -> Answer:
    given, survey = opened(responses, design_file)
    rows = survey_weights.ready(given, survey)
    found = survey_drivers.drivers(rows, survey)
    shown = found.drivers
    data = {
        **about(survey),
        "r2": found.explained.r2,
        "r2_lower": found.explained.lower,
        "r2_upper": found.explained.upper,
        "n": found.n,
        "left_out": found.left_out,
        "drivers": [_driver_json(each, shown) for each in shown],
        "caveats": list(survey_drivers.CAVEATS),
        "notes": list(rows.notes),
    }
    return data, drivers_lines(found)


def _driver_json(one: survey_drivers.Driver, shown: Sequence[survey_drivers.Driver]) -> Shape:
    return {
        "item": one.item,
        **asdict(one.part),
        "performance": one.performance,
        "performance_is": one.performance_is,
        "correlation": one.correlation,
        "place": survey_drivers.quadrant(one, shown),
        "note": one.note,
    }


def drivers_lines(found: survey_drivers.Found) -> list[str]:
    whole = found.explained
    table = []
    for each in found.drivers:
        part = each.part
        good = each.performance_is == "share of good answers"
        performance = (as_percent if good else plain)(each.performance)
        shares = map(as_percent, (part.share, part.lower, part.upper, part.last / whole.r2))
        said = survey_drivers.quadrant(each, found.drivers) or each.note
        table.append([each.item, *shares, performance, said])
    header = ["item", "share", "lower", "upper", "adds last", "performance", ""]
    return [
        f"{found.n:,} interviews answer the outcome and every item; {found.left_out:,} do not.",
        (
            f"Together the items go with {whole.r2:.1%} of how the outcome varies "
            f"({whole.lower:.1%} to {whole.upper:.1%})."
        ),
        "",
        *columns(header, table, 1, last_left=True),
        "",
        *wrapped(survey_drivers.CAVEATS),
    ]
