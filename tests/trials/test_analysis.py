"""Blinded outcomes, nothing seen early, intention to treat by block first, one page."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from tests.trials.conftest import Box, begun

from upheld.core.errors import ProblemsError, UpheldError
from upheld.trials.analyse import analyse
from upheld.trials.folder import open_trial
from upheld.trials.report import TrialReport
from upheld.trials.worklist import to_deliver, to_interview

AT = "2022-12-01T09:00:00Z"


def run(box: Box, outcomes: Path, received: Path | None = None, **more: str) -> TrialReport:
    return analyse(box.folder, outcomes, received, by="an1", at=AT, **more)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As many as the size asks for: 27 an arm, filled once and copied for each test."""
    folder = tmp_path_factory.mktemp("filled")
    box = begun(folder)
    assert open_trial(box.folder).protocol.completed_per_arm == 27
    box.fill(64)
    return folder


@pytest.fixture
def full(filled: Path, tmp_path: Path) -> Box:
    shutil.copytree(filled, tmp_path / "full")
    return Box(tmp_path / "full" / "trial", tmp_path / "full" / "keeper" / "seed")


def test_the_figures_are_the_differences_of_the_arms_as_allocated(
    full: Box, tmp_path: Path
) -> None:
    path = full.outcomes(tmp_path)
    found = run(full, path).plain()
    answers = dict(line.split(",") for line in path.read_text().splitlines()[1:])
    lines = open_trial(full.folder).lines
    for block in found["by_block"]:
        shares = [
            np.mean([int(answers[line.unit]) for line in lines
                     if line.block == block["block"] and line.arm == arm])
            for arm in ("call-back", "usual")
        ]  # fmt: skip
        assert block["estimate"] == pytest.approx(shares[0] - shares[1])
    assert [each["block"] for each in found["by_block"]] == ["Bicycle theft", "Vehicle crime"]
    assert found["verdict"] == "effect"
    assert found["stage"] == "final"
    assert found["pooled"][0]["lower"] > 0


def test_where_nothing_happens_the_verdict_is_cannot_tell(full: Box, tmp_path: Path) -> None:
    report = run(full, full.outcomes(tmp_path, better=0.0))
    assert report.verdict == "cannot tell"
    assert "no effect is shown" in str(report)


def test_where_crime_types_differ_the_verdict_itself_sends_to_each_of_them(
    full: Box, tmp_path: Path
) -> None:
    path, blocks = tmp_path / "outcomes.csv", {}
    rows = ["reference,satisfied"]
    for line in open_trial(full.folder).lines:
        helped = line.arm == "call-back" and line.block == "Bicycle theft"
        number = blocks[line.arm, line.block] = blocks.get((line.arm, line.block), 0) + 1
        rows.append(f"{line.unit},{int(helped or number % 2)}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    (verdict, *_) = run(full, path).sections()
    assert verdict.sentences[-1].endswith("But blocks differ: go by each block, below.")
    (alike, *_) = run(full, full.outcomes(tmp_path)).sections()
    assert "differ" not in alike.sentences[-1]


def test_who_got_what_changes_the_flow_and_no_figure(full: Box, tmp_path: Path) -> None:
    outcomes = full.outcomes(tmp_path)
    got = tmp_path / "received.csv"
    units = [unit for unit, arm in full.arms.items() if arm == "call-back"][:10]
    got.write_text("reference,received\n" + "".join(f"{u},1\n" for u in units), encoding="utf-8")
    with_it, without = run(full, outcomes, got).plain(), run(full, outcomes).plain()
    assert with_it["pooled"] == without["pooled"]
    assert [arm["received"] for arm in with_it["flow"]["arms"]] == [0, 10]
    assert [arm["received"] for arm in without["flow"]["arms"]] == [None, None]


def test_the_flow_counts_everybody_who_was_looked_at(full: Box, tmp_path: Path) -> None:
    full.leave("W1", "declined")
    full.leave("W2", "under 18")
    full.leave("W3", "declined")
    found = run(full, full.outcomes(tmp_path, answer=0.9)).plain()
    flow = found["flow"]
    assert flow["assessed"] == 67
    assert flow["excluded"] == {"declined": 2, "under 18": 1}
    assert sum(arm["allocated"] for arm in flow["arms"]) == 64
    assert sum(arm["analysed"] for arm in flow["arms"]) == found["completed"] == 57
    assert any("have no outcome" in each for each in found["caveats"])


def test_loss_that_differs_between_arms_is_said(full: Box, tmp_path: Path) -> None:
    path = full.outcomes(tmp_path)
    kept = [
        line if full.arms.get(line.split(",")[0]) != "usual" or n % 4 else f"{line.split(',')[0]},"
        for n, line in enumerate(path.read_text().splitlines())
    ]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    report = run(full, path, close="the year is over")
    assert any("Arms differ in how many have no outcome" in each for each in report.caveats)


# ------------------------------------------------------------------------------- when to look


def test_nothing_is_shown_before_the_first_look(box: Box, tmp_path: Path) -> None:
    box.fill(20)
    with pytest.raises(UpheldError, match=r"20 interviews are completed\. The protocol"):
        run(box, box.outcomes(tmp_path))
    assert len(open_trial(box.folder).lines) == 20


def test_a_look_is_written_down_and_taken_once(box: Box, tmp_path: Path) -> None:
    box.fill(34)
    report = run(box, box.outcomes(tmp_path, better=0.0))
    assert report.plain()["stage"] == "look"
    assert any("This is a look before the end" in each for each in report.caveats)
    line = open_trial(box.folder).lines[-1]
    assert (line.act, line.by) == ("look", "an1")
    assert "go on" in line.said
    with pytest.raises(UpheldError, match="lets nobody see results before 54"):
        run(box, box.outcomes(tmp_path))


def test_at_a_look_only_a_tiny_p_is_an_effect(box: Box, tmp_path: Path) -> None:
    box.fill(34)
    report = run(box, box.outcomes(tmp_path, better=0.4))
    p = report.plain()["pooled"][0]["p"]
    assert 0.001 < p < 0.05
    assert report.verdict == "cannot tell"


def test_a_trial_closed_early_says_so_and_takes_nobody_more(box: Box, tmp_path: Path) -> None:
    box.fill(20)
    report = run(box, box.outcomes(tmp_path), close="staff moved away")
    assert any("closed on 2022-12-01: staff moved away" in each for each in report.caveats)
    assert any("It ended with 20 of the 54 interviews" in each for each in report.caveats)
    with pytest.raises(UpheldError, match="The trial was closed"):
        box.take("V99")


def test_a_trial_without_outcomes_can_be_closed(box: Box, tmp_path: Path) -> None:
    box.fill(2)
    path = tmp_path / "none.csv"
    path.write_text("reference,satisfied\n", encoding="utf-8")
    with pytest.raises(UpheldError, match="Nothing can be said of call-back"):
        run(box, path, close="no interviewers")
    assert open_trial(box.folder).lines[-1].said == "no interviewers"


# ------------------------------------------------------------------------------ blinded files


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reference,satisfied,arm\nV1,1,usual\n", "expected the columns reference and satisfied"),
        ("reference,satisfied\nV999,1\n", "line 2: names nobody who was allocated"),
        ("reference,satisfied\nV1,1\nV1,0\n", "line 3: names whom line 2 names already"),
        ("reference,satisfied\nV1,yes\n", "line 2: expected 0, 1 or nothing"),
        ("reference,satisfied\nV1,1,2\n", "line 2: has 3 cells"),
        ("", "expected the columns"),
    ],
)
def test_a_file_that_is_not_blinded_or_not_right_is_not_taken(
    box: Box, tmp_path: Path, text: str, said: str
) -> None:
    box.fill(4)
    path = tmp_path / "wrong.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError, match=said):
        run(box, path)


