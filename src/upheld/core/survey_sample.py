"""A survey's sample as its design file says it: who is in the frame, who is left out, how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from upheld.core.vocabulary import REPORTED_HOW, UNSAFE_CONTACT


class Allocation(StrEnum):
    """How interviews are shared out over BCU × crime type."""

    EQUAL = "equal"
    PROPORTIONAL = "proportional"
    NEYMAN = "neyman"
    PRECISION = "precision"


class Exclusion(StrEnum):
    """Why somebody in the frame is not asked, in the order in which it is looked at."""

    NOT_A_PERSON = "not_a_person"
    UNDER_AGE = "under_age"
    AGE_UNKNOWN = "age_unknown"
    DOMESTIC_ABUSE = "domestic_abuse"
    SEXUAL_OFFENCE = "sexual_offence"
    ON_DUTY = "on_duty"
    SURVEYED = "surveyed_lately"
    OPTED_OUT = "opted_out"
    NO_SAFE_CONTACT = "no_safe_contact"
    SAME_PERSON = "same_person"


# Left out whatever a design says: the law, a promise or somebody's safety stands behind each.
ALWAYS = (
    Exclusion.UNDER_AGE,
    Exclusion.DOMESTIC_ABUSE,
    Exclusion.SEXUAL_OFFENCE,
    Exclusion.OPTED_OUT,
    Exclusion.NO_SAFE_CONTACT,
)


@dataclass(frozen=True, slots=True)
class CrimeType:
    """A crime belongs to the first type that it matches: by marker, group or class."""

    name: str
    groups: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    hate_crime: bool = False

    def __post_init__(self) -> None:
        if not (self.groups or self.codes or self.hate_crime):
            raise ValueError(f"{self.name}: expected groups, codes or hate_crime = true")


# The four of the User Satisfaction Survey; a hate crime is one, whatever else it is.
USS = (
    CrimeType("Hate crime", hate_crime=True),
    CrimeType("Residential burglary", ("Domestic burglary",)),
    CrimeType("Personal robbery", ("Personal robbery",)),
    CrimeType("Assault", ("Violence with injury", "Violence without injury")),
)


@dataclass(frozen=True, slots=True)
class SampleDesign:
    """``interviews`` are completed ones, in all; with allocation precision they follow from
    ``half_width``, for each BCU. Rates and shares are by crime type where they are given so.
    ``force`` names whose lists say which group an offence is of, and which are sexual;
    without ``units`` its BCUs are in the frame, or all units where no force is named."""

    wave: str = ""
    force: str | None = "met"
    as_of: date | None = None
    months: int = 3
    interviews: int = 2400
    allocation: Allocation = Allocation.EQUAL
    half_width: float = 0.066
    expected_share: float = 0.65
    expected_shares: Mapping[str, float] = field(default_factory=dict)
    response_rate: float = 0.3
    response_rates: Mapping[str, float] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    contact_by: tuple[str, ...] = ("telephone",)
    least_age: int = 18
    not_again_months: int = 12
    keep: tuple[Exclusion, ...] = ()
    crime_types: tuple[CrimeType, ...] = USS

    def __post_init__(self) -> None:
        refused = [*self._numbers(), *self._names()]
        if refused:
            raise ValueError("; ".join(refused))

    def _numbers(self) -> list[str]:
        refused = [
            f"{name}: expected {least} or more"
            for name, least in (("months", 1), ("interviews", 1), ("not_again_months", 0))
            if getattr(self, name) < least
        ]
        if self.least_age < 18:
            refused.append("least_age: expected 18 or more: children are not interviewed")
        shares = {"expected_share": self.expected_share, "half_width": self.half_width}
        shares |= {f"expected_shares {name}": each for name, each in self.expected_shares.items()}
        refused += [
            f"{name.split()[0]}: expected more than 0 and less than 1"
            for name, each in shares.items()
            if not 0 < each < 1
        ]
        rates = [self.response_rate, *self.response_rates.values()]
        if not all(0 < each <= 1 for each in rates):
            refused.append("response_rate: expected more than 0, and 1 at most")
        return refused

    def _names(self) -> list[str]:
        refused = []
        for key, given, known in (
            ("channels", self.channels, REPORTED_HOW),
            ("contact_by", self.contact_by, UNSAFE_CONTACT),
        ):
            if set(given) - set(known):
                refused.append(f"{key}: expected some of {', '.join(known)}")
        if not self.contact_by:
            refused.append("contact_by: expected one way or more in which people are asked")
        if set(self.keep) & set(ALWAYS):
            never = ", ".join(ALWAYS)
            refused.append(f"keep: expected none of {never}, who are always left out")
        names = [each.name for each in self.crime_types]
        if not names or len(set(names)) < len(names):
            refused.append("crime_types: expected one or more, each name once")
        unknown = (set(self.expected_shares) | set(self.response_rates)) - set(names)
        if unknown:
            refused.append(f"expected_shares: expected names of crime types, not {unknown}")
        return refused

    def share_of(self, crime_type: str) -> float:
        return self.expected_shares.get(crime_type, self.expected_share)

    def rate_of(self, crime_type: str) -> float:
        return self.response_rates.get(crime_type, self.response_rate)
