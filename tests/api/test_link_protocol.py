"""Links opened by the server itself, before a task is made: over real connections, byte by byte.

Every test runs uvicorn's own server with our protocol in the tests' event loop, on the worker's database.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
import uvicorn
from litestar import Litestar

from api import link_protocol
from api.link_answers import LinkAnswers
from api.link_protocol import LinkProtocol
from infra.group_commit import GroupCommit, Work
from infra.scope import Scope
from infra.settings import Settings
from services.sharing import touch_writer as writer_module
from services.sharing.create_link import CreateLink, create_link
from services.sharing.link_cache import link_cache
from services.sharing.touch_writer import TouchWriter, touch_writer
from services.sharing.waiting_touches import TouchesLost
from tests.factories import MadeBrand, make_brand, make_seller
from tests.support.world import make_store, rows, value

SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 Version/17.2 Safari/604.1"
)
COUNT = "SELECT count(*) FROM touches WHERE brand_id = $1"


class HeldCommit(GroupCommit):
    """The real one, which waits before each commit until it is let go, or fails as it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()
        self.go.set()
        self.asked = asyncio.Event()
        self.fails: Exception | None = None

    async def run(self, parts: Sequence[tuple[Scope, Work]]) -> None:
        self.asked.set()
        await self.go.wait()
        if self.fails is not None:
            raise self.fails
        await super().run(parts)


@pytest.fixture
async def commit(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[HeldCommit]:
    """The writer of this process, with a commit that can be held."""
    held, writer = HeldCommit(), TouchWriter()
    writer._commit = held
    monkeypatch.setattr(writer_module._Process, "writer", writer)
    monkeypatch.setattr(TouchWriter, "store_what_waits", lambda self: None)
    # What the listening connection would say; there is none in a test.
    cache = link_cache()
    cache.listening = True
    yield held
    held.go.set()
    cache.listening = False
    await writer.close()


@asynccontextmanager
async def serving(app: Any) -> AsyncIterator[uvicorn.Server]:
    config = uvicorn.Config(
        app, port=0, http=LinkProtocol, access_log=False, lifespan="off", log_config=None, server_header=False
    )
    server = uvicorn.Server(config)
    # The tests' own signal handlers stay.
    running = asyncio.create_task(server._serve())
    while not server.started:
        assert not running.done(), running.result()
        await asyncio.sleep(0.005)
    try:
        yield server
    finally:
        server.should_exit = True
        await running


@pytest.fixture
async def server(app: Litestar, commit: HeldCommit) -> AsyncIterator[uvicorn.Server]:
    async with serving(app) as made:
        yield made


class Connection:
    """A client that says exactly what it is told to."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    def say(self, *requests: bytes) -> None:
        self.writer.write(b"".join(requests))

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        head = await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 10)
        first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines)
        body = await self.reader.readexactly(int(headers.get("content-length", "0")))
        return int(first.split()[1]), headers, body

    async def closed(self) -> bool:
        return await asyncio.wait_for(self.reader.read(1), 10) == b""


@pytest.fixture
async def connect(server: uvicorn.Server) -> AsyncIterator[Callable[[], Any]]:
    made: list[Connection] = []

    async def one() -> Connection:
        port = server.servers[0].sockets[0].getsockname()[1]
        made.append(Connection(*await asyncio.open_connection("127.0.0.1", port)))
        return made[-1]

    yield one
    for each in made:
        each.writer.close()


def get(path: str, *lines: str, method: str = "GET", agent: str = SAFARI, host: str = "localhost") -> bytes:
    said = [f"{method} {path} HTTP/1.1", f"Host: {host}", f"User-Agent: {agent}", *lines]
    return ("\r\n".join(said) + "\r\n\r\n").encode()


@pytest.fixture
async def brand(database: Settings) -> MadeBrand:
    return await make_brand()


@pytest.fixture
async def code(brand: MadeBrand) -> str:
    seller = await make_seller(brand)
    await make_store(seller.scope, seller.seller_id)
    code = (await create_link(seller.scope, CreateLink("wechat"))).code
    link_cache().listening = True
    await link_cache().find(code, away=lambda: False)
    return code


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The statuses that the protocol answered by itself."""
    answered: list[int] = []
    sent = LinkAnswers.sent

    def note(self: Any, answer: Any, status: int) -> None:
        answered.append(status)
        sent(self, answer, status)

    monkeypatch.setattr(LinkAnswers, "sent", note)
    return answered


def touch_of(headers: dict[str, str]) -> UUID:
    return UUID(parse_qs(urlsplit(headers["location"]).query)["t"][0])


async def test_it_is_the_ordinary_answer_line_by_line(
    connect: Callable[[], Any], code: str, brand: MadeBrand, at_once: list[int]
) -> None:
    client = await connect()
    lines = ("X-Request-Id: ask-12345", "Cookie: other=1", "Referer: https://mp.weixin.qq.com/s?secret=1")
    client.say(get(f"/l/{code}?via=qr", *lines))
    status, fast, body = await client.answer()
    assert (status, body, at_once) == (302, b"", [302])
    # A request that has a body is no business of the protocol's.
    client.say(get(f"/l/{code}?via=qr", *lines, "Content-Length: 2") + b"{}")
    status, ordinary, _ = await client.answer()
    assert (status, at_once) == (302, [302])
    varying = ("location", "set-cookie", "date")
    assert list(fast) == list(ordinary)
    assert {n: v for n, v in fast.items() if n not in varying} == {
        n: v for n, v in ordinary.items() if n not in varying
    }
    assert fast["x-request-id"] == "ask-12345"
    assert fast["location"].split("?")[0] == ordinary["location"].split("?")[0]
    assert fast["set-cookie"].split("; ", 1)[1] == ordinary["set-cookie"].split("; ", 1)[1]
    visitor = fast["set-cookie"].split(";")[0].split("=")[1]
    assert await rows(
        brand.scope,
        "SELECT kind, visitor_id, referrer_host FROM touches WHERE brand_id = $1 AND id = $2",
        touch_of(fast),
    ) == [("scan", UUID(visitor), "mp.weixin.qq.com")]
    # The browser is known by its cookie from then on.
    client.say(get(f"/l/{code}", f"Cookie: {fast['set-cookie'].split(';')[0]}"))
    _, again, _ = await client.answer()
    assert parse_qs(urlsplit(again["location"]).query)["v"] == [visitor]


async def test_requests_in_one_packet_are_answered_in_their_order(
    connect: Callable[[], Any], code: str, brand: MadeBrand, commit: HeldCommit
) -> None:
    client = await connect()
    commit.go.clear()
    client.say(get(f"/l/{code}"), get("/healthz"), get(f"/l/{code}"), get("/l/none-such"))
    await asyncio.wait_for(commit.asked.wait(), 10)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.reader.read(1), 0.05)
    commit.go.set()
    answers = [await client.answer() for _ in range(4)]
    assert [status for status, _, _ in answers] == [302, 200, 302, 404]
    assert answers[1][2] == b'{"status":"ok"}'
    assert touch_of(answers[0][1]) != touch_of(answers[2][1])
    assert await value(brand.scope, COUNT) == 2


