"""Measures what the project promises, prints it, and adds a line each to history.csv.

python -m benchmarks [--crimes N] [--only NAME …]. What ran below the promised size is marked
reduced and never counts as met.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import Run, run

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
HISTORY = HERE / "history.csv"
VAR = HERE.parent / "var" / "bench"
MET_YEAR = 830_000
MONTHS = 12
AS_OF = "2022-01-15"  # a fortnight after the end of a year that starts in January 2021
UPHELD = [sys.executable, "-m", "upheld"]


@dataclass(frozen=True, slots=True)
class Result:
    """One promise measured. ``limit`` is what was promised in ``unit``; ``gigabytes`` is None where
    memory was not measured."""

    name: str
    value: float
    limit: float
    unit: str
    rows: int
    gigabytes: float | None
    reduced: bool

    @property
    def verdict(self) -> str:
        if self.reduced:
            return "reduced, not counted"
        return "met" if self.value <= self.limit else "NOT met"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--crimes", type=int, default=MET_YEAR)
    parser.add_argument("--only", nargs="*", choices=sorted(BENCHMARKS))
    arguments = parser.parse_args()
    VAR.mkdir(parents=True, exist_ok=True)
    for name in arguments.only or [each for each in BENCHMARKS if each not in WHEN_NAMED]:
        for result in BENCHMARKS[name](arguments.crimes):
            _keep(result)
            print(
                f"{result.name:32} {result.value:9.2f} {result.unit:8} promised {result.limit:g}; "
                f"{result.rows:,} rows, {_peak(result)}: {result.verdict}",
                flush=True,
            )


def _extracts(crimes: int, form: str = "parquet") -> Path:
    folder = VAR / f"{crimes}-{form}"
    if not folder.exists():
        run(_generate(crimes, folder, form))
    return folder


def _generate(crimes: int, folder: Path, form: str) -> list[str]:
    options = ["--crimes", str(crimes), "--months", str(MONTHS), "--seed", "830"]
    return [*UPHELD, "generate", *options, "--format", form, "--out", str(folder)]


def _build(extracts: Path, out: Path) -> list[str]:
    return [*UPHELD, "build", str(extracts), "--as-of", AS_OF, "--out", str(out), "--force", "met"]


def _rows(edition: Path) -> int:
    manifest = json.loads((edition / "open" / "manifest.json").read_text(encoding="utf-8"))
    return sum(each["rows"] for each in manifest["inputs"])


def help_(crimes: int) -> list[Result]:
    fastest = min((run([*UPHELD, "--help"]) for _ in range(5)), key=lambda r: r.seconds)
    return [Result("upheld --help", fastest.seconds, 0.3, "seconds", 0, fastest.gigabytes, False)]


def generate(crimes: int) -> list[Result]:
    folder = VAR / f"{crimes}-parquet"
    if folder.exists():
        subprocess.run(["rm", "-rf", str(folder)], check=True)
    took = run(_generate(crimes, folder, "parquet"))
    return [_seconds("generate, Parquet", took, 180, crimes, crimes)]


def build_parquet(crimes: int) -> list[Result]:
    return _builds("parquet", 60, crimes)


def build_csv(crimes: int) -> list[Result]:
    return _builds("csv", 120, crimes)


def _builds(form: str, limit: float, crimes: int) -> list[Result]:
    out = VAR / f"edition-{form}"
    took = run(_build(_extracts(crimes, form), out))
    rows = _rows(out)
    reduced = crimes < MET_YEAR
    memory = Result(
        f"memory, build from {form}", took.gigabytes, 8, "GB", rows, took.gigabytes, reduced
    )
    return [_seconds(f"build from {form}", took, limit, crimes, rows), memory]


def four_times(crimes: int) -> list[Result]:
    """Four times the rows beside one time, in one run: at most five times as long."""
    small, large = _extracts(crimes), _extracts(4 * crimes)
    one = run(_build(small, VAR / "edition-one"))
    four = run(_build(large, VAR / "edition-four"))
    ratio = Result("four times the rows", four.seconds / one.seconds, 5, "times",
                   _rows(VAR / "edition-four"), four.gigabytes, crimes < MET_YEAR)  # fmt: skip
    return [ratio]


def nation(crimes: int) -> list[Result]:
    """Eight Met years, about what all forces record in a year, built on one machine."""
    out = VAR / "edition-nation"
    took = run(_build(_extracts(8 * crimes), out))
    rows, reduced = _rows(out), crimes < MET_YEAR
    return [
        Result("eight Met years", took.seconds, 600, "seconds", rows, took.gigabytes, reduced),
        Result("memory, eight Met years", took.gigabytes, 16, "GB", rows, took.gigabytes, reduced),
    ]


def duties(crimes: int) -> list[Result]:
    command = [sys.executable, "-m", "benchmarks.duties", str(_extracts(crimes)), AS_OF, "3"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    print(f"  duties {found['duties_seconds']:.1f} s, joins {found['joins_seconds']:.1f} s")
    return [Result("duties ÷ unavoidable joins", found["ratio"], 2.5, "times", found["duties"],
                   None, crimes < MET_YEAR)]  # fmt: skip


def _spread(crimes: int) -> Path:
    """A year's crimes spread over 36 months, with a survey."""
    folder = VAR / f"{crimes}x36-parquet"
    if not any(folder.glob("survey_responses*")):
        options = ["--crimes", str(crimes), "--months", "36", "--seed", "836", "--survey"]
        run([*UPHELD, "generate", *options, "--format", "parquet", "--out", str(folder)])
    return folder


