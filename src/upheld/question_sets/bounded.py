"""Lets a form that somebody uploaded be read where it can neither run away nor reach anything.

Its size is looked at first, also within the zip that a workbook is; then it is read in a process
of its own with little memory, little time, no environment and no leave to write.
"""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from typing import Any

from upheld.core.errors import UpheldError
from upheld.question_sets.convert import MARKDOWN, SECONDS, XLSX

MOST_BYTES = 2_000_000
MOST_BYTES_INSIDE = 20_000_000  # of everything in the zip together
MOST_PARTS = 500
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
ZIP = b"PK"
BOM = b"\xef\xbb\xbf"  # before a text that Windows saved
WORKBOOK = "xl/workbook.xml"
PYXFORM_ERROR = "PyXForm"
TABLE = re.compile(r"^\s*\|\s*survey\s*\|", re.IGNORECASE | re.MULTILINE)


class FormFileError(UpheldError):
    """A file that cannot be read as a form at all."""


def read_bounded(content: bytes, name: str) -> dict[str, Any]:
    """What `convert` makes of it. Raises FormFileError where nothing can be made of it."""
    content = content.removeprefix(BOM)
    kind = _kind(content, name)
    command = [sys.executable, "-P", "-m", "upheld.question_sets.convert", kind]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, input=content, capture_output=True, timeout=SECONDS, check=False,
            env=_environment(), cwd="/",
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise _refused(name, f"reading it takes longer than {SECONDS} seconds") from None
    return _result(done, name)


def _kind(content: bytes, name: str) -> str:
    if len(content) > MOST_BYTES:
        raise _refused(name, f"it is larger than {MOST_BYTES // 1_000_000} MB")
    if not content.strip():
        raise _refused(name, "it is empty")
    if content.startswith(OLD_WORKBOOK) or name.lower().endswith(".xls"):
        raise _refused(name, "this is a workbook of the old kind (.xls)", "save it as .xlsx.")
    if content.startswith(ZIP):
        _check_zip(content, name)
        return XLSX
    try:
        text = content.decode()
    except UnicodeDecodeError:
        what = "it is neither a workbook nor text in UTF-8"
        raise _refused(name, what, "save it as text in UTF-8, or as .xlsx.") from None
    if not TABLE.search(text):
        what = "it is no workbook, and a text without a table called survey"
        raise _refused(name, what, "begin it with the line | survey |, or save it as .xlsx.")
    return MARKDOWN


def _check_zip(content: bytes, name: str) -> None:
    """By the sizes that the zip states: one that lies is stopped by its reader, and by memory."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise _refused(name, "the workbook is damaged") from None
    if WORKBOOK not in {part.filename for part in parts}:
        raise _refused(name, "it is a zip and no workbook", "save the form as .xlsx.")
    if len(parts) > MOST_PARTS:
        raise _refused(name, f"the workbook has more than {MOST_PARTS} parts")
    if sum(part.file_size for part in parts) > MOST_BYTES_INSIDE:
        raise _refused(name, f"unpacked it is larger than {MOST_BYTES_INSIDE // 1_000_000} MB")
    if any(part.flag_bits & 1 for part in parts):
        raise _refused(name, "the workbook is locked by a password", "save it without one.")


def _environment() -> dict[str, str]:
    """Nothing but where our own modules are, and that lxml is not to read the workbook."""
    kept = {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}
    return {**kept, "OPENPYXL_LXML": "False", "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"}


def _result(done: subprocess.CompletedProcess[bytes], name: str) -> dict[str, Any]:
    if done.returncode:
        raise _refused(name, "reading it takes more memory or time than a form may")
    try:
        found = json.loads(done.stdout)
    except (ValueError, RecursionError):
        raise _refused(name, "it is nested too deeply") from None
    if not isinstance(found, dict):
        raise _refused(name, "nothing could be made of it")
    refuse_error(found, name)
    return found


def refuse_error(found: dict[str, Any], name: str) -> None:
    """Raises FormFileError where `convert` could make nothing of a form. pyxform does not always
    say so by an error of its own, and then its words help nobody."""
    if "error" not in found:
        return
    if found.get("kind", PYXFORM_ERROR).startswith(PYXFORM_ERROR):
        raise _refused(name, str(found["error"]))
    raise _refused(
        name, f"it cannot be read as an XLSForm ({found['kind']})",
        "look at the headers of its sheets: each is one name, or a name, :: and a language.",
    )  # fmt: skip


def _refused(name: str, what: str, next_step: str = "") -> FormFileError:
    advice = "correct the form, then check it again: upheld questions check FILE."
    return FormFileError(f"{name}: {what.rstrip('.')}.", next_step=next_step or advice)
