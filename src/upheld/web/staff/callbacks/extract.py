"""Each try as an action of the data contract, so that it counts in the figures.

Who called is a pseudonym, the same each time.
"""

from __future__ import annotations

from django.utils import timezone

from upheld.core.call_back import AS_ACTION, CameTo
from upheld.web.staff.accounts.pseudonym import pseudonym
from upheld.web.staff.callbacks.models import CallTry

SPOKEN = {CameTo.SPOKEN, CameTo.IN_PERSON}
FILE = "actions-call-backs.csv"  # A file of its own: its name begins with its table.


def rows() -> list[dict[str, str]]:
    """Oldest first."""
    number: dict[int, int] = {}
    made = []
    for each in CallTry.objects.select_related("call_back").order_by("at", "id"):
        number[each.call_back.pk] = number.get(each.call_back.pk, 0) + 1
        made.append(_row(each, number[each.call_back.pk]))
    return made


def spoken() -> dict[str, bool]:
    """Whoever was tried, as a trial refers to them, and whether somebody spoke to them."""
    found: dict[str, bool] = {}
    for each in CallTry.objects.select_related("call_back").order_by("call_back"):
        reference = f"{each.call_back.crime}/{each.call_back.victim}"
        found[reference] = found.get(reference, False) or CameTo(each.came_to) in SPOKEN
    return found


def _row(each: CallTry, number: int) -> dict[str, str]:
    done = timezone.localtime(each.at).strftime("%Y-%m-%dT%H:%M:%S")
    result, channel, reason = AS_ACTION[CameTo(each.came_to)]
    return {
        "action_id": f"CB-{each.call_back.number}-{number}", "crime_id": each.call_back.crime,
        "victim_id": each.call_back.victim, "action": "call_back", "done_at": done,
        "recorded_at": done, "recorded_by": pseudonym(each.by), "channel": channel,
        "result": result, "reason": reason,
    }  # fmt: skip
