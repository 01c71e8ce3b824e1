"""An uploaded form can neither run away nor reach anything."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.question_sets.forms import MOMENT, answered, at, form, load, markdown

from upheld.core.errors import ProblemsError, UpheldError
from upheld.core.questions.evaluate import MOST_STEPS
from upheld.core.questions.faults import Code
from upheld.core.questions.journey import post
from upheld.core.questions.make import MOST_REFUSALS
from upheld.core.questions.order import MOST_CIRCLES
from upheld.core.questions.parse import parse
from upheld.core.questions.replay import RunawayError
from upheld.core.questions.syntax import LONGEST_TEXT, ExpressionError
from upheld.question_sets import bounded, convert
from upheld.question_sets.bounded import FormFileError, read_bounded
from upheld.question_sets.load import load_file, load_own, load_upload
from upheld.question_sets.sheets import tables as sheets_of
from upheld.question_sets.sheets import to_workbook

# Expressions


def test_a_short_expression_over_many_entries_stops_after_its_steps() -> None:
    """Each level of [ ] multiplies: 60 characters, 50 entries in each of 6 repeats."""
    repeats = "\n".join(
        f"begin_repeat | r{n} | R | |\ninteger | x{n} | X | |\nend_repeat | | | |" for n in range(6)
    )
    over = "count(${r0}[count(${r1}[count(${r2}[count(${r3}) > 1]) > 1]) > 1])"
    answers = {f"r{n}[{entry}]/+": "yes" for n in range(6) for entry in range(1, 50)}
    heavy = form(f"{repeats}\ncalculate | all | | | {over}", heads=("relevant", "calculation"))
    with pytest.raises(RunawayError, match=f"{MOST_STEPS:,} steps"):
        at(heavy, answers)


def test_very_many_questions_in_repeats_within_repeats_stop_after_their_steps() -> None:
    rows = "\n".join(f"text | q{number} | Q" for number in range(60))
    nested = form(
        f"begin_repeat | a | A\nbegin_repeat | b | B\n{rows}\nend_repeat | |\nend_repeat | |"
    )
    answers = {f"a[{one}]/+": "yes" for one in range(1, 50)}
    answers |= {f"a[{one}]/b[{two}]/+": "yes" for one in range(1, 51) for two in range(1, 50)}
    with pytest.raises(RunawayError, match=f"{MOST_STEPS:,} steps"):
        at(nested, answers)


def test_long_texts_cost_more_steps() -> None:
    calls = " or ".join(["normalize-space(${long}) = 'y'"] * 250)
    rows = "\n".join(f"calculate | c{n} | | {calls}" for n in range(6))
    long = form(f"text | long | Long |\n{rows}", heads=("calculation",))
    assert at(long, {"long": "short"}).replay.value("c5", ()) is False
    with pytest.raises(RunawayError, match=f"{MOST_STEPS:,} steps"):
        at(long, {"long": "x" * LONGEST_TEXT})


def test_a_form_with_thousands_of_mistakes_names_the_first_hundred() -> None:
    rows = "\n".join(f"calculate | c{n} | | nothing{n}(1)" for n in range(3_000))
    with pytest.raises(ProblemsError) as refused:
        form(rows, heads=("calculation",))
    assert len(refused.value.problems) == MOST_REFUSALS


def test_a_form_that_is_all_circles_is_refused() -> None:
    everybody = " + ".join(f"${{c{n}}}" for n in range(120))
    rows = "\n".join(f"calculate | c{n} | | {everybody}" for n in range(120))
    with pytest.raises(ProblemsError, match=r"circle|its own value") as refused:
        form(rows, heads=("calculation",))
    assert len(refused.value.problems) <= MOST_CIRCLES


def test_a_catastrophic_pattern_is_matched_in_bounded_time() -> None:
    words = form("text | word | Word | regex(., '(a+)+([ab]*)*c')", heads=("constraint",))
    refused = answered(words, ("word", {"word": ["a" * 9_000 + "!"]}))
    assert [fault.code for fault in refused.faults] == [Code.CONSTRAINT]


def test_a_pattern_that_needs_too_much_memory_is_refused_when_the_form_is_loaded() -> None:
    with pytest.raises(ProblemsError, match=r"regex\(\) cannot use the pattern"):
        form("text | w | W | regex(., '((a{1,500}){1,500}){1,500}')", heads=("constraint",))


def test_a_text_that_grows_is_stopped() -> None:
    rows = "\n".join(f"calculate | c{n} | | concat(${{c{n - 1}}}, ${{c{n - 1}}})"
                     for n in range(1, 40))  # fmt: skip
    doubling = form(f"calculate | c0 | | 'x'\n{rows}", heads=("calculation",))
    with pytest.raises(RunawayError, match=f"more than {LONGEST_TEXT} characters"):
        at(doubling, {})


def test_an_answer_that_is_too_long_is_not_taken() -> None:
    words = form("text | word | Word")
    refused = post(words, {}, "word", {"word": ["x" * (LONGEST_TEXT + 1)]}, MOMENT)
    assert [fault.code for fault in refused.faults] == [Code.TOO_LONG]


@pytest.mark.parametrize("source", [
    "(" * 5_000 + "1" + ")" * 5_000,
    "not(" * 5_000 + "1" + ")" * 5_000,
    "-" * 9_000 + "(" * 500 + "1" + ")" * 500,
    "1 or 1 and 1 = 1 < 1 + 1 * (" * 300 + "1" + ")" * 300,
    "${a}[" * 1_500 + "1" + "]" * 1_500,
    "1 + " * 4_000,
])  # fmt: skip
def test_deep_and_broken_expressions_are_refused(source: str) -> None:
    with pytest.raises(ExpressionError):
        parse(source)


def test_a_long_flat_expression_is_no_deep_one() -> None:
    total = form(f"calculate | all | | {' + '.join(['1'] * 2_000)}", heads=("calculation",))
    assert at(total, {}).replay.value("all", ()) == 2000.0


@given(st.text(alphabet="()[]/.,'\"$ab{}+-*=<>! 19:@|\n", max_size=60))
def test_whatever_is_written_is_read_or_refused(source: str) -> None:
    try:
        read = parse(source)
    except ExpressionError as refused:
        assert refused.what
    else:
        assert read.source == source


# Files


def workbook(**parts: str) -> bytes:
    """A small workbook with some of its parts replaced."""
    kept = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(to_workbook(sheets_of(load("text | q | Q")))))
    with good, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bad:
        for name in good.namelist():
            bad.writestr(name, parts.get(Path(name).stem, good.read(name).decode()))
    return kept.getvalue()


def with_shared_text(packed: bytes, texts: str) -> bytes:
    """A workbook whose cells name their texts in a part of its own."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    content = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    added = {
        "xl/_rels/workbook.xml.rels": ("</Relationships>", f'''<Relationship Id="rIdShared"
            Type="{kind}" Target="/xl/sharedStrings.xml"/></Relationships>'''),
        "[Content_Types].xml": ("</Types>", f'''<Override PartName="/xl/sharedStrings.xml"
            ContentType="{content}"/></Types>'''),
    }  # fmt: skip
    kept = io.BytesIO()
    good = zipfile.ZipFile(io.BytesIO(packed))
    with good, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name in good.namelist():
            made.writestr(name, good.read(name).decode().replace(*added.get(name, ("\0", ""))))
        made.writestr("xl/sharedStrings.xml", texts)
    return kept.getvalue()


