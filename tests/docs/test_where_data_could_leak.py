"""The places where a victim's data could leak, and that it does not.

CONTRIBUTING.md names each place with its test; those that belong to one part stand with that part.
"""

from __future__ import annotations

import ast
import csv
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from upheld import published
from upheld.editions.edition import open_edition
from upheld.extracts.contract import TABLES
from upheld.pipeline.build import build
from upheld.rules import load
from upheld.synthetic.names import family_names, postcodes

AS_OF = date(2022, 6, 8)
# Values that only the victims of these tests have, one for each column that is personal.
PERSONAL = {
    "person_ref": "PR-77123", "date_of_birth": "1983-02-31", "sex": "sexQ", "ethnicity": "ethnQ",
    "disability": "disabQ", "sexual_orientation": "orientQ", "religion": "religQ",
    "language": "langQ", "interpreter_needed": "perhapsQ", "given_name": "Zebedee",
    "family_name": "Quillfeather", "postcode": "ZZ99 9ZZ",
}  # fmt: skip
IDS = ("CRIME-55001", "VICTIM-66001", "EVENT-77001", "ACTION-88001")
CRIME, VICTIM, EVENT, ACTION = IDS


@pytest.fixture
def extracts(tmp_path: Path) -> Path:
    """One crime with two victims; of one everything personal is known, and some is wrong."""
    return _write(tmp_path / "extracts", PERSONAL)


@pytest.fixture
def sound_extracts(tmp_path: Path) -> Path:
    """The same, with nothing wrong in it."""
    sound = PERSONAL | {"date_of_birth": "1983-02-28", "interpreter_needed": "true"}
    return _write(tmp_path / "sound", sound)


def _write(folder: Path, personal: dict[str, str]) -> Path:
    folder.mkdir()
    tables: dict[str, list[dict[str, str]]] = {
        "crimes": [{"crime_id": CRIME, "reported_at": "2022-05-03", "unit_code": "AS"}],
        "victims": [
            {"victim_id": VICTIM, "crime_id": CRIME, "kind": "person", **personal},
            {"victim_id": f"{VICTIM}b", "crime_id": CRIME, "kind": "person"},
        ],
        "events": [{"event_id": EVENT, "crime_id": CRIME, "event": "arrested",
                    "occurred_at": "2022-05-04"}],
        "actions": [{"action_id": ACTION, "crime_id": CRIME, "action": "informed",
                     "about_event_id": EVENT, "done_at": "2022-05-05", "result": "withheld",
                     "reason": "secret reason"}],
    }  # fmt: skip
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def upheld(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "upheld", *map(str, arguments)],
        capture_output=True, text=True, check=False, env=os.environ | environment,
    )  # fmt: skip


def found(texts: list[str], values: tuple[str, ...]) -> list[str]:
    return [value for value in values if any(value in text for text in texts)]


# The extracts and their report ------------------------------------------------------------------


def test_every_column_that_describes_a_person_is_marked_as_personal() -> None:
    marked = {column.name for table in TABLES for column in table.columns if column.personal}
    assert marked == {*PERSONAL, "age_band", "safe_contact"}


def test_no_form_of_the_report_prints_a_personal_value(extracts: Path, tmp_path: Path) -> None:
    page, rows = tmp_path / "report.html", tmp_path / "set-aside.csv"
    said = upheld("check", extracts, "--html", page, "--set-aside", rows)
    as_json = upheld("check", extracts, "--json")
    assert json.loads(as_json.stdout)["tables"][1]["set_aside"] == 1
    texts = [said.stdout, said.stderr, as_json.stdout, page.read_text(), rows.read_text()]
    assert all("personal" in text for text in (said.stdout, as_json.stdout, page.read_text()))
    assert not found(texts, tuple(PERSONAL.values()))


def test_the_columns_that_recognise_repeat_victims_are_read_by_no_step_of_the_pipeline() -> None:
    steps = (Path(build.__code__.co_filename).parent / "sql").glob("*.sql")
    names = re.compile(
        r"\b(given_name|family_name|postcode|person_ref|religion|sexual_orientation)\b"
    )
    assert not [step.name for step in steps if names.search(step.read_text(encoding="utf-8"))]


# The build and what it leaves behind ------------------------------------------------------------


