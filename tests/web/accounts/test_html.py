"""Every page is HTML as the standard has it: the Nu checker reads them all, in one run of Java."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.web.test_every_page import PAGES

CHECKER = Path(__file__).parents[3] / "node_modules/vnu-jar/build/dist/vnu.jar"
OTHERS = ("/nothing/", "/sign-in/", "/signed-out/", "/privacy/", "/accessibility/",
          "/search/?q=arrest", "/search/?q=%3Cb%3E", "/units/XX/",
          "/tile/timeliness-r6-victims/SN/", "/tile/timeliness-r6-victims/WA/",
          "/tile/outcomes-no-suspect/force/", "/tile/none/SN/", "/owe/offline/", "/owe/?reported=x",
          "/owe/?reported=2026-05-01&kind=person&e1=arrested&d1=2026-05-04")  # fmt: skip
# Who signs in, and what they open then. An address that ends in no page of theirs is one too.
SIGNED_IN = {
    "staff": ("/", "/account/", "/accounts/"),
    "administrator": ("/accounts/", "/account/"),
    "analyst": ("/publish/", "/publish/2026-10/", "/audit/"),
    "auditor": ("/audit/", "/account/"),
    "caller SN": ("/call-backs/", "/call-backs/SN/", "/call-backs/SN/add/"),
    "spoc SN": ("/cases/", "/cases/SN/", "/cases/SN/reason/", "/cases/SO18/"),
}


def faults(pages: dict[str, bytes], folder: Path) -> dict[str, list[str]]:
    """What the checker says of each page, errors and warnings."""
    files = {folder / f"{n}.html": address for n, address in enumerate(pages)}
    for file, address in files.items():
        file.write_bytes(pages[address])
    java = shutil.which("java")
    assert java, "Java is not installed: see tests/debian-packages.txt"
    assert CHECKER.exists(), "The Nu checker is not installed: see package.json"
    command = [java, "-Xss2m", "-jar", str(CHECKER), "--format", "json", "--stdout",
               "--exit-zero-always", *map(str, files)]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not said.stderr
    found: dict[str, list[str]] = {}
    for each in json.loads(said.stdout)["messages"]:
        address = files[Path(each["url"].removeprefix("file:"))]
        found.setdefault(address, []).append(f"{each['message']} {each.get('extract', '')!r}")
    return found


def _call_sheet(client: Any) -> dict[str, bytes]:
    """One victim's sheet: as it opens, and with everything wrong."""
    from datetime import date

    from django.utils import timezone

    from upheld.web.staff.callbacks import actions

    day = date(2022, 5, 2)
    wanted = actions.Wanted("SN", "C1", "V1", (), None, day, day)
    actions.add(by="tester", wanted=[wanted], now=timezone.now(), origin="command line")
    listed = client.get("/call-backs/SN/").content.decode()
    address = listed.partition('href="/call-backs/SN/victim/')[2].partition('"')[0]
    sheet = f"/call-backs/SN/victim/{address}"
    return {
        "the call list": listed.encode(),
        "a call sheet": client.get(sheet).content,
        "a call sheet, refused": client.post(sheet, {}, follow=True).content,
        "a victim, refused": client.post("/call-backs/SN/add/", {}, follow=True).content,
    }


def _of_cases(spoc: Any, auditor: Any) -> dict[str, bytes]:
    """The case pages as a SPOC meets them, and what an auditor then finds."""
    pages = {"a reason, wrong": spoc.post("/cases/SN/reason/", {}).content}
    spoc.post("/cases/SN/reason/", {"reason": "owed", "next": "/"})
    pages["the list"] = spoc.get("/cases/SN/?which=all&sort=team").content
    pages["the print"] = spoc.get("/cases/SN/print/").content
    link = pages["the list"].decode().partition('href="/cases/SN/victim/')[2].partition('"')[0]
    pages["one victim"] = spoc.get("/cases/SN/victim/" + link.replace("&amp;", "&")).content
    pages["the trail"] = auditor.post("/audit/", {"unit": "SN"}, follow=True).content
    pages["the trail, wrong"] = auditor.post("/audit/", {"first": "x", "last": "y"}).content
    assert all(b"<h1" in page for page in pages.values())
    return pages


def test_the_nu_checker_finds_nothing_wrong_with_any_page_and_would_find_it(
    nobody: Any, browser_of: Any, own_edition: Path, tmp_path: Path
) -> None:
    from django.test import override_settings

    pages = {address: nobody.get(address).content for address in (*PAGES, *OTHERS)}
    with override_settings(EDITIONS=own_edition, EDITION="2026-10"):
        pages["a tile, not signed in"] = nobody.get("/tile/timeliness-r6-victims/SN/").content
        for number, (role, addresses) in enumerate(SIGNED_IN.items()):
            client = browser_of(f"person{number}", role)
            for address in addresses:
                pages[f"{address} as {role}"] = client.get(address, follow=True).content
        pages |= _of_cases(browser_of("spoc", "spoc SN"), browser_of("auditor", "auditor"))
        pages |= _call_sheet(browser_of("caller", "caller SN"))
    wrong = "<!DOCTYPE html><html lang=en><title>x</title><p><b id=a id=b></b>"
    found = faults(pages | {"wrong": wrong.encode()}, tmp_path)
    assert "Duplicate attribute" in str(found.pop("wrong", "")), "the checker checks nothing"
    assert found == {}
