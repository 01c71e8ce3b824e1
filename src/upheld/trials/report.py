"""A trial's one page, as text, Markdown or HTML, and its table for machines.

The numbers of a ``TrialReport`` come out with design, flow, verdict and caveats, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from upheld.core.trial import Unit
from upheld.statistics.trial_effects import ArmEffect
from upheld.trials.analysis import Block, Findings, Pooled, Stage, Verdict, uneven_loss


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, sentences, and maybe a table whose first row is its header."""

    heading: str
    sentences: tuple[str, ...]
    table: tuple[tuple[str, ...], ...] = ()


class TrialReport:
    """``commitment``: the hash that was published before the first lot was drawn."""

    __slots__ = ("_found", "caveats", "commitment", "verdict")

    def __init__(self, found: Findings, commitment: str) -> None:
        self._found, self.commitment = found, commitment
        self.caveats = tuple(_caveats(found))
        effects = [each for each in found.pooled if each.verdict is Verdict.EFFECT]
        self.verdict = Verdict.EFFECT if effects else Verdict.CANNOT_TELL

    def __str__(self) -> str:
        return text(self.sections(), self._found.protocol.title)

    __repr__ = __str__

    def sections(self) -> tuple[Section, ...]:
        return tuple(_sections(self._found, self.verdict, self.caveats, self.commitment))

    def markdown(self) -> str:
        return markdown(self.sections(), self._found.protocol.title)

    def html(self) -> str:
        return html(self.sections(), self._found.protocol.title)

    @property
    def look_in_words(self) -> str:
        """For the log: what a look showed, without a comma."""
        ps = " and ".join(f"p {each.effect.p:.4f}" for each in self._found.pooled)
        stop = self.verdict is Verdict.EFFECT
        return f"{self._found.completed} completed; {ps}; {'stop' if stop else 'go on'}"

    def plain(self) -> dict[str, Any]:
        found = self._found
        return {
            "verdict": str(self.verdict),
            "stage": str(found.stage),
            "caveats": list(self.caveats),
            "protocol": asdict(found.protocol),
            "commitment": self.commitment,
            "completed": found.completed,
            "by_block": [_plain_block(each) for each in found.blocks],
            "pooled": [
                {"arm": each.arm, **asdict(each.effect), "blocks_differ_p": each.differ,
                 "verdict": str(each.verdict)}
                for each in found.pooled
            ],
            "flow": asdict(found.flow),
        }  # fmt: skip


def _plain_block(each: Block) -> dict[str, Any]:
    known = asdict(each.effect) if each.effect else {"why_not": each.why_not}
    return {"block": each.block, "arm": each.arm, **known}


# ----------------------------------------------------------------------------- what is said


def _caveats(found: Findings) -> Iterator[str]:
    protocol = found.protocol
    if found.stage is Stage.LOOK:
        yield (
            f"This is a look before the end: only a p under {protocol.stopping.p_at_a_look:g} "
            "stops the trial, and intervals are that wide."
        )
    if found.closed:
        yield f"The trial was closed on {found.closed.at[:10]}: {found.closed.said}."
    if found.stage is Stage.FINAL and found.completed < protocol.completed:
        yield f"It ended with {found.completed:,} of the {protocol.completed:,} interviews planned."
    yield (
        "Everybody is counted in the arm they were allocated to, whatever they got: this is the "
        "effect of setting out to do it."
    )
    lost = sum(arm.lost for arm in found.flow.arms)
    asked = sum(arm.asked for arm in found.flow.arms)
    if lost:
        yield f"{lost:,} of {asked:,} have no outcome; the figures say nothing of them."
    if uneven_loss(found.flow):
        yield (
            "Arms differ in how many have no outcome: those left may no longer be alike, and the "
            "figures may be off by that."
        )
    if len(found.blocks) > 1:
        yield (
            f"{len(found.blocks)} figures by block are looked at: about one in twenty would seem "
            "clear by chance."
        )
    if len(protocol.arms) > 2:
        yield "Several arms are compared with one; levels are not divided between them."


def _sections(
    found: Findings, verdict: Verdict, caveats: Sequence[str], commitment: str
) -> Iterator[Section]:
    yield Section("Verdict", (f"{str(verdict).capitalize()}.", *map(_verdict, found.pooled)))
    yield Section(
        "By block",
        ("Lots were drawn within each: this comes before any pooled figure.",),
        (_HEADER, *(_block_row(each) for each in found.blocks)),
    )
    yield Section(
        "Pooled",
        tuple(_alike(each) for each in found.pooled),
        (_HEADER, *(("all", *_cells(each.arm, each.effect)) for each in found.pooled)),
    )
    yield Section("Flow", tuple(_exclusions(found)), tuple(_flow_table(found)))
    yield Section("Design", tuple(_design(found, commitment)))
    yield Section("To keep in mind", tuple(caveats))


def _design(found: Findings, commitment: str) -> Iterator[str]:
    protocol = found.protocol
    yield protocol.question
    yield f"Allocated by lot: each {protocol.unit}, within {', '.join(protocol.blocks)}."
    for arm in protocol.arms:
        first = " (what the others are compared with)" if arm is protocol.control else ""
        yield f"{arm.name}{first}: {arm.does}"
    yield f"Outcome: {protocol.outcome.asked}, {protocol.outcome.when}."
    yield f"Size: {protocol.completed:,} completed interviews; {found.completed:,} are in."
    stopping = protocol.stopping
    if stopping.looks:
        at = ", ".join(f"{share:.0%}" for share in stopping.looks)
        yield f"Looks: at {at} of the size, stopping under p {stopping.p_at_a_look:g}."
    yield f"Harm: {stopping.harm}"
    errors = "CR2 by cluster" if protocol.unit is Unit.CLUSTER else "HC2"
    yield f"Errors: {errors}; intervals by Student's t. Commitment: {commitment}."


