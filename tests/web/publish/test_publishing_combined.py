"""A combined edition is published only where it is what its parts add up to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.web.publish.asked import RECORD, no_record, shown

from upheld.core.errors import ProblemsError, UpheldError
from upheld.editions.combine import combine
from upheld.editions.edition import open_edition
from upheld.editions.manifest import sha256
from upheld.pipeline.build import build
from upheld.pipeline.verify import verify_combined
from upheld.rules import load
from upheld.synthetic.generate import generate
from upheld.synthetic.order import Order


@pytest.fixture(scope="module")
def combined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two small made-up forces added up, verified from their parts; a third part beside them."""
    place = tmp_path_factory.mktemp("combined")
    for seed in (1, 2, 3):
        extracts, part = place / f"extracts{seed}", place / f"part{seed}"
        generate(Order(crimes=60, months=1, seed=seed, start="2022-04"), extracts)
        build(extracts, part, date(2022, 6, 20), force=load.force("met"))
        shutil.rmtree(part / "restricted")  # What leaves a force is the open half.
    parts = [place / "part1", place / "part2"]
    combine(parts, place / "both", name="Both forces")
    assert verify_combined(place / "both", parts).verified
    return place


@pytest.fixture
def both(combined: Path, folder: Path) -> Path:
    return Path(shutil.copytree(combined / "both", folder / "both"))


def test_a_combined_edition_is_published_and_its_pages_are_shown(
    both: Path, publish: Callable[..., Any], browser_of: Any, entries_of: Any
) -> None:
    publish("both")
    assert shown() == "both"
    client = browser_of("bert", "staff")
    for address in ("/", "/units/part1/", "/measures/timeliness-r6-victims/", "/rights/6/",
                    "/editions/both/", "/tables/units/timeliness-r6.csv"):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200, address
    assert "Both forces" in client.get("/").content.decode()
    assert "part2" in client.get("/").content.decode()
    assert len(entries_of("edition.published")) == 1


def _another_manifest(edition: Path) -> None:
    (edition / "open/manifests/part1.json").unlink()
    _sealed(edition)


def _with_cases(edition: Path) -> None:
    (edition / "restricted").mkdir()


def _one_more(edition: Path) -> None:
    path = edition / "open/figures.parquet"
    rows = pl.read_parquet(path).with_row_index("n")
    whole = (pl.col("unit_type") == "force") & (pl.col("numerator") > 0)
    first = rows.filter(whole)["n"][0]
    more = pl.col("numerator") + (pl.col("n") == first).cast(pl.Int64)
    rows.with_columns(numerator=more).drop("n").write_parquet(path)
    _sealed(edition)


def _passes_for_real(edition: Path) -> None:
    path = edition / "open/manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"demonstration": False}))


def _sealed(edition: Path) -> None:
    """Whoever alters a file may write its hash into the manifest too."""
    path = edition / "open/manifest.json"
    said = json.loads(path.read_text())
    kept = {name for name in said["files"] if (edition / name).exists()}
    said["files"] = {name: sha256(edition / name) for name in kept}
    path.write_text(json.dumps(said))
    record = json.loads((edition / RECORD).read_text())
    (edition / RECORD).write_text(json.dumps(record | {"files": len(kept)}))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(_another_manifest, "part1.json: is missing"), (_with_cases, "no case goes into"),
     (_one_more, "not the sums of the parts"), (_passes_for_real, "passes for real"),
     (no_record, "nobody has verified")],
)  # fmt: skip
def test_a_combined_edition_that_is_not_its_parts_is_refused(
    both: Path, publish: Callable[..., Any], spoil: Any, said: str
) -> None:
    spoil(both)
    with pytest.raises(ProblemsError, match=said):
        publish("both")
    assert shown() == "2022-03"


def test_a_combined_edition_of_other_parts_is_not_verified(both: Path, combined: Path) -> None:
    outcome = verify_combined(both, [combined / "part1", combined / "part3"])
    assert not outcome.verified
    assert "parts: part3 is not the edition that was combined" in outcome.differences
    assert json.loads((both / RECORD).read_text())["verified"] is False


def test_of_a_combined_edition_no_message_leaves_and_it_is_said_why(
    both: Path, publish: Callable[..., Any]
) -> None:
    from upheld.web.staff.push import prepare

    published = publish("both")
    with pytest.raises(
        UpheldError, match="holds no cases, so no figure of it can be counted again"
    ):
        prepare.whole(published, open_edition(both))
