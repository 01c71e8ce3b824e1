"""Loads what the law, the force and the calendar say into frozen values.

The only code among the rules. Every function takes the folder it reads from, so that a force can
check a copy before it commits one. Everything wrong is reported at once, as a ``ProblemsError``
that names file, rule, key and what was expected.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from govuk_bank_holidays.bank_holidays import BankHolidays

from upheld.core.calendar import Calendar
from upheld.core.errors import Problem, ProblemsError, WrongUseError
from upheld.core.force import (
    Borough,
    DeclaredBaseline,
    Force,
    Look,
    Offence,
    Rank,
    SeriesBreak,
    Unit,
)
from upheld.core.measure import BY_VICTIM
from upheld.core.records import (
    Key,
    Place,
    a_day,
    a_table,
    a_text,
    a_whole_number,
    a_whole_number_as_text,
    list_of_tables,
    list_of_texts,
    make,
    one_of,
    optional,
    read_all,
    read_one,
    several_of,
    true_or_false,
    values_of,
)
from upheld.core.victims_code import (
    Clock,
    Entitlement,
    Evidence,
    Ground,
    MeasurableBy,
    OffenceCode,
    Right,
    Verification,
    VictimsCode,
    VictimsCodes,
)
from upheld.core.vocabulary import VICTIM_KINDS
from upheld.rules.read_files import csv_of, toml_of

RULES = Path(__file__).parent
VICTIMS_CODE = RULES / "victims_code"
FORCES = RULES / "forces"
MEASURES = RULES / "measures"
VERIFIED = "verified.csv"
COMMON = ("measures", "victims_code")  # what is the same for every force
CALENDAR_FROM = date(2012, 1, 1)


# What a user may ask for ------------------------------------------------------------------------


@cache
def victims_codes(directory: Path = VICTIMS_CODE) -> VictimsCodes:
    """Every version of the Victims' Code, oldest first, with the checks recorded beside them."""
    problems: list[Problem] = []
    paths = sorted(directory.glob("*.toml"))
    read = [code for path in paths if (code := _victims_code(path, problems))]
    place = Place(directory.name, "", problems)
    if not paths:
        place.wrong("expected at least one Code, as a .toml file")
    versions = {"versions": tuple(sorted(read, key=lambda code: code.valid_from))}
    codes = make(VictimsCodes, versions, place) or VictimsCodes(())
    checks = _verifications(directory, problems)
    if not problems:
        _note_unknown_rules(checks, codes, problems)
    _raise_if(problems, "The rules of the Victims' Code cannot be loaded:")
    return _with_checks(codes, checks)


@cache
def calendar() -> Calendar:
    """Working days of England and Wales, from the list bundled with govuk-bank-holidays.

    Known from 2012 to the end of the last year in that list.
    """
    bundled = BankHolidays(use_cached_holidays=True)
    listed = bundled.get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    days = frozenset(holiday["date"] for holiday in listed)
    return Calendar(days, CALENDAR_FROM, date(max(days).year, 12, 31))


@cache
def force(code: str, directory: Path = FORCES) -> Force:
    """One force by its code, which is the name of its folder."""
    known = force_codes(directory)
    if code not in known:
        raise WrongUseError(
            f"There is no force {code!r}. Known: {', '.join(known) or 'none'}.",
            next_step="give a known one, or none: every unit code is then a unit of its own.",
        )
    problems: list[Problem] = []
    made = _force(directory / code, problems)
    _raise_if(problems, f"The data of the force {code!r} cannot be loaded:")
    assert made is not None
    return made


def forces(directory: Path = FORCES) -> tuple[Force, ...]:
    return tuple(force(code, directory) for code in force_codes(directory))


def force_codes(directory: Path = FORCES) -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in directory.glob("*/force.toml")))


def rules_hash(directory: Path = RULES) -> str:
    """The sha256 of every rule that can change any force's figures: Codes, measures, bank holidays.
    ``verified.csv`` is left out: a person's check changes no figure."""
    known = calendar()
    days = [known.known_from, *sorted(known.bank_holidays), known.known_until]
    return _hash(directory, COMMON, " ".join(day.isoformat() for day in days))


def force_hash(code: str, directory: Path = RULES) -> str:
    """The sha256 of one force's own lists, which change its figures and nobody else's."""
    return _hash(directory, (f"forces/{code}",))


def _hash(directory: Path, folders: tuple[str, ...], more: str = "") -> str:
    digest = hashlib.sha256()
    found = (path for folder in folders for path in (directory / folder).rglob("*"))
    for path in sorted(p for p in found if p.suffix in (".toml", ".csv") and p.name != VERIFIED):
        content, name = path.read_bytes(), path.relative_to(directory).as_posix()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    digest.update(more.encode())
    return digest.hexdigest()


def rule_ids(codes: VictimsCodes) -> tuple[str, ...]:
    """Every id that a person can check: entitlements, and grounds as VC20-under_18."""
    grounds = (code.ground_id(ground) for code in codes.versions for ground in code.grounds)
    return (*(rule.id for rule in codes.entitlements), *grounds)


