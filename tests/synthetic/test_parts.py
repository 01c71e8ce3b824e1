"""The parts that the made-up force is built of."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from upheld.rules.load import calendar, force
from upheld.synthetic.columns import NONE, mixed, pick, runs, share_of
from upheld.synthetic.generate import arrange
from upheld.synthetic.names import SPELLINGS, family_names, given_names, postcodes
from upheld.synthetic.order import Order
from upheld.synthetic.people import first_victims, people
from upheld.synthetic.planted import UNITS
from upheld.synthetic.shape import AIRPORTS, likeness, offences, recorded_crime
from upheld.synthetic.shape.make import CLASSES, EVERYTHING_ELSE, counts
from upheld.synthetic.working_days import WorkingDays, day_number, day_of

# ------------------------------------------------------------------------------------- the shape


def test_every_offence_of_the_shape_is_one_of_the_forces():
    known = {offence.code for offence in force("met").offences}
    assert {each.offence_code for each in offences()} <= known


def test_every_borough_of_the_shape_is_one_of_the_forces_or_the_airports():
    names = {borough.name for borough in force("met").boroughs} | {AIRPORTS}
    assert {borough for borough, _ in recorded_crime()["2022-05"]} == names


def test_the_offences_of_a_class_share_it_out_among_them():
    classes = {each.offence_class for each in offences()}
    assert classes == {*CLASSES.values(), EVERYTHING_ELSE}
    for name in classes:
        shares = [each.share for each in offences() if each.offence_class == name]
        assert abs(sum(shares) - 1) < 1e-9, name


def test_every_number_of_the_shape_that_is_a_chance_lies_between_nought_and_one():
    for each in offences():
        chances = (each.share, each.more_victims, each.domestic_abuse, each.hate_crime,
                   each.screened_out, each.suspect, each.charged)  # fmt: skip
        assert all(0 <= chance <= 1 for chance in chances), each.offence_code
        assert each.screened_out + each.suspect <= 1, each.offence_code


def test_every_bcu_has_rates_of_its_own():
    assert set(UNITS) == {unit.code for unit in force("met").bcus}


def test_a_month_outside_the_table_is_shaped_like_the_same_month_of_the_nearest_year():
    assert likeness("2019-05") == "2021-05"
    assert likeness("2022-05") == "2022-05"
    assert likeness("2025-12") == "2023-12"


def test_the_shape_is_made_from_published_counts_whatever_their_letter_case(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text(
        "MajorText,MinorText,LookUp_BoroughName,202012,202101\n"
        "Theft,BICYCLE THEFT,Barnet,9,4\n"
        "Theft,Bicycle Theft,Barnet,9,3\n"
        "Miscellaneous,Bigamy,Barnet,9,1\n"
    )
    assert counts([path]) == {
        ("Barnet", "bicycle_theft", "2021-01"): 7,
        ("Barnet", "other_crimes", "2021-01"): 1,
    }


# --------------------------------------------------------------------------------------- people


def test_a_person_is_the_same_whenever_asked_for():
    setting = arrange(Order(crimes=3000, months=6, seed=2))
    borough, place = np.full(200, 5), np.arange(200)
    again = first_victims(setting, 4, borough[50:60], place[50:60])
    whole = first_victims(setting, 4, borough, place)
    assert (whole[50:60] == again).all()
    assert (people(setting, whole).given[50:60] == people(setting, again).given).all()


def test_some_first_victims_of_a_month_were_victims_before_and_none_of_a_later_month():
    setting = arrange(Order(crimes=200_000, months=6, seed=2))
    size = int(setting.plan[4, 5].sum())
    persons = first_victims(setting, 4, np.full(size, 5), np.arange(size))
    assert ((persons >> 40) <= 4).all()
    assert 0.05 < ((persons >> 40) < 4).mean() < 0.25
    assert ((persons >> 32) & 0xFF == 5).all()


def test_spellings_come_in_fours_the_first_being_right():
    names = family_names()
    assert len(names) % SPELLINGS == 0
    assert names[:SPELLINGS] == ("Sampleby", "Sampeby", "Samplleby", "Samlpeby")
    assert len(given_names()) == 24 * 16 * SPELLINGS


def test_postcodes_lie_in_an_area_that_does_not_exist():
    assert all(each.startswith("ZZ") for each in postcodes(2))
    assert len(set(postcodes(2))) == 8000


# -------------------------------------------------------------------------------------- columns


@given(st.dates(date(2016, 1, 1), date(2026, 1, 1)), st.integers(1, 30))
def test_a_due_date_of_a_column_is_that_of_the_calendar(start, days):
    column = WorkingDays(calendar()).due(np.array([day_number(start)]), np.array([days]))
    assert day_of(int(column[0])) == calendar().due(start, days)


@given(st.lists(st.integers(0, 5), max_size=20))
def test_runs_count_each_owners_rows_from_nought(sizes):
    expected = [number for size in sizes for number in range(size)]
    assert runs(np.array(sizes, dtype=np.int64)).tolist() == expected


def test_positions_are_picked_by_their_shares():
    drawn = pick(np.random.default_rng(1), (1, 0, 3), 20_000)
    counted = np.bincount(drawn, minlength=3) / 20_000
    assert abs(counted[0] - 0.25) < 0.02
    assert counted[1] == 0


def test_mixing_spreads_neighbouring_keys_evenly_and_differently_for_each_purpose():
    keys = np.arange(50_000)
    one, two = share_of(keys, 7, 1), share_of(keys, 7, 2)
    assert abs(one.mean() - 0.5) < 0.01
    assert abs(np.corrcoef(one, two)[0, 1]) < 0.02
    assert abs(np.corrcoef(one[:-1], one[1:])[0, 1]) < 0.02
    assert len(np.unique(mixed(keys, 7, 1))) == len(keys)
    assert NONE == -1
