"""Ordering and paying over HTTP, as a guest and logged in; the bank's page; callbacks; who may see what."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from api.app import create_app
from infra.clock import SetClock
from infra.gateways.sandbox.courier import deliver_due, signed_headers
from infra.json_text import to_json
from infra.settings import Settings
from tests.factories import MadeBrand, login, make_account, make_brand
from tests.support.shop import Keeper, Shop, a_phone
from tests.support.world import START, rows

KEY = {"Idempotency-Key": "k"}


@dataclass
class Till:
    """A shop, its HTTP service on a clock that stands still, and a shopper's browser."""

    brand: MadeBrand
    shop: Shop
    keeper: Keeper
    client: httpx.AsyncClient

    @property
    def orders(self) -> str:
        return f"{self.brand.public}/orders"

    def cart(self, **cart: int) -> dict[str, Any]:
        lines = [{"sku": sku, "qty": qty} for sku, qty in cart.items()]
        return {"store": self.keeper.store, "lines": lines, "buyer": {"phone": "13800000001"}}

    async def place(self, **cart: int) -> dict[str, Any]:
        answer = await self.client.post(
            self.orders, json=self.cart(**cart), headers={"Idempotency-Key": a_phone()}
        )
        assert answer.status_code == 201, answer.text
        placed: dict[str, Any] = answer.json()
        return placed

    async def pay_page(self, order: dict[str, Any]) -> str:
        answer = await self.client.post(
            f"{self.orders}/{order['code']}/payment",
            json={"gateway": "sandbox"},
            headers={**KEY, "X-Order-Secret": order["secret"]},
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["pay_url"])


@pytest.fixture
async def till(database: Settings, own_redis: None) -> AsyncIterator[Till]:
    clock = SetClock(START)
    app = create_app(database, clock=clock, connect=False)
    brand = await make_brand(clock=clock)
    shop = await Shop(brand.scope, clock).open(gateway="sandbox")
    await shop.sku("COAT", 19_999, stock=5)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=database.public_url) as client:
        yield Till(brand, shop, await shop.keeper(), client)


def fault(answer: httpx.Response) -> tuple[int, str, list[str]]:
    body = answer.json()
    return answer.status_code, body["code"], [each["path"] for each in body["errors"]]


async def test_a_guests_order_opens_by_its_secret_alone(till: Till) -> None:
    order = await till.place(COAT=1)
    address = f"{till.orders}/{order['code']}"
    seen = await till.client.get(address, headers={"X-Order-Secret": order["secret"]})
    assert (seen.json()["state"], seen.json()["total"], seen.json()["payments"]) == ("placed", 19_999, [])
    other = await till.place(COAT=1)
    for headers in ({}, {"X-Order-Secret": "x"}, {"X-Order-Secret": other["secret"]}):
        for method, path, body in (
            ("GET", address, None),
            ("POST", f"{address}/payment", {}),
            ("POST", f"{address}/cancellation", None),
            ("POST", f"{address}/refund-requests", {"lines": [{"line_no": 1, "qty": 1}]}),
        ):
            answer = await till.client.request(method, path, json=body, headers={**KEY, **headers})
            assert answer.status_code == 404, path


async def test_a_customer_who_is_logged_in_needs_no_secret(till: Till) -> None:
    await login(till.client, await make_account(till.brand))
    order = await till.place(COAT=1)
    address = f"{till.orders}/{order['code']}"
    assert (await till.client.get(address)).json()["code"] == order["code"]
    await login(till.client, await make_account(till.brand))
    assert (await till.client.get(address)).status_code == 404


async def test_what_is_wrong_with_a_cart_is_said_by_field(till: Till) -> None:
    async def refused(body: Any, headers: dict[str, str] | None = None) -> tuple[int, str, list[str]]:
        return fault(
            await till.client.post(till.orders, json=body, headers=headers or {"Idempotency-Key": a_phone()})
        )

    good = till.cart(COAT=1)
    assert await refused(good, {"X-Nothing": "1"}) == (422, "invalid_input", ["Idempotency-Key"])
    assert await refused({**good, "lines": []}) == (422, "invalid_input", ["lines"])
    assert await refused(till.cart(COAT=0)) == (422, "invalid_input", ["lines[0].qty"])
    assert await refused({**good, "total": 1}) == (422, "invalid_input", ["total"])
    assert await refused({**good, "coupon": "NONE"}) == (422, "coupon_refused", ["coupon"])
    assert await refused({**good, "buyer": {"phone": "12"}}) == (422, "invalid_input", ["buyer.phone"])
    assert await refused({**good, "store": "nowhere"}) == (404, "not_found", [])
    assert await refused(till.cart(COAT=6)) == (409, "out_of_stock", ["lines[0].qty"])


async def test_one_key_is_one_order_and_no_other_input(till: Till) -> None:
    answers = [await till.client.post(till.orders, json=till.cart(COAT=1), headers=KEY) for _ in range(2)]
    assert answers[0].json() == answers[1].json()
    other = await till.client.post(till.orders, json=till.cart(COAT=2), headers=KEY)
    assert fault(other) == (409, "idempotency_key_reused", [])


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "back", "/a b", "/\r\nX: y"]
)
async def test_a_payer_comes_back_to_this_site_only(till: Till, path: str) -> None:
    order = await till.place(COAT=1)
    answer = await till.client.post(
        f"{till.orders}/{order['code']}/payment",
        json={"return_path": path},
        headers={**KEY, "X-Order-Secret": order["secret"]},
    )
    assert fault(answer) == (422, "invalid_input", ["return_path"])


