"""account token, tokens, revoke: what a machine shows instead of signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from upheld.cli.site import opened, var_option, who

if TYPE_CHECKING:
    from pathlib import Path


@click.command(epilog='Example: upheld account token portal --label "Performance and Data portal"')
@click.argument("username")
@click.option("--label", required=True, help="Which machine it is for; one token a label.")
@click.option("--days", default=365, show_default=True, help="How long it lasts, 366 at most.")
@var_option
def token(username: str, label: str, days: int, var: Path) -> None:
    """Make a token for a machine that reads the figures.

    Printed once and kept only as a digest: put it where the machine keeps its secrets. It opens
    /api/, /feeds/ and tiles, as far as its account may read figures, and no page.
    """
    opened(var)
    from upheld.cli.account import the_account
    from upheld.web.staff.accounts import tokens

    made = tokens.make(account=the_account(username), label=label, days=days, **who())
    click.echo(made)
    click.echo("This is shown once. Send it as: Authorization: Bearer TOKEN", err=True)


@click.command(name="tokens")
@var_option
def list_(var: Path) -> None:
    """Each token: whose, for what, until when."""
    opened(var)
    from upheld.web.staff.accounts.models import Token

    for each in Token.objects.select_related("account"):
        click.echo(f"{each.account.username}: {each.label}, until {each.until:%Y-%m-%d}")
    if not Token.objects.exists():
        click.echo("There is no token. Make one: upheld account token NAME --label WHAT-FOR")


@click.command()
@click.argument("username")
@click.argument("label")
@var_option
def revoke(username: str, label: str, var: Path) -> None:
    """End a token: it opens nothing from the next request on."""
    opened(var)
    from upheld.cli.account import the_account
    from upheld.web.staff.accounts import tokens

    tokens.revoke(account=the_account(username), label=label, **who())
    click.echo(f"Revoked {label} of {username}.")
