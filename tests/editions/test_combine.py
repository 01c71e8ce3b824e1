"""Open halves added up: a whole is the sum of all its parts, or it is withheld."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date

import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.editions.conftest import SCHEMA, figure, write_extracts

from upheld.cli.combine import combine as command
from upheld.editions import moved
from upheld.editions.combine import KEY, combine, completeness, manifests, wholes
from upheld.editions.compare import compare
from upheld.editions.edition import Edition, open_edition
from upheld.editions.manifest import sha256
from upheld.pipeline.build import build

NUMBERS = ("numerator", "denominator", "value", "lower", "upper", "excluded", "open",
           "unmeasurable")  # fmt: skip
AS_OF = date(2022, 7, 1)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Edition]:
    """Two small forces, and both built as one from their joined extracts."""
    folder = tmp_path_factory.mktemp("built")
    for name, forces in (("north", "n"), ("south", "s"), ("joined", "ns")):
        for force in forces:
            seed, crimes, told = {"n": (1, 60, 0.8), "s": (2, 90, 0.6)}[force]
            write_extracts(folder / f"{name}-extracts", force.upper(), seed, crimes, told)
    return {
        name: build(folder / f"{name}-extracts", folder / name, AS_OF)[0]
        for name in ("north", "south", "joined")
    }


def _whole(edition: Edition) -> pl.DataFrame:
    return edition.figures().filter(pl.col("unit_type") == "force")


def _only_whole(edition: Edition) -> dict[str, object]:
    return _whole(edition).row(0, named=True)


def test_two_forces_combined_give_the_figures_of_their_joined_extracts(built, tmp_path) -> None:
    done = combine([built["north"].path, built["south"].path], tmp_path / "both")
    shown = _whole(done.edition).filter(~pl.col("suppressed"))
    both = shown.join(_whole(built["joined"]), on=KEY, suffix="_direct")
    assert both.height == shown.height == done.complete > 20
    assert both["measure"].n_unique() > 5
    for column in ("numerator", "denominator", "value", "excluded", "open", "unmeasurable"):
        assert both[column].equals(both[f"{column}_direct"], null_equal=True), column
    for limit in ("lower", "upper"):
        apart = (both[limit] - both[f"{limit}_direct"]).abs()
        assert both[limit].is_null().equals(both[f"{limit}_direct"].is_null())
        assert apart.max() < 0.0005, both.filter(apart == apart.max())
    at_the_end = both.filter(pl.col("value").is_in([0.0, 1.0]))
    assert at_the_end.height > 0
    for limit in ("lower", "upper"):
        assert at_the_end[limit].to_list() == pytest.approx(at_the_end[f"{limit}_direct"].to_list())


def test_each_part_stands_beside_the_whole_as_a_unit_and_its_own_units_do_not(
    built, tmp_path
) -> None:
    done = combine([built["north"].path, built["south"].path], tmp_path / "both")
    figures = done.edition.figures()
    assert sorted(figures.select("unit_type", "unit_code").unique().rows()) == [
        ("force", "all"), ("unit", "north"), ("unit", "south")]  # fmt: skip
    south = figures.filter(pl.col("unit_code") == "south").drop("unit_type", "unit_code")
    assert south.sort(KEY).equals(
        _whole(built["south"]).drop("unit_type", "unit_code").sort(KEY), null_equal=True
    )


def test_the_same_parts_in_any_order_and_without_restricted_halves_give_the_same_bytes(
    built, tmp_path
) -> None:
    paths = [built["north"].path, built["south"].path]
    combine(paths, tmp_path / "first")
    for path in paths:
        shutil.copytree(path / "open", tmp_path / "open-only" / path.name / "open")
    combine([tmp_path / "open-only" / name for name in ("south", "north")], tmp_path / "second")
    files = sorted(p.relative_to(tmp_path / "first") for p in (tmp_path / "first").rglob("*.*"))
    assert [str(file) for file in files] == [
        "open/figures.parquet", "open/manifest.json", "open/manifests/north.json",
        "open/manifests/south.json", "open/moved.parquet", "open/parts.parquet",
        "open/published.parquet", "open/quality.parquet", "open/timing.parquet"]  # fmt: skip
    for file in files:
        assert (tmp_path / "first" / file).read_bytes() == (tmp_path / "second" / file).read_bytes()


def test_how_entries_were_made_is_said_of_each_part_and_of_no_sum(built, tmp_path) -> None:
    done = combine([built["north"].path, built["south"].path], tmp_path / "both")
    timing = done.edition.timing()
    assert set(timing.select("unit_type", "unit_code").rows()) == {
        ("unit", "north"), ("unit", "south")}  # fmt: skip
    north = timing.filter(pl.col("unit_code") == "north").drop("unit_type", "unit_code")
    whole = built["north"].timing().filter(pl.col("unit_type") == "force")
    assert north.rows() == whole.drop("unit_type", "unit_code").sort(north.columns).rows()


def test_how_the_last_months_moved_is_said_of_each_part_and_of_no_sum(tmp_path) -> None:
    north, before = tmp_path / "north-extracts", tmp_path / "before"
    write_extracts(north, "N", 1, 60, 0.8)
    write_extracts(tmp_path / "south-extracts", "S", 2, 90, 0.6)
    build(north, before, date(2022, 6, 15))
    moved_since, _ = build(north, tmp_path / "north", AS_OF, before=[before])
    south, _ = build(tmp_path / "south-extracts", tmp_path / "south", AS_OF)
    done = combine([moved_since.path, south.path], tmp_path / "both")
    said = moved.of(done.edition)
    assert said.height > 0
    assert said.select("unit_type", "unit_code").unique().rows() == [("unit", "north")]
    whole = moved.of(moved_since).filter(pl.col("unit_type") == "force")
    assert said.drop("unit_type", "unit_code").rows() == whole.drop("unit_type", "unit_code").rows()


def test_a_combined_edition_can_be_compared_with_another(built, tmp_path) -> None:
    paths = [built["north"].path, built["south"].path]
    one = combine(paths, tmp_path / "one").edition
    assert compare(one, one).causes == ()
    assert compare(one, one).duties is None


@pytest.mark.parametrize(
    ("other", "in_it", "hidden"),
    [
        (figure(None, None), 1, 1),
        (figure(3, 9, measure="timeliness-r6"), 1, 0),
        (figure(3, 9, period_start=date(2022, 4, 1), period_end=date(2022, 4, 30)), 1, 0),
        (figure(3, 9, breakdown="sex", category="female"), 1, 0),
    ],
    ids=["hidden", "another measure", "another month", "another breakdown"],
)
def test_a_whole_that_lacks_one_part_is_withheld_and_says_how_many_it_has(
    write_edition, tmp_path, other, in_it, hidden
) -> None:
    paths = [write_edition("kent", [figure(7, 10)]), write_edition("avon", [other])]
    done = combine(paths, tmp_path / "both")
    key = pl.struct(KEY) == pl.struct([pl.lit(figure(7, 10)[name]).alias(name) for name in KEY])
    (whole,) = _whole(done.edition).filter(key).iter_rows(named=True)
    assert whole["suppressed"] is True
    assert all(whole[column] is None for column in NUMBERS)
    parts = pl.read_parquet(tmp_path / "both" / "open" / "parts.parquet").filter(key)
    assert parts.select("parts_in", "parts_hidden", "parts_of").rows() == [(in_it, hidden, 2)]
    assert done.withheld >= 1


def test_a_whole_adds_up_its_parts_and_knows_that_it_is_complete(write_edition, tmp_path) -> None:
    paths = [write_edition("kent", [figure(7, 10)]), write_edition("avon", [figure(20, 30)])]
    done = combine(paths, tmp_path / "both")
    whole = _only_whole(done.edition)
    assert (whole["numerator"], whole["denominator"], whole["value"]) == (27, 40, 0.675)
    assert (whole["excluded"], whole["open"], whole["unmeasurable"]) == (2, 2, 2)
    assert (done.complete, done.withheld) == (1, 0)
    parts = pl.read_parquet(tmp_path / "both" / "open" / "parts.parquet")
    assert parts.select("parts_in", "parts_hidden", "parts_of").rows() == [(2, 0, 2)]


def test_what_one_part_has_not_counted_beside_a_figure_is_not_known_of_the_whole(
    write_edition, tmp_path
) -> None:
    paths = [write_edition("kent", [figure(7, 10, open=None)]),
             write_edition("avon", [figure(20, 30)])]  # fmt: skip
    whole = _only_whole(combine(paths, tmp_path / "both").edition)
    assert (whole["excluded"], whole["open"]) == (2, None)


def test_a_part_in_which_nobody_was_due_is_in_the_whole_and_changes_nothing(
    write_edition, tmp_path
) -> None:
    paths = [write_edition("kent", [figure(7, 10)]), write_edition("avon", [figure(0, 0)])]
    whole = _only_whole(combine(paths, tmp_path / "both").edition)
    alone = figure(7, 10)
    assert whole["suppressed"] is False
    for column in ("numerator", "denominator", "value", "lower", "upper"):
        assert whole[column] == pytest.approx(alone[column])


def test_a_share_without_counts_is_not_added_up(write_edition, tmp_path) -> None:
    share = figure(7, 10, numerator=None, denominator=None)
    paths = [write_edition("kent", [share, figure(1, 9, measure="m")]),
             write_edition("avon", [figure(20, 30), figure(1, 9, measure="m")])]  # fmt: skip
    edition = combine(paths, tmp_path / "both").edition
    assert _whole(edition)["measure"].to_list() == ["m"]


@given(
    st.lists(
        st.lists(
            st.one_of(st.none(), st.just("hidden"), st.tuples(st.integers(0, 9), st.just(9))),
            min_size=4,
            max_size=4,
        ),
        min_size=2,
        max_size=6,
    )
)
def test_no_whole_is_shown_beside_a_hidden_part(drawn) -> None:
    """Whatever is hidden or missing, and wherever: what is shown of a whole is a plain sum of
    numbers that every part shows itself."""
    rows = [
        {"part": str(n)} | figure(*((None, None) if one == "hidden" else one), category=str(c))
        for n, part in enumerate(drawn)
        for c, one in enumerate(part)
        if one is not None
    ]
    figures = pl.DataFrame(rows, schema={"part": pl.String} | SCHEMA)
    found = {row["category"]: row for row in wholes(figures, len(drawn)).iter_rows(named=True)}
    said = {row["category"]: row for row in completeness(figures, len(drawn)).rows(named=True)}
    for c in range(4):
        of_parts = [part[c] for part in drawn]
        if all(one is None for one in of_parts):
            assert str(c) not in found
            continue
        whole = found[str(c)]
        shown = [one for one in of_parts if one not in (None, "hidden")]
        assert said[str(c)]["parts_in"] == len(shown)
        assert said[str(c)]["parts_hidden"] == of_parts.count("hidden")
        if len(shown) < len(drawn):
            assert whole["suppressed"]
            assert all(whole[column] is None for column in NUMBERS)
        else:
            assert not whole["suppressed"]
            assert whole["numerator"] == sum(one[0] for one in shown)


def test_a_nation_of_43_forces(write_edition, tmp_path) -> None:
    chance = random.Random(43)
    hits = [chance.randint(0, 90) for _ in range(43)]
    months = [(date(2022, m, 1), date(2022, m, 28)) for m in range(1, 7)]
    paths = [
        write_edition(
            f"force{n:02}",
            [figure(hit, 100, period_start=a, period_end=b) for a, b in months if (n, a) != gap],
        )
        for gap in ((7, date(2022, 3, 1)),)
        for n, hit in enumerate(hits)
    ]
    done = combine(paths, tmp_path / "nation", name="England and Wales")
    nation = _whole(done.edition).sort("period_start")
    assert nation["numerator"].to_list() == [
        None if month == 3 else sum(hits) for month in range(1, 7)
    ]
    assert nation["denominator"].drop_nulls().unique().to_list() == [4300]
    assert done.edition.manifest.force_name == "England and Wales"
    assert done.edition.manifest.counts["parts"] == len(done.parts) == 43
    assert done.edition.figures().height == 6 + 43 * 6 - 1


def test_where_every_part_came_from_is_kept(write_edition, tmp_path) -> None:
    paths = [write_edition("kent", [figure(7, 10)], demonstration=True),
             write_edition("avon", [figure(20, 30)], software="upheld older")]  # fmt: skip
    edition = combine(paths, tmp_path / "both").edition
    assert edition.manifest.demonstration
    assert not edition.has_restricted_half
    assert [(i.table, i.file, i.sha256) for i in edition.manifest.inputs] == [
        ("edition", path.name, sha256(path / "open" / "manifest.json")) for path in paths[::-1]
    ]
    assert manifests(edition) == {path.name: open_edition(path).manifest for path in paths[::-1]}
    assert edition.manifest.counts["crimes"] == 18
    quality = edition.quality()
    assert sorted(quality["file"]) == ["avon/crimes.csv", "kent/crimes.csv"]
    assert edition.published().height == 1  # both parts hold the same published row
    for name, expected in edition.manifest.files.items():
        assert sha256(edition.path / name) == expected


def test_two_made_up_forces_of_one_code_go_by_the_names_of_their_folders(
    write_edition, tmp_path
) -> None:
    rows = [figure(7, 10, unit_code="met"), figure(2, 6, unit_type="bcu", unit_code="SN")]
    paths = [write_edition(name, rows, force="met", demonstration=True) for name in ("one", "two")]
    assert combine(paths, tmp_path / "both").parts == ("one", "two")


def test_forces_with_their_own_lists_add_up_but_not_by_offence_group(
    write_edition, tmp_path
) -> None:
    violence = figure(3, 6, breakdown="offence_group", category="Violence")
    paths = [write_edition(name, [figure(7, 10), violence], force_hash=name[0] * 64)
             for name in ("kent", "avon")]  # fmt: skip
    figures = combine(paths, tmp_path / "both").edition.figures()
    whole = figures.filter(pl.col("unit_type") == "force")
    assert whole.select("breakdown", "numerator", "denominator").rows() == [("none", 14, 20)]
    assert figures.filter(pl.col("breakdown") == "offence_group").height == 2
    assert open_edition(tmp_path / "both").manifest.force_hash is None


def test_forces_with_the_same_lists_add_up_by_offence_group(write_edition, tmp_path) -> None:
    violence = figure(3, 6, breakdown="offence_group", category="Violence")
    paths = [write_edition(name, [violence], force_hash="c" * 64) for name in ("kent", "avon")]
    figures = combine(paths, tmp_path / "both").edition.figures()
    assert figures.filter(pl.col("unit_type") == "force")["denominator"].to_list() == [12]


def test_two_areas_of_one_force_that_share_no_unit_are_combined(write_edition, tmp_path) -> None:
    paths = [
        write_edition(
            area, [figure(7, 10), figure(2, 6, unit_type="bcu", unit_code=code)], force="met"
        )
        for area, code in (("east", "EA"), ("west", "AW"))
    ]
    assert combine(paths, tmp_path / "both").parts == ("east", "west")


def test_the_command_says_what_it_did(write_edition, tmp_path) -> None:
    paths = [str(write_edition("kent", [figure(7, 10), figure(1, 6, category="x")])),
             str(write_edition("avon", [figure(20, 30)]))]  # fmt: skip
    asked = [*paths, "--out", str(tmp_path / "both")]
    plain = CliRunner().invoke(command, asked)
    assert plain.exit_code == 0
    assert "Combined 2 editions as of 2022-07-01" in plain.output
    assert "1 sums hold every part" in plain.output
    assert "1 more are withheld" in plain.output
    answer = json.loads(CliRunner().invoke(command, [*asked, "--json"]).output)
    assert (answer["complete"], answer["withheld"]) == (1, 1)
    assert answer["manifest"]["counts"]["parts"] == 2


def test_surveys_are_left_behind_and_the_combined_edition_says_so(built, tmp_path) -> None:
    for name in ("north", "south"):
        shutil.copytree(built[name].path, tmp_path / name)
    place = tmp_path / "south" / "open" / "satisfaction.parquet"
    pl.DataFrame({"part": ["estimate"]}).write_parquet(place)
    manifest = tmp_path / "south" / "open" / "manifest.json"
    told = json.loads(manifest.read_text())
    told["files"]["open/satisfaction.parquet"] = sha256(place)
    manifest.write_text(json.dumps(told))
    done = combine([tmp_path / "north", tmp_path / "south"], tmp_path / "both").edition
    assert done.satisfaction() is None
    (note,) = done.manifest.notes
    assert "The satisfaction surveys of south are not in this edition" in note
    others = combine([built["north"].path, built["south"].path], tmp_path / "others").edition
    assert others.manifest.notes == ()
