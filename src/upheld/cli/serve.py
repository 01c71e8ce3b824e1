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
    help="The address to listen on. Sign-in does not exist yet: leave it on this machine.",
)
@click.option(
    "--editions",
    default=Path("var/editions"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder of editions.",
)
@click.option(
    "--edition",
    default="demonstration",
    show_default=True,
    help="The name of the edition to show. Real published figures come from the one named real.",
)
def serve(port: int, host: str, editions: Path, edition: str) -> None:
    """Serve the staff site. Stop it with Ctrl-C.

    It only reads: the editions in the folder, and the rules. A new edition is shown as soon as it
    stands there.
    """
    from upheld.web.staff import assets

    _refuse_taken(host, port)
    assets.contents()  # Says what is missing before anything starts.
    environment = {
        "UPHELD_EDITIONS": str(editions.resolve()),
        "UPHELD_EDITION": edition,
        "UPHELD_HOSTS": os.environ.get("UPHELD_HOSTS", " ".join({*LOCAL, host})),
        "DJANGO_SETTINGS_MODULE": "upheld.web.staff.settings",
    }
    if not (editions / edition).is_dir():
        click.echo(
            f"There is no edition {editions / edition} yet. Make one with: upheld build, "
            "or the demonstration with: upheld demo",
            err=True,
        )
    click.echo(f"The staff site is at http://{host}:{port}. Stop it with Ctrl-C.")
    sys.stdout.flush()
    os.execve(sys.executable, _gunicorn(host, port), os.environ | environment)  # noqa: S606


def _gunicorn(host: str, port: int) -> list[str]:
    """No access log: it would hold the addresses of those who look."""
    options = ["--workers", "2", "--threads", "4", "--log-level", "warning", "--timeout", "60"]
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return [
        sys.executable, "-m", "gunicorn", "--bind", bind, *options, "upheld.web.staff.wsgi",
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
