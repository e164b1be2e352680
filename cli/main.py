"""The `storelet` command. A sub-command's module is imported only when it is called."""

import importlib
import sys
from importlib.util import find_spec
from typing import NamedTuple

import click

from cli.output import speak


class _Entry(NamedTuple):
    target: str
    help: str


_COMMANDS = {
    "up": _Entry("cli.up:up", "Start the whole site and keep it up until Ctrl-C."),
    "run": _Entry("cli.run:run_program", "Run one process of the site: api, worker or beat."),
    "demo": _Entry("cli.demo:demo", "Start the site with the demo brand's data in it."),
    "migrate": _Entry("cli.migrate:migrate", "Bring the database schema up, or down, to a version."),
    "import": _Entry("cli.import_data:import_data", "Import real data through the law and the books."),
    "replay": _Entry("cli.replay:replay", "Run a scenario file through the law."),
    "prove-books": _Entry(
        "cli.prove_books:prove_books", "Prove that every journal of every brand sums to zero."
    ),
    "create-brand": _Entry("cli.create_brand:create_brand", "Create a brand."),
    "create-admin": _Entry("cli.create_admin:create_admin", "Create a brand's first admin."),
    "backup": _Entry("cli.backup:backup", "Back everything up into one file, while the site runs."),
    "restore": _Entry("cli.restore:restore", "Put a backup in the place of what is there. Asks first."),
    "erase-customer": _Entry(
        "cli.erase_customer:erase_customer", "Erase a customer's personal data; the books stay. Asks first."
    ),
    "reset": _Entry("cli.reset:reset", "Destroy the embedded data and begin afresh. Asks first."),
    "lint-plan": _Entry(
        "cli.lint_plan:lint_plan", "Check a commission plan against the rules of a jurisdiction."
    ),
    "scan-network": _Entry("cli.scan_network:scan_network", "Look for pyramid patterns in a seller network."),
    "export-history": _Entry("cli.export_history:history", "Write a brand's history as a scenario file."),
    "verify-statement": _Entry(
        "cli.verify_statement:verify_statement", "Check a statement that a seller received."
    ),
}


class LazyGroup(click.Group):
    """Knows its commands by name; one whose module is not there is not offered."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, entry in _COMMANDS.items() if find_spec(entry.target.partition(":")[0])]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module, _, attribute = _COMMANDS[cmd_name].target.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table above, so that `--help` imports nothing."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, _COMMANDS[name].help) for name in self.list_commands(ctx)])


@click.group(
    cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="storelet")
def storelet() -> None:
    """Micro-stores for a brand's staff and resellers: links, tiers with a right of return, commission, payouts.

    With nothing set, PostgreSQL and Redis run from the data folder of the checkout; set DATABASE_URL and REDIS_URL
    to use your own. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 settings, 4 already running, 5 port taken,
    6 disk full, 7 data folder, 8 server down, 9 system account, 10 a process keeps stopping, 11 refused by a rule,
    130 interrupted.
    """


def main() -> None:
    """Entry point."""
    sys.exit(speak(storelet, sys.argv[1:]))


if __name__ == "__main__":
    main()
