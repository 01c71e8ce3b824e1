"""Files that cannot be read: all named at once, with line and next step, before anything stands."""

from __future__ import annotations

import gzip

import pytest

from upheld.core.errors import ProblemsError, UpheldError, WrongUseError
from upheld.extracts.read import read

HEADER = "crime_id,reported_at,team\n"
QUOTES = "a double quote is opened and not closed"
WIDTH = "values where the header names 3 columns"
UTF8 = "is not UTF-8 text; save it as UTF-8"

BAD_CSV = {
    "an empty file": (b"", "line 1", "the file is empty"),
    "a first line that is empty": (f"\n{HEADER}C1,,\n", "line 1", "the first line is empty"),
    "Latin-1 text": (HEADER.encode() + b"C1,,x\nC2,,Ren\xe9e\n", "line 3", f"byte 0xE9 {UTF8}"),
    "Latin-1 in the header": (b"crime_id,\xe9t\xe9\nC1,\n", "line 1", f"byte 0xE9 {UTF8}"),
    "Latin-1 in quotes": (HEADER.encode() + b'C1,,"Ren\xe9e"\n', "line 2", UTF8),
    "UTF-16 text": (f"\ufeff{HEADER}C1,,\n".encode("utf-16-le"), "line 1", "it is UTF-16 text"),
    "a zero byte": (f"{HEADER}C1,,x\nC2,\0,x\n", "line 3", "it holds a zero byte"),
    "too few values": (f"{HEADER}C1,,x\nC2,\n", "line 3", f"2 {WIDTH}"),
    "too many values": (f"{HEADER}C1,,x\n\nC2,,Lee, Ann\n", "line 4", f"4 {WIDTH}"),
    "a line without any comma": (f"{HEADER}C1,,x\n-- end --\n", "line 3", "1 value where"),
    "an open quote": (f'{HEADER}C1,,x\nC2,,"x\nC3,,x\n', "after line 2", QUOTES),
    "an open quote that meets another": (f'{HEADER}C2,,"x\nC3,,"x"\n', "after line 1", QUOTES),
    "a quote within quotes": (f'{HEADER}C1,,"the "red" team"\n', "after line 1", QUOTES),
    "a quote in the header": ('"crime_id,reported_at\nC1,\n', "line 1", QUOTES),
    "a column named twice": ("crime_id,team,team\nC1,a,b\n", "header row", "is called team"),
    "no key column": (
        "Crime ID,team\nC1,a\n",
        "header row",
        "crime_id is missing (is it 'Crime ID",
    ),
    "semicolons": ("crime_id;team\nC1;a\n", "header row", "separated by semicolons, and commas"),
    "tabs": ("crime_id\tteam\nC1\ta\n", "header row", "separated by tabs"),
    "no header row": ("C1,2022-05-04\nC2,2022-05-04\n", "header row", "column crime_id is missing"),
}


def problems(extracts):
    with pytest.raises(ProblemsError) as raised:
        extracts.read()
    assert raised.value.next_step
    return raised.value.problems


@pytest.mark.parametrize("name", BAD_CSV)
def test_a_bad_csv_file_is_named_with_line_and_reason(extracts, name):
    content, where, what = BAD_CSV[name]
    extracts.text("crimes-2022-05.csv", content)
    found = problems(extracts)
    assert [(each.file, each.where) for each in found] == [("crimes-2022-05.csv", where)]
    assert what in found[0].what


@pytest.mark.parametrize("name", BAD_CSV)
def test_a_bad_packed_file_is_named_just_so(extracts, name):
    content, where, what = BAD_CSV[name]
    data = content.encode() if isinstance(content, str) else content
    extracts.text("crimes-2022-05.csv.gz", gzip.compress(data))
    [found] = problems(extracts)
    assert (found.where, what in found.what) == (where, True)


@pytest.mark.parametrize("table", ["crimes", "victims", "events", "actions"])
def test_a_table_without_its_key_stops_the_run(extracts, table):
    extracts.case(table)
    extracts.text(f"{table}.csv", "a,b\n1,2\n")
    [found] = problems(extracts)
    assert "is missing" in found.what


