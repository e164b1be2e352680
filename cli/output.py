"""How every command speaks: results on stdout (text, or JSON with --json), the rest on stderr, honest exit codes.

A command raises; `speak` turns what it raised into a sentence, an advice and an exit code.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, NoReturn, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from infra.errors import DomainError
from infra.setup_errors import (
    AlreadyRunningError,
    ChildFailedError,
    DataFolderError,
    DiskFullError,
    PortTakenError,
    ServerDownError,
    SettingsError,
    SetUpError,
    SystemAccountError,
)

_Command = TypeVar("_Command", bound=Callable[..., Any])
_SECONDS_BETWEEN_LINES = 5.0

console = Console(stderr=True, highlight=False)


class ExitCode(IntEnum):
    """0 is success; each way to fail that a script may want to tell apart has its own number."""

    OK = 0
    FAILED = 1
    USAGE = 2
    SETTINGS = 3
    ALREADY_RUNNING = 4
    PORT_TAKEN = 5
    DISK_FULL = 6
    DATA_FOLDER = 7
    SERVER_DOWN = 8
    SYSTEM_ACCOUNT = 9
    CHILD_FAILED = 10
    REFUSED = 11
    INTERRUPTED = 130


_EXIT_CODES: dict[type[SetUpError], ExitCode] = {
    SettingsError: ExitCode.SETTINGS,
    AlreadyRunningError: ExitCode.ALREADY_RUNNING,
    PortTakenError: ExitCode.PORT_TAKEN,
    DiskFullError: ExitCode.DISK_FULL,
    DataFolderError: ExitCode.DATA_FOLDER,
    ServerDownError: ExitCode.SERVER_DOWN,
    SystemAccountError: ExitCode.SYSTEM_ACCOUNT,
    ChildFailedError: ExitCode.CHILD_FAILED,
}


class CommandFailed(click.ClickException):
    """A command's own honest failure, such as books that do not prove."""

    def __init__(self, message: str, code: int = ExitCode.FAILED) -> None:
        super().__init__(message)
        self.code = code


def fail(message: str, exit_code: int = ExitCode.FAILED) -> NoReturn:
    """End the command with a sentence on stderr and this exit code."""
    raise CommandFailed(message, exit_code)


def json_option(command: _Command) -> _Command:
    """Adds `--json`; the command receives `as_json`."""
    option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON on stdout.")
    return option(command)


def emit(result: Mapping[str, Any], *, as_json: bool, text: str | None = None) -> None:
    """Print a result on stdout: one line of JSON, or `text` for people, or `name: value` lines."""
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False, default=str))
    else:
        click.echo(
            text if text is not None else "\n".join(f"{name}: {value}" for name, value in result.items())
        )


def say(message: str) -> None:
    """A word for the person watching, on stderr."""
    console.print(message, markup=False, soft_wrap=True)


@contextmanager
def progress(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Yields `advance(by)`. A bar on a terminal; elsewhere a line every few seconds, and one at the end."""
    if console.is_terminal:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console) as bar:
            task = bar.add_task(what, total=total)
            yield lambda by: bar.update(task, advance=by)
        return
    lines = _Lines(what, total)
    yield lines.advance
    lines.finish()


class _Lines:
    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done, self._printed = what, total, 0, -1
        self._printed_at = time.monotonic()

    def advance(self, by: int) -> None:
        self._done += by
        if time.monotonic() - self._printed_at >= _SECONDS_BETWEEN_LINES:
            self.print()

    def finish(self) -> None:
        if self._printed != self._done:
            self.print()

    def print(self) -> None:
        self._printed, self._printed_at = self._done, time.monotonic()
        share = f" ({self._done * 100 // self._total} %)" if self._total else ""
        say(f"{self._what}: {self._done:,} of {self._total:,}{share}")


def speak(command: click.Command, arguments: list[str]) -> int:
    """Run `command` and return its exit code; no traceback for anything a person can put right."""
    as_json = "--json" in arguments
    try:
        result = command.main(args=arguments, prog_name="storelet", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _report("interrupted", "Stopped.", "", ExitCode.INTERRUPTED, as_json=as_json)
    except click.UsageError as error:
        error.show()
        return ExitCode.USAGE
    except click.ClickException as error:
        code = error.code if isinstance(error, CommandFailed) else error.exit_code
        return _report("failed", error.format_message(), "", code, as_json=as_json)
    except SetUpError as error:
        code = next((code for kind, code in _EXIT_CODES.items() if isinstance(error, kind)), ExitCode.FAILED)
        return _report(code.name.lower(), error.message, error.advice, code, as_json=as_json)
    except DomainError as error:
        return _report(error.code, str(error), "", ExitCode.REFUSED, as_json=as_json)
    except BrokenPipeError:
        # The reader of our output went away, as `| head` does. Keep the interpreter from complaining at exit.
        sys.stdout = None
        return ExitCode.FAILED
    return result if isinstance(result, int) else ExitCode.OK


def _report(code: str, message: str, advice: str, exit_code: int, *, as_json: bool) -> int:
    if as_json:
        click.echo(
            json.dumps({"error": {"code": code, "message": message, "advice": advice}}, ensure_ascii=False)
        )
    console.print(message, style="bold red", markup=False, soft_wrap=True)
    if advice:
        say(advice)
    return exit_code
