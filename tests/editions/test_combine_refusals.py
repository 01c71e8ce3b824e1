"""What is not combined, and what is said then: everything wrong with all parts at once."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.editions.conftest import SCHEMA, figure

from upheld.core.errors import ProblemsError, UpheldError, WrongUseError
from upheld.editions.combine import combine
from upheld.editions.edition import open_edition
from upheld.editions.manifest import Input
from upheld.editions.parts import refuse_combined

NUMBERS = ("numerator", "denominator", "value", "lower", "upper", "excluded", "open",
           "unmeasurable")  # fmt: skip
AS_OF = date(2022, 7, 1)


def _refusal(paths: list[Path], out: Path) -> str:
    with pytest.raises(ProblemsError) as refused:
        combine(paths, out)
    assert not out.exists()
    return str(refused.value)


def test_everything_wrong_with_all_parts_is_said_at_once(write_edition, tmp_path) -> None:
    altered = write_edition("altered", [figure(7, 10)])
    pl.DataFrame([figure(9, 10)], schema=SCHEMA).write_parquet(altered / "open/figures.parquet")
    short = write_edition("short", [figure(7, 10)])
    (short / "open" / "quality.parquet").unlink()
    outside = write_edition("outside", [figure(7, 10)], force="../../outside")
    whole = [write_edition(name, [figure(7, 10)]) for name in ("kent", "avon")]
    combine(whole, tmp_path / "both")
    said = _refusal(
        [*whole, altered, short, outside, tmp_path / "both", tmp_path / "nowhere"], tmp_path / "out"
    )
    assert "altered: open/figures.parquet: is not the file that its manifest names" in said
    assert "short: open/quality.parquet: is missing" in said
    assert "both: open/manifest.json: is itself combined" in said
    assert "nowhere: open/manifest.json" in said
    assert "force: expected a force's code, found '../../outside'" in said


def test_parts_of_another_day_or_other_rules_are_refused_by_name(write_edition, tmp_path) -> None:
    paths = [write_edition(name, [figure(7, 10)]) for name in ("kent", "avon")]
    paths += [write_edition("late", [figure(7, 10)], as_of="2022-07-08"),
              write_edition("other", [figure(7, 10)], rules_hash="b" * 64)]  # fmt: skip
    said = _refusal(paths, tmp_path / "out")
    assert "late: as-of date: expected 2022-07-01, as in 3 of the parts, found '2022-07-08'" in said
    assert f"other: rules (by their hash): expected {'a' * 64}, as in 3" in said


def test_nothing_is_counted_twice(write_edition, tmp_path) -> None:
    bcu = [figure(7, 10), figure(2, 6, unit_type="bcu", unit_code="SN")]
    once = write_edition("june", bcu, force="met")
    again = write_edition("again", bcu, force="met")
    same_file = (Input("crimes", "c.csv", "june", 9),)
    copied = write_edition("copied", [figure(7, 10)], inputs=same_file)
    said = _refusal([once, again, copied], tmp_path / "out")
    assert "again: units: expected none that june holds too" in said
    assert "copied: inputs: holds 1 of the extract files that june holds" in said
    (tmp_path / "elsewhere").mkdir()
    shutil.copytree(once, tmp_path / "elsewhere" / "june")
    said = _refusal([once, tmp_path / "elsewhere" / "june"], tmp_path / "out")
    assert "name: expected folders of different names, found 'june'" in said


def test_one_edition_alone_and_a_part_as_the_place_are_wrong_use(write_edition, tmp_path) -> None:
    kent, avon = (write_edition(name, [figure(7, 10)]) for name in ("kent", "avon"))
    with pytest.raises(WrongUseError, match="nothing to add up"):
        combine([kent], tmp_path / "out")
    for place in (kent, kent / "open" / "inside"):
        with pytest.raises(WrongUseError, match="place of a part"):
            combine([kent, avon], place)


def test_what_needs_extracts_refuses_a_combined_edition(write_edition, tmp_path) -> None:
    paths = [write_edition(name, [figure(7, 10)]) for name in ("kent", "avon")]
    refuse_combined(open_edition(paths[0]))
    with pytest.raises(UpheldError, match="combined from others") as refused:
        refuse_combined(combine(paths, tmp_path / "both").edition)
    assert "upheld verify EDITION PART" in refused.value.next_step
