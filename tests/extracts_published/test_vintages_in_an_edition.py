"""From files of two vintages, imported one after the other, to what an edition says of both."""

from __future__ import annotations

from datetime import date

from upheld.extracts.met_counts import convert
from upheld.pipeline.build import build
from upheld.render import series_words
from upheld.render.series import Series, at_place, of_whole, rows_of
from upheld.rules.load_measures import measures

PLACES = "MajorText,MinorText,LookUp_BoroughName"


def test_a_revised_month_stands_in_an_edition_as_both_vintages_give_it(write, tmp_path):
    out = tmp_path / "extracts"
    old = ["Robbery,x,Brent,10,20", "Theft,y,Barnet,1,2"]
    new = ["Robbery,x,Brent,21,30", "Theft,y,Barnet,2,3"]
    convert([write("old.csv", f"{PLACES},202201,202202", old)], out)
    convert([write("new.csv", f"{PLACES},202202,202203", new)], out)
    edition, _ = build(out, tmp_path / "edition", date(2022, 4, 8))
    measure = measures().find("recorded-volumes")
    rows = rows_of(edition.published(), measure)

    whole = Series(measure, of_whole(rows, measure, ()))
    assert whole.points.select("vintage", "period_start", "value").rows() == [
        ("2022-02", date(2022, 1, 1), 11), ("2022-02", date(2022, 2, 1), 22),
        ("2022-03", date(2022, 2, 1), 23), ("2022-03", date(2022, 3, 1), 33),
    ]  # fmt: skip
    assert whole.revised.rows() == [(date(2022, 2, 1), date(2022, 2, 28), 22, 23, 1, 2)]
    assert "Each vintage is kept as it came" in series_words.revisions(whole)

    brent = Series(measure, at_place(rows, "E09000005"))
    assert series_words.latest(brent) == "30 in March 2022"
    assert brent.revised.select("value 2022-02", "value 2022-03").rows() == [(20, 21)]
