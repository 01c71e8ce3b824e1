"""One family of errors: each names what went wrong, where, and the next step."""

from __future__ import annotations

from dataclasses import dataclass


class UpheldError(Exception):
    """Anything a user can put right. Shown as text, never as a traceback.

    ``what`` says what is wrong and names the file, row and value; ``next_step`` says what to do
    about it. ``exit_status`` is the command line's: 1 nothing could be done, 2 wrong use.
    """

    exit_status = 1

    def __init__(self, what: str, *, next_step: str) -> None:
        super().__init__(what)
        self.what = what
        self.next_step = next_step

    def __str__(self) -> str:
        return f"{self.what}\nNext step: {self.next_step}"


class WrongUseError(UpheldError):
    """The command was called in a way that cannot mean anything."""

    exit_status = 2


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one file. ``where`` is a row id, a key or a line; ``value`` as found."""

    file: str
    where: str
    what: str
    value: str = ""

    def __str__(self) -> str:
        found = f", found {self.value!r}" if self.value else ""
        return f"{self.file}: {self.where}: {self.what}{found}"


class ProblemsError(UpheldError):
    """Everything wrong with one upload or one file of rules, all at once."""

    def __init__(self, what: str, problems: tuple[Problem, ...], *, next_step: str) -> None:
        super().__init__(what, next_step=next_step)
        self.problems = problems

    def __str__(self) -> str:
        lines = [self.what, *(f"  - {problem}" for problem in self.problems)]
        return "\n".join([*lines, f"Next step: {self.next_step}"])