def test_every_key_column_of_a_series_is_asked_for_that_may_not_be_empty(extracts):
    extracts.text("published_series.csv", "source,value\nS,1\n")
    missing = {each.what.split()[2] for each in problems(extracts)}
    assert missing == {"vintage", "measure", "unit_code", "period_start", "period_end"}


def test_all_bad_files_are_named_at_once(extracts):
    extracts.text("crimes.csv", HEADER + "C1\n")
    extracts.text("victims.csv", b"victim_id,crime_id,kind\nV1,C1,\xe9\n")
    extracts.text("events.parquet", b"PAR1 and no more")
    extracts.text("actions.csv", "action\ninformed\n")
    extracts.rows("needs_assessments.csv", {})
    names = {each.file for each in problems(extracts)}
    assert names == {"crimes.csv", "victims.csv", "events.parquet", "actions.csv"}


def test_many_bad_lines_are_cut_short(extracts):
    extracts.text("crimes.csv", HEADER + "C1\n" * 500)
    found = problems(extracts)
    assert len(found) == 11
    assert found[-1].where == "further lines"


def test_a_bad_line_is_never_repeated(extracts):
    extracts.text("victims.csv", "victim_id,crime_id,kind,family_name\nV1,C1,person,Zebedee,Ann\n")
    with pytest.raises(ProblemsError) as raised:
        extracts.read()
    assert "Zebedee" not in str(raised.value)


PARQUET = "SELECT 'C' || n AS crime_id, 'a name' || n AS team FROM range(20000) AS t(n)"


