"""`storelet run`: one process of the site, for containers and other hosts' own supervisors."""

import os
from pathlib import Path

import click

from cli.output import ExitCode, emit, fail, json_option
from infra.settings import load_settings
from infra.supervisor import programs_of

PROGRAMS = ("api", "worker", "beat")


@click.command(name="run")
@click.argument("program", type=click.Choice(PROGRAMS))
@click.option("--show", is_flag=True, help="Print the command that would run, and stop.")
@json_option
def run_program(program: str, *, show: bool, as_json: bool) -> None:
    """Become one process of the site: api, worker or beat, on the servers that DATABASE_URL and REDIS_URL name.

    Any number of api and worker processes may run on any number of hosts; of beat, one is enough. The schema is left
    as it is (`storelet migrate`). Without servers of your own use `storelet up`, which runs all of them.
    """
    settings = load_settings()
    if settings.embedded_postgres or settings.embedded_redis:
        fail("DATABASE_URL and REDIS_URL must name the servers that the processes share.", ExitCode.SETTINGS)
    command = next(each.command for each in programs_of(settings) if each.name == program)
    if show:
        emit({"command": list(command)}, as_json=as_json, text=" ".join(command))
        return
    environment = settings.child_environment()
    metrics = Path(environment["PROMETHEUS_MULTIPROC_DIR"])
    metrics.mkdir(parents=True, exist_ok=True)
    # A worker or API that was here before left its counters: they are another process's.
    for old in metrics.glob("*.db"):
        old.unlink()
    # The same process, not a child: signals and exit code are the program's own.
    os.execve(command[0], list(command), environment)  # noqa: S606 - our own interpreter and arguments
