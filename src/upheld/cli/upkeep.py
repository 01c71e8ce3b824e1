"""audit, retention, backup, restore: looking after the staff site's own records."""

from __future__ import annotations

from pathlib import Path

import click

from upheld.cli.site import opened, var_option, who


@click.command()
@var_option
def audit(var: Path) -> None:
    """Check that the audit trail is whole: no line changed, added or lost.

    Keep the newest seal that it prints somewhere else: removing the newest lines shows only there.
    """
    opened(var)
    from upheld.core.errors import UpheldError
    from upheld.web.staff.audit import chain
    from upheld.web.staff.audit.models import Entry

    whole = chain.check(Entry.objects.order_by("id").iterator())
    if whole.broken_at is not None:
        raise UpheldError(
            f"The audit trail is broken at line {whole.broken_at}; {whole.lines} lines before it "
            "are whole.",
            next_step="keep the records as they are, tell whoever answers for security, and "
            "compare with a backup.",
        )
    click.echo(f"The audit trail is whole: {whole.lines:,} lines. Newest seal: {whole.newest}")


@click.command()
@click.option("--delete", is_flag=True, help="Delete; without it only say what would go.")
@var_option
def retention(*, delete: bool, var: Path) -> None:
    """Delete what has been kept for its time: cases, messages, audit lines,
    old accounts, sessions.

    UPHELD_CASES_DAYS, UPHELD_NEEDS_DAYS, UPHELD_CALL_BACKS_DAYS, UPHELD_MESSAGES_DAYS,
    UPHELD_DAILY_DAYS and UPHELD_TRAIL_DAYS say how long. Run it each night.
    What goes is recorded.
    """
    opened(var)
    from django.conf import settings
    from django.utils import timezone

    from upheld.web.staff import retention as times

    now = timezone.now()
    days = times.Days(
        cases=settings.CASES_DAYS, trail=settings.TRAIL_DAYS, needs=settings.NEEDS_DAYS,
        messages=settings.MESSAGES_DAYS, daily=settings.DAILY_DAYS,
        call_backs=settings.CALL_BACKS_DAYS,
    )  # fmt: skip
    due = times.due(now, settings.EDITIONS, days)
    click.echo(f"Editions whose cases go: {', '.join(e.name for e in due.editions) or 'none'}")
    click.echo(f"Needs assessments before {due.needs_before:%Y-%m-%d}: {due.needs:,}")
    lines, daily, gone = due.messages.counts()
    click.echo(
        f"Messages before {due.messages.before:%Y-%m-%d}: {lines:,}; daily lists before "
        f"{due.messages.days_before}: {daily:,}; subscribers who stopped: {gone:,}"
    )
    click.echo(f"Call-backs before {due.calls_before:%Y-%m-%d}: {due.calls:,}")
    click.echo(f"Audit lines before {due.kept_from:%Y-%m-%d}: {due.lines:,}")
    click.echo(f"Accounts that no later line names: {len(due.accounts):,}")
    click.echo(f"Ended sessions: {due.sessions:,}; wrong passwords of earlier days: {due.tries:,}")
    if delete:
        times.delete(due=due, now=now, **who())
        click.echo("Deleted, and recorded in the audit trail.")
    else:
        click.echo("Nothing was deleted. To delete: upheld retention --delete")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@var_option
def backup(folder: Path, var: Path) -> None:
    """Back up records, editions, trials, key and table of roles into a new folder within FOLDER.

    The site may go on. The backup holds cases: keep it as you keep the extracts.
    """
    opened(var)
    from upheld.web.staff import backup as copies

    place = copies.make(folder, **who())
    click.echo(f"Backed up to {place}: {len(copies.read(place).files):,} files.")


@click.command()
@click.argument("backup", type=click.Path(path_type=Path, file_okay=False))
@click.option("--replace", is_flag=True, help="Move aside what stands there; drop its tables.")
@var_option
def restore(backup: Path, *, replace: bool, var: Path) -> None:
    """Put a backup back. Stop the site first.

    Every file is checked before anything is touched.
    """
    from upheld.web.staff import start

    start.settings_only(UPHELD_VAR=str(var.resolve()))
    from upheld.web.staff import backup as copies

    aside = copies.restore(backup, replace=replace, **who())
    if aside:
        click.echo(f"What stood there was moved to {aside}.")
    click.echo("Restored. Check it with: upheld audit; then start the site.")