def figures(crimes: int) -> list[Result]:
    """All measures, units, months and breakdowns of a year's crimes spread over 36 months."""
    folder = _spread(crimes)
    command = [sys.executable, "-m", "benchmarks.figures", str(folder), "2024-01-15"]
    took = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    reduced = crimes < MET_YEAR
    return [
        Result("figures over 36 months", took["figures_seconds"], 20, "seconds", took["figures"],
               took["gigabytes"], reduced),
        Result("memory, figures over 36 months", took["gigabytes"], 8, "GB", took["figures"],
               took["gigabytes"], reduced),
        Result("one measure's series", took["series_milliseconds"], 20, "ms", took["series_rows"],
               None, reduced),
    ]  # fmt: skip


def survey(crimes: int) -> list[Result]:
    """48 cells of a year's interviews, and of a hundred thousand beside R's `survey`."""
    year = _survey(9_600, 20)
    large = _survey(100_000, 5)
    found = [Result("survey, 48 cells", 1000 * year["seconds"], 50, "ms", 9_600, None, False)]
    if large["r_seconds"] is None:
        print("  no R with its package survey here: not compared")
        return found
    print(f"  100,000 rows: {large['seconds']:.3f} s, R {large['r_seconds']:.3f} s")
    ratio = large["seconds"] / large["r_seconds"]
    return [*found, Result("survey ÷ R, 48 cells", ratio, 1, "times", 100_000, None, False)]


