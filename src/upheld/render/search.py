"""Finding a page by words: over titles and texts that are the same for everybody, in order of how
well they fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST_QUERY = 100
MOST_FOUND = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its kind, title, one line of what it is, more words to find it by, its address."""

    kind: str
    title: str
    said: str
    words: str
    address: str


def search(entries: Iterable[Entry], query: str) -> tuple[Entry, ...]:
    """Those in which every word of the query stands, best first: in the title, then in the rest."""
    wanted = query[:LONGEST_QUERY].casefold().split()
    if not wanted:
        return ()
    ranked = [(rank, n, each) for n, each in enumerate(entries) if (rank := _rank(each, wanted))]
    return tuple(each for _, _, each in sorted(ranked, key=lambda found: (-found[0], found[1])))


def _rank(entry: Entry, wanted: list[str]) -> int:
    """0 where a word is missing; a word that begins one of the title's counts most."""
    title = entry.title.casefold()
    everything = f"{title} {entry.said} {entry.words}".casefold()
    if not all(word in everything for word in wanted):
        return 0
    begins = sum(any(each.startswith(word) for each in title.split()) for word in wanted)
    within = sum(word in title for word in wanted)
    return 1 + within + 2 * begins + 4 * (" ".join(wanted) == title)
