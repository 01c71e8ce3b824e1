"""Tables and numbers of `upheld survey`, as people read them."""

from __future__ import annotations

from collections.abc import Sequence

import click


def columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], left: int, *, last_left: bool = False
) -> list[str]:
    """Columns side by side: the first ``left`` to the left, numbers to the right, and words in
    the last column to the left where it holds any."""
    widths = [max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    sides = ["<" if number < left else ">" for number in range(len(header))]
    if last_left:
        sides[-1] = "<"
    return [
        "  ".join(
            f"{cell:{side}{width}}" for cell, side, width in zip(row, sides, widths, strict=True)
        ).rstrip()
        for row in (header, *rows)
    ]


def wrapped(said: Sequence[str]) -> list[str]:
    return [click.wrap_text(each, 88) for each in said]


def percent(number: float | None) -> str:
    return "–" if number is None else f"{number:.1%}"


def points(number: float | None) -> str:
    return "–" if number is None else f"{100 * number:+.1f}"


def plain(number: float | None, digits: int = 6) -> str:
    return "–" if number is None else f"{number:,.{digits}g}"
