"""upheld rules test: cases of the Victims' Code, run through the rules as encoded."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from upheld.core.conformance import ConformanceCase, Mismatch


@click.command("test")
@click.argument("cases", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
@click.pass_context
def test_cases(context: click.Context, cases: tuple[Path, ...], as_json: bool) -> None:
    """Run cases (dates in, due dates and verdicts out) through the rules as encoded.

    CASES are CSV files in the format that README.md of the shipped pack describes; without any,
    the shipped pack itself is run. Exit status 1 when a case comes out otherwise than it expects.

    \b
    upheld rules test
    upheld rules test our-own-cases.csv --json
    """
    from upheld.extracts.conformance import read_cases, shipped_pack
    from upheld.rules import load

    read = read_cases(cases or shipped_pack(), load.victims_codes())
    wrong = [mismatch for case in read for mismatch in _mismatches(case)]
    failed = len({mismatch.case for mismatch in wrong})
    if as_json:
        counts = {"passed": len(read) - failed, "failed": failed}
        click.echo(json.dumps({**counts, "mismatches": [asdict(each) for each in wrong]}, indent=2))
    else:
        for mismatch in wrong:
            click.echo(f"{mismatch}\n")
        click.echo(f"{len(read) - failed} passed, {failed} failed")
    context.exit(1 if failed else 0)


def _mismatches(case: ConformanceCase) -> list[Mismatch]:
    from upheld.core.conformance import mismatches
    from upheld.core.duties import duties_of
    from upheld.core.duty import as_row
    from upheld.rules import load

    duties = duties_of(case.case, load.victims_codes(), load.calendar(), case.as_of)
    return mismatches(case, [as_row(duty) for duty in duties])
