"""Hosts of a test: network namespaces, each with a cable of its own to where PostgreSQL and Redis are; or, where those
are not allowed, addresses of the loopback network behind relays that can be cut."""

import asyncio
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import parse_qs, quote, unquote, urlsplit

import msgspec

from infra.embedded.programs import CHECKOUT
from infra.settings import Settings
from infra.supervisor import programs_of
from tests.scale.relay import Dial, Relay


class Cable(Protocol):
    """What ties a host to the others. `near` is how the host reaches them, `door` where its API is reached."""

    near: str
    door: tuple[str, int]

    def command(self, command: list[str]) -> list[str]: ...
    async def pull(self) -> None: ...
    async def plug_in(self) -> None: ...
    async def remove(self) -> None: ...


def namespaces_allowed() -> bool:
    """Tried, not guessed: root in a container may still not."""
    ip = shutil.which("ip")
    if os.geteuid() != 0 or ip is None or os.environ.get("STORELET_TEST_HOSTS") == "loopback":
        return False
    name = f"st-probe-{os.getpid()}"
    if subprocess.run([ip, "netns", "add", name], capture_output=True, check=False).returncode:
        return False
    up = subprocess.run(
        [
            ip,
            "link",
            "add",
            f"p{os.getpid() % 10**6}a",
            "type",
            "veth",
            "peer",
            "name",
            f"p{os.getpid() % 10**6}b",
        ],
        capture_output=True,
        check=False,
    )
    subprocess.run([ip, "link", "del", f"p{os.getpid() % 10**6}a"], capture_output=True, check=False)
    subprocess.run([ip, "netns", "del", name], capture_output=True, check=False)
    return up.returncode == 0


@dataclass
class NamespaceCable:
    """A pair of virtual network cards; the cable is pulled at the host's own end."""

    net: str
    number: int
    near: str = field(init=False)
    door: tuple[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.near, far = (f"{self.net}.{4 * self.number + end}" for end in (1, 2))
        self.door = (far, 8000)
        token = self.net.replace(".", "-")
        self._name, self._ours, self._theirs = f"st-{token}-{self.number}", f"s{token}-{self.number}a", "up0"
        steps = [
            f"netns add {self._name}",
            f"link add {self._ours} type veth peer name {self._theirs} netns {self._name}",
            f"addr add {self.near}/30 dev {self._ours}",
            f"link set {self._ours} up",
            f"-n {self._name} addr add {far}/30 dev {self._theirs}",
            f"-n {self._name} link set {self._theirs} up",
            f"-n {self._name} link set lo up",
            f"-n {self._name} route add default via {self.near}",
        ]
        for step in steps:
            _ip(step)

    def command(self, command: list[str]) -> list[str]:
        return [_program(), "netns", "exec", self._name, *command]

    async def pull(self) -> None:
        # The far end, so that our way there stays: without one we would ask whoever is behind our own gateway.
        _ip(f"-n {self._name} link set {self._theirs} down")

    async def plug_in(self) -> None:
        _ip(f"-n {self._name} link set {self._theirs} up")
        _ip(f"-n {self._name} route replace default via {self.near}")

    async def remove(self) -> None:
        _ip(f"netns del {self._name}")


@dataclass
class LoopbackCable:
    """An address of its own; what it asks of the others and what they ask of it go through relays."""

    net: str
    number: int
    near: str = field(init=False)
    door: tuple[str, int] = field(init=False)
    relays: list[Relay] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.near = f"127.{self.net.split('.')[1]}.{self.net.split('.')[2]}.{self.number + 1}"
        with socket.socket() as probe:
            probe.bind((self.near, 0))
            self.door = (self.near, probe.getsockname()[1])

    def command(self, command: list[str]) -> list[str]:
        return command

    async def pull(self) -> None:
        for relay in self.relays:
            relay.cut()

    async def plug_in(self) -> None:
        for relay in self.relays:
            relay.mend()

    async def remove(self) -> None:
        return None


def _program() -> str:
    return shutil.which("ip") or "ip"


def _ip(step: str) -> None:
    subprocess.run([_program(), *step.split()], check=True, capture_output=True)


@dataclass
class Host:
    """API and worker of one host (and beat on one), and the cable to all others."""

    cable: Cable
    front: tuple[str, int]
    processes: list[subprocess.Popen[bytes]]
    relays: list[Relay]


@asynccontextmanager
async def running_host(
    settings: Settings, folder: Path, net: str, number: int, *, in_namespace: bool
) -> AsyncIterator[Host]:
    """A host that shares the settings' PostgreSQL and Redis; everything on it ends with the block."""
    cable = (NamespaceCable if in_namespace else LoopbackCable)(net, number)
    # What the others are to this host: a wire to each server, which comes out at our end of its cable.
    relays = [Relay(_dialled(url)) for url in (settings.database_url, settings.redis_url)]
    ports = [await relay.listen(cable.near) for relay in relays]
    front = cable.door
    if isinstance(cable, LoopbackCable):
        relays.append(Relay(lambda: asyncio.open_connection(*cable.door)))
        front = (cable.near, await relays[-1].listen(cable.near))
        cable.relays = relays
    here = msgspec.structs.replace(
        settings,
        data=folder / f"host{number}",
        host=cable.door[0],
        port=cable.door[1],
        allowed_hosts=(),
        database_url=_moved(settings.database_url, cable.near, ports[0]),
        redis_url=_moved(settings.redis_url, cable.near, ports[1]),
    )
    host = Host(cable, front, [], relays)
    try:
        _start(here, host, ("api", "worker", "beat") if number == 0 else ("api", "worker"))
        yield host
    finally:
        for process in host.processes:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for relay in relays:
            await relay.close()
        await cable.remove()


def _start(here: Settings, host: Host, programs: tuple[str, ...]) -> None:
    (here.data / "metrics").mkdir(parents=True)
    environment = here.child_environment() | {"PROMETHEUS_MULTIPROC_DIR": str(here.data / "metrics")}
    for program in programs_of(here):
        if program.name in programs:
            with (here.data / f"{program.name}.log").open("wb") as log:
                host.processes.append(
                    subprocess.Popen(
                        host.cable.command(list(program.command)),
                        cwd=CHECKOUT,
                        env=environment,
                        stdout=log,
                        stderr=subprocess.STDOUT,
                        start_new_session=True,
                    )
                )


def some_net() -> str:
    """The first three numbers of a network that no other run has, most likely."""
    return f"10.{64 + secrets.randbelow(160)}.{secrets.randbelow(250)}"


def _dialled(url: str) -> Dial:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    if query.get("host", [""])[0].startswith("/"):
        path = f"{query['host'][0]}/.s.PGSQL.{query.get('port', ['5432'])[0]}"
        return lambda: asyncio.open_unix_connection(path)
    default = 6379 if parts.scheme.startswith("redis") else 5432
    return lambda: asyncio.open_connection(parts.hostname or "127.0.0.1", parts.port or default)


def _moved(url: str, address: str, port: int) -> str:
    """The same server and log-in by another address."""
    parts = urlsplit(url)
    name = quote(unquote(parts.username or ""), safe="")
    password = quote(unquote(parts.password or ""), safe="")
    return f"{parts.scheme}://{name}:{password}@{address}:{port}{parts.path}"


async def until(holds: object, patience: float = 90) -> None:
    """Wait until it holds."""
    end = time.monotonic() + patience
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < end, "it never came to be"
        await asyncio.sleep(0.05)
