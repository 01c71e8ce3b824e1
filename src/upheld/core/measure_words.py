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


def counted_in_words(measure: Measure) -> str:
    """One sentence: of what, those with what."""
    if measure.of is Of.PUBLISHED:
        return f"Published figures as they came, {_conditions(measure.where)}."
    base = [each for each in (measure.where, measure.denominator) if each.columns]
    said = " and ".join(_conditions(each) for each in base)
    of = f"Of the {ONE[measure.of]}{' ' + said if said else ''}"
    return f"{of}: those {_conditions(measure.numerator)}."


def people(measure: Measure, measure_id: str) -> str:
    """What the denominator counts; the twin counts victims."""
    return "victims" if measure_id != measure.id else ONE[measure.of]


def _conditions(clause: Clause) -> str:
    parts = [*_values(clause), *(f"{_plain(name)} known" for name in clause.known)]
    return f"with {' and '.join(parts)}" if parts else "all"


def _values(clause: Clause) -> Iterator[str]:
    for column, values in clause.values.items():
        *most, last = [_value(each) for each in values]
        listed = f"{', '.join(most)} or {last}" if most else last
        yield f"{_plain(column)} {listed}"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _plain(str(value))


def _plain(name: str) -> str:
    return name.replace("_", " ")
