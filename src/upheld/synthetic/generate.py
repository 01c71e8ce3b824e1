"""Makes the extracts of a made-up force, a month at a time, and seals the truth beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from upheld.rules.load import calendar, force, victims_codes
from upheld.synthetic.flaws import plant
from upheld.synthetic.folder import made_aside
from upheld.synthetic.month import Month, make_month
from upheld.synthetic.order import DEMONSTRATION, Order
from upheld.synthetic.planted import Planted
from upheld.synthetic.repeats import Repeats
from upheld.synthetic.setting import Setting, set_up
from upheld.synthetic.survey import survey
from upheld.synthetic.tally import Tally
from upheld.synthetic.truth import NAME, Truth, seal

Progress = Callable[[str], None]
TIMES = "%Y-%m-%dT%H:%M:%S"
ABOUT = (
    "The truth of a made-up force. Duties follow the strict reading, as of any day after the last "
    "month by which their due date lies past; expected_in_time adds up the chances drawn against."
)


def demonstration(out: Path, progress: Progress = lambda _: None) -> Truth:
    """The demonstration force: 36 months from January 2021, 12 BCUs, 42,000 crimes."""
    return generate(DEMONSTRATION, out, progress)


def generate(order: Order, out: Path, progress: Progress = lambda _: None) -> Truth:
    """Write the extracts and the sealed truth into ``out``, all at once, and return the truth.

    ``progress`` is called once a month. Memory is bounded by a month's rows. Raises WrongUseError
    where ``out`` holds something that this did not make.
    """
    setting = arrange(order)
    with made_aside(out) as folder:
        books = _Books()
        carried: dict[str, pl.DataFrame] = {}
        for number, name in enumerate(setting.months):
            progress(f"Making {name}, month {number + 1} of {order.months}")
            month = make_month(setting, number)
            books.enter(setting, month)
            for table, rows in month.amended.now.items():
                whole = pl.concat([rows, carried[table]]) if table in carried else rows
                books.rows[table] += whole.height
                _write(whole, folder / f"{table}-{name}.{order.file_format}")
            carried = month.amended.later
        truth = books.truth(order, setting)
        if order.survey:
            progress("Asking the made-up victims")
            asked = survey(folder, setting.months, order)
            truth["rows"]["survey_responses"] = asked["interviews"]
            truth["rows"]["survey_population"] = asked["population"]
            truth["survey"] = asked
        truth["flaws"] = _flaws(order, setting, books, folder)
        seal(truth, folder / NAME)
    return truth


def arrange(order: Order) -> Setting:
    """Everything that the months share."""
    return set_up(
        crimes=order.crimes,
        months=order.names,
        seed=order.seed,
        force=force(order.force_code),
        codes=victims_codes(),
        calendar=calendar(),
        planted=Planted(),
    )


def _write(rows: pl.DataFrame, path: Path) -> None:
    if path.suffix == ".csv":
        rows.write_csv(path, datetime_format=TIMES)
    else:
        rows.write_parquet(path)


def _flaws(order: Order, setting: Setting, books: _Books, folder: Path) -> list[dict[str, Any]]:
    if not order.flaws:
        return []
    day = f"{setting.months[0]}-15"
    crime_id, victim_id = books.an_example
    return plant(folder, order.flaws, crime_id=crime_id, victim_id=victim_id, day=day)


@dataclass
class _Books:
    """What is true, added up month by month."""

    rows: Counter[str] = field(default_factory=Counter)
    corrected: Counter[str] = field(default_factory=Counter)
    tally: Tally = field(default_factory=Tally)
    repeats: Repeats = field(default_factory=Repeats)
    derived: list[Any] = field(default_factory=list)
    missed: list[Any] = field(default_factory=list)
    withdrawn: int = 0
    an_example: tuple[str, str] = ("", "")

    def enter(self, setting: Setting, month: Month) -> None:
        self.tally.add(setting, month.duties)
        self.repeats.add(month.persons, month.victim_ids, month.counted)
        self.derived.append(month.derived)
        self.missed.append(month.missed)
        self.withdrawn += month.withdrawn
        self.corrected.update({name: rows.height for name, rows in month.amended.later.items()})
        standing = month.amended.now["victims"].filter(pl.Series(month.counted))
        if not self.an_example[0] and standing.height:
            self.an_example = standing["crime_id"][0], standing["victim_id"][0]

    def truth(self, order: Order, setting: Setting) -> Truth:
        derived, missed = np.sum(self.derived, axis=0), np.sum(self.missed, axis=0)
        corrected = dict(self.corrected)
        if "crimes" in corrected:
            corrected["crimes"] -= self.withdrawn
        return {
            "about": ABOUT,
            "order": asdict(order),
            "months": list(setting.months),
            "planted": setting.planted.to_dict(),
            "told_by_unit_and_month": _told(setting),
            "rows": dict(self.rows),
            "corrected_rows": corrected,
            "withdrawn_crimes": self.withdrawn,
            "duties": self.tally.rows(),
            "enhanced_rights": [
                {"unit": unit, "derived": int(derived[number]), "missed": int(missed[number])}
                for number, unit in enumerate(setting.units)
            ],
            "repeat_victims": self.repeats.truth(),
        }


def _told(setting: Setting) -> list[dict[str, Any]]:
    """The planted chance of being told in time, before month ends, Christmas and haste."""
    change = setting.planted.change
    rows = []
    for unit in setting.units:
        for month in setting.months:
            changed = unit == change.unit and month >= f"{change.on:%Y-%m}"
            told = change.told if changed else setting.planted.rates(unit).told
            rows.append({"unit": unit, "month": month, "told": told})
    return rows
