"""combine: the open halves of several forces' editions added up into one."""

from __future__ import annotations

import json
from pathlib import Path

import click

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("editions", metavar="EDITION...", type=FOLDER, nargs=-1, required=True)
@click.option("--out", type=FOLDER, required=True, help="Where the edition is put, at once.")
@click.option("--name", help="What the whole is called, for example England and Wales.")
@click.option("--json", "as_json", is_flag=True, help="Print what was combined as JSON.")
def combine(editions: tuple[Path, ...], out: Path, name: str | None, as_json: bool) -> None:
    """Add the open halves of several EDITIONs up into one.

    They must be of one as-of date and built by the same rules. A sum is shown only where every part
    shows its figure; open/parts.parquet says of each how many parts are in it. Restricted halves
    are never read, and the new edition has none.

    \b
    Example: upheld combine editions/avon editions/kent --out editions/both --name "Avon and Kent"
    """
    from dataclasses import asdict

    from upheld.editions.combine import combine as combine_editions

    done = combine_editions(editions, out, name=name)
    if as_json:
        manifest = asdict(done.edition.manifest)
        answer = {"manifest": manifest, "complete": done.complete, "withheld": done.withheld}
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    click.echo(
        f"Combined {len(done.parts)} editions as of {done.edition.manifest.as_of} into {out}: "
        f"{done.complete:,} sums hold every part."
    )
    if done.withheld:
        click.echo(
            f"{done.withheld:,} more are withheld, because a part hides its figure or has none: "
            f"{out / 'open' / 'parts.parquet'} says how many."
        )
    click.echo(f"Next: upheld serve --editions {out.parent} --edition {out.name}")
