"""PostgreSQL: one pool per process, one brand per database transaction.

`transact` is the only way in. It opens a transaction, names the brand for row level security, runs the work, and runs
it again where PostgreSQL chose it as the victim of a deadlock; so the work must do nothing outside the database.
"""

import asyncio
import secrets
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar, cast
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import asyncpg
from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.exceptions import IntegrityError, OperationalError
from tortoise.transactions import in_transaction

from infra.scope import Scope

T = TypeVar("T")

SERVICE_ROLE = "storelet_service"
ATTEMPTS = 6
_REPLICA = "replica"
_WROTE = "SELECT pg_current_xact_id_if_assigned() IS NOT NULL"
# How long a host may take to open a connection, and how soon one is given up whose other end is gone without a word:
# nobody waits for a server that is cut off.
_CONNECT_SECONDS = 5
_KEEPALIVE = {"TCP_KEEPIDLE": 5, "TCP_KEEPINTVL": 2, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 10_000}
_RETRIED = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)


@dataclass(frozen=True, slots=True)
class Patience:
    """After how many seconds PostgreSQL gives up a statement, and a transaction in which nothing happens."""

    statement_seconds: int
    transaction_seconds: int


@dataclass(slots=True)
class Tx:
    """An open database transaction of one brand. `now` is one instant for everything written in it."""

    scope: Scope
    now: datetime
    connection: "asyncpg.Connection[asyncpg.Record]"

    @property
    def brand_id(self) -> UUID:
        return self.scope.brand_id

    async def fetch(self, query: str, *args: object) -> list[asyncpg.Record]:
        return await self.connection.fetch(query, *args)

    async def fetchrow(self, query: str, *args: object) -> asyncpg.Record | None:
        return await self.connection.fetchrow(query, *args)

    async def fetchval(self, query: str, *args: object) -> Any:
        return await self.connection.fetchval(query, *args)

    async def execute(self, query: str, *args: object) -> int:
        """Run a statement; how many rows it touched."""
        status = await self.connection.execute(query, *args)
        last = status.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def copy(self, table: str, columns: Sequence[str], records: Sequence[Sequence[object]]) -> None:
        """Write many rows by COPY, the fastest way in. It goes by a temporary table, since PostgreSQL lets no role that
        row level security holds COPY into a table: every row still passes its brand's check."""
        if not records:
            return
        names = ", ".join(columns)
        staging = f"staging_{table}"
        await self.connection.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {staging} (LIKE {table}) ON COMMIT DROP"
        )
        for column in await self._left_out(staging, columns):
            await self.connection.execute(f"ALTER TABLE {staging} ALTER COLUMN {column} DROP NOT NULL")
        await self.connection.copy_records_to_table(staging, columns=list(columns), records=records)
        await self.connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {staging}")  # noqa: S608
        await self.connection.execute(f"TRUNCATE {staging}")

    async def _left_out(self, staging: str, columns: Sequence[str]) -> list[str]:
        """Columns that the rows leave to their defaults: the staging table must let them be empty."""
        rows = await self.connection.fetch(
            "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND attnotnull"
            " AND attname <> ALL($2::text[])",
            staging,
            list(columns),
        )
        return [row["attname"] for row in rows]


def tortoise_config(
    url: str,
    *,
    role: str | None = SERVICE_ROLE,
    pool: tuple[int, int] = (1, 10),
    patience: Patience | None = None,
) -> dict[str, Any]:
    """Tortoise's configuration for a PostgreSQL URL (`postgresql://name:password@host:port/db`, or a socket folder as
    `?host=/folder`). `role` is taken on at connection, so that even an owner's log-in writes with the service's rights;
    None keeps the log-in's own, for migrations only. `patience` ends what takes longer.
    """
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    settings = {"application_name": "storelet", "timezone": "UTC"} | ({"role": role} if role else {})
    if patience is not None:
        # A statement that somebody waits for, and a transaction whose caller went silent while it holds locks.
        settings["statement_timeout"] = f"{patience.statement_seconds}s"
        settings["idle_in_transaction_session_timeout"] = f"{patience.transaction_seconds}s"
    # The server notices a host that is cut off as well, and gives back what its transactions had locked.
    settings |= {"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3"}
    settings |= {"tcp_user_timeout": "10s"}
    return {
        "connections": {
            "default": {
                "engine": "tortoise.backends.asyncpg",
                "credentials": {
                    "host": query.get("host") or parts.hostname or "localhost",
                    "port": int(query.get("port") or parts.port or 5432),
                    "user": unquote(parts.username or "postgres"),
                    "password": unquote(parts.password or ""),
                    "database": unquote(parts.path.lstrip("/")) or "postgres",
                    "minsize": pool[0],
                    "maxsize": pool[1],
                    "timeout": _CONNECT_SECONDS,
                    "init": _watch_the_line,
                    "server_settings": settings,
                },
            }
        },
        "apps": {
            "storelet": {"models": ["models"], "default_connection": "default", "migrations": "migrations"}
        },
        "use_tz": True,
        "timezone": "UTC",
    }


