"""An edition too large for a page to count again is published after the command counted it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.web.publish.asked import altered, shown


@pytest.fixture
def large(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An edition with more figures than a page may count again."""
    from upheld.web.staff.publish import check

    monkeypatch.setattr(check, "MOST_ON_A_PAGE", 10)
    return folder / "2022-04"


def _recount(edition: Path, *words: str) -> int:
    from upheld.cli.recount import recount

    return CliRunner().invoke(recount, [str(edition), *words]).exit_code


def test_a_large_edition_is_published_on_the_page_only_after_the_command_counted_it(
    large: Path, browser_of: Any, entries_of: Any
) -> None:
    client = browser_of("anna", "analyst")
    page = client.get("/publish/2022-04/").content.decode()
    assert "upheld recount 2022-04" in page
    assert "Count again and publish" not in page
    refused = client.post("/publish/2022-04/", {"over": ""})
    assert "longer to count again than a page may" in refused.content.decode()
    assert shown() == "2022-03"
    assert _recount(large, "--unit", "SN") == 0, "a part of it is not the whole"
    assert client.post("/publish/2022-04/", {"over": ""}).status_code == 400
    assert _recount(large) == 0
    assert "was counted again by" in client.get("/publish/2022-04/").content.decode()
    assert client.post("/publish/2022-04/", {"over": ""}).status_code == 302
    assert shown() == "2022-04"
    assert entries_of("edition.published")[0].count > 1_000


def _other_manifest(edition: Path) -> None:
    shutil.copy(edition.parent / "2022-03" / "recount.json", edition / "recount.json")


def _does_not_agree(edition: Path) -> None:
    said = json.loads((edition / "recount.json").read_text())
    (edition / "recount.json").write_text(json.dumps(said | {"agrees": False}))


def _by_another_version(edition: Path) -> None:
    said = json.loads((edition / "recount.json").read_text())
    (edition / "recount.json").write_text(json.dumps(said | {"software": "upheld 0"}))


def _unreadable(edition: Path) -> None:
    (edition / "recount.json").write_text('["agrees"]')


@pytest.mark.parametrize(
    ("spoil", "said"),
    [(_other_manifest, "longer to count again"), (_by_another_version, "longer to count again"),
     (_unreadable, "longer to count again"), (_does_not_agree, "says that figures do not agree"),
     (altered, "was altered after")],
)  # fmt: skip
def test_a_count_of_another_edition_or_one_that_did_not_agree_is_no_count(
    large: Path, browser_of: Any, spoil: Any, said: str
) -> None:
    for edition in (large, large.parent / "2022-03"):
        assert _recount(edition) == 0
    spoil(large)
    answer = browser_of("anna", "analyst").post("/publish/2022-04/", {"over": ""})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert shown() == "2022-03"
