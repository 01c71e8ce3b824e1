"""Who gets what, by lot: permuted blocks of varying size, from a seed and nothing else.

Each stratum has a stream of its own: bytes HMAC-SHA256(seed, "upheld allocation 1", stratum,
counter). From it are drawn, again and again, the size of the next block and the order of its arms
(Fisher and Yates's shuffle; numbers that would favour some arm are thrown away). No library's
random numbers are used, so the same seed gives the same arms on any machine in any year.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Sequence

SEED_BYTES = 32  # 256 random bits
LABEL = b"upheld allocation 1"
WORD = 4  # bytes a number is drawn from


def arms_of(seed: bytes, stratum: str, arms: int, sizes: Sequence[int]) -> Iterator[int]:
    """The arms, 0 to ``arms`` - 1, of a stratum's subjects, first to last, without end.

    ``sizes`` are those a block may have, each a multiple of ``arms``; every block holds each arm
    equally often. ValueError where that cannot be.
    """
    if len(seed) != SEED_BYTES:
        raise ValueError(f"a seed has {SEED_BYTES} bytes")
    if arms < 2 or not sizes or any(size < arms or size % arms for size in sizes):
        raise ValueError("block sizes are multiples of the number of arms, which is two or more")
    return _arms(_numbers(seed, stratum), arms, tuple(sizes))


def _arms(numbers: Iterator[int], arms: int, sizes: tuple[int, ...]) -> Iterator[int]:
    while True:
        size = sizes[_below(len(sizes), numbers)]
        block = list(range(arms)) * (size // arms)
        for last in range(size - 1, 0, -1):
            other = _below(last + 1, numbers)
            block[last], block[other] = block[other], block[last]
        yield from block


def _numbers(seed: bytes, stratum: str) -> Iterator[int]:
    counter = 0
    while True:
        message = b"\0".join((LABEL, stratum.encode(), counter.to_bytes(8, "big")))
        drawn = hmac.digest(seed, message, "sha256")
        for start in range(0, len(drawn), WORD):
            yield int.from_bytes(drawn[start : start + WORD], "big")
        counter += 1


def _below(bound: int, numbers: Iterator[int]) -> int:
    """A number from 0 to ``bound`` - 1, each as likely."""
    fair = (1 << 8 * WORD) // bound * bound
    return next(number for number in numbers if number < fair) % bound