async def test_a_request_that_comes_in_pieces_is_answered_when_it_is_whole(
    connect: Callable[[], Any], code: str, at_once: list[int]
) -> None:
    client = await connect()
    said = get(f"/l/{code}")
    for piece in (said[:7], said[7:40], said[40:-1]):
        client.say(piece)
        await client.writer.drain()
        await asyncio.sleep(0.01)
    assert at_once == []
    client.say(said[-1:])
    assert (await client.answer())[0] == 302
    assert at_once == [302]


async def test_whoever_leaves_before_the_commit_is_stored_all_the_same(
    connect: Callable[[], Any], code: str, brand: MadeBrand, commit: HeldCommit, at_once: list[int]
) -> None:
    client, other = await connect(), await connect()
    commit.go.clear()
    client.say(get(f"/l/{code}"))
    await asyncio.wait_for(commit.asked.wait(), 10)
    client.writer.transport.abort()
    other.say(get(f"/l/{code}"))
    await asyncio.sleep(0.05)
    commit.go.set()
    assert (await other.answer())[0] == 302
    assert at_once == [499, 302]
    assert await value(brand.scope, COUNT) == 2


async def test_a_connection_that_is_to_close_closes_after_its_answer(
    connect: Callable[[], Any], code: str
) -> None:
    client = await connect()
    client.say(get(f"/l/{code}", "Connection: close"))
    status, headers, _ = await client.answer()
    assert (status, headers["connection"]) == (302, "close")
    assert await client.closed()


