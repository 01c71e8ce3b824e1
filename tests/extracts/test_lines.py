"""A problem names the line at which its record starts, whatever stands before it."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def lines(extracts):
    return [row[2] for row in extracts.aside()]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("crime_id,month\nC1,x\nC2,x\n", [2, 3]),
        ("crime_id,month\n\nC1,x\n\n\nC2,x\n", [3, 6]),
        ('crime_id,month\n"C\n1",x\nC2,x', [2, 4]),
        ('crime_id,"month"\n"C\r\n1",x\nC2,x', [2, 4]),
        ('"crime_id","month","a\nb"\nC1,x,\nC2,x,\n', [3, 4]),
        ('crime_id,month\n"C\n1",2022-05\n\nC2,x\n', [5]),
        ("crime_id,month\r\nC1,x\r\n\r\nC2,x\r\n", [2, 4]),
        ("crime_id,month\rC1,x\rC2,x", [2, 3]),
        ("crime_id,month\r\nC1,x\n\nC2,x\r\n", [2, 4]),
    ],
)
def test_the_line_is_the_one_an_editor_shows(extracts, text, wanted):
    extracts.text("crimes.csv", text)
    extracts.read()
    assert lines(extracts) == wanted


def test_lines_are_counted_file_by_file(extracts):
    extracts.text("crimes-1.csv", "crime_id,month\n\nC1,x\n")
    extracts.text("crimes-2.csv", "crime_id,month\nC2,2022-05\nC3,x\n")
    extracts.text("crimes-3.csv", 'crime_id,month\n"C\n4",2022-05\nC5,x\n')
    extracts.read()
    assert [(row[1], row[2]) for row in extracts.aside()] == [
        ("crimes-1.csv", 3),
        ("crimes-2.csv", 3),
        ("crimes-3.csv", 4),
    ]


value = st.text(alphabet='a,"\n\r é;', max_size=6)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.tuples(value, st.booleans()), min_size=1, max_size=30),
    end=st.sampled_from(["\n", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    blank=st.sets(st.integers(0, 29)),
)
def test_any_file_that_python_writes_is_read_back_with_its_lines(
    new_extracts, rows, end, quoting, blank
):
    extracts = new_extracts()
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator=end, quoting=quoting)
    writer.writerow(["crime_id", "team", "month"])
    wanted_lines = []
    if quoting == csv.QUOTE_MINIMAL:  # Python then leaves a lone carriage return without quotes
        rows = [(text.replace("\r", ""), bad) for text, bad in rows]
    for number, (text, bad) in enumerate(rows):
        if number in blank:
            stream.write(end)
        before = stream.getvalue()
        if bad:
            wanted_lines.append(len(before.replace("\r\n", "\n").replace("\r", "\n").split("\n")))
        writer.writerow([f"C{number}", text, "x" if bad else "2022-05"])
    extracts.text("crimes.csv", stream.getvalue())
    extracts.read()
    assert lines(extracts) == wanted_lines
    kept = [text or None for text, bad in rows if not bad]
    assert extracts.values("crimes", "team") == kept
