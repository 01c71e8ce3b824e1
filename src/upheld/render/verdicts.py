"""Figures → verdicts: is a change in a series more than chance, and does a unit stand apart?

A verdict is made from its figures whenever it is read and never stored beside them: change the
figures and it changes too. Both readings of a series are judged; neither is judged alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from upheld.core.force import Force, SeriesBreak
from upheld.core.measure import Measure, Measures, Of
from upheld.core.victims_code import VictimsCodes
from upheld.render.figures import Figure, Figures, Pair, Place, pairs
from upheld.statistics.baselines import ROUNDING, Observation
from upheld.statistics.false_alarms import InControl, expected_false_alarms, in_control
from upheld.statistics.funnel import Funnel, UnitCount, UnitVerdict, funnel
from upheld.statistics.process_control import (
    Assurance,
    ControlChart,
    Point,
    Settings,
    Variation,
    control_chart,
)

FEWEST_PEERS = 3
# Where the Code sets no time: what each month has had before it is held against the others.
RIPE_DAYS = 28
NEW_CODE = "New Victims’ Code"


@dataclass(frozen=True)
class Judged:
    """One reading of one series by month, and what its control chart says of it.

    ``months`` are complete and rise; one that is missing, withheld or without a denominator is no
    observation. The chart is drawn from them here and cannot be given. ``latest`` is the month
    that a verdict is about: the last of which either reading has a figure. A month that ends after
    ``ripe_until`` has had too little time to be held against the others.
    """

    months: tuple[Figure, ...]
    settings: Settings
    latest: date
    ripe_until: date = date.max

    @cached_property
    def observed(self) -> tuple[Figure, ...]:
        return tuple(
            each
            for each in self.months
            if each.value is not None and each.period_end <= self.ripe_until
        )

    @property
    def too_soon(self) -> bool:
        """Whether the latest month has a figure that cannot be held against those before it yet."""
        last = self.months[-1]
        latest = last.period_start == self.latest and last.value is not None
        return latest and last.period_end > self.ripe_until

    @cached_property
    def observations(self) -> tuple[Observation, ...]:
        """A proportion where every month has its denominator, else a value by itself."""
        whole = all(each.denominator for each in self.observed)
        return tuple(
            Observation(each.period_start, float(each.value), each.denominator if whole else None)
            for each in self.observed
            if each.value is not None
        )

    @cached_property
    def chart(self) -> ControlChart | None:
        return control_chart(self.observations, self.settings) if self.observations else None

    @property
    def reading(self) -> str:
        return self.months[-1].reading

    @property
    def point(self) -> Point | None:
        """The latest month on the chart; None where it could not be observed."""
        if self.chart is None or self.chart.points[-1].date != self.latest:
            return None
        return self.chart.points[-1]

    @property
    def variation(self) -> Variation | None:
        """The verdict on the latest month; None for too few months, or none to be judged."""
        return self.chart.variation if self.chart and self.point else None

    @property
    def assurance(self) -> Assurance | None:
        return self.chart.assurance if self.chart and self.point else None

    @property
    def special(self) -> bool:
        return self.variation not in {None, "no change"}

    @cached_property
    def stretch(self) -> tuple[Point, ...]:
        """The points since the last break."""
        points = self.chart.points if self.chart else ()
        last = points[-1].date if points else date.max
        since = max((day for day in self.settings.rebase if day <= last), default=date.min)
        return tuple(each for each in points if each.date >= since)

    @cached_property
    def streak(self) -> tuple[Point, ...]:
        """The months in a row that make the last point part of a run or a trend."""
        points, first = self.stretch, len(self.stretch) - 1
        while first > 0 and self._goes_on(points[first - 1], points[first]):
            first -= 1
        return points[first:]

    @property
    def way(self) -> int:
        """Which way the last point's sign shows: +1 up, -1 down, 0 where nothing marks it."""
        return self.chart.directions[-1] if self.chart and self.point else 0

    def _goes_on(self, before: Point, after: Point) -> bool:
        """Whether two points belong to the same run or trend as the last one."""
        if not _neighbours(before.date, after.date):
            return False
        if self.stretch[-1].special_cause == "trend":
            return _sign(after.value - before.value) == self.way
        return _side(before) == self.way


def _side(point: Point) -> int:
    away = point.value - point.centre
    return 0 if abs(away) <= ROUNDING else _sign(away)


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def _neighbours(before: date, after: date) -> bool:
    return (after.year - before.year) * 12 + after.month - before.month == 1


@dataclass(frozen=True)
class Verdict:
    """A series of one measure and place in each of its readings, the strict one first."""

    measure: str
    place: Place
    readings: tuple[Judged, ...]
    breaks: tuple[SeriesBreak, ...] = ()

    @property
    def agree(self) -> bool:
        return len({each.variation for each in self.readings}) <= 1

    @property
    def special(self) -> bool:
        return any(each.special for each in self.readings)

    @property
    def month(self) -> date | None:
        return max((each.latest for each in self.readings), default=None)

    @property
    def has_target(self) -> bool:
        return any(each.settings.target is not None for each in self.readings)

    @property
    def leading(self) -> Judged | None:
        """The reading that decides where a change is listed: the strict one if it shows any."""
        first = self.readings[0] if self.readings else None
        return next((each for each in self.readings if each.special), first)

    @property
    def shown_breaks(self) -> tuple[SeriesBreak, ...]:
        """Those within the months there are."""
        months = [each.period_start for judged in self.readings for each in judged.months]
        return tuple(b for b in self.breaks if months and min(months) < b.on <= max(months))


