"""What is shown, in each language, with answers named within it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from upheld.core.questions.syntax import Expression

# The language of a text that names none, as pyxform calls it.
UNNAMED = "default"


@dataclass(frozen=True, slots=True)
class Wording:
    """One text in one language: words, and expressions that are replaced by what they give."""

    parts: tuple[str | Expression, ...]

    @property
    def source(self) -> str:
        return "".join(each if isinstance(each, str) else each.source for each in self.parts)

    @property
    def expressions(self) -> tuple[Expression, ...]:
        return tuple(each for each in self.parts if isinstance(each, Expression))


@dataclass(frozen=True, slots=True)
class Text:
    """One text in every language that has it."""

    by_language: Mapping[str, Wording] = field(default_factory=lambda: MappingProxyType({}))

    def __bool__(self) -> bool:
        return bool(self.by_language)

    def in_language(self, language: str, otherwise: str) -> Wording:
        """In ``language``; where it is missing in ``otherwise``, then in any that there is."""
        known = self.by_language
        for each in (language, otherwise, UNNAMED):
            if each in known:
                return known[each]
        return next(iter(known.values()), NOTHING)

    @property
    def expressions(self) -> tuple[Expression, ...]:
        return tuple(e for wording in self.by_language.values() for e in wording.expressions)


NOTHING = Wording(())
NO_TEXT = Text()


def plain(words: str, language: str = UNNAMED) -> Text:
    """A text without expressions, in one language."""
    return Text(MappingProxyType({language: Wording((words,))})) if words else NO_TEXT
