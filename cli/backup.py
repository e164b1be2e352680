"""`storelet backup`: everything in one file."""

from pathlib import Path

import click

from cli.output import emit, fail, json_option, progress, say
from infra.backup.make_backup import make_backup
from infra.embedded.servers import servers_for_command
from infra.settings import load_settings


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@json_option
def backup(file: Path, *, as_json: bool) -> None:
    """Write everything that PostgreSQL holds, as of one instant, and the key that some of it is encrypted with, to
    FILE.

    The site may go on running. FILE is readable by its owner only: it holds all the data there are. A key given by
    STORELET_SECRET_KEY is not in it; keep that one yourself. Put back with `storelet restore FILE`.
    """
    if file.exists():
        fail(f"{file} exists; a backup never overwrites another. Name a new file.")
    if not file.absolute().parent.is_dir():
        fail(f"There is no folder {file.absolute().parent}.")
    with servers_for_command(load_settings(), say) as settings:
        manifest = make_backup(settings, file.absolute(), progress)
    size = file.stat().st_size
    key = (
        "with its secret key" if manifest.secret_key else "without the secret key, which the environment gave"
    )
    emit(
        {"file": str(file), "bytes": size, "schema": manifest.schema, "secret_key": manifest.secret_key},
        as_json=as_json,
        text=f"Backed up to {file}: {size:,} bytes, schema {manifest.schema}, {key}.",
    )
