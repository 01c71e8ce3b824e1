"""What was typed into the two forms of call-backs, and everything that is wrong with it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from upheld.core.call_back import WAYS, WITHIN, Said, faults
from upheld.core.questions.entered import EntryError, read_entry
from upheld.core.questions.question_set import Kind
from upheld.core.questions.values import read_date
from upheld.rules import load
from upheld.web.staff.callbacks.actions import Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import QueryDict

    from upheld.web.staff.callbacks.standing import Stands

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]{0,63}")
PARTS = ("day", "month", "year")
ONES = ("came_to", "next", "message", "crime", "victim")
MESSAGE = {"yes": True, "no": False}
MOST_TYPED = 100


def typed(post: QueryDict) -> dict[str, Any]:
    """What the session may hold until the form is shown again."""
    days = [f"{field}-{part}" for field in ("again", "from") for part in PARTS]
    said: dict[str, Any] = {
        name: post.get(name, "").replace("\0", "").strip()[:MOST_TYPED] for name in (*ONES, *days)
    }
    seen = post.get("seen", "")
    said["seen"] = int(seen) if seen.isdecimal() and len(seen) < 4 else -1
    said["unsafe"] = [way for way in WAYS if way in post.getlist("unsafe")]
    return said


def from_today(today: date) -> dict[str, Any]:
    """The form to put somebody on the list, before anything is typed."""
    return {"unsafe": [], "from-day": str(today.day), "from-month": str(today.month),
            "from-year": str(today.year)}  # fmt: skip


def day(said: Mapping[str, Any], field: str) -> date | None:
    """None where no day stands there, or none that is one."""
    try:
        text = read_entry(Kind.DATE, field, {f"{field}-{p}": [said[f"{field}-{p}"]] for p in PARTS})
    except EntryError:
        return None
    return read_date(text) if text else None


def wrong_try(said: Mapping[str, Any], stands: Stands, today: date) -> dict[str, str]:
    given = Said(
        came_to=said["came_to"], next=said["next"], again_on=day(said, "again"),
        again_typed=any(said[f"again-{part}"] for part in PARTS), message=said["message"],
        unsafe=frozenset(said["unsafe"]), last=stands.left <= 1,
    )  # fmt: skip
    return faults(given, stands.reach, today)


def wrong_victim(said: Mapping[str, Any], today: date) -> dict[str, str]:
    wrong = {
        name: f"Enter the {name}’s reference: letters, digits, / . _ and -, without spaces"
        for name in ("crime", "victim") if not REFERENCE.fullmatch(said[name])
    }  # fmt: skip
    first = day(said, "from")
    if first is None or abs((first - today).days) > 366:
        wrong["from"] = "Enter the first day to call, such as 27 3 2026"
    return wrong


def wanted(said: Mapping[str, Any], unit: str) -> Wanted:
    first = day(said, "from")
    assert first is not None
    last = load.calendar().due(first, WITHIN)
    message = MESSAGE.get(said["message"])
    return Wanted(unit, said["crime"], said["victim"], tuple(said["unsafe"]), message, first, last)
