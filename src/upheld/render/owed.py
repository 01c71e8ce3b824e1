"""Who is owed what: rows of what is outstanding → frozen values → words. References, no names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from upheld.core.errors import UpheldError
from upheld.core.explanations import STATUS_WORDS, in_words
from upheld.core.vocabulary import Status
from upheld.render import owed_words as words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from upheld.core.calendar import Calendar
    from upheld.core.victims_code import Entitlement, VictimsCodes

SOON = 7  # working days
WHICH = {
    "": "Overdue, or due within seven working days",
    "overdue": "Overdue",
    "soon": "Due within seven working days",
    "all": "Everything that is not settled yet",
}
SORTS = {
    "": "Priority first, then by due date",
    "due": "By due date",
    "latest": "By due date, the latest first",
    "crime": "By crime",
    "team": "By team",
}


@dataclass(frozen=True, slots=True)
class Owed:
    """One duty that is not settled, as a page or a file shows it."""

    crime_id: str
    victim_id: str
    rule: str
    what: str
    team: str
    due_on: date
    overdue: bool
    when: str
    priority: bool
    why: str
    settles: str
    avoid: str
    perhaps: str


@dataclass(frozen=True, slots=True)
class Day:
    """What falls due on one day."""

    on: date
    duties: int
    victims: int
    priority: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows somebody wants, and in which order. None of it concerns one person."""

    which: str = ""
    priority: bool = False
    rule: str = ""
    team: str = ""
    sort: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str], rules: Iterable[str], teams: Iterable[str]) -> Asked:
        """What is not known counts as not asked for: the page says what it shows."""
        return cls(
            which=_known(given.get("which", ""), WHICH),
            priority=given.get("priority") == "1",
            rule=_known(given.get("rule", ""), rules),
            team=_known(given.get("team", ""), teams),
            sort=_known(given.get("sort", ""), SORTS),
        )

    @property
    def given(self) -> dict[str, str]:
        """As it stands in an address."""
        parts = {"which": self.which, "priority": "1" if self.priority else "", "rule": self.rule,
                 "team": self.team, "sort": self.sort}  # fmt: skip
        return {name: value for name, value in parts.items() if value}

    @property
    def in_words(self) -> str:
        """For the audit trail."""
        parts = (WHICH[self.which].lower(), "priority" if self.priority else "", self.rule,
                 f"team {self.team}" if self.team else "")  # fmt: skip
        return ", ".join(part for part in parts if part)

    def of(self, rows: pl.DataFrame, as_of: date, calendar: Calendar) -> pl.DataFrame:
        """``rows`` come from ``editions.outstanding``: priority first, then by due date."""
        wanted = [_which(self.which, as_of, calendar)]
        if self.priority:
            wanted.append(pl.col("priority"))
        if self.rule:
            wanted.append(pl.col("entitlement") == self.rule)
        if self.team:
            wanted.append(pl.col("team") == self.team)
        return _sorted(rows.filter(*wanted), self.sort)


def _known(value: str, known: Iterable[str]) -> str:
    return value if value in known else ""


def last_soon(as_of: date, calendar: Calendar) -> date:
    """The last of the seven working days after the edition's day."""
    return calendar.due(as_of, SOON)


def _which(which: str, as_of: date, calendar: Calendar) -> pl.Expr:
    overdue = pl.col("status") == Status.OVERDUE.value
    soon = ~overdue & (pl.col("due_on") <= last_soon(as_of, calendar))
    found = {"": overdue | soon, "overdue": overdue, "soon": soon, "all": pl.lit(value=True)}
    return found[which]


def _sorted(rows: pl.DataFrame, sort: str) -> pl.DataFrame:
    """What is equal stays in the order in which rows come: priority first, then by due date."""
    if not sort:
        return rows
    by = "due_on" if sort == "latest" else {"due": "due_on", "crime": "crime_id"}.get(sort, sort)
    return rows.sort(by, descending=sort == "latest", maintain_order=True, nulls_last=True)


# ---------------------------------------------------------------------------- values and words


def owed(rows: pl.DataFrame, as_of: date, codes: VictimsCodes) -> tuple[Owed, ...]:
    """Each row in words, in the order of the rows."""
    return tuple(_owed(row, _rule(row, codes), as_of) for row in rows.iter_rows(named=True))


