"""Times the posting of one answer to a long form, once all else is answered.

python -m benchmarks.questions RUNS → one JSON object. The form has 80 pages and 120 expressions:
half of its questions depend on an earlier one, a quarter have a constraint, and 60 calculations
add up what was answered. A post replays all of it twice: what the answers led to before, and now.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from datetime import UTC, datetime

from upheld.core.questions.evaluate import Moment
from upheld.core.questions.journey import journey, post
from upheld.question_sets.load import load_own

PAGES, CALCULATIONS = 80, 60
MOMENT = Moment(datetime(2026, 11, 25, 12, 0, tzinfo=UTC))


def form_text() -> str:
    rows = ["| survey |", "| | type | name | label | relevant | constraint | calculation |"]
    for number in range(PAGES):
        relevant = f"${{q{number - 1}}} >= 0" if number % 2 else ""
        constraint = ". >= 0 and . < 100" if number % 4 == 0 else ""
        rows.append(f"| | integer | q{number} | Question {number} | {relevant} | {constraint} | |")
    for number in range(CALCULATIONS):
        earlier = f"${{c{number - 1}}}" if number else "0"
        added = f"if(${{q{number}}} > 5, {earlier} + ${{q{number}}}, {earlier})"
        rows.append(f"| | calculate | c{number} | | | | {added} |")
    return "\n".join(rows)


def main(runs: int) -> None:
    form = load_own(form_text().encode(), "long.md").form
    answers = {f"q{number}": str(number % 10) for number in range(PAGES)}
    assert len(journey(form, answers, MOMENT).pages) == PAGES
    took = []
    for _ in range(runs):
        started = time.perf_counter()
        sent = post(form, answers, f"q{PAGES - 1}", {f"q{PAGES - 1}": ["7"]}, MOMENT)
        took.append(time.perf_counter() - started)
        assert sent.taken
    print(json.dumps({"post_milliseconds": statistics.median(took) * 1000, "pages": PAGES}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
