"""`upheld serve`: the staff site on this machine."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import click

LOCAL = ("127.0.0.1", "localhost", "[::1]")


@click.command(epilog="Example: upheld serve --port 8080")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on. Beyond this machine every page asks for sign-in.",
)
@click.option(
    "--editions",
    default=lambda: Path(os.environ.get("UPHELD_VAR", "var")) / "editions",
    show_default="editions in UPHELD_VAR, or var/editions",
    envvar="UPHELD_EDITIONS",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of editions.",
)
@click.option(
    "--edition",
    default="demonstration",
    show_default=True,
    envvar="UPHELD_EDITION",
    help="The name of the edition to show. Real published figures come from the one named real.",
)
def serve(port: int, host: str, editions: Path, edition: str) -> None:
    """Serve the staff site. Stop it with Ctrl-C.

    A new edition is shown as soon as it stands in the folder. The site's own records (accounts,
    sessions, the audit trail) are brought to this version's shape first. Figures that are made up
    or published need no sign-in on this machine; a force's own edition always does.
    """
    from upheld.web.staff import assets, start

    _refuse_taken(host, port)
    assets.contents()  # Says what is missing before anything starts.
    environment = _environment(host, editions, edition)
    start.prepare(**environment)
    if not (editions / edition).is_dir():
        click.echo(
            f"There is no edition {editions / edition} yet. Make one with: upheld build, "
            "or the demonstration with: upheld demo",
            err=True,
        )
    click.echo(f"The staff site is at http://{host}:{port}. Stop it with Ctrl-C.")
    sys.stdout.flush()
    os.execve(sys.executable, _gunicorn(host, port), os.environ)  # noqa: S606


def _environment(host: str, editions: Path, edition: str) -> dict[str, str]:
    """What the settings are told; UPHELD_LOOPBACK only where nobody else can reach the site."""
    found = {"UPHELD_EDITIONS": str(editions.resolve()), "UPHELD_EDITION": edition}
    if not os.environ.get("UPHELD_URL"):
        found["UPHELD_HOSTS"] = os.environ.get("UPHELD_HOSTS", " ".join({*LOCAL, host}))
    found["UPHELD_LOOPBACK"] = "1" if host in {"127.0.0.1", "localhost", "::1"} else ""
    return found


def _gunicorn(host: str, port: int) -> list[str]:
    """Only where to listen is said here: what stands on the command line would win over
    GUNICORN_CMD_ARGS."""
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        sys.executable, "-m", "gunicorn", "--config", "python:upheld.web.staff.serving",
        "--bind", bind, "upheld.web.staff.wsgi",
    ]  # fmt: skip


def _refuse_taken(host: str, port: int) -> None:
    from upheld.core.errors import UpheldError

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise UpheldError(
                f"{host}:{port} cannot be listened on: {error.strerror}.",
                next_step=f"choose another port, such as --port {port + 1}, or stop what uses it.",
            ) from error
