"""Run one command's work with servers up, schema current and the ORM initialised."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from cli.output import say
from infra.database import close_database, open_database
from infra.embedded.servers import servers_for_command
from infra.migrate import migrate
from infra.schema_version import schema_is_current
from infra.settings import Settings, load_settings, use_settings
from infra.setup_errors import SettingsError

Result = TypeVar("Result")


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Await `work` once and return what it returns.

    Embedded servers that are up are used; else they are started for the time of the command. The embedded schema
    is brought up to date; that of a server of your own is not touched without `storelet migrate`.
    Raises a SetUpError when there is nothing to work with.
    """
    try:
        with servers_for_command(load_settings(), say) as settings:
            use_settings(settings)
            _require_schema(settings)
            return asyncio.run(_with_database(settings, work))
    finally:
        # Without effect on work that ran; without it, work that never began would complain.
        work.close()


async def _with_database(settings: Settings, work: Coroutine[Any, Any, Result]) -> Result:
    await open_database(settings.database_url)
    try:
        return await work
    finally:
        await close_database()


def _require_schema(settings: Settings) -> None:
    if schema_is_current(settings.database_owner_url):
        return
    if not settings.embedded_postgres:
        raise SettingsError(
            "The database's schema is not the one of this checkout.", "Bring it up to date: storelet migrate"
        )
    say("Bringing the schema up to date …")
    asyncio.run(migrate(settings.database_owner_url))
