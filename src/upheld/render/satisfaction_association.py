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
PLAIN = {"leaflet_recalled": "a leaflet", "unit_code": "BCU"}
CONTROL = re.compile(r"^The negative control ([a-z]+)")
MINUS = re.compile(r"(?<![\w.])-(?=\d)")
COLUMN = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
METHODS = {
    "naive": "As it stands, not adjusted",
    "standardised": "Adjusted by predicting satisfaction (standardised)",
    "ipw": "Adjusted by making both groups alike (IPW)",
    "aipw": "Both at once: the one to go by (AIPW)",
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
        f"{whole['n']:,} interviews of the last four waves, those that answer both: "
        f"{treated['n']:,} say yes, {untreated['n']:,} no."
    )
    return Association(
        names.sentence(whole["verdict"]), _plainly(whole["reasons"]), question,
        _figures(whole, names_of[0]), tuple(_said(whole)), _balance(whole, names_of[1]),
        _plainly(whole["caveats"]),
    )  # fmt: skip


def _plainly(sentences: Sequence[str]) -> tuple[str, ...]:
    """Without the names of columns: those with a dash below are never words of ours. With a minus
    before a number."""

    def plain(name: re.Match[str]) -> str:
        return PLAIN.get(name[0]) or names.plain(name[0])

    return tuple(
        CONTROL.sub(r"The check on \1 (negative control)", MINUS.sub("−", COLUMN.sub(plain, each)))
        for each in sentences
    )


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
    note = (
        f"Verdict: {whole['verdict']}. No figure here is an effect. Adjusted: as if those with and "
        "without had been alike in what is named above. With weights: as if all victims had been "
        "interviewed, not only those who were."
    )
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
    """Each question that a statistician would ask, in words, with the name of its figure."""
    each = (_overlap, _hidden_cause, _control, _memory)
    return [said for ask in each if (said := ask(whole))]


def _overlap(whole: dict[str, Any]) -> str:
    found = whole["overlap"]
    return (
        "Were they alike enough to compare? By what is known of them, each one’s chance of having "
        f"got it lies between {found['lowest']:.0%} and {found['highest']:.0%}; "
        f"{found['outside']:.1%} of them lie under {found['bounds'][0]:.0%} or over "
        f"{found['bounds'][1]:.0%} (overlap)."
    )


def _hidden_cause(whole: dict[str, Any]) -> str:
    strength, limit = whole["robustness_value"], whole.get("evalue_limit")
    said = "How strong would a hidden cause have to be, to make all of the figure? "
    if limit is not None:  # Of numbers there is none, and editions of before say it otherwise.
        said += (
            f"It would have to make it {whole['evalue']:.2f} times as likely that somebody got a "
            f"leaflet, and as much likelier that they are satisfied, or are not (E-value; "
            f"{limit:.2f} for the nearer end of the interval). "
        )
    return said + (
        f"Or account for {strength['value']:.1%} of what is left unexplained of both "
        f"(robustness value; {strength['limit']:.1%} for the nearer end)."
    )


def _control(whole: dict[str, Any]) -> str:
    if not (control := whole["negative_control"]):
        return ""
    what = names.plain(whole["design"]["negative_control"])
    moved = "moves too" if control["moves"] else "cannot be seen to move"
    return (
        f"Does something move that no leaflet can move (negative control)? Satisfaction with "
        f"{what} {moved}: {as_points(control['estimate'])} ({limits(control)})."
    )


def _memory(whole: dict[str, Any]) -> str:
    if not (recall := whole["recall"]):
        return ""
    often = "more" if whole["aipw"]["estimate"] > 0 else "less"
    first = "more" if whole["naive"]["estimate"] > 0 else "less"
    return (
        f"Could memory make it? {recall['with_outcome']:.1%} of the satisfied and "
        f"{recall['without_outcome']:.1%} of the others recall one. Suppose that all got one as "
        "often, and the satisfied only remember it "
        f"{100 * recall['adjusted_gap']:.1f} points {often} often: that alone would make the "
        f"figure to go by ({100 * recall['whole_gap']:.1f} points {first} often, the one as it "
        "stands)."
    )
