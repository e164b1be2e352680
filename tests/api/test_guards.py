"""The guards of the money path (compliance.md, 6.3), tried over HTTP by those who would gain by getting round them. By
SQL under the service's role they are tried in tests/services/compliance/test_guards.py."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from infra.clock import SystemClock
from infra.settings import Settings
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.publish_policy import PublishPolicy
from services.retail.place_order import OrderPlaced
from tests.factories import MadeBrand, MadeSeller, login, make_account, make_brand, make_seller
from tests.services.wholesale.conftest import RIGHTS, SCHEDULE
from tests.support.publishing import declare, publish_policy, terms
from tests.support.shop import PLAN, Keeper, Shop
from tests.support.world import make_store, value

BUYER = {"name": "Wang", "phone": "+8613811112222"}


@dataclass
class Market:
    """A brand in operation, a reseller with a store, and a browser that may be anybody."""

    brand: MadeBrand
    shop: Shop
    seller: MadeSeller
    keeper: Keeper
    browser: httpx.AsyncClient

    async def become(self, *roles: str) -> None:
        await login(self.browser, await make_account(self.brand, *roles))

    async def post(self, path: str, body: Any = None, key: str = "k") -> httpx.Response:
        return await self.browser.post(path, json=body, headers={"Idempotency-Key": key})

    async def buy(self, buyer: dict[str, str] | None = None, key: str = "k") -> OrderPlaced:
        """Whoever the browser is buys two mugs in the reseller's store, and the gateway says that it was paid."""
        body = {"store": self.keeper.store, "lines": [{"sku": "MUG", "qty": 2}], "buyer": buyer or BUYER}
        answer = await self.post(f"{self.brand.public}/orders", body, key)
        assert answer.status_code == 201, answer.text
        order = msgspec.convert(answer.json(), OrderPlaced, strict=False)
        await self.shop.tell(self.shop.paid_event(order, await self.shop.ask(order)))
        return order

    async def earned(self) -> object:
        return await value(self.brand.scope, "SELECT count(*) FROM commission_lines WHERE brand_id = $1")


@pytest.fixture
async def market(client: httpx.AsyncClient, database: Settings) -> Market:
    brand = await make_brand()
    shop = Shop(brand.scope, SystemClock())  # type: ignore[arg-type]
    await declare(brand.scope, terms(stocking__gate="review", stocking__starter_cap=20))
    for kind, body in ((TIER_SCHEDULE, SCHEDULE), (RETURN_POLICY, RIGHTS)):
        await publish_policy(brand.scope, kind, PublishPolicy(body))
    await shop.open()
    await shop.sku("MUG", 10_000, 500)
    seller = await make_seller(brand)
    store = await make_store(brand.scope, seller.seller_id)
    slug = await value(brand.scope, "SELECT slug FROM stores WHERE brand_id = $1 AND id = $2", store)
    return Market(brand, shop, seller, Keeper(seller.scope.actor, store, str(slug)), client)


async def test_g01_g06_nobody_earns_on_what_they_buy_themselves(market: Market) -> None:
    await login(market.browser, market.seller)
    await market.buy({"name": "Rui", "phone": market.seller.account.phone})
    assert await market.earned() == 0
    market.browser.cookies.clear()
    market.browser.headers.pop("X-CSRF-Token")
    await market.buy(key="another")
    # 10 % of 200.00, once, for the sale to somebody else.
    assert await market.shop.balance(market.keeper) == (2_000, 0)
    assert await market.earned() == 1


async def test_g02_buying_stock_earns_nobody_anything(market: Market) -> None:
    await login(market.browser, market.seller)
    quoted = await market.post("/api/seller/stock/quotes", {"lines": [{"sku": "MUG", "qty": 10}]})
    placed = await market.post("/api/seller/stock/orders", {"quote_id": quoted.json()["id"]})
    await market.become("finance")
    paid = await market.post(
        f"/api/brand/stock-orders/{placed.json()['id']}/payments",
        {
            "amount": 60_000,
            "currency": "CNY",
            "reference": "B-1",
            "paid_at": market.brand.scope.clock.now().isoformat(),
        },
        "pay",
    )
    assert paid.status_code in (200, 201), paid.text
    assert await market.earned() == 0
    assert await value(market.brand.scope, "SELECT count(*) FROM seller_balances WHERE brand_id = $1") == 0


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        # G-03: no word of a plan could pay anybody above the seller.
        (
            {"rules": [{"id": "all", "match": {}, "rate": "0.10", "upline_rate": "0.03"}]},
            "body.rules[0].upline_rate",
        ),
        ({"levels": 2}, "body.levels"),
        # G-04: nothing is paid before the customer's right to return has ended.
        ({"hold_days": 6}, "body.hold_days"),
        # G-05: never above what the jurisdiction allows.
        ({"total_rate_cap": "0.31"}, "body.total_rate_cap"),
    ],
)
async def test_g03_g04_g05_a_plan_that_breaks_a_guard_is_refused_by_its_field(
    market: Market, changed: dict[str, Any], path: str
) -> None:
    await market.become("admin")
    answer = await market.post("/api/brand/policies/commission_plan", {"body": {**PLAN, **changed}})
    assert answer.status_code == 422, answer.text
    assert path in [error["path"] for error in answer.json()["errors"]]


