"""Answers as they are kept: one text each, in one form only."""

from __future__ import annotations

import re

from upheld.core.questions.question_set import Kind
from upheld.core.questions.syntax import LONGEST_TEXT
from upheld.core.questions.values import (
    EMPTY,
    Value,
    read_date,
    read_datetime,
    read_time,
)

# What JavaRosa takes: nine digits, and fifteen of a decimal.
INTEGER = re.compile(r"-?[0-9]{1,9}")
DECIMAL = re.compile(r"-?(?=[0-9.]*[0-9])[0-9]{0,15}(?:\.[0-9]{0,15})?")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ACKNOWLEDGED = "OK"


def chosen(kind: Kind, text: str) -> list[str]:
    """The names that a kept answer chooses. Only names of several cannot hold a space."""
    return text.split() if kind is Kind.SELECT_MULTIPLE else [text] if text else []


def cast(kind: Kind, text: str) -> Value:
    """What a kept text is worth; empty where it is none of its kind."""
    found: Value | None = text
    match kind:
        case Kind.INTEGER:
            found = float(text) if INTEGER.fullmatch(text) else None
        case Kind.DECIMAL:
            found = float(text) if DECIMAL.fullmatch(text) else None
        case Kind.DATE:
            found = read_date(text) if ISO_DAY.match(text) else None
        case Kind.TIME:
            found = read_time(text)
        case Kind.DATETIME:
            found = read_datetime(text)
        case Kind.ACKNOWLEDGE:
            found = text if text == ACKNOWLEDGED else None
    if found is None or (isinstance(found, str) and len(found) > LONGEST_TEXT):
        return EMPTY
    return found
