"""What type each expression gives, and the comparisons that could never mean anything.

In XPath a date is not less and not greater than a text, silently and for ever. Here that is
refused when the form is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping

from upheld.core.questions.dates import unknown_signs
from upheld.core.questions.functions import DATED, FUNCTIONS, Type
from upheld.core.questions.question_set import Item, Kind, Question
from upheld.core.questions.syntax import (
    Call,
    Chain,
    Column,
    ExpressionError,
    Items,
    Literal,
    Negative,
    Nodes,
    Tree,
    children,
)
from upheld.core.questions.values import EMPTY, read_datetime

OF_KIND = {
    Kind.TEXT: Type.TEXT,
    Kind.INTEGER: Type.NUMBER,
    Kind.DECIMAL: Type.NUMBER,
    Kind.DATE: Type.DATE,
    Kind.TIME: Type.TIME,
    Kind.DATETIME: Type.DATETIME,
    Kind.SELECT_ONE: Type.TEXT,
    Kind.SELECT_MULTIPLE: Type.TEXT,
    Kind.ACKNOWLEDGE: Type.TEXT,
    Kind.NOTE: Type.TEXT,
    Kind.TODAY: Type.DATE,
    Kind.START: Type.DATETIME,
    Kind.END: Type.DATETIME,
}
COMPARING = frozenset({"=", "!=", "<", "<=", ">", ">="})
READING_DATES = frozenset({"date", "date-time", "format-date", "format-date-time",
                           "decimal-date-time"})  # fmt: skip


class Types:
    """Types of the expressions of one set. ``calculated`` grows as calculations are checked."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self.items = items
        self.calculated: dict[str, Type] = {}

    def check(self, tree: Tree) -> Type:
        """The type of a bound tree. Raises ExpressionError for what could never mean anything."""
        for each in children(tree):
            self.check(each)
        if isinstance(tree, Chain):
            self._check_comparisons(tree)
        if isinstance(tree, Call) and tree.name in READING_DATES:
            _check_dates(tree)
        return self.of(tree)

    def of(self, tree: Tree) -> Type:  # noqa: PLR0911 - one a kind
        match tree:
            case Literal(str()) | Items() | Column():
                return Type.TEXT
            case Literal() | Negative():
                return Type.NUMBER
            case Chain(_, ((sign, _), *_)):
                return Type.NUMBER if sign in ("+", "-", "*", "div", "mod") else Type.BOOLEAN
            case Call("if", (_, one, other)) | Call("coalesce", (one, other)):
                found = {self.of(each) for each in (one, other) if each != Literal(EMPTY)}
                return found.pop() if len(found) == 1 else Type.ANY
            case Call("indexed-repeat", (wanted, *_)):
                return self.of(wanted)
            case Call(name, _):
                return FUNCTIONS[name].gives
            case Nodes(target):
                return self._of_item(target)
            case _:
                return Type.ANY

    def _of_item(self, path: str) -> Type:
        item = self.items.get(path)
        if not isinstance(item, Question):
            return Type.ANY
        return OF_KIND.get(item.kind) or self.calculated.get(path, Type.ANY)

    def _check_comparisons(self, chain: Chain) -> None:
        left = chain.first
        for sign, right in chain.rest:
            if sign in COMPARING:
                self._check_pair(sign, left, right)
                left = Literal(1.0)  # what a comparison gives is compared with what follows
            else:
                return

    def _check_pair(self, sign: str, left: Tree, right: Tree) -> None:
        for dated, other in ((left, right), (right, left)):
            kind = self.of(dated)
            if kind not in DATED or self.of(other) is not Type.TEXT:
                continue
            if other == Literal(EMPTY) and sign in ("=", "!="):
                continue
            wanted = "date-time" if kind is Type.DATETIME else "date"
            advice = (
                "compare decimal-time() of both."
                if kind is Type.TIME
                else f"write {wanted}('2026-01-31') instead of a bare text."
            )
            raise ExpressionError(f"a {kind} is compared with a text, which is never true", advice)


def _check_dates(call: Call) -> None:
    match call.arguments[0]:
        case Literal(str(text)) if text and read_datetime(text) is None:
            raise ExpressionError(f"{text!r} is not a date", "write dates as 2026-01-31.")
    match call.arguments[1:]:
        case [Literal(str(pattern))] if unknown := unknown_signs(pattern):
            raise ExpressionError(
                f"{call.name}() does not know {', '.join(unknown)}",
                "use %Y %y %m %n %b %d %e %a %W %H %h %M %S %3 or %%.",
            )
