"""account: local accounts of the staff site, made and ended by command alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from upheld.cli import account_token
from upheld.cli.site import opened, var_option, who
from upheld.core.errors import UpheldError, WrongUseError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from upheld.web.staff.accounts.models import Account
    from upheld.web.staff.accounts.roles import Grant

ROLES = (
    "staff",
    "officer",
    "caller",
    "caseworker",
    "spoc",
    "analyst",
    "board",
    "auditor",
    "administrator",
)


@click.group(epilog="Example: upheld account add anna --role spoc --unit SN")
def account() -> None:
    """Local accounts of the staff site.

    Where the force's own sign-in service is set up people need none: their groups give them their
    roles. Every change is written to the audit trail.
    """


def password_option(function: Any) -> Any:
    return click.option(
        "--password-stdin", is_flag=True, help="Read the password from the first line of input."
    )(function)


@account.command()
@click.argument("username")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, required=True)
@click.option(
    "--unit",
    "units",
    multiple=True,
    help="A unit's code, for officer, caller, caseworker and spoc.",
)
@click.option("--name", default="", help="The person's name, as their pages greet them.")
@password_option
@var_option
def add(
    username: str,
    *,
    roles: tuple[str, ...],
    units: tuple[str, ...],
    name: str,
    password_stdin: bool,
    var: Path,
) -> None:
    """Add an account and ask for its password (at least 14 characters)."""
    opened(var)
    from upheld.web.staff.accounts import actions

    grants = _grants(roles, units)
    made = actions.add_local(
        username=username, name=name, password=_password(password_stdin), grants=grants, **who()
    )
    click.echo(f"Added {made.username}: {', '.join(map(str, sorted(grants)))}.")
    _say_unknown(units)


@account.command()
@click.argument("username")
@var_option
def disable(username: str, var: Path) -> None:
    """End an account: it stays in the audit trail and can sign in no more."""
    opened(var)
    from upheld.web.staff.accounts import actions

    actions.disable(account=the_account(username), **who())
    click.echo(f"Disabled {username}. Open sessions end with their next page.")


@account.command()
@click.argument("username")
@var_option
def enable(username: str, var: Path) -> None:
    """Let a disabled account, or one that rests after wrong passwords, sign in again."""
    opened(var)
    from upheld.web.staff.accounts import actions

    actions.enable(account=the_account(username), **who())
    click.echo(f"Enabled {username}.")


@account.command()
@click.argument("username")
@password_option
@var_option
def password(username: str, *, password_stdin: bool, var: Path) -> None:
    """Give a local account a new password; its open sessions end."""
    opened(var)
    from upheld.web.staff.accounts import actions

    actions.set_password(account=the_account(username), password=_password(password_stdin), **who())
    click.echo(f"Changed the password of {username}.")


@account.command(name="list")
@var_option
def list_(var: Path) -> None:
    """Each account, how it signs in, and the roles that it has now."""
    opened(var)
    from upheld.web.staff.accounts.models import Account
    from upheld.web.staff.accounts.visitor import Visitor

    for each in Account.objects.all():
        how = "password" if each.local else "provider"
        state = "" if each.is_active else ", disabled"
        roles = ", ".join(Visitor(each).roles.in_words) or "no role"
        click.echo(f"{each.username} ({how}{state}): {roles}")
    if not Account.objects.exists():
        click.echo("There is no account yet. Add one: upheld account add NAME --role staff")


@account.command(name="roles")
@var_option
def roles_(var: Path) -> None:
    """The table from the provider's groups to roles, or what is wrong with it."""
    opened(var)
    from django.conf import settings

    from upheld.web.staff.accounts import table

    groups = table.current().by_group
    for group, grants in groups.items():
        click.echo(f"{group}: {', '.join(map(str, sorted(grants)))}")
    if not groups:
        click.echo(f"{settings.ROLES} gives no group a role.")
    _say_unknown({grant.unit for grants in groups.values() for grant in grants})


account.add_command(account_token.token)
account.add_command(account_token.list_)
account.add_command(account_token.revoke)


def _grants(roles: tuple[str, ...], units: tuple[str, ...]) -> list[Grant]:
    from upheld.web.staff.accounts.roles import OF_UNITS, Grant, Role

    of_units = [role for role in roles if Role(role) in OF_UNITS]
    if bool(of_units) != bool(units):
        raise WrongUseError(
            "--unit and the roles of units (officer, caller, caseworker, spoc) go together.",
            next_step="for example: --role spoc --unit SN.",
        )
    whole = [Grant(Role(role)) for role in roles if role not in of_units]
    return whole + [Grant(Role(role), unit) for role in of_units for unit in units]


def _say_unknown(units: Iterable[str]) -> None:
    """A unit that is mistyped opens nothing, and nobody would see why."""
    from upheld.rules import load

    known = {unit.code for code in load.force_codes() for unit in load.force(code).units}
    if strange := sorted(set(units) - known - {""}):
        click.echo(
            f"No force's rules name the unit {', '.join(strange)}: a role for it shows no cases "
            "until an edition has such a unit. Units stand in rules/forces/FORCE/units.csv.",
            err=True,
        )


def _password(from_input: bool) -> str:
    """Asked for twice, unseen, or read; WrongUseError says everything wrong with it."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    if from_input:
        typed = sys.stdin.readline().rstrip("\n")
    else:
        typed = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        validate_password(typed)
    except ValidationError as error:
        raise WrongUseError(
            " ".join(error.messages), next_step="choose a longer phrase; four words are good."
        ) from error
    return str(typed)


def the_account(username: str) -> Account:
    from upheld.web.staff.accounts.models import Account

    found = Account.objects.filter(username=username).first()
    if found is None:
        raise UpheldError(
            f"There is no account {username}.", next_step="see them all: upheld account list."
        )
    return found
