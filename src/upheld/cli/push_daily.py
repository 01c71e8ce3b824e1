"""push daily: how many victims of my unit are owed something today, to those who may see cases."""

from __future__ import annotations

import time
from pathlib import Path

import click

from upheld.cli.push_planted import planted
from upheld.cli.site import opened, var_option, who
from upheld.core.errors import UpheldError


@click.command()
@click.option("--clock", is_flag=True, help="Yes, the clock is right, though a later day was sent.")
@var_option
def daily(*, clock: bool, var: Path) -> None:
    """Send today's list: numbers and a link, never a name, once a day a person.

    To subscribers who asked for it, whose account may read their unit's cases and has signed in
    within a month. Counted from the published edition, as upheld push found it. For a timer each
    working morning.
    """
    opened(var)
    from django.utils import timezone

    from upheld.rules import load
    from upheld.web.staff.push import daily as lists
    from upheld.web.staff.push.carriers import configured
    from upheld.web.staff.push.models import State

    if not load.calendar().is_working_day(timezone.localdate()):
        click.echo("Today is no working day: no list is sent.")
        return
    carrier = configured()
    with planted() as edition:
        ran = lists.run(carrier, edition, pause=time.sleep, clock_is_right=clock, **who())
    for state, number in ran.states.items():
        click.echo(f"{State(state).label}: {number:,}")
    if not ran.states:
        click.echo("Nobody is to get it.")
    if without := lists.without_it():
        click.echo(f"Asked for it and get none: {len(without):,}. The page of messages says who.")
    if ran.down:
        raise UpheldError(
            "The mail service does not answer; what waits was kept.",
            next_step="run it again today: who has their list gets no second one.",
        )
