"""Builds an edition again from its extracts, or combines it again, and compares every byte."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from upheld.core.errors import WrongUseError
from upheld.editions.combine import combine
from upheld.editions.edition import (
    MANIFEST,
    OPEN,
    OPEN_FILES,
    OPTIONAL_FILES,
    RESTRICTED,
    RESTRICTED_FILES,
    open_edition,
)
from upheld.editions.manifest import sha256
from upheld.editions.parts import is_combined, refuse_combined
from upheld.pipeline.build import build
from upheld.rules import load

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from upheld.editions.edition import Edition
    from upheld.editions.manifest import Manifest

RECORD = "verification.json"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``differences`` says, file by file, what does not agree; none of them means verified."""

    verified: bool
    as_of: str
    rules_hash: str
    software: str
    files: int
    differences: tuple[str, ...]


def verify(
    path: Path,
    extracts: Path,
    announce: Callable[[str], None] = lambda _: None,
    *,
    before: Sequence[Path] = (),
) -> Outcome:
    """Compare the edition's files with its manifest, and both with a build made now.

    ``before``: the earlier editions that it was compared with when it was built. The outcome is
    recorded beside the two halves, for the day it is to be published.
    """
    edition = open_edition(path)
    refuse_combined(edition)
    _refuse_others(edition, before)
    differences = _changed_since_built(edition)
    with tempfile.TemporaryDirectory(prefix="upheld-verify-") as folder:
        force = load.force(edition.manifest.force) if edition.manifest.force else None
        again, _ = build(
            extracts,
            Path(folder) / "edition",
            date.fromisoformat(edition.manifest.as_of),
            force=force,
            before=before,
            announce=announce,
        )
        differences += _disagreements(edition, again)
    return _recorded(edition, again.manifest.software, differences)


def verify_combined(path: Path, parts: Sequence[Path]) -> Outcome:
    """Combine the parts again and compare every byte; the outcome is recorded as ``verify`` does.

    Whether a part follows from its extracts, only who holds them can verify. Raises UpheldError
    where the edition is not combined, or the parts cannot be.
    """
    edition = open_edition(path)
    if not is_combined(edition):
        raise WrongUseError(
            f"{path}: this edition was built from extracts, not combined from others.",
            next_step="name its one folder of extracts.",
        )
    differences = _changed_since_built(edition)
    with tempfile.TemporaryDirectory(prefix="upheld-verify-") as folder:
        name = edition.manifest.force_name
        again = combine(parts, Path(folder) / "edition", name=name).edition
        differences += _combined_otherwise(edition.manifest, again.manifest)
    return _recorded(edition, again.manifest.software, differences)


def _combined_otherwise(then: Manifest, now: Manifest) -> list[str]:
    parts = {each.file: each.sha256 for each in then.inputs}
    given = {each.file: each.sha256 for each in now.inputs}
    wrong = [
        f"parts: {name} is not the edition that was combined"
        for name in sorted(parts.keys() | given.keys())
        if parts.get(name) != given.get(name)
    ]
    if then.software != now.software:
        wrong.append(f"software: it was combined with {then.software}, this is {now.software}")
    wrong += [
        f"{name}: comes out otherwise"
        for name in sorted(then.files.keys() | now.files.keys())
        if then.files.get(name) != now.files.get(name)
    ]
    if not wrong and then != now:
        wrong.append(f"{MANIFEST}: comes out otherwise")
    return wrong


def _recorded(edition: Edition, software: str, differences: Sequence[str]) -> Outcome:
    outcome = Outcome(
        verified=not differences,
        as_of=edition.manifest.as_of,
        rules_hash=edition.manifest.rules_hash,
        software=software,
        files=len(edition.manifest.files),
        differences=tuple(differences),
    )
    text = json.dumps(asdict(outcome), indent=2) + "\n"
    (edition.path / RECORD).write_text(text, encoding="utf-8")
    return outcome


def _refuse_others(edition: Edition, before: Sequence[Path]) -> None:
    """What was first published can only be read again from the editions that it was read from."""
    built_after = {each.manifest: each.as_of for each in edition.manifest.before}
    given = {sha256(path / MANIFEST): path for path in before if (path / MANIFEST).exists()}
    missing = [as_of for found, as_of in built_after.items() if found not in given]
    others = [str(path) for found, path in given.items() if found not in built_after]
    if missing or others:
        said = [f"the one as of {as_of} is not named" for as_of in missing]
        said += [f"{path} is none of them" for path in others]
        raise WrongUseError(
            f"{edition.path}: the earlier editions that it was built after "
            f"({', '.join(built_after.values()) or 'there are none'}) must be named, "
            f"as they were then, and no others: {'; '.join(said)}.",
            next_step="give each of them with --before, and no other.",
        )


def _changed_since_built(edition: Edition) -> list[str]:
    changed = []
    for name, expected in sorted(edition.manifest.files.items()):
        file = edition.path / name
        if not file.exists():
            if name.startswith(f"{RESTRICTED}/") and not edition.has_restricted_half:
                continue  # kept for a set time only; the rest can still be verified
            changed.append(f"{name}: is missing")
        elif sha256(file) != expected:
            changed.append(f"{name}: was altered after the edition was built")
    return changed


def _disagreements(edition: Edition, again: Edition) -> list[str]:
    """What a build made now from the extracts named makes differently, and why it might."""
    then, now = edition.manifest, again.manifest
    wrong = []
    if then.rules_hash != now.rules_hash:
        wrong.append("rules: the rules now are not those that it was built with")
    if then.force_hash != now.force_hash:
        wrong.append("rules: the force's own lists now are not those that it was built with")
    if then.software != now.software:
        wrong.append(f"software: it was built with {then.software}, this is {now.software}")
    before = {i.file: i.sha256 for i in then.inputs}
    after = {i.file: i.sha256 for i in now.inputs}
    wrong += [
        f"inputs: {file} is not the file that it was built from"
        for file in sorted(before.keys() | after.keys())
        if before.get(file) != after.get(file)
    ]
    for half, names in ((OPEN, OPEN_FILES), (RESTRICTED, RESTRICTED_FILES)):
        for name in names:
            if then.files.get(f"{half}/{name}") != now.files[f"{half}/{name}"]:
                wrong.append(_rows_that_differ(edition.path, again.path, f"{half}/{name}"))
    for name in (f"{OPEN}/{file}" for file in OPTIONAL_FILES):
        if then.files.get(name) != now.files.get(name):
            wrong.append(_one_or_both(edition.path, again.path, name))
    return wrong


def _one_or_both(one: Path, other: Path, name: str) -> str:
    """Of a file that an edition need not have."""
    there = [(path / name).exists() for path in (one, other)]
    if all(there):
        return _rows_that_differ(one, other, name)
    return f"{name}: only in {'the edition' if there[0] else 'the build made now'}"


def _rows_that_differ(one: Path, other: Path, name: str) -> str:
    if not (one / name).exists():
        return f"{name}: is no longer kept, and would now come out otherwise"
    paths = [str(each / name).replace("'", "''") for each in (one, other)]
    query = "SELECT count(*) FROM (FROM read_parquet('{}') EXCEPT ALL FROM read_parquet('{}'))"
    with duckdb.connect() as connection:
        try:
            only_here = connection.execute(query.format(*paths)).fetchall()[0][0]
            only_there = connection.execute(query.format(*reversed(paths))).fetchall()[0][0]
        except duckdb.Error:
            return f"{name}: cannot be compared row by row: its columns differ or it is damaged"
    return f"{name}: {only_here} rows only in the edition, {only_there} only in the build made now"
