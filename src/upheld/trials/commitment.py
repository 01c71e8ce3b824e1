"""What was settled before the first lot was drawn, bound by hashes to one seed.

The commitment is the SHA-256 of four lines: the protocol's hash, the software's version, the hash
of the code that draws the lots, and the seed's hash. It can be published at once; the seed only
when the trial is over.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from upheld import __version__
from upheld.core.errors import UpheldError
from upheld.statistics import allocation
from upheld.statistics.allocation import SEED_BYTES

OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class Commitment:
    protocol_sha256: str
    version: str
    code_sha256: str
    seed_sha256: str
    committed_on: str

    @property
    def hash(self) -> str:
        parts = (self.protocol_sha256, self.version, self.code_sha256, self.seed_sha256)
        return sha256("".join(f"{part}\n" for part in parts).encode())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def code_sha256() -> str:
    """Of the one module that draws the lots."""
    return sha256(Path(allocation.__file__).read_bytes())


def commit(protocol_file: Path, seed: bytes, on: date) -> Commitment:
    return Commitment(
        sha256(protocol_file.read_bytes()),
        __version__,
        code_sha256(),
        sha256(seed),
        on.isoformat(),
    )


def write_commitment(path: Path, made: Commitment) -> None:
    """UpheldError where there is one already: a trial is committed once."""
    text = json.dumps(asdict(made) | {"commitment": made.hash}, indent=2) + "\n"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UpheldError(
            f"{path} stands already: this trial is committed.",
            next_step="allocate; for another protocol or seed, begin another trial.",
        ) from error


def read_commitment(path: Path, protocol_file: Path) -> Commitment:
    """UpheldError where there is none, it was altered, or the protocol was altered since."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        said = table.pop("commitment")
        made = Commitment(**table)
    except FileNotFoundError as error:
        raise UpheldError(
            f"{path.parent} is not committed.", next_step="run upheld trial commit first."
        ) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise _altered(path, "cannot be read") from error
    if made.hash != said:
        raise _altered(path, "was altered: its parts do not give its hash")
    if sha256(protocol_file.read_bytes()) != made.protocol_sha256:
        raise _altered(protocol_file, f"was altered after it was committed on {made.committed_on}")
    return made


def _altered(path: Path, what: str) -> UpheldError:
    return UpheldError(
        f"{path} {what}.",
        next_step="bring back the file as it was committed, and find out who changed it.",
    )


def check_code(made: Commitment) -> None:
    """UpheldError where lots would be drawn by other code than was committed."""
    if code_sha256() != made.code_sha256:
        raise UpheldError(
            f"This version ({__version__}) draws lots by other code than was committed on "
            f"{made.committed_on} (version {made.version}).",
            next_step=f"go on with version {made.version} until this trial is over.",
        )


# --------------------------------------------------------------------------------- the seed


def new_seed(path: Path, draw: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
    """256 random bits in a new file that only its owner can read. UpheldError where it stands."""
    seed = draw(SEED_BYTES)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError as error:
        raise UpheldError(
            f"{path} stands already, and a seed is never written over.",
            next_step="name a new file, outside the trial's folder.",
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{seed.hex()}\n")
    return seed


def read_seed(path: Path, made: Commitment, *, secret: bool) -> bytes:
    """UpheldError where it is no seed, or not the one committed, or where it has to be ``secret``
    still and others could read it."""
    if secret and path.stat().st_mode & 0o077:
        raise UpheldError(
            f"{path} can be read by others than its owner, so lots could be foreseen.",
            next_step=f"chmod 600 {path}, and find out who read it.",
        )
    try:
        seed = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (ValueError, UnicodeDecodeError) as error:
        raise _not_the_seed(path) from error
    if sha256(seed) != made.seed_sha256:
        raise _not_the_seed(path)
    return seed


def _not_the_seed(path: Path) -> UpheldError:
    return UpheldError(
        f"{path} does not hold the seed that this trial is committed to.",
        next_step="give the file that upheld trial commit wrote.",
    )
