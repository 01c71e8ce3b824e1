"""repeats: how many victims are recognised as one person, and how rightly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from upheld.cli.engine import working_engine
from upheld.cli.progress import announcing

if TYPE_CHECKING:
    from datetime import datetime

    from upheld.pipeline.repeat_accuracy import Agreement
    from upheld.pipeline.repeat_victims import Linkage

BY = {
    "details": "names, date of birth, postcode and the force's own person reference",
    "reference": "the force's own person reference alone: the extracts hold no names",
}
NOTHING = (
    "Nobody can be recognised: the extracts hold neither person_ref nor names with a date of "
    "birth or postcode. There is no prompt."
)


@click.command()
@click.argument("extracts", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    required=True,
    help="Nothing that was reported after this day counts.",
)
@click.option(
    "--truth",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The sealed truth of a made-up force: also print how right it is.",
)
@click.option(
    "--threshold",
    type=float,
    help="Match weight, in bits, from which two rows are one person; as shipped when not given.",
)
@click.option(
    "--prompt-at",
    type=click.IntRange(min=2),
    help="Crimes in twelve months that ask for a look; as shipped when not given.",
)
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def repeats(
    extracts: Path,
    as_of: datetime,
    *,
    truth: Path | None,
    threshold: float | None,
    prompt_at: int | None,
    as_json: bool,
) -> None:
    """Count the victims in EXTRACTS who are one person: a prompt to look, never a decision.

    Counts are all it prints: no name, no id.

    \b
    Example: upheld repeats made-up --as-of 2024-01-10 --truth made-up/truth.sealed
    """
    from upheld.extracts.read import read
    from upheld.pipeline import repeat_accuracy, repeat_model, repeat_victims
    from upheld.synthetic.truth import unseal

    threshold = repeat_model.THRESHOLD if threshold is None else threshold
    prompt_at = prompt_at or repeat_victims.PROMPT_AT
    groups = unseal(truth)["repeat_victims"]["groups"] if truth else None
    day = as_of.date()
    with working_engine() as connection, announcing(quiet=as_json) as announce:
        announce("Reading and checking the extracts")
        read(extracts, connection)
        announce("Recognising repeat victims")
        linkage = repeat_victims.link(connection, day, threshold=threshold, prompt_at=prompt_at)
        agreement = (
            repeat_accuracy.compare(connection, day, groups, prompt_at=prompt_at)
            if groups is not None
            else None
        )
    if as_json:
        click.echo(json.dumps(_plain(linkage, agreement, threshold, prompt_at), indent=2))
        return
    for line in (*_found(linkage, prompt_at), *_right(agreement)):
        click.echo(line)


def _found(linkage: Linkage, prompt_at: int) -> tuple[str, ...]:
    if linkage.route == "none":
        return (NOTHING,)
    persons = (
        f"{linkage.victims:,} victims, businesses left out, are {linkage.persons:,} persons; "
        f"{linkage.repeated:,} of them stand there more than once."
    )
    prompts = (
        f"{linkage.prompts:,} victims are worth a look: it was at least the person's crime number "
        f"{prompt_at} in twelve months. A prompt, never a decision."
    )
    return persons, f"Recognised by {BY[linkage.route]}.", prompts


def _right(agreement: tuple[Agreement, Agreement] | None) -> tuple[str, ...]:
    return tuple(
        f"Beside the truth, {of}: {each.found:,} of {each.claimed:,} found are right "
        f"(precision {_share(each.precision)}); of the {each.true:,} there are, that finds "
        f"{_share(each.recall)} (recall)."
        for of, each in zip(("pairs", "prompts"), agreement or (), strict=False)
    )


def _share(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2%}"


def _plain(
    linkage: Linkage,
    agreement: tuple[Agreement, Agreement] | None,
    threshold: float,
    prompt_at: int,
) -> dict[str, Any]:
    from dataclasses import asdict

    plain = {**asdict(linkage), "threshold": threshold, "prompt_at": prompt_at}
    for of, each in zip(("pairs", "prompts"), agreement or (), strict=False):
        plain[f"{of}_beside_truth"] = {
            **asdict(each),
            "precision": each.precision,
            "recall": each.recall,
        }
    return plain
