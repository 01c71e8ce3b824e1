"""Reads an expression, as XLSForm writes them, into a tree. Knows no question set yet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from upheld.core.questions.syntax import (
    DEEPEST,
    LONGEST_EXPRESSION,
    Call,
    Chain,
    Expression,
    ExpressionError,
    Literal,
    Negative,
    Path,
    Start,
    Step,
    Tree,
)

TOKEN = re.compile(
    r"""\s*(?:
      (?P<reference>\$\{\s*[^{}\s]+\s*\})
    | (?P<text>'[^']*'|"[^"]*")
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<name>[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)
    | (?P<sign><=|>=|!=|\.\.|//|[=<>+\-*/()\[\],.|@])
    )""",
    re.VERBOSE,
)
SPACE = re.compile(r"\s*")
# Loosest first; each rank is worked from left to right.
RANKS = (
    frozenset({"or"}),
    frozenset({"and"}),
    frozenset({"=", "!="}),
    frozenset({"<", "<=", ">", ">="}),
    frozenset({"+", "-"}),
    frozenset({"*", "div", "mod"}),
)
RANK_OF = {sign: rank for rank, signs in enumerate(RANKS) for sign in signs}


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    at: int


def parse(source: str) -> Expression:
    """Raises ExpressionError, with the place, for whatever it cannot read."""
    if len(source) > LONGEST_EXPRESSION:
        raise ExpressionError(f"the expression is longer than {LONGEST_EXPRESSION} characters")
    reader = _Reader(_tokens(source))
    tree = reader.expression()
    if (left := reader.peek()) is not None:
        raise ExpressionError(f"unexpected {left.text!r} at character {left.at + 1}")
    return Expression(source, tree)


def _tokens(source: str) -> tuple[Token, ...]:
    found = []
    at = SPACE.match(source).end()  # type: ignore[union-attr]
    while at < len(source):
        match = TOKEN.match(source, at)
        if match is None or match.lastgroup is None:
            raise ExpressionError(
                f"cannot be read from character {at + 1} on: {source[at:][:20]!r}"
            )
        kind = match.lastgroup
        found.append(Token(kind, match[kind], match.start(kind)))
        at = SPACE.match(source, match.end()).end()  # type: ignore[union-attr]
        glued = kind == "number" and at == match.end() and at < len(source)
        if glued and (source[at].isalnum() or source[at] == "_"):
            raise ExpressionError(f"cannot read the number at character {match.start(kind) + 1}")
    return tuple(found)


@dataclass(slots=True)
class _Reader:
    tokens: tuple[Token, ...]
    at: int = 0
    depth: int = field(default=0)

    def peek(self, ahead: int = 0) -> Token | None:
        place = self.at + ahead
        return self.tokens[place] if place < len(self.tokens) else None

    def next_is(self, *texts: str) -> bool:
        found = self.peek()
        return found is not None and found.kind in ("sign", "name") and found.text in texts

    def take(self, text: str) -> None:
        if not self.next_is(text):
            found = self.peek()
            where = f"{found.text!r} at character {found.at + 1}" if found else "the end"
            raise ExpressionError(f"expected {text!r} instead of {where}")
        self.at += 1

    def expression(self) -> Tree:
        return self.chain(0)

    def chain(self, loosest: int) -> Tree:
        """Everything whose operators bind at least as tightly as ``loosest``."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError(f"nested more than {DEEPEST} deep")
        tree = self.negative()
        while (rank := self.rank()) is not None and rank >= loosest:
            rest = []
            while self.rank() == rank:
                sign = self.tokens[self.at].text
                self.at += 1
                rest.append((sign, self.chain(rank + 1)))
            tree = Chain(tree, tuple(rest))
        self.depth -= 1
        return tree

    def rank(self) -> int | None:
        found = self.peek()
        if found is None or found.kind not in ("sign", "name"):
            return None
        return RANK_OF.get(found.text)

    def negative(self) -> Tree:
        minuses = 0
        while self.next_is("-"):
            self.at += 1
            minuses += 1
        tree = self.operand()
        return Negative(tree) if minuses % 2 else Negative(Negative(tree)) if minuses else tree

    def operand(self) -> Tree:
        found = self.peek()
        if found is None:
            raise ExpressionError("ends where a value was expected")
        if found.kind == "text":
            self.at += 1
            return Literal(found.text[1:-1])
        if found.kind == "number":
            self.at += 1
            return Literal(float(found.text))
        if found.text == "(":
            self.at += 1
            tree = self.expression()
            self.take(")")
            return tree
        following = self.peek(1)
        if found.kind == "name" and following is not None and following.text == "(":
            return self.call()
        return self.path()

    def call(self) -> Tree:
        name = self.tokens[self.at].text
        self.at += 2
        arguments: list[Tree] = []
        while not self.next_is(")"):
            if arguments:
                self.take(",")
            arguments.append(self.expression())
        self.take(")")
        if name == "instance":
            return self.choices_of(arguments)
        if name == "current":
            return (
                Path(Start.CURRENT, steps=self.steps())
                if self.next_is("/")
                else Path(Start.CURRENT)
            )
        return Call(name, tuple(arguments))

    def choices_of(self, arguments: list[Tree]) -> Tree:
        match arguments:
            case [Literal(str(name))]:
                return Path(Start.LIST, name, self.steps())
            case _:
                raise ExpressionError("instance() takes the name of a list of choices, in quotes")

    def path(self) -> Tree:
        found = self.tokens[self.at]
        if found.kind == "reference":
            self.at += 1
            name = found.text[2:-1].strip()
            return Path(Start.NAME, name, predicates=self.predicates(), steps=self.steps())
        if found.text == "/":
            return Path(Start.ROOT, steps=self.steps())
        if found.text in (".", "..") or found.kind == "name":
            first = self.step()
            return Path(Start.HERE, steps=(first, *self.steps()))
        raise ExpressionError(f"unexpected {found.text!r} at character {found.at + 1}")

    def steps(self) -> tuple[Step, ...]:
        found = []
        while self.next_is("/"):
            self.at += 1
            found.append(self.step())
        return tuple(found)

    def step(self) -> Step:
        found = self.peek()
        if found is None or not (found.kind == "name" or found.text in (".", "..")):
            raise ExpressionError("expected the name of a question after the stroke")
        self.at += 1
        return Step(found.text, self.predicates())

    def predicates(self) -> tuple[Tree, ...]:
        found = []
        while self.next_is("["):
            self.at += 1
            found.append(self.expression())
            self.take("]")
        return tuple(found)
