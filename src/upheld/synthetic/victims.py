"""One month's victims, and what they asked for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from upheld.core.vocabulary import VICTIM_KINDS
from upheld.synthetic.columns import DAY, NEVER, NONE, Columns, Flags, Ints, Shares, pick, runs
from upheld.synthetic.crimes import SCREENED_OUT, Crimes
from upheld.synthetic.names import SPELLINGS
from upheld.synthetic.people import (
    SEXES,
    YEAR,
    born_between,
    first_victims,
    newcomers,
    people,
    references,
)
from upheld.synthetic.setting import Setting

VICTIMS = 2  # this module's stream of draws
PERSON, BUSINESS, BEREAVED, PARENT, SPOKESPERSON = (
    VICTIM_KINDS.index(kind)
    for kind in ("person", "business", "bereaved_relative", "parent_or_guardian",
                 "family_spokesperson")
)  # fmt: skip
YES, NO = 1, 0
LANGUAGES = ("English", "Polish", "Bengali", "Romanian", "Turkish", "Arabic", "Portuguese")
LANGUAGE_SHARES = (0.88, 0.03, 0.02, 0.03, 0.015, 0.015, 0.01)
UNSAFE = ("post", "post;email", "telephone", "post;email;text_message")
RELIGIONS = ("None", "Christian", "Muslim", "Hindu", "Sikh", "Jewish", "Buddhist", "Other")
RELIGION_SHARES = (0.30, 0.38, 0.16, 0.05, 0.02, 0.02, 0.01, 0.06)
ORIENTATIONS = ("Heterosexual", "Gay or lesbian", "Bisexual", "Other")
ORIENTATION_SHARES = (0.92, 0.04, 0.025, 0.015)
NARROWED, GROWN_UP = 16, 32  # bits of a person's number that no first victim has
BUSINESS_SHARE = 0.18  # of victims of offences that mostly concern persons
MOST_VICTIMS = 8
OF_AGE = 16  # under it a parent or guardian may stand beside the child


@dataclass(frozen=True)
class Victims(Columns):
    """``crime`` is the row of the victim's crime; ``person`` the true person's number, NONE for a
    business. Flags that may be unknown are 1, 0 or NONE; codes are positions in their lists."""

    crime: Ints
    number: Ints
    kind: Ints
    person: Ints
    person_ref: Ints
    named_contact: Ints
    born_on: Ints
    sex: Ints
    ethnicity: Ints
    disability: Ints
    orientation: Ints
    religion: Ints
    language: Ints
    interpreter: Ints
    unsafe: Ints
    on_duty: Ints
    opted_out: Ints
    interval: Ints
    declined_from: Ints
    declined_until: Ints
    given: Ints
    family: Ints
    postcode: Ints

    @property
    def in_scope(self) -> Flags:
        """Owed anything at all: a business only with a named contact."""
        return np.asarray((self.kind != BUSINESS) | (self.named_contact == YES))


@dataclass(frozen=True)
class _Rows(Columns):
    """Victims before they are described."""

    crime: Ints
    number: Ints
    kind: Ints
    person: Ints
    sex: Ints
    born_on: Ints


def victims_of(setting: Setting, month: int, crimes: Crimes) -> Victims:
    """In the order of their crimes."""
    rng = setting.draws(month, VICTIMS)
    crime, number, kind = _who(rng, setting, crimes)
    person = _persons(setting, month, crimes.only(crime), number, kind)
    sex, born_on = _sex_and_birth(setting, crimes.only(crime), kind, person)
    rows = _Rows(crime, number, kind, person, sex, born_on)
    parents = _parents(rng, setting, month, crimes, rows)
    rows = _Rows.together([rows, parents])
    rows = rows.only(np.argsort(rows.crime, kind="stable"))
    return _described(rng, setting, crimes.only(rows.crime), rows)


def _who(rng: np.random.Generator, setting: Setting, crimes: Crimes) -> tuple[Ints, Ints, Ints]:
    """Crime, number and kind of each victim, by what the offence says of its victims."""
    kinds = [each.victim for each in setting.offences]
    kind_of = np.array(
        [{"business": BUSINESS, "bereaved": BEREAVED}.get(each, PERSON) for each in kinds]
    )[crimes.offence]
    mostly = np.array([each == "mostly_person" for each in kinds])[crimes.offence]
    kind_of = np.where(mostly & (rng.random(len(crimes)) < BUSINESS_SHARE), BUSINESS, kind_of)
    more = np.array([each.more_victims for each in setting.offences])[crimes.offence]
    counts = np.minimum(rng.geometric(1 - more), MOST_VICTIMS)
    counts = np.where(kind_of == BEREAVED, rng.integers(1, 5, len(crimes)), counts)
    nobody = np.array([each == "none" for each in kinds])[crimes.offence]
    counts = np.where(nobody, 0, counts).astype(np.int64)
    crime = np.repeat(np.arange(len(crimes)), counts)
    number = runs(counts)
    spokesperson = (kind_of[crime] == BEREAVED) & (number > 0) & (rng.random(len(crime)) < 0.15)
    return crime, number, np.where(spokesperson, SPOKESPERSON, kind_of[crime])


def _persons(setting: Setting, month: int, crimes: Crimes, number: Ints, kind: Ints) -> Ints:
    """First victims of an offence that anybody may suffer can have been victims before. ``crimes``
    here and below are those of the victims, one row a victim."""
    anybody = np.array(
        [
            each.victim.endswith("person") and not each.sex and each.youngest is None
            for each in setting.offences
        ]
    )[crimes.offence]
    months = np.full(len(number), month)
    person = newcomers(months, crimes.borough, crimes.place, number)
    # Those whom the offence narrows down are nobody's repeat: their number is out of reach.
    person = np.where(anybody, person, person | NARROWED)
    first = np.flatnonzero(anybody & (number == 0) & (kind == PERSON))
    person[first] = first_victims(setting, month, crimes.borough[first], crimes.place[first])
    return np.where(kind == BUSINESS, NONE, person)


def _sex_and_birth(setting: Setting, crimes: Crimes, kind: Ints, person: Ints) -> tuple[Ints, Ints]:
    offence, day = crimes.offence, crimes.committed_on
    who = people(setting, np.maximum(person, 0))
    sexes = np.array([SEXES.index(each.sex) if each.sex else NONE for each in setting.offences])
    bounds = [(each.youngest, each.oldest) for each in setting.offences]
    youngest = np.array([NONE if low is None else low for low, _ in bounds])[offence]
    oldest = np.array([NONE if high is None else high for _, high in bounds])[offence]
    sex = np.where(sexes[offence] == NONE, who.sex, sexes[offence])
    narrowed = born_between(setting, np.maximum(person, 0), day, youngest, oldest)
    born_on = np.where(youngest == NONE, who.born_on, narrowed)
    # Nobody is a victim before being born.
    born_on = np.where(born_on > day, day - int(3 * YEAR), born_on)
    nobody = kind == BUSINESS
    return np.where(nobody, NONE, sex), np.where(nobody, NEVER, born_on)


def _parents(
    rng: np.random.Generator, setting: Setting, month: int, crimes: Crimes, rows: _Rows
) -> _Rows:
    """A parent or guardian beside many a young child; their row holds the child's birth."""
    grown_up_on = rows.born_on + int(OF_AGE * YEAR)
    young = (rows.kind == PERSON) & (grown_up_on > crimes.committed_on[rows.crime])
    child = rows.only(young & (rng.random(len(rows)) < 0.6))
    counts = np.bincount(rows.crime, minlength=len(crimes))
    months = np.full(len(child), month)
    borough, place = crimes.borough[child.crime], crimes.place[child.crime]
    person = newcomers(months, borough, place, child.number) | GROWN_UP
    return _Rows(
        crime=child.crime,
        number=counts[child.crime] + child.number,
        kind=np.full(len(child), PARENT),
        person=person,
        sex=people(setting, person).sex,
        born_on=child.born_on,
    )


