"""What was planted can be found again by counting."""

from __future__ import annotations

from datetime import date
from math import sqrt

import polars as pl
import pytest

from upheld.core.errors import UpheldError
from upheld.pipeline.build import build
from upheld.rules.load import calendar, force, victims_codes
from upheld.synthetic.truth import MAGIC, seal, unseal

STATUSES = ("met", "excluded", "late", "overdue", "done", "not_recorded", "unmeasurable")
MARKERS = ("domestic_abuse", "hate_crime", "terrorism")


def _grounds(made):
    """Victims with a ground that needs no judgement, by the plainest reading of the rules."""
    listed = [
        offence.code
        for ground in victims_codes().versions[-1].grounds
        for offence in ground.offences
    ]
    victims = made.rows("victims").join(
        made.rows("crimes").select(
            "crime_id", "committed_on", "offence_code", "unit_code", *MARKERS
        ),
        on="crime_id",
    )
    eighteen = pl.col.date_of_birth.dt.offset_by("18y")
    young = (pl.col.kind != "business") & (pl.col.committed_on < eighteen).fill_null(value=False)
    ground = (
        young
        | pl.any_horizontal(*MARKERS)
        | pl.col.offence_code.is_in(listed)
        | (pl.col.kind == "bereaved_relative")
    )
    in_scope = (pl.col.kind != "business") | pl.col.named_contact.fill_null(value=False)
    return victims.filter(in_scope).with_columns(ground=ground)


def _told_of_arrests(made):
    """Each victim and arrest: due date, and the first day on which the victim was really told."""
    decided = made.rows("priority_decisions").filter(decision="eligible")
    arrests = (
        made.rows("events").filter(event="arrested").with_columns(on=pl.col.occurred_at.dt.date())
    )
    pairs = arrests.select("event_id", "crime_id", "on").join(_grounds(made), on="crime_id")
    recorded = (
        pairs.join(decided, on="victim_id")
        .filter(pl.col.decided_at.dt.date() <= pl.col.on)
        .select("event_id", "victim_id")
        .unique()
        .with_columns(recorded=True)
    )
    pairs = pairs.join(recorded, on=["event_id", "victim_id"], how="left")
    enhanced = pl.col.ground | pl.col.recorded.fill_null(value=False)
    due = [
        calendar().due(day, 1 if rights else 5)
        for day, rights in pairs.select("on", enhanced).iter_rows()
    ]
    told = made.rows("actions").filter(
        pl.col.action == "informed",
        pl.col.result.is_in(["spoken", "acknowledged", "handed_over"]),
    )
    by_id = told.rename({"about_event_id": "event_id", "victim_id": "who"})
    by_name = told.filter(about="arrested")
    found = pl.concat(
        [
            pairs.join(by_id.select("event_id", "who", "done_at"), on="event_id"),
            pairs.join(
                by_name.select("crime_id", "done_at", who="victim_id"), on="crime_id"
            ).select([*pairs.columns, "who", "done_at"]),
        ]
    ).filter(pl.col.who.is_null() | (pl.col.who == pl.col.victim_id))
    first = found.group_by("event_id", "victim_id").agg(pl.col.done_at.dt.date().min())
    return (
        pairs.with_columns(due=pl.Series(due))
        .filter(pl.col.due <= date(2022, 9, 30))
        .join(first, on=["event_id", "victim_id"], how="left")
    )


def _duties(made, **only):
    duties = pl.DataFrame(made.truth["duties"], infer_schema_length=None)
    return duties.filter(**only).group_by("unit").agg(pl.sum(*STATUSES, "expected_in_time"))


def test_counting_who_was_told_of_arrests_in_time_gives_the_truth_unit_by_unit(made):
    counted = (
        _told_of_arrests(made)
        .group_by(unit="unit_code")
        .agg(owed=pl.len(), told=(pl.col.done_at <= pl.col.due).sum())
    )
    truth = _duties(made, entitlement="R6-ARREST").select(
        "unit", "met", owed=pl.sum_horizontal(STATUSES)
    )
    both = truth.join(counted, on="unit", how="full", suffix="_counted")
    assert both.height > 10
    assert both.filter(pl.col.owed.ne_missing(pl.col.owed_counted)).height == 0
    assert both.filter(pl.col.met.ne_missing(pl.col.told)).height == 0


def test_the_share_told_in_time_is_the_planted_one_within_sampling_error(made):
    # A crime's draws are partly one and the same: the error is that of fewer independent draws.
    told = (
        _duties(made, entitlement="R6-NOINV")
        .with_columns(owed=pl.sum_horizontal(STATUSES))
        .filter(pl.col.owed > 100)
    )
    assert told.height >= 12
    for row in told.iter_rows(named=True):
        share = row["expected_in_time"] / row["owed"]
        error = sqrt(share * (1 - share) / (row["owed"] / 2))
        assert abs(row["met"] / row["owed"] - share) < 4 * error, row["unit"]


def test_one_bcu_changes_on_the_day_that_was_planted_and_the_others_do_not(made):
    duties = pl.DataFrame(made.truth["duties"], infer_schema_length=None).filter(
        pl.col.entitlement.str.starts_with("R6-")
    )
    shares = (
        duties.with_columns(half=pl.when(pl.col.month <= "2022-04").then(0).otherwise(1))
        .filter(~pl.col.month.is_in(["2021-12", "2022-05"]))
        .group_by("unit", "half")
        .agg(met=pl.sum("met"), judged=pl.sum("met") + pl.sum("late") + pl.sum("overdue"))
        .filter(pl.col.judged > 200)
        .select("unit", "half", share=pl.col.met / pl.col.judged)
        .pivot("half", index="unit", values="share")
        .with_columns(change=pl.col("1") - pl.col("0"))
    )
    changes = dict(shares.select("unit", "change").iter_rows())
    assert changes.pop("SN") > 0.12
    assert max(changes.values()) < 0.08


