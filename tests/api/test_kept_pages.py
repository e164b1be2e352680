"""Stores' pages that are given again for a second: to whom, for how long, and what never is. Over HTTP, with the clock
of the kept pages in the test's hand; reads are those of the shelf."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from msgspec.structs import replace

from api.app import create_app
from api.public.pages import store as store_pages
from infra.caps import Caps
from infra.metrics import SHELF_PAGES
from infra.request_record import RequestRecorder
from infra.settings import Settings
from tests.api.share_kit import put_live
from tests.factories import MadeBrand, login, make_account, make_brand, make_seller
from tests.support.world import make_location, make_sku, make_store, put_stock, run

ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}
ON_THE_SHELF = (
    "INSERT INTO store_items (brand_id, id, store_id, product_id, position)"
    " SELECT $1, gen_random_uuid(), $2, id, 1 FROM products WHERE brand_id = $1"
)


class Ticks:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Shop(NamedTuple):
    brand: MadeBrand
    store_id: UUID
    sku_id: UUID
    path: str

    async def rename(self, name: str) -> None:
        await run(
            self.brand.scope,
            "UPDATE stores SET name = $3 WHERE brand_id = $1 AND id = $2",
            self.store_id,
            name,
        )


TICKS = Ticks()


@pytest.fixture(scope="module")
def keeping(database: Settings, own_redis: None) -> Litestar:
    """The service as it is set up for everybody: pages are kept for a second."""
    return create_app(replace(database, caps=Caps()), connect=False, ticks=TICKS)


@pytest.fixture
async def opened(keeping: Litestar, database: Settings) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=keeping, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=database.public_url) as browser:
        yield browser


@pytest.fixture
async def shop(database: Settings) -> Shop:
    return await open_shop()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The stores whose shelves were read."""
    read: list[str] = []
    show_store = store_pages.show_store

    async def noted(scope: Any, slug: str) -> Any:
        read.append(slug)
        return await show_store(scope, slug)

    monkeypatch.setattr(store_pages, "show_store", noted)
    return read


async def open_shop(slug: str = "rui", *, locale: str = "zh") -> Shop:
    """A store with one coat on its shelf, in a brand of its own."""
    brand = await make_brand(locale=locale)
    sku = await make_sku(brand.scope, "COAT", list_price=9_900)
    await put_stock(brand.scope, await make_location(brand.scope), sku, 7)
    seller = await make_seller(brand)
    store_id = await make_store(brand.scope, seller.seller_id)
    await run(brand.scope, "UPDATE stores SET slug = $3 WHERE brand_id = $1 AND id = $2", store_id, slug)
    await run(brand.scope, ON_THE_SHELF, store_id)
    return Shop(brand, store_id, sku, f"/s/{brand.slug}/{slug}")


async def test_within_a_second_the_same_bytes_and_then_the_new_price(
    opened: httpx.AsyncClient, shop: Shop, reads: list[str]
) -> None:
    first = await opened.get(shop.path)
    assert (first.status_code, "¥99.00" in first.text) == (200, True)
    await run(
        shop.brand.scope,
        "INSERT INTO sku_prices (brand_id, id, sku_id, effective_from, list_price, retail_floor, retail_ceiling,"
        " created_at) VALUES ($1, gen_random_uuid(), $2, '2001-01-01Z', 8800, 8800, 8800, now())",
        shop.sku_id,
    )
    TICKS.now += 1 - 1 / 1024
    again = await opened.get(shop.path)
    assert (again.content, reads) == (first.content, ["rui"])
    own = ("x-request-id",)
    assert [line for line in again.headers.multi_items() if line[0] not in own] == [
        line for line in first.headers.multi_items() if line[0] not in own
    ]
    assert again.headers["cache-control"] == "no-store"
    assert first.headers["x-request-id"] != again.headers["x-request-id"]
    given = await opened.get(shop.path, headers={"X-Request-Id": "ask-12345"})
    assert given.headers["x-request-id"] == "ask-12345"
    TICKS.now += 1 / 1024
    later = await opened.get(shop.path)
    assert ("¥88.00" in later.text, "¥99.00" in later.text, len(reads)) == (True, False, 2)
    # Made anew with nothing changed it is the same to the byte: nothing in it is of one reading alone.
    TICKS.now += 1
    assert ((await opened.get(shop.path)).content, len(reads)) == (later.content, 3)