def add_verification(
    rule_id: str, paragraph: str, by: str, on: date, directory: Path = VICTIMS_CODE
) -> Verification:
    """Record that a person checked one rule against the printed Code, in ``verified.csv``.

    Refuses an unknown rule, an empty paragraph or name, and the same paragraph by the same person
    twice.
    """
    check = Verification(rule_id, paragraph.strip(), by.strip(), on)
    if not check.paragraph or not check.by:
        raise WrongUseError(
            "A check needs the paragraph and the name of who checked it.",
            next_step="give both, for example --paragraph 6.4 --by 'A. Reader'.",
        )
    if rule_id not in rule_ids(victims_codes(directory)):
        raise WrongUseError(
            f"There is no rule {rule_id!r}.", next_step="see `upheld rules list` for the ids."
        )
    _refuse_double(check, directory)
    _append(check, directory / VERIFIED)
    victims_codes.cache_clear()
    return check


# The keys of each file --------------------------------------------------------------------------


def _offences(value: Any) -> tuple[OffenceCode, ...]:
    """Read already, each in its place; anything else is not a list of tables."""
    if not isinstance(value, tuple):
        raise ValueError("expected a list of tables with code and title")
    return value


TEXT, NOTE, MAYBE_TEXT = Key(a_text), optional(a_text, ""), optional(a_text)
DAY, MAYBE_DAY = Key(a_day), optional(a_day)
WHOLE, MAYBE_WHOLE = Key(a_whole_number), optional(a_whole_number)
TABLES = Key(list_of_tables)

ENTITLEMENT = {
    "id": TEXT,
    "right": WHOLE,
    "title": TEXT,
    "owner": TEXT,
    "trigger_text": TEXT,
    "makes_duties": optional(true_or_false, False),
    "triggers": optional(list_of_texts, ()),
    "action": MAYBE_TEXT,
    "days_standard": MAYBE_WHOLE,
    "days_enhanced": MAYBE_WHOLE,
    "clock": optional(one_of(Clock), Clock.NONE),
    "scope": optional(list_of_texts, VICTIM_KINDS),
    "exceptions": optional(list_of_texts, ()),
    "citation": TEXT,
    "evidence": Key(one_of(Evidence)),
    "evidence_note": NOTE,
    "measurable_by": Key(several_of(MeasurableBy)),
    "valid_from": DAY,
    "valid_to": MAYBE_DAY,
}
GROUND = {
    "id": TEXT,
    "category": TEXT,
    "title": TEXT,
    "citation": TEXT,
    "evidence": Key(one_of(Evidence)),
    "offences": optional(_offences, ()),
    "marker": MAYBE_TEXT,
    "victim_kind": MAYBE_TEXT,
    "under_age": MAYBE_WHOLE,
    "note": NOTE,
}
OFFENCE_CODE = {"code": TEXT, "title": TEXT, "note": NOTE}
RIGHT = {"number": WHOLE, "title": TEXT}
VICTIMS_CODE_FILE = {
    "id": TEXT,
    "title": TEXT,
    "valid_from": DAY,
    "valid_to": MAYBE_DAY,
    "printed": NOTE,
    "note": NOTE,
    "rights": TABLES,
    "entitlements": TABLES,
    "grounds": TABLES,
}
VERIFICATION = {"rule_id": TEXT, "paragraph": TEXT, "by": TEXT, "on": DAY}
FORCE_FILE = {
    "name": TEXT,
    "short_name": TEXT,
    "look": Key(a_table),
    "series_breaks": optional(list_of_tables, ()),
    "baselines": optional(list_of_tables, ()),
    "grouped_with_sensitive": optional(list_of_texts, ()),
}
LOOK = {"primary": TEXT, "accent": TEXT, "text_on_primary": TEXT}
SERIES_BREAK = {
    "title": TEXT,
    "on": DAY,
    "note": NOTE,
    "measures": optional(list_of_texts, ()),
}
BASELINE = {
    "measure": TEXT,
    "unit_code": MAYBE_TEXT,
    "on": DAY,
    "reason": TEXT,
    "declared_by": TEXT,
}
UNIT = {"code": TEXT, "type": TEXT, "name": TEXT, "valid_from": DAY, "valid_to": MAYBE_DAY}
BOROUGH = {"code": TEXT, "name": TEXT, "unit_code": TEXT}
OFFENCE = {"code": TEXT, "title": TEXT, "group": TEXT, "sensitive": MAYBE_TEXT}
RANK = {"code": TEXT, "name": TEXT, "seniority": Key(a_whole_number_as_text)}


# Files ------------------------------------------------------------------------------------------


def _raise_if(problems: list[Problem], what: str) -> None:
    if problems:
        next_step = "correct what is named here, then run the command again."
        raise ProblemsError(what, tuple(problems), next_step=next_step)


# The Victims' Code ------------------------------------------------------------------------------


