"""A backup of all that the site has: records, editions, pages of trials, its key, its roles.

One folder, made aside and moved into place when it is whole; every file's hash stands in
backup.json. It holds cases and the audit trail: keep it as you keep the extracts.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from upheld import __version__
from upheld.core.errors import Problem, ProblemsError, UpheldError, WrongUseError
from upheld.editions.edition import open_edition
from upheld.editions.manifest import sha256
from upheld.web.staff.audit.actions import action, record
from upheld.web.staff.audit.words import What
from upheld.web.staff.records import FILE
from upheld.web.staff.start import migrate

if TYPE_CHECKING:
    from collections.abc import Iterator

LIST = "backup.json"
FORMAT = 1
DUMP = "records.dump"
EDITIONS, TRIALS, KEY, ROLES = "editions", "trials", "secret-key", "roles.toml"
SWAPPED = "replaced-by-restore"
MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Backup:
    """What backup.json says."""

    made_at: str
    software: str
    engine: str
    files: dict[str, str]
    format: int = FORMAT


# Making one --------------------------------------------------------------------------------------


def make(folder: Path, *, by: str, origin: str) -> Path:
    """A new backup in ``folder``; the site may go on meanwhile. Where it stands."""
    _note(by=by, what=What.BACKED_UP, origin=origin)
    made_at = timezone.now()
    place = folder / f"upheld-{made_at:%Y%m%dT%H%M%SZ}"
    if place.exists():
        raise UpheldError(f"{place} stands already.", next_step="wait a second, then try again.")
    aside = folder / f".{place.name}.{os.getpid()}"
    aside.mkdir(parents=True, mode=0o700)
    try:
        _records_into(aside)
        _copy_folder(settings.EDITIONS, aside / EDITIONS)
        if settings.TRIALS.is_dir():
            shutil.copytree(settings.TRIALS, aside / TRIALS)
        for source, name in ((settings.VAR / KEY, KEY), (settings.ROLES, ROLES)):
            if source.exists():
                shutil.copy2(source, aside / name)
        listed = Backup(made_at.isoformat(), f"upheld {__version__}", connection.vendor,
                        {path: sha256(aside / path) for path in _files(aside)})  # fmt: skip
        text = json.dumps(asdict(listed), indent=2, sort_keys=True) + "\n"
        (aside / LIST).write_text(text, encoding="utf-8")
        aside.rename(place)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return place


@action
def _note(*, by: str, what: What, origin: str, about: str = "") -> None:
    record(by=by, what=what, origin=origin, about=about)


def _records_into(aside: Path) -> None:
    """SQLite's own copying while others write; PostgreSQL's own dump."""
    if connection.vendor == "postgresql":
        _postgresql("pg_dump", "--format=custom", "--no-owner", f"--file={aside / DUMP}")
        return
    source = sqlite3.connect(connection.settings_dict["NAME"])
    target = sqlite3.connect(aside / FILE)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()
    (aside / FILE).chmod(0o600)


def _copy_folder(source: Path, target: Path) -> None:
    """Every edition, and whatever else stands there, but nothing that is still being built."""
    target.mkdir()
    if not source.is_dir():
        return
    for edition in sorted(path for path in source.iterdir() if not path.name.startswith(".")):
        if edition.is_dir():
            _copy_edition(edition, target / edition.name)


def _copy_edition(edition: Path, copy: Path) -> None:
    """One that was replaced while it was copied is copied again; UpheldError where that fails."""
    for _ in range(MOST_TRIES):
        shutil.rmtree(copy, ignore_errors=True)
        with suppress(shutil.Error, FileNotFoundError):
            shutil.copytree(edition, copy)
            if _is_whole(copy):
                return
    raise UpheldError(
        f"{edition} could not be copied as its manifest describes it.",
        next_step="see with upheld verify whether the edition is as it was built, then try again.",
    )


def _is_whole(copy: Path) -> bool:
    """Each file that is there is the one which the manifest names. Cases may have been erased."""
    try:
        named = open_edition(copy).manifest.files
    except UpheldError:
        return True  # No edition: nothing says what should be in it.
    return all(sha256(copy / f) == seal for f, seal in named.items() if (copy / f).exists())


# Putting one back --------------------------------------------------------------------------------


def restore(backup: Path, *, by: str, origin: str, replace: bool) -> Path | None:
    """Put a backup into UPHELD_VAR and the records that the settings name.

    Nothing is touched unless every file is as it was. What stood there is moved aside, and that
    place returned; without ``replace`` it is refused. The site must not be running.
    """
    listed = read(backup)
    _refuse_changed(backup, listed)
    if listed.engine != connection.vendor:
        raise WrongUseError(
            f"{backup} holds records of {listed.engine}, and this site keeps its own in "
            f"{connection.vendor}.",
            next_step="set UPHELD_DATABASE to the kind of database that the backup came from.",
        )
    standing = [path for path, _ in _places(backup) if path.exists()]
    new = {settings.VAR / KEY}  # The settings make a key as they are read.
    if (set(standing) - new or _has_tables()) and not replace:
        raise WrongUseError(
            f"Something stands already in {settings.VAR} or in the database.",
            next_step="add --replace: files there are moved aside, not deleted.",
        )
    aside = _move_aside(standing) if standing else None
    for place, source in _places(backup):
        place.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, place)
    _records_from(backup)
    migrate()
    _note(by=by, what=What.RESTORED, origin=origin, about=f"backup of {listed.made_at}")
    return aside


def read(backup: Path) -> Backup:
    """Raises UpheldError where there is no backup that this version can read."""
    try:
        values = json.loads((backup / LIST).read_text(encoding="utf-8"))
        found = Backup(**values)
    except (OSError, ValueError, TypeError) as error:
        raise UpheldError(
            f"{backup}: there is no backup here that this version can read.",
            next_step=f"name the folder that holds {LIST}.",
        ) from error
    if found.format != FORMAT:
        raise UpheldError(
            f"{backup}: a backup of format {found.format}, this version reads {FORMAT}.",
            next_step="use the version that made it.",
        )
    return found


def _refuse_changed(backup: Path, listed: Backup) -> None:
    found = {path: sha256(backup / path) for path in _files(backup) if path != LIST}
    wrong = {
        **dict.fromkeys(listed.files.keys() - found.keys(), "missing"),
        **dict.fromkeys(found.keys() - listed.files.keys(), "not of this backup"),
        **{path: "changed" for path, seal in listed.files.items()
           if path in found and found[path] != seal},
    }  # fmt: skip
    if wrong:
        raise ProblemsError(
            f"{backup} is not as it was made, so nothing was put back.",
            tuple(Problem(path, "the file", what) for path, what in sorted(wrong.items())),
            next_step="use another backup.",
        )


def _places(backup: Path) -> list[tuple[Path, Path]]:
    """Where each thing goes, and where it stands in the backup."""
    found = [(settings.EDITIONS, backup / EDITIONS), (settings.TRIALS, backup / TRIALS),
             (settings.VAR / KEY, backup / KEY), (settings.ROLES, backup / ROLES)]  # fmt: skip
    if connection.vendor == "sqlite":
        found.append((Path(connection.settings_dict["NAME"]), backup / FILE))
    return [(place, source) for place, source in found if source.exists()]


def _has_tables() -> bool:
    if connection.vendor == "sqlite":
        return False  # Its file stands or not: among the places.
    return bool(connection.introspection.table_names())


def _move_aside(standing: list[Path]) -> Path:
    connections.close_all()
    aside = Path(settings.VAR) / f"{SWAPPED}-{timezone.now():%Y%m%dT%H%M%S%fZ}"
    aside.mkdir(mode=0o700)
    for path in standing:
        for part in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm"))):
            if part.exists():
                shutil.move(part, aside / part.name)
    return aside


def _records_from(backup: Path) -> None:
    connections.close_all()
    if connection.vendor == "postgresql":
        _postgresql("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction",
                    str(backup / DUMP), into=True)  # fmt: skip


def _files(folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _postgresql(program: str, *options: str, into: bool = False) -> None:
    """Run PostgreSQL's own program; the password goes by the environment, where `ps` shows none."""
    place = connection.settings_dict
    named = {"PGUSER": place["USER"], "PGPASSWORD": place["PASSWORD"], "PGHOST": place["HOST"],
             "PGPORT": str(place["PORT"]), "PGDATABASE": place["NAME"]}  # fmt: skip
    path = shutil.which(program)
    if path is None:
        raise UpheldError(
            f"{program} is not installed.", next_step="install the package postgresql-client."
        )
    target = [f"--dbname={place['NAME']}"] if into else []
    done = subprocess.run(  # noqa: S603 - our own words and the settings' name of the database
        [path, *target, *options], env=os.environ | {k: v for k, v in named.items() if v},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no message"]
        raise UpheldError(
            f"{program} failed: {lines[0]}",
            next_step="see that it is of the server's version or newer and may read the database.",
        )
