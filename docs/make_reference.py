"""Writes docs/reference from the code and the rules: `make docs`.

Nothing here is typed twice: tables and columns come from the data contract, rules from the files
of the Code, cases from the conformance pack, help from the commands, columns of an edition from
one that is built on the spot. A test fails while what is committed differs from what this writes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import polars as pl

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import reference_words as words  # noqa: E402 - stands beside this file
from reference_questions import question_sets  # noqa: E402

from upheld.cli import cli  # noqa: E402
from upheld.core import rule_words  # noqa: E402
from upheld.core.conformance import ConformanceCase  # noqa: E402
from upheld.core.measure import Measure, Of  # noqa: E402
from upheld.core.measure_words import counted_in_words  # noqa: E402
from upheld.core.victims_code import Entitlement, Ground, VictimsCode  # noqa: E402
from upheld.core.vocabulary import Reason, Status  # noqa: E402
from upheld.editions.edition import (  # noqa: E402
    OPEN,
    OPEN_FILES,
    RESTRICTED,
    RESTRICTED_FILES,
    SURVEY,
)
from upheld.editions.manifest import Manifest  # noqa: E402
from upheld.extracts.conformance import read_cases, shipped_pack  # noqa: E402
from upheld.extracts.contract import EXTRACTED_AT, TABLES, WITHDRAWN, Column, Table  # noqa: E402
from upheld.pipeline.build import build  # noqa: E402
from upheld.pipeline.satisfaction import SCHEMA as SATISFACTION  # noqa: E402
from upheld.rules import load  # noqa: E402
from upheld.rules.load_measures import measures  # noqa: E402

MADE = "<!-- Made by docs/make_reference.py (`make docs`): do not edit. -->\n"
EXAMPLE, EXAMPLE_AS_OF = HERE / "tutorial" / "may", date(2022, 6, 8)
HELP_WIDTH = 88
# What the data contract calls each type of a Parquet column.
TYPES = {"String": "text", "Date": "date", "Boolean": "true/false", "Int64": "whole number",
         "Float64": "number"}  # fmt: skip


def main(out: Path = HERE / "reference") -> None:
    """Write every page of the reference into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (out / name).write_text(text, encoding="utf-8")


def pages() -> dict[str, str]:
    """Each page's text by its file's name."""
    made = {
        "data-contract.md": data_contract(),
        "victims-code.md": victims_code(),
        "conformance.md": conformance(),
        "commands.md": commands(),
        "measures.md": measure_pages(),
        "editions.md": editions(),
        "question-sets.md": question_sets(table),
    }
    return {name: _spaced("\n".join([MADE, *lines])) for name, lines in made.items()}


def _spaced(text: str) -> str:
    """One empty line around each heading and never two, and a line end at the end."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"\n(#+ .*)\n", r"\n\n\1\n\n", text)).rstrip() + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A Markdown table; bars within a cell are escaped."""
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        cells = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in row)
        yield f"| {' | '.join(cells)} |"
    yield ""


def code(text: str) -> str:
    return f"`{text}`" if text else ""


# The data contract ------------------------------------------------------------------------------


def data_contract() -> Iterator[str]:
    yield words.DATA_CONTRACT
    for each in TABLES:
        yield from _table_of_contract(each)
    yield "## In every table\n"
    yield from table(("column", "type", "meaning"), [_always(WITHDRAWN), _always(EXTRACTED_AT)])


def _table_of_contract(each: Table) -> Iterator[str]:
    yield f"## {each.name}\n"
    yield each.meaning
    key = ", ".join(code(name) for name in each.key)
    yield f"\nKey: {key}." if key else "\nNo key: every row stands for itself."
    if each.open_columns:
        yield "\nFurther columns are kept as text."
    yield from table(("column", "type", "what it holds"), (_column(c) for c in each.columns))


def _column(column: Column) -> tuple[str, str, str]:
    marks = [
        *(["required"] if column.required else []),
        *(["personal: its value is never printed"] if column.personal else []),
    ]
    listed = " · ".join(code(each) for each in column.codes)
    parts = [column.meaning, listed, *marks]
    return code(column.name), column.kind.value, "; ".join(part for part in parts if part)


def _always(column: Column) -> tuple[str, str, str]:
    return code(column.name), column.kind.value, f"optional; {column.meaning}"


# The Code ---------------------------------------------------------------------------------------


def victims_code() -> Iterator[str]:
    yield words.VICTIMS_CODE
    versions = load.victims_codes().versions
    yield from table(
        ("evidence", "what stands behind the rule"),
        ((code(letters), meaning) for letters, meaning in rule_words.EVIDENCE.items()),
    )
    for version in reversed(versions):
        yield from _version(version)


def _version(version: VictimsCode) -> Iterator[str]:
    every: list[Entitlement | Ground] = [*version.entitlements, *version.grounds]
    checked = sum(1 for rule in every if rule.verification)
    yield f"## {version.id}: {version.title}\n"
    in_force = rule_words.in_force_in_words(version.valid_from, version.valid_to)
    yield f"In force {in_force}. {version.note}\n"
    yield (
        f"{len(version.entitlements)} entitlements, {len(version.duties)} of which make duties, "
        f"and {len(version.grounds)} grounds for Enhanced Rights. A person has checked {checked} "
        f"of {len(every)} against the printed Code ({version.printed})."
    )
    for right in version.rights:
        rules = [rule for rule in version.entitlements if rule.right == right.number]
        if rules:
            yield f"\n### {version.id}, Right {right.number}: {right.title}"
            yield from table(words.RULE_HEADS, (_rule(rule) for rule in rules))
    yield f"### {version.id}: grounds for Enhanced Rights"
    yield from table(words.GROUND_HEADS, (_ground(version, ground) for ground in version.grounds))


