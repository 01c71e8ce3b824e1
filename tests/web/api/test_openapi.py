"""The OpenAPI document is committed as the code makes it; no request, right or wrong, fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parents[3]
COMMITTED = ROOT / "docs/reference/openapi.json"
DOCUMENT = json.loads(COMMITTED.read_text(encoding="utf-8"))
PATHS = sorted(DOCUMENT["paths"])
KNOWN = ("current", "real", "demonstration", "force", "SN", "WA", "SO18", "timeliness-r6-victims",
         "outstanding-r6", "recorded-burglary", "pas-good-job-local", "VC20-R6-ARREST", "strict",
         "bcu", "none", "ethnicity", "offence_group", "2026-10-01", "2025-04-01", "1", "2",
         "1000")  # fmt: skip
ODD = ("", "0", "-1", "9" * 30, "NaN", "1e9", "2026-13-45", "9999-12-31", "0001-01-01", "\0", "%00",
       "../..", "'; DROP TABLE", "é" * 200, "\U0001f600", "null", "[]", "\n")  # fmt: skip
WORDS = st.one_of(st.sampled_from(KNOWN), st.sampled_from(ODD), st.text(max_size=12))
RIGHT = {"edition": ("current", "real"), "measure": ("timeliness-r6-victims", "recorded-burglary"),
         "rule_id": ("VC20-R6-ARREST",), "unit": ("SN", "WA", "force"), "page": ("1", "2"),
         "reading": ("strict",), "breakdown": ("none", "ethnicity", "offence_group"),
         "first": ("2026-09-01",), "last": ("2026-10-31",), "page_size": ("7",),
         "unit_type": ("bcu",)}  # fmt: skip
DECLARED = {200, 401, 403, 404, 405, 422, 503}


def test_the_committed_document_is_what_the_code_makes(tmp_path):
    made = tmp_path / "openapi.json"
    subprocess.run([sys.executable, ROOT / "docs/make_openapi.py", made], check=True, cwd=ROOT)
    assert made.read_text(encoding="utf-8") == COMMITTED.read_text(encoding="utf-8"), "make docs"


def test_the_site_serves_the_same_document(get):
    assert get("/api/v1/openapi.json").json() == DOCUMENT


def test_every_address_is_read_only_and_declares_its_problems():
    assert PATHS
    for address, operations in DOCUMENT["paths"].items():
        assert set(operations) == {"get"}, address
        assert set(operations["get"]["responses"]) >= {"200", "401", "403", "404", "422", "503"}


def _address(template, values):
    """The address with its parameters; a path's part is never empty."""
    query = {}
    for parameter in _parameters(template):
        name, value = parameter["name"], values.get(parameter["name"])
        if parameter["in"] == "path":
            template = template.replace(f"{{{name}}}", quote(value or "x", "", errors="replace"))
        elif value is not None:
            query[name] = value.encode("utf-8", "replace").decode()
    return f"{template}?{urlencode(query)}" if query else template


def _parameters(template):
    return DOCUMENT["paths"][template]["get"].get("parameters", ())


@st.composite
def _requests(draw):
    """One address of the document with its parameters: most right, some wrong, some left out."""
    template = draw(st.sampled_from(PATHS))
    values = {}
    for parameter in _parameters(template):
        right = st.sampled_from(RIGHT[parameter["name"]])
        left_out = [] if parameter["in"] == "path" else [st.none()]
        values[parameter["name"]] = draw(st.one_of(right, right, *left_out, WORDS))
    return _address(template, values)


@settings(
    max_examples=200, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(address=_requests())
def test_no_request_fails_and_each_answer_has_the_shape_declared(site, address):
    _check(site, address)


@pytest.mark.parametrize("template", PATHS)
def test_no_odd_value_of_any_one_parameter_makes_a_request_fail(site, template):
    right = {p["name"]: RIGHT[p["name"]][0] for p in _parameters(template)}
    if "{measure}" in template:
        right |= {"edition": "real", "measure": "recorded-burglary"}
    for name in right:
        for value in (*ODD, *KNOWN):
            _check(site, _address(template, right | {name: value}))


def _check(site, address):
    answer = site.get(address)
    assert answer.status_code in DECLARED - {503}, address
    said = answer.json()
    if answer.status_code == 200:
        template = answer.resolver_match.route.removeprefix("api/v1")
        operation = DOCUMENT["paths"]["/api/v1/" + _template(template)]["get"]
        _fits(said, operation["responses"]["200"]["content"]["application/json"]["schema"])
    else:
        assert answer["Content-Type"] == "application/problem+json"
        assert said["status"] == answer.status_code
        assert said["next_step"]


def _template(route: str) -> str:
    return route.lstrip("/").replace("<", "{").replace(">", "}").replace("{str:", "{")


def _fits(value, schema):
    """Whether a value has the shape of a schema: as much of JSON Schema as the document uses."""
    if "$ref" in schema:
        schema = DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        kinds = [each for each in schema["anyOf"] if each.get("type") != "null"]
        assert value is not None or len(kinds) < len(schema["anyOf"])
        if value is not None:
            _fits(value, kinds[0])
        return
    kind = schema["type"]
    python = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool,
              "number": (int, float)}[kind]  # fmt: skip
    assert isinstance(value, python), (value, schema)
    if kind == "array":
        for each in value:
            _fits(each, schema["items"])
    if kind == "object" and "properties" in schema:
        assert set(schema.get("required", ())) <= set(value) <= set(schema["properties"])
        for name, each in value.items():
            _fits(each, schema["properties"][name])


@pytest.mark.parametrize("address", PATHS)
def test_every_address_answers_a_request_that_is_right(site, address):
    for name, value in (("edition", "real"), ("measure", "recorded-burglary"),
                        ("rule_id", "VC20-R6-ARREST")):  # fmt: skip
        address = address.replace(f"{{{name}}}", value)
    assert site.get(address).status_code == 200
