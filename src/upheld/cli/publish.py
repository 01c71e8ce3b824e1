"""publish: decide which edition the staff site shows."""

from __future__ import annotations

from pathlib import Path

import click

from upheld.cli.site import opened, var_option, who
from upheld.core.errors import WrongUseError


@click.command()
@click.argument("edition")
@click.option("--embargo", "until", default="", help="Show it from then on: 2026-12-01T09:30.")
@click.option("--withdraw", is_flag=True, help="Take it back: the one before is shown again.")
@var_option
def publish(edition: str, *, until: str, withdraw: bool, var: Path) -> None:
    """Publish EDITION, by its name in the site's folder of editions.

    The outcome of upheld verify must stand in it; its files are hashed and every figure is counted
    again. Where anything is wrong, all of it is said, and what is shown stays as it is.

    \b
    Example: upheld publish 2022-06 --embargo 2022-06-15T09:30
    """
    opened(var)
    from upheld.web.staff.audit.words import moment
    from upheld.web.staff.publish import actions, check, current, times

    last, folder = current.last(), _folder(edition)
    if withdraw:
        if last is None or last.edition != folder.name:
            raise WrongUseError(
                f"{folder.name} is not the last published edition.",
                next_step=f"that is {last.edition if last else 'none'}: only it can be withdrawn.",
            )
        actions.withdraw(publication=last, **who())
        click.echo(f"Withdrawn: {folder.name}. Shown now: {current.name() or 'no edition'}.")
        return
    time = times.read(until)
    done = actions.publish(
        checked=check.whole(folder), until=time, over=last.pk if last else None, **who()
    )
    said = f"shown from {moment(done.until)}" if time else "shown now"
    click.echo(f"Published {done.edition}: {done.figures:,} figures counted again, {said}.")


def _folder(edition: str) -> Path:
    """Only what stands in the site's own folder can be shown by the site."""
    from django.conf import settings

    found = Path(settings.EDITIONS) / Path(edition).name
    if Path(edition).name != edition and Path(edition).resolve() != found.resolve():
        raise WrongUseError(
            f"{edition} does not stand in {settings.EDITIONS}.",
            next_step="build it there, then publish it by its name.",
        )
    return found
