"""The list of posts and stakeholders, from CSV: every bad row named, or the whole list taken."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from upheld.core.errors import Problem, ProblemsError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

COLUMNS = ("email", "unit", "name", "post", "required", "username", "daily")
NEEDED = ("email", "unit")
YES = {"yes": True, "no": False, "": False}
MOST = {"email": 254, "unit": 40, "name": 150, "post": 80, "username": 150}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One row that was read."""

    email: str
    unit: str
    name: str
    post: str
    required: bool
    username: str
    daily: bool


def read(text: str, file: str, units: Collection[str], domains: Collection[str]) -> list[Wanted]:
    """Raises ProblemsError with everything wrong at once. An address is quoted nowhere: its line
    says where it is. ``domains``: where mail may go; none named: anywhere."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        return _read(rows, file, units, domains)
    except csv.Error as error:
        where = f"line {rows.reader.line_num}"
        raise _wrong(
            file, [Problem(file, where, f"is not CSV that can be read: {error}")]
        ) from error


def _read(
    rows: csv.DictReader[str], file: str, units: Collection[str], domains: Collection[str]
) -> list[Wanted]:
    found = rows.fieldnames or ()
    problems = [Problem(file, "line 1", f"the column {each} is missing")
                for each in NEEDED if each not in found]  # fmt: skip
    problems += [Problem(file, "line 1", "is no column that is known", str(each)[:40])
                 for each in found if each not in COLUMNS]  # fmt: skip
    if problems:
        raise _wrong(file, problems)
    wanted: dict[tuple[str, str], Wanted] = {}
    for row in rows:
        where = f"line {rows.line_num}"
        plain = {name: str(row.get(name) or "").strip() for name in COLUMNS}
        wrong = [Problem(file, where, *each) for each in _faults(row, plain, units, domains)]
        key = (plain["email"].lower(), plain["unit"])
        if not wrong and key in wanted:
            wrong = [Problem(file, where, "the same address and unit stand above")]
        problems += wrong
        if not wrong:
            wanted[key] = Wanted(key[0], key[1], plain["name"], plain["post"],
                                 YES[plain["required"].lower()], plain["username"],
                                 YES[plain["daily"].lower()])  # fmt: skip
    if not problems and not wanted:
        problems.append(Problem(file, "the file", "holds no row"))
    if problems:
        raise _wrong(file, problems)
    return list(wanted.values())


def _faults(
    row: Mapping[str | None, object], plain: Mapping[str, str], units: Collection[str],
    domains: Collection[str],
) -> list[tuple[str, ...]]:  # fmt: skip
    """What is wrong with each value, and the value where it is nobody's address."""
    more = row.get(None) is not None
    found: list[tuple[str, ...]] = [("has more values than there are columns",)] if more else []
    found += [(f"{name} is longer than {most}",) for name, most in MOST.items()
              if len(plain[name]) > most]  # fmt: skip
    if (fault := address_fault(plain["email"], domains)) is not None:
        found.append((fault,))
    if plain["unit"] not in units:
        found.append(("the force has no such unit", plain["unit"][:40]))
    found += [(f"{name} must be yes or no", plain[name][:40]) for name in ("required", "daily")
              if plain[name].lower() not in YES]  # fmt: skip
    if YES.get(plain["daily"].lower()) and not plain["username"]:
        found.append(("daily needs the username: only who may read cases gets the daily list",))
    return found


def address_fault(email: str, domains: Collection[str]) -> str | None:
    try:
        validate_email(email)
    except ValidationError:
        return "email is not an address"
    if not email.isascii():
        return "email has letters that not every mail server takes"
    if domains and email.rpartition("@")[2].lower() not in domains:
        return "email is outside the domains that messages may go to"
    return None


def _wrong(file: str, problems: list[Problem]) -> ProblemsError:
    return ProblemsError(
        f"{file} was not taken; the list stays as it was.",
        tuple(problems),
        next_step="correct the lines named, then read it again.",
    )
