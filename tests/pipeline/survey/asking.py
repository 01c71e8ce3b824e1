"""Asks `upheld survey` as a machine would, and compares figures to seven digits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from upheld.cli.survey import survey

SEVEN_DIGITS = 1e-7


def ask(*arguments: object) -> dict[str, Any]:
    """The JSON answer; whatever error the command raises."""
    return json.loads(say(*arguments, "--json"))  # type: ignore[no-any-return]


def say(*arguments: object) -> str:
    result = CliRunner().invoke(survey, [str(each) for each in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def estimates(responses: Path, design: Path, *by: str) -> dict[Any, dict[str, Any]]:
    """The estimates by value of the breakdown: one value, or several as a tuple."""
    asked = ["--by", *by] if by else []
    found = ask("estimate", responses, "--design", design, *asked)["estimates"]
    values = [tuple(each["by"].values()) for each in found]
    keys = [value[0] if len(value) == 1 else value for value in values]
    return dict(zip(keys, found, strict=True))


def same(found: float, expected: float) -> bool:
    return bool(found == pytest.approx(expected, rel=SEVEN_DIGITS, abs=1e-12))


def differences(
    found: dict[str, Any], expected: dict[str, Any], names: dict[str, str]
) -> list[str]:
    """Each figure that differs, ours by the name of R's."""
    return [
        f"{ours}: {found[ours]} for {expected[theirs]}"
        for ours, theirs in names.items()
        if not same(found[ours], expected[theirs])
    ]
