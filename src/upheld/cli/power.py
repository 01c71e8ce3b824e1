"""upheld power: how many interviews a trial needs."""

from __future__ import annotations

import json
from dataclasses import asdict
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from upheld.core.errors import UpheldError

if TYPE_CHECKING:
    from upheld.statistics.power import Aim, Clustered, Size, SteppedWedge

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--design", "design_file", metavar="TOML", type=FILE, required=True)
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def power(design_file: Path, as_json: bool) -> None:
    """Say how many completed interviews a trial needs, and how many to choose for them.

    A design, of individuals, of clusters or of a stepped wedge:

    \b
    kind = "individual"    # or "cluster", "stepped_wedge"
    share = 0.66           # satisfied without it
    difference = 0.10      # what is to be seen, if it is there
    power = 0.8            # optional, as are the next two
    level = 0.05           # two-sided
    response = 0.4         # of those chosen, how many are interviewed
    \b
    icc = 0.02             # for clusters and stepped wedges
    cluster_size = 20      # for clusters: completed interviews each
    cluster_size_cv = 0.3  # how much that varies (optional)
    \b
    clusters = 12          # for stepped wedges
    steps = 4

    \b
    upheld power --design trial.toml --json
    """
    from upheld.rules.load_power_design import power_design
    from upheld.statistics.power import NoSizeError

    design = power_design(design_file)
    try:
        size = size_of(design)
    except NoSizeError as error:
        raise UpheldError(
            f"{error}.", next_step="take more clusters, or ask for less power or a larger "
            "difference."
        ) from error  # fmt: skip
    if as_json:
        click.echo(json.dumps(plain(design, size), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(lines(design, size)))


def size_of(design: Aim | Clustered | SteppedWedge) -> Size:
    from upheld.statistics import power

    if isinstance(design, power.Clustered):
        return power.clustered(design)
    if isinstance(design, power.SteppedWedge):
        return power.stepped_wedge(design)
    return power.individual(design)


def plain(design: Aim | Clustered | SteppedWedge, size: Size) -> dict[str, Any]:
    known = {name: value for name, value in asdict(size).items() if value is not None}
    return {**known, "design": asdict(design)}


def lines(design: Aim | Clustered | SteppedWedge, size: Size) -> list[str]:
    from upheld.statistics.power import Clustered, SteppedWedge

    aim = design.aim if isinstance(design, Clustered | SteppedWedge) else design
    aims = (
        f"To see {aim.share:.0%} become {aim.with_it:.0%} with a power of {aim.power:.0%}, at a "
        f"two-sided level of {aim.level:.0%}:"
    )
    said = [aims]
    if size.completed_per_arm is not None:
        said.append(f"  {size.completed_per_arm:,} completed interviews an arm, "
                    f"{size.completed_total:,} in two arms.")  # fmt: skip
    else:
        said.append(f"  {size.a_cell:,} completed interviews a cluster and period, "
                    f"{size.completed_total:,} in all.")  # fmt: skip
    if size.clusters_per_arm is not None:
        said.append(f"  In clusters: {size.clusters_per_arm} an arm, {size.clusters_per_arm_by_t} "
                    f"with Student's t (design effect {size.design_effect:.2f}).")  # fmt: skip
    said.append(f"  At a response of {aim.response:.0%}, choose {size.invited_total:,} for it.")
    if isinstance(design, Clustered):
        each = ceil(round(design.size / aim.response, 6))
        said.append(f"  Go by Student's t: {size.clusters_per_arm_by_t} clusters an arm, and "
                    f"{each:,} chosen in each.")  # fmt: skip
    said.append(f"  Their power is {size.power:.1%}.")
    return said
