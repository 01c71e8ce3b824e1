"""Replays the answers: what is relevant, what each item is worth, how many entries there are.

Answers are kept as texts by key (`key_of`). Nothing derived is ever kept: whoever changes an
answer replays them all. What is hidden is empty and has no influence on anything.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from upheld.core.errors import UpheldError
from upheld.core.questions.answers import cast, chosen
from upheld.core.questions.evaluate import At, Entry, Evaluator, Moment
from upheld.core.questions.question_set import (
    METADATA,
    MOST_REPEATS,
    SELECTS,
    Choice,
    Item,
    Kind,
    Need,
    Question,
    QuestionSet,
    Repeat,
    key_of,
)
from upheld.core.questions.syntax import Expression, ExpressionError
from upheld.core.questions.texts import Text
from upheld.core.questions.values import EMPTY, Value, to_boolean, to_number, to_text

# The key under which "add another?" is answered, behind the key of the entry. No question can be
# called so.
ANOTHER = "+"
YES, NO = "yes", "no"
LONGEST_SHOWN = 200


class RunawayError(UpheldError):
    """A form that cannot be worked out for these answers within its bounds."""


class Replay:
    """One question set, one set of answers, at one moment; worked out when it is made."""

    def __init__(
        self, form: QuestionSet, answers: Mapping[str, str], moment: Moment, language: str = ""
    ) -> None:
        self.form, self.answers, self.moment = form, answers, moment
        self.language = language or form.default_language
        self.evaluator = Evaluator(form, self, moment)
        self._relevant: dict[tuple[str, Entry], bool] = {}
        self._values: dict[tuple[str, Entry], Value] = {}
        self._counts: dict[tuple[str, Entry], int] = {}
        self.too_many: set[tuple[str, Entry]] = set()  # counts beyond what may be asked
        self._work_out()

    def _work_out(self) -> None:
        work = {Need.RELEVANT: self._work_relevant, Need.VALUE: self._work_value,
                Need.COUNT: self._work_count}  # fmt: skip
        for slot in self.form.order:
            item = self.form.items[slot.path]
            entries = self.entries(item.repeats)
            self._tick(item, len(entries))
            for entry in entries:
                work[slot.need](item, entry)

    def _tick(self, item: Item, steps: int) -> None:
        try:
            self.evaluator.tick(steps)
        except ExpressionError as error:
            raise _runaway(self.form, item.path, error) from error

    def entries(self, repeats: tuple[str, ...]) -> list[Entry]:
        """Every combination of entries of these repeats, each within the one before."""
        found: list[Entry] = [()]
        for repeat in repeats:
            found = [(*e, n) for e in found for n in range(1, self.count(repeat, e) + 1)]
        return found

    # What has been worked out

    def value(self, path: str, entry: Entry) -> Value:
        return self._values.get((path, entry), EMPTY)

    def is_relevant(self, path: str, entry: Entry) -> bool:
        return self._relevant.get((path, entry), False)

    def count(self, path: str, entry: Entry) -> int:
        return self._counts.get((path, entry), 0)

    def holds(self, expression: Expression | None, entry: Entry) -> bool:
        return expression is not None and to_boolean(self.give(expression, entry))

    def give(self, expression: Expression, entry: Entry, choice: Choice | None = None) -> Value:
        """Raises RunawayError where it cannot be worked out within bounds."""
        try:
            return self.evaluator.value(expression.tree, At(entry, choice=choice))
        except ExpressionError as error:
            raise _runaway(self.form, expression.source, error) from error

    def words(self, text: Text, entry: Entry = ()) -> str:
        """A text in the reader's language, with what it names filled in."""
        wording = text.in_language(self.language, self.form.default_language)
        return "".join(
            each if isinstance(each, str) else to_text(self.give(each, entry))
            for each in wording.parts
        )

    def choices(self, question: Question, entry: Entry) -> tuple[Choice, ...]:
        """The choices that the filter leaves."""
        listed, condition = self.form.choices(question), question.choice_filter
        if condition is None:
            return listed
        return tuple(each for each in listed if to_boolean(self.give(condition, entry, each)))

    # How it is worked out

    def _work_relevant(self, item: Item, entry: Entry) -> None:
        around = self.form.parent(item.path)
        shown = around is None or self.is_relevant(around.path, entry[: len(around.repeats)])
        if shown and item.relevant is not None:
            shown = self.holds(item.relevant, entry)
        self._relevant[item.path, entry] = shown

    def _work_value(self, item: Item, entry: Entry) -> None:
        assert isinstance(item, Question)
        if self.is_relevant(item.path, entry):
            self._values[item.path, entry] = self._value(item, entry)

    def _value(self, question: Question, entry: Entry) -> Value:
        if question.kind in METADATA:
            return self._moment(question.kind)
        if question.calculation is not None:
            return self._calculated(question, question.calculation, entry)
        answer = self.answers.get(key_of(question.path, question.repeats, entry))
        if question.asked and answer is not None:
            return self._answered(question, answer, entry)
        if question.default is None:
            return EMPTY
        value = self._calculated(question, question.default, entry)
        return self._answered(question, to_text(value), entry) if question.asked else value

    def _moment(self, kind: Kind) -> Value:
        if kind is Kind.TODAY:
            return self.moment.today
        found = self.moment.started if kind is Kind.START else self.moment.now
        return found.replace(tzinfo=None) if found else EMPTY

    def _answered(self, question: Question, answer: str, entry: Entry) -> Value:
        """Empty where the answer no longer is among the choices, or is none of its kind."""
        value = cast(question.kind, answer)
        if question.kind in SELECTS:
            offered = {choice.name for choice in self.choices(question, entry)}
            if not set(chosen(question.kind, to_text(value))) <= offered:
                return EMPTY
        return value

    def _calculated(self, question: Question, expression: Expression, entry: Entry) -> Value:
        value = self.give(expression, entry)
        if isinstance(value, float) and math.isnan(value):
            return EMPTY
        if question.kind is Kind.CALCULATE:
            return value
        return cast(question.kind, to_text(value))

    def _work_count(self, item: Item, entry: Entry) -> None:
        assert isinstance(item, Repeat)
        if not self.is_relevant(item.path, entry):
            return
        number = self._added(item, entry) if item.count is None else self._counted(item, entry)
        self._counts[item.path, entry] = number

    def _counted(self, repeat: Repeat, entry: Entry) -> int:
        assert repeat.count is not None
        wanted = to_number(self.give(repeat.count, entry))
        if math.isnan(wanted) or wanted < 0:
            return 0
        if wanted > MOST_REPEATS:
            self.too_many.add((repeat.path, entry))
            return MOST_REPEATS
        return int(wanted)

    def _added(self, repeat: Repeat, entry: Entry) -> int:
        number = 1
        while number < MOST_REPEATS and self._goes_on(repeat, (*entry, number)):
            number += 1
        return number

    def _goes_on(self, repeat: Repeat, entry: Entry) -> bool:
        return self.answers.get(another_key(repeat, entry)) == YES


def another_key(repeat: Repeat, entry: Entry) -> str:
    """The key of "add another?" behind one entry of a repeat."""
    return key_of(f"{repeat.path}/{ANOTHER}", (*repeat.repeats, repeat.path), entry)


def _runaway(form: QuestionSet, where: str, error: ExpressionError) -> RunawayError:
    shown = where if len(where) <= LONGEST_SHOWN else f"{where[:LONGEST_SHOWN]} …"
    return RunawayError(
        f"The question set {form.known_as} cannot be worked out: {shown}: {error.what}.",
        next_step=error.next_step,
    )
