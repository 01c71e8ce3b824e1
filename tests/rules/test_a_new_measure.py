"""A measure added as a file, and nothing else, is in editions, on a page, in the reference."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEASURE = """
title = "Told of the arrest, late or in time"
right = 6
of = "duties"
better = "high"
unit = "share"
why = "Late is bad; never is worse."
what_to_do = "Tell them today."
owner = "Victim care team"
reviewed_on = 2026-11-23
next_review = 2027-11-23
citation = "VC20-R6-ARREST"
[where]
entitlement = "R6-ARREST"
[numerator]
status = ["met", "late"]
[denominator]
status = ["met", "late", "overdue"]
"""
PUBLISHED = """
title = "Buses that were late"
of = "published"
better = "low"
unit = "share"
rolling_months = 12
why = "Somebody waits."
what_to_do = "Read it as context."
owner = "Whoever imports the published data"
reviewed_on = 2026-11-23
next_review = 2027-11-23
citation = "Somebody's open data."
[where]
measure = "late-buses"
"""
SERIES = """source,vintage,measure,unit_code,period_start,period_end,value,licence
Buses,2022-03,late-buses,MPS,2021-01-01,2021-12-31,0.25,OGL v3.0
Buses,2022-03,late-buses,MPS,2021-04-01,2022-03-31,0.27,OGL v3.0
"""
PAGE = """
from django.test import Client
from upheld.web.staff.wsgi import application
from django.core.management import call_command
call_command("migrate", verbosity=0)
for address in ("/measures/told-of-arrest/", "/measures/late-buses/", "/real/"):
    page = Client(headers={"host": "localhost"}).get(address)
    print(page.status_code, page.content.decode())
"""
FIGURES = """
import os, pathlib, polars
from upheld.editions.edition import open_edition
edition = open_edition(pathlib.Path(os.environ["UPHELD_VAR"]) / "editions" / "demonstration")
print(edition.figures().filter(polars.col("measure") == "told-of-arrest").height)
"""
REFERENCE = "import make_reference; print('\\n'.join(make_reference.measure_pages()))"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Runs Python with a copy of the product that has one more file."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    measures = folder / "src/upheld/rules/measures"
    (measures / "told-of-arrest.toml").write_text(MEASURE, encoding="utf-8")
    (measures / "late-buses.toml").write_text(PUBLISHED, encoding="utf-8")
    extracts, buses = ROOT / "docs/tutorial/may", folder / "buses"
    buses.mkdir()
    (buses / "published_series-buses.csv").write_text(SERIES, encoding="utf-8")

    def run(*arguments: str) -> str:
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{folder / 'src'}:{ROOT / 'docs'}",
            "UPHELD_VAR": str(folder / "var"),
            "DJANGO_SETTINGS_MODULE": "upheld.web.staff.settings",
            "UPHELD_EDITION": "demonstration",
            "UPHELD_LOOPBACK": "1",
        }
        ran = subprocess.run(
            [sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    edition = folder / "var/editions/demonstration"
    run("-m", "upheld", "build", str(extracts), "--as-of", "2022-06-08", "--out", str(edition),
        "--force", "met")  # fmt: skip
    run("-m", "upheld", "build", str(buses), "--as-of", "2022-06-08", "--out",
        str(folder / "var/editions/real"), "--force", "met")  # fmt: skip
    # Pages of made-up and of published figures are open without a sign-in.
    manifest = edition / "open/manifest.json"
    said = json.loads(manifest.read_text(encoding="utf-8")) | {"demonstration": True}
    said["counts"]["made_up"] = said["counts"]["crimes"]
    manifest.write_text(json.dumps(said), encoding="utf-8")
    return run


def test_it_has_figures_in_the_next_edition(run):
    assert int(run("-c", FIGURES)) > 0


def test_it_has_a_page_with_its_title(run):
    page, published, real = run("-c", PAGE).split("200 <!DOCTYPE")[1:]
    assert "Told of the arrest, late or in time" in page
    assert "Buses that were late" in published
    assert "27%" in published
    assert "neighbouring figures share nine of them" in published
    assert "/measures/late-buses/" in real


def test_it_is_in_the_reference(run):
    made = run("-c", REFERENCE)
    assert "## told-of-arrest" in made
    assert "## late-buses" in made


def test_it_is_listed_and_explained_by_the_command_line(run):
    assert "told-of-arrest" in run("-m", "upheld", "measures", "list", "--json")
    assert "those whose status is met or late" in run("-m", "upheld", "measures", "show",
                                                  "told-of-arrest")  # fmt: skip