async def test_a_stop_of_the_server_waits_for_the_commit(
    app: Litestar, code: str, brand: MadeBrand, commit: HeldCommit
) -> None:
    async with serving(app) as server:
        port = server.servers[0].sockets[0].getsockname()[1]
        client = Connection(*await asyncio.open_connection("127.0.0.1", port))
        idle = Connection(*await asyncio.open_connection("127.0.0.1", port))
        commit.go.clear()
        client.say(get(f"/l/{code}"))
        await asyncio.wait_for(commit.asked.wait(), 10)
        server.should_exit = True
        assert await idle.closed()
        commit.go.set()
        assert (await client.answer())[0] == 302
        assert await client.closed()
    assert await value(brand.scope, COUNT) == 1


async def test_postgresql_away_the_touch_waits_and_the_link_opens(
    connect: Callable[[], Any],
    code: str,
    brand: MadeBrand,
    commit: HeldCommit,
    at_once: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept: list[object] = []

    async def park(touches: Sequence[object]) -> None:
        kept.extend(touches)

    monkeypatch.setattr(writer_module, "park", park)
    commit.fails = ConnectionRefusedError()
    client = await connect()
    client.say(get(f"/l/{code}"))
    status, headers, _ = await client.answer()
    assert (status, at_once) == (302, [302])
    assert [each.touch.id for each in kept] == [touch_of(headers)]  # type: ignore[attr-defined]


async def test_what_cannot_be_kept_is_refused_in_its_place_of_the_order(
    connect: Callable[[], Any],
    code: str,
    brand: MadeBrand,
    commit: HeldCommit,
    at_once: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def park(touches: Sequence[object]) -> None:
        raise TouchesLost

    monkeypatch.setattr(writer_module, "park", park)
    commit.fails = ConnectionRefusedError()
    commit.go.clear()
    client = await connect()
    client.say(get(f"/l/{code}"), get("/healthz"))
    await asyncio.wait_for(commit.asked.wait(), 10)
    commit.go.set()
    status, headers, body = await client.answer()
    assert (status, headers["content-type"]) == (503, "application/problem+json")
    assert b"Traceback" not in body
    assert (await client.answer())[0] == 200
    assert (at_once, await value(brand.scope, COUNT)) == ([], 0)


@pytest.mark.parametrize(
    ("path", "lines", "method", "status"),
    [
        ("/l/{code}", (), "HEAD", 302),
        ("/l/{code}", (), "POST", 405),
        ("/l/{code}", ("Expect: 100-continue", "Content-Length: 0"), "GET", 302),
        ("/l/{code}%20", (), "GET", 404),
        ("/l/{code}/more", (), "GET", 404),
        ("/{code}", (), "GET", 404),
        ("/l/unknown7", (), "GET", 404),
    ],
)
async def test_the_rest_goes_the_ordinary_way(
    connect: Callable[[], Any],
    code: str,
    at_once: list[int],
    path: str,
    lines: tuple[str, ...],
    method: str,
    status: int,
) -> None:
    client = await connect()
    client.say(get(path.format(code=code), *lines, method=method, agent=SAFARI))
    head = await asyncio.wait_for(client.reader.readuntil(b"\r\n\r\n"), 10)
    assert int(head.split()[1]) == status
    assert at_once == []


async def test_previews_get_the_card_and_strange_hosts_nothing(
    connect: Callable[[], Any], code: str, at_once: list[int]
) -> None:
    client = await connect()
    client.say(get(f"/l/{code}", agent="facebookexternalhit/1.1"))
    status, headers, _ = await client.answer()
    assert (status, headers["content-type"].split(";")[0]) == (200, "text/html")
    client.say(get(f"/l/{code}", host="elsewhere.example"))
    assert (await client.answer())[0] in (400, 421)
    assert at_once == []
    client.say(get(f"/l/{code}", agent="curl-bot/1.0 (+https://x.example/bot)"))
    status, headers, _ = await client.answer()
    # A robot is counted as one and is no visitor.
    assert (status, at_once) == (302, [302])
    assert "set-cookie" not in headers


async def test_more_than_can_be_written_is_said(
    connect: Callable[[], Any], code: str, at_once: list[int]
) -> None:
    client = await connect()
    touch_writer()._pending = [None] * writer_module.MOST_PENDING  # type: ignore[list-item]
    client.say(get(f"/l/{code}"))
    status, _, body = await client.answer()
    touch_writer()._pending = []
    assert (status, at_once) == (503, [])
    assert b"too_many_touches" in body


def test_only_our_application_has_links(database: Settings) -> None:
    async def other(scope: Any, receive: Any, send: Any) -> None:
        """An application of somebody else's."""

    assert link_protocol._answers_of(other) is None
