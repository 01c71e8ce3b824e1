"""The staff site's own records, for the commands that look after them."""

from __future__ import annotations

import getpass
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

COMMAND_LINE = "command line"


def var_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """--var, the same for each of them."""
    return click.option(
        "--var",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path("var"),
        show_default=True,
        envvar="UPHELD_VAR",
        help="Where the site keeps its records; UPHELD_VAR says the same.",
    )(function)


def opened(var: Path) -> None:
    """The records, ready for a command."""
    from upheld.web.staff import start

    start.prepare(UPHELD_VAR=str(var.resolve()))


def opened_as_it_is(var: Path) -> None:
    """The records of a site that there is: of a folder named wrongly nothing would be given out."""
    from upheld.core.errors import UpheldError
    from upheld.web.staff.records import FILE

    if not os.environ.get("UPHELD_DATABASE") and not (var / FILE).is_file():
        raise UpheldError(
            f"{var}: no site keeps its records there.",
            next_step="name the site's folder: --var DIRECTORY, or UPHELD_VAR.",
        )
    opened(var)


def who() -> dict[str, str]:
    """Who gives the command and from where, as the audit trail says it."""
    return {"by": getpass.getuser(), "origin": COMMAND_LINE}
