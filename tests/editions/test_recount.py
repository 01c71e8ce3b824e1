"""The second route to every figure: it agrees with the build, and names what does not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner
from tests.editions.conftest import write_extracts

from upheld.cli.recount import recount as command
from upheld.core.errors import UpheldError, WrongUseError
from upheld.core.measure import Breakdown, Clause, Measures, Of
from upheld.editions.combine import combine
from upheld.editions.edition import Edition, open_edition
from upheld.editions.recount import Recount, Rules, recount, recount_shown
from upheld.editions.recount_figures import BUILT_IN
from upheld.extracts.published_sample import import_sample
from upheld.pipeline.build import build
from upheld.pipeline.verify import verify
from upheld.rules import load
from upheld.rules.load_measures import measures as shipped_measures
from upheld.synthetic.generate import generate
from upheld.synthetic.order import Order

FULL, OPEN = "restricted/figures_full.parquet", "open/figures.parquet"
RULES = Rules(shipped_measures(), load.victims_codes(), load.force("met"))
# Over the change of Codes, a whole year with its quarters, and some months of the next.
MADE, AS_OF = Order(crimes=1_500, months=15, seed=5, start="2021-02"), date(2022, 4, 20)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("made")
    generate(MADE, folder / "extracts")
    return build(folder / "extracts", folder / "edition", AS_OF, force=load.force("met"))[0]


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("real")
    import_sample(folder / "extracts")
    as_of = date(2024, 1, 31)
    return build(folder / "extracts", folder / "edition", as_of, force=load.force("met"))[0]


@pytest.fixture
def altered(made: Edition, tmp_path: Path) -> Callable[..., Edition]:
    """A copy of the made-up edition, one file of which a function has changed."""

    def alter(file: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Edition:
        copy = tmp_path / "altered"
        if not copy.exists():
            shutil.copytree(made.path, copy)
        change(pl.read_parquet(copy / file)).write_parquet(copy / file)
        return open_edition(copy)

    return alter


def one_more(column: str, where: pl.Expr) -> Callable[[pl.DataFrame], pl.DataFrame]:
    return lambda rows: rows.with_columns(
        pl.when(where).then(pl.col(column) + 1).otherwise(pl.col(column)).alias(column)
    )


def figure(measure: str, unit: str, month: date, reading: str = "strict") -> pl.Expr:
    return (
        (pl.col("measure") == measure)
        & (pl.col("reading") == reading)
        & (pl.col("unit_code") == unit)
        & (pl.col("period_start") == month)
        & (pl.col("period_end") == pl.lit(month).dt.month_end())
        & (pl.col("breakdown") == "none")
    )


def said(outcome: Recount) -> list[str]:
    return [str(each) for each in outcome.differences]


# Both routes agree -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["made", "real"])
def test_verify_and_recount_agree_on_every_figure(
    name: str, request: pytest.FixtureRequest
) -> None:
    edition: Edition = request.getfixturevalue(name)
    outcome = recount(edition, RULES)
    assert said(outcome) == []
    full = edition.restricted("figures_full.parquet").collect()
    assert outcome.figures == full.height > 3_000
    assert outcome.open_figures == edition.figures().filter(~pl.col("suppressed")).height
    assert verify(edition.path, edition.path.parent / "extracts").verified


def test_the_made_up_edition_has_every_kind_of_figure_that_can_be_counted(
    made: Edition, real: Edition
) -> None:
    """So that the test above compares all of them."""
    both = pl.concat([each.restricted("figures_full.parquet").collect() for each in (made, real)])
    counted = [each for each in RULES.measures.all if each.of is not Of.PUBLISHED]
    assert set(both["measure"]) == {*BUILT_IN, *(one for each in counted for one in each.ids)}
    assert set(both["breakdown"]) == {"none", "outcome", *Breakdown}
    assert set(both["unit_type"]) == {"force", "bcu", "ocu", "borough", "team"}
    assert set(both["reading"]) == {"strict", "lenient", "recorded", "published"}
    days = set((both["period_end"] - both["period_start"]).dt.total_days())
    assert {0, 30, 91, 364} <= days
    assert both.filter(pl.col("denominator") == 0).height > 0
    assert both.filter((pl.col("excluded") > 0) & (pl.col("unmeasurable") > 0)).height > 0


def test_without_a_forces_lists_every_code_is_its_own_unit_in_both_routes(tmp_path: Path) -> None:
    extracts = write_extracts(tmp_path / "extracts", "XX", seed=3, crimes=60, told=0.6)
    edition, _ = build(extracts, tmp_path / "edition", date(2022, 7, 20))
    outcome = recount(edition, replace(RULES, force=None))
    assert said(outcome) == []
    assert outcome.figures > 200


def test_a_victim_of_a_crime_known_by_its_month_alone_counts_in_neither_route(
    tmp_path: Path,
) -> None:
    extracts = write_extracts(tmp_path / "extracts", "XX", seed=3, crimes=8, told=0.6)
    (extracts / "crimes-more.csv").write_text("crime_id,month,unit_code\nM1,2022-05,XX\n")
    (extracts / "victims-more.csv").write_text("victim_id,crime_id,kind\nMV1,M1,person\n")
    edition, _ = build(extracts, tmp_path / "edition", date(2022, 7, 20))
    assert recount(edition, replace(RULES, force=None)).agrees


# What does not agree is named --------------------------------------------------------------------


def test_one_altered_figure_is_named_and_no_other(altered: Callable[..., Edition]) -> None:
    edition = altered(FULL, one_more("excluded", figure("timeliness-r6", "SN", date(2022, 2, 1))))
    (only,) = said(recount(edition, RULES))
    assert only.startswith(
        f"{FULL}: timeliness-r6, strict, bcu SN, 2022-02-01 to 2022-02-28: differs: excluded "
    )
    assert ", counted again " in only


def test_one_altered_figure_of_the_open_half_is_named(altered: Callable[..., Edition]) -> None:
    edition = altered(OPEN, one_more("value", figure("timeliness-r6", "met", date(2022, 2, 1))))
    (only,) = recount(edition, RULES, measures=["timeliness-r6"]).differences
    assert (only.file, only.figure.measure, only.figure.unit_code) == (OPEN, "timeliness-r6", "met")
    there, again = only.numbers["value"] or (None, None)
    assert there == pytest.approx((again or 0) + 1)


def test_one_altered_duty_is_named_in_every_figure_that_counts_it(
    made: Edition, altered: Callable[..., Edition]
) -> None:
    duties = made.restricted("duties.parquet").collect()
    chosen = duties.filter(
        (pl.col("entitlement") == "VC20-R6-ARREST")
        & (pl.col("status") == "met")
        & (pl.col("month") == "2022-02")
        & pl.col("team").is_not_null()
    ).row(0, named=True)
    late = pl.when(pl.col("duty_id") == chosen["duty_id"]).then(pl.lit("late"))
    edition = altered(
        "restricted/duties.parquet",
        lambda rows: rows.with_columns(status=late.otherwise(pl.col("status"))),
    )
    named = [each.figure for each in recount(edition, RULES).differences if each.file == FULL]
    whole_month = {
        (each.measure, each.unit_type, each.unit_code)
        for each in named
        if each.period_end == date(2022, 2, 28) and each.breakdown == "none"
    }
    team = f"{chosen['unit_code']}:{chosen['team']}"
    for measure in ("timeliness-r6", "timeliness-r6-arrest"):
        for place in (("force", "met"), ("bcu", chosen["unit_code"]), ("team", team)):
            assert (measure, *place) in whole_month
    assert {each.measure.removesuffix("-victims") for each in named} == {
        "timeliness-r6", "timeliness-r6-arrest"}  # fmt: skip
    assert {each.reading for each in named} == {"strict"}


def test_a_figure_that_is_gone_and_one_that_was_put_there_are_named(
    altered: Callable[..., Edition],
) -> None:
    where = figure("coverage-r4-vna", "met", date(2022, 2, 1))
    moved = pl.when(where).then(pl.lit("XYZ")).otherwise(pl.col("unit_code")).alias("unit_code")
    edition = altered(FULL, lambda rows: rows.with_columns(moved))
    first, second = said(recount(edition, RULES, measures=["coverage-r4-vna"]))[:2]
    assert "force XYZ" in first
    assert first.endswith("follows from no row of the restricted half")
    assert "force met" in second
    assert second.endswith("follows from the restricted half, and is not there")


def test_numbers_of_a_figure_that_the_open_half_withholds_are_not_repeated(
    made: Edition, altered: Callable[..., Edition]
) -> None:
    hidden = made.figures().filter(
        pl.col("suppressed") & (pl.col("unit_type") == "team") & (pl.col("breakdown") == "none")
        & (pl.col("measure") == "coverage-r4-vna") & (pl.col("period_start") == date(2022, 2, 1))
    ).row(0, named=True)  # fmt: skip
    where = figure("coverage-r4-vna", hidden["unit_code"], date(2022, 2, 1))
    edition = altered(FULL, one_more("numerator", where))
    (only,) = recount(edition, RULES, measures=["coverage-r4-vna"]).differences
    assert only.numbers == {"numerator": None}
    assert str(only).endswith("differs: numerator (withheld)")


def test_a_number_that_stands_in_a_withheld_figure_is_named(
    altered: Callable[..., Edition],
) -> None:
    where = pl.col("suppressed") & (pl.col("measure") == "coverage-r4-vna")
    let_out = pl.when(where).then(3).otherwise(pl.col("numerator")).alias("numerator")
    edition = altered(OPEN, lambda rows: rows.with_columns(let_out))
    outcome = recount(edition, RULES, measures=["coverage-r4-vna"])
    assert {each.what for each in outcome.differences} == {
        "is withheld, and yet numbers stand there"
    }
    assert len(outcome.differences) > 10


# What cannot be counted is named -----------------------------------------------------------------


def test_a_column_that_the_restricted_half_lacks_is_named_with_the_measure(
    altered: Callable[..., Edition],
) -> None:
    edition = altered("restricted/victims.parquet", lambda rows: rows.drop("decision"))
    assert recount(edition, RULES, measures=["coverage-r4-vna"]).agrees
    asks = replace(
        RULES.measures.find("priority-missed"), numerator=Clause({"decision": ("eligible",)})
    )
    with pytest.raises(UpheldError) as refused:
        recount(edition, replace(RULES, measures=Measures((asks,))))
    assert (
        "restricted/victims.parquet: decision: is not there; priority-missed counts by it"
        in str(refused.value)
    )


def test_an_edition_whose_restricted_half_is_gone_or_that_was_combined_is_refused(
    made: Edition, tmp_path: Path
) -> None:
    for name in ("one", "other"):
        extracts = write_extracts(tmp_path / f"x{name}", name.upper(), seed=3, crimes=9, told=0.6)
        build(extracts, tmp_path / name, date(2022, 7, 20))
    combine([tmp_path / "one", tmp_path / "other"], tmp_path / "both")
    shutil.rmtree(tmp_path / "one" / "restricted")
    with pytest.raises(UpheldError, match="restricted half is not there"):
        recount(open_edition(tmp_path / "one"), RULES)
    with pytest.raises(WrongUseError, match="combined from others"):
        recount(open_edition(tmp_path / "both"), RULES)


# Figures as somebody shows them ------------------------------------------------------------------


@pytest.fixture(scope="module")
def shown(made: Edition) -> pl.DataFrame:
    """Figures such as messages show: units and teams, months and quarters, whole and cut."""
    figures = made.figures().filter(~pl.col("suppressed"))
    return figures.sample(400, seed=1).select(
        "measure", "reading", "unit_type", "unit_code", "period_start", "period_end", "breakdown",
        "category", "numerator", "denominator", "value", "lower", "upper",
    )  # fmt: skip


def test_figures_as_shown_are_counted_again(made: Edition, shown: pl.DataFrame) -> None:
    outcome = recount_shown(made, RULES, shown)
    assert said(outcome) == []
    assert outcome.figures == 400


def test_what_was_shown_wrongly_or_should_not_be_is_named(
    made: Edition, shown: pl.DataFrame
) -> None:
    first = shown.head(1).with_columns(numerator=pl.col("numerator") + 1)
    hidden = made.figures().filter(pl.col("suppressed")).sample(1, seed=2).select(shown.columns)
    unknown = shown.slice(5, 1).with_columns(unit_code=pl.lit("XYZ"))
    outcome = recount_shown(made, RULES, pl.concat([first, shown[1:], hidden, unknown]))
    assert outcome.differences[0].file == "as shown"
    whats = {each.what for each in outcome.differences}
    assert whats >= {
        "differs", "follows from no row of the restricted half",
        "is shown, and the open half does not show it",
    }  # fmt: skip


# The command -------------------------------------------------------------------------------------


def run(*arguments: Any) -> tuple[int, str]:
    ran = CliRunner().invoke(command, [str(each) for each in arguments])
    return ran.exit_code, ran.output


def test_the_command_says_how_many_figures_agree(made: Edition) -> None:
    status, text = run(made.path, "--measure", "timeliness-r6-victims", "--unit", "SN")
    assert status == 0
    assert text.startswith("Counted again: ")
    assert text.rstrip().endswith("all agree.")


def test_the_command_exits_with_1_and_names_each_that_does_not(
    altered: Callable[..., Edition],
) -> None:
    where = figure("timeliness-r6", "SN", date(2022, 2, 1))
    edition = altered(FULL, one_more("open", where))
    status, text = run(edition.path, "--measure", "timeliness-r6")
    assert status == 1
    assert "timeliness-r6, strict, bcu SN, 2022-02-01 to 2022-02-28: differs: open " in text
    status, text = run(edition.path, "--measure", "timeliness-r6", "--json")
    assert status == 1
    found = json.loads(text)
    assert found["agrees"] is False
    assert found["differences"][0]["figure"]["unit_code"] == "SN"
    assert run(edition.path, "--measure", "timeliness-r6", "--unit", "AS")[0] == 0


def test_a_published_measure_is_said_to_be_shown_as_it_came(real: Edition) -> None:
    status, text = run(real.path, "--measure", "pas-trust-mps")
    assert status == 0
    assert "as they came (open/published.parquet), not counted again: pas-trust-mps." in text


@pytest.mark.parametrize(("option", "name"), [("--measure", "timeliness-r66"), ("--unit", "S N")])
def test_a_name_that_nothing_has_is_refused(made: Edition, option: str, name: str) -> None:
    ran = CliRunner().invoke(command, [str(made.path), option, name])
    assert isinstance(ran.exception, WrongUseError)
    assert f"{option} {name}: there is none" in str(ran.exception)
