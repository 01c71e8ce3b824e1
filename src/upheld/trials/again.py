"""The log of a trial drawn again, by anybody who has the seed."""

from __future__ import annotations

from pathlib import Path

from upheld.trials.commitment import read_seed
from upheld.trials.folder import LOG, committed, log_texts
from upheld.trials.replay import Differing, beside_ledger, ledger_of, replay


def again(folder: Path, seed_file: Path) -> tuple[int, bool, tuple[Differing, ...]]:
    """How many lines there are, whether the keeper's ledger was there, and what differs."""
    protocol, commitment = committed(folder)
    seed = read_seed(seed_file, commitment, secret=False)  # it may be published by now
    texts = log_texts(folder / LOG)
    drawn = replay(protocol, commitment.hash, seed, texts)
    ledger = ledger_of(seed_file)
    if not ledger.is_file():
        return len(texts), False, drawn
    seen = beside_ledger(texts, ledger.read_text(encoding="ascii").splitlines())
    known = {each.line for each in drawn}
    both = (*drawn, *(each for each in seen if each.line not in known))
    return len(texts), True, tuple(sorted(both, key=lambda each: each.line))
