"""The planted case: a made-up unit whose message is known beforehand, to the number.

It goes through everything that the real figures go through, from extracts to the mail service,
before any other message may leave. Where it does not come out as planted, nothing leaves.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from typing import TYPE_CHECKING

from upheld.core.errors import Problem
from upheld.editions.outstanding import owed_today
from upheld.render.daily_list import UnitOwed, Words, daily
from upheld.render.figures import Figures, Place
from upheld.render.messages import Message, Source, faults, message
from upheld.render.verdicts import Verdicts
from upheld.rules import load
from upheld.rules.load_measures import measures
from upheld.web.staff.publish.check import rules_of
from upheld.web.staff.push.shown import differences, owed_differences, people, title

if TYPE_CHECKING:
    from pathlib import Path

    from upheld.editions.edition import Edition

UNIT = "CANARY"
AS_OF = date(2022, 4, 20)
MONTHS = tuple(date(2021 + (2 + n) // 12, (2 + n) % 12 + 1, 1) for n in range(13))
VICTIMS = 10
TOLD, TOLD_LAST = 9, 2
# 13 months of ten victims of whom nine are told at once; in the last only two. So in March 2022
# 20.0% of 10 were told on time, far below every month before, and 12 + 8 victims still wait.
KNOWN = (
    "Worse in March 2022: Victims told everything on time (Right 6).",
    *("CANARY", "March 2022, 20.0% of 10 victims"),
    "20 victims were owed an update; 20 had one overdue (20 of 20 updates)",
    "look at what got worse",
)
# Nobody of the 130 was referred, nor were the ten of before April 2021, under the old Code, given
# information; and 20 were not told of the arrest.
KNOWN_TODAY = (
    "CANARY, 20 April 2022",
    "130 victims are owed an update or another thing that was due by today",
    "160 things were overdue on 20 April 2022, none falls due today",
)


def write_extracts(folder: Path) -> None:
    """The planted crimes, victims, arrests and calls, in the data contract."""
    folder.mkdir(parents=True)
    tables: dict[str, list[dict[str, str]]] = {
        "crimes": [], "victims": [], "events": [], "actions": []
    }  # fmt: skip
    for month in MONTHS:
        told = TOLD_LAST if month == MONTHS[-1] else TOLD
        for n in range(VICTIMS):
            _plant(tables, f"PLANTED-{month:%Y%m}-{n}", month + timedelta(days=7), told=n < told)
    for table, rows in tables.items():
        with (folder / f"{table}-planted.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def _plant(tables: dict[str, list[dict[str, str]]], crime: str, day: date, *, told: bool) -> None:
    on = day.isoformat()
    tables["crimes"].append({"crime_id": crime, "reported_at": on, "unit_code": UNIT,
                             "borough_code": ""})  # fmt: skip
    tables["victims"].append({"victim_id": f"{crime}-V", "crime_id": crime, "kind": "person"})
    tables["events"].append({"event_id": f"{crime}-E", "crime_id": crime, "event": "arrested",
                             "occurred_at": on})  # fmt: skip
    if told:
        tables["actions"].append(
            {"action_id": f"{crime}-A", "crime_id": crime, "victim_id": f"{crime}-V",
             "action": "informed", "about_event_id": f"{crime}-E", "done_at": on,
             "result": "spoken"})  # fmt: skip


def planted_list(edition: Edition, link: str) -> tuple[Words, tuple[Problem, ...]]:
    """The daily list of the planted unit, and where it is not what was planted."""
    owed = owed_today(edition, UNIT, AS_OF)
    made = daily([UnitOwed(UNIT, owed, link)], AS_OF, "canary", demonstration=True, all_units=link)
    wrong = [_gone(f"the daily list: it does not say {each!r}")
             for each in KNOWN_TODAY if each not in made.text]  # fmt: skip
    counted = owed_differences(edition, [UNIT], AS_OF)
    return made, (*wrong, *(_gone(f"the second count: {each}") for each in counted))


def planted_message(edition: Edition, link: str) -> tuple[Message | None, tuple[Problem, ...]]:
    """The message of the planted unit, and where it is not what was planted."""
    figures = Figures(edition.figures(), edition.as_of)
    verdicts = Verdicts(figures, measures(), load.victims_codes())
    source = Source(verdicts, "canary", edition.as_of, True, title, people)
    place = Place("unit", UNIT, UNIT)
    made = message(source, place, link)
    if made is None:
        return None, (_gone("the figures: the planted unit has none"),)
    wrong = [_gone(f"the message: {fault}") for fault in faults(made, place, ())]
    wrong += [_gone(f"the message: it does not say {each!r}")
              for each in KNOWN if each not in made.text]  # fmt: skip
    counted = differences(edition, rules_of(edition), made.figures)
    wrong += [_gone(f"the second count: {each}") for each in counted]
    return made, tuple(wrong)


def _gone(where: str) -> Problem:
    return Problem("canary", "planted case lost at", where)