async def test_fifty_who_ask_at_once_share_one_reading(
    opened: httpx.AsyncClient, shop: Shop, reads: list[str]
) -> None:
    answers = await asyncio.gather(*(opened.get(shop.path) for _ in range(50)))
    assert ({answer.status_code for answer in answers}, reads) == ({200}, ["rui"])
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["x-request-id"] for answer in answers}) == 50


async def test_what_takes_longer_than_a_second_is_not_given_to_who_asks_after_it(
    opened: httpx.AsyncClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, go = asyncio.Event(), asyncio.Event()
    show_store, began = store_pages.show_store, []

    async def held(scope: Any, slug: str) -> Any:
        shelf = await show_store(scope, slug)
        began.append(slug)
        if len(began) == 1:
            reading.set()
            await go.wait()
        return shelf

    monkeypatch.setattr(store_pages, "show_store", held)
    slow = asyncio.create_task(opened.get(shop.path))
    await reading.wait()
    await shop.rename("Renamed")
    TICKS.now += 1
    assert "Renamed" in (await opened.get(shop.path)).text
    go.set()
    assert "Renamed" not in (await slow).text
    # The slow one's page has not taken the newer one's place.
    assert ("Renamed" in (await opened.get(shop.path)).text, len(began)) == (True, 2)


@pytest.mark.parametrize("end", ["fails", "leaves"])
async def test_when_the_first_comes_to_nothing_the_others_go_on_by_themselves(
    keeping: Litestar, opened: httpx.AsyncClient, shop: Shop, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    # What earlier tests left is too old from here on.
    TICKS.now += 1
    reading, go = asyncio.Event(), asyncio.Event()
    show_store, began = store_pages.show_store, []

    async def held(scope: Any, slug: str) -> Any:
        began.append(slug)
        if len(began) == 1:
            reading.set()
            await go.wait()
            raise RuntimeError("the shelf fell down")
        return await show_store(scope, slug)

    monkeypatch.setattr(store_pages, "show_store", held)
    first = asyncio.create_task(opened.get(shop.path))
    await reading.wait()
    others = asyncio.gather(*(opened.get(shop.path) for _ in range(3)))
    (page,) = keeping.state.kept_pages._pages.values()
    while len(page.made._waiters) < 3:  # noqa: ASYNC110 - they tell nobody that they wait
        await asyncio.sleep(0)
    if end == "leaves":
        first.cancel()
    go.set()
    assert [answer.status_code for answer in await others] == [200, 200, 200]
    told = await asyncio.gather(first, return_exceptions=True)
    if end == "fails":
        assert [answer.status_code for answer in told] == [500]  # type: ignore[union-attr]
    assert (await opened.get(shop.path)).status_code == 200


SEARCH = "https://www.baidu.com/s?wd=coat"


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("", {"Cookie": "anything=1"}),
        ("", {"Cache-Control": "no-cache"}),
        ("", {"Cache-Control": "max-age=0"}),
        ("", {"Pragma": "no-cache"}),
        ("", {"Content-Length": "0"}),
        ("", {"Referer": SEARCH}),
        ("?lang=zh", {}),
        ("?cart=COAT:1", {}),
        ("?utm_term=coat", {}),
    ],
)
async def test_who_shows_anything_reads_it_as_it_is_now(
    opened: httpx.AsyncClient, shop: Shop, query: str, headers: dict[str, str]
) -> None:
    await opened.get(shop.path)
    await shop.rename("Renamed")
    own = await opened.get(shop.path + query, headers=headers)
    assert (own.status_code, "Renamed" in own.text) == (200, True)
    opened.cookies.clear()
    # Nor is what they read given to anybody else.
    assert "Renamed" not in (await opened.get(shop.path)).text


async def test_a_token_is_looked_at_and_a_session_sees_its_change_at_once(
    opened: httpx.AsyncClient, shop: Shop, reads: list[str]
) -> None:
    page = await opened.get(shop.path)
    refused = await opened.get(shop.path, headers={"Authorization": "Bearer no-such-token"})
    assert (page.status_code, refused.status_code) == (200, 401)
    await login(opened, await make_account(shop.brand, "operator"))
    await shop.rename("Renamed")
    assert "Renamed" in (await opened.get(shop.path)).text
    opened.cookies.clear()
    assert ((await opened.get(shop.path)).content, len(reads)) == (page.content, 2)


