"""What somebody typed or ticked, read into the one text in which an answer is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time

from upheld.core.questions.answers import ACKNOWLEDGED, DECIMAL, INTEGER
from upheld.core.questions.faults import Code
from upheld.core.questions.question_set import Choice, Kind
from upheld.core.questions.syntax import LONGEST_TEXT
from upheld.core.questions.values import EMPTY, number_text, read_date, read_datetime

# Parts of an answer that is typed in several boxes: the key, then one of these.
DAY, MONTH, YEAR, TIME = "-day", "-month", "-year", "-time"
# What no text needs; line ends and tabs stay.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?::([0-9]{2}))?")
SPACES = re.compile(r"\s+")
SELECTED_BY_BOX = frozenset({Kind.SELECT_ONE, Kind.SELECT_MULTIPLE, Kind.ACKNOWLEDGE})


class EntryError(ValueError):
    """What was entered is none of its kind."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code = code


Posted = Mapping[str, Sequence[str]]


def read_entry(kind: Kind, key: str, posted: Posted, choices: Iterable[Choice] = ()) -> str:
    """The text to keep, empty where nothing was entered. Raises EntryError."""
    if kind in (Kind.DATE, Kind.DATETIME):
        return _read_moment(kind, key, posted)
    if kind is Kind.SELECT_MULTIPLE:
        return _read_several(posted.get(key, ()), tuple(choices))
    text = _one(posted, key)
    if text == EMPTY:
        return EMPTY
    return _read_one(kind, text, tuple(choices))


def _read_one(kind: Kind, text: str, choices: tuple[Choice, ...]) -> str:
    match kind:
        case Kind.INTEGER:
            return _number(text, INTEGER.fullmatch(_unspaced(text)) is not None, Code.INTEGER)
        case Kind.DECIMAL:
            return _number(text, DECIMAL.fullmatch(_unspaced(text)) is not None, Code.DECIMAL)
        case Kind.TIME:
            return _clock(text, Code.TIME)
        case Kind.SELECT_ONE:
            if text not in {choice.name for choice in choices}:
                raise EntryError(Code.CHOICE)
        case Kind.ACKNOWLEDGE:
            if text != ACKNOWLEDGED:
                raise EntryError(Code.CHOICE)
    if len(text) > LONGEST_TEXT:
        raise EntryError(Code.TOO_LONG)
    return text


def _one(posted: Posted, key: str) -> str:
    values = posted.get(key, ())
    text = values[-1] if values else EMPTY
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _unspaced(text: str) -> str:
    return SPACES.sub("", text)


def _number(text: str, fits: bool, code: Code) -> str:
    if not fits:
        raise EntryError(code)
    return number_text(float(_unspaced(text)))


def _read_several(names: Sequence[str], choices: tuple[Choice, ...]) -> str:
    """In the order of the list, however they were ticked."""
    ticked = {name for each in names for name in each.split()}
    if ticked - {choice.name for choice in choices}:
        raise EntryError(Code.CHOICE)
    if len(ticked) > 1 and any(each.exclusive for each in choices if each.name in ticked):
        raise EntryError(Code.EXCLUSIVE)
    return " ".join(choice.name for choice in choices if choice.name in ticked)


def _read_moment(kind: Kind, key: str, posted: Posted) -> str:
    """In boxes for day, month and year (and time), or as ISO text in one."""
    boxes = [_one(posted, key + part) for part in (DAY, MONTH, YEAR)]
    at, whole = _one(posted, key + TIME), _one(posted, key)
    if whole and not any(boxes):
        return _whole(kind, whole)
    if not any((*boxes, at)):
        return EMPTY
    code = Code.DATE if kind is Kind.DATE else Code.DATETIME
    day = _day(boxes, code)
    return day.isoformat() if kind is Kind.DATE else f"{day.isoformat()}T{_clock(at, code)}"


def _whole(kind: Kind, text: str) -> str:
    if kind is Kind.DATE:
        day = read_date(text) if len(text) == len("2026-01-31") else None
        if day is None:
            raise EntryError(Code.DATE)
        return day.isoformat()
    moment = read_datetime(text) if "T" in text else None
    if moment is None:
        raise EntryError(Code.DATETIME)
    return moment.isoformat(timespec="minutes")


def _day(boxes: list[str], code: Code) -> date:
    if not all(box.isascii() and box.isdecimal() for box in boxes) or len(boxes[2]) != 4:
        raise EntryError(code)
    try:
        return date(int(boxes[2]), int(boxes[1]), int(boxes[0]))
    except ValueError as error:
        raise EntryError(code) from error


def _clock(text: str, code: Code) -> str:
    found = CLOCK.fullmatch(text)
    try:
        at = time(int(found[1]), int(found[2]), int(found[3] or 0)) if found else None
    except ValueError:
        at = None
    if at is None:
        raise EntryError(code)
    return at.isoformat(timespec="seconds" if at.second else "minutes")
