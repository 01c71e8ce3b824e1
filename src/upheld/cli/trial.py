"""upheld trial: a trial in a box, from protocol to one page."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from upheld.cli.callbacks import COLUMNS as CALL_LIST
from upheld.cli.site import opened, var_option, who
from upheld.core.errors import UpheldError, WrongUseError

if TYPE_CHECKING:
    from upheld.core.trial_log import Line
    from upheld.trials.report import TrialReport

FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TEMPLATES = ("call-backs", "leaflet", "needs-assessment")
as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="For machines: one JSON object."
)
seed_option = click.option(
    "--seed", "seed_file", metavar="FILE", type=FILE, required=True,
    help="The seed, with its ledger beside it, from whoever keeps them.",
)  # fmt: skip
by_option = click.option(
    "--by", required=True, metavar="WHO", help="Who does this, as a pseudonym."
)


@click.group()
def trial() -> None:
    """Run a randomised trial: new, commit, allocate, worklist, analyse, publish, replay.

    Everything is in the folder TRIAL but the seed, which somebody keeps who does not allocate.
    """


@trial.command()
@click.argument("folder", metavar="TRIAL", type=FOLDER)
@click.option("--about", type=click.Choice(TEMPLATES), default="call-backs", show_default=True)
@as_json_option
def new(folder: Path, about: str, as_json: bool) -> None:
    """Write a protocol to be edited into TRIAL, which is made."""
    from upheld import trials
    from upheld.trials.folder import PROTOCOL

    file = folder / PROTOCOL
    if file.exists():
        raise UpheldError(f"{file} stands already.", next_step="edit it, or name another folder.")
    template = Path(trials.__file__).parent / "templates" / f"{about}.toml"
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
    told = f"{file} is written. Edit it, then: upheld trial commit {folder} --seed FILE"
    _tell({"protocol": str(file)}, [told], as_json=as_json)


@trial.command()
@click.argument("folder", metavar="TRIAL", type=FOLDER)
@click.option(
    "--seed", "seed_file", metavar="FILE", required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the seed: a new file outside TRIAL, of somebody who does not allocate.",
)  # fmt: skip
@as_json_option
def commit(folder: Path, seed_file: Path, as_json: bool) -> None:
    """Bind protocol, code and a new seed of 256 random bits by one hash, before the first lot."""
    from upheld.trials.begin import begin

    made, protocol = begin(folder, seed_file, datetime.now(UTC).date())
    units = protocol.units_per_arm * len(protocol.arms)
    lines = [
        f"Committed: {made.hash}",
        "Publish that line now, where its date can be shown: a register, a minute, a mail.",
        f"{protocol.completed:,} completed interviews are planned.",
        f"Allocate about {units:,} for them, one {protocol.unit} at a time.",
        f"The seed is in {seed_file}: hand it to somebody who does not allocate.",
    ]
    _tell({**asdict(made), "commitment": made.hash}, lines, as_json=as_json)


@trial.command()
@click.argument("folder", metavar="TRIAL", type=FOLDER)
@click.argument("reference", metavar="REFERENCE")
@seed_option
@by_option
@click.option("--block", required=True, help="The crime type, as the protocol names it.")
@click.option("--eligible", is_flag=True, help="Every condition of the protocol is met.")
@click.option("--exclude", metavar="REASON", help="Not taken in: why. No lot is drawn.")
@as_json_option
def allocate(
    folder: Path,
    reference: str,
    *,
    seed_file: Path,
    by: str,
    block: str,
    eligible: bool,
    exclude: str | None,
    as_json: bool,
) -> None:
    """Take one victim (or cluster) in and say the arm: REFERENCE is in the log before it is said.

    \b
    upheld trial allocate t C-1042/V1 --block "Bicycle theft" --eligible --by ab12 --seed S
    """
    from upheld.trials import allocate as allocation

    if eligible == (exclude is not None):
        raise WrongUseError(
            "Say one of --eligible, every condition of the protocol being met, and --exclude.",
            next_step="read the conditions in protocol.toml and give one of them.",
        )
    asked = allocation.Request(reference, block, by, _now(), exclude or "")
    act = allocation.allocate if eligible else allocation.exclude
    line = act(folder, seed_file, asked)
    _tell(asdict(line), [_allocated(line)], as_json=as_json)


@trial.command()
@click.argument("folder", metavar="TRIAL", type=FOLDER)
@click.option("--received", type=FILE, help="CSV: reference, received (1 or 0).")
@click.option("--interviews", is_flag=True, help="Who is to be interviewed, without the arm.")
@click.option("--calls", metavar="UNIT", help="As CSV for upheld callbacks add, on UNIT's list.")
@as_json_option
def worklist(
    folder: Path, received: Path | None, *, interviews: bool, calls: str | None, as_json: bool
) -> None:
    """List who is to get what their arm gives and has not; or who is to be interviewed.

    \b
    upheld trial worklist t --calls CN > list.csv && upheld callbacks add list.csv
    """
    from upheld.trials import worklist as lists
    from upheld.trials.folder import open_trial
    from upheld.trials.outcomes import read_received

    running = open_trial(folder)
    if interviews:
        references = lists.to_interview(running)
        _tell({"references": list(references)}, ["reference", *references], as_json=as_json)
        return
    got = read_received(received, running) if received else {}
    if calls:
        listed = [
            f"{each.crime},{each.victim},{calls},{each.call_from},,"
            for each in lists.to_call(running, got)
        ]
        _tell({"calls": listed}, [",".join(CALL_LIST), *listed], as_json=as_json)
        return
    due = lists.to_deliver(running, got)
    lines = [f"{each.reference}  {each.block}  since {each.since}  {each.does}" for each in due]
    _tell({"due": [asdict(each) for each in due]}, [*lines, f"{len(due)} to do."], as_json=as_json)


@trial.command()
@click.argument("folder", metavar="TRIAL", type=FOLDER)
@click.option("--outcomes", type=FILE, required=True, help="CSV: reference and the outcome.")
@click.option("--received", type=FILE, help="CSV: reference, received (1 or 0).")
@by_option
@click.option("--close", metavar="REASON", help="End the trial before its size, for this reason.")
@click.option("--format", "form", type=click.Choice(["text", "markdown", "html"]), default="text")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the page here.")
@as_json_option
def analyse(
    folder: Path,
    *,
    outcomes: Path,
    received: Path | None,
    by: str,
    close: str | None,
    form: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """Compare arms as allocated, by block first; what the protocol lets nobody see is not shown."""
    from upheld.trials.analyse import analyse as analysed

    report = analysed(folder, outcomes, received, by=by, at=_now(), close=close)
    page = _page(report, form)
    if out:
        out.write_text(page, encoding="utf-8")
    shown = f"{out} is written. Verdict: {report.verdict}." if out else page.rstrip("\n")
    _tell(report.plain(), [shown], as_json=as_json)


@trial.command()
@click.argument("folder", metavar="TRIAL", type=FOLDER)
@click.option("--name", help="Its address on the site: small letters, figures, dashes.")
@click.option("--outcomes", type=FILE, help="CSV: reference and the outcome. Only at the end.")
@click.option("--received", type=FILE, help="CSV: reference, received (1 or 0).")
@click.option("--by", metavar="WHO", help="Who analyses, as a pseudonym; with --outcomes.")
@var_option
def publish(
    folder: Path,
    *,
    name: str | None,
    outcomes: Path | None,
    received: Path | None,
    by: str | None,
    var: Path,
) -> None:
    """Put a trial's page on the staff site: protocol, commitment, flow; with --outcomes the report.

    Results are published when the trial is over, never at a look. Nothing published is of one
    person. Publish again to bring the flow up to date.
    """
    from upheld.trials.analyse import analyse as analysed
    from upheld.trials.folder import open_trial
    from upheld.trials.outcomes import read_outcomes
    from upheld.trials.published import page, refuse_a_look

    if (outcomes is None) != (by is None):
        raise WrongUseError(
            "--outcomes and --by go together.", next_step="give both at the end, neither before."
        )
    report = None
    if outcomes is not None and by is not None:
        opened_trial = open_trial(folder)
        refuse_a_look(opened_trial, read_outcomes(outcomes, opened_trial))
        report = analysed(folder, outcomes, received, by=by, at=_now())
    made = page(name or folder.resolve().name, open_trial(folder), report)
    opened(var)
    from upheld.web.staff.publish.actions import publish_trial

    place = publish_trial(page=made, **who())
    click.echo(f"{place} is written: {made.title}, {made.stage}.")


@trial.command()
@click.argument("folder", metavar="TRIAL", type=FOLDER)
@seed_option
@as_json_option
def replay(folder: Path, seed_file: Path, as_json: bool) -> None:
    """Draw every lot again from the seed and compare the log to the byte; 1 where it differs."""
    from upheld.trials.again import again

    count, ledger, differing = again(folder, seed_file)
    lines = [f"allocations.csv, {each}" for each in differing]
    beside = "the keeper's ledger agrees" if ledger else "there is no ledger to compare with"
    lines += [] if differing else [f"{count:,} lines are drawn again to the byte; {beside}."]
    _tell(
        {"lines": count, "ledger": ledger, "differing": [asdict(each) for each in differing]},
        lines,
        as_json=as_json,
    )
    if differing:
        raise UpheldError(
            "The log is not what was drawn: "
            f"{'1 line differs' if len(differing) == 1 else f'{len(differing):,} lines differ'}.",
            next_step="find out who changed it; do not use the trial's figures until then.",
        )


def _page(report: TrialReport, form: str) -> str:
    pages = {"text": report.__str__, "markdown": report.markdown, "html": report.html}
    return pages[form]()


def _allocated(line: Line) -> str:
    if line.act == "excluded":
        return f"Not taken in, line {line.number + 1} of the log: {line.said}."
    return f"{line.unit}: {line.arm} (line {line.number + 1} of the log)."


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _tell(plain: dict[str, Any], lines: list[str], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(plain, indent=2, ensure_ascii=False, default=str))
    else:
        click.echo("\n".join(lines))
