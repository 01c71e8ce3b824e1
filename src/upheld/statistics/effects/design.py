"""What is compared with what, adjusted for what, and how the treatment came to be known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from upheld.statistics.effects.recall import RecallErrors


class Receipt(StrEnum):
    """How it is known who got the treatment."""

    RECALLED = "recalled"  # said by the subject, in the interview that gives the outcome
    RECORDED = "recorded"  # written down when it was given, whatever came of it


@dataclass(frozen=True, slots=True)
class EffectDesign:
    """Names of columns. ``success`` and ``given``: the values that count as yes, where the columns
    are not 0 and 1; ``no_answer``: the values (don't know, refused) that are neither yes nor no.
    ``categories``: covariates of numbers that are only names. ``recall``: what errors of recall
    are possible, None where nobody knows. ValueError where one column has two parts.
    """

    treatment: str
    outcome: str
    covariates: tuple[str, ...]
    weight: str | None = None
    clusters: str | None = None
    negative_control: str | None = None
    given: tuple[str, ...] = ()
    success: tuple[str, ...] = ()
    control_success: tuple[str, ...] = ()
    no_answer: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    receipt: Receipt = Receipt.RECALLED
    recall: RecallErrors | None = None

    def __post_init__(self) -> None:
        wrong = []
        if not self.covariates:
            wrong.append("covariates: expected at least one: without any nothing is adjusted")
        parts = [self.treatment, self.outcome, *self.covariates]
        parts += [each for each in (self.weight, self.negative_control) if each]
        twice = sorted({each for each in parts if parts.count(each) > 1})
        wrong += [f"{each}: expected in one part of the design only" for each in twice]
        strangers = [each for each in self.categories if each not in self.covariates]
        wrong += [f"categories: expected only covariates, and {each} is none" for each in strangers]
        if self.control_success and not self.negative_control:
            wrong.append("control_success: expected only with a negative_control")
        if wrong:
            raise ValueError("; ".join(wrong))

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that is read, once."""
        maybe = (self.weight, self.clusters, self.negative_control)
        named = (self.treatment, self.outcome, *self.covariates, *(each for each in maybe if each))
        return tuple(dict.fromkeys(named))
