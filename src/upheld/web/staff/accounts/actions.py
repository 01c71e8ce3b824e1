"""Every write about accounts and sessions, each with its line in the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axes.utils import reset
from django.contrib.auth import login, logout
from django.utils import timezone

from upheld.core.errors import WrongUseError
from upheld.web.staff.accounts import sessions
from upheld.web.staff.accounts.models import Account, GivenRole
from upheld.web.staff.audit.actions import action, record
from upheld.web.staff.audit.words import What

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest

    from upheld.web.staff.accounts.roles import Grant
    from upheld.web.staff.accounts.sessions import Over

ACCOUNTS = "upheld.web.staff.accounts.backends.Accounts"


@action
def add_local(
    *, by: str, username: str, name: str, password: str, grants: Iterable[Grant], origin: str
) -> Account:
    """An account with a password. Raises WrongUseError where the name was ever used."""
    if Account.objects.filter(username=username).exists():
        raise WrongUseError(
            f"There is an account {username} already.",
            next_step="choose another name; a name is never given to a second person.",
        )
    account = Account(username=username, name=name)
    account.set_password(password)
    account.save(force_insert=True)
    given = sorted(set(grants))
    GivenRole.objects.bulk_create(
        GivenRole(account=account, role=grant.role.value, unit=grant.unit) for grant in given
    )
    said = "; ".join(map(str, given))
    record(by=by, what=What.ACCOUNT_ADDED, origin=origin, about=f"{username}: {said}"[:200])
    return account


@action
def disable(*, by: str, account: Account, origin: str) -> None:
    """The account stays, for the trail; its open sessions end with its next request."""
    account.is_active = False
    account.save(update_fields=["is_active"])
    record(by=by, what=What.ACCOUNT_DISABLED, origin=origin, about=account.username)


@action
def enable(*, by: str, account: Account, origin: str) -> None:
    """Back again, and a name that rests after wrong passwords may try at once."""
    account.is_active = True
    account.save(update_fields=["is_active"])
    reset(username=account.username)
    record(by=by, what=What.ACCOUNT_CHANGED, origin=origin, about=f"{account.username}: enabled")


@action
def set_password(*, by: str, account: Account, password: str, origin: str) -> None:
    """Ends every session of the account. Raises WrongUseError for an account of the provider."""
    if not account.local:
        raise WrongUseError(
            f"{account.username} signs in with the force's provider.",
            next_step="change the password there.",
        )
    account.set_password(password)
    account.save(update_fields=["password"])
    record(by=by, what=What.ACCOUNT_CHANGED, origin=origin, about=f"{account.username}: password")


@action
def know(
    *, issuer: str, subject: str, username: str, name: str, groups: list[str], by: str, origin: str
) -> Account:
    """The account of whoever the provider vouches for, as the provider describes them now.

    A name that somebody else has already is passed over for the provider's own number: nobody
    takes another's place in the trail.
    """
    account = Account.objects.filter(issuer=issuer, subject=subject).first()
    if account is None:
        taken = Account.objects.filter(username=username).exists()
        account = Account(issuer=issuer, subject=subject, username=subject if taken else username)
        account.set_unusable_password()
        what = What.ACCOUNT_ADDED
    else:
        what = What.ACCOUNT_CHANGED
    account.name, account.groups = name, sorted(groups)
    account.save()
    about = f"{account.username}: groups {', '.join(account.groups) or 'none'}"
    record(by=by, what=what, origin=origin, about=about[:200])
    return account


@action
def forget(*, by: str, accounts: Sequence[Account], origin: str) -> None:
    """Delete accounts that no line of the trail names any more; the line says how many."""
    Account.objects.filter(pk__in=[account.pk for account in accounts]).delete()
    record(by=by, what=What.ACCOUNTS_FORGOTTEN, origin=origin, count=len(accounts))


@action
def sign_in(*, by: str, request: HttpRequest, account: Account, origin: str) -> None:
    """A new session, with a new key, of which nothing is kept from before."""
    request.session.flush()
    login(request, account, backend=ACCOUNTS)
    sessions.begin(request.session, timezone.now())
    Account.objects.filter(pk=account.pk).update(seen_on=timezone.localdate())
    request.session.save()
    record(by=by, what=What.SIGNED_IN, origin=origin)


@action
def sign_out(*, by: str, request: HttpRequest, why: Over, origin: str) -> None:
    """The session is deleted, not only forgotten by the browser."""
    record(by=by, what=What.SIGNED_OUT, reason=why.value, origin=origin)
    logout(request)


@action
def refuse_sign_in(*, by: str, origin: str) -> None:
    """A wrong password for an account that there is."""
    record(by=by, what=What.SIGN_IN_REFUSED, origin=origin)
