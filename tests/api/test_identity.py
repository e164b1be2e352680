"""One person under several names, over HTTP: guests and log-ins in either order, and the brand's word, taken back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from infra.ids import new_id
from services.policies.kinds import ATTRIBUTION_POLICY
from services.sharing.visitor_cookie import visitor_cookie
from tests.api.test_checkout import Till, fault, till
from tests.api.test_earnings import ok
from tests.factories import PASSWORD, MadeAccount, login, make_account
from tests.support.shop import Keeper, a_phone
from tests.support.world import rows, run

__all__ = ["till"]

BOUND = {"window_days": 30, "binding": {"days": 90, "rebind": "never"}}


async def log_in(till: Till, who: MadeAccount, browser: UUID) -> None:
    """The log-in of the product, in a browser of its own visitor id."""
    till.client.cookies.clear()
    till.client.cookies.set(visitor_cookie(till.brand.slug), browser.hex, domain=till.client.base_url.host)
    answer = await till.client.post(
        f"{till.brand.public}/session", json={"login": who.phone, "password": PASSWORD}
    )
    till.client.headers["X-CSRF-Token"] = (await ok(answer, 201))["csrf_token"]


def log_out(till: Till) -> None:
    till.client.cookies.clear()
    till.client.headers.pop("X-CSRF-Token", None)


async def order(till: Till, keeper: Keeper, browser: UUID, **buyer: str) -> dict[str, Any]:
    """Order and pay in a browser, logged in or not."""
    till.client.cookies.set(visitor_cookie(till.brand.slug), browser.hex, domain=till.client.base_url.host)
    cart = {"store": keeper.store, "lines": [{"sku": "COAT", "qty": 1}], "buyer": buyer}
    placed: dict[str, Any] = await ok(
        await till.client.post(till.orders, json=cart, headers={"Idempotency-Key": new_id().hex}), 201
    )
    event = await till.client.post(
        f"{till.orders}/{placed['code']}/payment",
        json={"gateway": "sandbox"},
        headers={"Idempotency-Key": "k", "X-Order-Secret": placed["secret"]},
    )
    (payment,) = await rows(
        till.brand.scope, "SELECT id FROM payments WHERE brand_id = $1 AND order_id = $2", UUID(placed["id"])
    )
    assert event.status_code == 201
    assert isinstance(payment[0], UUID)
    said = till.shop.paid_event(_Total(placed), payment[0])  # type: ignore[arg-type]
    assert [outcome.state for outcome in await till.shop.tell(said)] == ["applied"]
    return placed


class _Total:
    def __init__(self, placed: dict[str, Any]) -> None:
        self.total, self.currency = placed["total"], placed["currency"]


async def credited(till: Till, placed: dict[str, Any]) -> tuple[object, ...]:
    (row,) = await rows(
        till.brand.scope,
        "SELECT decided_by, credits -> 0 ->> 'seller', body -> 'plan' ->> 'customer', id, order_line_id"
        " FROM attribution_decisions WHERE brand_id = $1 AND order_id = $2",
        UUID(placed["id"]),
    )
    return row


@pytest.mark.parametrize("first", ["guest", "account"])
async def test_an_older_binding_stands_whichever_came_first(till: Till, first: str) -> None:
    """A guest was bound by a phone's order, an account by a follow: together the older one stands, and stays."""
    await till.shop.publish(ATTRIBUTION_POLICY, BOUND)
    old, new, shop = await till.shop.keeper(), await till.shop.keeper(), till.keeper
    person = await make_account(till.brand)
    phone, desk = new_id(), new_id()

    async def follow(keeper: Keeper, browser: UUID) -> None:
        till.client.cookies.set(
            visitor_cookie(till.brand.slug), browser.hex, domain=till.client.base_url.host
        )
        await ok(await till.client.post(f"{till.brand.public}/stores/{keeper.store}/followers"), 201)
        till.shop.clock.move_by(timedelta(hours=1))

    async def as_guest(keeper: Keeper) -> dict[str, Any]:
        log_out(till)
        await follow(keeper, phone)
        placed = await order(till, shop, phone, phone=person.phone)
        till.shop.clock.move_by(timedelta(hours=1))
        return placed

    async def as_account(keeper: Keeper) -> dict[str, Any]:
        await log_in(till, person, desk)
        await follow(keeper, desk)
        return await order(till, shop, desk)

    steps = (as_guest, as_account) if first == "guest" else (as_account, as_guest)
    before = await steps[0](old)
    after = await steps[1](new)
    assert (await credited(till, before))[:3] == ("binding", str(old.id), "new")
    assert (await credited(till, after))[:3] == ("binding", str(old.id), "returning")
    await login(till.client, await make_account(till.brand, "operator"))
    found = (await ok(await till.client.get("/api/brand/customer-merges")))["rows"]
    # An account that was there first is found by its number: there is nobody to merge.
    assert [merge["via"] for merge in found] == (["phone"] if first == "guest" else [])
    for placed in (before, after):
        line = (await credited(till, placed))[4]
        await login(till.client, await make_account(till.brand, "finance"))
        again = await ok(await till.client.get(f"/api/brand/order-lines/{line}/decision/recheck"))
        assert again["same"] is True


