"""push · subscribers: each subscriber's one message about the published edition, what came back of
them, and the daily list."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.cli.push_bounces import bounces
from upheld.cli.push_daily import daily
from upheld.cli.push_planted import planted
from upheld.cli.site import opened, var_option, who
from upheld.core.errors import UpheldError, WrongUseError
from upheld.render.formats import plural

if TYPE_CHECKING:
    from upheld.web.staff.publish.models import Publication
    from upheld.web.staff.push.models import Push
    from upheld.web.staff.push.prepare import Prepared


class _OrAnEdition(click.Group):
    """What is no command of its own is the name of an edition, or an option of sending one."""

    otherwise = "send"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = [self.otherwise, *args]
        return super().parse_args(ctx, args)


@click.group(cls=_OrAnEdition)
def push() -> None:
    """Messages to subscribers: send them, and take in what came back.

    upheld push EDITION is short for upheld push send EDITION.

    \b
    Example: upheld push 2022-06 --dry-run
    """


push.add_command(bounces)
push.add_command(daily)


@push.command()
@click.argument("edition", required=False)
@click.option(
    "--due", is_flag=True, help="Whatever is published now and not all sent: for a timer."
)
@click.option("--dry-run", is_flag=True, help="Check everything, show the messages, send none.")
@click.option("--fewer", is_flag=True, help="Yes, the list of subscribers did shrink.")
@var_option
def send(edition: str | None, *, due: bool, dry_run: bool, fewer: bool, var: Path) -> None:
    """Send each subscriber one message about EDITION, which must be the published one.

    Before the first leaves, every figure shown is counted again from the cases, and a planted case
    with a known answer goes the whole way. One difference stops all. What was accepted is never
    sent again, however often this runs; what waits is tried again.

    \b
    Example: upheld push 2022-06 --dry-run
    """
    if due == bool(edition):
        raise WrongUseError("Name an edition, or --due.", next_step="see upheld push send --help.")
    opened(var)
    publication = _publication(edition)
    if publication is None:
        click.echo("Nothing is published: nothing to send.")
        return
    if dry_run:
        _show(_prepared(publication, fewer))
        return
    from upheld.web.staff.push import actions, outbox
    from upheld.web.staff.push.carriers import configured
    from upheld.web.staff.push.models import Push

    carrier = configured()
    made = Push.objects.filter(publication=publication).first()
    if made is None:
        made = actions.prepare(prepared=_prepared(publication, fewer), **who())
        click.echo(f"Counted again: {made.figures:,} figures, all agree. The canary came through.")
    ran = outbox.run(made, carrier, pause=time.sleep, **who())
    _say(made, ran.states)
    if ran.down:
        raise UpheldError(
            "The mail service does not answer; what waits was kept.",
            next_step="run it again later, or let upheld push --due do so.",
        )


def _publication(edition: str | None) -> Publication | None:
    from upheld.web.staff.publish import current

    found = current.published()
    if edition and (found is None or found.edition != Path(edition).name):
        _refuse_embargoed(Path(edition).name)
        raise WrongUseError(
            f"{edition} is not the edition that is published now.",
            next_step="publish it, and wait for its time: upheld publish EDITION.",
        )
    return found


def _refuse_embargoed(edition: str) -> None:
    from django.utils import timezone

    from upheld.web.staff.audit.words import moment
    from upheld.web.staff.publish.models import Publication

    later = Publication.objects.filter(until__gt=timezone.now(), withdrawn_at=None)
    for each in later.filter(edition=edition):
        raise WrongUseError(
            f"{edition} is under embargo until {moment(each.until)}.",
            next_step="read its messages on the site; upheld push --due sends them then.",
        )


def _prepared(publication: Publication, fewer: bool) -> Prepared:
    from upheld.web.staff.push import prepare

    with planted() as edition:
        return prepare.whole(publication, edition, fewer=fewer)


def _show(prepared: Prepared) -> None:
    from upheld.web.staff.push.canary import UNIT as CANARY

    for unit, made in sorted(prepared.letters.items()):
        number = sum(each.unit == unit for each in prepared.subscribers)
        who = "the canary" if unit == CANARY else plural(number, "subscriber", "subscribers")
        click.echo(f"--- {unit}: {who}\nSubject: {made.subject}\n\n{made.text}")
    click.echo(f"{prepared.figures:,} figures counted again, all agree. Nothing was sent.")
    for unit in sorted({s.unit for s in prepared.subscribers} - set(prepared.letters)):
        click.echo(f"Of {unit} nothing can be said: its subscribers would get no message.")
    if wrong := sum(bool(each.bounced) for each in prepared.subscribers):
        click.echo(f"{wrong:,} would get none, as mail to their address came back.")


def _say(made: Push, states: dict[str, int]) -> None:
    from upheld.web.staff.push.models import State

    for state, number in states.items():
        click.echo(f"{State(state).label}: {number:,}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@var_option
def subscribers(file: Path, var: Path) -> None:
    """Take FILE as the list of posts and stakeholders, in the place of the list before.

    CSV with the columns email and unit, which is the unit's code, or force; where known also name,
    post, required (yes, no), username, daily (yes, no). Who stopped the messages stays stopped.

    \b
    Example: upheld subscribers posts.csv
    """
    opened(var)
    from django.conf import settings

    from upheld.web.staff import editions
    from upheld.web.staff.push import actions
    from upheld.web.staff.push import subscribers as lists
    from upheld.web.staff.push.prepare import WHOLE

    main = editions.main()
    units = {WHOLE, *(str(each.code) for each in main.places())} if main else {WHOLE}
    # A post of a unit without a figure yet is a post: its holder is shown as not told.
    units |= {each.code for each in main.force.units} if main and main.force else set()
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise WrongUseError(f"{file}: is not UTF-8.", next_step="save it as UTF-8.") from error
    wanted = lists.read(text, file.name, units, settings.PUSH_DOMAINS)
    came, went = actions.read_list(wanted=wanted, **who())
    many = plural(len(wanted), "subscriber", "subscribers")
    click.echo(f"{many} in the list: {came:,} came, {went:,} went.")
