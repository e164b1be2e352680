"""`storelet up`: the whole site until Ctrl-C."""

import click

from cli.output import emit, json_option, say
from infra.settings import Settings, load_settings
from infra.supervisor import Site, serve


@click.command()
@click.option("--no-api", is_flag=True, help="Leave the API out.")
@click.option("--no-worker", is_flag=True, help="Leave the Celery worker out.")
@click.option("--no-beat", is_flag=True, help="Leave the clock of recurring tasks out.")
@click.option("--logs", is_flag=True, help="Show the logs of all processes here as well.")
@click.option("--wait-ready", default=60, show_default=True, type=click.IntRange(1), metavar="SECONDS")
@json_option
def up(*, no_api: bool, no_worker: bool, no_beat: bool, logs: bool, wait_ready: int, as_json: bool) -> None:
    """Start PostgreSQL and Redis (unless DATABASE_URL and REDIS_URL are set), bring the schema up to date, start API,
    worker and beat, and stay until Ctrl-C. A process that stops is started again.

    --wait-ready: give up when the API does not answer within so many seconds. With --json one line is printed when
    the site is ready.
    """

    def ready(settings: Settings, pids: dict[str, int]) -> None:
        result = {
            "event": "ready",
            "address": settings.address,
            "data": str(settings.data),
            "processes": pids,
        }
        emit(result, as_json=as_json, text=addresses(settings))

    site = Site(
        api=not no_api,
        worker=not no_worker,
        beat=not no_beat,
        follow_logs=logs,
        ready_patience=wait_ready,
        ready=ready,
    )
    serve(load_settings(), site, say)


def addresses(settings: Settings) -> str:
    """Where a person finds the site, for the terminal."""
    return "\n".join(
        [
            f"Storelet is up:   {settings.public_url}",
            f"API and its docs: {settings.address}/schema",
            f"Data and logs:    {settings.data}",
            "Stop it with Ctrl-C.",
        ]
    )
