"""Do the servers answer? Asked before any work, so that a stopped server is one clear sentence."""

from urllib.parse import parse_qs, urlsplit

import asyncpg

from infra.redis_ping import ping_redis
from infra.setup_errors import ServerDownError, SettingsError

_PATIENCE_SECONDS = 10


async def reach_postgres(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    """Open one connection, or raise ServerDownError or SettingsError saying which server and what to do."""
    try:
        return await asyncpg.connect(url, timeout=_PATIENCE_SECONDS)
    except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError) as error:
        raise SettingsError(
            f"PostgreSQL at {where(url)} refuses the log-in: {error}",
            "Correct DATABASE_URL: its name, password and database.",
        ) from error
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise ServerDownError(
            f"PostgreSQL at {where(url)} does not answer ({error or type(error).__name__}).",
            "Start it, correct DATABASE_URL, or unset DATABASE_URL to use the embedded server.",
        ) from error


def require_redis(url: str) -> None:
    """Raise ServerDownError unless Redis answers and lets us in."""
    try:
        ping_redis(url, _PATIENCE_SECONDS)
    except (OSError, ValueError) as error:
        raise ServerDownError(
            f"Redis at {where(url)} does not answer ({error}).",
            "Start it, correct REDIS_URL, or unset REDIS_URL to use the embedded server.",
        ) from error


def where(url: str) -> str:
    """A server's address without its log-in, fit for messages."""
    parts = urlsplit(url)
    host = parse_qs(parts.query).get("host", [parts.hostname or "localhost"])[0]
    return f"{host}{f':{parts.port}' if parts.port else ''}{parts.path}"
