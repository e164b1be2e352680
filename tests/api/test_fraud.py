"""Fraud signals over HTTP: each rule holds a real order's commission, people decide, and the seller reads why."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from infra.gateways.sandbox.courier import deliver_due
from infra.ids import new_id
from services.policies.kinds import REVIEW_POLICY
from services.relay_outbox import relay_outbox
from services.retail.ask_screening import TOPIC
from services.retail.mature_commissions import mature_commissions
from services.review.screen_orders import screen_orders, screen_pending
from services.sharing.visitor_cookie import visitor_cookie
from tests.api.test_checkout import Till, fault, till
from tests.api.test_earnings import ok, seller_with_store
from tests.api.test_identity import log_in, log_out
from tests.factories import MadeSeller, login, make_account
from tests.support.shop import Keeper, a_phone
from tests.support.world import rows, run

__all__ = ["till"]
STREET = {"country": "CN", "city": "上海", "street": "南京西路 100 号 5-302"}
SAME_STREET = {"country": "cn", "city": "上海 ", "street": "南京西路100号5302"}


def key() -> dict[str, str]:
    return {"Idempotency-Key": new_id().hex}


async def turn(till: Till) -> None:
    """What the relay and the worker do of themselves a moment after a payment."""
    handed: list[tuple[str, Mapping[str, Any]]] = []
    await relay_outbox(till.brand.scope, lambda topic, _, payload: handed.append((topic, payload)))
    for topic, payload in handed:
        if topic == TOPIC:
            await screen_orders(till.brand.scope, [UUID(each) for each in payload["order_ids"]])


async def buy(
    till: Till,
    store: Keeper,
    *,
    browser: UUID | None = None,
    agent: str = "",
    payer: str = "",
    ship_to: Mapping[str, str] | None = None,
    logged_in: bool = False,
) -> dict[str, Any]:
    """Order and pay at the bank's page, over HTTP, and let the rules have their turn."""
    till.client.cookies.set(
        visitor_cookie(till.brand.slug), (browser or new_id()).hex, domain=till.client.base_url.host
    )
    cart = {"store": store.store, "lines": [{"sku": "COAT", "qty": 1}], "ship_to": ship_to or {}}
    buyer = {} if logged_in else {"phone": a_phone(), "name": "Wang"}
    device = {"User-Agent": agent or new_id().hex}
    order: dict[str, Any] = await ok(
        await till.client.post(till.orders, json={**cart, "buyer": buyer}, headers={**key(), **device}), 201
    )
    page = await till.client.post(
        f"{till.orders}/{order['code']}/payment",
        json={"gateway": "sandbox"},
        headers={**key(), "X-Order-Secret": order["secret"]},
    )
    pressed = await till.client.post(page.json()["pay_url"], data={"button": "pay", "payer": payer})
    assert pressed.status_code == 303
    till.shop.clock.move_by(timedelta(seconds=10))

    async def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        return (await till.client.post(url, content=body, headers=dict(headers))).status_code

    await deliver_due(till.brand.scope, post)
    till.shop.clock.move_by(timedelta(minutes=1))
    await turn(till)
    return order


async def signals(till: Till, order: dict[str, Any]) -> list[dict[str, Any]]:
    await login(till.client, await make_account(till.brand, "finance"))
    found: list[dict[str, Any]] = (
        await ok(await till.client.get(f"/api/brand/fraud-signals?order={order['code']}&sort=found_at"))
    )["rows"]
    log_out(till)
    return found


async def flood(till: Till, keeper: Keeper, browser: UUID, clicks: int, step: int = 20) -> None:
    at = till.shop.clock.now()
    for n in range(clicks):
        await till.shop.touch(keeper, browser, at=at + timedelta(seconds=n * step + n % 3))
    till.shop.clock.move_by(timedelta(seconds=clicks * step + 3))


@pytest.mark.parametrize("by", ["account", "phone", "device", "address", "payment"])
async def test_a_seller_who_buys_from_the_own_store(till: Till, by: str) -> None:
    seller, store = await seller_with_store(till)
    mine, elsewhere = new_id(), new_id()
    if by in ("account", "device"):
        till.client.headers["User-Agent"] = "the seller's phone"
        await log_in(till, seller.account, mine)
    if by in ("address", "payment"):
        await login(till.client, seller)
        where = STREET if by == "address" else None
        await buy(till, till.keeper, payer="6222 0000", ship_to=where, logged_in=True, agent="desk")
    log_out(till)
    order = await buy(
        till,
        store,
        browser=mine if by == "account" else elsewhere,
        agent="the seller's phone" if by == "device" else "another phone",
        payer="6222 0000" if by == "payment" else "6222 9999",
        ship_to=SAME_STREET
        if by == "address"
        else {"phone": seller.account.phone}
        if by == "phone"
        else None,
    )
    found = {each["rule"]: each for each in await signals(till, order)}
    # Whose account it is, theirs is the phone as well.
    assert set(found) == {f"self_purchase_{by}", *(["self_purchase_phone"] if by == "account" else [])}
    signal = found[f"self_purchase_{by}"]
    assert (signal["rule"], signal["amount"], signal["line_state"], signal["hold_state"]) == (
        f"self_purchase_{by}",
        2_000,
        "held",
        "open",
    )
    assert (signal["policy_version"], signal["seller_id"]) == (0, str(seller.seller_id))
    await refuse_and_read(till, seller, signal)


