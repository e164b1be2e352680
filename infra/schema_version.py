"""Is the schema the one this checkout was written for? Asked at each start, so without importing the ORM."""

import asyncio
from pathlib import Path

from infra.reach import reach_postgres

_MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def migrations_on_disk() -> tuple[str, ...]:
    """Names of this checkout's migrations, oldest first."""
    return tuple(sorted(path.stem for path in _MIGRATIONS.glob("[0-9]*.py")))


def schema_is_current(url: str) -> bool:
    """True when the last migration in the database is the last on disk.

    Raises ServerDownError or SettingsError when PostgreSQL does not answer or let us in.
    """
    return asyncio.run(_newest_applied(url)) == migrations_on_disk()[-1]


async def _newest_applied(url: str) -> str | None:
    connection = await reach_postgres(url)
    try:
        if await connection.fetchval("SELECT to_regclass('public.tortoise_migrations')") is None:
            return None
        newest: str | None = await connection.fetchval("SELECT max(name) FROM tortoise_migrations")
    finally:
        await connection.close()
    return newest
