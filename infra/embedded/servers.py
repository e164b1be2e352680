"""The embedded servers that a set of settings asks for, as one thing to start and stop."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import msgspec

from infra.embedded.data_folder import DataFolder, Running
from infra.embedded.postgres import OWNER, SERVICE, EmbeddedPostgres
from infra.embedded.redis import EmbeddedRedis
from infra.settings import Settings
from infra.setup_errors import AlreadyRunningError, ServerDownError

_COMMAND_PATIENCE = 60.0


class EmbeddedServers:
    """PostgreSQL, Redis, both or neither. The caller holds the data folder."""

    def __init__(self, settings: Settings, say: Callable[[str], None], *, durable: bool = True) -> None:
        self._settings = settings
        self._data = DataFolder(settings.data)
        self.postgres = (
            EmbeddedPostgres(self._data, say, durable=durable) if settings.embedded_postgres else None
        )
        self.redis = EmbeddedRedis(self._data, say, durable=durable) if settings.embedded_redis else None

    @property
    def all(self) -> list[EmbeddedPostgres | EmbeddedRedis]:
        return [server for server in (self.postgres, self.redis) if server is not None]

    def start(self) -> Settings:
        """Start what is asked for and return the settings with the addresses filled in. All or nothing."""
        self._data.publish(None)
        try:
            for server in self.all:
                server.start()
        except BaseException:
            self.stop()
            raise
        return self.publish()

    def publish(self) -> Settings:
        """Let other commands find the servers; the settings with their addresses."""
        self._data.publish(
            Running(
                socket_folder=str(self.postgres.sockets) if self.postgres else None,
                redis_port=self.redis.port if self.redis else None,
            )
        )
        return with_addresses(self._settings)

    def end_leftovers(self) -> None:
        """End the servers of a supervisor that was killed."""
        for server in self.all:
            server.end_leftover()

    def stop(self) -> None:
        """Redis first: it may still be writing out what PostgreSQL has confirmed."""
        self._data.publish(None)
        for server in reversed(self.all):
            server.stop()


def with_addresses(settings: Settings) -> Settings:
    """Fill in the addresses of embedded servers that are up; addresses of your own stay as they are.

    Raises ServerDownError when embedded servers are asked for and none are up.
    """
    if not settings.embedded_postgres and not settings.embedded_redis:
        return settings
    data = DataFolder(settings.data)
    running = data.running()
    if running is None:
        raise ServerDownError(
            f"The embedded servers of {settings.data} are stopped.",
            "Start the site with `make up`, or set DATABASE_URL and REDIS_URL to use servers of your own.",
        )
    filled = settings
    if settings.embedded_postgres and running.socket_folder:
        postgres = EmbeddedPostgres(data, lambda _: None)
        filled = msgspec.structs.replace(
            filled, database_url=postgres.url(SERVICE), database_owner_url=postgres.url(OWNER)
        )
    if settings.embedded_redis and running.redis_port:
        redis = EmbeddedRedis(data, lambda _: None)
        redis.port = running.redis_port
        filled = msgspec.structs.replace(filled, redis_url=redis.url())
    return filled


@contextmanager
def servers_for_command(settings: Settings, say: Callable[[str], None]) -> Iterator[Settings]:
    """The settings with addresses, for one command: servers that are up are shared, else started for it."""
    if not settings.embedded_postgres and not settings.embedded_redis:
        yield settings
        return
    data = DataFolder(settings.data)
    data.make()
    with _share_or_hold(data) as shared:
        if shared:
            yield with_addresses(settings)
            return
        servers = EmbeddedServers(settings, say)
        try:
            yield servers.start()
        finally:
            # A command that shares our servers is in the middle of its work: let it end first.
            with data.no_longer_used():
                servers.stop()


@contextmanager
def _share_or_hold(data: DataFolder) -> Iterator[bool]:
    """True: servers that another process holds are ours to use. False: we hold the folder, nothing is up."""
    until = time.monotonic() + _COMMAND_PATIENCE
    with ExitStack() as kept:
        while True:
            with ExitStack() as attempt:
                if attempt.enter_context(data.use()):
                    kept.push(attempt.pop_all())
                    shared = True
                    break
            try:
                kept.enter_context(data.hold("command"))
                shared = False
                break
            except AlreadyRunningError:
                # Somebody is starting or stopping them at this moment.
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
        yield shared
