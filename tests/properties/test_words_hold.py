"""No page keeps a sentence whose test no longer holds: the data is altered, the words must follow.

Small editions are written with series that stand still, jump, have gaps or are short. What the
pages say of each is held to `control_chart`, asked here by another way; then the months are
shuffled, and the pages must say what is true of them now.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import small_editions

from upheld.statistics.baselines import Observation
from upheld.statistics.process_control import ControlChart, Settings, control_chart

pytestmark = pytest.mark.xdist_group("properties")
MEASURE = "timeliness-r6-victims"
UNITS = ("SN", "SW", "CN")
BREAKS = (date(2021, 4, 1), date(2024, 3, 1))  # the Met's, from its force.toml
WORD = {"improvement": "Better:", "concern": "Worse:", "no change": "No change."}
CELL = {"Better:": "Better", "Worse:": "Worse", "No change.": "No change",
        "Too few months to say:": "Not judged", "Not judged:": "Not judged"}  # fmt: skip
CHANGED = {"Better:", "Worse:"}
EXAMPLES = 12
FEW = 12  # so small that some months have under five
FEWEST = 5  # fewer are withheld


MONTHS = list(small_editions.months())[:-1]  # the last is not over on the day of the edition


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UPHELD_VAR", str(tmp_path_factory.mktemp("var")))
        patch.setenv("DJANGO_SETTINGS_MODULE", "upheld.web.staff.settings")
        from django.test import Client

        from upheld.web.staff.start import migrate
        from upheld.web.staff.wsgi import application

        assert application is not None
        migrate()
        yield Client(headers={"host": "localhost"})


# One series: for each month a numerator and a denominator, None where it is missing.
Series = list[tuple[int, int] | None]


@st.composite
def series(draw: st.DrawFn) -> Series:
    """Chance about a level that may jump; short, gapped, small or large."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    level, jump = draw(st.sampled_from([0.3, 0.6])), draw(st.sampled_from([-0.2, 0.0, 0.0, 0.25]))
    jumps_at = draw(st.integers(20, len(MONTHS)))
    largest = draw(st.sampled_from([FEW, 60, 400]))
    length = draw(st.sampled_from([3, 10, 20, len(MONTHS), len(MONTHS)]))
    made: Series = []
    for month in range(length):
        size = chance.randint(FEWEST if largest > FEW else 3, largest)
        share = level + (jump if month >= jumps_at else 0)
        made.append((sum(chance.random() < share for _ in range(size)), size))
    for missing in draw(st.lists(st.integers(0, length - 1), max_size=2)):
        made[missing] = None
    return made


Edition = dict[tuple[str, str], Series]  # by unit and reading


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    return {(u, r): draw(series()) for u in UNITS for r in ("strict", "lenient")}


def _write(edition: Edition, folder: Path) -> None:
    rows = [
        small_editions.row(MEASURE, reading, "bcu", unit, *MONTHS[-len(values) :][n], *pair, 0)
        for (unit, reading), values in edition.items()
        for n, pair in enumerate(values)
        if pair is not None
    ]
    small_editions.write(folder / "demonstration", rows, [], demonstration=True)


def _chart(values: Series) -> ControlChart | None:
    """The truth, from the numbers; None where no month can be shown."""
    months = MONTHS[-len(values) :]
    observed = [
        Observation(first, pair[0] / pair[1], float(pair[1]))
        for (first, _), pair in zip(months, values, strict=True)
        if pair is not None and pair[1] >= FEWEST
    ]
    return control_chart(observed, Settings("high", rebase=BREAKS)) if observed else None


def _true_word(values: Series, latest: int) -> str:
    chart = _chart(values)
    if chart is None or chart.points[-1].date != MONTHS[latest][0]:
        return "Not judged:"
    variation = chart.variation
    return WORD.get(str(variation), "Too few months to say:")


