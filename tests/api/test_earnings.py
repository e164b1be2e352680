"""What sellers see of orders and earnings, and what they may do; why, for who won and who lost; holds by finance."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from commission.attribution.words import DROP_REASONS
from infra.ids import new_id
from services.queries.reasons import DROPPED
from tests.api.test_checkout import Till, fault, till
from tests.factories import MadeSeller, login, make_account, make_seller
from tests.support.shop import Keeper, a_phone
from tests.support.world import make_store, rows, value

__all__ = ["till"]
KEY = {"Idempotency-Key": "k"}


async def seller_with_store(till: Till, **more: Any) -> tuple[MadeSeller, Keeper]:
    made = await make_seller(till.brand, display_name=f"Seller {new_id().hex[-6:]}")
    store_id = await make_store(till.brand.scope, made.seller_id, **more)
    slug = await value(till.brand.scope, "SELECT slug FROM stores WHERE brand_id = $1 AND id = $2", store_id)
    return made, Keeper(made.scope.actor, store_id, str(slug))


async def ok(answer: httpx.Response, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json()


def test_every_reason_for_a_drop_has_its_words() -> None:
    assert set(DROPPED) == DROP_REASONS


async def test_a_sellers_earnings_by_the_day_they_mature(till: Till) -> None:
    seller, keeper = await seller_with_store(till)
    order = await till.shop.sell(keeper, {"COAT": 2})
    await till.shop.sell(keeper, {"COAT": 1}, phone=a_phone())
    await login(till.client, seller)
    seen = await ok(await till.client.get("/api/seller/earnings"))
    assert seen["standings"] == [
        {
            "currency": "CNY",
            "pending": 6_000,
            "held": 0,
            "available": 0,
            "in_flight": 0,
            "paid": 0,
            "withheld": 0,
        }
    ]
    # Thirty days after 2 March, 16:00 in Shanghai.
    assert seen["matures"] == [
        {"day": "2026-04-01", "currency": "CNY", "kind": "commission", "amount": 6_000, "lines": 2}
    ]
    lines = (await ok(await till.client.get("/api/seller/earnings/lines?sort=-amount")))["rows"]
    assert [(line["base"], line["terms"], line["net"]) for line in lines] == [
        (39_998, "rate 0.10", 4_000),
        (19_999, "rate 0.10", 2_000),
    ]
    assert lines[0]["order"] == order.code
    mine = await ok(await till.client.get("/api/seller/orders?state=paid&count=true"))
    assert mine["total"] == 2
    assert "phone" not in str(mine)
    shown = await ok(await till.client.get(f"/api/seller/orders/{order.code}"))
    assert (shown["ship_to"], shown["payments"]) == ({}, [])


async def test_why_is_told_to_both_and_nothing_of_the_other(till: Till) -> None:
    winner, winners_store = await seller_with_store(till)
    loser, losers_store = await seller_with_store(till)
    stranger, _ = await seller_with_store(till)
    visitor = new_id()
    await till.shop.touch(losers_store, visitor, kind="bot")
    till.shop.clock.move_by(timedelta(hours=1))
    await till.shop.touch(winners_store, visitor)
    order = await till.shop.sell(losers_store, {"COAT": 1}, visitor=visitor)
    ((line,),) = await rows(
        till.brand.scope, "SELECT id FROM retail_order_lines WHERE brand_id = $1 AND order_id = $2", order.id
    )
    address = f"/api/seller/order-lines/{line}/why"
    await login(till.client, winner)
    won = await ok(await till.client.get(address, headers={"Accept-Language": "en"}))
    assert (won["mine"], won["commission"]["amount"], won["other_sellers"]) == ("1", 2_000, 1)
    assert won["sentence"] == "You are credited: a tracked link was opened before."
    await login(till.client, loser)
    lost = await ok(await till.client.get(address, headers={"Accept-Language": "zh"}))
    assert (lost["mine"], lost["commission"], lost["other_sellers"]) == ("0", None, 1)
    assert lost["sentence"] == "此单归属其他销售者：此前打开过推广链接。"
    assert [(each["source"], each["counts"], each["reason"]) for each in lost["my_candidates"]] == [
        ("touch", False, "由机器人打开"),
        ("store", True, "有效，但此前打开过推广链接，规则中链接优先"),
    ]
    assert str(winner.seller_id) not in str(lost)
    await login(till.client, stranger)
    assert (await till.client.get(address)).status_code == 404
    await login(till.client, await make_account(till.brand, "finance"))
    whole = await ok(await till.client.get(f"/api/brand/order-lines/{line}/decision"))
    assert [(each["seller_id"], each["weight"]) for each in whole["credits"]] == [
        (str(winner.seller_id), "1")
    ]
    assert len(whole["body"]["candidates"]) == 3
    again = await ok(await till.client.get(f"/api/brand/order-lines/{line}/decision/recheck"))
    assert again["same"] is True


async def test_own_stock_is_the_sellers_to_ship_and_to_refund(till: Till) -> None:
    owner, keeper = await seller_with_store(till, ships_from="own_stock")
    other, _ = await seller_with_store(till)
    bag = await till.shop.sku("BAG", 5_000, stock=0)
    await till.shop.lot(keeper, bag, 4, paid_at=till.shop.clock.now())
    order = await till.shop.sell(keeper, {"BAG": 3})
    asked = await till.client.post(
        f"{till.orders}/{order.code}/refund-requests",
        json={"lines": [{"line_no": 1, "qty": 1}]},
        headers={**KEY, "X-Order-Secret": order.secret},
    )
    refund_id = (await ok(asked, 201))["refund_id"]
    again = await till.client.post(
        f"{till.orders}/{order.code}/refund-requests",
        json={"lines": [{"line_no": 1, "qty": 1}]},
        headers={"Idempotency-Key": "another", "X-Order-Secret": order.secret},
    )
    assert fault(again)[:2] == (409, "refund_request_open")
    await login(till.client, other)
    decision = f"/api/seller/refunds/{refund_id}/decision"
    for path, body in (
        (decision, {"approve": True}),
        (f"/api/seller/orders/{order.code}/delivery", None),
        (f"/api/seller/orders/{order.code}/refunds", {"lines": [{"line_no": 1, "qty": 1}]}),
    ):
        assert (await till.client.post(path, json=body, headers=KEY)).status_code == 404
    assert (await ok(await till.client.get("/api/seller/refunds")))["rows"] == []
    await login(till.client, owner)
    ((row),) = (await ok(await till.client.get("/api/seller/refunds?state=requested")))["rows"]
    assert (row["refund_id"], row["units"]) == (refund_id, 1)
    shown = await ok(await till.client.get(f"/api/seller/orders/{order.code}"))
    assert "street" in shown["ship_to"]
    done = await ok(await till.client.post(decision, json={"approve": True}, headers=KEY))
    assert (done["state"], done["total"]) == ("refunded", 5_000)
    twice = await till.client.post(decision, json={"approve": False}, headers={"Idempotency-Key": "z"})
    assert fault(twice)[:2] == (409, "refund_decided")
    await ok(await till.client.post(f"/api/seller/orders/{order.code}/delivery", headers=KEY))
    assert await till.shop.proceeds(order) == [(1, keeper.id, 15_000, 5_000, "pending")]
    lines = (await ok(await till.client.get("/api/seller/earnings/lines?kind=proceeds")))["rows"]
    assert [(line["amount"], line["net"]) for line in lines] == [(15_000, 10_000)]


async def test_the_brands_own_stock_is_not_a_sellers_to_refund(till: Till) -> None:
    seller, keeper = await seller_with_store(till)
    order = await till.shop.sell(keeper, {"COAT": 1})
    await login(till.client, seller)
    answer = await till.client.post(
        f"/api/seller/orders/{order.code}/refunds", json={"lines": [{"line_no": 1, "qty": 1}]}, headers=KEY
    )
    assert answer.status_code == 404


async def test_finance_holds_and_decides(till: Till) -> None:
    seller, keeper = await seller_with_store(till)
    await till.shop.sell(keeper, {"COAT": 1})
    await login(till.client, await make_account(till.brand, "finance"))
    (line,) = (await ok(await till.client.get("/api/brand/commission-lines?state=pending")))["rows"]
    address = f"/api/brand/commission-lines/{line['commission_line_id']}"
    wish = {"reason_code": "dispute", "reason": "Two claim it", "deadline": "2026-03-09T00:00:00Z"}
    past = await till.client.post(f"{address}/hold", json={**wish, "deadline": "2026-03-01T00:00:00Z"})
    assert fault(past) == (422, "invalid_input", ["deadline"])
    await ok(await till.client.post(f"{address}/hold", json=wish), 201)
    (hold,) = (await ok(await till.client.get("/api/brand/commission-holds?state=open")))["rows"]
    assert (hold["reason"], hold["amount"], hold["order"]) == ("Two claim it", 2_000, line["order"])
    await login(till.client, seller)
    assert (await ok(await till.client.get("/api/seller/earnings")))["standings"][0]["held"] == 2_000
    await login(till.client, await make_account(till.brand, "admin"))
    said = {"release": False, "note": "One household"}
    for _ in range(2):
        done = await till.client.post(f"{address}/hold-decision", json=said, headers=KEY)
        assert (await ok(done))["state"] == "reversed"
    await login(till.client, seller)
    told = await ok(await till.client.get(f"/api/seller/order-lines/{line['order_line_id']}/why"))
    assert (told["hold"]["state"], told["hold"]["decision_note"]) == ("refused", "One household")
    await till.shop.proved(cash=19_999, retail_revenue=-19_999)


@pytest.mark.parametrize("role", ["operator", "admin"])
async def test_the_office_delivers_refunds_and_finds_orders(till: Till, role: str) -> None:
    order = await till.shop.sell(till.keeper, {"COAT": 2})
    await login(till.client, await make_account(till.brand, role))
    (row,) = (await ok(await till.client.get(f"/api/brand/orders?q={order.code}&state=paid")))["rows"]
    assert (row["total"], row["customer_phone"]) == (39_998, "+8613800000001")
    await ok(await till.client.post(f"/api/brand/orders/{order.code}/delivery", headers=KEY))
    late = await till.client.post(
        f"/api/brand/orders/{order.code}/delivery", headers={"Idempotency-Key": "another"}
    )
    assert fault(late)[:2] == (409, "order_not_deliverable")
    many = await till.client.post(
        f"/api/brand/orders/{order.code}/refunds", json={"lines": [{"line_no": 1, "qty": 3}]}, headers=KEY
    )
    assert fault(many) == (409, "too_many_units_refunded", ["lines[0].qty"])
    part = {"lines": [{"line_no": 1, "qty": 1}], "reason": "torn", "restock": False}
    done = await ok(
        await till.client.post(f"/api/brand/orders/{order.code}/refunds", json=part, headers=KEY), 201
    )
    assert done["total"] == 19_999
    shown = await ok(await till.client.get(f"/api/brand/orders/{order.code}"))
    assert (shown["state"], shown["refunded_total"], shown["lines"][0]["refunded_qty"]) == (
        "delivered",
        19_999,
        1,
    )
    assert [(each["state"], each["amount"]) for each in shown["payments"]] == [("succeeded", 39_998)]
    gone = await till.client.post(f"/api/brand/orders/{order.code}/cancellation")
    assert fault(gone)[:2] == (409, "order_not_cancellable")
