"""The wholesale story in literal amounts, over HTTP against the whole site: API, worker, beat, PostgreSQL and Redis.

A reseller buys twice and reaches a tier, sells from her own stock, and sends back what did not sell; the bank sends
the money. Nothing is called that a person or a bank could not call: the sandbox bank's page is pressed in a browser,
its signed callbacks and the refund are the worker's and the bank's own doing.
"""

from typing import Any

from infra.settings import Settings
from tasks.app import celery_app
from tests.factories import make_brand, make_seller
from tests.flows.people import (
    People,
    Person,
    eventually,
    holds_end,
    press_button,
    publish_rules,
    standing,
)

STOCK = "/api/seller/stock"
COAT = {"code": "COAT-M", "price": {"list_price": 10_000}}
RULES: dict[str, Any] = {
    "tier_schedule": {
        "basis": "list",
        "window": {"rolling_days": 365},
        "mode": "all_units",
        "tiers": [
            {"name": "start", "threshold": 0, "price_rate": "0.60"},
            {"name": "silver", "threshold": 1_000_000, "price_rate": "0.50"},
        ],
    },
    "return_policy": {"window_days": 365, "restocking_rate": "0.10", "pricing": "keep_price"},
    "attribution_policy": {"window_days": 30, "model": "last"},
    "commission_plan": {
        "hold_days": 7,
        "total_rate_cap": "0.30",
        "rules": [{"id": "all", "match": {}, "rate": "0.10"}],
    },
}
TERMS = {"tax_rate": "0", "tax_included": True, "shipping": 0, "gateway": "sandbox"}


async def test_the_wholesale_story(site: Settings) -> None:
    async with People(site, await make_brand()) as people:
        await tell(people)


async def tell(people: People) -> None:
    admin, finance = await people.with_role("admin"), await people.with_role("finance")
    await furnish(admin)
    mei = await people.logged_in(await make_seller(people.brand, "reseller"))
    now = await mei.get(f"{STOCK}/standing")
    assert (now["tier"], now["volume"], now["next_tier"]["amount"]) == ("start", 0, 1_000_000)

    first = await buy(people, mei, 50)
    assert (first["tier"], first["list_total"], first["net_total"]) == ("start", 500_000, 300_000)
    assert (await mei.get(f"{STOCK}/standing"))["next_tier"]["amount"] == 500_000
    second = await buy(people, mei, 50)
    assert (second["tier"], second["list_total"], second["net_total"]) == ("silver", 500_000, 250_000)
    assert (await mei.get(f"{STOCK}/standing"))["tier"] == "silver"

    await sell_from_own_stock(people, mei, 5)
    lots = (await mei.get(f"{STOCK}/lots?sort=paid_at"))["rows"]
    assert [(lot["in_hand"], lot["net"], lot["sell_through"]) for lot in lots] == [
        (45, 300_000, "0.1000"),
        (50, 250_000, "0.0000"),
    ]

    await cannot_return_what_sold(mei, first)
    await send_back(mei, second)
    await eventually(lambda: refund_state(finance), "succeeded")
    detail = await mei.get(f"{STOCK}/orders/{second['id']}")
    assert (detail["order"]["refunded_total"], detail["lines"][0]["returned"]) == (180_000, 40)
    await proved(finance)


async def furnish(admin: Person) -> None:
    """Catalogue, stock, rules and charges."""
    made = await admin.post("/api/brand/products", {"code": "COAT", "name": "羊毛大衣", "skus": [COAT]})
    place = await admin.post("/api/brand/locations", {"code": "main", "name": "Main hall"})
    line = {"sku_id": made["skus"]["COAT-M"], "qty": 100}
    await admin.post("/api/brand/stock-receipts", {"location_id": place["location_id"], "lines": [line]})
    await publish_rules(admin, RULES)
    await admin.send("PUT", "/api/brand/retail-terms", TERMS)


