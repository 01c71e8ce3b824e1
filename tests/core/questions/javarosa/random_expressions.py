"""Expressions made at random, each of a type, from templates: what XLSForms are made of.

Left out is where this engine differs on purpose: an empty choice sought by selected(), and the
largest of negative numbers (see `expressions.csv`).
"""

from __future__ import annotations

import random
import re

# What may stand at the bottom of an expression, and how larger ones are made of smaller ones.
# In a template, N, T, D, B and A stand for a number, text, date, true-or-false and any of them.
LEAVES = {
    "N": ["${five}", "${half}", "${no_integer}", "${six}", "${digits}",
          "1", "2.5", "0", "-3", "100"],
    "T": ["${word}", "${empty}", "${one}", "${many}", "${hidden}", "'abc'", "''", "'a b'", "' x '",
          "'5'", "'-1.5'"],
    "D": ["${born}", "${no_date}", "date('2020-02-29')", "date(15000)", "date(20.7)"],
    "B": ["true()", "false()", "${large}"],
}  # fmt: skip
TEMPLATES = {
    "N": ["(N + N)", "(N - N)", "(N * N)", "(N div N)", "(N mod N)", "-N", "round(N, 1)",
          "round(N, 0)", "int(N)", "number(A)", "abs(N)", "pow(N, 2)", "string-length(T)",
          "count-selected(T)", "(D - D)", "max(N, 1)", "min(N, N)", "sum(${x})", "count(${r})",
          "if(B, N, N)", "coalesce(N, N)"],
    "T": ["concat(A, A)", "substr(T, 1, 3)", "substr(T, -2)", "substr(T, 0, -1)", "string(A)",
          "selected-at(T, 1)", "normalize-space(T)", "translate(T, 'abc', 'x')", "join('-', T, A)",
          "substring-before(T, 'b')", "substring-after(T, ' ')", "if(B, T, T)", "coalesce(T, T)",
          "format-date(D, '%d %n %Y')", "jr:choice-name(T, '/data/one')"],
    "D": ["date(D)", "if(B, D, D)"],
    "B": ["(B and B)", "(B or B)", "not(A)", "(N = N)", "(N != N)", "(N < N)", "(N >= N)",
          "(T = T)", "(T != T)", "(D = D)", "(D < D)", "(D >= D)", "selected(T, 'a')",
          "contains(T, 'b')", "starts-with(T, 'a')", "boolean(A)", "boolean-from-string(T)",
          "regex(T, '[a-c ]+')", "(N = T)", "(N < T)", "(B = A)"],
}  # fmt: skip
PLACE = re.compile(r"(?<![A-Za-z])[NTDBA](?![A-Za-z])")
DEEPEST, LONGEST = 3, 300


def expressions(number: int, seed: int) -> list[str]:
    """So many different ones, the same for the same seed."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < number:
        made = _made(chance, chance.choice("NTB"), chance.randint(1, DEEPEST))
        if len(made) < LONGEST:
            found[made] = None
    return list(found)


def _made(chance: random.Random, kind: str, depth: int) -> str:
    wanted = chance.choice("NTDB") if kind == "A" else kind
    if depth == 0:
        return chance.choice(LEAVES[wanted])
    template = chance.choice(TEMPLATES[wanted])
    return PLACE.sub(lambda place: _made(chance, place[0], depth - 1), template)
