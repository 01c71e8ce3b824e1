"""Versions of a question set compared; what the short one misses."""

from __future__ import annotations

import pytest
from scipy.stats import ttest_ind

from upheld.statistics.question_sets import flags_compared, missed, times_compared


def test_flags_are_compared_by_share_with_newcombes_interval() -> None:
    (found,) = flags_compared({"VRI": 56}, 70, {"VRI": 48}, 80)
    # Newcombe (1998), table II (a), method 10.
    assert (found.estimate, found.lower, found.upper) == pytest.approx(
        (0.2, 0.0524, 0.3339), abs=5e-5
    )
    assert found.clear


def test_a_flag_that_one_version_never_raised_counts_as_nought_there() -> None:
    found = {each.name: each for each in flags_compared({"VRI": 5}, 50, {"interpreter": 5}, 50)}
    assert (found["VRI"].first, found["VRI"].second) == (0.1, 0.0)
    assert (found["interpreter"].first, found["interpreter"].second) == (0.0, 0.1)


def test_of_many_flags_one_that_chance_would_make_is_not_clear() -> None:
    """p 0.03 alone is a difference, among twenty it is not."""
    alone = flags_compared({"a": 65}, 100, {"a": 50}, 100)
    others = {f"f{n}": 50 for n in range(19)}
    among = flags_compared({"a": 65, **others}, 100, {"a": 50, **others}, 100)
    assert alone[0].clear
    assert alone[0].p == among[0].p
    assert not among[0].clear


def test_times_are_compared_by_welchs_interval() -> None:
    first, second = [300.0, 320.0, 280.0, 350.0], [200.0, 260.0, 180.0, 240.0, 220.0]
    found = times_compared("seconds", first, second)
    peer = ttest_ind(first, second, equal_var=False).confidence_interval()
    assert (found.lower, found.upper) == pytest.approx((peer.low, peer.high))
    assert found.clear


@pytest.mark.parametrize(("first", "second"), [([1.0], [1.0, 2.0]), ([1.0, 1.0], [2.0, 2.0])])
def test_times_that_say_nothing_are_refused(first: list[float], second: list[float]) -> None:
    with pytest.raises(ValueError, match=r"two assessments|do not vary"):
        times_compared("seconds", first, second)


def test_what_the_short_set_misses_is_counted_by_flag_and_by_victim() -> None:
    audits = [
        ({"VRI", "interpreter"}, {"VRI"}),
        ({"VRI"}, {"VRI"}),
        ({"interpreter"}, set()),
        (set(), set()),
        ({"VRI"}, {"VRI", "referral"}),  # what the short set raises beyond the full is no miss
    ]
    found = {each.flag: (each.missed, each.of) for each in missed(audits)}
    assert found == {"any": (2, 4), "VRI": (0, 3), "interpreter": (2, 2)}


def test_the_interval_of_what_is_missed_is_wilsons() -> None:
    audits = [({"VRI"}, set())] * 3 + [({"VRI"}, {"VRI"})] * 17
    found = missed(audits)[1]
    assert (found.lower, found.upper) == pytest.approx((0.0524, 0.3604), abs=5e-5)


def test_without_a_flag_nothing_is_missed() -> None:
    assert missed([(set(), set())]) == ()
    assert missed([]) == ()