def test_what_a_build_says_on_its_way_holds_counts_and_no_ids(
    sound_extracts: Path, tmp_path: Path
) -> None:
    said: list[str] = []
    build(sound_extracts, tmp_path / "edition", AS_OF, announce=said.append)
    assert said
    assert not found(said, (*IDS, *PERSONAL.values()))


def test_verify_and_diff_say_how_many_and_never_who(sound_extracts: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    build(sound_extracts, old, AS_OF)
    actions = sound_extracts / "actions.csv"
    actions.write_text(actions.read_text().replace("withheld", "spoken"), encoding="utf-8")
    build(sound_extracts, new, AS_OF)
    verified, compared = upheld("verify", old, sound_extracts), upheld("diff", old, new, "--json")
    assert "rows only in the edition" in verified.stdout
    assert json.loads(compared.stdout)["duties"]
    record = (old / "verification.json").read_text(encoding="utf-8")
    assert not found([verified.stdout, compared.stdout, record], (*IDS, *PERSONAL.values()))


def test_recount_names_figures_and_never_who(sound_extracts: Path, tmp_path: Path) -> None:
    edition = tmp_path / "edition"
    build(sound_extracts, edition, AS_OF)
    place = edition / "restricted" / "duties.parquet"
    pl.read_parquet(place).with_columns(status=pl.lit("overdue")).write_parquet(place)
    said, as_json = upheld("recount", edition), upheld("recount", edition, "--json")
    assert said.returncode == as_json.returncode == 1
    assert "timeliness-r6" in said.stdout
    texts = [said.stdout, said.stderr, as_json.stdout]
    assert not found(texts, (*IDS, *PERSONAL.values()))


@pytest.mark.parametrize("command", ["check", "build", "explain", "verify"])
def test_no_working_file_is_left_behind(command: str, sound_extracts: Path, tmp_path: Path) -> None:
    scratch, edition = tmp_path / "scratch", tmp_path / "editions" / "edition"
    scratch.mkdir()
    build(sound_extracts, edition, AS_OF)
    arguments = {
        "check": (sound_extracts,),
        "build": (sound_extracts, "--as-of", AS_OF, "--out", edition),
        "explain": (sound_extracts, "--victim", VICTIM, "--as-of", AS_OF),
        "verify": (edition, sound_extracts),
    }[command]
    assert upheld(command, *arguments, TMPDIR=str(scratch)).returncode == 0
    assert list(scratch.iterdir()) == []
    assert list(edition.parent.iterdir()) == [edition]


def test_an_edition_without_its_restricted_half_still_says_everything_that_is_open(
    sound_extracts: Path, tmp_path: Path
) -> None:
    build(sound_extracts, tmp_path / "edition", AS_OF)
    restricted = tmp_path / "edition" / "restricted"
    for file in restricted.iterdir():
        file.unlink()
    restricted.rmdir()
    edition = open_edition(tmp_path / "edition")
    assert edition.figures().height
    assert edition.quality().height
    assert edition.published().height == 0


# The site ---------------------------------------------------------------------------------------


def test_only_the_case_pages_can_read_the_restricted_half_and_only_by_a_logged_access() -> None:
    """One module names it, and each of its functions asks for the key that case_access gives."""
    rooms = Path(load.__file__).parents[1]
    reads = re.compile(
        r"\.restricted\(|\bRESTRICTED\b|restricted/|(duties|victims|crimes|figures_full)\.parquet"
        r"|outstanding_rows|still_owed|import outstanding|outstanding import out"
    )
    reading = {
        path.relative_to(rooms).as_posix()
        for room in ("web", "render")
        for path in (rooms / room).rglob("*.py")
        if reads.search(path.read_text(encoding="utf-8"))
    }
    assert reading == {"web/staff/cases/restricted.py"}
    tree = ast.parse((rooms / "web/staff/cases/restricted.py").read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    keys = [ast.unparse(function.args.args[0].annotation) for function in functions]
    assert keys
    assert set(keys) == {"CaseAccess"}


def test_the_key_to_the_restricted_half_is_made_by_case_access_alone() -> None:
    web = Path(load.__file__).parents[1] / "web"
    making = [p.name for p in web.rglob("*.py") if "CaseAccess(" in p.read_text(encoding="utf-8")]
    assert making == ["access.py"]


ASK_THE_SITE = """
from django.test import Client
from upheld.web.staff import start
start.prepare()
from upheld.web.staff.wsgi import application
from django.core.management import call_command
call_command("migrate", verbosity=0)
for host in ("localhost", "Quillfeather.example"):
    client = Client(headers={"host": host}, raise_request_exception=False)
    for address in ("/units/Zebedee/?q=PR-77123", "/nowhere/Zebedee",
                    "/search/?q=Zebedee+PR-77123", "/"):
        print(client.get(address).status_code)
"""


def test_the_sites_log_repeats_nothing_that_a_visitor_typed(tmp_path: Path) -> None:
    environment = os.environ | {
        "UPHELD_VAR": str(tmp_path),
        "UPHELD_LOOPBACK": "1",
        "DJANGO_SETTINGS_MODULE": "upheld.web.staff.settings",
    }
    asked = subprocess.run(
        [sys.executable, "-c", ASK_THE_SITE], capture_output=True, text=True, check=True,
        env=environment,
    )  # fmt: skip
    assert asked.stdout.split() == ["404", "404", "200", "200", "400", "400", "400", "400"]
    lines = [json.loads(line) for line in asked.stderr.splitlines()]
    assert {"django.request", 404} <= {value for line in lines for value in line.values()
                                       if isinstance(value, str | int)}  # fmt: skip
    assert not found([asked.stderr], ("Zebedee", "Quillfeather", "quillfeather", "PR-77123"))


TYPE_INTO_ITS_FORMS = """
from django.test import Client
from upheld.web.staff import start
start.prepare()
from upheld.web.staff.wsgi import application
from upheld.web.staff.accounts.actions import add_local
from upheld.web.staff.accounts.roles import Grant, Role
grants = [Grant(Role.AUDITOR), Grant(Role.SPOC, "SN")]
add_local(by="t", username="zebedee", name="Zebedee", password="four ordinary words",
          grants=grants, origin="t")
client = Client(headers={"host": "localhost"}, raise_request_exception=False)
wrong = {"username": "Quillfeather", "password": "PR-77123"}
right = {"username": "zebedee", "password": "four ordinary words"}
for form in (*[wrong] * 6, right):
    print(client.post("/sign-in/", form).status_code)
print(client.post("/audit/", {"case": "CRIME-55001"}).status_code)
print(client.post("/audit/", {"first": "CRIME-55001"}).status_code)
print(client.get("/cases/VICTIM-66001/").status_code)
"""


def test_the_sites_log_repeats_nothing_that_was_typed_into_its_forms(tmp_path: Path) -> None:
    environment = os.environ | {
        "UPHELD_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "upheld.web.staff.settings",
    }
    asked = subprocess.run(
        [sys.executable, "-c", TYPE_INTO_ITS_FORMS], capture_output=True, text=True, check=True,
        env=environment,
    )  # fmt: skip
    assert asked.stdout.split() == [*["400"] * 4, "429", "429", "302", "302", "400", "403"]
    assert "429" in asked.stderr
    assert not found([asked.stderr], (*IDS, "zebedee", "Zebedee", "Quillfeather", "PR-77123"))


# What ships -------------------------------------------------------------------------------------


def test_the_sample_of_published_data_has_no_column_about_a_person() -> None:
    import gzip

    about_people = re.compile(r"name of|surname|forename|birth|gender|ethnic|victim|address", re.I)
    for paths in published.sample().values():
        for path in paths:
            with gzip.open(path, "rt", encoding="utf-8-sig", errors="replace") as file:
                header = file.readline()
            assert not about_people.search(header), path.name


def test_names_and_postcodes_of_the_made_up_force_are_evidently_made_up() -> None:
    unreal = ("sample", "mock", "pretend", "demo", "ficti", "imagin", "fabri", "notional", "sham",
              "makebe", "dummy", "placehol", "specimen", "invento", "hypothe", "trial", "example",
              "figmen", "contri", "unreal")  # fmt: skip
    right_spellings = [name.lower() for name in family_names()[::4]]
    assert not [name for name in right_spellings if not name.startswith(unreal)]
    assert all(postcode.startswith("ZZ") for postcode in postcodes(33))


def test_the_examples_of_the_documents_hold_no_name(root: Path) -> None:
    for path in (root / "docs").rglob("*.csv"):
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert not {"given_name", "family_name", "postcode", "person_ref"} & set(header), path.name


def test_working_folders_of_a_clone_are_never_committed(root: Path) -> None:
    assert "/var/" in (root / ".gitignore").read_text(encoding="utf-8").splitlines()