async def test_g07_a_load_of_stock_waits_for_a_person_and_is_not_paid_meanwhile(market: Market) -> None:
    await login(market.browser, market.seller)
    quoted = await market.post("/api/seller/stock/quotes", {"lines": [{"sku": "MUG", "qty": 50}]})
    placed = await market.post("/api/seller/stock/orders", {"quote_id": quoted.json()["id"]})
    assert placed.json()["check"]["outcome"] == "waiting", placed.text
    order = placed.json()["id"]
    paid = await market.post(f"/api/seller/stock/orders/{order}/payments", {"gateway": "null"}, "pay")
    assert (paid.status_code, paid.json()["code"]) == (409, "stock_order_waits")
    passed = await market.post(
        f"/api/brand/stock-orders/{order}/check-decision", {"approve": True, "reason": "mine"}, "d"
    )
    assert (passed.status_code, passed.json()["code"]) == (403, "not_allowed")


async def test_g08_no_word_of_a_return_waives_the_right(market: Market) -> None:
    await login(market.browser, market.seller)
    for more in ({"waiver": True}, {"fee": 100}, {"refund": 1}):
        body = {"order_id": str(UUID(int=1)), "lines": [{"line": 1, "qty": 1}], **more}
        answer = await market.post("/api/seller/stock/return-previews", body)
        assert (answer.status_code, [e["path"] for e in answer.json()["errors"]]) == (422, list(more))


async def test_g09_a_seller_nobody_has_identified_is_not_paid(market: Market) -> None:
    await login(market.browser, market.seller)
    payee = {
        "rail": "sandbox",
        "legal_name": "Li Mei",
        "account_number": "62220001",
        "tax_status": "individual_resident",
    }
    assert (await market.browser.put("/api/seller/payee", json=payee)).status_code == 200
    assert (
        await market.browser.put("/api/seller/payee", json={**payee, "verified_name": "Li Mei"})
    ).status_code == 422
    verified = await market.post(
        f"/api/brand/sellers/{market.seller.seller_id}/payee-verification", {"verified_name": "Li Mei"}
    )
    assert verified.status_code == 403


async def test_g10_a_plan_without_a_passing_report_does_not_go_live(
    client: httpx.AsyncClient, database: Settings
) -> None:
    brand = await make_brand()
    await login(client, await make_account(brand, "admin"))
    answer = await client.post("/api/brand/policies/commission_plan", json={"body": PLAN})
    assert (answer.status_code, answer.json()["code"]) == (409, "plan_needs_data")
    forced = {"body": PLAN, "report_id": str(UUID(int=1)), "passed": True}
    assert (await client.post("/api/brand/policies/commission_plan", json=forced)).status_code == 422


async def test_g11_while_accruals_are_frozen_a_sale_earns_nothing_and_stock_still_goes_back(
    market: Market,
) -> None:
    await market.become("admin")
    stopped = await market.post(
        "/api/brand/compliance/freezes", {"kind": "accruals", "reason": "an inspector has asked us to stop"}
    )
    assert stopped.status_code == 200, stopped.text
    await login(market.browser, market.seller)
    ended = await market.post(
        "/api/brand/compliance/freezes/endings", {"kind": "accruals", "reason": "I would rather not"}
    )
    assert ended.status_code == 403
    market.browser.cookies.clear()
    market.browser.headers.pop("X-CSRF-Token")
    await market.buy()
    assert await market.earned() == 0
    await login(market.browser, market.seller)
    assert (await market.browser.get("/api/seller/stock/buy-back")).json()["units"] == 0


@pytest.mark.parametrize(
    "path",
    [
        "/api/brand/orders/x",
        "/api/brand/payout-batches/x",
        "/api/brand/compliance/reports/x",
        "/api/brand/books/entries/x",
        "/api/seller/stock/orders/x",
        "/api/seller/statements/2026-03/json",
    ],
)
async def test_g12_no_route_deletes_evidence(market: Market, path: str) -> None:
    await market.become("admin")
    path = path.replace("/x", f"/{UUID(int=1)}")
    assert (await market.browser.delete(path)).status_code in (404, 405)