async def refuse_and_read(till: Till, seller: MadeSeller, signal: dict[str, Any]) -> None:
    """Silence releases nothing; a word does, and the seller reads it."""
    till.shop.clock.move_by(timedelta(days=40))
    await mature_commissions(till.brand.scope)
    await login(till.client, await make_account(till.brand, "finance"))
    seen = await ok(await till.client.get(f"/api/brand/commission-holds/{signal['hold_id']}"))
    assert (seen["hold"]["state"], seen["hold"]["reason_code"]) == ("open", signal["rule"])
    assert signal["rule"] in [each["rule"] for each in seen["signals"] if each["evidence"]]
    line = signal["commission_line_id"]
    said = {"release": False, "note": "Your own order"}
    address = f"/api/brand/commission-lines/{line}/hold-decision"
    decided = await ok(await till.client.post(address, json=said, headers=key()))
    assert (decided["state"], decided["amount"]) == ("reversed", 0)
    await login(till.client, seller)
    told = await ok(
        await till.client.get(
            f"/api/seller/order-lines/{signal['order_line_id']}/why", headers={"Accept-Language": "zh"}
        )
    )
    assert told["hold"]["reason"].startswith("该订单可能是您本人购买")
    assert told["hold"]["decision_note"] == "Your own order"
    assert [step["code"] for step in told["arithmetic"]][-3:] == ["held", "refused", "left"]
    await till.shop.proof()


async def test_a_flood_of_clicks_and_a_rhythm_hold_one_line_once(till: Till) -> None:
    _, sharer = await seller_with_store(till)
    browser = new_id()
    at = till.shop.clock.now()
    for n in range(31):
        await till.shop.touch(sharer, browser, at=at + timedelta(seconds=15 * n))
    till.shop.clock.move_by(timedelta(minutes=9))
    order = await buy(till, till.keeper, browser=browser)
    found = await signals(till, order)
    assert sorted(each["rule"] for each in found) == ["click_flood", "improbable_rhythm"]
    assert len({each["hold_id"] for each in found}) == 1
    # Screened again and again: nothing more happens, also after somebody has let it go on.
    for _ in range(2):
        assert (await screen_pending(till.brand.scope)).signals == 0
    await login(till.client, await make_account(till.brand, "admin"))
    address = f"/api/brand/commission-lines/{found[0]['commission_line_id']}/hold-decision"
    await ok(await till.client.post(address, json={"release": True, "note": "A class"}, headers=key()))
    assert await screen_orders(till.brand.scope, [UUID(order["id"])]) == await screen_pending(
        till.brand.scope
    )
    assert await till.shop.balance(sharer) == (2_000, 0)
    states = "SELECT state FROM commission_lines WHERE brand_id = $1"
    assert await rows(till.brand.scope, states) == [("pending",)]


async def test_what_had_matured_keeps_its_signal_and_is_not_held(till: Till) -> None:
    _, sharer = await seller_with_store(till)
    browser = new_id()
    await flood(till, sharer, browser, 10)
    order = await buy(till, till.keeper, browser=browser)
    assert await signals(till, order) == []
    await till.shop.publish(REVIEW_POLICY, {"rules": {"click_flood": {"clicks": 10}}})
    till.shop.clock.move_by(timedelta(days=31))
    assert await screen_orders(till.brand.scope, [UUID(order["id"])]) != await screen_pending(
        till.brand.scope
    )
    (signal,) = await signals(till, order)
    assert (signal["hold_id"], signal["line_state"], signal["policy_version"]) == (None, "available", 1)
    assert await till.shop.balance(sharer) == (0, 2_000)


async def test_one_household_brings_its_earlier_orders_along_at_night(till: Till) -> None:
    _, store = await seller_with_store(till)
    orders = [await buy(till, store, ship_to={**STREET, "name": f"W {n}"}) for n in range(3)]
    assert [len(await signals(till, order)) for order in orders] == [0, 0, 1]
    screened = await screen_pending(till.brand.scope, batch=2)
    assert (screened.signals, screened.held) == (2, 2)
    assert [[each["rule"] for each in await signals(till, order)] for order in orders] == [
        ["one_household"]
    ] * 3
    # By one purse it is the same.
    _, other = await seller_with_store(till)
    paid = [await buy(till, other, payer="6222 1") for _ in range(2)]
    assert await signals(till, paid[-1]) == []


