"""Committed before the first lot, concealed until the victim is in, and nothing changed unseen."""

from __future__ import annotations

import hashlib
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from tests.trials.conftest import Box

from upheld.core.errors import ProblemsError, UpheldError, WrongUseError
from upheld.trials.again import again
from upheld.trials.allocate import Request
from upheld.trials.begin import begin
from upheld.trials.folder import open_trial

# ------------------------------------------------------------------------------- commitment


def test_the_commitment_binds_protocol_code_and_seed_by_one_hash(box: Box) -> None:
    table = json.loads((box.folder / "commitment.json").read_text(encoding="utf-8"))
    assert set(table) == {
        "protocol_sha256", "version", "code_sha256", "seed_sha256", "committed_on", "commitment",
    }  # fmt: skip
    assert len(table["commitment"]) == 64


def test_the_seed_is_256_bits_that_only_its_owner_can_read(box: Box) -> None:
    assert len(bytes.fromhex(box.seed.read_text(encoding="ascii"))) == 32
    for file in (box.seed, box.ledger, box.log):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_two_trials_have_the_same_seed(tmp_path: Path, box: Box) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "protocol.toml").write_bytes((box.folder / "protocol.toml").read_bytes())
    begin(tmp_path / "other", tmp_path / "keeper" / "other", date(2022, 5, 30))
    assert (tmp_path / "keeper" / "other").read_text() != box.seed.read_text()


def test_nothing_in_the_trials_folder_gives_the_seed_away(box: Box) -> None:
    box.fill(6)
    seed = box.seed.read_text(encoding="ascii").strip()
    for file in box.folder.iterdir():
        assert seed not in file.read_text(encoding="utf-8")


def test_a_seed_in_the_trials_folder_is_refused(tmp_path: Path, box: Box) -> None:
    with pytest.raises(UpheldError, match="has begun"):
        begin(box.folder, tmp_path / "keeper" / "again", date(2022, 5, 30))
    inside = box.folder / "seed"
    inside.write_bytes(box.seed.read_bytes())
    inside.chmod(0o600)
    with pytest.raises(UpheldError, match="is in the trial's folder"):
        Box(box.folder, inside).take("V1")


def test_a_seed_that_others_can_read_is_refused(box: Box) -> None:
    box.seed.chmod(0o644)
    with pytest.raises(UpheldError, match="can be read by others"):
        box.take("V1")


def test_another_seed_is_refused(box: Box) -> None:
    box.seed.write_text("00" * 32 + "\n", encoding="ascii")
    with pytest.raises(UpheldError, match="does not hold the seed"):
        box.take("V1")


def test_a_protocol_changed_after_the_commitment_is_refused(box: Box) -> None:
    file = box.folder / "protocol.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("0.35", "0.30"), encoding="utf-8")
    with pytest.raises(UpheldError, match="was altered after it was committed on 2022-05-30"):
        box.take("V1")


def test_a_commitment_whose_parts_were_changed_is_refused(box: Box) -> None:
    file = box.folder / "commitment.json"
    file.write_text(file.read_text().replace("0.1.0", "0.2.0"), encoding="utf-8")
    with pytest.raises(UpheldError, match="its parts do not give its hash"):
        box.take("V1")


def test_lots_are_not_drawn_by_other_code_than_was_committed(box: Box) -> None:
    file = box.folder / "commitment.json"
    table = json.loads(file.read_text(encoding="utf-8"))
    table["code_sha256"] = "0" * 64
    names = ("protocol_sha256", "version", "code_sha256", "seed_sha256")
    lines = "".join(f"{table[name]}\n" for name in names)
    table["commitment"] = hashlib.sha256(lines.encode()).hexdigest()
    file.write_text(json.dumps(table), encoding="utf-8")
    with pytest.raises(UpheldError, match="draws lots by other code than was committed"):
        box.take("V1")


