"""How every mail of this site looks: a title, few lines, what they rest on, one link, how to stop.

Text and HTML say the same. No picture, no script, nothing fetched; readable without its styles.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from upheld.render import formats

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

STOP = "[[stop]]"  # Where each person's own link to stop is put.
DEMONSTRATION = "Demonstration: made up, no real victims."
MARK = "[Demonstration] "
OPEN, NO_MORE = "Open the page", "Stop these messages"
P = '<p style="margin:0 0 16px">'


def edition_line(edition: str, as_of: date, demonstration: bool) -> str:
    said = f"Edition {edition}, as of {formats.long_date(as_of)}."
    return f"{said} {DEMONSTRATION}" if demonstration else said


def text(
    lines: Sequence[str], details: Sequence[tuple[str, str]], foot: Sequence[str], link: str, *,
    opens: str = OPEN, stops: str = NO_MORE,
) -> str:  # fmt: skip
    parts = ["\n".join(lines), *(f"{title}\n{said}" for title, said in details)]
    parts += [f"{opens}: {link}", "\n".join(foot), f"{stops}: {STOP}"]
    return "\n\n".join(parts) + "\n"


def html(
    subject: str, lines: Sequence[str], details: Sequence[tuple[str, str]], foot: Sequence[str],
    link: str, *, opens: str = OPEN, stops: str = NO_MORE,
) -> str:  # fmt: skip
    said = "".join(f"{P}{escape(each)}</p>" for each in lines)
    said += "".join(
        f'<h2 style="font-size:19px;margin:0 0 4px">{escape(title)}</h2>{P}{escape(each)}</p>'
        for title, each in details
    )
    small = "".join(f'<p style="margin:0 0 8px;color:#484949">{escape(each)}</p>' for each in foot)
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(subject)}</title></head>"
        '<body style="margin:0;background:#fff;color:#0b0c0c;'
        'font:16px/1.5 arial,helvetica,sans-serif">'
        '<main style="max-width:600px;margin:0 auto;padding:16px">'
        f'<h1 style="font-size:24px;line-height:1.25;margin:0 0 16px">{escape(subject)}</h1>{said}'
        f'{P}<a href="{escape(link)}" style="color:#1a65a6">{escape(opens)}</a></p>{small}'
        f'<p style="margin:0"><a href="{STOP}" style="color:#1a65a6">{escape(stops)}</a></p>'
        "</main></body></html>\n"
    )
