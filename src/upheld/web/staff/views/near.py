"""What an address names and is not there, with what has a name like it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from django.http import Http404

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

MOST = 4
LONGEST = 80
Link = tuple[str, str]


class NotThereError(Http404):
    """``near``: text and address of what may have been meant, the likeliest first."""

    def __init__(self, said: str, near: tuple[Link, ...]) -> None:
        super().__init__(said)
        self.near = near


def not_there(
    said: str, asked: str, known: Iterable[Link], address: Callable[[str], str]
) -> NotThereError:
    """``known``: code and title of everything that there is and that this reader may see; ``asked``
    may be like either."""
    titles = dict(known)
    by_word = {title.casefold(): code for code, title in titles.items()}
    by_word |= {code.casefold(): code for code in titles}
    found = get_close_matches(asked[:LONGEST].casefold(), by_word, n=2 * MOST)
    codes = tuple(dict.fromkeys(by_word[word] for word in found))[:MOST]
    return NotThereError(said, tuple((_said(code, titles[code]), address(code)) for code in codes))


def _said(code: str, title: str) -> str:
    return code if code == title else f"{title} ({code})"
