"""Adds the open halves of several editions up into one: a nation of its forces.

Only open halves are read, so that whatever is worked out from them was open before. What could go
wrong is a total that looks complete and is not. So a whole stands only where every part shows its
figure; where one hides it or does not have it, the whole is withheld, and parts.parquet says of
every whole how many parts are in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from upheld import __version__
from upheld.core.errors import Problem, UpheldError, WrongUseError
from upheld.editions.edition import MANIFEST, OPEN, RESTRICTED, open_edition
from upheld.editions.manifest import Input, Manifest, from_json, sha256
from upheld.editions.parts import COMPLETENESS, Part, open_parts
from upheld.editions.replace import built_aside
from upheld.editions.write import FIGURE_COLUMNS, QUALITY_COLUMNS
from upheld.statistics.sum_of_parts import interval_of_sum

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from upheld.editions.edition import Edition
    from upheld.statistics.intervals import Floats

OF_EACH = ("timing.parquet", "moved.parquet")
WHOLE = "all"  # the unit code of the sum
PART_TYPE = "unit"  # the unit type of each part
MANIFESTS = "manifests"  # the folder of the parts' own manifests, as they came
KEY = ("measure", "reading", "period_start", "period_end", "breakdown", "category")
ORDER = ("measure", "reading", "unit_type", "unit_code", *KEY[2:])
# Broken down by what each force lists in its own way; one name may mean two things.
BY_OWN_LISTS = ("offence_group", "sensitive_offence_group")
SURVEYS_LEFT = (
    "The satisfaction surveys of {} are not in this edition: each force’s survey has a design and "
    "a frame of its own, and their figures do not add up to one. They stand in each force’s own "
    "edition."
)
COUNTS = ("numerator", "denominator", "excluded", "open", "unmeasurable")


@dataclass(frozen=True, slots=True)
class Combined:
    """``complete`` wholes are shown, ``withheld`` ones lack a part's figure."""

    edition: Edition
    parts: tuple[str, ...]
    complete: int
    withheld: int


def combine(paths: Sequence[Path], out: Path, *, name: str | None = None) -> Combined:
    """Combine editions of one as-of date and one set of rules; the same ones give the same bytes.

    ``name`` is what the whole is called, such as England and Wales. Raises UpheldError where the
    parts cannot be added up; whatever edition stood at ``out`` is then untouched.
    """
    parts = open_parts(paths)
    _refuse_a_part(out, parts)
    figures = _whole_forces(parts)
    alike = _of_like_meaning(figures, parts)
    sums = wholes(alike, len(parts))
    with built_aside(out) as aside:
        edition = aside / "edition"
        (edition / OPEN / MANIFESTS).mkdir(parents=True)
        both = _with_parts(sums, figures)
        both.write_parquet(edition / OPEN / "figures.parquet")
        completeness(alike, len(parts)).write_parquet(edition / OPEN / COMPLETENESS)
        _quality(parts).write_parquet(edition / OPEN / "quality.parquet")
        _published(parts).write_parquet(edition / OPEN / "published.parquet")
        for file in OF_EACH:
            if (said := _of_each(parts, file)) is not None:
                said.write_parquet(edition / OPEN / file)
        for part in parts:
            place = edition / OPEN / MANIFESTS / f"{part.name}.json"
            place.write_bytes((part.edition.path / MANIFEST).read_bytes())
        _write_manifest(edition, _manifest(parts, name, both.height))
    withheld = int(sums["suppressed"].sum())
    return Combined(
        open_edition(out), tuple(part.name for part in parts), sums.height - withheld, withheld
    )


def manifests(edition: Edition) -> dict[str, Manifest]:
    """The manifest of each part by its name, in order of names."""
    folder = edition.path / OPEN / MANIFESTS
    return {
        each.file: from_json((folder / f"{each.file}.json").read_text(encoding="utf-8"))
        for each in edition.manifest.inputs
    }


def disagreements(edition: Edition) -> tuple[Problem, ...]:
    """What speaks against a combined edition by itself: the parts that it names and their
    manifests, and each whole, added up again from the parts' figures that stand in it."""
    return tuple(_against_manifests(edition)) or tuple(_against_sums(edition))