def sheet(cell: str, before: str = "") -> str:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0"?>{before}<worksheet xmlns="{main}"><sheetData><row r="1">'
        f'<c r="A1" t="inlineStr"><is><t>{cell}</t></is></c></row></sheetData></worksheet>'
    )


def a_zip(*names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        for name in names:
            made.writestr(name, "")
    return kept.getvalue()


BILLION = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "a cell of 200 MB in 200 kB": (sheet("x" * 200_000_000), "unpacked it is larger than 20 MB"),
    "entities that multiply": (
        sheet("&l9;", f'<!DOCTYPE x [<!ENTITY l0 "lol">{BILLION}]>'), "declares entities",
    ),
    "an entity that names a file": (
        sheet("&e;", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'), "declares entities",
    ),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_an_xml_bomb_is_refused(bomb: str) -> None:
    content, said = BOMBS[bomb]
    packed = workbook(sheet1=content)
    assert len(packed) < 400_000
    with pytest.raises(FormFileError, match=said) as refused:
        load_upload(packed, "form.xlsx")
    assert "root:" not in str(refused.value)


def test_one_text_shown_in_very_many_cells_is_refused() -> None:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    heads = "".join(f'<c t="inlineStr"><is><t>{head}</t></is></c>' for head in HEADS[:3])
    rows = '<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>' * 900
    packed = workbook(
        sheet1=f'<worksheet xmlns="{main}"><sheetData><row>{heads}</row>{rows}</sheetData>'
        "</worksheet>"
    )
    packed = with_shared_text(packed, f'<sst xmlns="{main}"><si><t>{"x" * 30_000}</t></si></sst>')
    assert len(packed) < 40_000
    with pytest.raises(FormFileError, match="cells hold more than"):
        load_upload(packed, "form.xlsx")


def test_a_zip_that_lies_about_its_sizes_is_refused() -> None:
    packed = bytearray(workbook(sheet1=sheet("x" * 100_000_000)))
    true, lie = (100_000_000 + len(sheet(""))).to_bytes(4, "little"), (900).to_bytes(4, "little")
    assert true in packed
    with pytest.raises(FormFileError, match="is damaged"):
        load_upload(bytes(packed.replace(true, lie)), "form.xlsx")


def test_a_workbook_of_too_many_parts_is_refused() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as many:
        many.writestr(bounded.WORKBOOK, "")
        for number in range(bounded.MOST_PARTS + 1):
            many.writestr(f"{number}", "")
    with pytest.raises(FormFileError, match="parts"):
        load_upload(kept.getvalue(), "form.xlsx")


def test_a_workbook_locked_by_a_password_is_refused() -> None:
    packed = bytearray(workbook())
    entry = packed.index(b"PK\x01\x02")  # of the zip's directory; the flags stand 8 further
    packed[entry + 8] |= 1
    with pytest.raises(FormFileError, match="locked by a password"):
        load_upload(bytes(packed), "form.xlsx")


@pytest.mark.parametrize(("content", "name", "said"), [
    (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "form.xlsx", "old kind"),
    (b"anything", "form.xls", "old kind"),
    (b"PK\x03\x04 broken", "form.xlsx", "damaged"),
    (b"\xff\xfe\x00", "form.md", "neither a workbook nor text"),
    (b"", "form.xlsx", "it is empty"),
    (b"\xef\xbb\xbf \r\n", "form.md", "it is empty"),
    (b"Dear all, here is the form", "form.xlsx", "a text without a table called survey"),
    (b"| choices |\n| | list_name | name |", "form.md", "a text without a table called survey"),
    (a_zip("a.txt"), "form.xlsx", "it is a zip and no workbook"),
    (b"x" * (bounded.MOST_BYTES + 1), "form.md", "larger than 2 MB"),
])  # fmt: skip
def test_what_is_no_form_is_refused_before_anything_reads_it(
    content: bytes, name: str, said: str
) -> None:
    with pytest.raises(FormFileError, match=said):
        read_bounded(content, name)


def test_a_text_that_windows_saved_is_read() -> None:
    text = markdown("text | q | Café?").replace("\n", "\r\n")
    read = load_upload(b"\xef\xbb\xbf" + text.encode(), "form.md")
    assert [question.name for question in read.form.questions] == ["q"]


def test_what_never_ends_is_read_no_further_than_a_form_may_be_long() -> None:
    with pytest.raises(FormFileError, match="larger than 2 MB"):
        load_file(Path("/dev/zero"))


def test_a_cell_that_holds_a_book_is_not_printed_whole() -> None:
    with pytest.raises(ProblemsError) as refused:
        form(f"calculate | c | | nothing('{'x' * 9_000}')", heads=("calculation",))
    assert len(str(refused.value)) < 800


def test_a_formula_whose_outcome_was_not_saved_is_told_as_a_warning() -> None:
    heads = "".join(f'<c t="inlineStr"><is><t>{head}</t></is></c>' for head in HEADS[:3])
    cells = '<c t="inlineStr"><is><t>text</t></is></c><c t="inlineStr"><is><t>q</t></is></c>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = f"<row>{heads}</row><row>{cells}<c><f>UPPER(B2)</f></c></row>"
    sheet1 = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
    read = load_upload(workbook(sheet1=sheet1), "form.xlsx")
    assert [each for each in read.warnings if "formula" in each]
    assert not [each for each in load_upload(workbook(), "f.xlsx").warnings if "formula" in each]


# pyxform fails with errors of every kind on these: RecursionError, TypeError, AttributeError, ...
ODD_FORMS = {
    "groups within groups": (
        "| survey |\n| | type | name | label |\n"
        + "".join(f"| | begin_group | g{n} | G |\n" for n in range(600))
        + "| | text | a | A |\n" + "| | end_group | | |\n" * 600
    ),
    "a setting in a language": (
        "| survey |\n| | type | name | label |\n| | text | a | A |\n"
        "| settings |\n| | form_id::x | y |\n| | a | b |\n"
    ),
    "a type in a language": (
        "| survey |\n| | type | name | label | type::a |\n| | text | a | A | b |\n"
    ),
    "children in a cell": (
        "| survey |\n| | type | name | label | children | bind |\n"
        "| | begin_group | a | A | x | y |\n| | text | b | B | | |\n| | end_group | | | | |\n"
    ),
    "a sheet without headers": "| survey |\n| | type | name | label |\n| choices |\n| | |\n",
    "headers within headers": (
        "| survey |\n| | type | name | label::a::b::c | label::a |\n| | text | a | A | B |\n"
    ),
    "bind in a cell": (
        "| survey |\n| | type | name | label | bind | control |\n| | text | a | A | B | c |\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD_FORMS)
def test_whatever_pyxform_trips_over_names_the_file_and_shows_no_traceback(odd: str) -> None:
    with pytest.raises(UpheldError, match=r"odd\.md"):
        load_own(ODD_FORMS[odd].encode(), "odd.md")


HEADS = (
    "type", "name", "label", "label::a", "label::a::b", "hint", "bind", "bind::relevant", "bind::x",
    "relevant", "required", "calculation", "default", "control", "parameters", "appearance",
    "media", "choice_filter", "repeat_count", "constraint", "children", "itemset", "read_only",
    "trigger",
)  # fmt: skip
CELLS = (
    "text", "select_one c", "begin_group", "end_group", "begin_repeat", "end_repeat", "note",
    "calculate", "a", "b", "g", "${a}", "${g}", "1 +", "yes", "true()", "a::b", "rows=3", "51",
    "instance('c')/root/item[1]", "field-list", "range", "",
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    heads = draw(st.lists(st.sampled_from(HEADS), min_size=3, max_size=6, unique=True))
    row = st.lists(st.sampled_from(CELLS), min_size=len(heads), max_size=len(heads))
    return heads, draw(st.lists(row, min_size=1, max_size=6))


@given(tables())
@settings(max_examples=150)
def test_any_table_is_loaded_or_refused(table: tuple[list[str], list[list[str]]]) -> None:
    heads, rows = table
    lines = ["| survey |", *(f"| | {' | '.join(row)} |" for row in [heads, *rows]),
             "| choices |", "| | list_name | name | label |", "| | c | a | A |"]  # fmt: skip
    try:
        loaded = load_own("\n".join(lines).encode(), "odd.md")
    except UpheldError as refused:
        assert "odd.md" in str(refused)
    else:
        assert at(loaded.form, {}).pages is not None


# The process that reads it


def test_the_reader_has_little_memory_and_no_leave_to_write_or_go_on(tmp_path: Path) -> None:
    target = tmp_path / "written"
    script = f"""
import resource, signal
from upheld.question_sets.convert import limit
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
limit()
try:
    open({str(target)!r}, "w").write("x" * 10_000)
    print("wrote")
except OSError:
    print("no writing")
try:
    bytearray(3_000_000_000)
    print("took it")
except MemoryError:
    print("no memory")
print(resource.getrlimit(resource.RLIMIT_CPU)[0])
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:3] == ["no writing", "no memory", str(convert.SECONDS)]


def test_the_reader_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPHELD_SECRET_KEY", "hush")
    seen = bounded._environment()
    assert "hush" not in seen.values()
    assert set(seen) <= {"PYTHONPATH", "OPENPYXL_LXML", "PYTHONDONTWRITEBYTECODE", "LANG"}
    assert os.environ["UPHELD_SECRET_KEY"] == "hush"


def test_a_workbook_is_read_by_no_parser_that_knows_entities(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import openpyxl

    monkeypatch.setattr(openpyxl, "DEFUSEDXML", False)
    assert "defusedxml is missing" in convert.convert(b"PK", "xlsx")["error"]


@pytest.mark.parametrize("cell", ["\x1b[2Jgone", "bell\x07", "nul\0", "\x9b31m"])
def test_what_would_steer_a_terminal_is_refused(cell: str) -> None:
    with pytest.raises(FormFileError, match="steer a terminal") as refused:
        load_own(markdown(f"text | q | {cell}").encode(), "form.md")
    assert cell not in str(refused.value)


def test_a_label_is_shown_as_it_stands() -> None:
    loaded = load_own(markdown("text | q | <script>alert(1)</script>").encode(), "form.md")
    question = loaded.form.items["q"]
    assert at(loaded.form, {}).replay.words(question.label) == "<script>alert(1)</script>"