def _victims_code(path: Path, problems: list[Problem]) -> VictimsCode | None:
    place = Place(path.name, "", problems)
    table = toml_of(path, place)
    if table is None:
        return None
    values = values_of(VICTIMS_CODE_FILE, table, place)
    dates = {"valid_from": values["valid_from"] or date.min}
    if values["valid_to"]:
        dates["valid_to"] = values["valid_to"]
    rules = [dates | rule for rule in values["entitlements"] or ()]
    values["entitlements"] = read_all(Entitlement, ENTITLEMENT, rules, place)
    values["grounds"] = _grounds(values["grounds"] or (), place)
    values["rights"] = read_all(Right, RIGHT, values["rights"] or (), place)
    return make(VictimsCode, values, place) if values["id"] and values["valid_from"] else None


def _grounds(tables: Iterable[Mapping[str, Any]], place: Place) -> tuple[Ground, ...]:
    """Grounds, with the offences of each read inside it."""
    read = []
    for table in tables:
        inside = place.inside(str(table.get("id", "a ground")))
        offences = table.get("offences", ())
        if isinstance(offences, list) and all(isinstance(each, dict) for each in offences):
            offences = read_all(OffenceCode, OFFENCE_CODE, offences, inside.inside("offences"))
        read.append(dict(table) | {"offences": offences})
    return read_all(Ground, GROUND, read, place)


def _verifications(directory: Path, problems: list[Problem]) -> tuple[Verification, ...]:
    """The checks recorded so far, in the order of the file; none where there is no file yet."""
    path = directory / VERIFIED
    return csv_of(Verification, VERIFICATION, path, problems) if path.exists() else ()


def _note_unknown_rules(
    checks: Iterable[Verification], codes: VictimsCodes, problems: list[Problem]
) -> None:
    known = set(rule_ids(codes))
    for check in checks:
        if check.rule_id not in known:
            Place(VERIFIED, check.rule_id, problems).wrong("rule_id: expected the id of a rule")


def _with_checks(codes: VictimsCodes, checks: Iterable[Verification]) -> VictimsCodes:
    """Each rule with its latest check; of one day, the later line."""
    latest = {check.rule_id: check for check in sorted(checks, key=lambda check: check.on)}
    versions = []
    for code in codes.versions:
        rules = (replace(each, verification=latest.get(each.id)) for each in code.entitlements)
        grounds = (
            replace(each, verification=latest.get(code.ground_id(each))) for each in code.grounds
        )
        versions.append(replace(code, entitlements=tuple(rules), grounds=tuple(grounds)))
    return VictimsCodes(tuple(versions))


def _refuse_double(check: Verification, directory: Path) -> None:
    for earlier in _verifications(directory, []):
        if replace(earlier, on=check.on) == check:
            raise WrongUseError(
                f"{check.by} recorded paragraph {check.paragraph} for {check.rule_id} already, "
                f"on {earlier.on:%d %B %Y}.",
                next_step="nothing is left to do; somebody else may record a check of their own.",
            )


def _append(check: Verification, path: Path) -> None:
    """Written aside and moved into place, so that a stop half-way leaves the last file whole."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    if path.exists():
        written.write(path.read_text(encoding="utf-8").rstrip("\n") + "\n")
    else:
        lines.writerow(VERIFICATION)
    lines.writerow([check.rule_id, check.paragraph, check.by, check.on.isoformat()])
    aside = path.with_suffix(".csv.new")
    aside.write_text(written.getvalue(), encoding="utf-8")
    aside.replace(path)


# The force --------------------------------------------------------------------------------------


def _force(folder: Path, problems: list[Problem]) -> Force | None:
    place = Place("force.toml", "", problems)
    values = values_of(FORCE_FILE, toml_of(folder / "force.toml", place) or {}, place)
    values |= {
        "code": folder.name,
        "look": read_one(Look, LOOK, values["look"] or {}, place.inside("look")),
        "series_breaks": read_all(SeriesBreak, SERIES_BREAK, values["series_breaks"], place),
        "baselines": read_all(DeclaredBaseline, BASELINE, values["baselines"], place),
        "units": csv_of(Unit, UNIT, folder / "units.csv", problems),
        "boroughs": csv_of(Borough, BOROUGH, folder / "boroughs.csv", problems),
        "offences": csv_of(Offence, OFFENCE, folder / "offences.csv", problems),
        "ranks": csv_of(Rank, RANK, folder / "ranks.csv", problems),
    }
    _note_unknown_measures(values, place)
    return None if problems else make(Force, values, place)


def _note_unknown_measures(values: Mapping[str, Any], place: Place) -> None:
    """A break or a baseline of a measure that does not exist would do nothing, in silence."""
    files = [path.stem for path in MEASURES.glob("*.toml")]
    known = {*files, *(f"{name}{BY_VICTIM}" for name in files)}
    named = [each.measure for each in values["baselines"]]
    named += [one for each in values["series_breaks"] for one in each.measures]
    for name in named:
        begins = name.endswith("-") and any(each.startswith(name) for each in known)
        if name not in known and not begins:
            place.wrong("measure: expected an id, or for a break how ids begin, as r6-", name)
