"""Reads the cases of a conformance file: the shipped pack, or a supplier's own."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from upheld.core.conformance import COMPARED, ConformanceCase, Expectation
from upheld.core.errors import Problem, ProblemsError, UpheldError
from upheld.core.victims_code import VictimsCodes
from upheld.extracts.cases import case_from
from upheld.extracts.conformance_columns import (
    ACTION,
    COLUMNS,
    DECISION,
    EVENT,
    EXPECTATION,
    NAME,
    NAMES,
    ONCE,
    OTHER_EVENT,
    REQUIRED_OF_A_CASE,
    REQUIRED_OF_A_GROUP,
    THIS_EVENT,
    ForWhom,
    filling,
    of_group,
    parse_value,
)
from upheld.extracts.contract import table

TextRow = dict[str, str]
TextTables = dict[str, tuple[TextRow, ...]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a file of cases; ``number`` is its line, the header being line 1."""

    file: str
    number: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def tells_of(self, group: str) -> bool:
        return any(self[column.name] for column in of_group(group))

    def problem(self, column: str, what: str) -> Problem:
        return Problem(
            self.file, f"line {self.number}, column {column}", what, self.values.get(column, "")
        )


def shipped_pack() -> tuple[Path, ...]:
    """The files of the shipped pack, one a Right."""
    return tuple(sorted(Path(str(files("upheld") / "rules" / "conformance")).glob("*.csv")))


def read_cases(paths: Iterable[Path], codes: VictimsCodes) -> tuple[ConformanceCase, ...]:
    """Every case of the files, in their order; each is about an entitlement of these Codes.

    Raises ProblemsError with everything wrong in all of them, by file, line and column.
    """
    problems: list[Problem] = []
    groups: dict[str, list[Line]] = defaultdict(list)
    for path in paths:
        for line in _lines(path, problems):
            groups[line["case"]].append(line)
    for lines in groups.values():
        problems += [*_structure_problems(lines), *_value_problems(lines)]
        problems += _entitlement_problems(lines[0], codes)
    if problems:
        raise ProblemsError(
            "These cases cannot be read:",
            tuple(problems),
            next_step="correct the lines named above; README.md of the pack explains each column.",
        )
    return tuple(_case(lines) for lines in groups.values())


# ------------------------------------------------------------------------------------ lines


def _lines(path: Path, problems: list[Problem]) -> Iterator[Line]:
    reader = csv.DictReader(io.StringIO(_text(path, problems)), restkey="", restval="")
    header = tuple(reader.fieldnames or ())
    problems += _header_problems(path.name, header)
    for row in reader:
        values = {name: row.get(name, "").strip() for name in NAMES}
        line = Line(path.name, reader.line_num, values)
        if "" in row:
            problems.append(line.problem("case", "there are more values than columns"))
        if values["case"]:
            yield line
        elif any(values.values()):
            problems.append(line.problem("case", "expected the name of a case"))


def _text(path: Path, problems: list[Problem]) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(Problem(path.name, f"byte {error.start}", "expected UTF-8 text"))
        return ""
    except OSError as error:
        raise UpheldError(
            f"{path} cannot be read: {error.strerror}.", next_step="check the name of the file."
        ) from error


def _header_problems(file: str, header: tuple[str, ...]) -> list[Problem]:
    """A column that the cases do not need may be left out; an unknown one is a mistake."""
    missing = [name for name in ("case", *REQUIRED_OF_A_CASE) if name not in header]
    unknown = [name for name in header if name not in NAMES]
    return [
        *(Problem(file, "line 1", f"expected a column {name}") for name in missing),
        *(Problem(file, "line 1", "expected no such column", name) for name in unknown),
    ]


# -------------------------------------------------------------------------------- what is wrong


def _structure_problems(lines: list[Line]) -> Iterator[Problem]:
    first, further = lines[0], lines[1:]
    for name in REQUIRED_OF_A_CASE:
        if not first[name]:
            yield first.problem(name, "expected a value in the first row of a case")
    for line in further:
        for column in COLUMNS:
            if column.group in ONCE and column.name != "case" and line[column.name]:
                yield line.problem(
                    column.name,
                    f"expected nothing, as line {first.number} of {first.file} begins this case",
                )
    counted = sum(1 for line in lines if line.tells_of(EXPECTATION))
    if first["expect_count"] and first["expect_count"] != str(counted):
        yield first.problem("expect_count", f"{counted} of its rows expect a duty")


def _entitlement_problems(first: Line, codes: VictimsCodes) -> list[Problem]:
    """A case about a misspelt entitlement that expects no duty would come out right for ever."""
    known = {rule.id for code in codes.versions for rule in code.duties}
    if first["entitlement"] in known or not first["entitlement"]:
        return []
    return [first.problem("entitlement", "expected an entitlement that makes duties")]


def _value_problems(lines: list[Line]) -> Iterator[Problem]:
    for line in lines:
        for column in COLUMNS:
            if line[column.name]:
                try:
                    column.parse(line[column.name])
                except ValueError as error:
                    yield line.problem(column.name, str(error))
        for group, names in REQUIRED_OF_A_GROUP.items():
            if line.tells_of(group):
                for name in names:
                    if not line[name]:
                        yield line.problem(name, f"expected a value, as the row has an {group}")


