"""What becomes of each row, against a slow and obvious account of the same rules."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# Table → key, what it must hang on, what it may hang on, a column that can be spoilt.
TABLES = {
    "crimes": ("crime_id", None, None, "month"),
    "victims": ("victim_id", ("crime_id", "crimes"), None, "kind"),
    "priority_decisions": ("decision_id", ("victim_id", "victims"), None, "decision"),
    "events": ("event_id", ("crime_id", "crimes"), ("victim_id", "victims"), "event"),
    "actions": ("action_id", ("crime_id", "crimes"), ("victim_id", "victims"), "result"),
}
IDS = {"crimes": ["C1", "C2", "C3"], "victims": ["V1", "V2", "V3"]}
OTHER_IDS = ["X1", "X2"]


def rows_of(table):
    key, parent, named, _ = TABLES[table]
    columns = {
        key: st.sampled_from([*IDS.get(table, OTHER_IDS), ""]),
        "withdrawn": st.sampled_from(["", "", "", "false", "true", "true", "what"]),
        "extracted_at": st.sampled_from(["", "", "2022-05-01", "2022-05-02T10:00", "what"]),
        "spoilt": st.sampled_from([False] * 5 + [True]),
    }
    if parent:
        columns[parent[0]] = st.sampled_from([*IDS[parent[1]], "nowhere", ""])
    if named:
        columns[named[0]] = st.sampled_from([*IDS[named[1]], "nowhere", "", ""])
    return st.lists(st.lists(st.fixed_dictionaries(columns), max_size=5), max_size=3)


def fate_of_rows(table, rows, kept, gone):
    """The fate of each row in order; adds to the keys kept and gone."""
    key, parent, named, _ = TABLES[table]
    fates = [None] * len(rows)
    for n, row in enumerate(rows):
        if is_set_aside(row, key, parent, kept, gone):
            fates[n] = "set_aside"
    for value in {row[key] for n, row in enumerate(rows) if not fates[n]}:
        rivals = [n for n, row in enumerate(rows) if not fates[n] and row[key] == value]
        winner = max(rivals, key=lambda n: (rows[n]["extracted_at"], n))
        for n in rivals:
            fates[n] = "replaced"
        links = [link for link in (parent, named) if link]
        hangs = any(gone[to].get(rows[winner][column]) == "withdrawn" for column, to in links)
        withdrawn = rows[winner]["withdrawn"] == "true" or hangs
        fates[winner] = "withdrawn" if withdrawn else "kept"
    kept[table] = {row[key] for row, fate in zip(rows, fates, strict=True) if fate == "kept"}
    gone[table] = {}
    for row, fate in zip(rows, fates, strict=True):
        if row[key] and row[key] not in kept[table]:
            one = "withdrawn" if fate == "withdrawn" else "set aside"
            if gone[table].get(row[key]) != "withdrawn":
                gone[table][row[key]] = one
    return fates


def is_set_aside(row, key, parent, kept, gone):
    if "what" in (row["withdrawn"], row["extracted_at"]) or not row[key]:
        return True
    if row["withdrawn"] == "true":
        return False
    if row["spoilt"]:
        return True
    if not parent:
        return False
    column, table = parent
    return row[column] not in kept[table] and gone[table].get(row[column]) != "withdrawn"


def written(table, row):
    spoilt = TABLES[table][3]
    values = {name: value for name, value in row.items() if name != "spoilt"}
    return {**values, spoilt: "what"} if row["spoilt"] else values


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(case=st.fixed_dictionaries({table: rows_of(table) for table in TABLES}))
def test_every_row_meets_the_fate_that_the_rules_give_it(new_extracts, case):
    extracts = new_extracts()
    extracts.rows("published_series.csv", {})  # so that there is always something to read
    for table in TABLES:
        for number, rows in enumerate(case[table]):
            if rows:
                name = f"{table}-{number}.csv"
                extracts.rows(name, *(written(table, row) for row in rows))
    report = extracts.read()
    kept, gone = {}, {}
    for table in TABLES:
        rows = [row for file in case[table] for row in file]
        fates = fate_of_rows(table, rows, kept, gone)
        counted = Counter(fates)
        each = report.counts(table)
        assert (each.kept, each.set_aside, each.replaced, each.withdrawn) == tuple(
            counted[fate] for fate in ("kept", "set_aside", "replaced", "withdrawn")
        ), table
        stays = [n for n, fate in enumerate(fates) if fate == "kept"]
        assert extracts.values(table, "row_number") == stays, table
        assert sum(counted.values()) == each.read == len(rows)
    named = {(row.table, row.file, row.line) for row in report.set_aside_rows()}
    assert len(named) == report.set_aside
