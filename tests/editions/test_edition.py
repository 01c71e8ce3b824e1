"""Opening an edition says plainly what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from upheld.core.errors import UpheldError
from upheld.editions.edition import open_edition


def test_a_folder_without_a_manifest_is_no_edition(tmp_path: Path) -> None:
    with pytest.raises(UpheldError, match="there is no edition here"):
        open_edition(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 99}', "not json"])
def test_a_manifest_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "manifest.json").write_text(text)
    with pytest.raises(UpheldError, match=r"manifest\.json: this is not a manifest"):
        open_edition(tmp_path)
