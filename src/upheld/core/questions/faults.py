"""What is wrong with an answer, in words that say what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from upheld.core.questions.syntax import LONGEST_TEXT


class Code(StrEnum):
    REQUIRED = "required"
    CHOOSE = "choose"
    CONFIRM = "confirm"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"
    CHOICE = "choice"
    EXCLUSIVE = "exclusive"
    TOO_LONG = "too_long"
    CONSTRAINT = "constraint"
    TOO_MANY = "too_many"


# In English; a site may put its own language in their place, by code.
WORDS = {
    Code.REQUIRED: "Enter an answer",
    Code.CHOOSE: "Select an answer",
    Code.CONFIRM: "Confirm to go on",
    Code.INTEGER: "Enter a whole number, such as 12",
    Code.DECIMAL: "Enter a number, such as 12 or 12.5",
    Code.DATE: "Enter a real date, such as 27 3 2026",
    Code.TIME: "Enter a time of the day, such as 09:30",
    Code.DATETIME: "Enter a real date and a time, such as 27 3 2026, 09:30",
    Code.CHOICE: "Select one of the answers listed",
    Code.EXCLUSIVE: "Select this answer alone, or the others without it",
    Code.TOO_LONG: f"Enter at most {LONGEST_TEXT} characters",
    Code.CONSTRAINT: "Check this answer: it does not fit",
    Code.TOO_MANY: "Enter a smaller number: at most 50 can be described one by one",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One answer that cannot be taken. ``message`` is the form's own where it has one."""

    key: str
    code: Code
    message: str