_HEADER = ("block", "arm", "n", "share", "n compared", "share compared", "difference", "interval")


BLOCKS_DIFFER = 0.05


def _verdict(each: Pooled) -> str:
    figure = each.effect
    if each.verdict is Verdict.EFFECT:
        way = "raises" if figure.estimate > 0 else "lowers"
        said = (
            f"{each.arm} {way} the share by {abs(figure.estimate) * 100:.1f} points "
            f"({_interval(figure)}; p {figure.p:.4f})."
        )
    else:
        said = (
            f"{each.arm}: no effect is shown (p {figure.p:.2f}); anything from "
            f"{_interval(figure)} agrees with these data."
        )
    return f"{said} But blocks differ: go by each block, below." if _blocks_differ(each) else said


def _blocks_differ(each: Pooled) -> bool:
    return each.differ is not None and each.differ < BLOCKS_DIFFER


def _alike(each: Pooled) -> str:
    if each.differ is None:
        return f"{each.arm}: one block only, so nothing to compare."
    if _blocks_differ(each):
        return f"{each.arm}: blocks differ (p {each.differ:.3f}); do not go by the pooled figure."
    return f"{each.arm}: that blocks differ is not shown (p {each.differ:.2f})."


def _block_row(each: Block) -> tuple[str, ...]:
    if each.effect is None:
        return (each.block, each.arm, "", "", "", "", "not compared", each.why_not)
    return (each.block, *_cells(each.arm, each.effect))


def _cells(arm: str, figure: ArmEffect) -> tuple[str, ...]:
    return (
        arm, f"{figure.n:,}", f"{figure.share:.1%}", f"{figure.control_n:,}",
        f"{figure.control:.1%}", f"{figure.estimate * 100:+.1f}", _interval(figure),
    )  # fmt: skip


def _interval(figure: ArmEffect) -> str:
    return f"{figure.lower * 100:+.1f} to {figure.upper * 100:+.1f} points"


def _exclusions(found: Findings) -> Iterator[str]:
    flow = found.flow
    out = sum(flow.excluded.values())
    yield f"{flow.assessed:,} were assessed, {out:,} were not taken in."
    for reason, count in flow.excluded.items():
        yield f"Not taken in: {count:,}, {reason}."


def _flow_table(found: Findings) -> Iterator[tuple[str, ...]]:
    yield ("arm", "allocated", "received", "to interview", "no outcome", "analysed")
    for arm in found.flow.arms:
        received = "not known" if arm.received is None else f"{arm.received:,}"
        numbers = (f"{each:,}" for each in (arm.asked, arm.lost, arm.analysed))
        yield (arm.arm, f"{arm.allocated:,}", received, *numbers)


# --------------------------------------------------------------------------------- as a page


def text(sections: Sequence[Section], title: str) -> str:
    lines = [title, "=" * len(title)]
    for each in sections:
        lines += ["", each.heading, "-" * len(each.heading), *each.sentences]
        if each.table:
            widths = [max(map(len, column)) for column in zip(*each.table, strict=True)]
            lines += [
                "  ".join(f"{c:{w}}" for c, w in zip(row, widths, strict=True)).rstrip()
                for row in each.table
            ]
    return "\n".join(lines)


def markdown(sections: Sequence[Section], title: str) -> str:
    lines = [f"# {title}"]
    for each in sections:
        lines += ["", f"## {each.heading}", "", *(f"- {_plain(s)}" for s in each.sentences)]
        if each.table:
            header, *rows = (f"| {' | '.join(map(_plain, row))} |" for row in each.table)
            lines += ["", header, "|" + "---|" * len(each.table[0]), *rows]
    return "\n".join(lines) + "\n"


def _plain(cell: str) -> str:
    for mark in "\\|*_<`#[":
        cell = cell.replace(mark, f"\\{mark}")
    return cell


def html(sections: Sequence[Section], title: str) -> str:
    """One page that stands alone: nothing is fetched, nothing runs."""
    body = "".join(
        f"<section><h2>{escape(each.heading)}</h2>"
        + "".join(f"<p>{escape(sentence)}</p>" for sentence in each.sentences)
        + _html_table(each)
        + "</section>\n"
        for each in sections
    )
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head>\n<body><main><h1>{escape(title)}</h1>\n{body}"
        "</main></body>\n</html>\n"
    )


STYLE = (
    "body{font:1rem/1.5 sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}"
    "p{margin:.35rem 0}h2{font-size:1.2rem;margin:1.2rem 0 .3rem}caption{text-align:left}"
    "@media print{body{font-size:.7rem;margin:0}}"
    "table{border-collapse:collapse;display:block;overflow-x:auto}"
    "th,td{border-bottom:1px solid #505a5f;padding:.3rem .6rem;text-align:left}"
)


def _html_table(section: Section) -> str:
    if not section.table:
        return ""
    header, *rows = section.table
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
    lines = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    return (
        f"<table><caption>{escape(section.heading)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{lines}</tbody></table>"
    )