def test_missed_identifications_are_as_planted(made):
    planted = made.truth["planted"]["units"]
    for row in made.truth["enhanced_rights"]:
        if row["derived"] > 50:
            share = planted[row["unit"]]["missed"]
            error = sqrt(share * (1 - share) / row["derived"])
            assert abs(row["missed"] / row["derived"] - share) < 4 * error + 0.02, row["unit"]


def test_counting_missed_identifications_gives_the_truth(made):
    eligible = made.rows("priority_decisions").filter(decision="eligible").select("victim_id")
    with_ground = _grounds(made).filter("ground")
    missed = with_ground.join(eligible, on="victim_id", how="anti")
    truth = {row["unit"]: row for row in made.truth["enhanced_rights"]}
    for unit, rows in with_ground.group_by("unit_code"):
        assert rows.height == truth[unit[0]]["derived"]
    for unit, rows in missed.group_by("unit_code"):
        assert rows.height == truth[unit[0]]["missed"]


def test_a_repeat_victim_is_one_person_with_one_date_of_birth_under_several_spellings(made):
    repeats = made.truth["repeat_victims"]
    assert repeats["repeat_persons"] == len(repeats["groups"]) > 200
    groups = pl.DataFrame({"victim_id": repeats["groups"]}).with_row_index("person")
    rows = groups.explode("victim_id").join(made.rows("victims"), on="victim_id", how="left")
    assert rows["crime_id"].null_count() == 0
    alike = rows.group_by("person").agg(
        pl.col("date_of_birth", "postcode", "crime_id").drop_nulls().n_unique(),
        spellings=pl.struct("given_name", "family_name").n_unique(),
        references=pl.col.person_ref.n_unique(),
    )
    assert alike["date_of_birth"].max() == 1
    assert alike["postcode"].max() == 1
    assert (alike["crime_id"] > 1).all()
    assert 0.2 < (alike["spellings"] > 1).mean() < 0.8
    assert 0.2 < (alike["references"] > 1).mean() < 0.8


def test_the_pipeline_finds_every_planted_duty_and_no_other(made, tmp_path):
    """Cell by cell: entitlement, unit, month, standard or Enhanced, and what became of it."""
    build(made.folder, tmp_path / "edition", date(2022, 11, 15), force=force("met"))
    rights = pl.when(pl.col.enhanced).then(pl.lit("enhanced")).otherwise(pl.lit("standard"))
    found = (
        pl.read_parquet(tmp_path / "edition" / "restricted" / "duties.parquet")
        .with_columns(pl.col.entitlement.str.replace(r"^VC\d\d-", ""))
        .filter(pl.col.month <= "2022-09", pl.col.entitlement != "R6-UPDATE")
        .group_by("entitlement", "month", pl.col.status.cast(pl.String), unit="unit_code",
                  rights=pl.when(pl.col.status.cast(pl.String) == "unmeasurable")
                  .then(pl.lit("standard")).otherwise(rights))
        .len("found")
    )  # fmt: skip
    planted = (
        pl.DataFrame(made.truth["duties"], infer_schema_length=None)
        .drop("expected_in_time")
        .unpivot(index=["entitlement", "unit", "month", "rights"],
                 variable_name="status", value_name="planted")
        .with_columns(rights=pl.when(pl.col.status == "unmeasurable")
                      .then(pl.lit("standard")).otherwise("rights"))
        .group_by("entitlement", "unit", "month", "rights", "status")
        .agg(pl.sum("planted"))
        .filter(pl.col.planted > 0)
    )  # fmt: skip
    keys = ["entitlement", "unit", "month", "rights", "status"]
    both = found.join(planted, on=keys, how="full", coalesce=True)
    assert both.filter(pl.col.found.cast(pl.Int64).ne_missing(pl.col.planted)).rows() == []
    assert both.height > 1000


def test_the_truth_says_what_was_asked_for_and_what_was_planted(made):
    truth = made.truth
    assert truth["order"]["seed"] == 11
    assert truth["planted"]["change"] == {"unit": "SN", "on": "2022-05-02", "told": 0.82}
    assert {row["unit"] for row in truth["told_by_unit_and_month"]} >= {"SN", "AS", "SO18"}
    assert truth["flaws"] == []


def test_a_sealed_truth_is_no_table_and_does_not_open_as_one(made):
    content = (made.folder / "truth.sealed").read_bytes()
    assert content.startswith(MAGIC)
    assert b"told" not in content


def test_what_is_sealed_comes_out_again(tmp_path):
    seal({"a": [1, {"b": 0.5}]}, tmp_path / "x")
    assert unseal(tmp_path / "x") == {"a": [1, {"b": 0.5}]}


@pytest.mark.parametrize("content", [b"", b"crime_id,month\n", MAGIC + b"cut off"])
def test_a_file_that_is_no_sealed_truth_is_refused(tmp_path, content):
    (tmp_path / "truth.sealed").write_bytes(content)
    with pytest.raises(UpheldError, match="no sealed truth"):
        unseal(tmp_path / "truth.sealed")
