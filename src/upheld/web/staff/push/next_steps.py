"""What the victim care team does about a message that did not arrive, in a sentence.

By what the mail service said: RFC 3463's classes, SMTP's first digit, GOV.UK Notify's words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from upheld.web.staff.push.models import State

if TYPE_CHECKING:
    from upheld.web.staff.push.models import Line

LISTED = "Correct the address in the list of posts."
# The first that the code begins with.
BY_CODE = (
    ("5.1.", f"There is no such mailbox. {LISTED}"),
    ("5.2.1", f"The mailbox takes no mail: has the person left the post? {LISTED}"),
    ("5.2.2", "The mailbox is full: tell the person."),
    ("5.7.", "The mail service refuses mail from this site: speak to whoever runs it."),
    ("permanent-failure", f"There is no such mailbox. {LISTED}"),
    ("technical-failure", "A fault at GOV.UK Notify: the next message is tried again."),
)
# Codes of our own, in words; what a mail service said is shown as it said it.
OURS = {
    "has-it": "the person has this edition’s message already",
    "newer-edition": "a newer edition was published first",
    "day-over": "its day was over",
    "may-not-any-more": "the person may not see these cases any more",
    "died-while-handing": "the sending ended while it was handed over",
}
OF_STATE = {
    State.UNKNOWN: "It was at the mail service when the sending ended. Ask there, or ask the "
    "person, whether it came.",
    State.HANDING: "It is being sent, or the sending ended: the next run says which.",
    State.HELD: "The edition has no figures of this unit: is the unit right in the list?",
    State.REFUSED: f"The mail service does not take it. {LISTED}",
    State.BOUNCED: f"It would come back again. {LISTED}",
    State.SOFT: "It did not get through in time; nothing says that the address is wrong. Tell the "
    "person, and look again after the next message.",
}


def next_step(line: Line) -> str:
    """Of any message that needs somebody; empty for the others."""
    by_code = line.state in {State.BOUNCED, State.SOFT, State.REFUSED}
    return (by_code and _by_code(str(line.code))) or OF_STATE.get(State(line.state), "")


def state_in_words(line: Line) -> str:
    """What is known of a message, and why."""
    label, code = State(line.state).label, OURS.get(line.code, line.code)
    arrived = line.state in {State.ACCEPTED, State.DELIVERED}
    return f"{label} ({code})" if code and not arrived else str(label)


def address_step(code: str) -> str:
    """Of an address that mail came back from."""
    return _by_code(code) or OF_STATE[State.BOUNCED]


def _by_code(code: str) -> str:
    return next((said for begins, said in BY_CODE if code.startswith(begins)), "")
