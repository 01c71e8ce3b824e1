"""The figures of both editions: of a made-up force, and of published crimes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from tests.small_editions.rows import AS_OF, months, recorded, row, series

from upheld.rules import load

PRIORITY = (("priority-entitled", 0.3, 1), ("priority-identified", 0.8, 4),
            ("priority-missed", 0.2, 4))  # fmt: skip
ENTITLEMENTS = ("noinv", "arrest", "iuc", "bail", "charge", "polnfa")


def demonstration_rows() -> list[Any]:
    places = [("force", "met", 4000)]
    places += [("bcu", u.code, 300 + 10 * n) for n, u in enumerate(load.force("met").bcus)]
    places += [("ocu", "SO18", 4)]
    rows: list[Any] = []
    for unit_type, code, size in places:
        for measure in ("timeliness-r6-victims", "timeliness-r6"):
            rows += series(measure, unit_type, code, size)
        for measure, share, of in PRIORITY:
            rows += recorded(measure, unit_type, code, size // of if size >= 5 else size, share)
        for n, name in enumerate(ENTITLEMENTS):
            rows += series(f"timeliness-r6-{name}", unit_type, code, size // (n + 2))
        rows += [
            row("outstanding-r6", reading, unit_type, code, AS_OF, AS_OF, over, over + 700, 700)
            for reading, over in (("strict", 500), ("lenient", 300))
        ]
        rows += [
            row(
                "outstanding-r6-victims",
                reading,
                unit_type,
                code,
                AS_OF,
                AS_OF,
                over,
                over + 500,
                500,
            )
            for reading, over in (("strict", 400), ("lenient", 240))
        ]
    rows += personal_rows() + ground_rows()
    rows += series("coverage-r3-conf", "force", "met", 3000)
    rows += series("coverage-r6-closed", "force", "met", 2000)
    rows += series("timeliness-r6-victims", "team", "SN:Response", 300)
    rows += series("timeliness-r6-arrest-victims", "force", "met", 1100)
    return rows


def personal_rows() -> list[Any]:
    """The headline by person, the year to March 2026 and its last quarter, for the force and each
    BCU. Children of SN are told less often; nothing else differs. There two cells are withheld, a
    small one and a large one that hides it."""
    places = [("force", "met", 12), *(("bcu", u.code, 1) for u in load.force("met").bcus)]
    groups = (
        ("none", "all", 1000), ("sex", "female", 480), ("sex", "male", 470),
        ("sex", "not recorded", 50), ("age_band", "under 18", 200), ("age_band", "18 to 24", 500),
        ("age_band", "65 and over", 300), ("ethnicity", "Asian", 390), ("ethnicity", "Other", 10),
        ("ethnicity", "White British", 600), ("disability", "no", 900), ("disability", "yes", 100),
        ("ground", "hate_crime", 90), ("sensitive_offence_group", "Rape", 60),
    )  # fmt: skip
    return [
        _personal(reading, place, period, *group)
        for period in ((date(2025, 4, 1), 1), (date(2026, 1, 1), 4))
        for place in places
        for group in groups
        for reading in ("strict", "lenient")
        if place[0] == "force" or period[1] == 1
    ]


def ground_rows() -> list[Any]:
    """Identified by ground in the year to March 2026: of SN, those of hate crime are withheld."""
    places = [("force", "met", 12), *(("bcu", u.code, 1) for u in load.force("met").bcus)]
    rows = []
    for unit_type, code, times in places:
        for breakdown, category, count, size in (
            ("none", "all", 800, 1000), ("ground", "domestic_abuse", 350, 500),
            ("ground", "hate_crime", 90, 100),
        ):  # fmt: skip
            key = ("priority-identified", "recorded", unit_type, code, date(2025, 4, 1),
                   date(2026, 3, 31))  # fmt: skip
            if code == "SN" and category == "hate_crime":
                rows.append((*key, breakdown, category, *(None,) * 8, True))
                continue
            whole = row(*key, count * times, size * times, 0)
            rows.append((*whole[:6], breakdown, category, *whole[8:13], None, None, None, False))
    return rows


def _personal(
    reading: str, place: tuple[str, str, int], period: tuple[date, int], breakdown: str,
    category: str, size: int,
) -> Any:  # fmt: skip
    unit_type, code, times = place
    first, parts = period
    key = ("timeliness-r6-victims", reading, unit_type, code, first, date(2026, 3, 31))
    if code == "SN" and category in {"Other", "Asian"}:
        return (*key, breakdown, category, *(None,) * 8, True)
    share = {"strict": 0.6, "lenient": 0.7}[reading]
    if code == "SN" and category == "under 18":
        share -= 0.25
    denominator = size * times // parts
    counted = row(*key, round(share * denominator), denominator, 0)
    return (*counted[:6], breakdown, category, *counted[8:13], None, None, None, False)


def share_rows() -> Iterator[Any]:
    """Published crimes with no suspect identified: 18 months, a far place among the boroughs."""
    places = [("force", "met", 100), ("borough", "W06000123", 1)]
    places += [("borough", b.code, 30 + n) for n, b in enumerate(load.force("met").boroughs)]
    for unit_type, code, crimes in places:
        for first, last in list(months())[:18]:
            share = (crimes - crimes // 10) / crimes
            yield ("outcomes-no-suspect", "published", unit_type, code, first, last, "none", "all",
                   crimes - crimes // 10, crimes, share, share - 0.05, min(1.0, share + 0.05),
                   0, 0, 0, False)  # fmt: skip


def outcome_rows() -> list[Any]:
    places = [("force", "met", 40), ("bcu", "CN", 9)]
    places += [("borough", b.code, 1) for b in load.force("met").boroughs]
    return [
        (
            "outcomes-police-uk", "published", unit_type, code, date(2022, month, 1),
            date(2022, month, 28), "outcome", outcome, crimes * times, 100 * times,
            crimes / 100, None, None, 0, 0, 0, False,
        )
        for unit_type, code, times in places
        for month in range(1, 7)
        for outcome, crimes in (
            ("no-further-action", 70 - month), ("under-investigation", 20), ("charged", 10 + month),
        )
    ]  # fmt: skip
