"""The prompt for repeat victims within an edition: who has it, and what does not come with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from upheld.core.measure import Clause, Measures
from upheld.editions.edition import OPEN_FILES, RESTRICTED_FILES, Edition
from upheld.editions.recount import Rules, recount
from upheld.pipeline.build import build
from upheld.rules import load
from upheld.rules.load_measures import measures

AS_OF = date(2022, 12, 1)
ANNA = {"given_name": "Zebedee", "family_name": "Quillfeather", "postcode": "ZZ9 9ZZ",
        "date_of_birth": "1980-02-03"}  # fmt: skip
MARMIRA = ANNA | {"given_name": "Marmira", "date_of_birth": "1951-07-19"}
# Forty others, so that it can be seen how often details agree by chance.
OTHERS = [
    {"given_name": ("Alado", "Brena", "Corfin", "Dalnox")[n % 4],
     "family_name": ("Mockby", "Shamton", "Trialley")[n % 3],
     "date_of_birth": f"{1950 + n}-{n % 12 + 1:02}-{n % 28 + 1:02}",
     "postcode": f"ZZ{n % 7 + 1} {n % 10}XX"}
    for n in range(40)
]  # fmt: skip
NOBODY = dict.fromkeys(ANNA, "")
DAYS = ("2021-01-20", "2022-02-01", "2022-03-01", "2022-04-01", "2022-04-01")


@pytest.fixture
def edition(write_extracts, tmp_path: Path):
    """Builds five reports: the first four of one person, the last of another."""

    def built(
        people=(ANNA, ANNA, ANNA, ANNA, MARMIRA, *OTHERS), out: str = "edition", **more
    ) -> Edition:
        days = [*DAYS, *["2022-01-10"] * len(OTHERS)][: len(people)]
        crimes = [{"crime_id": f"C{n}", "reported_at": day, "unit_code": "SN"}
                  for n, day in enumerate(days)]  # fmt: skip
        victims = [{"victim_id": f"V{n:02}", "crime_id": f"C{n}", "kind": "person",
                    "person_ref": "", **person} for n, person in enumerate(people)]  # fmt: skip
        events = [{"event_id": "E0", "crime_id": "C0", "event": "arrested",
                   "occurred_at": "2022-05-04"}]  # fmt: skip
        extracts = write_extracts(f"{out}-extracts", crimes=crimes, victims=victims, events=events)
        return build(extracts, tmp_path / out, AS_OF, force=load.force("met"), **more)[0]

    return built


def prompts(edition: Edition) -> list[tuple[int | None, bool | None]]:
    victims = edition.restricted("victims.parquet").sort("victim_id")
    return victims.select("crimes_in_twelve_months", "repeat_prompt").collect().rows()[: len(DAYS)]


def test_the_third_crime_in_twelve_months_has_the_prompt_and_no_other_victim_has(edition):
    built = edition()
    assert prompts(built) == [(1, False), (1, False), (2, False), (3, True), (1, False)]
    assert built.manifest.notes == (
        "Repeat victims: recognised by name, date of birth, postcode and the force's own person "
        "reference.",
    )


def test_the_prompt_decides_nothing(edition):
    """Nobody has Enhanced Rights by it, nor a ground, nor a decision."""
    victims = edition().restricted("victims.parquet").collect()
    said = victims.select("enhanced", "basis", "grounds", "decision").unique()
    assert said.rows() == [(False, None, None, None)]


def test_by_reference_alone_the_edition_says_that_it_was_by_reference(edition):
    people = [NOBODY | {"person_ref": ref} for ref in ("P1", "P1", "P1", "P1", "P2")]
    built = edition(people)
    assert prompts(built)[3] == (3, True)
    assert built.manifest.notes == (
        "Repeat victims: recognised by the force's own person reference alone.",
    )


def test_where_nobody_could_be_recognised_there_is_no_count_and_the_edition_says_so(edition):
    built = edition([NOBODY] * 5)
    assert prompts(built) == [(None, None)] * 5
    assert built.manifest.notes == (
        "Repeat victims: not looked for; the extracts hold neither names nor a reference.",
    )


def test_one_input_gives_identical_bytes_though_victims_are_linked(edition):
    one, other = edition(out="one"), edition(out="other")
    for half, names in (("open", (*OPEN_FILES, "manifest.json")), ("restricted", RESTRICTED_FILES)):
        for name in names:
            both = [(each.path / half / name).read_bytes() for each in (one, other)]
            assert both[0] == both[1], name


def test_neither_half_says_which_victims_are_one_person(edition):
    built = edition()
    for name in RESTRICTED_FILES:
        assert "person" not in " ".join(built.restricted(name).collect_schema().names())
    assert "Zebedee" not in "".join(
        str(pl.read_parquet(file).rows()) for file in built.path.rglob("*.parquet")
    )


def test_a_measure_may_count_prompts_and_the_second_route_counts_them_alike(edition):
    entitled = measures().find("priority-entitled")
    prompted = replace(
        entitled, id="prompted", numerator=Clause({"repeat_prompt": (True,)}),
        denominator=Clause({"repeat_prompt": (True, False)}), breakdowns=(),
    )  # fmt: skip
    chosen = Measures((prompted,))
    built = edition(measures=chosen)
    full = built.restricted("figures_full.parquet").filter(
        (pl.col("measure") == "prompted") & (pl.col("unit_type") == "force")
    )
    counts = full.select("period_start", "numerator", "denominator").collect().rows()
    assert counts == [
        (date(2021, 1, 1), 0, 1), (date(2022, 1, 1), 0, 40), (date(2022, 2, 1), 0, 1),
        (date(2022, 3, 1), 0, 1), (date(2022, 4, 1), 1, 2),
    ]  # fmt: skip
    rules = Rules(chosen, load.victims_codes(), load.force("met"))
    assert recount(built, rules).agrees
