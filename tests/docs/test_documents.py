"""What the documents say is there is there: links, commands, tests."""

from __future__ import annotations

import ast
import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from upheld.cli import COMMANDS, cli

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?<![\w/-])upheld ([^`\n]+)")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
MAKE = re.compile(r"\bmake ([a-z]+)\b")
CODE = re.compile(r"`([^`\n]+)`")
# XLSForm reads choices as instance('list')/root/item: no path of a machine.
OF_A_FORM = ")/root/item"
SLUG = re.compile(r"[^\w\- ]")
WANTED = (
    "README.md",
    "LICENSE",
    "SECURITY.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "GLOSSARY.md",
    "CHANGELOG.md",
    "docs/README.md",
    "docs/decisions.md",
    "docs/tutorial/README.md",
)


@pytest.mark.parametrize("name", WANTED)
def test_every_document_that_a_reader_looks_for_stands(name: str, root: Path) -> None:
    assert (root / name).stat().st_size > 500


def test_every_link_leads_to_a_file_and_its_heading(document) -> None:
    for link in LINK.findall(document.prose):
        if link.startswith("https://"):
            continue
        path, _, heading = link.partition("#")
        target = (document.path.parent / path).resolve() if path else document.path
        assert target.exists(), link
        assert not heading or heading in _headings(target), link


def _headings(path: Path) -> set[str]:
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#"))
    titles = (line.lstrip("# ").lower() for line in lines)
    return {SLUG.sub("", title).replace(" ", "-") for title in titles}


def test_every_command_named_exists_with_its_options(document) -> None:
    for words in _commands_of(document):
        _check(cli, words, " ".join(words))


def _commands_of(document) -> list[list[str]]:
    shown = [*document.blocks("sh"), *document.blocks("console"), *CODE.findall(document.prose)]
    found = (match for text in shown for match in COMMAND.findall(text))
    spoken = [shlex.split(command, comments=True) for command in found]
    return [words for words in spoken if words and re.match(r"[a-z-]", words[0])]


def _check(command: click.Command, words: list[str], said: str) -> None:
    otherwise = getattr(command, "otherwise", "")
    if otherwise and words and words[0] not in command.commands:
        words = [otherwise, *words]
    if isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name, *rest = words
        inner = command.get_command(click.Context(command), name)
        assert inner is not None, said
        _check(inner, rest, said)
        return
    options = {each for parameter in command.params for each in parameter.opts}
    named = {word.partition("=")[0] for word in words if word.startswith("--")}
    assert named <= options | {"--help", "--version"}, said


def test_every_command_of_the_command_line_is_named_in_the_reference(root: Path) -> None:
    text = (root / "docs/reference/commands.md").read_text(encoding="utf-8")
    assert not [name for name in COMMANDS if f"\n## upheld {name}\n" not in text]


def test_every_make_command_named_is_in_the_makefile(document, root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    named = {
        name
        for text in (*document.blocks("sh"), *CODE.findall(document.prose))
        for name in MAKE.findall(text)
    }
    assert not [name for name in named if f"\n{name}:" not in makefile]


def test_every_test_named_exists(document, root: Path) -> None:
    for file, name in TEST.findall(document.text):
        tree = ast.parse((root / file).read_text(encoding="utf-8"))
        functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert name in functions, f"{file}::{name}"


def test_contributing_names_every_test_of_where_data_could_leak(root: Path) -> None:
    file = "tests/docs/test_where_data_could_leak.py"
    tree = ast.parse((root / file).read_text(encoding="utf-8"))
    tests = {f"`{file}::{node.name}`" for node in tree.body
             if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}  # fmt: skip
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert not [each for each in tests if each not in text]


def test_the_architecture_names_every_contract_of_the_imports(root: Path) -> None:
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    text = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    ids = [each["id"] for each in contracts["tool"]["importlinter"]["contracts"]]
    assert not [each for each in ids if f"| `{each}` |" not in text]


def test_the_architecture_follows_its_row_through_every_numbered_step_of_a_duty(
    root: Path,
) -> None:
    """Steps that a row of this kind does not take are left out by name, so that a new one shows."""
    text = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    steps = [path.name for path in (root / "src/upheld/pipeline/sql").glob("*.sql")]
    spanned = {name for name in steps if "70_" <= name[:3] <= "77_"}
    passed_by = {"10_calendar.sql", "12_repeated_texts.sql", "13_busy_days.sql",
                 "20_crimes.sql", "21_victims.sql", "23_derived.sql",
                 "24_decisions.sql", "50_updates.sql", "51_gaps.sql", "52_routine.sql",
                 "67_keyed_late.sql", "85_back_dated.sql", "86_lost_as_keyed.sql",
                 "62_victims_kept.sql", "63_crimes_kept.sql", "64_no_code.sql",
                 "53_victims_now.sql", "65_published_crimes.sql", "78_outstanding.sql",
                 "92_place_beside.sql",
                 "94_outstanding_now.sql", "95_published_outcomes.sql"}  # fmt: skip
    assert not [n for n in steps if n not in text and n not in spanned | passed_by]


def test_no_document_names_a_path_of_one_machine(document) -> None:
    text = document.text.replace(OF_A_FORM, "")
    assert not re.search(r"\.\./shared|/(work|home|root|tmp)/|localhost:\d", text)


def test_every_document_of_the_folder_is_named_in_its_list(root: Path) -> None:
    text = (root / "docs" / "README.md").read_text(encoding="utf-8")
    pages = (path.relative_to(root / "docs").as_posix() for path in (root / "docs").rglob("*.md"))
    assert not [page for page in pages if page != "README.md" and f"({page})" not in text]


def test_every_term_of_the_glossary_stands_once(root: Path) -> None:
    text = (root / "GLOSSARY.md").read_text(encoding="utf-8")
    terms = re.findall(r"^\*\*([^*]+)\*\*", text, re.MULTILINE)
    assert len(terms) > 50
    assert sorted(set(terms)) == sorted(terms)


def test_the_picture_of_the_page_is_small(root: Path) -> None:
    assert (root / "docs/pictures/overview.png").stat().st_size < 300_000


# Written in halves, so that this file does not hold what it looks for.
NOT_OURS = ("/wo" + "rk/", "../sha" + "red", "/ro" + "ot/", "/ho" + "me/")
TEXT = {".py", ".sql", ".toml", ".md", ".html", ".css", ".json", ".txt", ".in", ".csv", ".sh"}


def test_no_file_of_the_project_names_a_path_of_one_machine(root: Path) -> None:
    folders = ("src", "tests", "docs", "benchmarks", "requirements", ".ci")
    files = [path for folder in folders for path in (root / folder).rglob("*")]
    files += [root / name for name in ("Makefile", "pyproject.toml", "package.json")]
    texts = (path for path in files if path.is_file() and path.suffix in TEXT | {""})
    naming = {
        path.relative_to(root).as_posix(): each
        for path in texts
        if path != Path(__file__)
        for each in NOT_OURS
        if each in path.read_text(encoding="utf-8", errors="replace").replace(OF_A_FORM, "")
    }
    assert naming == {}