def test_a_published_seed_replays(box: Box) -> None:
    box.fill(4)
    box.seed.chmod(0o644)
    assert again(box.folder, box.seed) == (4, True, ())


def test_everything_wrong_with_a_protocol_is_said_at_once(tmp_path: Path, box: Box) -> None:
    wrong = (box.folder / "protocol.toml").read_text(encoding="utf-8")
    wrong = wrong.replace("[4, 6]", "[4]").replace("victim", "team").replace("0.35", "0.9")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "protocol.toml").write_text(wrong, encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        begin(tmp_path / "new", tmp_path / "keeper" / "new", date(2022, 5, 30))
    said = str(caught.value)
    assert "unit: expected one of victim, cluster" in said
    assert "size: difference: expected" in said
    assert not (tmp_path / "keeper" / "new").exists()


def test_one_block_size_is_refused_as_the_last_of_a_block_would_be_known(
    tmp_path: Path, box: Box
) -> None:
    text = (box.folder / "protocol.toml").read_text(encoding="utf-8").replace("[4, 6]", "[4, 4]")
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "protocol.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProblemsError, match="block_sizes: expected two sizes or more"):
        begin(tmp_path / "new", tmp_path / "keeper" / "new", date(2022, 5, 30))


# ------------------------------------------------------------------------------- allocation


def test_arms_are_even_within_each_block_and_in_the_log_when_they_are_said(box: Box) -> None:
    box.fill(48)
    lines = open_trial(box.folder).lines
    for block in ("Bicycle theft", "Vehicle crime"):
        arms = [line.arm for line in lines if line.block == block]
        assert abs(arms.count("usual") - arms.count("call-back")) <= 3
    assert box.take("V99").text == box.log.read_text(encoding="utf-8").splitlines()[-1]


def test_nobody_is_allocated_twice(box: Box) -> None:
    arm = box.take("V1").arm
    with pytest.raises(UpheldError, match=f"in the trial already: line 2 of the log, {arm}"):
        box.take("V1", "Bicycle theft")
    assert len(open_trial(box.folder).lines) == 1


def test_whoever_is_excluded_uses_no_lot(box: Box, tmp_path: Path) -> None:
    first = [box.take(f"V{n}").arm for n in range(4)]
    text = box.log.read_text(encoding="utf-8").splitlines()
    for file, left in ((box.log, text[:1]), (box.ledger, [])):
        file.write_text("".join(f"{line}\n" for line in left), encoding="utf-8")
    again_ = []
    for n in range(4):
        box.leave(f"W{n}", "under 18")
        again_.append(box.take(f"V{n}").arm)
    assert again_ == first


def test_two_at_once_get_a_line_each(box: Box) -> None:
    with ThreadPoolExecutor(4) as pool:
        lines = list(pool.map(lambda n: box.take(f"V{n}"), range(12)))
    assert sorted(line.number for line in lines) == list(range(1, 13))
    assert again(box.folder, box.seed) == (12, True, ())


@pytest.mark.parametrize("unit", ["Jo Smith", "", "V1,V2", "V1\nV2", "x" * 65, "=cmd"])
def test_a_reference_that_could_be_a_name_is_refused(unit: str) -> None:
    with pytest.raises(WrongUseError, match=r"The reference is not made of"):
        Request(unit, "Vehicle crime", "pc1", "2022-06-01T10:00:00Z")


def test_a_block_that_is_not_in_the_protocol_is_refused(box: Box) -> None:
    with pytest.raises(WrongUseError, match="no block 'Arson'"):
        box.take("V1", "Arson")


# ---------------------------------------------------------------------------------- replay


def differing(box: Box) -> list[str]:
    return [str(each) for each in again(box.folder, box.seed)[2]]


def rewrite(box: Box, change) -> None:
    """The log's lines below the header, changed."""
    header, *lines = box.log.read_text(encoding="utf-8").splitlines()
    box.log.write_text("".join(f"{each}\n" for each in (header, *change(lines))), encoding="utf-8")


def relinked(box: Box, lines: list[str]) -> list[str]:
    """As somebody would who knows how links are made: every link anew."""
    before = json.loads((box.folder / "commitment.json").read_text())["commitment"]
    made = []
    for line in lines:
        cells = line.rpartition(",")[0]
        before = hashlib.sha256(f"{before}\n{cells}".encode()).hexdigest()
        made.append(f"{cells},{before}")
    return made


def test_every_line_is_drawn_again_to_the_byte(box: Box) -> None:
    box.fill(20)
    box.leave("W1", "declined")
    assert again(box.folder, box.seed) == (21, True, ())


def other(line: str) -> str:
    return line.replace("call-back", "usual") if "call-back" in line else line.replace(
        "usual", "call-back"
    )  # fmt: skip


def test_an_arm_changed_is_named_with_its_line(box: Box) -> None:
    box.fill(8)
    rewrite(box, lambda lines: [*lines[:4], other(lines[4]), *lines[5:]])
    (said,) = differing(box)
    assert said.startswith("line 6: arm ")
    assert "was drawn" in said
    with pytest.raises(UpheldError, match=r"was altered: line 6 \(number 5\)"):
        open_trial(box.folder)


def test_an_arm_changed_with_every_link_made_anew_is_named(box: Box) -> None:
    box.fill(8)
    rewrite(box, lambda lines: relinked(box, [*lines[:4], other(lines[4]), *lines[5:]]))
    open_trial(box.folder)  # the links hold: only the seed can tell
    assert differing(box)[0].startswith("line 6: arm ")
    with pytest.raises(UpheldError, match="is not the log that was written: line 6"):
        box.take("V99")


def test_a_reference_changed_with_every_link_made_anew_is_seen_by_the_ledger(box: Box) -> None:
    box.fill(8)
    rewrite(
        box, lambda lines: relinked(box, [*lines[:4], lines[4].replace("V4", "X4"), *lines[5:]])
    )
    assert differing(box)[0] == "line 6: is not the line that the keeper saw"


def test_lines_cut_from_the_end_are_missed_by_the_ledger(box: Box) -> None:
    box.fill(8)
    rewrite(box, lambda lines: lines[:-2])
    open_trial(box.folder)
    assert differing(box) == ["line 8: is missing: the keeper saw 8 lines, and 6 are left"]
    with pytest.raises(UpheldError, match="is not the log that was written"):
        box.take("V99")


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[1:],
        lambda lines: [lines[1], lines[0], *lines[2:]],
        lambda lines: [*lines[:3], lines[3].replace("10:00", "11:00"), *lines[4:]],
        lambda lines: [*lines[:3], lines[3].replace("pc1", "pc2"), *lines[4:]],
        lambda lines: [*lines, lines[-1]],
        lambda lines: [*lines, "9,x"],
        lambda lines: [lines[0] + " ", *lines[1:]],
    ],
    ids=["taken out", "swapped", "time", "who", "twice", "no line", "a space"],
)
def test_any_change_of_a_line_is_noticed(box: Box, change) -> None:
    box.fill(8)
    rewrite(box, change)
    assert differing(box)
    with pytest.raises(UpheldError, match="altered"):
        open_trial(box.folder)


def test_a_line_that_reached_the_log_and_not_the_ledger_is_taken_up(box: Box) -> None:
    box.fill(3)
    seen = box.ledger.read_text(encoding="ascii").splitlines()
    box.ledger.write_text("".join(f"{line}\n" for line in seen[:-1]), encoding="ascii")
    box.take("V99")
    assert len(box.ledger.read_text(encoding="ascii").splitlines()) == 4
    assert differing(box) == []


def test_a_missing_ledger_stops_allocation_but_not_replay(box: Box) -> None:
    box.fill(3)
    box.ledger.unlink()
    assert again(box.folder, box.seed) == (3, False, ())
    with pytest.raises(UpheldError, match="ledger is missing"):
        box.take("V99")