async def test_the_banks_page(till: Till) -> None:
    order = await till.place(COAT=1)
    page = await till.pay_page(order)
    assert await till.pay_page(order) == page
    shown = await till.client.get(page, headers={"Accept-Language": "en"})
    assert shown.headers["content-type"].startswith("text/html")
    assert "unsafe-inline" not in shown.headers["content-security-policy"]
    assert "CN¥199.99" in shown.text
    assert order["code"] in shown.text
    assert "确认支付" in (await till.client.get(page, headers={"Accept-Language": "zh"})).text
    drawn = await till.client.get(f"{page}/qr.svg")
    assert (drawn.headers["content-type"], drawn.content[:5]) == ("image/svg+xml", b"<?xml")
    assert (await till.client.get("/sandbox/page.css")).headers["content-type"].startswith("text/css")
    wrong = await till.client.post(page, data={"button": "steal"})
    assert fault(wrong) == (422, "invalid_input", ["button"])
    for button in ("pay", "fail"):
        pressed = await till.client.post(page, data={"button": button})
        assert (pressed.status_code, pressed.headers["location"]) == (303, f"{till.client.base_url}/")
    assert 'role="status"' in (await till.client.get(page)).text
    nobody = f"/sandbox/{till.brand.brand_id}/{till.brand.brand_id}"
    assert (await till.client.get(nobody)).status_code == 404
    assert (await till.client.post(nobody, data={"button": "pay"})).status_code == 404


async def test_callbacks_over_http(till: Till) -> None:
    order = await till.place(COAT=1)
    await till.client.post(await till.pay_page(order), data={"button": "pay"})
    till.shop.clock.move_to(till.shop.clock.now().replace(hour=9))
    address, statuses = f"/hooks/{till.brand.slug}/payments/sandbox", []

    async def post(url: str, body: bytes, headers: Any) -> int:
        assert url == f"{till.client.base_url}{address}".replace("//hooks", "/hooks")
        forged = {**headers, "x-sandbox-signature": "0" * 64}
        refused = await till.client.post(address, content=body, headers=forged)
        assert fault(refused) == (403, "callback_refused", [])
        assert fault(await till.client.post(address, content=body)) == (403, "callback_refused", [])
        told = await asyncio.gather(
            *(till.client.post(address, content=body, headers=headers) for _ in range(20))
        )
        statuses.extend(answer.json()["outcome"] for answer in told)
        return told[0].status_code

    assert await deliver_due(till.brand.scope, post) == 2
    assert Counter(statuses) == {"applied": 1, "duplicate": 39}
    nonsense = b'{"event_id": 7}'
    headers = signed_headers(till.brand.scope, nonsense)
    assert fault(await till.client.post(address, content=nonsense, headers=headers))[1] == "callback_refused"
    elsewhere = await till.client.post(f"/hooks/{till.brand.slug}/payments/paypal", content=b"{}")
    assert fault(elsewhere)[:2] == (404, "unknown_gateway")
    await till.shop.proved(
        cash=19_999, retail_revenue=-19_999, commission_expense=2_000, seller_pending=-2_000
    )


async def test_the_console_sees_what_does_not_fit(till: Till) -> None:
    order = await till.place(COAT=1)
    await till.pay_page(order)
    ((payment_id,),) = await rows(till.brand.scope, "SELECT id FROM payments WHERE brand_id = $1")
    placed = till.shop.paid_event(_as_placed(order), payment_id, amount=1)  # type: ignore[arg-type]
    body = to_json(placed).encode()
    address = f"/hooks/{till.brand.slug}/payments/sandbox"
    told = await till.client.post(address, content=body, headers=signed_headers(till.brand.scope, body))
    assert told.json() == {"outcome": "refused", "note": "asked for 19999 CNY, told 1 CNY"}
    await login(till.client, await make_account(till.brand, "operator"))
    (event,) = (await till.client.get("/api/brand/payment-events?state=refused")).json()["rows"]
    assert (event["note"], event["body"]["amount"]) == ("asked for 19999 CNY, told 1 CNY", 1)
    (payment,) = (await till.client.get("/api/brand/payments?state=pending")).json()["rows"]
    assert (payment["order"], payment["amount"]) == (order["code"], 19_999)


def _as_placed(order: dict[str, Any]) -> Any:
    class Placed:
        total = order["total"]
        currency = order["currency"]

    return Placed


async def test_the_terms_are_an_admins_to_set(till: Till) -> None:
    await login(till.client, await make_account(till.brand, "operator"))
    address = "/api/brand/retail-terms"
    assert (await till.client.put(address, json={"shipping": 1})).status_code == 403
    await login(till.client, await make_account(till.brand, "admin"))
    for body, path in (
        ({"tax_rate": "1.5"}, "tax_rate"),
        ({"tax_rate": 0.13}, "tax_rate"),
        ({"shipping": -1}, "shipping"),
        ({"gateway": "paypal"}, "gateway"),
    ):
        assert fault(await till.client.put(address, json=body)) == (422, "invalid_input", [path])
    terms = {"tax_rate": "0.06", "tax_included": False, "shipping": 800, "gateway": "sandbox"}
    assert (await till.client.put(address, json=terms)).status_code == 200
    till.client.headers.pop("X-CSRF-Token")
    till.client.cookies.clear()
    order = await till.place(COAT=1)
    assert (order["tax_total"], order["shipping_total"], order["total"]) == (1_200, 800, 21_999)
    audit = (
        "SELECT action, before ->> 'shipping', after ->> 'shipping' FROM audit_log"
        " WHERE brand_id = $1 AND action LIKE 'set%'"
    )
    assert await rows(till.brand.scope, audit) == [("set_retail_terms", "0", "800")]
