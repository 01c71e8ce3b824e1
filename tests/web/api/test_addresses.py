"""The addresses that the documents promise lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"
EXAMPLES = {"UNIT": "SN", "MEASURE": "timeliness-r6-victims", "RULE": "VC20-R6-ARREST",
            "EDITION": "demonstration", "FILE": "quality"}  # fmt: skip
ADDRESS = re.compile(r"`(/[^`…]*)`")
PROMISED = sorted(
    {
        found
        for page in ("reference/addresses.md", "how-to/give-a-portal-the-figures.md")
        for line in (DOCS / page).read_text(encoding="utf-8").splitlines()
        if line.startswith("| `")
        for found in ADDRESS.findall(line)
    }
)


@pytest.mark.parametrize("address", PROMISED)
def test_an_address_of_the_documents_leads_somewhere(get, address):
    for name, example in EXAMPLES.items():
        address = re.sub(rf"\b{name}\b", example, address)
    assert get(address).status_code == 200


def test_the_documents_promise_each_kind_of_address():
    assert len(PROMISED) > 25
    assert {each.split("/")[1] for each in PROMISED} >= {"units", "tile", "feeds", "api", "code"}