@pytest.mark.parametrize(
    ("cut", "what"),
    [
        (lambda data: data[: len(data) // 2], "cut off"),
        (lambda data: data[:-1], "cut off"),
        (lambda _: b"PAR1", "cut off"),
        (lambda _: b"", "not a Parquet file"),
        (lambda _: b"crime_id,team\nC1,a\n", "not a Parquet file"),
        (lambda data: data[:1000] + b"\xff" * 3000 + data[4000:], "damaged"),
        (lambda data: data[:-12] + b"\xff\xff\xff\x7fPAR1", "damaged"),
    ],
)
def test_a_parquet_file_that_is_none_or_not_whole(extracts, cut, what):
    extracts.parquet("crimes.parquet", PARQUET)
    path = extracts.path / "crimes.parquet"
    path.write_bytes(cut(path.read_bytes()))
    [found] = problems(extracts)
    assert what in found.what
    assert "a name" not in found.what


def test_a_packed_file_that_is_cut_off(extracts):
    extracts.text("crimes.csv.gz", gzip.compress(b"crime_id,team\n" + b"C1,a\n" * 9999)[:-20])
    [found] = problems(extracts)
    assert "cut off" in found.what


def test_a_packed_file_that_is_not_packed(extracts):
    extracts.text("crimes.csv.gz", HEADER)
    [found] = problems(extracts)
    assert "cannot be unpacked" in found.what


def test_an_empty_folder_says_what_to_put_into_it(extracts):
    with pytest.raises(UpheldError, match="the folder is empty") as raised:
        extracts.read()
    assert "crimes.csv" in raised.value.next_step


def test_a_folder_without_a_table_names_what_it_holds(extracts):
    extracts.text("crime.csv", "a\n")
    extracts.text("readme.txt", "a\n")
    with pytest.raises(UpheldError, match=r"crime\.csv \(is it crimes\?\), readme\.txt"):
        extracts.read()


def test_no_folder_is_wrong_use(extracts, tmp_path):
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "nowhere", tmp_path / "file"):
        with pytest.raises(WrongUseError):
            read(path, extracts.connection)


def test_other_files_are_ignored_and_named(extracts):
    extracts.rows("crimes.csv", {})
    extracts.text("events.xlsx", b"PK")
    extracts.text("eventlog.csv", "a,b\n")
    extracts.text("crimes2022.csv", "a,b\n")
    extracts.text(".DS_Store", "x")
    (extracts.path / "older").mkdir()
    extracts.read()
    ignored = {each.file: each.reason for each in extracts.notes() if not each.table}
    assert set(ignored) == {"events.xlsx", "eventlog.csv", "crimes2022.csv", "older"}
    assert ignored["events.xlsx"] == "ignored: its name is no table's (is it events?)"


GOOD_CSV = {
    "byte-order mark": b"\xef\xbb\xbfcrime_id,team\nC1,a\nC2,b\n",
    "Windows line ends": b"crime_id,team\r\nC1,a\r\nC2,b\r\n",
    "old Macintosh line ends": b"crime_id,team\rC1,a\rC2,b",
    "mixed line ends": b"crime_id,team\r\nC1,a\nC2,b\r\n",
    "no last line end": b"crime_id,team\nC1,a\nC2,b",
    "blank lines": b"crime_id,team\n\nC1,a\n\n\nC2,b\n\n",
    "everything quoted": b'"crime_id","team"\n"C1","a"\n"C2","b"\n',
    "quoted, with a byte-order mark": b'\xef\xbb\xbf"crime_id","team"\n"C1","a"\n"C2","b"\n',
    "a column without a name": b"crime_id,team,\nC1,a,\nC2,b,\n",
}


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize("name", GOOD_CSV)
def test_every_sound_way_of_writing_csv_is_read(extracts, name, packed):
    data = gzip.compress(GOOD_CSV[name]) if packed else GOOD_CSV[name]
    extracts.text("crimes.csv.gz" if packed else "crimes.csv", data)
    extracts.read()
    assert extracts.values("crimes", "crime_id") == ["C1", "C2"]
    assert extracts.values("crimes", "team") == ["a", "b"]


def test_a_file_of_one_column_and_its_blank_lines(extracts):
    extracts.text("crimes.csv", "crime_id\nC1\n\nC2\n")
    extracts.read()
    assert extracts.values("crimes", "crime_id") == ["C1", "C2"]


def test_a_header_and_nothing_else_is_an_empty_table(extracts):
    extracts.text("crimes.csv", HEADER)
    extracts.text("victims.csv", "victim_id,crime_id,kind")
    extracts.read()
    assert extracts.fates("crimes") == (0, 0, 0, 0, 0)


def test_names_of_files_may_hold_anything_and_match_in_any_case(extracts):
    for n, name in enumerate(["crimes-[1].csv", "crimes_*.csv", "crimes-it's ?.csv", "CRIMES.CSV"]):
        extracts.text(name, f"crime_id,team\nC{n},a\n")
    extracts.parquet("crimes-x.parquet", "SELECT 'C9' AS crime_id")
    (extracts.path / "crimes-x.parquet").rename(extracts.path / "crimes-{[y*]}.parquet")
    extracts.read()
    assert set(extracts.values("crimes", "crime_id")) == {"C0", "C1", "C2", "C3", "C9"}


def test_a_folder_whose_name_looks_like_a_partition_adds_no_column(extracts, new_extracts):
    folder = extracts.path / "team=TDIU"
    folder.mkdir()
    (folder / "crimes.csv").write_text("crime_id,month\nC1,2022-05\n")
    read(folder, extracts.connection)
    assert extracts.values("crimes", "team") == [None]


def test_reading_again_starts_afresh(extracts):
    extracts.case()
    extracts.read()
    extracts.rows("crimes.csv", {"crime_id": "C2"})
    extracts.read()
    assert extracts.values("crimes", "crime_id") == ["C2"]
    schemas = extracts.connection.execute(
        "SELECT schema_name FROM duckdb_schemas() WHERE NOT internal AND database_name = 'memory'"
    ).fetchall()
    assert {name for (name,) in schemas} == {"extract", "extract_report"}


def test_too_little_memory_is_said_without_a_traceback(extracts, tmp_path):
    extracts.parquet("crimes.parquet", PARQUET.replace("20000", "3000000"))
    extracts.connection.execute(f"SET temp_directory = '{tmp_path / 'spill'}'")
    extracts.connection.execute("SET max_temp_directory_size = '1MB'")
    extracts.connection.execute("SET memory_limit = '30MB'")
    with pytest.raises(UpheldError, match="memory or disk space ran out"):
        extracts.read()
