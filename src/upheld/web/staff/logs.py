"""What the site writes to its log: lines of JSON, of counts and codes; never an address, a value or
a message.

An address is typed by a person, who may paste anything into it; a message may quote it.
"""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any


class CodesOnly(logging.Formatter):
    """When, how bad, which part of which program, which page by its name here, status or our own
    code, how many; of an error its type and where it arose."""

    def format(self, record: logging.LogRecord) -> str:
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "place": f"{record.module}.{record.funcName}",
            "page": getattr(match, "view_name", None),
            "code": getattr(record, "status_code", None) or getattr(record, "code", None),
            "count": getattr(record, "count", None),
            **_error(record),
        }
        return json.dumps({name: value for name, value in said.items() if value is not None})


def _error(record: logging.LogRecord) -> dict[str, Any]:
    if record.levelno < logging.ERROR or not record.exc_info or record.exc_info[0] is None:
        return {}
    kind, _, at = record.exc_info
    frames = traceback.extract_tb(at)
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return {"error": kind.__name__, "where": where}


# One for Django and for gunicorn, whose own words would repeat what somebody asked for.
FORMATTERS = {"codes": {"()": "upheld.web.staff.logs.CodesOnly"}}
HANDLERS = {"console": {"class": "logging.StreamHandler", "formatter": "codes"}}
ROOT = {"handlers": ["console"], "level": "WARNING"}
