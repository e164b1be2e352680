"""`storelet reset`: destroy the embedded data."""

import click

from cli.output import ExitCode, emit, fail, json_option, say
from infra.embedded.data_folder import DataFolder
from infra.embedded.servers import EmbeddedServers
from infra.settings import load_settings


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def reset(*, yes: bool, as_json: bool) -> None:
    """Destroy the embedded PostgreSQL and Redis data and the random secrets, and begin afresh at the next start.

    Servers of your own (DATABASE_URL, REDIS_URL) are never touched.
    """
    settings = load_settings()
    if not settings.embedded_postgres and not settings.embedded_redis:
        fail(
            "DATABASE_URL and REDIS_URL point to servers of your own; reset does not touch those.",
            ExitCode.SETTINGS,
        )
    data = DataFolder(settings.data)
    if not yes:
        say(f"This destroys every order, book and secret in {data.path}. There is no way back.")
        click.confirm("Destroy it?", abort=True, err=True)
    if data.path.exists():
        with data.hold("command"):
            EmbeddedServers(settings, say).end_leftovers()
            data.destroy()
    emit({"destroyed": str(data.path)}, as_json=as_json, text=f"Destroyed the data in {data.path}.")