@dataclass(frozen=True)
class Peers:
    """The units of one kind beside each other in one month and reading."""

    figures: tuple[Figure, ...]

    @cached_property
    def funnel(self) -> Funnel | None:
        """None where fewer than three units can be compared. A unit without a share, such as one
        whose feed fell silent, is not compared by its counts either."""
        counts = [
            UnitCount(each.unit_code or "", each.numerator, each.denominator)
            for each in self.figures
            if each.value is not None and each.denominator and each.numerator is not None
        ]
        return funnel(counts) if len(counts) >= FEWEST_PEERS else None

    @property
    def reading(self) -> str:
        return self.figures[0].reading

    @property
    def unit_type(self) -> str:
        return self.figures[0].unit_type

    @property
    def month(self) -> date:
        return self.figures[0].period_start

    def figure(self, unit_code: str | None) -> Figure | None:
        return next((each for each in self.figures if each.unit_code == unit_code), None)

    def verdict(self, unit_code: str | None) -> UnitVerdict | None:
        units = self.funnel.units if self.funnel else ()
        return next((each for each in units if each.unit == unit_code), None)


@dataclass(frozen=True)
class Verdicts:
    """The verdicts of one edition: each is made once, when it is first asked for."""

    figures: Figures
    measures: Measures
    codes: VictimsCodes
    force: Force | None = None
    _made: dict[tuple[str, str, str | None], Verdict] = field(default_factory=dict, repr=False)
    _peers: dict[tuple[str, str, date], tuple[Peers, ...]] = field(default_factory=dict, repr=False)
    _alarms: dict[tuple[tuple[str, str, str | None], ...], float] = field(
        default_factory=dict, repr=False
    )

    def of(self, measure: str, place: Place) -> Verdict:
        key = (measure, place.unit_type, place.code)
        if key not in self._made:
            self._made[key] = self._verdict(measure, place)
        return self._made[key]

    def peers(self, measure: str, unit_type: str, month: date | None) -> tuple[Peers, ...]:
        """The units of one kind in one month, once for each reading."""
        if month is None:
            return ()
        key = (measure, unit_type, month)
        if key not in self._peers:
            found = pairs(self.figures.of_units(measure, unit_type, month))
            self._peers[key] = tuple(Peers(each) for each in _by_reading(found) if each)
        return self._peers[key]

    @cached_property
    def pushed(self) -> tuple[str, ...]:
        """The few measures whose changes are listed: each by victim where it has such a twin."""
        known = set(self.figures.measures())
        ids = [each.ids[-1] for each in self.measures.all if each.may_be_pushed]
        return tuple(each for each in ids if each in known)

    def listed(self, places: Sequence[Place]) -> tuple[Verdict, ...]:
        """The verdicts of the pushed measures for these places, where there is a series."""
        found = (self.of(measure, place) for measure in self.pushed for place in places)
        return tuple(each for each in found if each.readings)

    def false_alarms(self, verdicts: Sequence[Verdict]) -> float:
        """How many of their series, both readings counted, chance alone is expected to mark."""
        key = tuple((v.measure, v.place.unit_type, v.place.code) for v in verdicts)
        if key not in self._alarms:
            self._alarms[key] = expected_false_alarms(_in_control(verdicts))
        return self._alarms[key]

    def breaks(self, measure: str, unit_code: str | None) -> tuple[SeriesBreak, ...]:
        """Each later Code, where the measure rests on one, and the force's own, by day."""
        file = self.measures.find(measure)
        later = self.codes.versions[1:] if file and file.of in {Of.DUTIES, Of.VICTIMS} else ()
        found = {code.valid_from: SeriesBreak(code.valid_from, NEW_CODE) for code in later}
        if self.force:
            code = unit_code or self.force.code
            found |= {each.on: each for each in self.force.breaks_of(measure, code)}
        return tuple(found[day] for day in sorted(found))

    def _verdict(self, measure: str, place: Place) -> Verdict:
        file, breaks = self.measures.find(measure), self.breaks(measure, place.code)
        if file and (file.rolling_months or 1) > 1:
            return Verdict(measure, place, ())  # Neighbours overlap: they are no observations.
        series = _by_reading(pairs(self.figures.months(measure, place)))
        settings = _settings(file, breaks)
        latest = max((m.period_start for months in series for m in months), default=date.min)
        ripe_until = date.max
        if file and file.rises_later:
            ripe_until = self.figures.as_of - timedelta(days=RIPE_DAYS)
        judged = tuple(Judged(months, settings, latest, ripe_until) for months in series if months)
        return Verdict(measure, place, judged, breaks)


def _settings(measure: Measure | None, breaks: Sequence[SeriesBreak]) -> Settings:
    rebase = tuple(each.on for each in breaks)
    if measure is None:
        return Settings(rebase=rebase)
    return Settings(better=measure.better.value, target=measure.target, rebase=rebase)


def _by_reading(found: Sequence[Pair]) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """What stands in the place of the strict reading, and the lenient one."""
    return (
        tuple(each.strict for each in found if each.strict),
        tuple(each.lenient for each in found if each.lenient),
    )


def _in_control(verdicts: Sequence[Verdict]) -> list[InControl]:
    """Each series that has a verdict, as it would be without any special cause."""
    return [
        made
        for verdict in verdicts
        for judged in verdict.readings
        if judged.variation is not None
        and (made := in_control(judged.observations, judged.settings))
    ]
