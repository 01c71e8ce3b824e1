"""Makes recorded_crime.csv from the Metropolitan Police's published borough counts.

    python -m upheld.synthetic.shape.make BOROUGH_COUNTS.csv [MORE.csv …]

The input is the "MPS Borough Level Crime" files of the London Datastore (see SOURCE.md): columns
MajorText, MinorText, LookUp_BoroughName, then one column a month (202101). The output holds one
row a borough and class of offence, one column a month, 2021 to 2023.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

MONTHS = tuple(f"{year}-{month:02}" for year in (2021, 2022, 2023) for month in range(1, 13))
OUTPUT = Path(__file__).parent / "recorded_crime.csv"

# The published minor category, in lower case, to the class that offences.csv divides further.
CLASSES = {
    "homicide": "homicide",
    "violence with injury": "violence_with_injury",
    "violence without injury": "violence_without_injury",
    "rape": "rape",
    "other sexual offences": "other_sexual",
    "robbery of personal property": "personal_robbery",
    "robbery of business property": "business_robbery",
    "domestic burglary": "domestic_burglary",
    "burglary business and community": "business_burglary",
    "theft from a motor vehicle": "theft_from_vehicle",
    "theft or taking of a motor vehicle": "theft_of_vehicle",
    "aggravated vehicle taking": "theft_of_vehicle",
    "interfering with a motor vehicle": "vehicle_interference",
    "theft from person": "theft_from_person",
    "bicycle theft": "bicycle_theft",
    "shoplifting": "shoplifting",
    "other theft": "other_theft",
    "criminal damage": "criminal_damage",
    "arson": "arson",
    "public fear alarm or distress": "public_order",
    "other offences against the state, or public order": "public_order",
    "violent disorder": "public_order",
    "racially or religiously aggravated public fear, al": "aggravated_public_order",
    "possession of drugs": "drugs",
    "drug trafficking": "drugs",
    "possession of article with blade or point": "weapons",
    "possession of other weapon": "weapons",
    "possession of firearm with intent": "weapons",
    "possession of firearms offences": "weapons",
    "other firearm offences": "weapons",
    "other knife offences": "weapons",
}
EVERYTHING_ELSE = "other_crimes"


def counts(paths: Iterable[Path]) -> Counter[tuple[str, str, str]]:
    """(borough, class, month) → recorded offences."""
    total: Counter[tuple[str, str, str]] = Counter()
    for path in paths:
        with path.open(newline="", encoding="utf-8-sig") as file:
            for row in csv.DictReader(file):
                total.update(_counts_of(row))
    return total


def _counts_of(row: dict[str, str]) -> dict[tuple[str, str, str], int]:
    borough = row["LookUp_BoroughName"].strip()
    offence_class = CLASSES.get(row["MinorText"].strip().lower(), EVERYTHING_ELSE)
    return {
        (borough, offence_class, month): int(row[column])
        for month in MONTHS
        if (column := month.replace("-", "")) in row
    }


def _rows(total: Counter[tuple[str, str, str]]) -> Iterator[list[object]]:
    for borough, offence_class in sorted({(borough, name) for borough, name, _ in total}):
        yield [borough, offence_class, *(total[borough, offence_class, each] for each in MONTHS)]


def main(paths: Iterable[Path]) -> None:
    with OUTPUT.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["borough", "offence_class", *MONTHS])
        writer.writerows(_rows(counts(paths)))


if __name__ == "__main__":
    main(Path(each) for each in sys.argv[1:])
