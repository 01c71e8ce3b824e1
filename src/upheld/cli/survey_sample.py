"""What `upheld survey sample` and `upheld survey progress` answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

from upheld.cli.engine import working_engine
from upheld.cli.progress import announcing
from upheld.cli.survey_tables import columns, percent, wrapped
from upheld.core.errors import WrongUseError
from upheld.core.survey_sample import Exclusion
from upheld.extracts.read import read
from upheld.extracts.survey_sample_design import read_sample_design
from upheld.pipeline import survey_frame, survey_progress, survey_sample
from upheld.rules import load

REASONS = {
    Exclusion.NOT_A_PERSON: "a business or somebody's representative",
    Exclusion.UNDER_AGE: "under age",
    Exclusion.AGE_UNKNOWN: "age not known",
    Exclusion.DOMESTIC_ABUSE: "domestic abuse",
    Exclusion.SEXUAL_OFFENCE: "sexual offence",
    Exclusion.ON_DUTY: "officer on duty",
    Exclusion.SURVEYED: "interviewed lately",
    Exclusion.OPTED_OUT: "wants no survey",
    Exclusion.NO_SAFE_CONTACT: "no safe way to reach",
    Exclusion.SAME_PERSON: "another crime of somebody in the frame",
}


def sample_answer(
    extracts: Path, design_file: Path, seed: str, out: Path
) -> tuple[dict[str, Any], list[str]]:
    if not seed.strip():
        raise WrongUseError(
            "The seed is empty: anybody could draw the same people.",
            next_step="give a text of 16 letters or more, and keep it as you keep the key.",
        )
    design = read_sample_design(design_file)
    force = load.force(design.force) if design.force else None
    with working_engine() as connection, announcing() as announce:
        announce("Reading and checking the extracts")
        report = read(extracts, connection, force=force)
        announce("Drawing the sample")
        found = survey_frame.frame(connection, design, force)
    sample = survey_sample.draw(found, design, seed)
    inputs = {file.name: file.sha256 for file in report.inputs}
    inputs[design_file.name] = sha256(design_file.read_bytes()).hexdigest()
    written = survey_sample.write(sample, seed, inputs, out)
    data = survey_sample.record(sample, seed, inputs)
    data["files"] = {name: str(path) for name, path in written.items()}
    return data, _lines(sample, out)


def _lines(sample: survey_sample.Sample, out: Path) -> list[str]:
    frame = sample.frame
    reasons = [
        [REASONS[reason], f"{count:,}", f"{frame.reasons[reason]:,}"]
        for reason, count in frame.excluded.items()
    ]
    reported = (
        f"{frame.reported:,} victims of crimes reported from {frame.since} to before "
        f"{frame.until}; {frame.out_of_scope:,} of them of other crimes or channels."
    )
    drawn = (
        f"{len(frame.members):,} in the frame; {len(sample.members):,} drawn for "
        f"{sum(one.interviews for one in sample.strata):,} interviews "
        f"({sample.design.allocation.value} allocation)."
    )
    table = columns(["left out", "first reason", "any reason"], reasons, 1)
    strata = _strata_table(sample.strata)
    said = wrapped([*sample.notes, _files(out)])
    return [reported, "", *table, "", drawn, "", *strata, "", *said]


def _files(out: Path) -> str:
    return (
        f"Written to {out}: sample.csv for the supplier, with nothing that names anybody; key.csv, "
        "which stays with the force; survey_population.csv for the weights; sample.json."
    )


def _strata_table(strata: Sequence[survey_sample.Stratum]) -> list[str]:
    rows = [
        [
            one.unit_code, one.crime_type, f"{one.victims:,}", f"{one.interviews:,}",
            f"{one.drawn:,}", f"{one.base_weight:.2f}",
        ]
        for one in strata
    ]  # fmt: skip
    return columns(["unit", "crime type", "frame", "interviews", "drawn", "weight"], rows, 2)


# --------------------------------------------------------------------------------------- progress


def progress_answer(folder: Path, dispositions: Path) -> tuple[dict[str, Any], list[str]]:
    found = survey_progress.progress(folder, dispositions)
    data = {
        "pending": found.pending,
        "response_rates": {name: asdict(each) for name, each in found.rates.items()},
        "weighted": asdict(found.weighted),
        "quotas": [asdict(each) for each in found.quotas],
        "weeks": [asdict(each) for each in found.weeks],
    }
    return data, _progress_lines(found)


def _progress_lines(found: survey_progress.Progress) -> list[str]:
    rates = [
        [
            name, f"{each.cases:,.0f}", f"{each.complete:,.0f}",
            *(percent(getattr(each, rate)) for rate in ("rr1", "rr3", "coop3", "ref1", "con1")),
        ]
        for name, each in found.rates.items()
    ]  # fmt: skip
    header = ["", "drawn", "complete", "RR1", "RR3", "COOP3", "REF1", "CON1"]
    quotas = [
        [each.unit_code, each.crime_type, f"{each.wanted:,}", f"{each.done:,}", f"{each.left:,}"]
        for each in found.quotas
    ]
    weeks = [
        [each.week, f"{each.done:,}", f"{each.so_far:,}", percent(each.of_wanted)]
        for each in found.weeks
    ]
    pending = (
        f"{found.pending:,} cases have no disposition yet and count as of unknown eligibility. "
        f"Weighted, RR1 is {percent(found.weighted.rr1)}, RR3 {percent(found.weighted.rr3)}."
    )
    return [
        *columns(header, rates, 1),
        "",
        *columns(["unit", "crime type", "wanted", "done", "not worked"], quotas, 2),
        "",
        *columns(["week", "interviews", "so far", "of wanted"], weeks, 1),
        "",
        *wrapped([pending]),
    ]