def _page(client: Any, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return str(response.content.decode())


def _said(page: str) -> dict[str, str]:
    """What the page says of each reading, from its list of verdicts."""
    listed = page.partition('<dl class="upheld-said">')[2].partition("</dl>")[0]
    found = re.findall(r"<dt>(\w+) reading</dt><dd>(.*?)</dd>", listed)
    return {reading.lower(): sentence for reading, sentence in found}


def _cell(page: str, unit: str) -> str:
    """What the table of units says of one unit under "Change"."""
    line = page.partition('id="caption-units"')[2].partition(f'/{MEASURE}/{unit}/"')[2]
    cell = line.partition('<td class="upheld-word">')[2].partition("</td>")[0]
    return re.sub(r"<span[^>]*>[^<]*</span>", "", cell).strip()


def _hold(client: Any, edition: Edition) -> None:
    """Every sentence, table cell and listed change is that of the numbers as they are."""
    charts = {key: _chart(values) for key, values in edition.items()}
    for unit in UNITS:
        readings = [r for r in ("strict", "lenient") if any(edition[unit, r])]
        latest = max(_last(edition[unit, r]) for r in readings)
        true = {r: _true_word(edition[unit, r], latest) for r in readings}
        page = _page(client, f"/measures/{MEASURE}/{unit}/")
        said = _said(page)
        assert _cell(page, unit).startswith(CELL[next(iter(true.values()))])
        begun = {r: sentence.startswith(true[r]) for r, sentence in said.items()}
        assert begun == dict.fromkeys(true, True), (true, said)
        for reading, sentence in said.items():
            _numbers_hold(sentence, charts[unit, reading])
        listed = "upheld-changes" in _page(client, f"/units/{unit}/")
        assert listed == any(word in CHANGED for word in true.values())


def _last(values: Series) -> int:
    """The place in MONTHS, from their end, of the last month that has a row."""
    return max(n - len(values) for n, pair in enumerate(values) if pair is not None)


def _numbers_hold(sentence: str, chart: ControlChart | None) -> None:
    """A count of months, a mean or a limit in a sentence is that of the chart."""
    if chart is None:
        assert "%" not in sentence
        return
    last = chart.points[-1]
    if found := re.search(r"limits (\d+\.\d)% to (\d+\.\d)%", sentence):
        assert last.lower is not None
        assert last.upper is not None
        assert float(found[1]) == pytest.approx(100 * last.lower, abs=0.11)
        assert float(found[2]) == pytest.approx(100 * last.upper, abs=0.11)
    if found := re.search(r"mean (\d+\.\d)%", sentence):
        assert float(found[1]) == pytest.approx(100 * last.centre, abs=0.11)
    if found := re.search(r"(\d+) months in a row (above|below)", sentence):
        tail = chart.points[-int(found[1]) :]
        assert len(tail) >= 7
        assert all(_follows(a.date, b.date) for a, b in pairwise(tail))
        assert all((p.value > p.centre) == (found[2] == "above") for p in tail)
        before = chart.points[: -len(tail)]
        if before and before[-1].centre == last.centre and _follows(before[-1].date, tail[0].date):
            ahead = before[-1].value - last.centre
            assert ahead <= 1e-9 if found[2] == "above" else ahead >= -1e-9
    if found := re.search(r"(\d+) months in a row, each (higher|lower)", sentence):
        values = [p.value for p in chart.points[-int(found[1]) :]]
        assert len(values) >= 7
        assert values == sorted(set(values), reverse=found[2] == "lower")


def _follows(before: date, after: date) -> bool:
    return (after.year - before.year) * 12 + after.month - before.month == 1


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(edition=editions(), seed=st.integers(0, 2**32))
def test_the_words_follow_the_data(client: Any, edition: Edition, seed: int) -> None:
    from django.test import override_settings

    shuffled = {key: random.Random(seed).sample(v, len(v)) for key, v in edition.items()}
    for each in (edition, shuffled):
        with (
            tempfile.TemporaryDirectory() as name,
            override_settings(EDITIONS=Path(name), LOOPBACK=True),
        ):
            _write(each, Path(name))
            _hold(client, each)
