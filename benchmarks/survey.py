"""48 cells of a survey, in this process after start, beside R's `survey` where there is R.

python -m benchmarks.survey INTERVIEWS TIMES: prints what each took, best of so many times. The
interviews are invented: 12 BCUs × 5 crime types in 5 waves are 300 strata. What is timed, on both
sides: from rows in memory to 48 shares with error, interval and design effect.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from upheld.core.survey_design import Design, Kind, Outcome, Survey
from upheld.extracts.survey_responses import read_responses
from upheld.pipeline.survey_estimates import domains
from upheld.pipeline.survey_weights import ready

GROUPS = ["Asian", "Black", "Mixed or other", "White"]
SURVEY = Survey(
    "benchmark",
    Outcome("satisfied", Kind.PROPORTION),
    Design(strata=("wave", "bcu", "crime_type"), weight="weight"),
)


def interviews(count: int, path: Path) -> None:
    """As many invented interviews, spread evenly over the strata."""
    random = np.random.default_rng(48)
    at = np.arange(count) % 300
    pl.DataFrame({
        "wave": at // 60, "bcu": [f"B{n:02d}" for n in at % 12],
        "crime_type": [f"T{n}" for n in at // 12 % 5],
        "ethnicity": random.choice(GROUPS, count),
        "weight": np.round(random.uniform(10, 60, 300), 2)[at],
        "satisfied": (random.random(count) < 0.66).astype(int),
    }).write_csv(path)  # fmt: skip


def ours(path: Path, times: int) -> tuple[float, float]:
    """Seconds from rows in memory, and from the file."""
    given = read_responses(path)
    from_rows, from_file = [], []
    for _ in range(times):
        begun = time.perf_counter()
        read_responses(path)
        read = time.perf_counter()
        found = domains(ready(given, SURVEY), SURVEY.outcome, ["bcu", "ethnicity"])
        done = time.perf_counter()
        assert len(found) == 48
        from_rows.append(done - read)
        from_file.append(done - begun)
    return min(from_rows), min(from_file)


def of_r(path: Path, times: int) -> float | None:
    """Seconds that R took over the same, none where there is no R with `survey`."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return None
    script = Path(__file__).with_suffix(".R")
    done = subprocess.run(
        [rscript, str(script), str(path), str(times)], capture_output=True, text=True, check=False
    )
    return float(done.stdout.split()[-1]) if done.returncode == 0 else None


def main() -> None:
    count, times = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "interviews.csv"
        interviews(count, path)
        ours(path, 2)  # start: what is loaded and compiled once
        rows, file = ours(path, times)
        r = of_r(path, max(1, times // 5))
    print(json.dumps({"seconds": rows, "from_file_seconds": file, "r_seconds": r}))


if __name__ == "__main__":
    main()
