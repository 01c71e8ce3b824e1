"""The editions that are combined: opened, named, and refused where they cannot be added up."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl

from upheld.core.errors import Problem, ProblemsError, UpheldError, WrongUseError
from upheld.editions.edition import MANIFEST, OPEN, open_edition
from upheld.editions.manifest import sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from upheld.editions.edition import Edition
    from upheld.editions.manifest import Manifest

COMPLETENESS = "parts.parquet"
READ = ("figures.parquet", "quality.parquet", "published.parquet")
FORCE_CODE = re.compile(r"[\w-]+")
COMMANDS = ("bcu", "ocu", "unit")


@dataclass(frozen=True, slots=True)
class Part:
    """One edition of those combined, by a name of its own: its force's code, or its folder's."""

    name: str
    edition: Edition


def is_combined(edition: Edition) -> bool:
    return f"{OPEN}/{COMPLETENESS}" in edition.manifest.files


def figures_with_parts(edition: Edition, *, without: Collection[str] = ()) -> pl.DataFrame:
    """The open figures, less some breakdowns; of a combined edition with ``parts_in`` of
    ``parts_of`` for each whole."""
    figures = edition.figures(without=without)
    if not is_combined(edition):
        return figures
    held = pl.read_parquet(edition.path / OPEN / COMPLETENESS)
    key = [name for name in held.columns if name in figures.columns]
    of_whole = held.select(*key, pl.lit("force").alias("unit_type"), "parts_in", "parts_of")
    return figures.join(of_whole, on=[*key, "unit_type"], how="left")


def refuse_combined(edition: Edition) -> None:
    """For what needs extracts: a combined edition has none."""
    if is_combined(edition):
        raise WrongUseError(
            f"{edition.path}: this edition was combined from others; there are no extracts of it.",
            next_step="verify each of its parts where its extracts are; then this edition from its "
            "parts: upheld verify EDITION PART PART …",
        )


def open_parts(paths: Sequence[Path]) -> tuple[Part, ...]:
    """The editions to combine, in order of their names, whatever order they were given in.

    Only open halves are read. Raises ProblemsError, naming everything wrong with all of them, where
    they cannot be added up: see ``_each_alone`` and ``_together``.
    """
    if len(paths) < 2:
        raise WrongUseError(
            f"{len(paths)} edition: there is nothing to add up.",
            next_step="name two editions or more.",
        )
    editions, problems = _opened(paths)
    problems += [problem for edition in editions for problem in _each_alone(edition)]
    if not problems:
        parts = tuple(sorted(_named(editions), key=lambda part: part.name))
        problems += _together(parts)
    if problems:
        raise ProblemsError(
            "These editions cannot be combined.",
            tuple(problems),
            next_step="put right what is named, or leave it out, and combine again. "
            "Nothing was written.",
        )
    return parts


def _opened(paths: Sequence[Path]) -> tuple[list[Edition], list[Problem]]:
    editions, problems = [], []
    for path in paths:
        try:
            editions.append(open_edition(path.resolve()))
        except UpheldError as error:
            problems.append(Problem(str(path), MANIFEST, error.what))
    return editions, problems


def _named(editions: Sequence[Edition]) -> list[Part]:
    """A force's code where no other part has it too, else the name of the edition's folder."""
    forces = Counter(edition.manifest.force for edition in editions)
    return [
        Part(force if force and forces[force] == 1 else edition.name, edition)
        for edition in editions
        for force in (edition.manifest.force,)
    ]


def _each_alone(edition: Edition) -> Iterator[Problem]:
    """An edition of forces' own figures, whose open files are those that its manifest names."""
    where = str(edition.path)
    if is_combined(edition):
        yield Problem(where, MANIFEST, "is itself combined; name the editions that it is made of")
    if not FORCE_CODE.fullmatch(edition.manifest.force or "none"):  # it becomes the name of a file
        yield Problem(
            where, MANIFEST, "force: expected a force's code", str(edition.manifest.force)
        )
    named = {name for name in edition.manifest.files if name.startswith(f"{OPEN}/")}
    for name in sorted(named | {f"{OPEN}/{each}" for each in READ}):
        file = edition.path / name
        if not file.exists():
            yield Problem(where, name, "is missing")
        elif sha256(file) != edition.manifest.files.get(name):
            yield Problem(where, name, "is not the file that its manifest names")


def _together(parts: Sequence[Part]) -> list[Problem]:
    """One day, one set of rules (each may have its own force's lists), no name, extract or unit
    twice."""
    return [
        *_unlike(parts, "as-of date", lambda manifest: manifest.as_of),
        *_unlike(parts, "rules (by their hash)", lambda manifest: manifest.rules_hash),
        *_same_name(parts),
        *_same_extracts(parts),
        *_same_units(parts),
    ]


def _unlike(parts: Sequence[Part], what: str, of: Callable[[Manifest], str]) -> Iterator[Problem]:
    """Parts that differ from most: what is owed on another day, or by other rules, adds up to
    nothing."""
    values = {part.name: of(part.edition.manifest) for part in parts}
    (most, times), *_ = Counter(sorted(values.values())).most_common()
    for name, value in values.items():
        if value != most:
            yield Problem(name, what, f"expected {most}, as in {times} of the parts", value)


def _same_name(parts: Sequence[Part]) -> Iterator[Problem]:
    names = Counter(part.name for part in parts)
    for part in parts:
        if names[part.name] > 1:
            yield Problem(
                str(part.edition.path), "name", "expected folders of different names", part.name
            )


def _same_extracts(parts: Sequence[Part]) -> Iterator[Problem]:
    """One file of cases in two parts would be counted twice. Published series may be in both."""
    held = defaultdict(list)
    for part in parts:
        for each in part.edition.manifest.inputs:
            if each.rows and each.table not in {"published_series", "survey_population"}:
                held[each.sha256].append((part.name, each.file))
    pairs = Counter(
        (first[0], second[0])
        for found in held.values()
        for first, second in combinations(found, 2)
        if first[0] != second[0]
    )
    for (one, other), times in sorted(pairs.items()):
        yield Problem(one, "inputs", f"holds {times} of the extract files that {other} holds")


def _same_units(parts: Sequence[Part]) -> Iterator[Problem]:
    """One force's unit in two parts would be counted twice. Made-up forces borrow a real force's
    lists, so that there the same code says nothing."""
    held: dict[tuple[str | None, str], list[Part]] = defaultdict(list)
    for part in parts:
        for code in _units(part.edition):
            held[part.edition.manifest.force, code].append(part)
    shared = defaultdict(list)
    for (_, code), found in held.items():
        for first, second in combinations(found, 2):
            if not (first.edition.manifest.demonstration and second.edition.manifest.demonstration):
                shared[first.name, second.name].append(code)
    for (one, other), codes in sorted(shared.items()):
        text = ", ".join(sorted(codes)[:3]) + (", …" if len(codes) > 3 else "")
        yield Problem(
            one,
            "units",
            f"expected none that {other} holds too (build different forces each with --force)",
            text,
        )


def _units(edition: Edition) -> list[str]:
    figures = pl.scan_parquet(edition.path / OPEN / "figures.parquet")
    units = figures.filter(pl.col("unit_type").is_in(COMMANDS)).select("unit_code").unique()
    return sorted(units.collect()["unit_code"].drop_nulls())
