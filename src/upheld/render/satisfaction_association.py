"""Satisfaction and the leaflet: an association, handed out whole.

No number of it can be had, on a page or in a file, without its verdict and what it cannot mean.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from upheld.render import names
from upheld.render.satisfaction import Satisfaction
from upheld.render.satisfaction_beside import gap_cell, limits, whole_of
from upheld.render.satisfaction_words import as_points
from upheld.render.tables import Cell, Table

# What victims have who answer yes, to follow "had everybody".
COLUMNS = {"leaflet_recalled": "a leaflet that they recall"}
COLUMN = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
METHODS = {
    "naive": "As it stands, not adjusted",
    "standardised": "Standardised, by a model of the outcome",
    "ipw": "IPW, weighted by the inverse propensity",
    "aipw": "AIPW, both models together",
}


@dataclass(frozen=True, slots=True)
class Association:
    """Figures with design, verdict, reasons and caveats: one page, not to be had in parts."""

    verdict: str
    reasons: tuple[str, ...]
    question: str
    figures: Table
    said: tuple[str, ...]
    balance: Table
    caveats: tuple[str, ...]


def association(found: Satisfaction, names_of: tuple[str, str]) -> Association | None:
    """``names_of``: what its two tables are called."""
    whole = whole_of(found, "association")
    if whole is None:
        return None
    design = whole["design"]
    treated, untreated = whole["overlap"]["treated"], whole["overlap"]["untreated"]
    treatment = design["treatment"]
    question = (
        "How much higher would the share satisfied be had everybody, than had nobody, "
        f"{COLUMNS.get(treatment, 'got ' + names.plain(treatment))}? "
        f"{whole['n']:,} interviews of the last four waves: "
        f"{treated['n']:,} say yes, {untreated['n']:,} no."
    )
    return Association(
        names.sentence(whole["verdict"]), _plainly(whole["reasons"]), question,
        _figures(whole, names_of[0]), tuple(_said(whole)), _balance(whole, names_of[1]),
        _plainly(whole["caveats"]),
    )  # fmt: skip


def _plainly(sentences: Sequence[str]) -> tuple[str, ...]:
    """Without the names of columns: those with a dash below are never words of ours."""
    return tuple(COLUMN.sub(lambda name: names.plain(name[0]), each) for each in sentences)


def _mind(whole: dict[str, Any]) -> str:
    return f"Verdict: {whole['verdict']}. {' '.join((*whole['reasons'], *whole['caveats']))}"


def _figures(whole: dict[str, Any], name: str) -> Table:
    unweighted = whole["unweighted"] or {}
    each = tuple(
        (Cell(words), gap_cell(whole[method]),
         gap_cell(unweighted[method]) if method in unweighted else Cell("–"))
        for method, words in METHODS.items()
    )  # fmt: skip
    frame = pl.DataFrame(
        [
            {"figure": method, "weighted": weighted, **row, "verdict": whole["verdict"],
             "in_mind": _mind(whole)}
            for weighted, figures in ((True, whole), (False, unweighted))
            for method in METHODS if (row := figures.get(method))
        ]
    )  # fmt: skip
    head = ("Difference", "With weights", "Without weights")
    caption = "The association four ways, in points of the share satisfied"
    note = f"Verdict: {whole['verdict']}. No figure here is an effect."
    return Table(name, caption, head, each, frame, note=note)


def _balance(whole: dict[str, Any], name: str) -> Table:
    each = tuple(
        (Cell(names.sentence(names.plain(row["covariate"]))), Cell(f"{row['before']:+.3f}"),
         Cell(f"{row['after']:+.3f}"))
        for row in whole["balance"]
    )  # fmt: skip
    frame = pl.DataFrame([{**row, "in_mind": _mind(whole)} for row in whole["balance"]])
    head = ("Covariate", "Before weighting", "After")
    caption = "Balance: standardised differences between those who got it and those who did not"
    return Table(name, caption, head, each, frame, note="Within ±0.1 is called balanced.")


def _said(whole: dict[str, Any]) -> list[str]:
    overlap, strength = whole["overlap"], whole["robustness_value"]
    said = [
        (
            f"Overlap: propensities from {overlap['lowest']:.3f} to {overlap['highest']:.3f}; "
            f"beyond {overlap['bounds'][0]:g} and {overlap['bounds'][1]:g} lie "
            f"{overlap['outside']:.1%}."
        ),
        (
            f"Robustness value {strength['value']:.1%}, of the limit {strength['limit']:.1%}: the "
            "share of what is left unexplained that would have to be one hidden cause."
        ),
    ]
    if e := whole["evalue"]:
        said.append(
            f"E-value {e['estimate']:.2f}, of the limit {e['limit']:.2f}: something unmeasured "
            "would have to go with both by at least that risk ratio to make the figure, or its "
            "limit, by itself."
        )
    if control := whole["negative_control"]:
        moved = "moves too" if control["moves"] else "does not move"
        what = names.plain(whole["design"]["negative_control"])
        said.append(
            f"Negative control, {what}, which no leaflet can move: {moved}, "
            f"{as_points(control['estimate'])} ({limits(control)})."
        )
    if recall := whole["recall"]:
        said.append(
            f"Recalled by {recall['with_outcome']:.1%} of the satisfied and "
            f"{recall['without_outcome']:.1%} of the others: a difference in memory of "
            f"{100 * recall['whole_gap']:.1f} points makes the whole gap, one of "
            f"{100 * recall['adjusted_gap']:.1f} the adjusted one."
        )
    return said
