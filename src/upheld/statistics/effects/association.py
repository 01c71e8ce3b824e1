"""An association after adjustment, with all that has to be said beside it.

The numbers of an ``Association`` come out in two ways only, as lines of text and as one table of
plain values, and both carry the design, the verdict with its reasons, and the caveats.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from upheld.statistics.effects import words
from upheld.statistics.effects.design import EffectDesign, Receipt
from upheld.statistics.effects.means import Means, Models, aipw, ipw, naive, standardised
from upheld.statistics.effects.overlap import Balance, Overlap, balance, overlap
from upheld.statistics.effects.recall import Recall, recall
from upheld.statistics.effects.robustness import Robustness, robustness
from upheld.statistics.effects.subjects import CannotCompareError, Subjects
from upheld.statistics.effects.uncertainty import Estimate, difference, evalues, risk_ratio

METHODS = ("naive", "standardised", "ipw", "aipw")


class Verdict(StrEnum):
    """What may be said. "Effect" is not among them: it is for trials."""

    ASSOCIATION = "association after adjustment"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Control:
    """The adjusted figure of an outcome that the treatment cannot have moved. ``moves``: its
    interval leaves out nought. ``could_show``: a movement like that of the outcome, in standard
    deviations of each, would have been seen."""

    figure: Estimate
    moves: bool
    could_show: bool


@dataclass(frozen=True, slots=True, repr=False)
class Findings:
    """All that is computed of one comparison. Words are made of it in words.py. ``fewest``: the
    smallest number that a model has to tell from the others, beside its ``columns``."""

    figures: dict[str, Estimate]
    unweighted: dict[str, Estimate] | None
    shares: tuple[float, float]
    ratio: Estimate | None
    overlap: Overlap
    balance: tuple[Balance, ...]
    robustness: Robustness
    recall: Recall | None
    control: Control | None
    size: int
    clusters: int | None
    is_share: bool
    said_twice: int
    fewest: int
    columns: int


def findings(subjects: Subjects, design: EffectDesign) -> Findings:
    """Everything about one comparison. CannotCompareError where the data cannot carry it."""
    models = Models(subjects)
    overlapping = overlap(models)
    found = _means(models)
    figures = {name: difference(each, subjects.clusters) for name, each in found.items()}
    adjusted = found["aipw"]
    return Findings(
        figures,
        _unweighted(subjects),
        (adjusted.treated, adjusted.untreated),
        risk_ratio(adjusted, subjects.clusters) if subjects.is_share else None,
        overlapping,
        balance(models),
        robustness(models, adjusted, subjects.clusters),
        _recall(subjects, design, found),
        _control(models, figures["aipw"]),
        subjects.size,
        None if subjects.clusters is None else len(set(subjects.clusters.tolist())),
        subjects.is_share,
        subjects.said_twice,
        _fewest(subjects),
        len(subjects.design[0]) - 1,
    )


def _fewest(subjects: Subjects) -> int:
    """Of those treated and those not, and in each arm of those with and without the outcome."""
    arms = [subjects.outcome[subjects.treated == arm] for arm in (0, 1)]
    counts = [len(arm) for arm in arms]
    if subjects.is_share:
        counts += [int((arm == answer).sum()) for arm in arms for answer in (0, 1)]
    return min(counts)


def _means(models: Models) -> dict[str, Means]:
    each = (naive(models.subjects), standardised(models), ipw(models), aipw(models))
    return dict(zip(METHODS, each, strict=True))


def _unweighted(subjects: Subjects) -> dict[str, Estimate] | None:
    if subjects.weights is None:
        return None
    found = _means(Models(subjects.unweighted()))
    return {name: difference(each, subjects.clusters) for name, each in found.items()}


def _recall(subjects: Subjects, design: EffectDesign, found: dict[str, Means]) -> Recall | None:
    if design.receipt is not Receipt.RECALLED or not subjects.is_share:
        return None
    return recall(subjects, found["naive"].difference, found["aipw"].difference, design.recall)


def _control(models: Models, outcome: Estimate) -> Control | None:
    who = models.subjects
    if who.control is None:
        return None
    try:
        figure = difference(aipw(Models(who.with_control_as_outcome())), who.clusters)
    except CannotCompareError as error:
        raise CannotCompareError(f"The negative control: {error.what}", error.next_step) from error
    alike = outcome.estimate / float(who.outcome.std()) * float(who.control.std())
    return Control(figure, figure.excludes_nought, not figure.holds(alike))


class Association:
    """A figure that cannot be had without its design, verdict and caveats."""

    __slots__ = ("_found", "_left_out", "caveats", "design", "reasons", "verdict")

    def __init__(self, found: Findings, design: EffectDesign, left_out: int) -> None:
        self._found, self._left_out = found, left_out
        self.design = design
        self.reasons: tuple[str, ...] = words.reasons(found, design)
        self.verdict = Verdict.CANNOT_TELL if self.reasons else Verdict.ASSOCIATION
        self.caveats: tuple[str, ...] = words.caveats(found, design, left_out)

    def __str__(self) -> str:
        return "\n".join(self.lines())

    __repr__ = __str__

    def lines(self) -> tuple[str, ...]:
        """One page of text."""
        return words.lines(self._found, self.design, self.verdict, self.reasons, self.caveats)

    def plain(self) -> dict[str, Any]:
        """Texts and numbers, for machines: one table, not to be had in parts."""
        found, control = self._found, self._found.control
        return {
            "verdict": str(self.verdict),
            "reasons": list(self.reasons),
            "caveats": list(self.caveats),
            "design": _plain_design(self.design),
            "n": found.size,
            "left_out": self._left_out,
            "clusters": found.clusters,
            **{name: asdict(each) for name, each in found.figures.items()},
            "unweighted": found.unweighted
            and {name: asdict(each) for name, each in found.unweighted.items()},
            "means": dict(zip(("treated", "untreated"), found.shares, strict=True)),
            **_plain_ratio(found.ratio),
            "robustness_value": asdict(found.robustness),
            "recall": found.recall and asdict(found.recall),
            "negative_control": control
            and asdict(control.figure) | {"moves": control.moves, "could_show": control.could_show},
            "balance": [asdict(each) for each in found.balance],
            "overlap": found.overlap.plain(),
        }


def _plain_ratio(ratio: Estimate | None) -> dict[str, Any]:
    """The E-value, that of the limit nearer to one, and the risk ratio; numbers have none."""
    if ratio is None:
        return {"evalue": None, "evalue_limit": None, "risk_ratio": None}
    e = evalues(ratio)
    among = ("estimate", "lower", "upper")
    return {"evalue": e["estimate"], "evalue_limit": e["limit"],
            "risk_ratio": {name: getattr(ratio, name) for name in among}}  # fmt: skip


def _plain_design(design: EffectDesign) -> dict[str, Any]:
    return asdict(design) | {"receipt": str(design.receipt)}


def association(subjects: Subjects, design: EffectDesign, left_out: int = 0) -> Association:
    """``left_out``: how many subjects were not used, for want of a value."""
    return Association(findings(subjects, design), design, left_out)
