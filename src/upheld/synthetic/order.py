"""What is asked for when a force is to be made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from upheld.core.errors import WrongUseError

FORMATS = ("parquet", "csv")
SHAPED = ("met",)  # the forces whose real volumes are shipped


@dataclass(frozen=True)
class Order:
    """What is asked for. Equal orders give equal bytes. Raises WrongUseError where it cannot mean
    anything."""

    crimes: int
    months: int
    seed: int
    start: str = "2021-01"
    file_format: str = "parquet"
    force_code: str = "met"
    flaws: int = 0
    survey: bool = False
    survey_drawn: float = 0.5  # of the survey's frame, at most

    def __post_init__(self) -> None:
        for name, least in (("crimes", 1), ("months", 1), ("seed", 0), ("flaws", 0)):
            if getattr(self, name) < least:
                raise WrongUseError(
                    f"--{name} {getattr(self, name)}: expected a whole number from {least}.",
                    next_step=f"give another --{name}.",
                )
        if self.file_format not in FORMATS:
            raise WrongUseError(
                f"--format {self.file_format}: expected one of {', '.join(FORMATS)}.",
                next_step="give another --format.",
            )
        if self.force_code not in SHAPED:
            raise WrongUseError(
                f"--force {self.force_code}: real volumes are shipped for "
                f"{', '.join(SHAPED)} only.",
                next_step="generate that one.",
            )
        _month_after(self.start)

    @property
    def names(self) -> tuple[str, ...]:
        """The months: 2021-11, 2021-12, 2022-01."""
        names = [self.start]
        while len(names) < self.months:
            names.append(f"{_month_after(names[-1]):%Y-%m}")
        return tuple(names)


def _month_after(month: str) -> date:
    try:
        year, number = (int(each) for each in month.split("-"))
        if month != f"{date(year, number, 1):%Y-%m}":
            raise ValueError
    except ValueError:
        raise WrongUseError(
            f"--start {month}: expected a month such as 2021-01.", next_step="give another --start."
        ) from None
    return date(year + number // 12, number % 12 + 1, 1)


# Everybody is asked: in so small a force half of them would leave too few in a BCU to show.
DEMONSTRATION = Order(crimes=42_000, months=36, seed=20220502, survey=True, survey_drawn=1.0)
AS_OF = date(2024, 1, 15)  # on which the demonstration is judged
BEFORE = date(2023, 12, 15)  # of which the edition before it is made
