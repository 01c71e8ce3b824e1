"""How a value of an extract becomes a typed value: one SQL expression a column.

Every expression here is NULL where the value does not parse, so that "given, but NULL" is the
one test of a bad value. ``raw`` is SQL for the value as found: text, never empty (NULL instead).

Times with an offset are turned into London wall-clock time through a time zone; times without
one never meet a time zone, which would move those in the hour that summer time skips.
"""

from __future__ import annotations

from collections.abc import Callable

from upheld.extracts.contract import Column, Kind

SQL_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.DATE: "DATE",
    Kind.DATETIME: "TIMESTAMP",
    Kind.MONTH: "VARCHAR",
    Kind.TRUE_FALSE: "BOOLEAN",
    Kind.WHOLE: "INTEGER",
    Kind.NUMBER: "DOUBLE",
    Kind.CODE: "VARCHAR",
    Kind.CODES: "VARCHAR",
}

# Outside these years a value is a slip of the key. A victim may have been born before 1900.
FIRST_YEAR, LAST_YEAR = 1900, 2199
FIRST_YEAR_OF = {"date_of_birth": 1880}

_YEAR = r"(19|2[01])\d\d"
_YEAR_OF_BIRTH = r"(18[89]\d|19\d\d|2[01]\d\d)"
_MONTH = r"-(0[1-9]|1[0-2])"
_DAY = r"-(0[1-9]|[12]\d|3[01])"
_TIME = r"[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?"
_OFFSET = r"(Z|[+-](0\d|1[0-4])(:?[0-5]\d)?)"
_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"

_EXPECTED = {
    Kind.DATE: "not a date such as 2022-05-04",
    Kind.DATETIME: "not a date or time such as 2022-05-04 or 2022-05-04T13:30",
    Kind.MONTH: "not a month such as 2022-05",
    Kind.TRUE_FALSE: "not true or false",
    Kind.WHOLE: "not a whole number up to 999999",
    Kind.NUMBER: "not a number with a decimal point",
}


def literal(text: str) -> str:
    """SQL for a piece of text."""
    return "'" + text.replace("'", "''") + "'"


def name(identifier: str) -> str:
    """SQL for a table's or a column's name."""
    return '"' + identifier.replace('"', '""') + '"'


def expected(column: Column) -> str:
    """Why a value of this column does not parse, in words that say what would."""
    match column.kind:
        case Kind.CODE:
            return f"not one of: {', '.join(column.codes)}"
        case Kind.CODES:
            return f"not a list, separated by semicolons, of: {', '.join(column.codes)}"
        case kind:
            return _EXPECTED.get(kind, "not text")


def from_text(column: Column, raw: str) -> str:
    """SQL for the typed value of a text value."""
    return _FROM_TEXT[column.kind](column, raw)


def from_typed(column: Column, value: str, sql_type: str) -> str | None:
    """SQL for the typed value of a Parquet column whose own type already says what it is.

    None where the type says nothing of the kind: the value is then read as its text.
    """
    first_year = FIRST_YEAR_OF.get(column.name, FIRST_YEAR)
    is_time = sql_type == "DATE" or sql_type.startswith("TIMESTAMP")
    if column.kind in (Kind.DATE, Kind.DATETIME) and is_time:
        local = _local(value, sql_type)
        return _within_years(f"TRY_CAST({local} AS {SQL_TYPES[column.kind]})", first_year)
    if column.kind is Kind.TRUE_FALSE and sql_type == "BOOLEAN":
        return value
    if column.kind is Kind.NUMBER and sql_type in ("FLOAT", "DOUBLE"):
        return _finite(f"CAST({value} AS DOUBLE)")
    return None


def as_text(value: str, sql_type: str) -> str:
    """SQL for a Parquet value as its text: what a CSV file of the same data would hold.

    A table writer that knows no empty whole number makes 7 into 7.0: it is read as 7. A value
    that is not a number (NaN) is an empty one.
    """
    if sql_type in ("FLOAT", "DOUBLE"):
        whole = f"{value} = trunc({value}) AND abs({value}) < 1e15"
        return (
            f"CASE WHEN isnan({value}) THEN NULL WHEN {whole} "
            f"THEN CAST(CAST({value} AS BIGINT) AS VARCHAR) ELSE CAST({value} AS VARCHAR) END"
        )
    if sql_type == "VARCHAR[]":
        return f"nullif(array_to_string({value}, ';'), '')"
    return f"nullif(CAST({value} AS VARCHAR), '')"


