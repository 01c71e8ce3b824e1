"""The Nu checker has nothing to say of any page of the needs assessment, however it is reached."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.web.accounts.test_html import faults

# GOV.UK Frontend's date input says it for older screen readers; the checker calls it unnecessary.
DATE_INPUT = "The “group” role is unnecessary for element “fieldset”"
Pages = tuple[dict[str, list[str]], ...]


def test_every_page_of_both_sets_is_sound(
    officer: Callable[..., Any], longest: Pages, tmp_path: Path
) -> None:
    anna = officer()
    pages = dict(_short_set(anna, longest)) | dict(_full_set(anna))
    for address in ("/needs/", "/needs/offline/", "/needs/not-sent/"):
        pages[address] = anna.get(address)
    pages["unfinished"] = officer("cleo", "spoc SN").get("/needs/units/SN/")
    pages["versions"] = officer("ada", "analyst").get("/needs/versions/")
    assert len(pages) > 20
    found = faults({name: source.encode() for name, source in pages.items()}, tmp_path)
    wrong = [
        (name, each) for name, said in found.items() for each in said if DATE_INPUT not in each
    ]
    assert wrong == []


def _short_set(anna: Any, longest: Pages) -> Any:
    yield "started", anna.start()
    yield "refused", anna.answer({})
    for number, page in enumerate(longest, 1):
        yield f"after page {number}", anna.answer(page)
    yield "result", anna.post(anna.at, {})
    base = anna.base
    yield "decision refused", anna.post(f"{base}decide/", {"set_aside": ["flag_vri"]})
    yield "decided", anna.post(f"{base}decide/", {"categories": ["vulnerable"], "reason": "seen"})
    yield "copy", anna.get(f"{base}copy/")
    yield "references", anna.get(f"{base}references/")
    yield "references refused", anna.post(f"{base}references/", {"born-day": "x"})


def _full_set(anna: Any) -> Any:
    """A page of each kind: choices, text, date, number; shown and refused."""
    from django.test import override_settings

    with override_settings(NEEDS_AUDIT_SHARE=1.0):
        yield "full", anna.start()
    asked = {"crime/kind_of_crime": "none", "crime/victim_is": "harmed", "crime/control": "no",
             "crime/made_to": "no", "crime/because_of": "no", "crime/targeted": "yes",
             "crime/targeted_how": "", "crime/before": "no"}  # fmt: skip
    for key, answer in asked.items():
        yield f"full after {key}", anna.answer({key: [answer]})
    date = {"victim/date_of_birth-day": "31", "victim/date_of_birth-month": "2",
            "victim/date_of_birth-year": "2012"}  # fmt: skip
    yield "full, a date refused", anna.answer(date)