async def test_a_coupon_on_a_coupon_site(till: Till) -> None:
    seller, sharer = await seller_with_store(till)
    await till.shop.coupon(sharer, "MEI10")
    browser = new_id()
    await till.shop.touch(sharer, browser)
    await run(till.brand.scope, "UPDATE touches SET referrer_host = 'www.smzdm.com' WHERE brand_id = $1")
    till.shop.clock.move_by(timedelta(minutes=1))
    visitor = visitor_cookie(till.brand.slug)
    till.client.cookies.set(visitor, browser.hex, domain=till.client.base_url.host)
    order = await till.shop.sell(till.keeper, {"COAT": 1}, visitor=browser, coupon="MEI10", phone=a_phone())
    await turn(till)
    (signal,) = await signals(till, {"code": order.code})
    assert (signal["rule"], signal["seller_id"]) == ("coupon_leaked", str(seller.seller_id))


async def test_scans_too_far_apart_to_be_one_person(till: Till) -> None:
    _, sharer = await seller_with_store(till)
    browser, places = new_id(), [(new_id(), "39.90420", "116.40740"), (new_id(), "31.23040", "121.47370")]
    for place, latitude, longitude in places:
        touch = await till.shop.touch(sharer, browser, kind="scan")
        await run(
            till.brand.scope,
            "INSERT INTO links (brand_id, id, code, seller_id, store_id, target_kind, channel, created_at)"
            " VALUES ($1, $2, $3, $4, $5, 'store', 'shop', now())",
            place,
            place.hex[-12:],
            sharer.id,
            sharer.store_id,
        )
        await run(
            till.brand.scope,
            "INSERT INTO places (brand_id, id, link_id, kind, name, latitude, longitude, created_at)"
            " VALUES ($1, $2, $2, 'shop', 'Shop', $3::text::numeric, $4::text::numeric, now())",
            place,
            latitude,
            longitude,
        )
        await run(
            till.brand.scope,
            "UPDATE touches SET place_id = $2, proved_at = at WHERE brand_id = $1 AND id = $3",
            place,
            touch,
        )
        till.shop.clock.move_by(timedelta(minutes=30))
    order = await buy(till, till.keeper, browser=browser)
    (signal,) = await signals(till, order)
    assert signal["rule"] == "scans_too_far_apart"
    await login(till.client, await make_account(till.brand, "operator"))
    seen = await ok(await till.client.get(f"/api/brand/commission-holds/{signal['hold_id']}"))
    assert (seen["signals"][0]["evidence"]["seconds"], seen["signals"][0]["evidence"]["metres"] // 1_000) == (
        1_800,
        1_066,
    )


async def test_many_holds_at_once_all_or_none(till: Till) -> None:
    seller, store = await seller_with_store(till)
    orders = [await buy(till, store, ship_to=STREET) for _ in range(3)]
    await screen_pending(till.brand.scope)
    lines = [(await signals(till, order))[0]["commission_line_id"] for order in orders]

    def word(line: str, release: bool) -> dict[str, Any]:
        return {
            "commission_line_id": line,
            "release": release,
            "note": "A family" if release else "One buyer",
        }

    await login(till.client, await make_account(till.brand, "finance"))
    address = "/api/brand/commission-holds/decisions"
    twice = {"decisions": [word(lines[0], True), word(lines[0], False)]}
    assert fault(await till.client.post(address, json=twice, headers=key())) == (
        422,
        "invalid_input",
        ["decisions[1].commission_line_id"],
    )
    unknown = {"decisions": [word(lines[0], True), word(str(new_id()), True)]}
    assert (await till.client.post(address, json=unknown, headers=key())).status_code == 404
    held = "SELECT count(*) FROM commission_lines WHERE brand_id = $1 AND state = 'held'"
    assert await rows(till.brand.scope, held) == [(3,)]
    words = {"decisions": [word(lines[0], True), word(lines[1], False)]}
    same = key()
    for _ in range(2):
        decided = (await ok(await till.client.post(address, json=words, headers=same)))["decided"]
        assert [(each["state"], each["amount"]) for each in decided] == [("pending", 2_000), ("reversed", 0)]
    gone = {"decisions": [word(lines[2], True), word(lines[0], True)]}
    assert fault(await till.client.post(address, json=gone, headers=key()))[:2] == (
        409,
        "commission_state_refused",
    )
    assert await rows(till.brand.scope, held) == [(1,)]
    # Whoever earns by it does not decide it.
    await run(
        till.brand.scope,
        "INSERT INTO memberships (brand_id, id, account_id, role, created_at) VALUES ($1, $2, $3, 'admin', now())",
        new_id(),
        seller.account.account_id,
    )
    await login(till.client, seller)
    mine = {"decisions": [word(lines[2], True)]}
    assert fault(await till.client.post(address, json=mine, headers=key()))[:2] == (403, "interested_party")
    assert await till.shop.balance(store) == (4_000, 0)
    await till.shop.proved(
        cash=59_997, retail_revenue=-59_997, commission_expense=4_000, seller_pending=-4_000
    )
