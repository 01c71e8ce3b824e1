"""What the open half gives away: to an attacker with a linear programme, nothing."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from tests.pipeline.open_attack import KEY, PERSONAL, too_well_known

from upheld.editions.edition import Edition
from upheld.pipeline.build import build
from upheld.rules import load
from upheld.synthetic import AS_OF, demonstration


@pytest.fixture(scope="module")
def demonstrated(tmp_path_factory) -> Edition:
    folder = tmp_path_factory.mktemp("demonstration")
    demonstration(folder / "extracts")
    edition, _ = build(folder / "extracts", folder / "edition", AS_OF, force=load.force("met"))
    return edition


@pytest.fixture(scope="module")
def full(demonstrated) -> pl.DataFrame:
    return demonstrated.restricted("figures_full.parquet").collect()


pytestmark = pytest.mark.xdist_group("demonstrated")


def personal(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.filter(pl.col("breakdown").is_in(PERSONAL))


def test_a_whole_demonstration_edition_gives_an_attacker_nothing(demonstrated):
    assert list(too_well_known(demonstrated.figures())) == []


def test_the_attack_finds_one_hidden_cell_that_is_let_out(demonstrated, full):
    """So that the test above can fail."""
    figures = demonstrated.figures().filter(
        pl.col("measure").is_in(["coverage-r4-vna"]),
        pl.col("breakdown").is_in(["none", "ethnicity"]),
    )
    hidden = figures.filter(
        pl.col("suppressed"), pl.col("breakdown") == "ethnicity", pl.col("unit_type") == "bcu"
    )
    alone = hidden.group_by("unit_code", "period_start").agg(pl.len(), pl.col("category").first())
    unit, start, _, category = alone.sort("len", "unit_code").row(0)
    chosen = (
        (pl.col("unit_code") == unit)
        & (pl.col("period_start") == start)
        & (pl.col("category") == category)
    )
    truth = full.filter(chosen, pl.col("measure") == "coverage-r4-vna").drop("victims")
    let_out = pl.concat(
        [figures.filter(~chosen), truth.select(figures.columns).filter(
            (pl.col("period_end") - pl.col("period_start")).dt.total_days() > 100)]
    )  # fmt: skip
    assert list(too_well_known(let_out))


def test_a_personal_breakdown_stands_for_force_and_bcus_alone_and_never_by_month(demonstrated):
    shown = personal(demonstrated.figures())
    assert set(shown["unit_type"]) == {"force", "bcu"}
    days = (shown["period_end"] - shown["period_start"]).dt.total_days()
    assert days.min() > 31


def test_no_cell_under_five_victims_and_no_small_group_of_all_or_none_is_shown(demonstrated):
    shown = personal(demonstrated.figures()).filter(~pl.col("suppressed"))
    assert shown["denominator"].min() >= 5
    alike = (pl.col("numerator") == 0) | (pl.col("numerator") == pl.col("denominator"))
    assert shown.filter(pl.col("denominator") < 20, alike).is_empty()


def test_what_is_hidden_is_hidden_in_both_readings_and_in_all_that_counts_the_same(demonstrated):
    rows = personal(demonstrated.figures())
    same = ["coverage-r4-vna", "coverage-r3-info", "timeliness-r4-refer", "priority-identified"]
    cells = rows.filter(pl.col("measure").is_in(same)).group_by(
        "unit_type", "unit_code", "period_start", "period_end", "breakdown", "category"
    ).agg(pl.col("suppressed").n_unique().alias("kinds"))  # fmt: skip
    assert cells["kinds"].max() == 1


def test_a_bcu_has_quarters_only_where_nothing_of_the_year_is_hidden(demonstrated):
    rows = personal(demonstrated.figures()).filter(pl.col("unit_type") == "bcu")
    year = pl.col("period_start").dt.year()  # the years of this edition are calendar years
    long = (pl.col("period_end") - pl.col("period_start")).dt.total_days() > 100
    block = ["measure", "breakdown", "year"]
    hidden = rows.filter(long, pl.col("suppressed")).with_columns(year=year)
    quarters = rows.filter(~long).with_columns(year=year)
    partition = pl.col("breakdown").is_in(["sex", "age_band", "ethnicity", "disability"])
    assert quarters.filter(partition).join(hidden, on=block, how="semi").is_empty()


def test_years_of_one_edition_never_overlap(demonstrated):
    """The difference of two that do would be made of quarters."""
    years = demonstrated.figures().filter(
        (pl.col("period_end") - pl.col("period_start")).dt.total_days() > 100
    ).select("period_start", "period_end").unique().sort("period_start")  # fmt: skip
    assert years.height >= 3
    assert (years["period_start"].shift(-1) > years["period_end"]).drop_nulls().all()
    assert years["period_end"].max() == date(2023, 12, 31)


def test_what_is_hidden_stands_there_whether_or_not_anybody_is_behind_it(demonstrated, full):
    """A cell of nobody must not be known by its absence."""
    hidden = personal(demonstrated.figures()).filter(pl.col("suppressed"))
    assert hidden["numerator"].is_null().all()
    absent = hidden.join(full, on=KEY, how="anti", nulls_equal=True)
    assert absent.height > 0


def test_sensitive_offences_are_never_told_apart_by_month(demonstrated):
    force = load.force("met")
    groups = set(demonstrated.figures().filter(pl.col("breakdown") == "offence_group")["category"])
    assert not groups & {*force.sensitive_groups, *force.grouped_with_sensitive}
    assert "Other offences" in groups
