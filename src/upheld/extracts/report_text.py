"""The report for a terminal."""
from __future__ import annotations
from upheld.extracts.report import ExtractReport
def as_text(report: ExtractReport) -> str:
    return "\n".join(str(x) for x in (*report.tables, *report.findings))
