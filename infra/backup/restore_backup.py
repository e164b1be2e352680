"""Put a backup back: beside what is there, and in its place only when all of it is in."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from infra.backup.archive import Manifest, open_archive
from infra.backup.make_backup import Progress, tools_of
from infra.backup.postgres_tools import PostgresTools
from infra.embedded.data_folder import DataFolder
from infra.embedded.postgres import DATABASE, OWNER, EmbeddedPostgres
from infra.embedded.servers import EmbeddedServers
from infra.schema_version import migrations_on_disk
from infra.settings import Settings
from infra.setup_errors import DataFolderError, SettingsError

_BESIDE, _BEFORE = f"{DATABASE}_restoring", f"{DATABASE}_replaced"
# What had left for the queue may not have been done when the backup was made, and the queue is not in the backup: every
# task changes nothing the second time.
_SEND_AGAIN = "UPDATE outbox SET sent_at = NULL WHERE sent_at IS NOT NULL"


def restore_backup(
    settings: Settings, source: Path, progress: Progress, say: Callable[[str], None]
) -> Manifest:
    """Put `source` in the place of what the site holds.

    Embedded: the site must be down; the backup goes into a database of its own, which takes the other's place by two
    renames in one transaction, so a restore that is killed changes nothing. On a server of one's own the database must
    be empty: what stands there is nobody's to drop but its owner's.
    Raises DataFolderError for a file that is no whole backup of ours or of a newer release, SettingsError,
    AlreadyRunningError, ServerDownError.
    """
    with (
        tempfile.TemporaryDirectory(prefix="storelet-restore-") as folder,
        open_archive(source, Path(folder)) as (manifest, secret_key, dump),
    ):
        if manifest.schema not in migrations_on_disk():
            raise DataFolderError(
                f"The backup is of a newer release ({manifest.schema}).",
                "Restore it with that release: nothing was changed.",
            )
        if settings.embedded_postgres:
            _into_embedded(settings, dump, secret_key, progress, say)
        else:
            _into_own(settings, dump, progress)
    return manifest


def _into_own(settings: Settings, dump: Path, progress: Progress) -> None:
    tools = tools_of(settings)
    if not tools.is_empty():
        raise SettingsError(
            "The database of DATABASE_OWNER_URL is not empty.",
            "Restore into a new one (createdb), look at it, then point the site there.",
        )
    with progress("Tables", 0) as advance:
        tools.restore(dump, None, advance)
    tools.ask(_SEND_AGAIN)


def _into_embedded(
    settings: Settings, dump: Path, secret_key: str, progress: Progress, say: Callable[[str], None]
) -> None:
    data = DataFolder(settings.data)
    data.make()
    with data.hold("command"):
        servers = EmbeddedServers(settings, say)
        servers.start()
        try:
            assert servers.postgres is not None  # noqa: S101 - the settings ask for it
            _replace(servers.postgres, dump, progress)
            if secret_key:
                data.adopt_secret_key(secret_key)
        finally:
            servers.stop()


def _replace(postgres: EmbeddedPostgres, dump: Path, progress: Progress) -> None:
    tools = PostgresTools(postgres.administrator())
    for leftover in (_BESIDE, _BEFORE):
        tools.ask(f"DROP DATABASE IF EXISTS {leftover}", database="postgres")
    tools.ask(f"CREATE DATABASE {_BESIDE} OWNER {OWNER} TEMPLATE template0", database="postgres")
    with progress("Tables", 0) as advance:
        tools.restore(dump, _BESIDE, advance)
    tools.ask(_SEND_AGAIN, database=_BESIDE)
    tools.ask(
        f"ALTER DATABASE {DATABASE} RENAME TO {_BEFORE}; ALTER DATABASE {_BESIDE} RENAME TO {DATABASE}",
        database="postgres",
    )
    tools.ask(f"DROP DATABASE {_BEFORE} WITH (FORCE)", database="postgres")
