"""The words of an association: why nothing can be told, what to keep in mind, the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from upheld.statistics.effects.design import EffectDesign, Receipt
from upheld.statistics.effects.overlap import BALANCED
from upheld.statistics.effects.uncertainty import Estimate, evalues

if TYPE_CHECKING:
    from upheld.statistics.effects.association import Findings, Verdict

FEW_CLUSTERS = 30
FEW_A_COLUMN = 10  # Peduzzi and others, Journal of Clinical Epidemiology 49 (1996) 1373
NAMES = {
    "naive": "naive: as it stands, not adjusted",
    "standardised": "standardised: by a model of the outcome",
    "ipw": "IPW: weighted by the inverse propensity",
    "aipw": "AIPW: both models together",
}


def reasons(found: Findings, design: EffectDesign) -> tuple[str, ...]:
    """Why nothing more than "cannot tell" may be said; none where an association stands."""
    return tuple(
        reason
        for reason in (
            _from_chance(found),
            _from_the_control(found, design),
            _from_recall(found, design),
        )
        if reason
    )


def _from_chance(found: Findings) -> str | None:
    figure = found.figures["aipw"]
    if figure.excludes_nought:
        return None
    reach = _range(figure, _shown(found))
    return f"Chance may be all: the adjusted figure may be nought ({reach})."


def _from_the_control(found: Findings, design: EffectDesign) -> str | None:
    name, control = design.negative_control, found.control
    if control is None:
        return (
            "No negative-control outcome is named, so nothing speaks against a cause that nobody "
            "measured."
        )
    if control.moves:
        return (
            f"The negative control {name} moves too, though {design.treatment} cannot have moved "
            "it: something that nobody measured goes with both."
        )
    if not control.could_show:
        return (
            f"The negative control {name}, which {design.treatment} cannot move, is too uncertain: "
            "had it moved as much as the outcome, that would not have been seen."
        )
    return None


def _from_recall(found: Findings, design: EffectDesign) -> str | None:
    if design.receipt is Receipt.RECORDED:
        return None
    if found.recall is None:
        return (
            f"Who got it ({design.treatment}) is known from memory, asked in the interview that "
            "gives the outcome, and errors of recall are worked out only for yes or no."
        )
    if not found.recall.could_make_all():
        return None
    limits = "and nobody has said how large such differences can be"
    if design.recall:
        limits = f"and differences up to {_points(design.recall.difference)} are thought possible"
    often = "more" if found.figures["aipw"].estimate > 0 else "less"
    return (
        f"Who got it ({design.treatment}) is known from memory, asked in the interview that gives "
        f"the outcome ({design.outcome}). If those with the outcome recall it "
        f"{_points(found.recall.adjusted_gap)} {often} often for nothing but memory, that alone "
        f"makes the whole adjusted figure, {limits}."
    )


def caveats(found: Findings, design: EffectDesign, left_out: int) -> tuple[str, ...]:
    return tuple(_caveats(found, design, left_out))


def _caveats(found: Findings, design: EffectDesign, left_out: int) -> Iterator[str]:
    yield (
        "Nobody drew lots for who got it. Whoever got it may differ in ways that nobody measured: "
        "this is an association, not an effect. A trial would settle it."
    )
    yield f"Adjusted for {', '.join(design.covariates)}, and for nothing else."
    if design.receipt is Receipt.RECALLED:
        yield "Who got it is known from what people recall in the same interview."
    if left_out:
        share = left_out / (left_out + found.size)
        yield (
            f"{left_out:,} rows ({share:.1%}) want a value and are left out: if they differ, "
            "so does the figure."
        )
    if not found.is_share:
        yield (
            "The outcome is a number, not yes or no: figures are differences of means, by "
            "linear models, and have no E-value."
        )
    if design.weight:
        yield (
            f"Weighted by {design.weight}; errors take the weights as known and the strata of "
            "the sample as one."
        )
    yield from _about_errors(found, design)
    yield from _about_likeness(found)


def _about_errors(found: Findings, design: EffectDesign) -> Iterator[str]:
    if found.clusters is None:
        yield "Errors take the subjects as independent of each other."
    elif found.clusters < FEW_CLUSTERS:
        yield (
            f"There are only {found.clusters} clusters ({design.clusters}); errors from few "
            "clusters are too small."
        )


def _about_likeness(found: Findings) -> Iterator[str]:
    if found.fewest < FEW_A_COLUMN * found.columns:
        yield (
            f"Few for so many covariates: {found.columns} columns, and as few as {found.fewest} "
            f"subjects of one kind; under {FEW_A_COLUMN} a column, figures and errors may be off."
        )
    if found.said_twice:
        yield (
            "Left out of the models, as others say it already or it is the same for everybody: "
            f"{found.said_twice} of the covariates' columns."
        )
    if found.overlap.outside:
        yield (
            f"{found.overlap.outside:.1%} of the subjects were all but certain to get it or not "
            "(propensity under 0.05 or over 0.95)."
        )
    apart = [each.covariate for each in found.balance if abs(each.after) > BALANCED]
    if apart:
        yield f"Still out of balance after weighting: {', '.join(apart)}."


# --------------------------------------------------------------------------------- the page


def lines(
    found: Findings,
    design: EffectDesign,
    verdict: Verdict,
    why: tuple[str, ...],
    mind: tuple[str, ...],
) -> tuple[str, ...]:
    return (
        f"Verdict: {verdict}.",
        *(f"  - {reason}" for reason in why),
        "",
        *_question(found, design),
        "",
        *_figures(found),
        "",
        *_strength(found),
        *_control(found, design),
        *_recall(found, design),
        "",
        *_overlap(found),
        *_balance(found),
        "",
        "To keep in mind:",
        *(f"  - {caveat}" for caveat in mind),
    )


def _question(found: Findings, design: EffectDesign) -> Iterator[str]:
    what = f"share with {design.outcome}" if found.is_share else f"mean {design.outcome}"
    yield (
        f"Question: how much higher would the {what} be had everybody got {design.treatment}, "
        "than had nobody?"
    )
    yield (
        f"{found.size:,} subjects: {found.overlap.treated.n:,} got it, "
        f"{found.overlap.untreated.n:,} did not."
    )


def _figures(found: Findings) -> Iterator[str]:
    shown = _shown(found)
    width = max(map(len, NAMES.values()))
    for heading, figures in (("", found.figures), ("without weights", found.unweighted)):
        if figures is None:
            continue
        yield f"{'difference ' + heading:{width}}  {'':>12}  95% interval"
        for name, figure in figures.items():
            yield f"{NAMES[name]:{width}}  {shown(figure.estimate):>12}  {_range(figure, shown)}"


def _strength(found: Findings) -> Iterator[str]:
    if found.ratio:
        e = evalues(found.ratio)
        yield (
            f"E-value {e['estimate']:.2f}, of the limit {e['limit']:.2f}: something unmeasured "
            "would have to go with both by at least that risk ratio to make the figure, or "
            "its limit, by itself."
        )
    yield (
        f"Robustness value {found.robustness.value:.1%}, of the limit "
        f"{found.robustness.limit:.1%}: the share of what is left unexplained, of the outcome "
        "and of who got it, that would have to be one hidden cause."
    )


def _control(found: Findings, design: EffectDesign) -> Iterator[str]:
    if found.control:
        figure = found.control.figure
        yield (
            f"Negative control {design.negative_control}: {figure.estimate:+.3f} "
            f"({figure.lower:+.3f} to {figure.upper:+.3f})."
        )


def _recall(found: Findings, design: EffectDesign) -> Iterator[str]:
    if not (each := found.recall):
        return
    yield (
        f"Recalled by {each.with_outcome:.1%} of those with the outcome and "
        f"{each.without_outcome:.1%} without: a difference in recall of "
        f"{_points(each.whole_gap)} makes the whole naive gap, one of "
        f"{_points(each.adjusted_gap)} the adjusted one."
    )
    if design.recall is None:
        return
    if each.lowest is None or each.highest is None:
        yield "No error of recall within the limits given fits these data."
    else:
        yield (
            "Corrected for errors of recall within the limits given, the adjusted figure lies "
            f"anywhere from {each.lowest * 100:+.1f} to {each.highest * 100:+.1f} points."
        )


def _overlap(found: Findings) -> Iterator[str]:
    each = found.overlap
    yield (
        f"Overlap: propensities from {each.lowest:.3f} to {each.highest:.3f}. Weighted, those "
        f"who got it are worth {each.treated.effective:,.0f} of {each.treated.n:,}, those who "
        f"did not {each.untreated.effective:,.0f} of {each.untreated.n:,}."
    )


def _balance(found: Findings) -> Iterator[str]:
    yield "Balance, as standardised differences before and after weighting:"
    width = max(len(each.covariate) for each in found.balance)
    for each in found.balance:
        yield f"  {each.covariate:{width}}  {each.before:+.3f}  {each.after:+.3f}"


def _shown(found: Findings) -> Callable[[float], str]:
    return _signed_points if found.is_share else "{:+.4g}".format


def _signed_points(value: float) -> str:
    return f"{value * 100:+.1f} points"


def _points(value: float) -> str:
    return f"{value * 100:.1f} points"


def _range(figure: Estimate, shown: Callable[[float], str]) -> str:
    lower, upper = shown(figure.lower).removesuffix(" points"), shown(figure.upper)
    return f"{lower} to {upper}"
