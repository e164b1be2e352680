"""Back the site up into one file, while it runs."""

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

from infra.backup.archive import Manifest, write_archive
from infra.backup.postgres_tools import PostgresTools, tools_for_url
from infra.embedded.data_folder import DataFolder
from infra.embedded.postgres import EmbeddedPostgres
from infra.settings import Settings
from infra.setup_errors import SettingsError

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
_SCHEMA = "SELECT max(name) FROM tortoise_migrations"


def make_backup(settings: Settings, target: Path, progress: Progress) -> Manifest:
    """Write what PostgreSQL holds, as of one instant, and the site's secret key into `target`.

    `settings` have their addresses (the servers are up). A key that was given by the environment stays there: whoever
    keeps it keeps it beside the backup. Redis is not in it: nothing it holds is needed (infra.redis).
    Raises SettingsError where the role may not read past row level security, ServerDownError, DataFolderError.
    """
    tools = tools_of(settings)
    if not tools.may_read_everything():
        raise SettingsError(
            "The role of DATABASE_OWNER_URL may not read past row level security, so its backup would be empty.",
            "Name one that may: ALTER ROLE … BYPASSRLS, or a superuser, for this command alone.",
        )
    made_at = datetime.now(UTC)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as folder:
        dump = Path(folder) / "database.dump"
        with progress("Tables", tools.tables()) as advance:
            tools.dump(dump, advance)
        return write_archive(
            target,
            dump,
            made_at=made_at,
            schema=tools.ask(_SCHEMA),
            secret_key=settings.secret_key if _key_is_the_folders(settings) else "",
        )


def tools_of(settings: Settings) -> PostgresTools:
    """PostgreSQL's own programs, pointed at the site's database past every wall."""
    if not settings.embedded_postgres:
        return tools_for_url(settings.database_owner_url)
    return PostgresTools(EmbeddedPostgres(DataFolder(settings.data), lambda _: None).administrator())


def _key_is_the_folders(settings: Settings) -> bool:
    return DataFolder(settings.data).secrets().secret_key == settings.secret_key
