"""How it shows that PostgreSQL is away: asyncpg and the system have many words for it."""

import asyncpg
from tortoise.exceptions import DBConnectionError

# What asyncpg raises while PostgreSQL is away, starting, stopping, full or gone in the middle of an answer.
POSTGRES_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InternalClientError,
)
# What it gives up after many attempts, or refuses while it follows another server: nothing of the work was done.
_GIVEN_UP = (
    asyncpg.PostgresIOError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
)
# The same work does better in a few seconds.
TRY_AGAIN = (*POSTGRES_AWAY, *_GIVEN_UP)
# Of those, what can mean nothing else, wherever it is met; and what it gives up after many attempts, or refuses while
# it follows another server: the same request does better in a few seconds.
_AWAY = (
    ConnectionError,
    TimeoutError,
    DBConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InternalClientError,
    *_GIVEN_UP,
)


def means_away(error: BaseException) -> bool:
    """Whether the error, or what the ORM wrapped, says that PostgreSQL is away or cannot serve now."""
    return any(each is not None and _says_away(each) for each in (error, error.__cause__))


def _says_away(error: BaseException) -> bool:
    # asyncpg has one class for a connection that went away and for a statement called wrongly.
    closed = isinstance(error, asyncpg.InterfaceError) and "clos" in str(error)
    # A server on a socket takes the socket's file away with it; a file of ours that is missing has a name.
    no_socket = isinstance(error, FileNotFoundError) and error.filename is None
    return closed or no_socket or isinstance(error, _AWAY)
