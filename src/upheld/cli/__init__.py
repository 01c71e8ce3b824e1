"""The command line. Each command is imported when it is called, so that --help answers at once."""

from __future__ import annotations

import importlib
import os
import sys

import click

from upheld import __version__
from upheld.core.errors import UpheldError

# command → (module under upheld.cli, its function, what it does in one line)
COMMANDS = {
    "check": ("check", "check", "Say everything that is wrong with a folder of extracts."),
    "build": ("build", "build", "Build an edition from a folder of extracts."),
    "verify": ("build", "verify", "Build an edition again and compare every byte."),
    "recount": ("recount", "recount", "Count an edition's figures again by a second route."),
    "diff": ("build", "diff", "What changed between two editions, and why."),
    "combine": ("combine", "combine", "Add several forces' editions up into one."),
    "explain": ("explain", "explain", "Each duty owed to one victim, with the reason, in words."),
    "repeats": ("repeats", "repeats", "Count victims who are one person: a prompt to look."),
    "survey": ("survey", "survey", "Sample, weigh, estimate: the satisfaction survey."),
    "spc": ("statistics", "spc", "Is a change in a series more than noise?"),
    "funnel": ("statistics", "funnel", "Do units differ by more than chance?"),
    "leaflet": ("leaflet", "leaflet", "How far does the leaflet reach?"),
    "effect": ("effect", "effect", "Does an outcome go with a treatment? An association."),
    "power": ("power", "power", "How many interviews does a trial need?"),
    "trial": ("trial", "trial", "Run a randomised trial, from protocol to one page."),
    "pilot": ("pilot", "pilot", "What can a pilot in few units show?"),
    "rights": ("rights", "rights", "Each right, met or not, beside satisfaction."),
    "rules": ("rules", "rules", "The Victims' Code as encoded: list, show, verify, test."),
    "measures": ("measures", "measures", "What the figures count: list, show, check."),
    "questions": ("questions", "questions", "Forms: check, preview, translate, import, export."),
    "import": ("imports", "import_", "Bring real published data into the data contract."),
    "generate": ("generate", "generate", "Make up a force's extracts with known truth."),
    "demo": ("demo", "demo", "Build the demonstration and the real edition."),
    "publish": ("publish", "publish", "Publish a verified edition on the staff site."),
    "push": ("push", "push", "Send each subscriber their one message."),
    "subscribers": ("push", "subscribers", "Take the list of who gets messages."),
    "serve": ("serve", "serve", "Serve the staff site on this machine."),
    "needs": ("needs", "needs", "Take needs assessments out into the extracts."),
    "callbacks": ("callbacks", "callbacks", "Call-backs: fill the list, take the calls out."),
    "account": ("account", "account", "Local accounts of the staff site: add, disable, list."),
    "audit": ("upkeep", "audit", "Check that the site's audit trail is whole."),
    "retention": ("upkeep", "retention", "Delete what has been kept for its time."),
    "backup": ("upkeep", "backup", "Back up the site: records, editions, key, roles."),
    "restore": ("upkeep", "restore", "Put a backup back."),
    "bench": ("bench", "bench", "Measure speed and memory, side by side."),
}


# Ctrl-C within a query of the engine reaches us as a bare RuntimeError that says so.
ENGINE_STOPPED = "Query interrupted"
STOPPED = "Stopped. Nothing was replaced: the last edition is as it was."


class _Commands(click.Group):
    """Finds a command's module only when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, name, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"upheld.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands, in the order of a month's work"):
            formatter.write_dl([(name, line) for name, (_, _, line) in COMMANDS.items()])


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Start with: upheld demo, then upheld serve. Each command explains itself with --help.",
)
@click.version_option(__version__, prog_name="upheld")
def cli() -> None:
    """Upheld helps a police force keep its promises to victims of crime,
    and shows honestly whether it does.

    A month's work: check the extracts, build an edition, verify it, compare it with the last one,
    look at it. Exit status: 0 done, 1 nothing could be done or a check failed, 2 wrong use.
    """


def main() -> None:
    """Run a command; everything a user can put right is one message, never a traceback."""
    try:
        sys.exit(cli.main(standalone_mode=False) or 0)
    except click.exceptions.Exit as exit_:
        sys.exit(exit_.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo(STOPPED, err=True)
        sys.exit(130)
    except UpheldError as error:
        click.echo(str(error), err=True)
        sys.exit(error.exit_status)
    except BrokenPipeError:  # the reader of our output, such as head, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        click.echo(
            f"{error.strerror or error}: {error.filename or 'a file being written'}\n"
            "Next step: free space or correct the permissions, then run the command again. "
            "The last edition is as it was.",
            err=True,
        )
        sys.exit(1)
    except Exception as error:
        if isinstance(error, RuntimeError) and str(error) == ENGINE_STOPPED:
            click.echo(STOPPED, err=True)
            sys.exit(130)
        if os.environ.get("UPHELD_TRACEBACK"):
            raise
        click.echo(
            f"This is a fault in Upheld, not in your data: {type(error).__name__}.\n"
            "Next step: run the command again with UPHELD_TRACEBACK=1 set, and report what it "
            "prints, after reading it for anything personal. The last edition is as it was.",
            err=True,
        )
        sys.exit(1)