def test_an_arm_without_outcomes_is_said(full: Box, tmp_path: Path) -> None:
    path = tmp_path / "half.csv"
    rows = [f"{unit},1" for unit, arm in full.arms.items() if arm == "usual"]
    path.write_text("reference,satisfied\n" + "\n".join(rows), encoding="utf-8")
    with pytest.raises(UpheldError, match="Nothing can be said of call-back: an arm has 0"):
        run(full, path, close="over")


def test_the_interviewers_list_holds_no_arm_and_not_its_order(full: Box) -> None:
    listed = to_interview(open_trial(full.folder))
    assert listed == tuple(sorted(full.arms))


def test_the_worklist_holds_whoever_has_not_got_what_their_arm_gives(full: Box) -> None:
    called = [unit for unit, arm in full.arms.items() if arm == "call-back"]
    due = to_deliver(open_trial(full.folder), {called[0]: True, called[1]: False})
    assert [each.reference for each in due] == called[1:]
    assert {each.does for each in due} == {"One call."}


# ---------------------------------------------------------------------------------- clusters


def test_where_clusters_are_allocated_errors_are_those_of_clusters(tmp_path: Path) -> None:
    box = begun(tmp_path, "cluster")
    box.fill(24)
    draws = np.random.default_rng(3)
    rows = []
    for unit, arm in box.arms.items():
        level = 0.5 + 0.2 * (arm == "call-back") + draws.normal() * 0.1
        rows += [f"{unit},{int(draws.random() < level)}" for _ in range(6)]
    path = tmp_path / "outcomes.csv"
    path.write_text("reference,satisfied\n" + "\n".join(rows) + "\n", encoding="utf-8")
    report = run(box, path, close="over")
    found = report.plain()
    assert "CR2 by cluster" in str(report)
    assert found["pooled"][0]["degrees"] < 24
    assert found["completed"] == 144


# ---------------------------------------------------------------------------------- the page


def test_every_form_of_the_page_holds_design_flow_verdict_and_caveats(
    full: Box, tmp_path: Path
) -> None:
    report = run(full, full.outcomes(tmp_path))
    for page in (str(report), report.markdown(), report.html(), repr(report)):
        plain = page.replace("\\", "").replace("&#x27;", "'")
        for said in (*report.caveats, "Flow", "One call.", report.commitment, "By block"):
            assert said in plain
        assert plain.index("By block") < plain.index("Pooled")


def test_no_form_of_the_page_holds_a_reference(full: Box, tmp_path: Path) -> None:
    report = run(full, full.outcomes(tmp_path))
    for page in (str(report), report.markdown(), report.html(), str(report.plain())):
        assert not [unit for unit in full.arms if re.search(rf"\b{unit}\b", page)]


def test_what_a_protocol_says_cannot_run_in_the_page(tmp_path: Path) -> None:
    from upheld.trials.report import Section, html, markdown

    hostile = Section("<script>", ("<img src=x>",), (("a|b", "<b>"), ("c", "d")))
    assert "<script>" not in html((hostile,), "<script>alert(1)</script>")
    assert "<img" not in html((hostile,), "t")
    assert "a\\|b" in markdown((hostile,), "t")


def test_no_part_of_a_report_that_can_be_had_alone_is_a_number(full: Box, tmp_path: Path) -> None:
    report = run(full, full.outcomes(tmp_path))
    public = {name: getattr(report, name) for name in dir(report) if not name.startswith("_")}
    assert not [n for n, each in public.items() if isinstance(each, int | float | dict)]
