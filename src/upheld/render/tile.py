"""A tile: one measure of one unit, small enough to stand on somebody else's page.

It leaves its page behind, so it carries everything that must stand beside a figure: both readings,
denominator, interval, month, verdict, edition, and whether it is made up.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING

from upheld.render import formats, names, verdict_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from upheld.render.figures import Figure, Pair
    from upheld.render.tables import Provenance
    from upheld.render.verdicts import Judged, Verdict

MADE_UP = "Demonstration: made up, no real victims"
WIDTH = 300
MARGIN = 12
# Letters on a line, for the widest letters that a browser may have in place of ours.
LETTERS = {14: 32, 12: 38, 15: 28}
LEAD = 1.35
FONT = "Arial, Helvetica, sans-serif"


@dataclass(frozen=True, slots=True)
class Said:
    """One reading: its name, the share, what it is of, its interval, and its verdict. ``mark`` is
    a shape that always stands beside its word."""

    reading: str
    value: str
    of: str
    interval: str
    mark: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Tile:
    title: str
    place: str
    month: str
    readings: tuple[Said, ...]
    silent: str
    source: str
    demonstration: bool

    @property
    def description(self) -> str:
        """All of it in one piece, for who does not see it."""
        each = (
            f"{r.reading}: {' '.join(filter(None, (r.value, r.of)))}, {r.interval}. {r.verdict}."
            for r in self.readings
        )
        made_up = MADE_UP + "." if self.demonstration else ""
        said = (made_up, f"{self.month}.", *each, self.silent, f"{self.source}.")
        return " ".join(filter(None, said))


def tile(
    *,
    title: str,
    place: str,
    people: str,
    pair: Pair | None,
    verdict: Verdict,
    silent: str,
    provenance: Provenance,
) -> Tile:
    """``pair``: the latest complete month of which anything is known; None where there is none."""
    judged = {each.reading: each for each in verdict.readings}
    figures = pair.figures if pair else ()
    source = f"Edition {provenance.edition}, as of {_day(provenance.as_of)}"
    return Tile(
        title,
        place,
        formats.month(pair.period_start) if pair else "No month is complete yet",
        tuple(_said(each, people, judged.get(each.reading)) for each in figures),
        silent,
        source,
        provenance.demonstration,
    )


def _said(figure: Figure, people: str, judged: Judged | None) -> Said:
    known = figure.value is not None
    mark = verdict_words.CHANGE[judged.variation if judged and judged.point else None]
    return Said(
        names.READING[figure.reading],
        formats.share(figure),
        formats.of(figure, people) if known else "",
        formats.interval(figure) if known else formats.NO_INTERVAL,
        mark.shape,
        mark.word,
    )


def _day(text: str) -> str:
    return formats.long_date(date.fromisoformat(text))


# The picture -------------------------------------------------------------------------------------

Line = tuple[str, int, str]  # text, size, extra attributes


def svg(tile: Tile) -> str:
    """A picture of it that can be drawn at any width; text stays text."""
    lines = list(_lines(tile))
    y, drawn = MARGIN + 2.0, []
    for text, size, more in lines:
        y += size * LEAD
        drawn.append(
            f'<text x="{MARGIN}" y="{y:.1f}" font-size="{size}"{more}>{escape(text)}</text>'
        )
    height = round(y + MARGIN)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" role="img" aria-labelledby="title description">'
        f'<title id="title">{escape(f"{tile.title}, {tile.place}")}</title>'
        f'<desc id="description">{escape(tile.description)}</desc>'
        f'<rect x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" fill="#ffffff" '
        f'stroke="#505a5f"/><g font-family="{FONT}" fill="#0b0c0c">{"".join(drawn)}</g></svg>'
    )


def _lines(tile: Tile) -> Iterator[Line]:
    bold, quiet = ' font-weight="bold"', ' fill="#505a5f"'
    if tile.demonstration:
        yield from _wrapped(MADE_UP, 12, bold)
    yield from _wrapped(tile.title, 15, bold)
    yield from _wrapped(f"{tile.place}, {tile.month}", 14, "")
    for each in tile.readings:
        yield "", 6, ""
        yield each.reading, 12, quiet
        yield from _wrapped(each.value, 26 if each.of else 14, bold)
        if each.of:
            yield from _wrapped(f"{each.of}, {each.interval}", 12, "")
        yield f"{each.mark} {each.verdict}".strip(), 14, ""
    if tile.silent:
        yield "", 6, ""
        yield from _wrapped(tile.silent, 12, "")
    yield "", 6, ""
    yield from _wrapped(tile.source, 12, quiet)


def _wrapped(text: str, size: int, more: str) -> Sequence[Line]:
    letters = LETTERS.get(size, 18)
    return [(each, size, more) for each in textwrap.wrap(text, letters)]
