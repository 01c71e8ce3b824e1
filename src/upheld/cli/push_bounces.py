"""push bounces: what a mail server sent back, noted with the message that it is about."""

from __future__ import annotations

import mailbox
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from upheld.cli.site import opened, var_option
from upheld.core.errors import UpheldError, WrongUseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from upheld.web.staff.push.receipts import Mailed

STDIN = "-"
Box = mailbox.Mailbox[mailbox.Message]


class TryAgainError(UpheldError):
    """To a mail server: keep the mail and hand it over later (EX_TEMPFAIL of sysexits.h)."""

    exit_status = 75


@click.command()
@click.argument("mails", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--delete", is_flag=True, help="Delete each mail once it is noted; others stay.")
@var_option
def bounces(mails: Path, *, delete: bool, var: Path) -> None:
    """Note what came back. MAILS: a Maildir, an mbox file, or - for one mail from a mail server.

    A report (RFC 3464) is matched by the message's own id, never by an address. What came back for
    good is told apart from what was given up this time; both are shown on the page of messages.
    Reading a mail twice changes nothing. What is no report of ours stays for a person to read.

    \b
    Example: upheld push bounces /var/mail/upheld-bounces --delete
    """
    if str(mails) == STDIN:
        _one(sys.stdin.buffer.read(), var)
        return
    box = _box(mails)
    opened(var)
    found: Counter[str] = Counter()
    try:
        if delete:
            box.lock()
        for key, raw in _mails(box):
            outcome = _noted(raw)
            found[outcome.value] += 1
            if delete and outcome.name == "NOTED":
                box.remove(key)
    except mailbox.Error as error:
        raise UpheldError(
            f"{mails}: cannot be read: {type(error).__name__}.",
            next_step="see that nothing else holds the mailbox, then run it again.",
        ) from error
    finally:
        box.close()
    _say(found)


def _one(raw: bytes, var: Path) -> None:
    """From a mail server's pipe: it hears no more than whether to try again."""
    try:
        opened(var)
        found = Counter({_noted(raw).value: 1})
    except Exception as error:  # Whatever it is, the mail must not be lost.
        raise TryAgainError(
            f"The mail was not taken: {type(error).__name__}.",
            next_step="see that the site's records can be opened; the mail server tries again.",
        ) from error
    _say(found)


def _box(path: Path) -> Box:
    if (path / "new").is_dir() and (path / "cur").is_dir():
        return mailbox.Maildir(path, create=False)
    if path.is_file():
        return mailbox.mbox(path, create=False)
    raise WrongUseError(
        f"{path} is neither a Maildir nor an mbox file.",
        next_step="name the folder that holds new and cur, the file, or - for standard input.",
    )


def _mails(box: Box) -> Iterator[tuple[str, bytes]]:
    for key in list(box.keys()):
        try:
            yield key, box.get_bytes(key)
        except KeyError:  # Whoever reads the mailbox moved it meanwhile.
            continue


def _noted(raw: bytes) -> Mailed:
    from upheld.web.staff.push import receipts

    return receipts.of_mail(raw)


def _say(found: Counter[str]) -> None:
    for what, number in sorted(found.items()):
        click.echo(f"{number:,} {what}")
    if not found:
        click.echo("The mailbox is empty.")
