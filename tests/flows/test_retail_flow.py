"""The retail story in literal amounts, over HTTP against the whole site: API, worker, beat, PostgreSQL and Redis.

A staff member and a reseller open stores and share links; shoppers click and buy; sales are attributed; commission
accrues, matures and is paid; refunds come before and after the payout; the books prove. Nothing is called that a
person or a bank could not call; only the holds are waited for by asking the worker for its nightly turn.
"""

from datetime import datetime, timedelta
from typing import Any

from infra.settings import Settings
from tasks.app import celery_app
from tests.factories import MadeSeller, make_brand, make_seller
from tests.flows.people import (
    People,
    Person,
    eventually,
    holds_end,
    press_button,
    publish_rules,
    standing,
)

COAT = {"code": "COAT", "price": {"list_price": 20_000, "retail_floor": 18_000, "retail_ceiling": 25_000}}
SCARF = {"code": "SCARF", "price": {"list_price": 5_000}}
RULES: dict[str, Any] = {
    "attribution_policy": {"window_days": 30, "model": "last"},
    "commission_plan": {
        "hold_days": 7,
        "hold_days_without_delivery": 30,
        "total_rate_cap": "0.30",
        "rules": [
            {"id": "staff", "match": {"seller_kind": ["staff"]}, "rate": "0.05"},
            {"id": "rest", "match": {}, "rate": "0.10"},
        ],
    },
}
TERMS = {
    "tax_rate": "0.13",
    "tax_included": True,
    "shipping": 1_000,
    "free_shipping_from": 50_000,
    "gateway": "sandbox",
}


class Story(People):
    async def furnish(self, admin: Person) -> None:
        """Catalogue, stock, rules and charges."""
        made = await admin.post(
            "/api/brand/products", {"code": "COAT", "name": "羊毛大衣", "category": "coat", "skus": [COAT]}
        )
        more = await admin.post("/api/brand/products", {"code": "SCARF", "name": "羊毛围巾", "skus": [SCARF]})
        place = await admin.post("/api/brand/locations", {"code": "main", "name": "Main"})
        skus = [made["skus"]["COAT"], more["skus"]["SCARF"]]
        receipt = {
            "location_id": place["location_id"],
            "lines": [{"sku_id": sku, "qty": 10} for sku in skus],
        }
        await admin.post("/api/brand/stock-receipts", receipt)
        await publish_rules(admin, RULES)
        assert await admin.send("PUT", "/api/brand/retail-terms", TERMS) == {**TERMS, "order_minutes": 30}

    async def open_store(self, seller: MadeSeller, name: str) -> tuple[Person, str]:
        """A published store with both products; the code of a link to share."""
        person = await self.logged_in(seller)
        await person.post("/api/seller/store", {"name": name, "slug": name})
        await person.post("/api/seller/store/publication")
        wish = {"channel": "wechat", "target": {"kind": "product", "ref": "COAT"}}
        return person, (await person.post("/api/seller/links", wish))["code"]

    async def buy(self, shopper: Person, store: str, cart: dict[str, int], phone: str) -> dict[str, Any]:
        lines = [{"sku": sku, "qty": qty} for sku, qty in cart.items()]
        order: dict[str, Any] = await shopper.post(
            f"{self.brand.public}/orders",
            {"store": store, "lines": lines, "buyer": {"name": "Wang", "phone": phone}},
        )
        return order

    async def press(self, shopper: Person, order: dict[str, Any], button: str) -> None:
        """Go to the bank's page and press a button there."""
        started = await shopper.post(
            f"{self.brand.public}/orders/{order['code']}/payment",
            {"return_path": "/back"},
            **{"X-Order-Secret": order["secret"]},
        )
        assert (started["state"], started["amount"]) == ("pending", order["total"])
        await press_button(self.site, shopper, started["pay_url"], button, "/back")

    async def state(self, shopper: Person, order: dict[str, Any]) -> str:
        seen = await shopper.get(
            f"{self.brand.public}/orders/{order['code']}", **{"X-Order-Secret": order["secret"]}
        )
        return str(seen["state"])

    async def pay(self, shopper: Person, order: dict[str, Any]) -> None:
        await self.press(shopper, order, "pay")
        await eventually(lambda: self.state(shopper, order), "paid")

    async def mature(self, seller: Person, available: int) -> None:
        """The worker's turn, which beat would give it within the minute."""
        await holds_end(self.brand)
        celery_app.send_task("mature_commissions", kwargs={"brand_id": str(self.brand.brand_id)})
        await eventually(lambda: standing(seller, "available"), available)


async def why(seller: Person) -> Any:
    (row,) = (await seller.get("/api/seller/earnings/lines?sort=-accrued_at&limit=1"))["rows"]
    return row, await seller.get(f"/api/seller/order-lines/{row['order_line_id']}/why")


async def test_the_retail_story(site: Settings) -> None:
    brand = await make_brand()
    async with Story(site, brand) as story:
        await tell(story)


