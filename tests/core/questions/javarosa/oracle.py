"""Asks JavaRosa, the engine of ODK Collect, and this engine the same: python -m
tests.core.questions.javarosa.oracle writes JavaRosa's answers into `expressions.csv` again.

A row names a place in the form, an expression and what JavaRosa makes of it; where this engine
gives something else on purpose, `ours` says what and `why` says why.
"""

from __future__ import annotations

import copy
import csv
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from pathlib import Path
from xml.etree import ElementTree

import pyxform
from pyxform.xls2xform import convert

from upheld.core.questions.bind import Binder, Scope
from upheld.core.questions.evaluate import At, Moment
from upheld.core.questions.make import by_name, columns_of
from upheld.core.questions.parse import parse
from upheld.core.questions.question_set import QuestionSet
from upheld.core.questions.replay import ANOTHER, Replay
from upheld.core.questions.syntax import ExpressionError
from upheld.core.questions.types import Types
from upheld.core.questions.values import Value, number_text, to_text
from upheld.question_sets.load import load_upload

HERE = Path(__file__).parent
FORM, TABLE, JAVA = HERE / "form.md", HERE / "expressions.csv", HERE / "Oracle.java"
XFORMS = "{http://www.w3.org/2002/xforms}"
TEMPLATE = "{http://openrosa.org/javarosa}template"
JAR = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
ENTRIES = (("1", "one"), ("2", "two"), ("", ""))
ANSWERS = {
    **{f"r[{n}]/x": x for n, (x, _) in enumerate(ENTRIES, start=1)},
    **{f"r[{n}]/t": t for n, (_, t) in enumerate(ENTRIES, start=1)},
    "r[1]/+": "yes", "r[2]/+": "yes", "r[3]/+": "no",
}  # fmt: skip
NOON = Moment(datetime(2026, 11, 25, 12, 0))  # expressions of the table do not depend on the day
COLUMNS = ("place", "expression", "javarosa", "ours", "why")
REFUSED, NOTHING = "refused", 'string ""'
TODAY = "{today}"  # in JavaRosa's answers: it gives a time the day on which it runs


@dataclass(frozen=True)
class Row:
    place: str
    expression: str
    javarosa: str
    ours: str = ""
    why: str = ""

    @property
    def expected(self) -> str:
        return self.ours or self.javarosa


def table() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = [Row(**row) for row in csv.DictReader(file)]
    return [replace(row, javarosa=row.javarosa.replace(TODAY, _today())) for row in rows]


def _today() -> str:
    return date.today().isoformat()


def form() -> QuestionSet:
    return load_upload(FORM.read_bytes(), FORM.name).form


def ours(form: QuestionSet, replay: Replay, row: Row) -> str:
    """What this engine makes of a row."""
    scope = Scope(form.items, by_name(form.items), columns_of(form.choice_lists))
    path = re.sub(r"\[\d+\]", "", row.place)
    entry = tuple(int(number) for number in re.findall(r"\[(\d+)\]", row.place))
    types = Types(form.items)
    try:
        bound = Binder(scope, form.items[path]).bind(parse(row.expression))
        types.check(bound.tree)
        return described(replay.evaluator.value(bound.tree, At(entry)))
    except ExpressionError:
        return REFUSED


def described(value: Value) -> str:
    if isinstance(value, bool):
        return f"boolean {to_text(value)}"
    if isinstance(value, float | int):
        return f"number {number_text(value)}"
    if isinstance(value, datetime):
        return f"date {value.isoformat(timespec='milliseconds')}"
    if isinstance(value, date | time):
        return f"date {value.isoformat()}"
    return f"string {value}" if value else NOTHING


def javarosa(rows: Sequence[Row]) -> list[str]:
    """What JavaRosa makes of the table's rows."""
    return asked_of_javarosa(
        xform(FORM.read_bytes(), ANSWERS), [(row.place, _xpath(row)) for row in rows]
    )


def asked_of_javarosa(form: str, questions: Sequence[tuple[str, str]]) -> list[str]:
    """What JavaRosa makes of expressions, each at its place in a filled-in form, in London."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xml"
        path.write_text(form, encoding="utf-8")
        asked = "".join(
            f"{number}\t{place}\t{expression}\n"
            for number, (place, expression) in enumerate(questions)
        )
        done = subprocess.run(
            ["java", "-Duser.timezone=Europe/London", "-cp", str(JAR), str(JAVA), str(path)],
            input=asked, capture_output=True, text=True, check=True,
        )  # fmt: skip
    return [_read(line) for line in done.stdout.splitlines() if re.match(r"\d+\t", line)]


def _read(line: str) -> str:
    _, kind, value = line.split("\t", 2)
    if kind == "error":
        return f"error {value.partition(':')[0]}"
    if kind == "date":
        return f"date {re.sub(r'T00:00:00.000.*', '', re.sub(r'(Z|[+-]..:?..)$', '', value))}"
    if kind == "number" and value not in ("NaN", "Infinity", "-Infinity"):
        return f"number {number_text(float(value))}"
    return f"{kind} {value}" if value else NOTHING


def xform(form: bytes, answers: Mapping[str, str]) -> str:
    """pyxform's XForm of a form in Markdown, filled in with answers by key."""
    tree = ElementTree.fromstring(convert(form, file_type=".md").xform)
    root = tree.find(f".//{XFORMS}instance/{XFORMS}data")
    assert root is not None
    for key, text in answers.items():
        node = root
        for step in key.split("/"):
            name, _, number = step.rstrip("]").partition("[")
            if name == ANOTHER:
                break
            node = _child(node, f"{XFORMS}{name}", int(number or 1))
        else:
            node.text = text
    return ElementTree.tostring(tree, encoding="unicode")


def _child(node: ElementTree.Element, tag: str, number: int) -> ElementTree.Element:
    """The so-manieth child of a name; a repeat's entry is made where it is not there yet."""
    entries = [each for each in node.findall(tag) if TEMPLATE not in each.attrib]
    while len(entries) < number:
        added = copy.deepcopy(entries[0])
        for each in added.iter():
            each.text = None
        node.insert(list(node).index(entries[-1]) + 1, added)
        entries.append(added)
    return entries[number - 1]


def _xpath(row: Row) -> str:
    """As pyxform writes a reference: near at hand within the repeat, else from the root."""
    inside = row.place.startswith("r[")

    def path(found: re.Match[str]) -> str:
        name = found[1]
        if name in ("x", "t", "place"):
            return f"../{name}" if inside else f"/data/r/{name}"
        return f"/data/{name}"

    return re.sub(r"\$\{(\w+)\}", path, row.expression)


def write() -> None:
    """JavaRosa's answers afresh; what is ours and why stays as it is."""
    rows = table()
    answers = [answer.replace(_today(), TODAY) for answer in javarosa(rows)]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row, answer in zip(rows, answers, strict=True):
            writer.writerow((row.place, row.expression, answer, row.ours, row.why))


if __name__ == "__main__":
    write()
