"""One made-up force for all the tests of this folder, and how to look at it plainly."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from upheld.extracts.contract import table
from upheld.synthetic.generate import generate
from upheld.synthetic.order import Order
from upheld.synthetic.truth import NAME, Truth, unseal

ORDER = Order(crimes=12_000, months=10, seed=11, start="2021-12")


@dataclass(frozen=True)
class Made:
    folder: Path
    truth: Truth

    def files(self, name: str) -> list[Path]:
        return sorted(self.folder.glob(f"{name}-*.parquet"))

    def rows(self, name: str) -> pl.DataFrame:
        """The rows that stand: of one key the last; withdrawn crimes and their rows left out."""
        key = table(name).key[0]
        rows = pl.concat([pl.read_parquet(path) for path in self.files(name)])
        rows = rows.unique(key, keep="last", maintain_order=True)
        if name == "crimes":
            return rows.filter(pl.col.withdrawn.is_null())
        if name == "priority_decisions":
            return rows.join(self.rows("victims").select("victim_id"), on="victim_id", how="semi")
        return rows.join(self.rows("crimes").select("crime_id"), on="crime_id", how="semi")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("synthetic") / "force"
    generate(ORDER, folder)
    return Made(folder, unseal(folder / NAME))
