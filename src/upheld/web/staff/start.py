"""Before the first page: the records are there and have the shape that this version needs."""

from __future__ import annotations

import os
from pathlib import Path

from upheld.core.errors import UpheldError

SETTINGS = "upheld.web.staff.settings"


def prepare(**environment: str) -> None:
    """Django, ready for a command or the site, with the records migrated.

    Raises UpheldError where the records cannot be reached.
    """
    settings_only(**environment)
    migrate()


def settings_only(**environment: str) -> None:
    """Django, ready, with the records left as they are."""
    os.environ.update({"DJANGO_SETTINGS_MODULE": SETTINGS} | environment)
    import django

    django.setup()


def migrate() -> None:
    """Bring the records to this version's shape. Nothing happens where they have it."""
    from django.core.management import call_command
    from django.db import DatabaseError, connection

    from upheld.web.staff.records import keep_private

    try:
        if connection.vendor == "sqlite":
            keep_private(Path(connection.settings_dict["NAME"]))
        call_command("migrate", interactive=False, verbosity=0)
    except (DatabaseError, OSError) as error:
        raise UpheldError(
            f"The site's records cannot be opened: {type(error).__name__}.",
            next_step="see that the folder of UPHELD_VAR can be written, or that the PostgreSQL "
            "server of UPHELD_DATABASE answers and lets this user in.",
        ) from error