def _when(condition: str, value: str) -> str:
    return f"CASE WHEN {condition} THEN {value} END"


def _matches(raw: str, pattern: str) -> str:
    return f"regexp_full_match({raw}, {literal(pattern)})"


def _london(instant: str) -> str:
    return f"({instant} AT TIME ZONE 'Europe/London')"


def _local(value: str, sql_type: str) -> str:
    """SQL for a typed time on the London wall clock.

    DuckDB rounds nanoseconds, which would carry the last of them over midnight: they are cut off.
    """
    if sql_type in ("TIMESTAMP_NS", "TIMESTAMPTZ_NS"):
        nanoseconds = f"epoch_ns({value})"
        whole = f"({nanoseconds} - (({nanoseconds} % 1000) + 1000) % 1000) // 1000"
        value = f"make_timestamp({whole})"
        if sql_type == "TIMESTAMPTZ_NS":
            value = f"({value} AT TIME ZONE 'UTC')"
    return _london(value) if "TZ" in sql_type or "ZONE" in sql_type else value


def _date_pattern(column: Column) -> str:
    early = FIRST_YEAR_OF.get(column.name, FIRST_YEAR) < FIRST_YEAR
    return (_YEAR_OF_BIRTH if early else _YEAR) + _MONTH + _DAY


def _datetime(raw: str, date: str) -> str:
    return (
        f"CASE WHEN {_matches(raw, f'{date}({_TIME})?')} THEN TRY_CAST({raw} AS TIMESTAMP) "
        f"WHEN {_matches(raw, date + _TIME + _OFFSET)} "
        f"THEN {_london(f'TRY_CAST({raw} AS TIMESTAMPTZ)')} END"
    )


def _date(raw: str, date: str) -> str:
    """A bare date is by far the most common; a time is taken as its London date."""
    bare = _when(_matches(raw, date), f"TRY_CAST({raw} AS DATE)")
    return f"CASE WHEN length({raw}) = 10 THEN {bare} ELSE CAST({_datetime(raw, date)} AS DATE) END"


def _within_years(value: str, first_year: int) -> str:
    """Also keeps out infinity, which lies beyond any year."""
    first, after = f"DATE '{first_year}-01-01'", f"DATE '{LAST_YEAR + 1}-01-01'"
    return _when(f"({value}) >= {first} AND ({value}) < {after}", value)


def _finite(value: str) -> str:
    return _when(f"isfinite({value})", value)


def _true_false(_: Column, raw: str) -> str:
    return _when(f"lower({raw}) IN ('true', 'false')", f"lower({raw}) = 'true'")


def _whole(_: Column, raw: str) -> str:
    """At most six digits: a number of days that no date could bear is a slip of the keyboard."""
    return _when(_matches(raw, r"0*\d{1,6}"), f"TRY_CAST({raw} AS INTEGER)")


def _number(_: Column, raw: str) -> str:
    return _when(_matches(raw, _NUMBER), _finite(f"TRY_CAST({raw} AS DOUBLE)"))


def _code(column: Column, raw: str) -> str:
    return _when(f"{raw} IN ({', '.join(map(literal, column.codes))})", raw)


def _codes(column: Column, raw: str) -> str:
    """Spaces round a code and empty elements are dropped; a list of none is '' (not NULL)."""
    elements = f"list_transform(string_split({raw}, ';'), lambda each: trim(each))"
    given = f"list_filter({elements}, lambda each: each <> '')"
    known = f"[{', '.join(map(literal, column.codes))}]"
    return (
        f"CASE WHEN {raw} IN ({', '.join(map(literal, column.codes))}) THEN {raw} "
        f"WHEN list_has_all({known}, {given}) THEN array_to_string({given}, ';') END"
    )


_FROM_TEXT: dict[Kind, Callable[[Column, str], str]] = {
    Kind.TEXT: lambda _, raw: raw,
    Kind.DATE: lambda column, raw: _date(raw, _date_pattern(column)),
    Kind.DATETIME: lambda column, raw: _datetime(raw, _date_pattern(column)),
    Kind.MONTH: lambda _, raw: _when(_matches(raw, _YEAR + _MONTH), raw),
    Kind.TRUE_FALSE: _true_false,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.CODE: _code,
    Kind.CODES: _codes,
}
