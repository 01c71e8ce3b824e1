"""Who opens a page: nobody we know, or one account with its roles."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.conf import settings

from upheld.web.staff.accounts import table
from upheld.web.staff.accounts.roles import May, Roles

if TYPE_CHECKING:
    from django.http import HttpRequest

    from upheld.web.staff.accounts.models import Account

ATTRIBUTE = "visitor"


@dataclass(frozen=True)
class Visitor:
    """Whoever asks for a page, as long as it is made."""

    account: Account | None = None

    @cached_property
    def roles(self) -> Roles:
        """From what stands now, so that a change holds from the next page on.

        Raises ProblemsError where the table of roles is wrong.
        """
        if self.account is None:
            return Roles()
        if self.account.local:
            return self.account.given()
        return table.current().of(self.account.groups)

    @property
    def username(self) -> str:
        """As the audit trail says it. Raises ValueError where nobody has signed in."""
        if self.account is None:
            raise ValueError("nobody has signed in")
        return str(self.account.username)

    @property
    def may_read_trail(self) -> bool:
        return self.roles.may(May.READ_TRAIL)

    @property
    def may_publish(self) -> bool:
        return self.roles.may(May.PUBLISH)

    @property
    def may_read_accounts(self) -> bool:
        return self.roles.may(May.READ_ACCOUNTS)


NOBODY = Visitor()


def visitor(request: HttpRequest) -> Visitor:
    """Set by the middleware; before it, nobody."""
    found: Visitor = getattr(request, ATTRIBUTE, NOBODY)
    return found


def origin(request: HttpRequest) -> str:
    """The network address that asked, for the audit trail.

    Behind the proxy it is the last one of X-Forwarded-For: that is the one which the proxy itself
    wrote. What stands before it anybody may have typed.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or address
    try:
        return str(ip_address(address))
    except ValueError:
        return "unknown"
