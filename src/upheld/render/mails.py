"""How every mail of this site looks: a heading, few lines, what they rest on, one link, a stop.

Text and HTML say the same. What a phone shows below the subject is the heading and the first lines,
so the heading is short and the news comes next. No picture, no script, nothing fetched; readable
without its few styles.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from upheld.render import formats

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

STOP = "[[stop]]"  # Where each person's own link to stop is put.
DEMONSTRATION = "Demonstration: made up, no real victims."
MARK = "[Demonstration] "
P = '<p style="margin:0 0 16px">'


@dataclass(frozen=True, slots=True)
class Parts:
    """``details``: titles, each with what is said of it. ``opens``, ``stops``: names of links."""

    subject: str
    heading: str
    lines: Sequence[str]
    details: Sequence[tuple[str, str]]
    foot: Sequence[str]
    link: str
    opens: str = "Open the page"
    stops: str = "Stop these messages"


def edition_line(edition: str, as_of: date, demonstration: bool) -> str:
    said = f"Edition {edition}, as of {formats.long_date(as_of)}."
    return f"{said} {DEMONSTRATION}" if demonstration else said


def text(parts: Parts) -> str:
    said = ["\n".join([parts.heading, *parts.lines])]
    said += [f"{title}\n{what}" for title, what in parts.details]
    said += [f"{parts.opens}: {parts.link}", "\n".join(parts.foot), f"{parts.stops}: {STOP}"]
    return "\n\n".join(said) + "\n"


def html(parts: Parts) -> str:
    said = "".join(f"{P}{escape(each)}</p>" for each in parts.lines)
    said += "".join(
        f'<h2 style="font-size:19px;margin:0 0 4px">{escape(title)}</h2>{P}{escape(what)}</p>'
        for title, what in parts.details
    )
    small = "".join(
        f'<p style="margin:0 0 8px;color:#484949">{escape(each)}</p>' for each in parts.foot
    )
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(parts.subject)}</title></head>"
        '<body style="margin:0;background:#fff;color:#0b0c0c;'
        'font:16px/1.5 arial,helvetica,sans-serif">'
        '<main style="max-width:600px;margin:0 auto;padding:16px">'
        '<h1 style="font-size:24px;line-height:1.25;margin:0 0 16px">'
        f"{escape(parts.heading)}</h1>{said}"
        f'{P}<a href="{escape(parts.link)}" style="color:#1a65a6">{escape(parts.opens)}</a></p>'
        f"{small}"
        f'<p style="margin:0"><a href="{STOP}" style="color:#1a65a6">{escape(parts.stops)}</a></p>'
        "</main></body></html>\n"
    )
