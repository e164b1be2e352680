"""`storelet restore`: a backup in the place of what is there."""

import asyncio
from pathlib import Path

import click
import msgspec

from cli.output import ExitCode, emit, fail, json_option, progress, say
from cli.prove_books import prove_all
from cli.runtime import run
from infra.backup.restore_backup import restore_backup
from infra.migrate import migrate
from infra.settings import load_settings


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def restore(file: Path, *, yes: bool, as_json: bool) -> None:
    """Put the backup FILE in the place of everything that is there, bring its schema up to date, and prove the books.

    The site must be down. What is there is replaced only when all of FILE is in; a restore that is stopped changes
    nothing. With DATABASE_URL the database there must be empty. Exit code 1: the books that came back do not prove.
    """
    settings = load_settings()
    if settings.embedded_postgres and not yes:
        say(f"This replaces every order and book in {settings.data} by those of {file}.")
        click.confirm("Replace them?", abort=True, err=True)
    manifest = restore_backup(settings, file, progress, say)
    if not settings.embedded_postgres:
        asyncio.run(migrate(settings.database_owner_url))
    proofs = run(prove_all())
    emit(
        {
            "made_at": manifest.made_at.isoformat(),
            "schema": manifest.schema,
            "brands": {facts.slug: msgspec.to_builtins(proof) for facts, proof in proofs},
        },
        as_json=as_json,
        text=f"Restored what was backed up at {manifest.made_at:%Y-%m-%d %H:%M} UTC.\n"
        + "\n".join(
            f"  {facts.name} ({facts.slug}): {proof.entries:,} entries, "
            + ("the books prove." if proof.proved else "THE BOOKS DO NOT PROVE.")
            for facts, proof in proofs
        ),
    )
    if not all(proof.proved for _, proof in proofs):
        fail(
            "What came back does not prove. Look with `storelet prove-books`, and use an older backup.",
            ExitCode.FAILED,
        )