async def test_a_merge_of_the_brand_and_its_undoing(till: Till) -> None:
    """Two guests, by phone and by e-mail: one person by the brand's word, then two again, and no decision moves."""
    sharer, browser = await till.shop.keeper(), new_id()
    await till.shop.touch(sharer, browser)
    first = await order(till, till.keeper, browser, phone=a_phone())
    till.shop.clock.move_by(timedelta(hours=1))
    by_mail = {"name": "Wang", "email": "wang@example.com"}
    second = await order(till, till.keeper, new_id(), **by_mail)
    assert (await credited(till, second))[:3] == ("store", str(till.keeper.id), "new")
    one, two = [
        row[0]
        for row in await rows(
            till.brand.scope,
            "SELECT customer_id FROM retail_orders WHERE brand_id = $1 AND paid_at IS NOT NULL ORDER BY placed_at",
        )
    ]
    await login(till.client, await make_account(till.brand, "operator"))
    till.shop.clock.move_by(timedelta(hours=1))
    wish = {"from_customer_id": str(two), "into_customer_id": str(one), "reason": "She called us"}
    merged = await ok(await till.client.post("/api/brand/customer-merges", json=wish), 201)
    assert fault(await till.client.post("/api/brand/customer-merges", json=wish))[:2] == (
        409,
        "already_one_person",
    )
    till.shop.clock.move_by(timedelta(hours=1))
    log_out(till)
    third = await order(till, till.keeper, new_id(), **by_mail)
    assert (await credited(till, third))[:3] == ("touch", str(sharer.id), "returning")
    till.shop.clock.move_by(timedelta(hours=1))
    await login(till.client, await make_account(till.brand, "admin"))
    undoing = f"/api/brand/customer-merges/{merged['merge_id']}/undoing"
    for _ in range(2):
        answer = await till.client.post(undoing, json={"reason": "It was her sister"})
        assert answer.status_code == 204
    (row,) = (await ok(await till.client.get("/api/brand/customer-merges?undone=true")))["rows"]
    assert (row["via"], row["reason"], row["from_name"]) == ("operator", "She called us", "Wang")
    till.shop.clock.move_by(timedelta(hours=1))
    log_out(till)
    fourth = await order(till, till.keeper, new_id(), **by_mail)
    assert (await credited(till, fourth))[:3] == ("store", str(till.keeper.id), "returning")
    await login(till.client, await make_account(till.brand, "finance"))
    for placed in (first, second, third, fourth):
        line = (await credited(till, placed))[4]
        again = await ok(await till.client.get(f"/api/brand/order-lines/{line}/decision/recheck"))
        assert again["same"] is True
    log = await rows(
        till.brand.scope,
        "SELECT action FROM audit_log WHERE brand_id = $1 AND subject_kind = 'customer_merge' ORDER BY at",
    )
    assert log == [("merge_customers",), ("undo_customer_merge",)]


async def test_nobody_reads_anothers_orders_by_typing_their_number(till: Till) -> None:
    """Somebody signed up with a number that is not theirs. Whoever orders with it stays a stranger to them; once the
    number is proved, it is the other way round."""
    typed = await make_account(till.brand, proved=False)
    await log_in(till, typed, new_id())
    log_out(till)
    placed = await order(till, till.keeper, new_id(), phone=typed.phone)
    await log_in(till, typed, new_id())
    address = f"{till.orders}/{placed['code']}"
    assert (await till.client.get(address)).status_code == 404
    await run(till.brand.scope, "UPDATE accounts SET contact_verified_at = now() WHERE brand_id = $1")
    await log_in(till, typed, new_id())
    assert (await ok(await till.client.get(address)))["code"] == placed["code"]


async def test_a_pair_that_was_taken_apart_is_not_merged_again_by_a_log_in(till: Till) -> None:
    person = await make_account(till.brand)
    await order(till, till.keeper, new_id(), phone=person.phone)
    await log_in(till, person, new_id())
    await login(till.client, await make_account(till.brand, "operator"))
    (merge,) = (await ok(await till.client.get("/api/brand/customer-merges")))["rows"]
    undoing = f"/api/brand/customer-merges/{merge['merge_id']}/undoing"
    assert (await till.client.post(undoing, json={"reason": "A shared phone"})).status_code == 204
    await log_in(till, person, new_id())
    await login(till.client, await make_account(till.brand, "operator"))
    assert (await ok(await till.client.get("/api/brand/customer-merges?undone=false")))["rows"] == []


async def test_two_log_ins_are_never_one_person_and_guests_alike_are_shown(till: Till) -> None:
    for person in (await make_account(till.brand), await make_account(till.brand)):
        await log_in(till, person, new_id())
    log_out(till)
    await order(till, till.keeper, new_id(), email="twin@example.com")
    await order(till, till.keeper, new_id(), phone=a_phone(), email="twin@example.com")
    holders = "SELECT id FROM customers WHERE brand_id = $1 AND account_id IS NOT NULL"
    (one,), (two,) = await rows(till.brand.scope, holders)
    await login(till.client, await make_account(till.brand, "operator"))
    wish = {"from_customer_id": str(one), "into_customer_id": str(two), "reason": "?"}
    refused = await till.client.post("/api/brand/customer-merges", json=wish)
    assert fault(refused)[:2] == (409, "two_accounts")
    (alike,) = await ok(await till.client.get("/api/brand/customer-merges/suggestions"))
    assert alike["by"] == ["email"]
    kept = {"from_customer_id": alike["one_id"], "into_customer_id": str(one), "reason": "Twins, but one"}
    merged = await ok(await till.client.post("/api/brand/customer-merges", json=kept), 201)
    # Asked the other way round, whoever has the log-in stands for the person all the same.
    other = {"from_customer_id": str(two), "into_customer_id": alike["other_id"], "reason": "And the other"}
    more = await ok(await till.client.post("/api/brand/customer-merges", json=other), 201)
    assert (merged["into_customer_id"], more["into_customer_id"]) == (str(one), str(two))
    assert await ok(await till.client.get("/api/brand/customer-merges/suggestions")) == [
        {**alike, "one_id": alike["one_id"]}
    ]
