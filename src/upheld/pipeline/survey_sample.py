"""From the frame to a drawn sample and its files: what the supplier gets, what the force keeps.

The supplier gets a name that says nothing, the stratum, the language and the ways that are safe:
contact details are put to it by the force's own system, by the key that stays with the force.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from upheld import __version__
from upheld.core.errors import UpheldError
from upheld.core.survey_sample import Allocation, SampleDesign
from upheld.pipeline.survey_frame import Frame, Member
from upheld.statistics import survey_allocation as allocation

HANDED_OVER = ("sample_id", "wave", "unit_code", "crime_type", "language", "interpreter_needed",
               "contact_by")  # fmt: skip
KEY = ("sample_id", "victim_id", "crime_id", "unit_code", "crime_type", "base_weight")
POPULATION = ("wave", "unit_code", "crime_type", "victims", "interviews", "drawn", "base_weight")
SAMPLE_FILE, KEY_FILE, POPULATION_FILE = "sample.csv", "key.csv", "survey_population.csv"
RECORD_FILE = "sample.json"
GOOD_SEED = 16  # letters
SHORT_SEED = (
    "The seed is short: whoever guesses it, and knows the force's references, can tell from a "
    "sample_id who it is. Use 16 letters or more, and keep them as you keep the key."
)


@dataclass(frozen=True, slots=True)
class Stratum:
    """One BCU and crime type: ``victims`` in the frame, ``interviews`` wanted, ``drawn`` to get
    them, each standing for ``base_weight`` victims."""

    unit_code: str
    crime_type: str
    victims: int
    interviews: int
    drawn: int
    base_weight: float


@dataclass(frozen=True, slots=True)
class Sample:
    design: SampleDesign
    frame: Frame
    strata: tuple[Stratum, ...]
    members: tuple[Member, ...]
    notes: tuple[str, ...]


def draw(frame: Frame, design: SampleDesign, seed: str) -> Sample:
    """The same sample for the same frame, design and seed, whatever the order of the extracts."""
    groups: dict[tuple[str, str], list[Member]] = {}
    for member in frame.members:
        groups.setdefault(member.stratum, []).append(member)
    names = sorted(groups)
    sizes = [len(groups[name]) for name in names]
    wanted = _interviews(names, sizes, design)
    strata, chosen = [], list[Member]()
    for name, size, interviews in zip(names, sizes, wanted, strict=True):
        count = allocation.to_draw(interviews, design.rate_of(name[1]), size)
        of = {member.person.victim_id: member for member in groups[name]}
        chosen += [of[key] for key in allocation.drawn(list(of), count, seed)]
        strata.append(Stratum(*name, size, interviews, count, size / count if count else 0.0))
    notes = (*_notes(strata, design), *([SHORT_SEED] if len(seed) < GOOD_SEED else []))
    return Sample(design, frame, tuple(strata), tuple(chosen), notes)


def _interviews(
    names: Sequence[tuple[str, str]], sizes: Sequence[int], design: SampleDesign
) -> list[int]:
    if design.allocation is Allocation.EQUAL:
        return allocation.equal(sizes, design.interviews)
    if design.allocation is Allocation.PROPORTIONAL:
        return allocation.proportional(sizes, design.interviews)
    shares = [design.share_of(crime_type) for _, crime_type in names]
    if design.allocation is Allocation.NEYMAN:
        return allocation.neyman(sizes, shares, design.interviews)
    return _for_precision(names, sizes, design)


def _for_precision(
    names: Sequence[tuple[str, str]], sizes: Sequence[int], design: SampleDesign
) -> list[int]:
    """In each BCU as many as give the half width, shared out in proportion over crime types."""
    wanted = [0] * len(names)
    for unit in dict.fromkeys(unit for unit, _ in names):
        places = [at for at, name in enumerate(names) if name[0] == unit]
        within = [sizes[at] for at in places]
        share = sum(sizes[at] * design.share_of(names[at][1]) for at in places) / sum(within)
        total = allocation.for_precision(sum(within), share, design.half_width)
        for at, count in zip(places, allocation.proportional(within, total), strict=True):
            wanted[at] = count
    return wanted


def _notes(strata: Iterable[Stratum], design: SampleDesign) -> list[str]:
    short, alone = [], []
    for one in strata:
        name = f"{one.unit_code} × {one.crime_type}"
        expected = one.drawn * design.rate_of(one.crime_type)
        if expected < one.interviews - 1e-9:
            short.append(f"{name} (about {expected:.0f} of {one.interviews:,})")
        if one.victims == 1:
            alone.append(name)
    said = []
    if short:
        said.append(
            "All are drawn, and fewer interviews than wanted are to be expected, in "
            f"{', '.join(short)}."
        )
    if alone:
        said.append(
            f"One victim only in {', '.join(alone)}: a stratum with one interview has no error of "
            "its own; combine it with a neighbour when estimating."
        )
    return said


# ----------------------------------------------------------------------------------------- files


def write(sample: Sample, seed: str, inputs: Mapping[str, str], out: Path) -> dict[str, Path]:
    """The four files of a sample, in a new or empty folder: one in the field is never replaced."""
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UpheldError(
            f"{out} is not empty: a sample that may be in the field is never written over.",
            next_step="name another folder with --out.",
        )
    out.mkdir(parents=True, exist_ok=True)
    named = {
        allocation.sample_id(seed, member.person.victim_id): member for member in sample.members
    }
    assert len(named) == len(sample.members), "two persons of one name"
    weight = {(one.unit_code, one.crime_type): one.base_weight for one in sample.strata}
    population = [(sample.design.wave, *_row(one)) for one in sample.strata]
    files = {
        SAMPLE_FILE: _text(HANDED_OVER, _handed_over(sample, named)),
        KEY_FILE: _text(KEY, _keys(named, weight)),
        POPULATION_FILE: _text(POPULATION, population),
        RECORD_FILE: json.dumps(record(sample, seed, inputs), indent=2, ensure_ascii=False) + "\n",
    }
    for name, text in files.items():
        _write_for_the_owner(out / name, text)
    return {name: out / name for name in files}


def record(sample: Sample, seed: str, inputs: Mapping[str, str]) -> dict[str, Any]:
    """What was drawn from what: counts, and nothing that concerns one person."""
    frame = sample.frame
    return {
        "wave": sample.design.wave,
        "seed": seed,
        "software": f"upheld {__version__}",
        "inputs": dict(inputs),
        "reported_from": frame.since.isoformat(),
        "reported_before": frame.until.isoformat(),
        "victims": frame.reported,
        "out_of_scope": frame.out_of_scope,
        "excluded": dict(frame.excluded),
        "excluded_for_any_reason": dict(frame.reasons),
        "frame": len(frame.members),
        "allocation": sample.design.allocation.value,
        "interviews": sum(one.interviews for one in sample.strata),
        "drawn": len(sample.members),
        "strata": [asdict(one) for one in sample.strata],
        "notes": list(sample.notes),
    }


def _handed_over(sample: Sample, named: Mapping[str, Member]) -> list[tuple[str, ...]]:
    """In order of the names, which says nothing of when a crime was reported."""
    return [
        (
            name, sample.design.wave, *member.stratum, member.person.language or "",
            str(member.person.interpreter_needed).lower(),
            ";".join(member.person.ways(sample.design)),
        )
        for name, member in sorted(named.items())
    ]  # fmt: skip


def _keys(
    named: Mapping[str, Member], weight: Mapping[tuple[str, str], float]
) -> list[tuple[object, ...]]:
    return [
        (name, each.person.victim_id, each.person.crime_id, *each.stratum, weight[each.stratum])
        for name, each in sorted(named.items())
    ]


def _row(one: Stratum) -> tuple[object, ...]:
    return one.unit_code, one.crime_type, one.victims, one.interviews, one.drawn, one.base_weight


def _text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()


def _write_for_the_owner(path: Path, text: str) -> None:
    """Only its owner may read it: who was a victim stands in it."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(text)