def _survey(interviews: int, times: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.survey", str(interviews), str(times)]
    done = subprocess.run(command, check=True, capture_output=True)
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def questions(crimes: int) -> list[Result]:
    """One answer to a form of 80 pages: read, replayed, checked; without hashing or a database."""
    command = [sys.executable, "-m", "benchmarks.questions", "300"]
    took = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return [Result("post of an answer, 80 pages", took["post_milliseconds"], 10, "ms",
                   took["pages"], None, False)]  # fmt: skip


def push(crimes: int) -> list[Result]:
    """Every figure shown counted again; then 2,000 people told by a real SMTP server."""
    out = VAR / f"edition-push-{crimes}"
    if not out.exists():
        run(_build(_extracts(crimes), out))
        run([*UPHELD, "verify", str(out), str(_extracts(crimes))])
    people = 2_000 if crimes >= MET_YEAR else 200
    command = [sys.executable, "-m", "benchmarks.push", str(out), str(people)]
    took = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    reduced = crimes < MET_YEAR
    return [
        Result("push, figures counted again", took["verify_seconds"], 30, "seconds",
               took["figures"], None, reduced),
        Result("push, messages to SMTP", took["send_seconds"], 60, "seconds", took["taken"], None,
               reduced),
    ]  # fmt: skip


def needs_load(crimes: int) -> list[Result]:
    """Twenty pages of needs assessments a second on one core, with SQLite that writes through."""
    reduced = crimes < MET_YEAR
    took = _needs("load", 20 if reduced else 300)
    print(
        f"  the page looked at after each, 95 in 100 within "
        f"{took['looks_p95']:.1f} ms; {took['core_share']:.0%} of the core; the disk writes "
        f"through in {took['sync']:.1f} ms"
    )
    if took["wrong"]:
        raise RuntimeError(f"answers that are not kept as they were confirmed: {took['wrong']}")
    pages = took["pages"]
    return [
        Result("needs, 20 pages a second: p95", took["p95"], 100, "ms", pages, None, reduced),
        Result("needs, a page sent: median", took["median"], 10, "ms", pages, None, reduced),
    ]


def needs_kill(crimes: int) -> list[Result]:
    """Respondents answer while the site is killed again and again: every answer accounted for."""
    reduced = crimes < MET_YEAR
    took = _needs("kill", *((100, 10) if reduced else (2_000, 200)))
    print(
        f"  {took['respondents']:,} respondents, {took['kills']} kills, {took['seconds']:.0f} s; "
        f"{took['confirmed']:,} confirmed, {took['cut_off']:,} cut off and sent again"
    )
    for each in took["wrong"][:10]:
        print(f"  {each}")
    return [Result("needs, killed: answers amiss", len(took["wrong"]), 0, "answers",
                   took["answers"], None, reduced)]  # fmt: skip


def _needs(which: str, *numbers: int) -> dict[str, Any]:
    """In a folder beside the clone, on its disk, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="needs-", dir=VAR) as folder:
        command = [sys.executable, "-m", f"benchmarks.needs_{which}", folder, *map(str, numbers)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        return dict(json.loads(done.stdout))


def portal(crimes: int) -> list[Result]:
    """Pages of the staff site in a warm process; then fifty readers at a server held to one core.
    Pages are counted as they are made, before anything is compressed."""
    editions, name = VAR / f"portal-{crimes}", "portal"
    if not (editions / name).exists():
        options = ["--as-of", "2024-01-15", "--out", str(editions / name), "--force", "met"]
        run([*UPHELD, "build", str(_spread(crimes)), *options])
    command = [sys.executable, "-m", "benchmarks.portal", str(editions), name, "60"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    took, reduced = json.loads(done.stdout), crimes < MET_YEAR
    for said in ("again", "csv", "ods", "chart", "picture"):
        print(f"  {said}: {took[f'{said}_milliseconds']:.1f} ms")
    print(
        f"  slowest {took['slowest']}, largest {took['largest_page']}; "
        f"new edition {took['new_edition_seconds']:.2f} s, ready {took['ready_seconds']:.1f} s"
    )
    return [
        Result("portal, page in the application", took["first_milliseconds"], 50, "ms",
               took["pages"], None, reduced),
        Result("portal, page at the client", took["client_milliseconds"], 200, "ms",
               took["client_pages"], None, reduced),
        Result("portal, largest page", took["largest_bytes"] / 1000, 150, "kB", took["pages"],
               None, reduced),
    ]  # fmt: skip


def _seconds(name: str, took: Run, limit: float, crimes: int, rows: int) -> Result:
    return Result(name, took.seconds, limit, "seconds", rows, took.gigabytes, crimes < MET_YEAR)


def _peak(result: Result) -> str:
    if result.gigabytes is None:
        return "memory not measured"
    return f"peak {result.gigabytes:.1f} GB"


def _keep(result: Result) -> None:
    new = not HISTORY.exists()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    with HISTORY.open("a", newline="", encoding="utf-8") as file:
        row = {
            "measured_on": f"{datetime.now(UTC):%Y-%m-%d}",
            "commit": commit,
            "cores": os.cpu_count(),
            **asdict(result),
            "verdict": result.verdict,
        }
        row["value"] = round(result.value, 3)
        row["gigabytes"] = None if result.gigabytes is None else round(result.gigabytes, 2)
        writer = csv.DictWriter(file, list(row))
        if new:
            writer.writeheader()
        writer.writerow(row)


BENCHMARKS: dict[str, Callable[[int], list[Result]]] = {
    "help": help_,
    "generate": generate,
    "build-parquet": build_parquet,
    "build-csv": build_csv,
    "duties": duties,
    "four-times": four_times,
    "figures": figures,
    "survey": survey,
    "questions": questions,
    "push": push,
    "portal": portal,
    "nation": nation,
    "needs-load": needs_load,
    "needs-kill": needs_kill,
}
# Half an hour and twenty gigabytes of disk, with what it reads; and a quarter of an hour.
WHEN_NAMED = {"nation", "needs-load", "needs-kill"}

if __name__ == "__main__":
    main()