def _described(rng: np.random.Generator, setting: Setting, crimes: Crimes, rows: _Rows) -> Victims:
    count, human = len(rows), rows.kind != BUSINESS
    who = people(setting, np.maximum(rows.person, 0))
    draw = _Draw(rng, count, human)
    language = draw.one_of(LANGUAGE_SHARES, known=0.93)
    declined_from, declined_until = _declined(rng, setting, crimes.at // DAY)
    not_matched = rng.random(count) > setting.planted.same_person_ref
    salt = np.where(not_matched, 1 + rows.number % 3, 0)
    named = np.array([YES, NO, NONE])[pick(rng, (7, 2, 1), count)]
    return Victims(
        crime=rows.crime,
        number=rows.number,
        kind=rows.kind,
        person=rows.person,
        person_ref=np.where(human, references(setting, np.maximum(rows.person, 0), salt), NONE),
        named_contact=np.where(human, NONE, named),
        born_on=np.where(rng.random(count) < 0.03, NEVER, rows.born_on),
        sex=np.where(rng.random(count) < 0.02, NONE, rows.sex),
        ethnicity=np.where(human & (rng.random(count) < 0.8), who.ethnicity, NONE),
        disability=draw.one_of((0.87, 0.13), known=0.72),
        orientation=draw.one_of(ORIENTATION_SHARES, known=0.4),
        religion=draw.one_of(RELIGION_SHARES, known=0.45),
        language=language,
        interpreter=np.where(language > 0, (rng.random(count) < 0.5).astype(np.int64), NONE),
        unsafe=draw.one_of((0.5, 0.25, 0.15, 0.1), known=_unsafe(crimes)),
        on_duty=np.where(_officers(setting)[crimes.offence], YES, NO),
        opted_out=(rng.random(count) < 0.04).astype(np.int64),
        interval=_intervals(rng, setting, crimes.route),
        declined_from=np.where(human, declined_from, NEVER),
        declined_until=np.where(human, declined_until, NEVER),
        given=draw.spelt(who.given, setting.planted.misspelt),
        family=draw.spelt(who.family, setting.planted.misspelt / 2),
        postcode=np.where(human & (rng.random(count) < 0.95), who.postcode, NONE),
    )


@dataclass(frozen=True)
class _Draw:
    """Draws for victims of whom only the human ones have what is drawn."""

    rng: np.random.Generator
    rows: int
    human: Flags

    def one_of(self, shares: tuple[float, ...], *, known: float | Shares) -> Ints:
        drawn = pick(self.rng, shares, self.rows)
        return np.where(self.human & (self.rng.random(self.rows) < known), drawn, NONE)

    def spelt(self, names: Ints, wrong: float) -> Ints:
        spelling = np.where(
            self.rng.random(self.rows) < wrong, self.rng.integers(1, SPELLINGS, self.rows), 0
        )
        return np.where(self.human, names + spelling, NONE)


def _unsafe(crimes: Crimes) -> Shares:
    return np.where(crimes.domestic_abuse, 0.25, 0.01)


def _officers(setting: Setting) -> Flags:
    return np.array([each.victim == "officer" for each in setting.offences])


def _intervals(rng: np.random.Generator, setting: Setting, route: Ints) -> Ints:
    """Calendar days between updates, where the crime is investigated and the victim was asked."""
    choices = setting.planted.update_intervals_days
    shares = [*choices.values(), 1 - sum(choices.values())]
    drawn = np.array([*choices, NONE])[pick(rng, shares, len(route))]
    return np.where(route == SCREENED_OUT, NONE, drawn)


def _declined(rng: np.random.Generator, setting: Setting, reported: Ints) -> tuple[Ints, Ints]:
    rows = len(reported)
    since = reported + rng.integers(0, 60, rows)
    until = since + rng.integers(30, 200, rows)
    wants_none = (rng.random(rows) < setting.planted.declined_updates) & (since <= setting.last_day)
    for_good = (rng.random(rows) < 0.6) | (until > setting.last_day)
    return (
        np.where(wants_none, since, NEVER),
        np.where(wants_none & ~for_good, until, NEVER),
    )
