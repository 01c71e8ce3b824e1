"""Writes docs/reference/openapi.json from the code of the API: part of `make docs`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent


def text() -> str:
    """The document as the site serves it, its keys in order."""
    with TemporaryDirectory() as folder:
        os.environ["UPHELD_VAR"] = folder
        from upheld.web.staff import start

        start.settings_only()
        from upheld.web.staff.api.views import api

        made = api.get_openapi_schema()
    return json.dumps(made, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "reference" / "openapi.json"
    target.write_text(text(), encoding="utf-8")