async def _watch_the_line(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Let the system notice when the other host is cut off: what was sent and not confirmed, and an answer that is
    waited for, are given up within seconds, where TCP alone would wait for a quarter of an hour."""
    transport: asyncio.Transport = cast(Any, connection)._transport
    line = transport.get_extra_info("socket")
    if line is None or line.family == socket.AF_UNIX:
        return
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, seconds in _KEEPALIVE.items():
        if hasattr(socket, name):
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), seconds)


async def open_database(
    url: str, *, pool: tuple[int, int] = (1, 10), patience: Patience | None = None, read_url: str = ""
) -> None:
    """Make this process's pool and initialise the models; `read_url` is a replica's. Once per process and event
    loop. `patience`: how long somebody waits for an answer; workers have all the time there is."""
    config = tortoise_config(url, pool=pool, patience=patience)
    connections = config["connections"]
    if read_url:
        connections[_REPLICA] = tortoise_config(read_url, pool=pool, patience=patience)["connections"][
            "default"
        ]
    # What is known of another database's months is not true of this one.
    _known_months.clear()
    await Tortoise.init(config=config, _enable_global_fallback=True)
    _replica.there = bool(read_url)
    credentials = dict(connections["default"]["credentials"])
    _beside_the_pool.credentials = {
        key: value for key, value in credentials.items() if not key.endswith("size") and key != "init"
    }


async def close_database() -> None:
    _replica.there = False
    await Tortoise.close_connections()


async def transact(scope: Scope, work: Callable[[Tx], Awaitable[T]], *, snapshot: bool = False) -> T:
    """Run `work` in one transaction of the scope's brand and commit; any exception rolls all of it back.

    Work that PostgreSQL picked as a deadlock's victim is run again from its start, up to six times with a growing,
    random pause: two services that met in the wrong order both succeed, and no caller sees a deadlock.

    With `snapshot` the work only reads, and all its statements see one instant of the database.
    """
    if hasattr(get_connection("default"), "_parent"):
        raise RuntimeError(
            "a service was called inside another's database transaction: one call, one transaction"
        )
    for attempt in range(1, ATTEMPTS + 1):
        try:
            async with in_transaction("default") as client:
                tx = await _scoped(scope, client, snapshot)
                result = await work(tx)
                wrote = _replica.heard_of(scope) and not snapshot and await tx.fetchval(_WROTE)
            if wrote:
                await _replica.tell(scope)
            return result
        except _RETRIED:
            if attempt == ATTEMPTS:
                raise
        except (OperationalError, IntegrityError) as error:
            # The ORM wraps what asyncpg raised; the race is the same race.
            if attempt == ATTEMPTS or not isinstance(error.__cause__, _RETRIED):
                raise
        await asyncio.sleep((2**attempt + secrets.randbelow(2**attempt)) / 1000)
    raise AssertionError("unreachable")


async def on_replica(scope: Scope, work: Callable[[Tx], Awaitable[T]]) -> T:
    """Run `work`, which only reads, in one snapshot of the replica. infra.replica decides when; nothing else calls
    this."""
    async with in_transaction(_REPLICA) as client:
        return await work(await _scoped(scope, client, True))


def has_replica() -> bool:
    """Whether this process was given one; not whether it answers."""
    return _replica.there


def hear_of_writes(tell: Callable[[Scope], Awaitable[None]]) -> None:
    """`tell` hears of each committed write of an account, where there is a replica that may not have it yet."""
    _replica.tell = tell


async def _scoped(scope: Scope, client: BaseDBAsyncClient, snapshot: bool) -> Tx:
    connection: asyncpg.Connection[asyncpg.Record] = client._connection
    if snapshot:
        await connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    await connection.execute("SELECT set_config('storelet.brand_id', $1, true)", str(scope.brand_id))
    return Tx(scope=scope, now=scope.clock.now(), connection=connection)


def pool_state() -> dict[str, int]:
    """How many connections of this process's pool are busy and idle; empty before there is a pool."""
    client = Tortoise._inited and get_connection("default")
    pool = getattr(getattr(client, "_parent", client), "_pool", None)
    if pool is None:
        return {}
    idle = pool.get_idle_size()
    return {"busy": pool.get_size() - idle, "idle": idle}


async def read_directory(query: str, *args: object) -> list[asyncpg.Record]:
    """A read before any brand is known: brands by slug, link codes, brands with an outbox. Row level security shows
    nothing else without a brand."""
    async with get_connection("default").acquire_connection() as connection:
        rows: list[asyncpg.Record] = await connection.fetch(query, *args)
        return rows


async def ensure_months(table: str, from_at: datetime, to_at: datetime) -> None:
    """Make the monthly partitions of `touches` or `postings` between two instants, in a transaction of its own: rows
    of a month that exists never wait for one that is being made.

    By a connection of its own as well: the caller may hold one of the pool's, and where all the others wait for rows
    that the caller has locked, one more from the pool would never come.
    """
    wanted = {(table, month) for month in _months(from_at, to_at)}
    if wanted <= _known_months:
        return
    connection = await connect_beside_the_pool()
    try:
        await connection.fetchval("SELECT storelet_ensure_months($1, $2, $3)", table, from_at, to_at)
    finally:
        await connection.close()
    _known_months.update(wanted)


async def connect_beside_the_pool() -> "asyncpg.Connection[asyncpg.Record]":
    """A connection of one's own, with the service's role: for what must never wait for the pool. Close it."""
    connection: asyncpg.Connection[asyncpg.Record] = await asyncpg.connect(**_beside_the_pool.credentials)
    return connection


class _Replica:
    """Whether there is one, and who is to hear that an account wrote."""

    def __init__(self) -> None:
        self.there = False
        self.tell: Callable[[Scope], Awaitable[None]] = _nobody

    def heard_of(self, scope: Scope) -> bool:
        return self.there and scope.actor.account_id is not None


async def _nobody(_scope: Scope) -> None:
    return None


class _BesideThePool:
    """How to reach PostgreSQL without the pool."""

    def __init__(self) -> None:
        self.credentials: dict[str, Any] = {}


_beside_the_pool = _BesideThePool()
_replica = _Replica()
_known_months: set[tuple[str, int]] = set()


def _months(from_at: datetime, to_at: datetime) -> range:
    first, last = from_at.astimezone(UTC), to_at.astimezone(UTC)
    return range(first.year * 12 + first.month, last.year * 12 + last.month + 1)
