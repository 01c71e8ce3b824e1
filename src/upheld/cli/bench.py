"""bench: the promises about speed and memory, measured on this machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from upheld.core.errors import UpheldError


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def bench(ctx: click.Context, options: tuple[str, ...]) -> None:
    """Measure speed and memory, and add what was found to benchmarks/history.csv.

    It works in a clone of the project, takes a quarter of an hour and some gigabytes of disk.

    \b
    --crimes N         fewer crimes than a Met year: marked reduced, never counted as met
    --only NAME …      help, generate, build-parquet, build-csv, duties, four-times, figures,
                       survey, questions, push, portal. Only when named: nation (eight Met years),
                       needs-load (20 pages a second for five minutes), needs-kill (2,000
                       respondents, the site killed 200 times)
    """
    if not Path("benchmarks/__main__.py").exists():
        raise UpheldError(
            "The benchmarks are not here: they stand in a clone of the project.",
            next_step="go to the clone's folder and run: .venv/bin/upheld bench",
        )
    command = [sys.executable, "-m", "benchmarks", *options]
    ctx.exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - our own module
