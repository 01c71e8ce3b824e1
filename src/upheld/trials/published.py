"""A trial as everybody on the staff site may see it: protocol, commitment, flow; at last results.

One JSON file a trial. Nothing in it is of one person: it holds no reference and no day of an
allocation. While the trial runs it tells no arm from another, and results come only with the last
analysis: a look before the end is for those who decide on stopping.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from upheld.core.errors import UpheldError
from upheld.core.trial import Protocol
from upheld.core.trial_log import Act, allocated, closed
from upheld.trials.analysis import Answers, Stage, stage_of
from upheld.trials.commitment import Commitment
from upheld.trials.folder import Trial
from upheld.trials.report import Section, TrialReport

FEWEST = 5
FORMAT = 1
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
RESULTS = ("Verdict", "By block", "Pooled", "To keep in mind")
FLOW = "Flow"


@dataclass(frozen=True, slots=True)
class Page:
    """``stage``: running, or over; ``sections`` in the order of the page."""

    name: str
    title: str
    stage: str
    committed_on: str
    commitment: str
    sections: tuple[Section, ...]

    @property
    def over(self) -> bool:
        return self.stage == "over"


def page(name: str, trial: Trial, report: TrialReport | None = None) -> Page:
    """``report``: of the end, never of a look. UpheldError for a name that no address can have."""
    if not NAME.fullmatch(name):
        raise UpheldError(
            "A trial's name on the site is made of small letters, figures and dashes.",
            next_step="name it, such as --name call-backs-2026.",
        )
    protocol, made = trial.protocol, trial.commitment
    sections = [*_results(report), _protocol(protocol), _flow(trial, report)]
    sections.append(_commitment(made))
    stage = "over" if report else "closed, not analysed" if closed(trial.lines) else "running"
    return Page(name, protocol.title, stage, made.committed_on, made.hash, tuple(sections))


def _commitment(made: Commitment) -> Section:
    bound = f"Protocol, code and seed were bound on {made.committed_on} by {made.hash}."
    seed = (
        "The seed is 256 random bits, kept by somebody who does not allocate. When the trial is "
        "over it is given out, and upheld trial replay draws every lot again."
    )
    return Section("Commitment", (bound, seed))


def refuse_a_look(trial: Trial, answers: Answers) -> None:
    """Before anything is analysed: a look that is refused uses none up. UpheldError."""
    if stage_of(trial, answers) is not Stage.FINAL:
        raise UpheldError(
            "The trial is not over: a look before the end is not published.",
            next_step="publish without --outcomes while the trial runs.",
        )


def _protocol(protocol: Protocol) -> Section:
    sentences = [
        protocol.question,
        f"May be in it: {'; '.join(protocol.eligibility)}.",
        *(f"Arm {arm.name}: {arm.does}" for arm in protocol.arms),
        f"Lots are drawn within {', '.join(protocol.blocks)}, each {protocol.unit} by itself.",
        f"Outcome: {protocol.outcome.asked}, {protocol.outcome.when}.",
        f"Size: {protocol.completed_per_arm:,} completed interviews an arm.",
        f"Harm: {protocol.stopping.harm}",
        f"Answers for it: {protocol.owner}.",
    ]
    return Section("Protocol", tuple(sentences))


def _results(report: TrialReport | None) -> list[Section]:
    if report is None:
        return []
    return [_without_few(each) for each in report.sections() if each.heading in RESULTS]


def _without_few(section: Section) -> Section:
    """A line with under five interviews on a side shows neither share."""
    if not section.table:
        return section
    header, *rows = section.table
    counts = [at for at, name in enumerate(header) if name in ("n", "n compared")]
    kept = tuple(
        row if all(_number(row[at]) >= FEWEST for at in counts if row[at])
        else (row[0], row[1], *("" for _ in row[2:-1]), "under 5 interviews on a side")
        for row in rows
    )  # fmt: skip
    return Section(section.heading, section.sentences, (header, *kept))


def _number(cell: str) -> int:
    return int(cell.replace(",", ""))


def _flow(trial: Trial, report: TrialReport | None) -> Section:
    """As CONSORT asks; by arm only once the trial is over."""
    reasons = Counter(line.said for line in trial.lines if line.act == Act.EXCLUDED)
    lots = allocated(trial.lines)
    planned = trial.protocol.units_per_arm * len(trial.protocol.arms)
    sentences = [
        f"Assessed: {len(lots) + sum(reasons.values()):,}.",
        f"Not taken in: {sum(reasons.values()):,}.",
        *(f"Not taken in, {reason}: {_few(count)}." for reason, count in sorted(reasons.items())),
        f"Allocated: {len(lots):,}; the size asks for about {planned:,}.",
    ]
    if report is None:
        blocks = Counter(line.block for line in lots)
        table = [("block", "allocated"), *((b, _few(blocks[b])) for b in trial.protocol.blocks)]
        return Section(FLOW, tuple(sentences), tuple(table))
    held = next(each for each in report.sections() if each.heading == FLOW)
    return Section(FLOW, tuple(sentences), held.table)


def _few(count: int) -> str:
    return f"{count:,}" if count == 0 or count >= FEWEST else f"under {FEWEST}"


# ------------------------------------------------------------------------------------- the files


def as_json(made: Page) -> str:
    return json.dumps({"format": FORMAT, **asdict(made)}, indent=2, ensure_ascii=False) + "\n"


def read_pages(folder: Path) -> tuple[Page, ...]:
    """Those in the folder, the latest commitment first; a file that is none is left out."""
    found = [each for path in sorted(folder.glob("*.json")) if (each := _read(path))]
    return tuple(sorted(found, key=lambda each: each.committed_on, reverse=True))


def _read(path: Path) -> Page | None:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if table.pop("format") != FORMAT or table["name"] != path.stem:
            return None
        sections = tuple(_sections(table.pop("sections")))
        made = Page(sections=sections, **table)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    texts = (made.name, made.title, made.stage, made.committed_on, made.commitment)
    return made if all(isinstance(each, str) for each in texts) else None


def _sections(rows: list[Mapping[str, object]]) -> Iterator[Section]:
    for row in rows:
        sentences, table = row["sentences"], row["table"]
        if not isinstance(sentences, list) or not isinstance(table, list):
            raise TypeError
        lines = tuple(tuple(str(cell) for cell in line) for line in table)
        yield Section(str(row["heading"]), tuple(map(str, sentences)), lines)