def _rule(row: Mapping[str, Any], codes: VictimsCodes) -> Entitlement:
    found = next((rule for rule in codes.entitlements if rule.id == row["entitlement"]), None)
    if found is None:
        raise UpheldError(
            f"The edition names the rule {row['entitlement']}, which this version does not know.",
            next_step="build the edition again with the rules of this version.",
        )
    return found


def _owed(row: Mapping[str, Any], rule: Entitlement, as_of: date) -> Owed:
    late = row["status"] == Status.OVERDUE
    return Owed(
        crime_id=row["crime_id"],
        victim_id=row["victim_id"],
        rule=rule.id,
        what=words.to_be(rule.title),
        team=row["team"] or "",
        due_on=row["due_on"],
        overdue=late,
        when=words.when(row["due_on"], as_of, late=late),
        priority=row["priority"],
        why=words.why(rule, row["clock_start_on"], row["due_on"], row["basis"])
        + (words.SINCE if row["priority"] and not row["basis"] else ""),
        settles=words.settles(rule, row["clock_start_on"]),
        avoid=words.avoid(row["safe_contact"], known=row["knows_contact"]),
        perhaps=words.perhaps(row),
    )


# ------------------------------------------------------------------------------------ counts


@dataclass(frozen=True, slots=True)
class Totals:
    """``overdue_r6`` and ``open_r6`` are what the unit's page shows as outstanding."""

    overdue: int
    soon: int
    victims: int
    priority: int
    overdue_r6: int
    open_r6: int


def totals(rows: pl.DataFrame, as_of: date, codes: VictimsCodes, calendar: Calendar) -> Totals:
    overdue, soon = (rows.filter(_which(each, as_of, calendar)) for each in ("overdue", "soon"))
    either = rows.filter(_which("", as_of, calendar))
    right_6 = [rule.id for rule in codes.entitlements if rule.right == 6]
    r6 = rows.filter(pl.col("entitlement").is_in(right_6))["status"]
    late = int((r6 == Status.OVERDUE.value).sum())
    return Totals(
        overdue=overdue.height,
        soon=soon.height,
        victims=either["victim_id"].n_unique(),
        priority=either.filter("priority")["victim_id"].n_unique(),
        overdue_r6=late,
        open_r6=r6.len() - late,
    )


def coming(rows: pl.DataFrame, as_of: date, calendar: Calendar) -> tuple[Day, ...]:
    """Each of the next seven working days, and any other day on which something falls due."""
    soon = rows.filter(_which("soon", as_of, calendar))
    counted = soon.group_by("due_on").agg(
        duties=pl.len(),
        victims=pl.col("victim_id").n_unique(),
        priority=pl.col("victim_id").filter("priority").n_unique(),
    )
    found = {on: Day(on, *numbers) for on, *numbers in counted.iter_rows()}
    days = {calendar.due(as_of, number) for number in range(1, SOON + 1)} | set(found)
    return tuple(found.get(on, Day(on, 0, 0, 0)) for on in sorted(days))


@dataclass(frozen=True, slots=True)
class Team:
    """What one team owes; ``name`` is empty for cases that name none."""

    name: str
    overdue: int
    soon: int
    victims: int
    priority: int


def by_team(rows: pl.DataFrame, as_of: date, calendar: Calendar) -> tuple[Team, ...]:
    """Each team of the unit, those that no team has last."""
    late = pl.col("status") == Status.OVERDUE.value
    counted = (
        rows.filter(_which("", as_of, calendar))
        .group_by(pl.col("team").fill_null(""))
        .agg(
            overdue=late.sum(),
            soon=(~late).sum(),
            victims=pl.col("victim_id").n_unique(),
            priority=pl.col("victim_id").filter("priority").n_unique(),
        )
        .sort(pl.col("team") == "", "team")
    )
    return tuple(Team(*row) for row in counted.iter_rows())


@dataclass(frozen=True, slots=True)
class Summary:
    """What a unit's page says above its list, whatever is asked for."""

    totals: Totals
    coming: tuple[Day, ...]
    by_team: tuple[Team, ...]
    teams: tuple[str, ...]
    rules: dict[str, str]