async def tell(story: Story) -> None:
    admin, finance = await story.with_role("admin"), await story.with_role("finance")
    await story.furnish(admin)
    li, mei = await make_seller(story.brand, "staff"), await make_seller(story.brand, "reseller")
    staff, staff_link = await story.open_store(li, "li")
    reseller, reseller_link = await story.open_store(mei, "mei")
    sku = (await reseller.get("/api/seller/catalogue/skus?q=COAT"))["rows"][0]["sku_id"]
    await reseller.post("/api/seller/store/prices", {"prices": [{"sku_id": sku, "retail_price": 22_600}]})

    # A shopper of the staff member: one coat at the list price, its tax of 13 % inside, and the shipping.
    ann = await story.shopper(staff_link)
    first = await story.buy(ann, "li", {"COAT": 1}, "13800000001")
    assert (first["total"], first["tax_total"], first["shipping_total"]) == (21_000, 2_301, 1_000)
    await story.pay(ann, first)
    row, said = await why(staff)
    assert (row["terms"], row["base"], row["amount"], row["state"]) == ("rate 0.05", 17_699, 885, "pending")
    assert (said["decided_by"], said["mine"], said["other_sellers"]) == ("touch", "1", 0)

    # A shopper of the reseller: the first attempt to pay fails, the second does not; the shipping is free.
    bob = await story.shopper(reseller_link)
    second = await story.buy(bob, "mei", {"COAT": 2, "SCARF": 1}, "13800000002")
    assert (second["total"], second["tax_total"], second["shipping_total"]) == (50_200, 5_775, 0)
    await story.press(bob, second, "fail")
    await eventually(lambda: payments_of(admin, second), ["failed"])
    await story.pay(bob, second)
    assert await standing(reseller, "pending") == 4_443

    await half_comes_back(story, admin, bob, second)
    assert await standing(reseller, "pending") == 2_443

    # Delivered, matured, paid by a second person's word.
    for order in (first, second):
        delivered = await admin.post(f"/api/brand/orders/{order['code']}/delivery")
        due, came = (datetime.fromisoformat(delivered[name]) for name in ("due_at", "delivered_at"))
        assert due - came == timedelta(days=7)
    for seller, amount in ((staff, 885), (reseller, 2_443)):
        await story.mature(seller, amount)
    await pay_out(story, admin, finance, {staff: li, reseller: mei})
    assert [await standing(seller, "paid") for seller in (staff, reseller)] == [885, 2_443]

    # The scarf comes back after the payout: a debt, which the next sale pays down.
    back = await admin.post(
        f"/api/brand/orders/{second['code']}/refunds", {"lines": [{"line_no": 2, "qty": 1}]}
    )
    assert (back["goods"], back["tax"], back["total"]) == (4_425, 575, 5_000)
    assert await standing(reseller, "available") == -443
    third = await story.buy(bob, "mei", {"COAT": 1}, "13800000002")
    assert third["total"] == 23_600
    await story.pay(bob, third)
    await admin.post(f"/api/brand/orders/{third['code']}/delivery")
    await story.mature(reseller, 1_557)
    await proved(finance)


async def proved(finance: Person) -> None:
    proof = await finance.post("/api/brand/books/proof")
    assert proof["proved"] is True, proof
    assert proof["trial_balance"]["CNY"] == {
        "cash": 63_872,
        "retail_revenue": -57_699,
        "sales_tax": -7_501,
        "shipping": -2_000,
        "commission_expense": 4_885,
        "seller_pending": 0,
        "seller_available": -1_557,
        "payout_in_flight": 0,
    }


async def half_comes_back(story: Story, admin: Person, bob: Person, order: dict[str, Any]) -> None:
    """Half of the coats come back before anything matured: pending pays, and the bank sends the money."""
    asked = await bob.post(
        f"{story.brand.public}/orders/{order['code']}/refund-requests",
        {"lines": [{"line_no": 1, "qty": 1}], "reason": "too small"},
        **{"X-Order-Secret": order["secret"]},
    )
    queue = (await admin.get("/api/brand/refunds?state=requested&sort=requested_at"))["rows"]
    assert [(each["refund_id"], each["units"]) for each in queue] == [(asked["refund_id"], 1)]
    answer = await admin.post(f"/api/brand/refunds/{asked['refund_id']}/decision", {"approve": True})
    assert (answer["state"], answer["total"]) == ("refunded", 22_600)
    await eventually(lambda: gateway_state(admin, asked["refund_id"]), "succeeded")


async def payments_of(admin: Person, order: dict[str, Any]) -> list[str]:
    payments = (await admin.get(f"/api/brand/orders/{order['code']}"))["payments"]
    return [payment["state"] for payment in payments]


async def gateway_state(admin: Person, refund_id: str) -> str:
    rows = (await admin.get("/api/brand/refunds?state=refunded"))["rows"]
    return str(next(row["gateway_state"] for row in rows if row["refund_id"] == refund_id))


async def pay_out(story: Story, admin: Person, finance: Person, sellers: dict[Person, MadeSeller]) -> None:
    """One batch: each seller names an account, finance checks the names and makes it, the admin approves."""
    for person, seller in sellers.items():
        payee = {
            "rail": "sandbox",
            "legal_name": "Li Mei",
            "account_number": "6222000012345678",
            "tax_status": "individual_resident",
        }
        await person.send("PUT", "/api/seller/payee", payee)
        await finance.post(
            f"/api/brand/sellers/{seller.seller_id}/payee-verification", {"verified_name": "Li Mei"}
        )
    built = await finance.post("/api/brand/payout-batches", {"rail": "sandbox", "currency": "CNY"})
    assert (built["items"], built["blocked"], built["gross"], built["tax"]) == (2, 0, 3_328, 0)
    await admin.post(f"/api/brand/payout-batches/{built['id']}/approval")
    await finance.post(f"/api/brand/payout-batches/{built['id']}/sending")

    async def states() -> set[str]:
        items = (await finance.get(f"/api/brand/payout-batches/{built['id']}/items"))["rows"]
        return {item["state"] for item in items}

    await eventually(states, {"confirmed"})
