"""Labels of a funnel: none lies over a point or over another label, unless its unit stands out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from upheld.render.funnel_labels import LETTER, LINE, POINT, Box, placed

WIDE, HIGH = 700, 218
units = st.lists(
    st.tuples(st.integers(20, 900), st.floats(0.2, 0.9), st.sampled_from(["SN", "CE", "North"])),
    min_size=3,
    max_size=14,
)


def _rows(found, strong=()):
    return [
        {
            "kind": "unit", "reading": "Strict reading", "size": size, "value": value,
            "label": label, "mark": "within", "strong": number in strong,
        }
        for number, (size, value, label) in enumerate(found)
    ]  # fmt: skip


def _boxes(rows):
    """Every point and every label as it is drawn, in pixels."""
    left, right = min(r["size"] for r in rows), max(r["size"] for r in rows)
    low, high = min(r["value"] for r in rows), max(r["value"] for r in rows)
    across, up = WIDE / (right - left or 1), HIGH / (high - low or 1)
    points = [
        Box((r["size"] - left) * across, (r["value"] - low) * up, 2 * POINT, 2 * POINT)
        for r in rows
    ]
    labels = [
        Box(
            (r["label_size"] - left) * across,
            (r["label_value"] - low) * up,
            LETTER * len(r["label"]) - 0.01,
            LINE - 0.01,
        )
        for r in rows
        if r["label"]
    ]
    return points, labels


@given(units)
def test_no_label_lies_over_a_point_another_label_or_the_edge(found):
    rows = placed(_rows(found), WIDE, HIGH)
    assert len(rows) == len(found)
    points, labels = _boxes(rows)
    for number, label in enumerate(labels):
        assert not any(label.over(point) for point in points)
        assert not any(label.over(other) for other in labels[number + 1 :])
        assert label.inside(WIDE, HIGH)


@given(units)
def test_a_unit_that_stands_out_keeps_its_label_however_crowded_it_is(found):
    rows = placed(_rows(found, strong={0}), WIDE, HIGH)
    assert [row["label"] for row in rows if row["strong"]] == [found[0][2]]


def test_a_unit_by_itself_has_its_label_above_it_and_one_that_lies_below_has_it_below():
    alone = [(100, 0.3, "A"), (400, 0.5, "SN"), (800, 0.7, "B")]
    rows = {row["label"]: row for row in placed(_rows(alone), WIDE, HIGH)}
    assert rows["SN"]["label_value"] > 0.5
    marked = [{**row, "mark": "below"} for row in _rows(alone)]
    rows = {row["label"]: row for row in placed(marked, WIDE, HIGH)}
    assert rows["SN"]["label_value"] < 0.5
