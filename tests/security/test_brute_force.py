"""Codes that are short enough to be typed may not be tried out: link codes and coupons, told as problem details."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from api.app import create_app
from api.limits import Limits
from infra.clock import SetClock
from infra.rate_limits import RateLimit
from infra.settings import Settings
from services.sharing.create_link import CreateLink, create_link
from tests.api.test_checkout import Till, till
from tests.factories import make_brand
from tests.support.shop import Shop, a_phone
from tests.support.world import START, rows, value

__all__ = ["till"]
TRIES = 3


@asynccontextmanager
async def from_address(till: Till, address: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=till.client._transport.app, client=(address, 1))  # type: ignore[attr-defined]
    async with httpx.AsyncClient(transport=transport, base_url=till.client.base_url) as client:
        yield client


@pytest.fixture
async def guarded(database: Settings, own_redis: None) -> AsyncIterator[Till]:
    """The till behind limits that are reached soon."""
    clock = SetClock(START)
    limits = Limits(
        refused_coupon=RateLimit("refused-coupon", TRIES, 600),
        unknown_link=RateLimit("unknown-link", TRIES, 600),
    )
    app = create_app(database, clock=clock, connect=False, limits=limits)
    brand = await make_brand(clock=clock, locale="en")
    shop = await Shop(brand.scope, clock).open(gateway="sandbox")
    await shop.sku("COAT", 20_000, stock=50)
    address = f"10.{brand.brand_id.bytes[-1]}.{brand.brand_id.bytes[-2]}.{brand.brand_id.bytes[-3]}"
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url=database.public_url) as client:
        yield Till(brand, shop, await shop.keeper(), client)


async def test_who_tries_link_codes_waits_and_nobody_else_does(guarded: Till) -> None:
    link = await create_link(guarded.brand.scope.acting_as(guarded.keeper.actor), CreateLink("wechat"))
    known = f"/l/{link.code}"
    assert (await guarded.client.get(known)).status_code == 302
    guesses = [await guarded.client.get(f"/l/nosuch{n}") for n in range(TRIES + 1)]
    assert [answer.status_code for answer in guesses] == [404] * TRIES + [429]
    told = guesses[-1]
    assert told.headers["content-type"] == "application/problem+json"
    assert (told.json()["code"], told.json()["status"]) == ("too_many_requests", 429)
    assert 1 <= int(told.headers["retry-after"]) <= 200
    # Not even a code that there is tells itself apart now.
    assert (await guarded.client.get(known)).status_code == 429
    async with from_address(guarded, "192.0.2.77") as other:
        assert (await other.get(known)).status_code == 302
    assert await value(guarded.brand.scope, "SELECT count(*) FROM touches WHERE brand_id = $1") == 2


async def test_who_tries_coupons_waits_wherever_a_coupon_can_be_typed(guarded: Till) -> None:
    await guarded.shop.coupon(guarded.keeper, "RIGHT-ONE", kind="amount", amount_off=500)
    store = f"{guarded.brand.public}/stores/{guarded.keeper.store}"

    async def quote(client: httpx.AsyncClient, code: str | None) -> httpx.Response:
        body = {"lines": [{"sku": "COAT", "qty": 1}], "coupon": code}
        return await client.post(f"{store}/cart-quotes", json=body)

    right = await quote(guarded.client, "RIGHT-ONE")
    assert (right.status_code, right.json()["discount_total"]) == (200, 500)
    assert (await quote(guarded.client, "WRONG-1")).json()["discount_total"] == 0
    order = await guarded.client.post(
        guarded.orders,
        json=guarded.cart(COAT=1) | {"coupon": "WRONG-2"},
        headers={"Idempotency-Key": a_phone()},
    )
    assert (order.status_code, order.json()["code"]) == (422, "coupon_refused")
    page = f"/s/{guarded.brand.slug}/{guarded.keeper.store}/cart"
    await guarded.client.post(page, data={"sku": "COAT", "qty": "1"})
    assert (await guarded.client.get(f"{page}?coupon=WRONG-3")).status_code == 200
    for answer in (
        await quote(guarded.client, "RIGHT-ONE"),
        await guarded.client.post(
            guarded.orders,
            json=guarded.cart(COAT=1) | {"coupon": "RIGHT-ONE"},
            headers={"Idempotency-Key": a_phone()},
        ),
    ):
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
        assert 1 <= int(answer.headers["retry-after"]) <= 200
    assert (await guarded.client.get(f"{page}?coupon=RIGHT-ONE")).status_code == 429
    # Whoever types no coupon goes on shopping, and so does everybody else.
    assert (await quote(guarded.client, None)).status_code == 200
    async with from_address(guarded, "192.0.2.78") as other:
        assert (await quote(other, "RIGHT-ONE")).json()["discount_total"] == 500


async def test_a_burst_of_strangers_uses_a_coupon_as_often_as_it_may_be(till: Till) -> None:
    """Twelve at once, from twelve addresses: five get it, seven are told, and nobody's order is half made."""
    coupon_id = await till.shop.coupon(till.keeper, "FIVE", kind="amount", amount_off=999, use_limit=5)
    await till.shop.sku("MUG", 3_000, stock=50)

    async def stranger(number: int) -> httpx.Response:
        async with from_address(till, f"192.0.2.{number}") as client:
            body = till.cart(MUG=1) | {"coupon": "five", "buyer": {"phone": f"1380000{number:04d}"}}
            return await client.post(till.orders, json=body, headers={"Idempotency-Key": f"burst {number}"})

    answers = await asyncio.gather(*(stranger(number) for number in range(12)))
    placed = [answer.json() for answer in answers if answer.status_code == 201]
    refused = [answer.json() for answer in answers if answer.status_code == 422]
    assert (len(placed), len(refused)) == (5, 7)
    assert {order["total"] for order in placed} == {2_001}
    assert {(each["code"], each["errors"][0]["path"]) for each in refused} == {("coupon_refused", "coupon")}
    assert {each["errors"][0]["message"] for each in refused} == {"优惠券已用完"}
    scope = till.brand.scope
    assert await value(scope, "SELECT used FROM coupons WHERE brand_id = $1 AND id = $2", coupon_id) == 5
    assert await value(scope, "SELECT count(*) FROM retail_orders WHERE brand_id = $1") == 5
    held = await rows(scope, "SELECT sum(qty)::int FROM reservations WHERE brand_id = $1 AND state = 'held'")
    assert held == [(5,)]


async def test_a_coupon_is_refused_from_the_end_of_its_year_on(till: Till) -> None:
    clock = till.shop.clock
    await till.shop.coupon(
        till.keeper,
        "YEAR",
        kind="amount",
        amount_off=999,
        valid_from=START,
        valid_until=START + timedelta(days=365),
    )

    async def try_it() -> httpx.Response:
        return await till.client.post(
            till.orders, json=till.cart(COAT=1) | {"coupon": "YEAR"}, headers={"Idempotency-Key": a_phone()}
        )

    clock.move_by(timedelta(days=365) - timedelta(seconds=1))
    last = await try_it()
    assert (last.status_code, last.json()["discount_total"], last.json()["total"]) == (201, 999, 19_000)
    clock.move_by(timedelta(seconds=1))
    late = await try_it()
    assert (late.status_code, late.json()["code"]) == (422, "coupon_refused")
    assert late.json()["errors"] == [{"path": "coupon", "message": "优惠券已过期"}]
    english = await till.client.post(
        till.orders,
        json=till.cart(COAT=1) | {"coupon": "YEAR"},
        headers={"Idempotency-Key": a_phone(), "Accept-Language": "en"},
    )
    assert english.json()["errors"][0]["message"] == "is not valid any more"
