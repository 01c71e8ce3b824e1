"""What the trail can say was done. Codes are kept; the words stand on the auditor's page."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime

LONDON = ZoneInfo("Europe/London")


class What(StrEnum):
    """One kind of act. Those of cases are the ones that section 62 of the DPA 2018 names."""

    CONSULTED = "case.consultation"
    DISCLOSED = "case.disclosure"
    COMBINED = "case.combination"
    ALTERED = "case.alteration"
    ERASED = "case.erasure"
    REASON_GIVEN = "case.reason"
    REFUSED = "case.refused"
    SIGNED_IN = "session.began"
    SIGN_IN_REFUSED = "session.refused"
    SIGNED_OUT = "session.ended"
    ACCOUNT_ADDED = "account.added"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_DISABLED = "account.disabled"
    ACCOUNTS_FORGOTTEN = "account.forgotten"
    TOKEN_MADE = "token.made"  # noqa: S105 - a code, not a token
    TOKEN_REVOKED = "token.revoked"  # noqa: S105
    PUBLISHED = "edition.published"
    WITHDRAWN = "edition.withdrawn"
    TRIAL_PUBLISHED = "trial.published"
    SUBSCRIBERS_READ = "push.subscribers"
    SUBSCRIBED = "push.subscribed"
    STOPPED = "push.stopped"
    PUSH_PREPARED = "push.prepared"
    PUSH_HALTED = "push.halted"
    PUSH_SETTLED = "push.settled"
    DAILY_BEGUN = "push.daily"
    MESSAGES_FORGOTTEN = "push.forgotten"
    BACKED_UP = "site.backup"
    RESTORED = "site.restore"
    TRAIL_SEARCHED = "trail.searched"
    TRAIL_PURGED = "trail.purged"


WORDS = {
    What.CONSULTED: "Looked at cases",
    What.DISCLOSED: "Took cases out (export, print, interface)",
    What.COMBINED: "Combined cases with other data",
    What.ALTERED: "Changed case data",
    What.ERASED: "Erased case data",
    What.REASON_GIVEN: "Gave a reason for looking at cases",
    What.REFUSED: "Was refused cases",
    What.SIGNED_IN: "Signed in",
    What.SIGN_IN_REFUSED: "Was refused sign-in",
    What.SIGNED_OUT: "Signed out, or the session ended",
    What.ACCOUNT_ADDED: "Added an account",
    What.ACCOUNT_CHANGED: "Changed an account",
    What.ACCOUNT_DISABLED: "Disabled an account",
    What.ACCOUNTS_FORGOTTEN: "Deleted accounts that the trail no longer names",
    What.TOKEN_MADE: "Made a token for a machine",
    What.TOKEN_REVOKED: "Revoked a token",
    What.PUBLISHED: "Published an edition",
    What.WITHDRAWN: "Withdrew an edition",
    What.TRIAL_PUBLISHED: "Published a trial’s page",
    What.SUBSCRIBERS_READ: "Read a list of subscribers",
    What.SUBSCRIBED: "Subscribed to a unit’s messages",
    What.STOPPED: "Stopped a unit’s messages",
    What.PUSH_PREPARED: "Prepared the messages of an edition",
    What.PUSH_HALTED: "Messages were stopped",
    What.PUSH_SETTLED: "Decided about a message whose fate was unknown",
    What.DAILY_BEGUN: "Counted for the daily list who is owed something",
    What.MESSAGES_FORGOTTEN: "Deleted messages whose time was up",
    What.BACKED_UP: "Made a backup",
    What.RESTORED: "Put a backup back",
    What.TRAIL_SEARCHED: "Searched the audit trail",
    What.TRAIL_PURGED: "Deleted entries whose time was up",
}

# Why, where nobody is asked: the page can have but one reason, or a session ended.
REASONS = {
    "assessment": "To assess what the victim needs",
    "call-back": "To call the victim back",
    "idle": "No page was opened for a time",
    "longest": "It had lasted as long as it may",
    "signed-out": "Signed out",
}


def moment(at: datetime) -> str:
    """London time to the second, as an auditor reads it."""
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%b %Y, %H:%M:%S}"
