"""How far the leaflet reaches: who counts, in which quarter, with which interval."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner

from upheld.cli.leaflet import leaflet
from upheld.core.errors import UpheldError
from upheld.extracts.read import read
from upheld.pipeline.leaflet_reach import Reach, issued, recalled
from upheld.statistics.intervals import wilson

CRIMES = [
    {"crime_id": f"C{n}", "reported_at": "2022-05-02T10:00" if n < 20 else "2022-08-01T10:00",
     "unit_code": "SN" if n % 2 else "AS"}
    for n in range(24)
]  # fmt: skip
VICTIMS = [
    {"victim_id": f"V{n}", "crime_id": f"C{n}", "kind": "person", "named_contact": ""}
    for n in range(24)
]


def given(n: int, result: str = "handed_over", victim: str | None = None) -> dict[str, str]:
    return {"action_id": f"A{n}{result}", "crime_id": f"C{n}", "action": "leaflet_given",
            "done_at": "2022-05-02", "result": result,
            "victim_id": f"V{n}" if victim is None else victim}  # fmt: skip


def reach(found: tuple[Reach, ...], unit: str, quarter: str) -> Reach:
    (only,) = (each for each in found if (each.unit, each.quarter) == (unit, quarter))
    return only


def asked(write_extracts, how=issued, **tables):
    shipped = {"crimes": CRIMES, "victims": VICTIMS, "events": EVENTS}
    with duckdb.connect() as connection:
        read(write_extracts(**{**shipped, **tables}), connection)
        return how(connection)


EVENTS = [{"event_id": "E1", "crime_id": "C1", "event": "arrested", "occurred_at": "2022-05-04"}]


def test_issued_counts_victims_by_the_quarter_of_their_report(write_extracts) -> None:
    found = asked(write_extracts, actions=[given(1), given(3), given(5), given(2)])
    one = reach(found, "SN", "2022-Q2")
    assert (one.of, one.value) == (10, 0.3)
    low, high = wilson(np.array([0.3]), np.array([10.0]))
    assert (one.lower, one.upper) == pytest.approx((low[0], high[0]), abs=0.02)
    assert reach(found, "all", "2022-Q2").of == 20
    assert reach(found, "all", "2022-Q2").value == 0.2


@pytest.mark.parametrize("result", ["attempted", "message_left", "declined", "withheld"])
def test_what_was_not_given_is_not_issued(write_extracts, result: str) -> None:
    found = asked(write_extracts, actions=[given(1, result)])
    assert reach(found, "SN", "2022-Q2").value == 0


def test_one_given_to_all_of_a_crime_counts_for_each_of_its_victims(write_extracts) -> None:
    more = [*VICTIMS, {"victim_id": "V1b", "crime_id": "C1", "kind": "person", "named_contact": ""}]
    twice = [given(1, victim=""), given(1, "sent")]
    found = asked(write_extracts, victims=more, actions=twice)
    assert reach(found, "SN", "2022-Q2").of == 11
    assert reach(found, "SN", "2022-Q2").value == pytest.approx(2 / 11)


def test_a_business_counts_only_with_a_named_contact(write_extracts) -> None:
    more = [
        *VICTIMS,
        {"victim_id": "B1", "crime_id": "C1", "kind": "business", "named_contact": ""},
        {"victim_id": "B2", "crime_id": "C1", "kind": "business", "named_contact": "true"},
    ]
    assert reach(asked(write_extracts, victims=more, actions=[given(1)]), "SN", "2022-Q2").of == 11


def test_under_five_victims_only_that_is_shown(write_extracts) -> None:
    found = asked(write_extracts, actions=[given(21)])
    hidden = reach(found, "SN", "2022-Q3")
    assert (hidden.of, hidden.value, hidden.lower, hidden.upper) == (None, None, None, None)


INTERVIEWS = [
    {"respondent_id": f"R{n}", "interviewed_on": "2022-07-01", "unit_code": "SN",
     "leaflet": ("yes" if n < 4 else "no") if n < 20 else "", "w": "2" if n < 4 else "1"}
    for n in range(22)
]  # fmt: skip


def test_recalled_counts_answers_by_the_quarter_of_the_interview(write_extracts) -> None:
    found = asked(
        write_extracts,
        lambda c: recalled(c, "leaflet", ("yes",)),
        actions=[given(1)],
        survey_responses=INTERVIEWS,
    )
    one = reach(found, "SN", "2022-Q3")
    assert (one.of, one.value) == (20, 0.2)


def test_dont_know_leaves_the_base(write_extracts) -> None:
    unsure = [{**each, "leaflet": "don't know" if n in {4, 5} else each["leaflet"]}
              for n, each in enumerate(INTERVIEWS)]  # fmt: skip
    found = asked(
        write_extracts,
        lambda c: recalled(c, "leaflet", ("yes",), no_answer=("don't know",)),
        actions=[given(1)],
        survey_responses=unsure,
    )
    assert reach(found, "SN", "2022-Q3").of == 18


def test_weights_count_and_widen_the_interval(write_extracts) -> None:
    plain, weighted = (
        asked(
            write_extracts,
            lambda c, w=weight: recalled(c, "leaflet", ("yes",), w),
            actions=[given(1)],
            survey_responses=INTERVIEWS,
            name=f"extracts-{weight}",
        )
        for weight in (None, "w")
    )
    assert reach(weighted, "SN", "2022-Q3").value == pytest.approx(8 / 24)
    assert reach(plain, "SN", "2022-Q3").value == pytest.approx(4 / 20)
    assert reach(weighted, "SN", "2022-Q3").of == 20


def test_a_column_that_is_not_there_is_said(write_extracts) -> None:
    with pytest.raises(UpheldError, match="has no column booklet"):
        asked(write_extracts, lambda c: recalled(c, "booklet", ("yes",)), actions=[given(1)])


def test_the_command_gives_both_readings_with_what_they_do_not_say(
    write_extracts, tmp_path: Path
) -> None:
    folder = write_extracts(
        crimes=CRIMES, victims=VICTIMS, events=EVENTS, actions=[given(1)],
        survey_responses=INTERVIEWS,
    )  # fmt: skip
    named = [str(folder), "--recalled", "leaflet", "--yes", "yes"]
    text = CliRunner().invoke(leaflet, named).output
    assert "issued    SN      2022-Q2" in text
    assert "recalled  SN      2022-Q3" in text
    assert "under 5" in text
    found = json.loads(CliRunner().invoke(leaflet, [*named, "--json"]).output)
    assert {each["reading"] for each in found["reach"]} == {"issued", "recalled"}
    assert found["caveats"]
