"""upheld questions: for those who write forms."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from collections.abc import Iterable

    from upheld.question_sets.load import Loaded

FORM = click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
AS_JSON = click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
LANGUAGE = click.option("--language", metavar="NAME", default="", help="As the form names it.")
A_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def questions() -> None:
    """Forms: check one, walk through it, see what wants translating, bring it in and out.

    FILE is an XLSForm: Markdown tables, or a workbook (.xlsx). It is read in a process of its
    own with little memory and time. Exit status: 0 done, 1 the form is refused, 2 wrong use.
    """


@questions.command()
@FORM
@click.option("--public", is_flag=True, help="As the public sites do: nothing is kept unasked.")
@AS_JSON
@click.pass_context
def check(ctx: click.Context, file: Path, *, public: bool, as_json: bool) -> None:
    """Say everything for which a form is refused, by name and row.

    \b
    upheld questions check form.xlsx
    """
    from upheld.core.errors import Problem, ProblemsError, UpheldError

    try:
        loaded = _load(file, public=public)
    except UpheldError as error:
        if not as_json:
            raise
        whole = (Problem(file.name, "the file", error.what),)
        found = error.problems if isinstance(error, ProblemsError) else whole
        click.echo(json.dumps({"refused": [asdict(each) for each in found]}, indent=2))
        ctx.exit(1)
    form = loaded.form
    asked = sum(1 for each in form.questions if each.asked)
    if as_json:
        click.echo(json.dumps({
            "set": form.name, "version": form.version, "title": form.title, "questions": asked,
            "languages": list(form.languages), "warnings": list(loaded.warnings),
        }, indent=2))  # fmt: skip
        return
    click.echo(f"{form.title}: {form.known_as}, {asked} questions. It can be used.")
    click.echo(f"Languages: {', '.join(form.languages)}.")
    for warning in loaded.warnings:
        click.echo(f"  warning: {warning}")


@questions.command()
@FORM
@LANGUAGE
@click.option("--answers", type=A_FILE, help="Walk the path of these: JSON, key to text.")
def preview(file: Path, *, language: str, answers: Path | None) -> None:
    """Walk through a form as plain text, page by page.

    \b
    upheld questions preview form.md --language "French (fr)"
    """
    from upheld.core.questions.evaluate import Moment
    from upheld.question_sets.preview import every_page, path_of

    form = _load(file).form
    _demand_language(language, form.languages)
    if answers is None:
        _echo(every_page(form, language))
        return
    moment = Moment(datetime.now(tz=ZoneInfo("Europe/London")))
    _echo(path_of(form, _answers(answers), moment, language))


@questions.command()
@FORM
@click.option("--since", type=A_FILE, help="An earlier version: shows what has changed since.")
@AS_JSON
def translate(file: Path, *, since: Path | None, as_json: bool) -> None:
    """List the texts that lack a language, or were changed since they were translated.

    \b
    upheld questions translate 2.md --since 1.md
    """
    from upheld.question_sets.translations import lacking

    loaded = _load(file)
    found = list(lacking(loaded, _load(since) if since else None))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], indent=2, ensure_ascii=False))
        return
    for each in found:
        click.echo(f"{each.lack}: {each.language}: {each.where}: {each.column}: {each.text}")
    others = ", ".join(loaded.form.languages[1:]) or "none but its own"
    click.echo(f"{len(found)} texts want translating. Languages: {others}.")
    if since is None and loaded.form.languages[1:]:
        click.echo("What is outdated shows beside an earlier version: --since FILE.")


@questions.command("import")
@FORM
@click.option("--out", type=A_FILE, help="The Markdown file to write; else it is printed.")
def import_(file: Path, *, out: Path | None) -> None:
    """Turn a workbook into Markdown tables, which can be read and compared.

    Formatting, comments and sheets that XLSForm does not know are lost.
    """
    from upheld.question_sets.sheets import tables, to_markdown

    _write(out, to_markdown(tables(_load(file))))


@questions.command()
@FORM
@click.option("--xlsx", type=A_FILE, help="Write the form as a workbook for ODK or Kobo.")
@click.option("--answers", type=A_FILE, help="Submissions: one JSON object a line.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="For the answers.")
def export(file: Path, *, xlsx: Path | None, answers: Path | None, out: Path | None) -> None:
    """Write a form as a workbook, or its answers as CSV and Parquet with a codebook.

    \b
    upheld questions export form.md --xlsx form.xlsx
    upheld questions export form.md --answers submissions.jsonl --out tables
    """
    from upheld.core.errors import WrongUseError
    from upheld.question_sets.sheets import tables, to_workbook

    if xlsx is None and (answers is None or out is None):
        raise WrongUseError(
            "Nothing was asked for.", next_step="give --xlsx FILE, or --answers FILE --out FOLDER."
        )
    loaded = _load(file)
    if xlsx is not None:
        xlsx.write_bytes(to_workbook(tables(loaded)))
        click.echo(f"{xlsx}: {loaded.form.known_as}")
    if answers is not None and out is not None:
        from upheld.question_sets.answers_out import read_submissions, write

        _demand_file(answers)
        for path in write(loaded.form, read_submissions(answers, loaded.form), out):
            click.echo(f"{path}")


def _load(file: Path, *, public: bool = False) -> Loaded:
    from upheld.question_sets.load import load_file

    return load_file(file, public=public)


def _answers(path: Path) -> dict[str, str]:
    from upheld.core.errors import UpheldError

    _demand_file(path)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(text, str) for text in found.values()):
        raise UpheldError(
            f"{path}: expected one JSON object of texts.",
            next_step='write it like {"hurt": "yes", "r[1]/name": "Ada"}.',
        )
    return found


def _demand_file(path: Path) -> None:
    from upheld.core.errors import UpheldError

    if not path.is_file():
        raise UpheldError(f"{path}: there is no such file.", next_step="check the name.")


def _demand_language(language: str, known: tuple[str, ...]) -> None:
    from upheld.core.errors import WrongUseError

    if language and language not in known:
        raise WrongUseError(
            f"The form has no language {language!r}.", next_step=f"choose: {', '.join(known)}."
        )


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _write(out: Path | None, text: str) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8")
        click.echo(f"{out}")
