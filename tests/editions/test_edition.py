"""Opening an edition says plainly what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from upheld.core.errors import UpheldError
from upheld.editions.edition import Edition, open_edition
from upheld.editions.manifest import Manifest


def test_a_folder_without_a_manifest_is_no_edition(tmp_path: Path) -> None:
    with pytest.raises(UpheldError, match="there is no edition here"):
        open_edition(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', "not json"])
def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "manifest.json").write_text(text)
    with pytest.raises(UpheldError, match=r"manifest\.json: this is not a manifest"):
        open_edition(tmp_path)


def test_one_measures_series_is_what_filtering_all_figures_gives(tmp_path):
    frame = pl.DataFrame(
        {"measure": ["a", "a", "b"], "breakdown": ["none", "sex", "none"], "value": [1.0, 2.0, 3.0]}
    )
    (tmp_path / "open").mkdir()
    frame.write_parquet(tmp_path / "open" / "figures.parquet")
    edition = Edition(tmp_path, Manifest("", None, None, False, "", "", (), (), {}))
    assert edition.series("a")["value"].to_list() == [1.0]
    assert edition.series("a", "sex")["value"].to_list() == [2.0]
    assert edition.series("nothing").is_empty()
