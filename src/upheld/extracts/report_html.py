"""The report as one page that stands alone: no script, no file beside it, fit for print."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from upheld.extracts.report import ExtractReport
from upheld.extracts.report_text import FATES, TITLES, fate, handed_over, place, unit, verdict


def as_html(report: ExtractReport) -> str:
    """Every finding with up to twenty lines, and the hash of every file that was read."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    template = (files("upheld.extracts") / "report.html").read_text("utf-8")
    return environment.from_string(template).render(
        report=report,
        verdict=verdict(report),
        sections=[(title, report.of(severity)) for severity, title in TITLES.items()],
        tables=handed_over(report),
        fates={name: fate(name) for name in FATES},
        place=place,
        unit=unit,
    )
