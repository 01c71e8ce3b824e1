"""One officer's browser, and what one respondent answers: drawn by lot, known beforehand.

The answers that must be kept are worked out here by the engine itself, from what was confirmed.
"""

from __future__ import annotations

import http.client
import random
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from upheld.core.questions.evaluate import Moment
from upheld.core.questions.journey import journey
from upheld.core.questions.question_set import Kind
from upheld.core.questions.submission import submitted
from upheld.question_sets.load import question_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from upheld.core.questions.journey import Journey, Page
    from upheld.core.questions.question_set import Question

    Sent = tuple[int, str, dict[str, list[str]]]

FORM = question_set("needs_assessment", "short-2")
MOMENT = Moment(datetime(2026, 11, 25, 12, 0))  # noqa: DTZ001 - no question of it reads a clock
NUMBER = re.compile(r'name="number" value="([0-9a-f]{16})"')
TIMEOUT = 60.0


class CutOffError(Exception):
    """The server went away before it answered: whether it kept what was sent is not known."""


class RefusedError(Exception):
    """An answer that no officer should get."""


@dataclass
class Browser:
    """A connection that is kept, as a browser keeps it, and one session."""

    port: int
    session: str
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    line: http.client.HTTPConnection | None = None

    def get(self, address: str) -> str:
        status, _, body = self._ask("GET", address, None)
        if status != 200:
            raise RefusedError(f"GET: {status}")
        return body

    def post(self, address: str, values: Mapping[str, object]) -> str:
        """Where it leads: the confirmation."""
        form = urlencode({"csrfmiddlewaretoken": self.secret, **values}, doseq=True)
        status, place, _ = self._ask("POST", address, form)
        if status != 302 or "sign-in" in place:
            raise RefusedError(f"POST: {status} {place}")
        return place

    def _ask(self, method: str, address: str, form: str | None) -> tuple[int, str, str]:
        headers = {"Cookie": f"session={self.session}; form={self.secret}"}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            self.line.request(method, address, form, headers)
            answer = self.line.getresponse()
            body = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self.hang_up()
            raise CutOffError from error
        if answer.will_close:
            self.hang_up()
        return answer.status, answer.headers.get("Location", ""), body

    def hang_up(self) -> None:
        if self.line is not None:
            self.line.close()
        self.line = None


@dataclass
class Respondent:
    """What was confirmed so far, and what was sent and not yet confirmed.

    Once, half-way, an earlier page is answered again and otherwise: of an answer that was changed
    only the last may be kept.
    """

    lot: random.Random
    confirmed: dict[str, str] = field(default_factory=dict)
    attempted: dict[str, str] | None = None
    posts: int = 0
    finished: bool = False

    def steps(self) -> Iterator[Sent]:
        """Each page to send: its number, its id and its answers. Go on once it is confirmed."""
        back = self.lot.randint(1, 3)
        while (page := self.journey.next) is not None:
            done = self.journey.done
            yield from self._step(done + 1, page)
            if done + 1 == back:
                again = self.lot.randint(1, back)
                yield from self._step(again, self.journey.pages[again - 1])

    @property
    def journey(self) -> Journey:
        return journey(FORM, self.confirmed, MOMENT)

    def _step(self, number: int, page: Page) -> Iterator[Sent]:
        chosen = {asked.key: self._choice(asked.question) for asked in page.asked}
        answers = {key: " ".join(values) for key, values in chosen.items()}
        self.attempted = {**self.confirmed, **answers}
        yield number, page.id, chosen
        self.confirmed, self.attempted = self.attempted, None
        self.posts += 1

    def _choice(self, question: Question) -> list[str]:
        choices = FORM.choices(question)
        if question.kind is Kind.SELECT_ONE:
            return [self.lot.choice(choices).name]
        several = [each.name for each in choices if not each.exclusive]
        drawn = [name for name in several if self.lot.random() < 0.3]
        return drawn or [choices[-1].name]


def handed_in(answers: dict[str, str]) -> dict[str, str] | None:
    """What is kept of these answers once they are handed in; None where they are not complete."""
    found = journey(FORM, answers, MOMENT)
    return dict(submitted(found).answers) if found.complete else None
