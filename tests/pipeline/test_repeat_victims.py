"""Repeat victims: who is recognised, what is counted, and that nothing personal gets further."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from upheld.cli.repeats import repeats
from upheld.core.errors import UpheldError
from upheld.extracts.read import read
from upheld.pipeline.repeat_accuracy import Agreement, compare
from upheld.pipeline.repeat_victims import Linkage, Route, link
from upheld.synthetic.generate import generate
from upheld.synthetic.order import Order
from upheld.synthetic.truth import NAME, unseal

AS_OF = date(2023, 1, 10)
DETAILS = ("person_ref", "given_name", "family_name", "date_of_birth", "postcode")
ANNA = (None, "Zebedee", "Quillfeather", "1980-02-03", "ZZ9 9ZZ")
GIVEN, FAMILY = ("Alado", "Brena", "Corfin", "Dalnox"), ("Mockby", "Shamton", "Trialley")
# Forty others, so that it can be seen how often details agree by chance.
OTHERS = [
    (None, GIVEN[n % 4], FAMILY[n % 3], f"{1950 + n}-{n % 12 + 1:02}-{n % 28 + 1:02}",
     f"ZZ{n % 7 + 1} {n % 10}XX")
    for n in range(40)
]  # fmt: skip
Person = tuple[str | None, ...]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def fill(
    connection: duckdb.DuckDBPyConnection,
    persons: Sequence[Person],
    days: Sequence[str] = (),
    *,
    kind: str = "person",
    others: Sequence[Person] = OTHERS,
) -> None:
    """Victims V001, V002, … of crimes C001, C002, … reported on those days; else on 2 May 2022."""
    connection.execute("CREATE SCHEMA extract")
    connection.execute(
        "CREATE TABLE extract.victims (victim_id VARCHAR, crime_id VARCHAR, person_ref VARCHAR, "
        "kind VARCHAR, date_of_birth DATE, given_name VARCHAR, family_name VARCHAR, "
        "postcode VARCHAR)"
    )
    connection.execute("CREATE TABLE extract.crimes (crime_id VARCHAR, reported_at TIMESTAMP)")
    for number, person in enumerate((*persons, *others), start=1):
        reference, given, family, born, postcode = person
        connection.execute(
            "INSERT INTO extract.victims VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [f"V{number:03}", f"C{number:03}", reference,
             kind if number <= len(persons) else "person", born, given, family, postcode],
        )  # fmt: skip
        day = days[number - 1] if number <= len(days) else "2022-05-02"
        connection.execute("INSERT INTO extract.crimes VALUES (?, ?)", [f"C{number:03}", day])


def persons(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(connection.execute("FROM step.repeat_persons").fetchall())


def counted(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[int, bool]]:
    return {row[0]: row[1:] for row in connection.execute("FROM step.repeats").fetchall()}


def are_one(connection: duckdb.DuckDBPyConnection, pair: Sequence[Person], **more: str) -> bool:
    fill(connection, pair, **more)  # type: ignore[arg-type]
    link(connection, AS_OF)
    keys = persons(connection)
    return keys["V001"] == keys["V002"]


# Who is recognised -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "to"),
    [
        ("given_name", "Zebdee"),
        ("family_name", "Quilfleather"),
        ("family_name", "Dummywick"),
        ("family_name", "QUILL-FEATHER"),
        ("date_of_birth", None),
        ("date_of_birth", "1980-03-02"),
        ("date_of_birth", "1980-02-08"),
        ("postcode", None),
        ("postcode", "zz99zz"),
        ("postcode", "ZZ3 1AA"),
    ],
)
def test_a_person_is_recognised_though_one_detail_is_missing_or_another(
    connection: duckdb.DuckDBPyConnection, changed: str, to: str | None
) -> None:
    other = tuple(to if name == changed else value
                  for name, value in zip(DETAILS, ANNA, strict=True))  # fmt: skip
    assert are_one(connection, [ANNA, other])


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ((None, "Marmira", "Quillfeather", "1980-02-03", "ZZ9 9ZZ"), "twins"),
        ((None, "Marmira", "Quillfeather", "1951-07-19", "ZZ9 9ZZ"), "one household"),
        ((None, "Zebedee", "Quillfeather", "1951-07-19", "ZZ3 1AA"), "one name"),
        ((None, "Marmira", "Dummywick", "1980-02-03", "ZZ3 1AA"), "one birthday"),
        ((None, None, None, "1980-02-03", "ZZ9 9ZZ"), "no names"),
    ],
)
def test_two_people_with_something_in_common_stay_two(
    connection: duckdb.DuckDBPyConnection, other: Person, why: str
) -> None:
    assert not are_one(connection, [ANNA, other]), why


def test_the_forces_own_reference_makes_two_rows_one_person_whatever_else_they_say(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert are_one(
        connection, [("P1", *ANNA[1:]), ("P1", "Marmira", "Dummywick", "1951-07-19", "ZZ3 1AA")]
    )


def test_two_references_of_one_person_do_not_part_them(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    assert are_one(connection, [("P1", *ANNA[1:]), ("P2", *ANNA[1:])])


def test_a_reference_that_hundreds_share_is_a_placeholder_and_nobody(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill(connection, [("UNKNOWN", None, None, None, None)] * 501, others=())
    assert link(connection, AS_OF) == Linkage(Route.REFERENCE, 501, 501, 0, 0)


def test_a_placeholder_for_every_detail_is_nobody(connection: duckdb.DuckDBPyConnection) -> None:
    nobody = (None, "Unknown", "Not known", "1900-01-01", "ZZ99 3VZ")
    assert not are_one(connection, [nobody, nobody])


def test_the_birthday_beside_a_parent_is_the_childs_and_joins_no_parents(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    moved = (None, "Zebedee", "Quillfeather", "1980-02-03", "ZZ3 1AA")
    assert not are_one(connection, [ANNA, moved], kind="parent_or_guardian")


def test_a_business_is_nobodys_repeat(connection: duckdb.DuckDBPyConnection) -> None:
    fill(connection, [("P1", *ANNA[1:])] * 3, kind="business")
    assert link(connection, AS_OF).victims == len(OTHERS)
    assert "V001" not in counted(connection)


# By what route -----------------------------------------------------------------------------------


def test_without_names_the_forces_reference_alone_recognises(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill(connection, [(reference, None, None, "1980-02-03", "ZZ9 9ZZ")
                      for reference in ("P1", "P1", "P1", "P2", None)], others=())  # fmt: skip
    assert link(connection, AS_OF) == Linkage(Route.REFERENCE, 5, 3, 1, 3)


def test_with_neither_names_nor_reference_there_is_no_prompt_and_it_says_so(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill(connection, [(None, None, None, "1980-02-03", "ZZ9 9ZZ")] * 4, others=())
    assert link(connection, AS_OF) == Linkage(Route.NONE, 4, 0, 0, 0)
    assert counted(connection) == {}


def test_no_victims_at_all_is_no_failure(connection: duckdb.DuckDBPyConnection) -> None:
    fill(connection, [], others=())
    assert link(connection, AS_OF) == Linkage(Route.NONE, 0, 0, 0, 0)


# What is counted ---------------------------------------------------------------------------------


def test_the_twelve_months_end_with_the_day_of_the_report(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    days = ("2021-05-02", "2021-05-03", "2022-05-02T23:59", "2022-05-03", "2023-01-11")
    fill(connection, [("P1", None, None, None, None)] * 5, days, others=())
    link(connection, AS_OF)
    assert counted(connection) == {
        "V001": (1, False), "V002": (2, False), "V003": (2, False), "V004": (2, False),
    }  # fmt: skip


def test_the_third_crime_in_twelve_months_prompts_and_those_before_it_do_not(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill(connection, [ANNA] * 3, ("2022-02-01", "2022-03-01", "2022-04-01"))
    assert link(connection, AS_OF).prompts == 1
    found = counted(connection)
    assert [found[f"V00{n}"] for n in (1, 2, 3)] == [(1, False), (2, False), (3, True)]


def test_one_crime_counts_once_though_the_person_stands_in_it_twice(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill(connection, [ANNA] * 3)
    connection.execute("UPDATE extract.victims SET crime_id = 'C001' WHERE victim_id < 'V004'")
    link(connection, AS_OF)
    assert counted(connection)["V003"] == (1, False)


def test_a_crime_without_a_day_of_report_is_not_counted(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill(connection, [ANNA] * 2)
    connection.execute("UPDATE extract.crimes SET reported_at = NULL WHERE crime_id = 'C001'")
    link(connection, AS_OF)
    assert "V001" not in counted(connection)
    assert counted(connection)["V002"] == (1, False)


# A made-up force, whose truth is known -----------------------------------------------------------


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "force"
    generate(Order(crimes=9_000, months=12, seed=23, start="2022-01"), out)
    return out


def test_a_made_up_force_is_recognised_with_few_errors_either_way(
    connection: duckdb.DuckDBPyConnection, made: Path
) -> None:
    read(made, connection)
    link(connection, AS_OF)
    pairs, prompts = compare(
        connection, AS_OF, unseal(made / NAME)["repeat_victims"]["groups"], prompt_at=3
    )
    assert min(pairs.true, prompts.true) > 50
    for agreement in (pairs, prompts):
        assert (agreement.precision or 0) > 0.99
        assert (agreement.recall or 0) > 0.97


def test_neither_the_order_of_rows_nor_the_number_of_processors_changes_a_key_or_a_count(
    connection: duckdb.DuckDBPyConnection, made: Path
) -> None:
    read(made, connection)

    def outcome() -> tuple[Linkage, dict[str, str], dict[str, tuple[int, bool]]]:
        return link(connection, AS_OF), persons(connection), counted(connection)

    first = outcome()
    connection.execute("SET threads = 1")
    connection.execute(
        "CREATE OR REPLACE TABLE extract.victims AS FROM extract.victims ORDER BY md5(victim_id)"
    )
    assert outcome() == first


def test_agreement_is_measured_in_pairs_and_in_prompts(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill(connection, [("P1", None, None, None, None)] * 3
         + [("P2", None, None, None, None)] * 2, others=())  # fmt: skip
    link(connection, AS_OF)
    truth = [["V001", "V002", "V003", "V004"]]
    pairs, prompts = compare(connection, AS_OF, truth)
    assert pairs == Agreement(true=6, claimed=4, found=3)
    assert prompts == Agreement(true=4, claimed=3, found=3)
    assert (pairs.precision, pairs.recall) == (0.75, 0.5)
    assert compare(connection, AS_OF, [])[0] == Agreement(true=0, claimed=4, found=0)


# Nothing personal gets any further ---------------------------------------------------------------


def test_names_birthdays_and_postcodes_are_in_no_table_log_or_output_afterwards(
    connection: duckdb.DuckDBPyConnection,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(1)
    fill(connection, [ANNA] * 3)
    link(connection, AS_OF)
    connection.execute("DROP SCHEMA extract CASCADE")
    tables = connection.execute(
        "SELECT database_name || '.' || schema_name || '.' || table_name FROM duckdb_tables()"
    ).fetchall()
    assert sorted(tables) == [("step.main.repeat_persons",), ("step.main.repeats",)]
    left = [f"{connection.execute(f'FROM {table}').fetchall()}" for (table,) in tables]
    said = capfd.readouterr()
    assert said.out == said.err == ""
    assert not [
        value for value in (*ANNA[1:], "zebedee", "quillfeather", "19800203", "ZZ99ZZ")
        if any(f"{value}" in text for text in (*left, caplog.text))
    ]  # fmt: skip
    assert not [record for record in caplog.records if record.name.startswith("splink")]


def test_splinks_own_log_is_as_it_was_afterwards(connection: duckdb.DuckDBPyConnection) -> None:
    log = logging.getLogger("splink")
    log.setLevel(logging.DEBUG)
    fill(connection, [ANNA] * 2)
    link(connection, AS_OF)
    assert log.level == logging.DEBUG
    log.setLevel(logging.NOTSET)


def test_a_failure_repeats_no_details_and_leaves_none(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fill(connection, [ANNA] * 2)
    connection.execute("ALTER TABLE extract.victims RENAME TO kept")
    connection.execute(  # an engine's own words would quote the value that it cannot convert
        "CREATE VIEW extract.victims AS SELECT * REPLACE "
        "(CAST(CAST(given_name AS INTEGER) AS VARCHAR) AS given_name) FROM extract.kept"
    )
    with pytest.raises(UpheldError) as failure:
        link(connection, AS_OF)
    assert "Zebedee" not in str(failure.value)
    assert "ConversionException" in str(failure.value)
    assert failure.value.__suppress_context__
    databases = connection.execute("SELECT database_name FROM duckdb_databases()").fetchall()
    assert ("personal",) not in databases


def test_running_out_of_memory_keeps_its_own_class_and_says_nothing_of_anybody(
    connection: duckdb.DuckDBPyConnection, made: Path
) -> None:
    read(made, connection)
    used = connection.execute("SELECT sum(memory_usage_bytes) FROM duckdb_memory()").fetchall()
    connection.execute("SET temp_directory = ''")
    connection.execute(f"SET memory_limit = '{int(used[0][0]) + 4_000_000}B'")
    with pytest.raises(duckdb.OutOfMemoryException) as failure:
        link(connection, AS_OF)
    assert str(failure.value) == "while repeat victims were looked for"


# The command -------------------------------------------------------------------------------------


def test_the_command_prints_counts_with_precision_and_recall_and_no_more(made: Path) -> None:
    arguments = [str(made), "--as-of", "2023-01-10", "--truth", str(made / NAME)]
    said = CliRunner().invoke(repeats, arguments)
    assert said.exit_code == 0, said.output
    assert "A prompt, never a decision." in said.output
    assert said.output.count("precision 9") + said.output.count("precision 100") == 2
    assert "V22" not in said.output
    found = json.loads(
        CliRunner().invoke(repeats, [*arguments, "--threshold", "25", "--json"]).output
    )
    assert (found["route"], found["threshold"], found["prompt_at"]) == ("details", 25, 3)
    assert found["pairs_beside_truth"]["recall"] > 0.5


def test_a_higher_threshold_recognises_fewer(
    connection: duckdb.DuckDBPyConnection, made: Path
) -> None:
    read(made, connection)
    found = [link(connection, AS_OF, threshold=weight).repeated for weight in (4, 15, 99)]
    assert found == sorted(set(found), reverse=True)


def test_splink_is_loaded_only_when_two_victims_are_compared() -> None:
    look = "import sys, upheld.pipeline.repeat_victims; sys.exit('splink' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
