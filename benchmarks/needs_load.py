"""Twenty pages a second are sent to the site for minutes; how long each took, as its sender saw it.

python -m benchmarks.needs_load FOLDER SECONDS → one JSON object.

The site runs on one core with SQLite, as `upheld serve` starts it. Every twentieth of a second a
page is sent, whether or not those before were answered; its time runs from when it should have
been sent until its confirmation came. Each confirmation is followed, as a browser does, to the
next page, which is further work for the site and not counted. At the end every answer is looked
for in the records.
"""

from __future__ import annotations

import json
import os
import queue
import random
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.needs_officer import Browser, Respondent, handed_in
from benchmarks.needs_site import UNIT, Server, kept_in, prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

A_SECOND = 20
FEWEST_PAGES = 5  # started, three pages or four, one of them twice, handed in: six on average
THREADS = 32


@dataclass
class Times:
    """Milliseconds of each page that was sent, and of each that was looked at after."""

    posts: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)


def sent_one_by_one(who: Respondent, browser: Browser) -> Iterator[str]:
    """Sends one page each time it is asked on, and yields where it was led."""
    place = browser.post("/needs/start/", {"unit": UNIT})
    yield place
    base = place.rstrip("/").rpartition("/")[0] + "/"
    for number, page, answers in who.steps():
        yield browser.post(f"{base}{number}/", {"page": page, **answers})
    place = browser.post(f"{base}check/", {})
    who.finished = True
    yield place


def main(folder: Path, seconds: float) -> dict[str, object]:
    pages = int(seconds * A_SECOND)
    sessions = prepare(folder, pages // FEWEST_PAGES + THREADS)
    lot = random.Random(2026)
    respondents = [Respondent(random.Random(lot.random())) for _ in sessions]
    server = Server(cores=frozenset({0}))
    _take_another_core()
    server.start()
    try:
        browsers = [Browser(server.port, each) for each in sessions]
        before = server.core_seconds()
        times = _send(pages, list(zip(respondents, browsers, strict=True)))
        used = server.core_seconds() - before
    finally:
        server.kill()
    kept = kept_in(folder)
    wrong = [each for each, who in enumerate(respondents) if who.posts
             and [answers for answers, _ in kept.get(each, [])] != [_expected(who)]]  # fmt: skip
    return {
        "pages": len(times.posts), "seconds": seconds, "wrong": wrong,
        "p95": _percentile(times.posts, 95), "median": statistics.median(times.posts),
        "looks_p95": _percentile(times.looks, 95), "sync": _sync(folder),
        "core_share": used / seconds,
    }  # fmt: skip


def _send(pages: int, officers: list[tuple[Respondent, Browser]]) -> Times:
    """A page each twentieth of a second, of whichever officer is free and has waited longest."""
    free: queue.SimpleQueue[tuple[Iterator[str], Browser]] = queue.SimpleQueue()
    waiting = iter([(sent_one_by_one(who, browser), browser) for who, browser in officers])
    due: queue.SimpleQueue[float | None] = queue.SimpleQueue()
    times, failed = Times(), []

    def work() -> None:
        try:
            while (when := due.get()) is not None:
                steps, browser = free.get()
                place = next(steps, None)
                if place is None:  # handed in: the next officer begins
                    browser.hang_up()
                    with lock:
                        steps, browser = next(waiting)
                    place = next(steps)
                times.posts.append(1000 * (time.monotonic() - when))
                looked = time.monotonic()
                browser.get(place)
                times.looks.append(1000 * (time.monotonic() - looked))
                free.put((steps, browser))
        except Exception as error:  # noqa: BLE001 - said below, by the one who waits
            failed.append(error)

    lock = threading.Lock()
    for _ in range(THREADS):
        free.put(next(waiting))
    workers = [threading.Thread(target=work, daemon=True) for _ in range(THREADS)]
    for each in workers:
        each.start()
    began = time.monotonic()
    for number in range(pages):
        when = began + number / A_SECOND
        time.sleep(max(0.0, when - time.monotonic()))
        due.put(when)
    for _ in workers:
        due.put(None)
    for each in workers:
        each.join()
    if failed:
        raise failed[0]
    return times


def _expected(who: Respondent) -> dict[str, str]:
    return (handed_in(who.confirmed) or {}) if who.finished else (who.attempted or who.confirmed)


def _percentile(values: list[float], part: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[part - 1]


def _take_another_core() -> None:
    """Who measures does not take the site's core, where there is another."""
    others = os.sched_getaffinity(0) - {0}
    if others:
        os.sched_setaffinity(0, others)


def _sync(folder: Path) -> float:
    """How long this disk takes to write through, in milliseconds: the median of fifty."""
    took = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(50):
            began = time.monotonic()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            took.append(1000 * (time.monotonic() - began))
    return statistics.median(took)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), float(sys.argv[2]))))
