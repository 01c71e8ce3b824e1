"""How figures of a survey were worked out, in one sentence that stands beside them."""

from __future__ import annotations

from upheld.core.survey_design import Kind, Survey


def method(survey: Survey) -> str:
    outcome, design = survey.outcome, survey.design
    how = {
        Kind.PROPORTION: f"{outcome.interval.value} interval",
        Kind.MEAN: "interval by Student's t",
        Kind.TOTAL: "interval by Student's t",
        Kind.RATIO: "interval by Student's t",
    }[outcome.kind]
    drawn = [
        "strata" if design.strata else "",
        "first-stage units" if design.psu else "",
        "population counts at both stages" if design.two_stage else "",
        "population counts" if len(design.fpc) == 1 else "",
        f"weights fitted to margins by {survey.weighting.method.value}" if design.margins else "",
    ]
    of = ", ".join(each for each in drawn if each) or "simple random sampling"
    return (
        f"Taylor linearisation ({of}); {outcome.level:.0%} {how} on the domain's design degrees of "
        "freedom"
    )