async def test_languages_hosts_stores_and_parts_do_not_mix(
    opened: httpx.AsyncClient, shop: Shop, reads: list[str]
) -> None:
    other = await open_shop(locale="en")
    chinese, english = await opened.get(shop.path), await opened.get(shop.path, headers=ENGLISH)
    assert (chinese.headers["content-language"], english.headers["content-language"]) == ("zh", "en")
    assert ("CN¥99.00" in chinese.text, "CN¥99.00" in english.text) == (False, True)
    elsewhere = await opened.get(other.path)
    assert (elsewhere.headers["content-language"], len(reads)) == ("en", 3)
    # Whatever the header looks like, it is the same wish.
    await opened.get(shop.path, headers={"Accept-Language": "en"})
    assert len(reads) == 3
    await opened.get(shop.path, headers={"Host": "127.0.0.1"})
    assert len(reads) == 4
    part = await opened.get(f"{shop.path}/collections/hats")
    assert ("COAT" in chinese.text, "COAT" in part.text, len(reads)) == (True, False, 5)
    assert (await opened.get(f"{shop.path}/collections/hats")).content == part.content
    assert len(reads) == 5
    # A reader who comes from elsewhere, or from this very store, is told nothing else.
    await opened.get(shop.path, headers={"Referer": "https://mp.weixin.qq.com/s?secret=1"})
    assert len(reads) == 5


async def test_a_closed_store_is_closed_after_a_second_and_open_again_at_once(
    opened: httpx.AsyncClient, shop: Shop
) -> None:
    pause = "UPDATE stores SET status = $3 WHERE brand_id = $1 AND id = $2"
    assert (await opened.get(shop.path)).status_code == 200
    await run(shop.brand.scope, pause, shop.store_id, "paused")
    assert (await opened.get(shop.path, headers={"Cookie": "a=1"})).status_code == 404
    assert (await opened.get(shop.path)).status_code == 200
    TICKS.now += 1
    assert (await opened.get(shop.path)).status_code == 404
    await run(shop.brand.scope, pause, shop.store_id, "published")
    assert (await opened.get(shop.path)).status_code == 200
    assert (await opened.get(f"/s/{shop.brand.slug}/nobody")).status_code == 404


async def test_a_product_has_a_key_of_its_own_each_time_also_where_a_landing_shows_it(
    opened: httpx.AsyncClient, shop: Shop
) -> None:
    address = f"{shop.path}/products/COAT"
    one, two = await opened.get(address), await opened.get(address)
    assert one.content != two.content
    variant = {"id": "coat", "show": {"kind": "product", "ref": "COAT"}}
    landing = {"id": "new", "when": {"opener": ["new"]}, "variants": [variant]}
    await put_live(opened, shop.brand, {"landings": [landing]})
    opened.cookies.clear()
    one, two = await opened.get(shop.path), await opened.get(shop.path)
    assert (one.status_code, 'name="key"' in one.text) == (200, True)
    assert one.content != two.content


async def test_head_asks_for_the_same_page_without_its_body(
    opened: httpx.AsyncClient, shop: Shop, reads: list[str]
) -> None:
    head = await opened.head(shop.path)
    page = await opened.get(shop.path)
    assert (head.status_code, head.content, page.status_code, reads) == (200, b"", 200, ["rui"])
    assert head.headers["content-length"] == page.headers["content-length"] == str(len(page.content))
    assert ((await opened.head(shop.path)).content, reads) == (b"", ["rui"])


async def test_kept_answers_are_counted_and_have_their_lines(
    opened: httpx.AsyncClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[str, str, int, str]] = []
    end = RequestRecorder.end

    def note(self: Any, method: str, route: str, status: int, seconds: float, context: Any) -> None:
        noted.append((method, route, status, context["request_id"]))
        end(self, method, route, status, seconds, context)

    monkeypatch.setattr(RequestRecorder, "end", note)
    before = {source: counted(source) for source in ("made", "memory")}
    answers = [await opened.get(shop.path) for _ in range(3)]
    assert noted == [("GET", "/s/{brand}/{store}", 200, answer.headers["x-request-id"]) for answer in answers]
    assert counted("made") - before["made"] == 1
    assert counted("memory") - before["memory"] == 2


def counted(source: str) -> float:
    return float(SHELF_PAGES.labels(source)._value.get())


async def test_with_nothing_kept_each_page_is_made(client: httpx.AsyncClient, reads: list[str]) -> None:
    shop = await open_shop()
    await client.get(shop.path)
    await client.get(shop.path)
    assert reads == ["rui", "rui"]
