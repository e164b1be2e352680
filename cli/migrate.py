"""`storelet migrate`: the schema up or down to a version."""

import asyncio

import click

from cli.output import emit, json_option, say
from infra.embedded.servers import servers_for_command
from infra.migrate import LATEST, ZERO, MigrationReport
from infra.migrate import migrate as move
from infra.settings import load_settings


@click.command()
@click.argument("direction", type=click.Choice(["up", "down"]), default="up")
@click.argument("version", required=False)
@json_option
def migrate(direction: str, version: str | None, as_json: bool) -> None:
    """Bring the schema UP to VERSION (the latest) or DOWN to VERSION (nothing at all: "zero").

    VERSION is a migration's name or its beginning, such as 0001. Uses DATABASE_OWNER_URL, else DATABASE_URL, else
    the embedded server. All steps are one database transaction.
    """
    if direction == "down" and version is None:
        raise click.UsageError(
            f"Say how far down: storelet migrate down 0001, or: storelet migrate down {ZERO}"
        )
    with servers_for_command(load_settings(), say) as settings:
        report = asyncio.run(move(settings.database_owner_url, version or LATEST, direction))
    result = {"applied": report.applied, "rolled_back": report.rolled_back, "version": report.version}
    emit(result, as_json=as_json, text=_sentence(report))


def _sentence(report: MigrationReport) -> str:
    steps = [f"applied {name}" for name in report.applied]
    steps += [f"rolled back {name}" for name in report.rolled_back]
    return "\n".join([*(steps or ["nothing to do"]), f"version: {report.version or ZERO}"])
