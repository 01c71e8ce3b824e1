"""What the site writes to its log: counts and codes, never an address, a value or a message.

An address is typed by a person, who may paste anything into it; a message may quote it.
"""

from __future__ import annotations

import logging
import traceback


class CodesOnly(logging.Formatter):
    """Time, level, logger, status or our own code; of an error its type and where it arose."""

    def format(self, record: logging.LogRecord) -> str:
        code = getattr(record, "status_code", None) or getattr(record, "code", None)
        parts = [self.formatTime(record), record.levelname, record.name, str(code or "")]
        return "\n".join([" ".join(parts).rstrip(), *_error(record)])


def _error(record: logging.LogRecord) -> list[str]:
    if record.levelno < logging.ERROR or not record.exc_info or record.exc_info[0] is None:
        return []
    kind, _, at = record.exc_info
    frames = traceback.extract_tb(at)
    return [
        f"  {kind.__name__}",
        *(f"  {frame.filename}, line {frame.lineno}, in {frame.name}" for frame in frames),
    ]
