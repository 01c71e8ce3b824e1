"""Puts what an import made into a folder of extracts: all of it or nothing.

The folder is new, empty, or one that an earlier import wrote. The report and the rows left out
stand in its subfolder ``imported``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace as with_changes
from pathlib import Path

import polars as pl

from upheld.core.errors import UpheldError, WrongUseError
from upheld.extracts.import_report import FILE, LINE, ImportReport, LeftOut

RECORDS = "imported"
PARQUET = ".parquet"


def refuse_other_folder(out: Path) -> None:
    """Raise WrongUseError where ``out`` holds something that no import wrote."""
    if out.is_dir() and ((out / RECORDS).is_dir() or not any(out.iterdir())):
        return
    if out.exists():
        raise WrongUseError(
            f"{out}: something that no import wrote stands there; nothing was added to it.",
            next_step="choose another --out: a new folder, or one that an import wrote.",
        )


def write_import(
    out: Path,
    tables: Mapping[str, pl.DataFrame],
    left_out: Sequence[LeftOut],
    report: ImportReport,
    *,
    replace: bool = False,
) -> ImportReport:
    """Write the tables by file name, the report and the rows left out; the report as written.

    A file that stands there with the same bytes is left as it is; one with other bytes stops the
    import before anything is written, unless ``replace``.
    """
    refuse_other_folder(out)
    with _aside(out) as aside:
        for name, rows in tables.items():
            _write_table(rows, aside / name)
        same = _same_already(out, aside, tables, replace=replace)
        (aside / RECORDS).mkdir()
        record = _record_name(report)
        final = with_changes(report, out=str(out), already_there=same)
        # The record names no folder: one import gives the same bytes wherever it is put.
        (aside / RECORDS / f"{record}.json").write_text(report.to_json() + "\n", encoding="utf-8")
        left_text = _left_out_text(left_out)
        (aside / RECORDS / f"{record}-left-out.csv").write_text(left_text, encoding="utf-8")
        _put(aside, out)
    return final


@contextmanager
def _aside(out: Path) -> Iterator[Path]:
    out.parent.mkdir(parents=True, exist_ok=True)
    aside = out.parent / f".{out.name}.importing-{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_table(rows: pl.DataFrame, path: Path) -> None:
    if path.suffix == PARQUET:
        rows.write_parquet(path)
    else:
        rows.write_csv(path)


def _same_already(
    out: Path, aside: Path, tables: Mapping[str, pl.DataFrame], *, replace: bool
) -> bool:
    standing = [name for name in tables if (out / name).exists()]
    other = [name for name in standing if _digest(out / name) != _digest(aside / name)]
    if other and not replace:
        raise UpheldError(
            f"{out}: {', '.join(other)}: stands there already with other content. "
            "Nothing was written.",
            next_step="choose a new --out, or give --replace to put the new content there.",
        )
    return len(standing) == len(tables) and not other


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def _record_name(report: ImportReport) -> str:
    """One import's name: the source and a short hash of its files, the same every time."""
    together = "".join(each.sha256 for each in report.inputs)
    return f"{report.source}-{hashlib.sha256(together.encode()).hexdigest()[:8]}"


def _left_out_text(left_out: Sequence[LeftOut]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((FILE, LINE, "why", "row"))
    for each in left_out:
        own = [name for name in each.rows.columns if name not in (FILE, LINE)]
        for row in each.rows.iter_rows(named=True):
            writer.writerow((row[FILE], row[LINE], each.kind.name, _as_it_came(row, own)))
    return text.getvalue()


def _as_it_came(row: Mapping[str, object], columns: Sequence[str]) -> str:
    text = io.StringIO()
    values = ["" if row[name] is None else row[name] for name in columns]
    csv.writer(text, lineterminator="").writerow(values)
    return text.getvalue()


def _put(aside: Path, out: Path) -> None:
    """A new folder appears at once; into a standing one the files move one by one."""
    if not out.exists() or not any(out.iterdir()):
        if out.exists():
            out.rmdir()
        aside.rename(out)
        return
    (out / RECORDS).mkdir(exist_ok=True)
    for path in sorted(each for each in aside.rglob("*") if each.is_file()):
        path.replace(out / path.relative_to(aside))
