"""How numbers read."""

from __future__ import annotations

import pytest

from upheld.core.measure import Breakdown
from upheld.render import formats

NOTHING = {"numerator": None, "denominator": None, "value": None, "lower": None, "upper": None}


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.6264, "62.6%"), (0.0, "0.0%"), (1.0, "100.0%"), (0.99996, "99.9%"), (0.0001, "0.1%")],
)
def test_a_share_has_one_decimal_and_only_all_or_nothing_reads_so(share, said):
    assert formats.percent(share) == said


def test_an_interval_says_that_it_is_one(figure):
    assert formats.interval(figure()) == "95% interval 57.0% to 63.0%"
    assert formats.interval(figure(lower=None)) == "no interval"


def test_a_denominator_has_a_thousands_separator(figure):
    assert formats.of(figure(denominator=1234), "victims") == "of 1,234 victims"


def test_a_withheld_figure_reads_as_its_band_and_an_unknown_one_as_not_measurable(figure):
    assert formats.share(figure(**NOTHING, suppressed=True)) == "under 5 victims"
    assert formats.share(figure(**NOTHING, suppressed=True, breakdown="priority")) == (
        "under 5 victims"
    )
    assert formats.share(figure(**NOTHING)) == "not measurable"
    assert formats.share(None) == "not measurable"
    assert formats.share(figure(value=None, denominator=0, unmeasurable=0)) == "none due"
    assert formats.share(figure(value=None, denominator=0, unmeasurable=2)) == "not measurable"


@pytest.mark.parametrize("breakdown", [each for each in Breakdown if each.personal])
def test_a_withheld_personal_breakdown_is_never_called_small(figure, breakdown):
    """It may be large, and hidden only because another could be worked out from it."""
    said = formats.share(figure(**NOTHING, suppressed=True, breakdown=str(breakdown)))
    assert said == "withheld, so that nobody can be worked out"


def test_a_sum_of_forces_that_lacks_a_part_says_how_many_show_it(figure):
    said = formats.share(figure(**NOTHING, suppressed=True, parts_in=41, parts_of=43))
    assert said == "withheld: 41 of 43 forces show it"


def test_a_published_share_gets_no_decimal_that_its_publisher_did_not_give():
    assert formats.as_published(0.67) == "67%"
    assert formats.as_published(0.675) == "67.5%"


@pytest.mark.parametrize(
    ("came", "said"),
    [("2024-01", "January 2024"), ("2023-12-31", "31 December 2023"), ("2023/24", "2023/24")],
)
def test_a_vintage_is_said_in_words_where_it_is_a_date(came, said):
    assert formats.vintage(came) == said
