"""May this edition be published? Everything that speaks against it, at once.

The record that `upheld verify` left is demanded; every file is hashed and every figure counted
again here. The extracts are not read and nothing is built: the site has neither. Of a combined
edition the parts' manifests are checked and every sum is added up again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from upheld.core.errors import Problem, ProblemsError, UpheldError
from upheld.editions import recount_record
from upheld.editions.combine import disagreements
from upheld.editions.edition import open_edition
from upheld.editions.manifest import sha256
from upheld.editions.parts import is_combined
from upheld.editions.recount import Rules, recount
from upheld.editions.recount_differences import FULL_FILE
from upheld.rules import load
from upheld.rules.load_measures import measures
from upheld.web.staff.publish import current

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from upheld.editions.edition import Edition

RECORD = "verification.json"
SHOWN = 20
MOST_ON_A_PAGE = 100_000  # figures; the site's proxy gives up after a minute


@dataclass(frozen=True, slots=True)
class Checked:
    """An edition that was found fit; ``digest`` says which one, should it be replaced."""

    name: str
    digest: str
    as_of: str
    demonstration: bool
    figures: int


def quick(edition: Edition) -> tuple[Problem, ...]:
    """What can be said at once: the record of the verification, the rules, the hashes; of a
    combined edition, whether its parts are those that it names and it is their sum."""
    found = (*_record(edition), *_rules(edition), *_hashes(edition))
    if found or not is_combined(edition):
        return found
    return disagreements(edition)


def on_a_page(path: Path) -> Checked:
    """As ``whole``, and no longer than somebody waits for a page: a large edition must have been
    counted again by command, whose outcome stands beside it; the hashes of its files are looked at
    here. Raises UpheldError where it has not."""
    edition, seal = open_edition(path), current.digest(path)
    problems = (*quick(edition), *_counted_by_command(edition))
    if problems:
        raise refused(edition.name, problems)
    found = recount_record.kept(edition)
    return _checked(edition, seal, found.figures) if found else whole(path)


def counted_by(edition: Edition) -> str:
    """Who counts the figures again if it is published on a page: "command" (it has), "page" (it
    will, being small), or "nobody" yet."""
    if recount_record.kept(edition):
        return "command"
    return "page" if figures_in(edition) <= MOST_ON_A_PAGE else "nobody"


def figures_in(edition: Edition) -> int:
    """How many there are to count again; of a half that is gone none, as ``quick`` says."""
    path = edition.path / FULL_FILE
    return pl.scan_parquet(path).select(pl.len()).collect().item() if path.is_file() else 0


def _counted_by_command(edition: Edition) -> Iterator[Problem]:
    found = recount_record.kept(edition)
    if found and not found.agrees:
        yield Problem(edition.name, recount_record.RECORD, "says that figures do not agree")
    if counted_by(edition) == "nobody":
        what = f"{figures_in(edition):,} figures take longer to count again than a page may. Run: "
        what += f"upheld recount {edition.name}, in the folder of editions; then publish here"
        yield Problem(edition.name, "counted again", what)


def whole(path: Path) -> Checked:
    """Raises UpheldError, with all that is wrong, unless the edition is fit to be published."""
    edition, seal = open_edition(path), current.digest(path)
    problems = quick(edition)
    if problems:
        raise refused(edition.name, problems)
    manifest = edition.manifest
    if is_combined(edition):  # It has no cases: adding it up again is all that can be counted.
        return Checked(edition.name, seal, manifest.as_of, manifest.demonstration,
                       manifest.counts["figures"])  # fmt: skip
    outcome = recount(edition, rules_of(edition))
    if not outcome.agrees:
        found = [Problem(edition.name, "counted again", str(d)) for d in outcome.differences]
        more = len(found) - SHOWN
        rest = [Problem(edition.name, "counted again", f"and {more} more")] if more > 0 else []
        raise refused(edition.name, (*found[:SHOWN], *rest))
    return _checked(edition, seal, outcome.figures)


def _checked(edition: Edition, seal: str, figures: int) -> Checked:
    manifest = edition.manifest
    return Checked(edition.name, seal, manifest.as_of, manifest.demonstration, figures)


def rules_of(edition: Edition) -> Rules:
    code = edition.manifest.force
    return Rules(measures(), load.victims_codes(), load.force(code) if code else None)


def refused(name: str, problems: tuple[Problem, ...]) -> ProblemsError:
    return ProblemsError(
        f"{name} was not published, and what is shown stays as it is.",
        problems,
        next_step="put right what is named, then verify it: upheld verify EDITION EXTRACTS (of a "
        "combined one: EDITION PART PART …).",
    )


def _record(edition: Edition) -> Iterator[Problem]:
    def wrong(what: str) -> Problem:
        return Problem(edition.name, RECORD, what)

    try:
        said: dict[str, Any] = json.loads((edition.path / RECORD).read_text(encoding="utf-8"))
        verified, of = said["verified"], (said["as_of"], said["rules_hash"], said["files"])
    except FileNotFoundError:
        yield wrong("is missing: nobody has verified this edition")
        return
    except (OSError, ValueError, KeyError, TypeError):
        yield wrong("cannot be read")
        return
    manifest = edition.manifest
    if verified is not True:
        yield wrong("says that the edition did not come out the same when it was built again")
    if of != (manifest.as_of, manifest.rules_hash, len(manifest.files)):
        yield wrong("is about another edition than the one that stands here")


def _rules(edition: Edition) -> Iterator[Problem]:
    force = edition.manifest.force
    try:
        now = (load.rules_hash(), load.force_hash(force) if force else None)
    except UpheldError as error:
        yield Problem(edition.name, "rules", error.what)
        return
    if edition.manifest.rules != now:
        yield Problem(edition.name, "rules", "are not those that this site explains it with")


def _hashes(edition: Edition) -> Iterator[Problem]:
    for name, expected in sorted(edition.manifest.files.items()):
        path = edition.path / name
        if not path.is_file():
            yield Problem(edition.name, name, "is missing")
        elif sha256(path) != expected:
            yield Problem(edition.name, name, "was altered after the edition was built")
