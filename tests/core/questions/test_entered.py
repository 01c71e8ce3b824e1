"""What people type is read in one way only, and kept in one form."""

from __future__ import annotations

from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.core.questions.answers import cast
from upheld.core.questions.entered import EntryError, read_entry
from upheld.core.questions.question_set import Choice, Kind
from upheld.core.questions.texts import plain
from upheld.core.questions.values import EMPTY

NO_COLUMNS: MappingProxyType[str, str] = MappingProxyType({})
CHOICES = tuple(
    Choice(name, plain(name), NO_COLUMNS, exclusive=name == "none") for name in ("a", "b", "none")
)
TAKEN = [
    (Kind.TEXT, {"q": ["  two\r\nlines  "]}, "two\nlines"),
    (Kind.TEXT, {"q": ["bell\x07"]}, "bell"),
    (Kind.TEXT, {"q": [""]}, ""),
    (Kind.TEXT, {}, ""),
    (Kind.INTEGER, {"q": [" 007 "]}, "7"),
    (Kind.INTEGER, {"q": ["-3"]}, "-3"),
    (Kind.INTEGER, {"q": ["1 000"]}, "1000"),
    (Kind.DECIMAL, {"q": ["12.50"]}, "12.5"),
    (Kind.DECIMAL, {"q": [".5"]}, "0.5"),
    (Kind.DATE, {"q-day": ["7"], "q-month": ["6"], "q-year": ["2012"]}, "2012-06-07"),
    (Kind.DATE, {"q": ["2012-06-07"]}, "2012-06-07"),
    (Kind.DATE, {"q-day": [""], "q-month": [""], "q-year": [""]}, ""),
    (Kind.TIME, {"q": ["9:05"]}, "09:05"),
    (Kind.TIME, {"q": ["21.30"]}, "21:30"),
    (Kind.DATETIME, {"q-day": ["1"], "q-month": ["2"], "q-year": ["2026"], "q-time": ["8:00"]},
     "2026-02-01T08:00"),
    (Kind.DATETIME, {"q": ["2026-02-01T08:00"]}, "2026-02-01T08:00"),
    (Kind.SELECT_ONE, {"q": ["b"]}, "b"),
    (Kind.SELECT_MULTIPLE, {"q": ["b", "a"]}, "a b"),
    (Kind.SELECT_MULTIPLE, {"q": ["none"]}, "none"),
    (Kind.SELECT_MULTIPLE, {}, ""),
    (Kind.ACKNOWLEDGE, {"q": ["OK"]}, "OK"),
]  # fmt: skip
REFUSED = [
    (Kind.INTEGER, {"q": ["1.5"]}), (Kind.INTEGER, {"q": ["ten"]}), (Kind.INTEGER, {"q": ["1e3"]}),
    (Kind.INTEGER, {"q": ["1234567890"]}), (Kind.INTEGER, {"q": ["१२"]}),
    (Kind.DECIMAL, {"q": ["1,5"]}), (Kind.DECIMAL, {"q": ["NaN"]}), (Kind.DECIMAL, {"q": ["."]}),
    (Kind.DATE, {"q-day": ["30"], "q-month": ["2"], "q-year": ["2026"]}),
    (Kind.DATE, {"q-day": ["1"], "q-month": ["2"], "q-year": ["26"]}),
    (Kind.DATE, {"q-day": ["1"], "q-month": [""], "q-year": ["2026"]}),
    (Kind.DATE, {"q": ["1/2/2026"]}), (Kind.TIME, {"q": ["25:00"]}), (Kind.TIME, {"q": ["noon"]}),
    (Kind.DATETIME, {"q-day": ["1"], "q-month": ["2"], "q-year": ["2026"]}),
    (Kind.SELECT_ONE, {"q": ["z"]}), (Kind.SELECT_MULTIPLE, {"q": ["a", "z"]}),
    (Kind.SELECT_MULTIPLE, {"q": ["a", "none"]}), (Kind.ACKNOWLEDGE, {"q": ["yes"]}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "posted", "kept"), TAKEN, ids=str)
def test_what_is_entered_is_kept_so(kind: Kind, posted: dict[str, list[str]], kept: str) -> None:
    assert read_entry(kind, "q", posted, CHOICES) == kept
    assert kept == "" or cast(kind, kept) != EMPTY


@pytest.mark.parametrize(("kind", "posted"), REFUSED, ids=str)
def test_what_could_mean_two_things_or_none_is_refused(
    kind: Kind, posted: dict[str, list[str]]
) -> None:
    with pytest.raises(EntryError):
        read_entry(kind, "q", posted, CHOICES)


@given(st.sampled_from(list(Kind)), st.text(max_size=20), st.text(max_size=5))
def test_whatever_is_entered_is_kept_in_a_form_that_is_read_again(
    kind: Kind, text: str, part: str
) -> None:
    posted = {"q": [text], "q-day": [part], "q-time": [text]}
    try:
        kept = read_entry(kind, "q", posted, CHOICES)
    except EntryError:
        return
    assert read_entry(kind, "q", {"q": [kept]}, CHOICES) == kept
    assert kept == "" or cast(kind, kept) != EMPTY