def summary(rows: pl.DataFrame, as_of: date, codes: VictimsCodes, calendar: Calendar) -> Summary:
    return Summary(
        totals(rows, as_of, codes, calendar), coming(rows, as_of, calendar),
        by_team(rows, as_of, calendar), teams(rows), rules(rows, codes),
    )  # fmt: skip


def short_day(day: date) -> str:
    """Thu 5 Nov: within a week or two nobody asks for the year."""
    return f"{day:%a} {day.day} {day:%b}"


def teams(rows: pl.DataFrame) -> tuple[str, ...]:
    return tuple(rows["team"].drop_nulls().unique().sort())


def rules(rows: pl.DataFrame, codes: VictimsCodes) -> dict[str, str]:
    """The rules that stand in the rows, those of the newest Code first. What an older one owed in
    the same words is told apart by its last day."""
    found = set(rows["entitlement"].unique())
    named: dict[str, str] = {}
    for code in reversed(codes.versions):
        here = [rule for rule in code.duties if rule.id in found]
        taken = set(named.values())
        for rule in here:
            title = words.to_be(rule.title)
            until = f" (until {in_words(code.valid_to)})" if code.valid_to else ""
            named[rule.id] = title + until if title in taken else title
    return named


def as_frame(found: Iterable[Owed]) -> pl.DataFrame:
    """What a file holds: references, and the words of the page."""
    rows = [
        (each.crime_id, each.victim_id, each.what, each.rule, each.team, each.due_on,
         "overdue" if each.overdue else "due", each.priority, each.why, each.settles, each.avoid,
         each.perhaps)
        for each in found
    ]  # fmt: skip
    texts = ("crime", "victim", "owed", "rule", "team")
    schema = dict.fromkeys(texts, pl.String) | {
        "due_on": pl.Date, "status": pl.String, "priority": pl.Boolean, "why": pl.String,
        "what_settles_it": pl.String, "contact": pl.String, "perhaps_done": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


# ------------------------------------------------------------------------- one victim, one crime


@dataclass(frozen=True, slots=True)
class Judged:
    """One duty of one victim, whatever became of it. ``settles`` is empty where nothing is left
    to do; ``due`` where the Code sets no days."""

    rule: str
    what: str
    status: str
    outstanding: bool
    started: str
    due: str
    why: str
    became: str
    settles: str


def judged(duties: pl.DataFrame, codes: VictimsCodes) -> tuple[Judged, ...]:
    """Every duty; what is overdue first, then what is open, then the rest by due date."""
    made = [(row, _judged(row, _rule(row, codes))) for row in duties.iter_rows(named=True)]
    first = {Status.OVERDUE: 0, Status.OPEN: 1}
    made.sort(key=lambda m: (first.get(m[0]["status"], 2), m[0]["due_on"] or date.max, m[1].rule))
    return tuple(each for _, each in made)


def _judged(row: Mapping[str, Any], rule: Entitlement) -> Judged:
    status = Status(row["status"])
    waits = status in (Status.OVERDUE, Status.OPEN, Status.NOT_RECORDED)
    return Judged(
        rule=rule.id,
        what=words.to_be(rule.title) if waits else rule.title,
        status=STATUS_WORDS[status],
        outstanding=status in (Status.OVERDUE, Status.OPEN),
        started=words.started(rule, row["clock_start_on"]),
        due=in_words(row["due_on"]) if row["due_on"] else "",
        why=words.why(rule, row["clock_start_on"], row["due_on"], row["basis"]),
        became=words.became(row, status),
        settles=words.settles(rule, row["clock_start_on"]) if waits else "",
    )


@dataclass(frozen=True, slots=True)
class About:
    """What somebody must know of one victim before they make contact."""

    kind: str
    rights: str
    avoid: str
    repeat: bool


def about(victim: Mapping[str, Any]) -> About:
    grounds = ", ".join(
        each.replace("_", " ") for each in (victim["grounds"] or "").split(";") if each
    )
    rights = f"Enhanced Rights, {words.BASES[victim['basis']]}" if victim["basis"] else "standard"
    return About(
        kind=victim["kind"].replace("_", " "),
        rights=f"{rights}: {grounds}" if grounds else rights,
        avoid=words.avoid(victim.get("safe_contact"), known="safe_contact" in victim),
        repeat=bool(victim.get("repeat_prompt")),
    )
