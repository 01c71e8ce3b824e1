"""Which victims are truly one and the same person, gathered while the months are made."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from upheld.synthetic.columns import NONE, Flags, Ints


@dataclass
class Repeats:
    """Holds two numbers a victim: for millions of victims that is some tens of megabytes."""

    persons: list[Ints] = field(default_factory=list)
    victim_ids: list[pl.Series] = field(default_factory=list)

    def add(self, persons: Ints, victim_ids: pl.Series, counted: Flags) -> None:
        some = counted & (persons != NONE)
        self.persons.append(persons[some])
        self.victim_ids.append(victim_ids.filter(pl.Series(some)))

    def truth(self) -> dict[str, Any]:
        """Everybody who is the victim of more than one crime, as the list of their victim ids."""
        rows = pl.DataFrame(
            {"person": np.concatenate(self.persons), "victim_id": pl.concat(self.victim_ids)}
        )
        groups = (
            rows.group_by("person", maintain_order=True)
            .agg("victim_id")
            .filter(pl.col.victim_id.list.len() > 1)
        )
        lists: list[list[str]] = groups["victim_id"].to_list()
        return {
            "persons": rows["person"].n_unique(),
            "repeat_persons": len(lists),
            "repeat_victims": sum(len(each) for each in lists),
            "groups": lists,
        }