def _against_manifests(edition: Edition) -> Iterator[Problem]:
    whole = edition.manifest
    if edition.has_restricted_half:
        yield Problem(edition.name, RESTRICTED, "is there: no case goes into a combined edition")
    demonstration = False
    for each in whole.inputs:
        path = edition.path / OPEN / MANIFESTS / f"{each.file}.json"
        where = f"{OPEN}/{MANIFESTS}/{path.name}"
        try:
            part, found = from_json(path.read_text(encoding="utf-8")), sha256(path)
        except (OSError, ValueError, TypeError, KeyError):
            yield Problem(edition.name, where, "is missing or cannot be read")
            continue
        demonstration |= part.demonstration
        if found != each.sha256:
            yield Problem(edition.name, where, "is not the manifest of the part that was combined")
        if (part.as_of, part.rules_hash) != (whole.as_of, whole.rules_hash):
            yield Problem(edition.name, where, "is of another day, or of other rules")
    if demonstration and not whole.demonstration:
        yield Problem(edition.name, MANIFEST, "passes for real, and a part of it is made up")


def _against_sums(edition: Edition) -> Iterator[Problem]:
    figures = edition.figures()
    each = figures.filter(pl.col("unit_type") == PART_TYPE).rename({"unit_code": "part"})
    lists = {part.force_hash for part in manifests(edition).values()}
    again = wholes(_of_like_lists(each, lists), len(edition.manifest.inputs))
    shown = figures.filter(pl.col("unit_type") == "force").select(again.columns)
    for rows, others, said in (
        (shown, again, "are not the sums of the parts"),
        (again, shown, "that the parts add up to are not there"),
    ):
        wrong = rows.join(others, on=rows.columns, how="anti", nulls_equal=True)
        if wrong.height:
            text = f"{wrong.height:,} figures of the whole {said}, {wrong['measure'][0]} first"
            yield Problem(edition.name, f"{OPEN}/figures.parquet", text)


def completeness(figures: pl.DataFrame, parts_of: int) -> pl.DataFrame:
    """For each whole: how many parts show the figure, how many hide it, of how many there are.

    ``figures``: those of the parts, with ``part``. The rest of ``parts_of`` do not have the figure.
    """
    hidden = pl.col("suppressed").fill_null(value=False)
    counted = figures.group_by(KEY).agg(
        parts_in=(~hidden).sum().cast(pl.Int64), parts_hidden=hidden.sum().cast(pl.Int64)
    )
    return counted.with_columns(parts_of=pl.lit(parts_of, pl.Int64)).sort(KEY)


def wholes(figures: pl.DataFrame, parts_of: int) -> pl.DataFrame:
    """The sum of the parts' figures by KEY, withheld where not every part shows its own.

    A share that a part gives without its counts cannot be added: there is no whole of it.
    """
    states = completeness(figures, parts_of).join(_uncounted(figures), on=KEY, how="anti")
    whole = pl.col("parts_in") == pl.col("parts_of")
    complete = figures.join(states.filter(whole).select(KEY), on=KEY).sort(*KEY, "part")
    added = complete.group_by(KEY).agg(_added(column) for column in COUNTS).sort(KEY)
    lower, upper = _interval(complete, parts_of)
    shown = added.with_columns(
        value=pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator")),
        lower=pl.Series(lower, dtype=pl.Float64).fill_nan(None),
        upper=pl.Series(upper, dtype=pl.Float64).fill_nan(None),
    )
    return states.select(*KEY, suppressed=~whole).join(shown, on=KEY, how="left").sort(KEY)


def _added(column: str) -> pl.Expr:
    """What one part has not counted is not known of the whole."""
    return pl.when(pl.col(column).null_count() == 0).then(pl.col(column).sum()).alias(column)


def _uncounted(figures: pl.DataFrame) -> pl.DataFrame:
    no_counts = pl.col("numerator").is_null() | pl.col("denominator").is_null()
    return (
        figures.filter(no_counts & ~pl.col("suppressed").fill_null(value=False))
        .select(KEY)
        .unique()
    )