# ------------------------------------------------------------------------------------ one case


def _case(lines: list[Line]) -> ConformanceCase:
    first, tables = lines[0], _tables(lines)
    as_of = _parsed(first)["as_of"]
    return ConformanceCase(
        id=first["case"],
        says=first["says"],
        file=first.file,
        line=first.number,
        entitlement=first["entitlement"],
        as_of=as_of,
        victim_id=_victim_id(first["case"], ForWhom.THIS_VICTIM),
        case=case_from({name: _typed(name, rows) for name, rows in tables.items()}),
        tables=tables,
        expected=tuple(_expectation(line) for line in lines if line.tells_of(EXPECTATION)),
    )


def _parsed(line: Line) -> dict[str, Any]:
    return {
        column.name: column.parse(line[column.name]) if line[column.name] else None
        for column in COLUMNS
    }


def _expectation(line: Line) -> Expectation:
    parsed = _parsed(line)
    return Expectation(**{name: parsed[f"expect_{name}"] for name in COMPARED})


def _typed(table_name: str, rows: tuple[TextRow, ...]) -> list[dict[str, object]]:
    columns = {column.name: column for column in table(table_name).columns}
    return [
        {
            "row_number": number,
            **{name: parse_value(columns[name], text) for name, text in row.items() if text},
        }
        for number, row in enumerate(rows, start=1)
    ]


# ------------------------------------------------------- the case as rows of the data contract


def _tables(lines: list[Line]) -> TextTables:
    first = lines[0]
    return {
        "crimes": ({"crime_id": first["case"], **_filled("crimes", first)},),
        "victims": _victims(lines),
        "priority_decisions": tuple(
            {
                "decision_id": f"{line['case']}-decision-{line.number}",
                "victim_id": _victim_id(line["case"], _whom(line, "decision_for")),
                **_filled("priority_decisions", line),
            }
            for line in lines
            if line.tells_of(DECISION)
        ),
        "events": _events(lines),
        "actions": tuple(_action(line) for line in lines if line.tells_of(ACTION)),
    }


def _filled(table_name: str, line: Line) -> TextRow:
    return {column.fills[1]: line[column.name] for column in filling(table_name) if column.fills}


def _victims(lines: list[Line]) -> tuple[TextRow, ...]:
    """The victim of the case; a second one where a row speaks of another victim."""
    case = lines[0]["case"]
    this = {
        "victim_id": _victim_id(case, ForWhom.THIS_VICTIM),
        "crime_id": case,
        **_filled("victims", lines[0]),
    }
    another = {
        "victim_id": _victim_id(case, ForWhom.ANOTHER_VICTIM),
        "crime_id": case,
        "kind": "person",
    }
    whom = ("event_for", "action_for", "decision_for")
    spoken_of = {line[name] for line in lines for name in whom}
    return (this, another) if ForWhom.ANOTHER_VICTIM in spoken_of else (this,)


def _events(lines: list[Line]) -> tuple[TextRow, ...]:
    """The event of the case; a second one, of another kind, where an action is about it."""
    first = lines[0]
    events: list[TextRow] = []
    if first.tells_of(EVENT):
        whom = _whom(first, "event_for", ForWhom.EVERYONE)
        events.append(
            {
                "event_id": _event_id(first["case"], THIS_EVENT),
                "crime_id": first["case"],
                "victim_id": _victim_id(first["case"], whom),
                **_filled("events", first),
            }
        )
    if any(OTHER_EVENT in line["about"].split() for line in lines):
        events.append(
            {
                "event_id": _event_id(first["case"], OTHER_EVENT),
                "crime_id": first["case"],
                "event": _other_event(first["event"]),
                "occurred_at": first["occurred_at"] or first["reported_at"],
            }
        )
    return tuple(events)


def _other_event(event: str) -> str:
    return "complaint_received" if event != "complaint_received" else "statement_taken"


def _action(line: Line) -> TextRow:
    case, about = line["case"], line["about"].split()
    ids = [_event_id(case, word) for word in about if word in (THIS_EVENT, OTHER_EVENT)]
    names = [word.removeprefix(NAME) for word in about if word.startswith(NAME)]
    return {
        "action_id": f"{case}-action-{line.number}",
        "crime_id": case,
        "victim_id": _victim_id(case, _whom(line, "action_for")),
        "about_event_id": ids[0] if ids else "",
        "about": names[0] if names else "",
        **_filled("actions", line),
    }


def _whom(line: Line, column: str, otherwise: ForWhom = ForWhom.THIS_VICTIM) -> ForWhom:
    return ForWhom(line[column] or otherwise)


def _victim_id(case: str, whom: ForWhom) -> str:
    """Empty for everyone, as in the data contract."""
    return "" if whom is ForWhom.EVERYONE else f"{case}-{whom.replace('_', '-')}"


def _event_id(case: str, which: str) -> str:
    return f"{case}-{which.replace('_', '-')}"
