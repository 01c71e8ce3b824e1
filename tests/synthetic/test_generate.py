"""Making a force: repeatable, a month at a time, and never over anything else."""

from __future__ import annotations

import hashlib
import json

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

from upheld.cli.generate import generate as command
from upheld.core.errors import WrongUseError
from upheld.extracts.read import read
from upheld.rules.load import force
from upheld.synthetic import AS_OF, DEMONSTRATION
from upheld.synthetic.generate import arrange, generate
from upheld.synthetic.month import make_month
from upheld.synthetic.order import Order

SMALL = Order(crimes=600, months=3, seed=4)


def _hashes(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_the_same_order_gives_the_same_bytes(tmp_path, file_format):
    order = Order(crimes=600, months=3, seed=4, file_format=file_format, flaws=5)
    generate(order, tmp_path / "one")
    generate(order, tmp_path / "two")
    assert _hashes(tmp_path / "one") == _hashes(tmp_path / "two")


def test_another_seed_gives_another_force(tmp_path):
    generate(SMALL, tmp_path / "one")
    generate(Order(crimes=600, months=3, seed=5), tmp_path / "two")
    one, two = _hashes(tmp_path / "one"), _hashes(tmp_path / "two")
    assert one.keys() == two.keys()
    assert all(one[name] != two[name] for name in one)


def test_a_month_made_by_itself_equals_the_month_made_after_the_others():
    whole, alone = arrange(SMALL), arrange(SMALL)
    in_order = [make_month(whole, number) for number in range(3)]
    last = make_month(alone, 2)
    for name, rows in last.amended.now.items():
        assert rows.equals(in_order[2].amended.now[name]), name
    assert (last.persons == in_order[2].persons).all()


def test_csv_and_parquet_hold_the_same_rows(tmp_path):
    generate(SMALL, tmp_path / "parquet")
    generate(Order(crimes=600, months=3, seed=4, file_format="csv"), tmp_path / "csv")
    tables = []
    for each in ("parquet", "csv"):
        connection = duckdb.connect()
        assert read(tmp_path / each, connection, force=force("met")).set_aside == 0
        rows = connection.sql("SELECT * EXCLUDE row_number FROM extract.actions ORDER BY action_id")
        tables.append(rows.pl())
    assert tables[0].equals(tables[1])
    assert tables[0].height > 2000


@pytest.mark.parametrize("crimes", [1, 7])
def test_a_force_with_hardly_a_crime_can_be_made(tmp_path, crimes):
    truth = generate(Order(crimes=crimes, months=5, seed=1), tmp_path / "few")
    rows = pl.concat(
        [pl.read_parquet(path) for path in (tmp_path / "few").glob("crimes-*.parquet")]
    )
    assert rows["crime_id"].n_unique() == crimes
    assert truth["rows"]["crimes"] >= crimes


def test_progress_is_told_once_a_month(tmp_path):
    told: list[str] = []
    generate(SMALL, tmp_path / "x", told.append)
    assert told == [f"Making 2021-0{n}, month {n} of 3" for n in (1, 2, 3)]


# --------------------------------------------------------------------------------------- flaws


def test_the_reader_sets_aside_every_planted_flaw_and_nothing_else(tmp_path):
    truth = generate(Order(crimes=600, months=3, seed=4, flaws=40), tmp_path / "bad")
    report = read(tmp_path / "bad", duckdb.connect(), force=force("met"))
    assert report.set_aside == len(truth["flaws"]) == 40


def test_flaws_stand_in_files_of_their_own_and_the_truth_says_where(tmp_path):
    truth = generate(Order(crimes=600, months=3, seed=4, flaws=13), tmp_path / "bad")
    flaw = truth["flaws"][12]
    assert flaw["file"] == "events-flaws.csv"
    line = (tmp_path / "bad" / flaw["file"]).read_text().splitlines()[flaw["line"] - 1]
    assert flaw["value"] in line.split(",")


# ------------------------------------------------------------------------------------ the folder


def test_a_folder_that_it_made_is_replaced(tmp_path):
    generate(Order(crimes=50, months=3, seed=4), tmp_path / "force")
    generate(Order(crimes=50, months=1, seed=4), tmp_path / "force")
    assert len(list((tmp_path / "force").glob("crimes-*"))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["force"]


def test_an_empty_folder_is_used(tmp_path):
    generate(Order(crimes=50, months=1, seed=4), tmp_path)
    assert (tmp_path / "truth.sealed").exists()


def test_a_folder_that_it_did_not_make_is_left_alone(tmp_path):
    (tmp_path / "crimes-2022-01.csv").write_text("crime_id\nreal\n")
    with pytest.raises(WrongUseError, match="did not make"):
        generate(SMALL, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["crimes-2022-01.csv"]


def test_what_stops_half_way_leaves_the_last_force_whole(tmp_path):
    generate(Order(crimes=50, months=1, seed=4), tmp_path / "force")
    before = _hashes(tmp_path / "force")

    def stop(text):
        if "month 2" in text:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(SMALL, tmp_path / "force", stop)
    assert _hashes(tmp_path / "force") == before
    assert [path.name for path in tmp_path.iterdir()] == ["force"]


# ------------------------------------------------------------------------------------- wrong use


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"crimes": 0}, "--crimes 0"),
        ({"months": 0}, "--months 0"),
        ({"seed": -1}, "--seed -1"),
        ({"start": "2021-13"}, "--start 2021-13"),
        ({"start": "January"}, "--start January"),
        ({"file_format": "xlsx"}, "--format xlsx"),
        ({"force_code": "utopia"}, "--force utopia"),
    ],
)
def test_an_order_that_cannot_mean_anything_is_refused(wrong, message):
    with pytest.raises(WrongUseError, match=message):
        Order(**{"crimes": 10, "months": 1, "seed": 1} | wrong)


def test_months_beyond_the_known_bank_holidays_are_refused(tmp_path):
    with pytest.raises(WrongUseError, match="bank holidays are known"):
        generate(Order(crimes=10, months=1, seed=1, start="2090-01"), tmp_path / "x")


# --------------------------------------------------------------------------- the command, the demo


def test_the_command_prints_counts_for_machines(tmp_path):
    asked = ["--crimes", "60", "--months", "2", "--seed", "1", "--out", str(tmp_path / "x")]
    result = CliRunner().invoke(command, [*asked, "--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["rows"]["crimes"] >= 60


def test_the_command_says_that_all_of_it_is_made_up(tmp_path):
    asked = ["--crimes", "60", "--months", "2", "--seed", "1", "--out", str(tmp_path / "x")]
    result = CliRunner().invoke(command, [*asked, "--flaws", "3"])
    assert "All of it is made up" in result.stdout
    assert "3 bad rows" in result.stdout


def test_the_demonstration_is_three_years_of_the_whole_force():
    setting = arrange(DEMONSTRATION)
    assert (setting.months[0], setting.months[-1]) == ("2021-01", "2023-12")
    assert setting.plan.sum() == 42_000
    bcus = {unit.code for unit in force("met").bcus}
    assert bcus <= {setting.units[unit] for unit in setting.unit_of_borough}
    assert f"{AS_OF}" == "2024-01-15"