def _rule(rule: Entitlement) -> tuple[str, ...]:
    return (
        code(rule.id) + (words.MAKES_DUTIES if rule.makes_duties else ""),
        rule.title,
        rule.trigger_text,
        rule_words.OWNERS[rule.owner],
        rule_words.days_in_short(rule),
        "" if rule.clock == "none" else rule.clock.value,
        ", ".join(rule.measurable_by),
        rule.evidence.value,
        _checked(rule),
    )


def _ground(version: VictimsCode, ground: Ground) -> tuple[str, ...]:
    rests_on = rule_words.ground_in_words(ground)
    return (
        code(version.ground_id(ground)), ground.title, rests_on, ground.evidence.value,
        _checked(ground),
    )  # fmt: skip


def _checked(rule: Entitlement | Ground) -> str:
    return rule.verification.paragraph if rule.verification else "no"


# The conformance pack ---------------------------------------------------------------------------


def conformance() -> Iterator[str]:
    cases = read_cases(shipped_pack(), load.victims_codes())
    yield words.CONFORMANCE.format(cases=len(cases), files=len(shipped_pack()))
    for path in shipped_pack():
        of_file = [case for case in cases if case.file == path.name]
        yield f"## {path.name}: {len(of_file)} cases"
        yield from table(
            ("case", "what it says", "entitlement", "as of", "due", "strict", "lenient"),
            (row for case in of_file for row in _case(case)),
        )


def _case(case: ConformanceCase) -> Iterator[tuple[str, ...]]:
    said = (code(case.id), case.says, code(case.entitlement), case.as_of.isoformat())
    if not case.expected:
        yield (*said, "", "no duty", "no duty")
    for number, each in enumerate(case.expected):
        reason = f" ({each.reason})" if each.reason else ""
        yield (
            *(said if number == 0 else ("", "", "", "")),
            each.due_on.isoformat() if each.due_on else "",
            f"{each.status}{reason}",
            each.status_lenient.value,
        )


# The command line -------------------------------------------------------------------------------


def commands() -> Iterator[str]:
    yield words.COMMANDS
    yield from _help(cli, "upheld", None)


def _help(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(
        command, info_name=name, parent=parent, terminal_width=HELP_WIDTH,
        max_content_width=HELP_WIDTH, **command.context_settings,
    )  # fmt: skip
    yield f"## {context.command_path}\n"
    yield f"```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            further = command.get_command(context, each)
            assert further is not None, each
            yield from _help(further, each, context)


# Editions ---------------------------------------------------------------------------------------


def editions() -> Iterator[str]:
    yield words.EDITIONS
    with TemporaryDirectory() as folder:
        built, _ = build(EXAMPLE, Path(folder) / "edition", EXAMPLE_AS_OF)
        for half, names in ((OPEN, OPEN_FILES), (RESTRICTED, RESTRICTED_FILES)):
            for name in names:
                schema = pl.read_parquet_schema(built.path / half / name)
                yield from _file(f"{half}/{name}", schema)
            if half == OPEN:
                yield from _file(f"{OPEN}/{SURVEY}", pl.DataFrame(schema=SATISFACTION).schema)
    yield "## open/manifest.json\n"
    yield from table(("key", "what it holds"), (_key(each.name) for each in fields(Manifest)))
    yield "## Measures\n\n" + words.MEASURES
    yield from table(("measure", "what is counted"), _measures())
    yield "## Statuses\n"
    yield from table(("status", "meaning"), ((code(s), words.STATUSES[s]) for s in Status))
    yield "## Reasons for excluding a duty\n"
    yield from table(("reason", "meaning"), ((code(r), words.REASONS[r]) for r in Reason))


def _file(name: str, schema: dict[str, pl.DataType]) -> Iterator[str]:
    yield f"## {name}\n\n{words.FILES[name]}"
    own = words.COLUMNS_OF.get(name, {})
    yield from table(
        ("column", "type", "what it holds"),
        (
            (code(column), TYPES[str(kind)], own.get(column) or words.COLUMNS[column])
            for column, kind in schema.items()
        ),
    )


def _key(name: str) -> tuple[str, str]:
    return code(name), words.MANIFEST[name]


def _measures() -> Iterator[tuple[str, str]]:
    for each in measures().all:
        if each.of is not Of.PUBLISHED:
            yield from ((code(one), f"[{measures().title(one)}](measures.md#{each.id})")
                        for one in each.ids)  # fmt: skip
    yield from ((code(name), meaning) for name, meaning in words.OTHER_MEASURES.items())


def measure_pages() -> Iterator[str]:
    yield words.MEASURE_FILES
    for each in measures().all:
        yield f"## {each.id}\n\n**{each.title}.** {counted_in_words(each)}"
        yield "\n".join(f"- {name}: {text}" for name, text in _measure_lines(each) if text)


def _measure_lines(each: Measure) -> Iterator[tuple[str, str]]:
    yield "by victim", f"{code(each.ids[-1])}, {each.by_victim}" if each.by_victim else ""
    target = "" if each.target is None else f"; target {each.target:.1%}"
    yield "better", f"{each.better}{target}"
    yield "broken down by", ", ".join(name.replace("_", " ") for name in each.breakdowns)
    yield "may be pushed", "yes" if each.may_be_pushed else "no"
    yield "why it matters", each.why
    yield "what to do about it", each.what_to_do
    yield "note", each.note
    checked = each.checked_by or "nobody yet"
    yield "owner", f"{each.owner}; checked by {checked}; next review {each.next_review}"
    yield "source", each.citation


if __name__ == "__main__":
    main()