def _interval(complete: pl.DataFrame, parts_of: int) -> tuple[Floats, Floats]:
    """Every complete whole has one row a part, in order, so that its rows are one line."""

    def lines(column: str) -> Floats:
        numbers = complete[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        return numbers.reshape(-1, parts_of)

    return interval_of_sum(lines("numerator"), lines("denominator"), lines("lower"), lines("upper"))


def _whole_forces(parts: Sequence[Part]) -> pl.DataFrame:
    """The figures of each part as a whole; its own units stay behind."""
    frames = []
    for part in parts:
        path = part.edition.path / OPEN / "figures.parquet"
        try:
            rows = pl.scan_parquet(path).filter(pl.col("unit_type") == "force")
            frames.append(rows.select(pl.lit(part.name).alias("part"), *FIGURE_COLUMNS).collect())
        except pl.exceptions.PolarsError as error:
            raise UpheldError(
                f"{path}: cannot be read: {error}",
                next_step="build that edition again with this version, then combine again.",
            ) from error
    return pl.concat(frames)


def _of_like_meaning(figures: pl.DataFrame, parts: Sequence[Part]) -> pl.DataFrame:
    """Without what different lists of offences would add up to one group that is none."""
    return _of_like_lists(figures, {part.edition.manifest.force_hash for part in parts})


def _of_like_lists(figures: pl.DataFrame, lists: Collection[str | None]) -> pl.DataFrame:
    if len(lists) == 1:
        return figures
    return figures.filter(~pl.col("breakdown").is_in(BY_OWN_LISTS))


def _with_parts(sums: pl.DataFrame, figures: pl.DataFrame) -> pl.DataFrame:
    whole = sums.with_columns(unit_type=pl.lit("force"), unit_code=pl.lit(WHOLE))
    each = figures.with_columns(unit_type=pl.lit(PART_TYPE), unit_code=pl.col("part"))
    both = pl.concat([whole.select(FIGURE_COLUMNS), each.select(FIGURE_COLUMNS)])
    return both.sort(ORDER)


def _quality(parts: Sequence[Part]) -> pl.DataFrame:
    """What the checks found in each part; its name stands before the file's."""
    frames = [
        part.edition.quality()
        .with_columns(file=pl.format("{}/{}", pl.lit(part.name), pl.col("file")))
        .select(QUALITY_COLUMNS)
        for part in parts
    ]
    return pl.concat(frames).sort(QUALITY_COLUMNS)


def _published(parts: Sequence[Part]) -> pl.DataFrame:
    """The published series of all parts; what several hold stands once."""
    rows = pl.concat([part.edition.published() for part in parts]).unique()
    return rows.sort(rows.columns)


def _of_each(parts: Sequence[Part], file: str) -> pl.DataFrame | None:
    """What a file says of each part as a whole; there is no sum of it: medians and silent feeds do
    not add up, and the parts were first published on days of their own. None where no part has
    any."""
    frames = [
        pl.read_parquet(part.edition.path / OPEN / file)
        .filter(pl.col("unit_type") == "force")
        .with_columns(unit_type=pl.lit(PART_TYPE), unit_code=pl.lit(part.name))
        for part in parts
        if f"{OPEN}/{file}" in part.edition.manifest.files
    ]
    if not frames:
        return None
    rows = pl.concat(frames)
    return rows.sort(rows.columns)


def _manifest(parts: Sequence[Part], name: str | None, figures: int) -> Manifest:
    """The parts as inputs; theirs stand in their own manifests, which are kept as they came."""
    of = [part.edition.manifest for part in parts]
    rows = ("crimes", "victims", "duties", "no_code")
    return Manifest(
        as_of=of[0].as_of,
        force=None,
        force_name=name,
        demonstration=any(manifest.demonstration for manifest in of),
        software=f"upheld {__version__}",
        rules_hash=of[0].rules_hash,
        codes=tuple(sorted({code for manifest in of for code in manifest.codes})),
        inputs=tuple(
            Input(
                "edition",
                part.name,
                sha256(part.edition.path / MANIFEST),
                part.edition.manifest.counts.get("figures", 0),
            )
            for part in parts
        ),
        counts={
            **{each: sum(manifest.counts.get(each, 0) for manifest in of) for each in rows},
            "figures": figures,
            "parts": len(parts),
        },
        notes=_surveys_left(parts),
    )


def _surveys_left(parts: Sequence[Part]) -> tuple[str, ...]:
    held = [part.name for part in parts if part.edition.satisfaction() is not None]
    return (SURVEYS_LEFT.format(", ".join(held)),) if held else ()


def _write_manifest(edition: Path, manifest: Manifest) -> None:
    """Last of all: it names the hash of every other file."""
    for file in sorted(path for path in (edition / OPEN).rglob("*") if path.is_file()):
        manifest.files[file.relative_to(edition).as_posix()] = sha256(file)
    (edition / MANIFEST).write_text(manifest.to_json(), encoding="utf-8")


def _refuse_a_part(out: Path, parts: Sequence[Part]) -> None:
    place = out.resolve()
    for part in parts:
        if part.edition.path == place or part.edition.path in place.parents:
            raise WrongUseError(
                f"--out {out}: the combined edition cannot stand in the place of a part.",
                next_step="choose another folder.",
            )
