"""Lots: balanced within every block, the same for ever, fair, and not to be foreseen."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upheld.statistics.allocation import arms_of

SEED = bytes(range(32))


def first(count: int, seed: bytes = SEED, stratum: str = "Burglary", arms: int = 2, sizes=(4, 6)):
    return list(islice(arms_of(seed, stratum, arms, sizes), count))


def test_the_same_seed_draws_the_same_arms_on_any_machine() -> None:
    """Written down once: a change of these lots breaks the replay of every trial ever run."""
    drawn = "".join(map(str, first(40)))
    assert drawn == "".join(map(str, slowly(SEED, "Burglary", 2, (4, 6), 40)))
    assert drawn == "0011100101100111000110100001111001101001"


def slowly(seed: bytes, stratum: str, arms: int, sizes: tuple[int, ...], count: int) -> list[int]:
    """The same rules, written apart: all words first, then the blocks."""
    words = []
    for counter in range(200):
        message = b"upheld allocation 1\0" + stratum.encode() + b"\0" + counter.to_bytes(8, "big")
        digest = hmac.new(seed, message, hashlib.sha256).digest()
        words += [int.from_bytes(digest[i : i + 4], "big") for i in range(0, 32, 4)]

    def number(bound: int) -> int:
        while True:
            word = words.pop(0)
            if word < 2**32 - 2**32 % bound:
                return word % bound

    found: list[int] = []
    while len(found) < count:
        size = sizes[number(len(sizes))]
        block = [arm for _ in range(size // arms) for arm in range(arms)]
        for last in reversed(range(1, size)):
            at = number(last + 1)
            block[at], block[last] = block[last], block[at]
        found += block
    return found[:count]


@given(st.binary(min_size=32, max_size=32), st.sampled_from([2, 3]), st.text(max_size=5))
def test_arms_are_those_of_the_rules_and_never_drift_apart(
    seed: bytes, arms: int, stratum: str
) -> None:
    sizes = (arms, 2 * arms, 3 * arms)
    drawn = first(60, seed, stratum, arms, sizes)
    assert drawn == slowly(seed, stratum, arms, sizes, 60)
    for end in range(1, 61):
        counts = [drawn[:end].count(arm) for arm in range(arms)]
        assert max(counts) - min(counts) <= 3  # half the largest block


def test_strata_have_streams_of_their_own() -> None:
    assert first(40, stratum="Burglary") != first(40, stratum="Robbery")


def test_every_order_of_a_block_comes_up_as_often() -> None:
    counts = Counter(
        tuple(first(4, hashlib.sha256(str(n).encode()).digest(), sizes=(4,))) for n in range(6000)
    )
    assert len(counts) == 6  # 4 choose 2
    chi2 = sum((count - 1000) ** 2 / 1000 for count in counts.values())
    assert chi2 < 20.5  # the 99.9% quantile on 5 degrees


def test_block_sizes_vary() -> None:
    """With 4 and 6, the fourth and the sixth are not always where arms are even."""
    even = {
        end
        for n in range(50)
        for end in (4, 6)
        if first(end, hashlib.sha256(str(n).encode()).digest()).count(0) * 2 != end
    }
    assert even == {4, 6}


@pytest.mark.parametrize(
    ("seed", "arms", "sizes"),
    [(b"short", 2, (4,)), (SEED, 1, (4,)), (SEED, 2, ()), (SEED, 2, (4, 5)), (SEED, 3, (0,))],
)
def test_what_cannot_be_drawn_is_refused(seed: bytes, arms: int, sizes: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"seed has 32|multiples"):
        arms_of(seed, "x", arms, sizes)
