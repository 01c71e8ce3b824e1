"""Kills the site at random moments while officers answer, and accounts for every answer.

python -m benchmarks.needs_kill FOLDER RESPONDENTS KILLS [SEED] → one JSON object.

An officer does what a person would: when the connection breaks, they wait until the site is back,
open the assessment from their list, and send again what was not confirmed. After each kill, and
at the end, the records must hold of each respondent what was confirmed, or that with the page that
was on its way: nothing lost, nothing stale. At the end each has one assessment, handed in once.

SIGKILL leaves what the system holds in memory; that a power cut leaves it too rests on SQLite's
log being written through (synchronous=FULL), which a test holds.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.needs_officer import NUMBER, Browser, CutOffError, Respondent, handed_in
from benchmarks.needs_site import UNIT, Server, kept_in, prepare

if TYPE_CHECKING:
    from collections.abc import Callable

AT_ONCE = 8
POSTS_EACH = 5  # so many pages are answered at least: kills are spread over these
LONGEST_DELAY = 0.02


@dataclass
class Run:
    """What is going on: who answers, how much was confirmed, whether the site is up."""

    server: Server
    folder: Path
    respondents: list[Respondent]
    up: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)
    confirmed: int = 0
    cut_off: int = 0
    over: bool = False
    wrong: list[str] = field(default_factory=list)

    def count(self, *, confirmed: bool) -> None:
        with self.lock:
            self.confirmed += confirmed
            self.cut_off += not confirmed


@dataclass
class Officer:
    """One respondent's officer, who goes on until it is handed in."""

    run: Run
    browser: Browser
    who: Respondent
    base: str = ""

    def assess(self) -> None:
        self._until(lambda: self._open() if self.base else self._start())
        for number, page, answers in self.who.steps():
            self._send(lambda n=number: f"{self.base}{n}/", {"page": page, **answers})
        self._send(lambda: f"{self.base}check/", {})
        self.who.finished = True
        self.browser.hang_up()

    def _send(self, address: Callable[[], str], form: dict[str, object]) -> None:
        """Once more after each break, and looked at as an officer would, until confirmed."""

        def once() -> None:
            self.browser.get(self.browser.post(address(), form))

        self._until(once)

    def _until(self, once: Callable[[], None]) -> None:
        while True:
            self.run.up.wait()
            try:
                once()
            except CutOffError:
                self.run.count(confirmed=False)
                self._until_open()
            else:
                self.run.count(confirmed=True)
                return

    def _until_open(self) -> None:
        while True:
            self.run.up.wait()
            try:
                return self._open()
            except CutOffError:
                continue

    def _open(self) -> None:
        """By their list, where what was begun stands, whether or not that was ever confirmed."""
        found = NUMBER.findall(self.browser.get("/needs/"))
        if found:
            self._stands_at(self.browser.post("/needs/open/", {"number": found[0]}))

    def _start(self) -> None:
        self._stands_at(self.browser.post("/needs/start/", {"unit": UNIT}))

    def _stands_at(self, address: str) -> None:
        self.base = address.rstrip("/").rpartition("/")[0] + "/"


def main(folder: Path, respondents: int, kills: int, seed: int) -> dict[str, object]:
    sessions = prepare(folder, respondents)
    lot = random.Random(seed)
    run = Run(Server(), folder, [Respondent(random.Random(lot.random())) for _ in sessions])
    run.server.start()
    began = time.monotonic()
    run.up.set()
    points = sorted(lot.sample(range(1, respondents * POSTS_EACH), kills))
    killer = threading.Thread(target=_kill, args=(run, points, lot))
    killer.start()
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            officers = [
                Officer(run, Browser(run.server.port, session), who)
                for session, who in zip(sessions, run.respondents, strict=True)
            ]
            list(pool.map(Officer.assess, officers))
    finally:
        run.over = True
        killer.join()
        run.server.kill()
    seconds = time.monotonic() - began
    return {
        "respondents": respondents, "kills": kills, "seconds": seconds,
        "confirmed": run.confirmed, "cut_off": run.cut_off,
        "answers": sum(who.posts for who in run.respondents),
        "wrong": [*run.wrong, *_at_the_end(run)],
    }  # fmt: skip


def _kill(run: Run, points: list[int], lot: random.Random) -> None:
    """At each point of the way, a few milliseconds on; up again once what is kept was checked."""
    for number, point in enumerate(points, start=1):
        while run.confirmed < point and not run.over:
            time.sleep(0.001)
        time.sleep(lot.uniform(0, LONGEST_DELAY))
        run.server.kill()
        run.up.clear()
        run.server.start()
        run.wrong += [f"after kill {number}: {each}" for each in _in_between(run)]
        run.up.set()


def _in_between(run: Run) -> list[str]:
    """Nothing is under way: everybody waits for the site."""
    kept = kept_in(run.folder)
    wrong = []
    for each, who in enumerate(run.respondents):
        attempted = who.attempted  # before what was confirmed: see Respondent.steps
        allowed = [who.confirmed, attempted or who.confirmed]
        allowed += [handed_in(answers) for answers in allowed]
        stands = kept.get(each, [])
        if len(stands) > 1:
            wrong.append(f"officer {each}: {len(stands)} assessments")
        elif (stands[0][0] if stands else {}) not in allowed:
            wrong.append(f"officer {each}: kept is not what was confirmed")
    return wrong


def _at_the_end(run: Run) -> list[str]:
    """Each once and whole; the trail unbroken, with a line for each page and one hand-in each."""
    from upheld.web.staff.audit import chain
    from upheld.web.staff.audit.models import Entry

    kept, wrong = kept_in(run.folder), []
    if chain.check(Entry.objects.order_by("id")).broken_at is not None:
        wrong.append("the trail is broken")
    for each, who in enumerate(run.respondents):
        stands = kept.get(each, [])
        expected = [(handed_in(who.confirmed), True)]
        if stands != expected or not who.finished:
            wrong.append(f"officer {each}: not handed in as confirmed, once")
    lines = Entry.objects.filter(about__endswith=": page answered").count()
    answered = sum(who.posts for who in run.respondents)
    if not answered <= lines <= answered + run.cut_off:
        wrong.append(f"{lines} lines for {answered} pages and {run.cut_off} cut off")
    times = Entry.objects.filter(about__endswith=": handed in").count()
    if times != len(run.respondents):
        wrong.append(f"handed in {times} times")
    return wrong


if __name__ == "__main__":
    _folder, *_numbers = sys.argv[1:]
    print(json.dumps(main(Path(_folder), *(int(n) for n in [*_numbers, "2026"][:3]))))
