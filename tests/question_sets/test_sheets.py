"""Forms out and in again: as Markdown, as a workbook for ODK, and what wants translating."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import openpyxl
import pytest
from pyxform.xls2xform import convert
from tests.core.questions.javarosa.oracle import JAR
from tests.question_sets.forms import load, markdown

from upheld.question_sets import load as loading
from upheld.question_sets.load import Loaded, load_own, load_upload
from upheld.question_sets.sheets import tables, to_markdown, to_workbook
from upheld.question_sets.translations import Lack, lacking

EVERYTHING = load(
    """begin_group | g | Group | | | | | | field-list
    text | word | Word, 1 \\| 2 | ${many} > 1 | regex(., '[a-z]+') | Small letters | | | multiline
    integer | many | How many? | | . >= 0 | | | 007 |
    decimal | half | Half | | | | | |
    end_group | | | | | | | |
    date | day | Day | | . <= today() | | | today() |
    time | at | Time | | | | | |
    dateTime | moment | Moment | | | | | |
    select_one town or_other | town | Town | | | | | |
    select_multiple town | towns | Towns | | | | | |
    begin_repeat | r | Entry | | | | | |
    text | name | =1+1 | | | | | |
    calculate | place | | | | | position(..) | |
    end_repeat | | | | | | | |
    calculate | sum | | | | | count(${r}) + coalesce(${many}, 0) | |
    note | bye | Good bye ${word} | | | | | |""",
    "town | york | York | n |\ntown | hove | Hove | s | yes",
    heads=("relevant", "constraint", "constraint_message", "calculation", "default", "appearance"),
)


def shipped() -> list[Loaded]:
    return [
        load_own((loading.HERE / name / f"{version}.md").read_bytes(), f"{version}.md")
        for name, version in loading.shipped()
    ]


@pytest.fixture(scope="module")
def forms() -> list[Loaded]:
    return [EVERYTHING, *shipped()]


def test_a_form_is_the_same_after_markdown(forms: list[Loaded]) -> None:
    for each in forms:
        again = load_own(to_markdown(tables(each)).encode(), "again.md")
        assert again.form == each.form


def test_a_form_is_the_same_after_a_workbook() -> None:
    packed = to_workbook(tables(EVERYTHING))
    assert load_upload(packed, "again.xlsx").form == EVERYTHING.form


def test_every_cell_of_a_workbook_is_text() -> None:
    packed = to_workbook(tables(EVERYTHING))
    book = openpyxl.load_workbook(io.BytesIO(packed))
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {"007", "=1+1"} <= {cell.value for cell in cells}


def test_form_id_and_version_always_stand_in_a_workbook() -> None:
    bare = load_own(markdown("text | q | Q", settings="|").replace("form_id", "x").encode(), "b.md")
    assert {"form_id", "version"} <= set(tables(bare)["settings"].heads)


def test_odk_validate_accepts_every_form_that_is_written_out(
    forms: list[Loaded], tmp_path: Path
) -> None:
    paths = []
    for number, each in enumerate(forms):
        packed = to_workbook(tables(each))
        paths.append(tmp_path / f"{number}.xml")
        paths[-1].write_text(convert(packed, file_type=".xlsx").xform, encoding="utf-8")
    done = subprocess.run(
        ["java", "-jar", str(JAR), *map(str, paths)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert (done.stdout + done.stderr).count("Xform is valid") == len(paths)


OLD = """
| survey |
| | type | name | label::English (en) | label::French (fr) | hint::English (en) |
| | text | a | First | Premier | |
| | text | b | Second | Deuxieme | Here |
| choices |
| | list_name | name | label::English (en) | label::French (fr) |
| settings |
| | form_id | version | default_language |
| | t | 1 | English (en) |
"""
NEW = (OLD.replace("| First |", "| The first |").replace("| Deuxieme |", "| Second |")
          .replace("| Second | Second | Here |", "| The second | Second | Here |"))  # fmt: skip


def test_a_text_without_a_language_is_missing() -> None:
    found = list(lacking(load_own(OLD.encode(), "1.md")))
    assert [(each.lack, each.where, each.column, each.text) for each in found] == [
        (Lack.MISSING, "b (line 5)", "hint", "Here")
    ]


def test_a_text_changed_since_its_translation_is_outdated() -> None:
    old, new = load_own(OLD.encode(), "1.md"), load_own(NEW.encode(), "2.md")
    outdated = [each for each in lacking(new, old) if each.lack is Lack.OUTDATED]
    assert [(each.where, each.language, each.text) for each in outdated] == [
        ("a (line 4)", "French (fr)", "The first")
    ]


# Published versions


def test_a_published_version_is_never_edited() -> None:
    for (name, version), expected in loading.published().items():
        assert loading.hash_of(name, version) == expected, f"{name} {version}: make a new version"


def test_every_version_that_is_shipped_is_published() -> None:
    assert set(loading.published()) == set(loading.shipped())


def test_a_shipped_set_is_called_as_its_file_is() -> None:
    for name, version in loading.shipped():
        form = loading.question_set(name, version)
        assert (form.name, form.version) == (name, version)
