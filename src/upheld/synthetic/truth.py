"""The truth of a made-up force, sealed: for whoever checks Upheld, never for Upheld itself.

The file is no table and stands in no contract; the pipeline and the readers do not know it.
"""

from __future__ import annotations

import json
import zlib
from pathlib import Path
from typing import Any

from upheld.core.errors import UpheldError

NAME = "truth.sealed"
MAGIC = b"UPHELD SEALED TRUTH 1\n"

Truth = dict[str, Any]


def seal(truth: Truth, path: Path) -> None:
    """Write the truth; equal truths give equal bytes."""
    text = json.dumps(truth, ensure_ascii=False, sort_keys=True, default=str)
    path.write_bytes(MAGIC + zlib.compress(text.encode(), 9))


def unseal(path: Path) -> Truth:
    """The truth that was sealed there. Raises UpheldError where the file is none."""
    content = path.read_bytes()
    try:
        if not content.startswith(MAGIC):
            raise ValueError
        truth: Truth = json.loads(zlib.decompress(content[len(MAGIC) :]))
    except (ValueError, zlib.error):
        raise UpheldError(
            f"{path}: this is no sealed truth, or it was cut off.",
            next_step="generate the made-up force again.",
        ) from None
    return truth
