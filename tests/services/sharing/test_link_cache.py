"""What a process remembers of a link is over when the link changes, whoever changes it and where."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from infra.scope import Scope
from services.sharing import link_cache as module
from services.sharing.create_link import CreateLink, create_link
from services.sharing.link_cache import LinkCache
from services.sharing.link_facts import LinkFacts
from services.sharing.write_links import MadeLink
from tests.support.world import make_seller, make_store, run


@pytest.fixture
async def link(scope: Scope) -> MadeLink:
    acting = scope.acting_as(await make_seller(scope))
    await make_store(acting, acting.actor.seller_id)
    return await create_link(acting, CreateLink("wechat"))


@pytest.fixture
async def cache(database: object) -> AsyncIterator[LinkCache]:
    made = LinkCache()
    listening = asyncio.create_task(made.listen(lambda host: None))
    await until(lambda: made.listening)
    yield made
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    assert not made.listening


async def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.005)


async def find(cache: LinkCache, code: str) -> LinkFacts | None:
    return await cache.find(code, away=lambda: False)


async def test_one_reading_serves_all_who_ask_at_once(
    cache: LinkCache, link: MadeLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings = []

    async def counted(code: str) -> LinkFacts | None:
        readings.append(code)
        return await real(code)

    real: Callable[[str], Awaitable[LinkFacts | None]] = module.read_link
    monkeypatch.setattr(module, "read_link", counted)
    found = await asyncio.gather(*(find(cache, link.code) for _ in range(50)))
    assert {facts.link_id for facts in found if facts} == {link.link_id}
    await find(cache, link.code)
    assert readings == [link.code]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE links SET status = 'paused' WHERE brand_id = $1",
        "UPDATE stores SET slug = 'moved-' || left(slug, 20) WHERE brand_id = $1",
        "UPDATE brands SET slug = 'new-' || slug WHERE id = $1",
        "UPDATE brands SET status = 'closed' WHERE id = $1",
    ],
)
async def test_a_change_made_elsewhere_is_heard_of(
    cache: LinkCache, link: MadeLink, scope: Scope, change: str
) -> None:
    before = await find(cache, link.code)
    assert cache.fresh(link.code) is before
    await run(scope, change)
    await until(lambda: cache.fresh(link.code) is None)
    assert await find(cache, link.code) != before


async def test_other_brands_links_stay_remembered(cache: LinkCache, link: MadeLink, scope: Scope) -> None:
    await find(cache, link.code)
    cache.forget(code="another")
    cache.forget(brand_id=link.seller_id)
    assert cache.fresh(link.code) is not None
    cache.forget(brand_id=scope.brand_id)
    assert cache.fresh(link.code) is None


async def test_a_process_that_does_not_listen_looks_each_time_and_falls_back_on_memory(
    link: MadeLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = LinkCache()
    facts = await find(cache, link.code)
    assert cache.fresh(link.code) is None

    async def away(code: str) -> LinkFacts | None:
        raise ConnectionRefusedError

    monkeypatch.setattr(module, "read_link", away)
    assert await find(cache, link.code) is facts
    assert await cache.find(link.code, away=lambda: True) is facts
    with pytest.raises(ConnectionRefusedError):
        await find(cache, "nothere")


async def test_memory_is_bounded(
    cache: LinkCache, link: MadeLink, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_LINKS", 2)
    seller = (await find(cache, link.code)).seller_id  # type: ignore[union-attr]
    acting = scope.acting_as(scope.actor.__class__("account", None, seller))
    others = [await create_link(acting, CreateLink("wechat")) for _ in range(2)]
    for other in others:
        await find(cache, other.code)
    assert cache.fresh(link.code) is None
    assert cache.fresh(others[1].code) is not None
