"""What a measure counts, in plain words: for pages, the command line and the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

from upheld.core.measure import Clause, Measure, Of, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

ONE = {
    Of.DUTIES: "duties",
    Of.VICTIMS: "victims",
    Of.CRIMES: "crimes",
    Of.PUBLISHED: "published figures",
}
# How a clause reads: a yes or no, a column before its values, and values that need more words.
PHRASES: dict[tuple[str, Value], str] = {
    ("timed", True): "for which the Code sets a time",
    ("timed", False): "for which the Code sets no time",
    ("routine", True): "that are routine updates",
    ("routine", False): "that are no routine updates",
    ("witness_care_unit", True): "of the Witness Care Unit",
    ("witness_care_unit", False): "of the police",
    ("enhanced", True): "with Enhanced Rights",
    ("enhanced", False): "without Enhanced Rights",
    ("in_scope", True): "whom the Code covers",
    ("in_scope", False): "whom the Code does not cover",
    ("repeat_prompt", True): "with a prompt that they may be a repeat victim",
    ("repeat_prompt", False): "without a prompt that they may be a repeat victim",
    ("from_published", True): "known from published data",
    ("from_published", False): "from the force's own extracts",
    ("closed", True): "that are closed",
    ("closed", False): "that are not closed",
}
NAMES = {
    "right": "of Right",
    "entitlement": "under",
    "basis": "whose Enhanced Rights are",
    "source": "from",
}
VALUES: dict[tuple[str, Value], str] = {
    ("basis", "both"): "recorded and derived",
    ("basis", None): "neither recorded nor derived",
}


def counted_in_words(measure: Measure) -> str:
    """One sentence: of what, those with what."""
    if measure.of is Of.PUBLISHED:
        return f"Published figures as they came, {_conditions(measure.where)}."
    base = [each for each in (measure.where, measure.denominator) if each.columns]
    said = ", ".join(_conditions(each) for each in base)
    of = f"Of the {ONE[measure.of]}{' ' + said if said else ''}"
    return f"{of}: those {_conditions(measure.numerator)}."


def people(measure: Measure, measure_id: str) -> str:
    """What the denominator counts; the twin counts victims."""
    return "victims" if measure_id != measure.id else ONE[measure.of]


def _conditions(clause: Clause) -> str:
    parts = [*_values(clause), *(f"whose {_plain(name)} is known" for name in clause.known)]
    return " and ".join(parts) if parts else "all"


def _values(clause: Clause) -> Iterator[str]:
    for column, values in clause.values.items():
        if len(values) == 1 and (column, values[0]) in PHRASES:
            yield PHRASES[column, values[0]]
            continue
        *most, last = [VALUES.get((column, each), _plain(str(each))) for each in values]
        listed = f"{', '.join(most)} or {last}" if most else last
        yield f"{NAMES.get(column, f'whose {_plain(column)} is')} {listed}"


def _plain(name: str) -> str:
    return name.replace("_", " ")
