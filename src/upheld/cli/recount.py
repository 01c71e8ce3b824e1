"""recount: the figures of an edition counted again by a second, plain route."""

from __future__ import annotations

import difflib
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from upheld.editions.edition import Edition
    from upheld.editions.recount import Recount, Rules

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("edition", type=FOLDER)
@click.option("--measure", "measures", multiple=True, help="Only this measure, by its id; repeat.")
@click.option("--unit", "units", multiple=True, help="Only this unit, by its code; repeat.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
@click.pass_context
def recount(
    ctx: click.Context,
    edition: Path,
    measures: tuple[str, ...],
    units: tuple[str, ...],
    as_json: bool,
) -> None:
    """Count the figures of EDITION again from its restricted half, by a second route.

    Every figure of figures_full.parquet and every one that the open half shows is compared. Exit
    status 0: all agree. 1: some do not, and each is named; numbers of a figure that the open half
    withholds are not repeated. The outcome of a whole count is kept in recount.json, for the page
    on which the edition is published.

    \b
    Example: upheld recount editions/2022-06 --measure timeliness-r6-victims --unit SN
    """
    from upheld.editions.edition import open_edition
    from upheld.editions.recount import Rules
    from upheld.editions.recount import recount as count_again
    from upheld.editions.recount_record import keep
    from upheld.rules import load
    from upheld.rules.load_measures import measures as shipped_measures

    opened = open_edition(edition)
    force = load.force(opened.manifest.force) if opened.manifest.force else None
    rules = Rules(shipped_measures(), load.victims_codes(), force)
    _refuse_unknown(opened, rules, measures, units)
    outcome = count_again(opened, rules, measures=measures, units=units)
    rules_now = (load.rules_hash(), load.force_hash(force.code) if force else None)
    other_rules = opened.manifest.rules != rules_now
    if not (measures or units or other_rules):
        keep(opened, outcome)
    if as_json:
        click.echo(json.dumps(_plain(outcome, other_rules), ensure_ascii=False, default=str))
    else:
        _say(edition, outcome, other_rules)
        _say_what_was_not(opened, outcome, by_name=bool(measures))
    ctx.exit(0 if outcome.agrees else 1)


def _say(edition: Path, outcome: Recount, other_rules: bool) -> None:
    counted = f"{outcome.figures:,} figures, {outcome.open_figures:,} of them open,"
    if outcome.agrees:
        click.echo(f"Counted again: {counted} of {edition} all agree.")
    else:
        wrong = len(outcome.differences)
        click.echo(f"Counted again: {counted} of {edition}; {wrong:,} do not agree.")
        for difference in outcome.differences:
            click.echo(f"  - {difference}")
    if other_rules:
        click.echo("The rules now are not those that it was built with: build it again to compare.")


def _say_what_was_not(edition: Edition, outcome: Recount, *, by_name: bool) -> None:
    """Published series cannot be counted again; so that nobody thinks they were."""
    if not outcome.published or not (by_name or edition.published().height):
        return
    what = ", ".join(outcome.published) if by_name else "the published series"
    click.echo(f"Shown as they came (open/published.parquet), not counted again: {what}.")


def _plain(outcome: Recount, other_rules: bool) -> dict[str, object]:
    return {
        "agrees": outcome.agrees,
        "figures": outcome.figures,
        "open_figures": outcome.open_figures,
        "other_rules": other_rules,
        "published": list(outcome.published),
        "differences": [
            {**asdict(each), "numbers": {c: n and list(n) for c, n in each.numbers.items()}}
            for each in outcome.differences
        ],
    }


def _refuse_unknown(
    edition: Edition, rules: Rules, measures: tuple[str, ...], units: tuple[str, ...]
) -> None:
    """A name that nothing has would compare nothing, and agree."""
    from upheld.editions.recount_figures import BUILT_IN

    figures = edition.figures()
    _known("--measure", measures, {*rules.measures.ids, *BUILT_IN, *figures["measure"]})
    _known("--unit", units, {*figures["unit_code"].drop_nulls()})


def _known(option: str, asked: tuple[str, ...], known: set[str]) -> None:
    from upheld.core.errors import WrongUseError

    for name in asked:
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=3)
            raise WrongUseError(
                f"{option} {name}: there is none in this edition.",
                next_step=f"did you mean {' or '.join(near)}?"
                if near
                else "see upheld measures list, or the units on the site, for what there is.",
            )
