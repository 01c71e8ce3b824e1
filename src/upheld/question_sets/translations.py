"""Which texts of a form lack a language, and which were changed since they were translated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from upheld.question_sets.load import Loaded

TRANSLATED = ("label", "hint", "required_message", "constraint_message")
PARTED = "::"


class Lack(StrEnum):
    MISSING = "missing"
    OUTDATED = "outdated"


@dataclass(frozen=True, slots=True)
class Lacking:
    """One text that wants translating: where it stands, and what it says in the first language."""

    lack: Lack
    language: str
    where: str
    column: str
    text: str


# A text's place is its sheet, list, name and column: rows may move.
Place = tuple[str, str, str, str]
Texts = Mapping[Place, Mapping[str, str]]


def lacking(loaded: Loaded, earlier: Loaded | None = None) -> Iterator[Lacking]:
    """In the order of the form, language by language. Outdated is what says something else than in
    the ``earlier`` version, while its translation still says the same."""
    first = loaded.form.default_language
    texts, before = _texts(loaded), _texts(earlier) if earlier else {}
    rows = _rows(loaded)
    for language in loaded.form.languages[1:]:
        for place, by_language in texts.items():
            source = by_language.get(first, "")
            found = by_language.get(language, "")
            where = f"{place[2]} ({loaded.unit} {rows[place]})"
            if source and not found:
                yield Lacking(Lack.MISSING, language, where, place[3], source)
            elif source and _is_outdated(before.get(place, {}), by_language, first, language):
                yield Lacking(Lack.OUTDATED, language, where, place[3], source)


def _is_outdated(
    before: Mapping[str, str], now: Mapping[str, str], first: str, language: str
) -> bool:
    old = before.get(first)
    return bool(old) and old != now.get(first) and before.get(language) == now.get(language)


def _texts(loaded: Loaded) -> dict[Place, dict[str, str]]:
    found: dict[Place, dict[str, str]] = {}
    for sheet, _, row in _every_row(loaded):
        for column, text in row.items():
            base, language = _parts(column, loaded.form.default_language)
            if base in TRANSLATED:
                found.setdefault(_place(sheet, row, base), {})[language] = text
    return found


def _rows(loaded: Loaded) -> dict[Place, int]:
    return {
        _place(sheet, row, base): number
        for sheet, number, row in _every_row(loaded) for base in TRANSLATED
    }  # fmt: skip


def _every_row(loaded: Loaded) -> Iterator[tuple[str, int, dict[str, str]]]:
    for sheet in ("survey", "choices"):
        for number, row in loaded.sheets.get(sheet, []):
            yield sheet, number, row


def _place(sheet: str, row: Mapping[str, str], column: str) -> Place:
    return sheet, row.get("list_name", ""), row.get("name", ""), column


def _parts(column: str, first: str) -> tuple[str, str]:
    base, parted, language = column.partition(PARTED)
    return base.strip().lower(), language.strip() if parted else first