async def buy(people: People, mei: Person, qty: int) -> dict[str, Any]:
    """Quote, order (the button pressed twice orders once), pay at the bank's page; its callback makes the lot."""
    quote = await mei.post(f"{STOCK}/quotes", {"lines": [{"sku": "COAT-M", "qty": qty}]})
    twice = [
        await mei.post(f"{STOCK}/orders", {"quote_id": quote["id"]}, **{"Idempotency-Key": quote["id"]})
        for _ in range(2)
    ]
    assert twice[0] == twice[1]
    order: dict[str, Any] = twice[0]
    ask = {"gateway": "sandbox", "return_path": "/stock"}
    payment = await mei.post(f"{STOCK}/orders/{order['id']}/payments", ask)
    assert (payment["state"], payment["amount"]) == ("pending", order["net_total"])
    await press_button(people.site, mei, payment["pay_url"], "pay", "/stock")

    async def state() -> Any:
        return (await mei.get(f"{STOCK}/orders/{order['id']}"))["order"]["state"]

    await eventually(state, "paid")
    return order


async def sell_from_own_stock(people: People, mei: Person, qty: int) -> None:
    """A shopper follows her link and buys; the coats leave her first lot, and the money is hers, not a commission."""
    await mei.post("/api/seller/store", {"name": "Mei", "slug": "mei", "ships_from": "own_stock"})
    await mei.post("/api/seller/store/publication")
    wish = {"channel": "wechat", "target": {"kind": "product", "ref": "COAT"}}
    shopper = await people.shopper((await mei.post("/api/seller/links", wish))["code"])
    buyer = {"name": "Wang", "phone": "13800000009"}
    order = await shopper.post(
        f"{people.brand.public}/orders",
        {"store": "mei", "lines": [{"sku": "COAT-M", "qty": qty}], "buyer": buyer},
    )
    assert order["total"] == 50_000
    secret = {"X-Order-Secret": order["secret"]}
    here = f"{people.brand.public}/orders/{order['code']}"
    payment = await shopper.post(f"{here}/payment", {"return_path": "/thanks"}, **secret)
    await press_button(people.site, shopper, payment["pay_url"], "pay", "/thanks")
    await eventually(lambda: standing(mei, "pending"), 50_000)
    await mei.post(f"/api/seller/orders/{order['code']}/delivery")
    await holds_end(people.brand)
    celery_app.send_task("mature_commissions", kwargs={"brand_id": str(people.brand.brand_id)})
    await eventually(lambda: standing(mei, "available"), 50_000)


async def cannot_return_what_sold(mei: Person, order: dict[str, Any]) -> None:
    wish = {"order_id": order["id"], "lines": [{"line": 1, "qty": 46}]}
    refused = await mei.client.post(f"{STOCK}/return-previews", json=wish)
    assert refused.status_code == 409, refused.text
    problem = refused.json()
    assert (problem["code"], problem["errors"]) == (
        "return_refused",
        [{"path": "lines[0].qty", "message": "超过尚可退货的 45 件"}],
    )


async def send_back(mei: Person, order: dict[str, Any]) -> None:
    """The preview's figures are those of the return; confirming twice returns once; the tier falls with the volume."""
    wish = {"order_id": order["id"], "lines": [{"line": 1, "qty": 40}]}
    preview = await mei.post(f"{STOCK}/return-previews", wish)
    assert (preview["gross"], preview["fee"], preview["refund"]) == (200_000, 20_000, 180_000)
    assert (preview["tier_before"], preview["tier_after"]) == ("silver", "start")
    done = [
        await mei.post(f"{STOCK}/returns", {"preview_id": preview["id"]}, **{"Idempotency-Key": "back"})
        for _ in range(2)
    ]
    assert done[0] == done[1]
    assert (done[0]["refund"], done[0]["volume_after"]) == (180_000, 600_000)
    assert (await mei.get(f"{STOCK}/standing"))["tier"] == "start"


async def refund_state(finance: Person) -> Any:
    (row,) = (await finance.get("/api/brand/stock-refunds"))["rows"]
    assert row["amount"] == 180_000
    return row["state"]


async def proved(finance: Person) -> None:
    proof = await finance.post("/api/brand/books/proof")
    assert proof["proved"] is True, proof
    assert proof["trial_balance"]["CNY"] == {
        "cash": 420_000,
        "wholesale_revenue": -350_000,
        "restocking_fee_income": -20_000,
        "seller_pending": 0,
        "seller_available": -50_000,
    }
