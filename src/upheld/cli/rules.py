"""upheld rules: the Victims' Code as encoded, and what a person has still to check."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from upheld.core.victims_code import Entitlement, Ground, VictimsCode

    Rule = tuple[VictimsCode, Entitlement | Ground]

WIDTH_OF_A_FILE = 150


class _Rules(click.Group):
    """Finds `test` in its own module, only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return ["list", "show", "verify", "test"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "test":
            from upheld.cli.conformance import test_cases

            return test_cases
        return super().get_command(ctx, cmd_name)


@click.group(cls=_Rules)
def rules() -> None:
    """The Victims' Code as encoded: what victims are owed, on what evidence, and what a person has
    still to check against the printed Code."""


@rules.command("list")
@click.option("--unverified", is_flag=True, help="Only what nobody has checked yet.")
@click.option("--json", "as_json", is_flag=True, help="For machines: a list of JSON objects.")
def list_(unverified: bool, as_json: bool) -> None:
    """Every rule, Right by Right, and the grounds for Enhanced Rights.

    Days are working days, standard / with Enhanced Rights. The rules marked * make duties, which
    are computed from a force's extracts; the others say what could measure them.

    \b
    upheld rules list
    upheld rules list --unverified
    """
    from upheld.rules import load

    codes = load.victims_codes().versions
    listed = {name: rule for name, rule in _every_rule(codes) if not (unverified and _done(rule))}
    if as_json:
        click.echo(json.dumps([_as_json(*each) for each in listed.items()], indent=2))
        return
    console = _console()
    for code in codes:
        _print_code(console, code, [rule for other, rule in listed.values() if other is code])


@rules.command()
@click.argument("rule_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def show(rule_id: str, as_json: bool) -> None:
    """Everything about one rule, in plain words.

    \b
    upheld rules show VC20-R6-ARREST
    upheld rules show VC20-under_18
    """
    name, (code, rule) = _find(rule_id)
    if as_json:
        click.echo(json.dumps(_as_json(name, (code, rule)), indent=2))
        return
    click.echo(f"{name}: {rule.title}\n")
    lines = list(_lines(code, rule))
    width = max(len(label) for label, _ in lines) + 2
    for label, text in lines:
        first, *more = _wrapped(text, width)
        click.echo("\n".join([f"{label:<{width}}{first}", *(" " * width + line for line in more)]))


@rules.command()
@click.argument("rule_id", metavar="ID")
@click.option("--paragraph", required=True, metavar="P", help="Its paragraph in the printed Code.")
@click.option("--by", required=True, metavar="WHO", help="Who read it there.")
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def verify(rule_id: str, paragraph: str, by: str, as_json: bool) -> None:
    """Record that you read one rule in the printed Code and that it stands as encoded.

    Writes a line into verified.csv beside the rules, with today's date. Does the printed Code say
    something else? Then correct the rule first.

    \b
    upheld rules verify VC20-R6-ARREST --paragraph 6.4 --by "A. Reader"
    """
    from upheld.core.rule_words import check_in_words
    from upheld.rules import load

    name, _ = _find(rule_id)
    today = datetime.now(tz=ZoneInfo("Europe/London")).date()
    check = load.add_verification(name, paragraph, by, today)
    path = load.VICTIMS_CODE / load.VERIFIED
    if as_json:
        click.echo(json.dumps(asdict(check) | {"file": str(path)}, indent=2, default=str))
        return
    click.echo(f"{name}: {check_in_words(check)}.\nWritten to {path}: review it and commit it.")


def _every_rule(codes: Sequence[VictimsCode]) -> Iterator[tuple[str, Rule]]:
    for code in codes:
        yield from ((rule.id, (code, rule)) for rule in code.entitlements)
        yield from ((code.ground_id(ground), (code, ground)) for ground in code.grounds)


def _done(rule: Rule) -> bool:
    return rule[1].verification is not None


def _find(rule_id: str) -> tuple[str, Rule]:
    """The rule of that id, in whatever case it is typed; else the nearest ids are offered."""
    import difflib

    from upheld.core.errors import WrongUseError
    from upheld.rules import load

    every = dict(_every_rule(load.victims_codes().versions))
    by_capitals = {name.upper(): name for name in every}
    wanted = rule_id.strip().upper()
    if wanted in by_capitals:
        name = by_capitals[wanted]
        return name, every[name]
    near = [by_capitals[each] for each in difflib.get_close_matches(wanted, by_capitals, 3, 0.5)]
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    raise WrongUseError(
        f"There is no rule {rule_id!r}.",
        next_step=f"{hint}`upheld rules list` shows every id.",
    )


def _print_code(console: Console, code: VictimsCode, rules: Sequence[Entitlement | Ground]) -> None:
    from upheld.core.rule_words import in_force_in_words
    from upheld.core.victims_code import Entitlement, Ground

    entitlements = [rule for rule in rules if isinstance(rule, Entitlement)]
    grounds = [rule for rule in rules if isinstance(rule, Ground)]
    console.print(f"\n[bold]{code.id}  {code.title}[/bold]")
    console.print(f"In force {in_force_in_words(code.valid_from, code.valid_to)}. {code.note}")
    for right in code.rights:
        of_right = [rule for rule in entitlements if rule.right == right.number]
        if of_right:
            console.print(_table(f"Right {right.number}: {right.title}", of_right))
    if grounds:
        console.print(_grounds_table(code, grounds))
    console.print(_summary(code))


def _table(title: str, rules: Sequence[Entitlement]) -> Table:
    from upheld.core.rule_words import days_in_short

    headings = ("Rule", "What the victim is owed", "Days", "Clock", "Evidence", "Measured by")
    table = _empty_table(title, *headings, "Checked")
    for rule in rules:
        table.add_row(
            f"{rule.id}{' *' if rule.makes_duties else ''}",
            rule.title,
            days_in_short(rule),
            "" if rule.clock == "none" else rule.clock.value,
            rule.evidence.value,
            ", ".join(rule.measurable_by),
            _checked(rule),
        )
    return table


def _grounds_table(code: VictimsCode, grounds: Sequence[Ground]) -> Table:
    from upheld.core.rule_words import ground_in_words

    headings = ("Ground", "Who", "Rests on", "Evidence", "Checked")
    table = _empty_table("Grounds for Enhanced Rights", *headings)
    for ground in grounds:
        table.add_row(
            code.ground_id(ground),
            ground.title,
            ground_in_words(ground),
            ground.evidence.value,
            _checked(ground),
        )
    return table


def _checked(rule: Entitlement | Ground) -> str:
    return rule.verification.paragraph if rule.verification else "no"


def _summary(code: VictimsCode) -> str:
    every: list[Entitlement | Ground] = [*code.entitlements, *code.grounds]
    checked = sum(1 for rule in every if rule.verification)
    return (
        f"{code.id}: {len(code.entitlements)} entitlements, {len(code.duties)} of which make "
        f"duties (*), and {len(code.grounds)} grounds. A person has checked {checked} of "
        f"{len(every)} against the printed Code ({code.printed}); {len(every) - checked} wait."
    )


def _empty_table(title: str, first: str, *headings: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, title_style="bold")
    table.add_column(first, no_wrap=True)
    for heading in headings:
        table.add_column(heading)
    return table


def _console() -> Console:
    """A terminal's own width; in a file lines are long enough to search."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDTH_OF_A_FILE
    return Console(width=width, highlight=False, soft_wrap=False)


def _lines(code: VictimsCode, rule: Entitlement | Ground) -> Iterator[tuple[str, str]]:
    from upheld.core import rule_words as words
    from upheld.core.victims_code import Entitlement

    yield "Code", f"{code.title} ({code.printed})"
    if isinstance(rule, Entitlement):
        yield from _entitlement_lines(code, rule)
    else:
        yield "Category", rule.category.replace("_", " ")
        yield "Holds by", words.ground_in_words(rule)
        for offence in rule.offences:
            note = f". {offence.note}" if offence.note else ""
            yield f"Class {offence.code}", f"{offence.title}{note}"
        if rule.note:
            yield "Note", rule.note
    yield "Source", rule.citation
    yield "Evidence", words.EVIDENCE[rule.evidence]
    if isinstance(rule, Entitlement) and rule.evidence_note:
        yield "", rule.evidence_note
    yield "Checked", words.check_in_words(rule.verification)


def _entitlement_lines(code: VictimsCode, rule: Entitlement) -> Iterator[tuple[str, str]]:
    from upheld.core import rule_words as words

    titles = {right.number: right.title for right in code.rights}
    yield "Right", f"{rule.right}: {titles.get(rule.right, '')}"
    yield "When", rule.trigger_text
    yield "Owed by", words.OWNERS[rule.owner]
    yield "Owed to", words.scope_in_words(rule)
    yield "By when", f"{words.days_in_words(rule)}; {words.clock_in_words(rule)}"
    for exception in rule.exceptions:
        yield "Unless", exception
    if rule.makes_duties:
        yield "Computed", f"from {' or '.join(rule.triggers)} to {rule.action}"
    else:
        yield "Computed", "no: it makes no duties"
    yield "Measured by", words.measured_in_words(rule)
    yield "In force", words.in_force_in_words(rule.valid_from, rule.valid_to)


def _wrapped(text: str, indent: int) -> list[str]:
    import shutil
    import textwrap

    room = max(40, min(shutil.get_terminal_size().columns, 100) - indent)
    return textwrap.wrap(text, room) or [""]


def _as_json(name: str, rule: Rule) -> dict[str, Any]:
    code, found = rule
    plain = asdict(found) | {
        "id": name,
        "code": code.id,
        "verified": found.verification is not None,
    }
    made: dict[str, Any] = json.loads(json.dumps(plain, default=str))
    return made
