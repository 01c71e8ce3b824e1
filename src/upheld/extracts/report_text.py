"""The report for a terminal: what became of the rows, then what was wrong, in plain lines."""

from __future__ import annotations

from collections.abc import Iterator

from upheld.extracts.report import ExtractReport, Finding, Severity, TableCounts

EXAMPLES = 5
TITLES = {
    Severity.SET_ASIDE: "Set aside: these rows are not used",
    Severity.WARNING: "Warnings: these rows are used as they are",
    Severity.NOTE: "Notes",
}
FATES = ("read", "kept", "set_aside", "replaced", "withdrawn")


def as_text(report: ExtractReport) -> str:
    """The whole report; of each finding the first five lines."""
    parts = [*_head(report), *_counts(report)]
    for severity, title in TITLES.items():
        found = report.of(severity)
        if found:
            parts += ["", title, *(line for finding in found for line in _finding(finding))]
    return "\n".join([*parts, "", verdict(report)])


def verdict(report: ExtractReport) -> str:
    """The outcome in one sentence, with the next step."""
    if not any(table.read for table in report.tables):
        return "Nothing was read: the files hold headers and no row. Export them again."
    if report.set_aside:
        rows = _rows(report.set_aside)
        return f"{rows} set aside. Correct them at their source and export again; the rest is used."
    return "Nothing was set aside."


def fate(name: str) -> str:
    return name.replace("_", " ")


def place(finding: Finding) -> str:
    """Table, file and column, as far as the finding has them."""
    return " · ".join(part for part in (finding.table, finding.file, finding.column) if part)


def unit(finding: Finding) -> str:
    """A Parquet file has rows, a CSV file lines."""
    return "row" if finding.file.lower().endswith(".parquet") else "line"


def _head(report: ExtractReport) -> Iterator[str]:
    rows = sum(each.rows for each in report.inputs)
    files = "1 file" if len(report.inputs) == 1 else f"{len(report.inputs)} files"
    yield f"{files}, {_rows(rows)}"
    yield ""


def _counts(report: ExtractReport) -> Iterator[str]:
    yield f"{'table':<20}" + "".join(f"{fate(name):>13}" for name in FATES)
    for counts in handed_over(report):
        numbers = "".join(f"{getattr(counts, name):>13,}" for name in FATES)
        yield f"{counts.table:<20}{numbers}"


def handed_over(report: ExtractReport) -> tuple[TableCounts, ...]:
    """The counts of the tables of which there is a file."""
    tables = {each.table for each in report.inputs}
    return tuple(counts for counts in report.tables if counts.table in tables)


def _finding(finding: Finding) -> Iterator[str]:
    if finding.severity is Severity.NOTE:
        yield f"  {place(finding)}: {finding.reason}"
        return
    yield f"  {place(finding)}: {finding.reason} ({_rows(finding.count)})"
    for example in finding.examples[:EXAMPLES]:
        yield f"      {unit(finding)} {example.line:,}{shown(example.value)}"
    further = finding.count - EXAMPLES
    if further > 0:
        yield f"      and {further:,} more"


def shown(value: str) -> str:
    """A value as found, on one line whatever it holds; nothing where it is empty."""
    if not value:
        return ""
    return f": {value}" if value.startswith("(") else f": {value!r}"


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
