"""Appeals over HTTP: three sellers on one shopper's path, who may ask, who may answer, and what every answer costs."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from infra.ids import new_id
from services.policies.kinds import COMMISSION_PLAN, REVIEW_POLICY
from services.retail.mature_commissions import mature_commissions
from services.retail.place_order import OrderPlaced
from tests.api.test_checkout import Till, fault, till
from tests.api.test_earnings import ok, seller_with_store
from tests.factories import MadeAccount, MadeSeller, login, make_account
from tests.support.shop import PLAN, Keeper
from tests.support.world import rows, run

__all__ = ["till"]
MINUTE = timedelta(minutes=1)


def key() -> dict[str, str]:
    return {"Idempotency-Key": new_id().hex}


class Quarrel:
    """An order of two coats at 199.99: `early` and `late` shared links, the goods came from `host`'s store. The last
    link decides, so `late` is credited with 10 % of 399.98."""

    def __init__(self, till: Till) -> None:
        self.till = till

    async def begin(self) -> "Quarrel":
        till = self.till
        self.early, early = await seller_with_store(till)
        self.late, late = await seller_with_store(till)
        self.host, host = await seller_with_store(till)
        self.keepers: dict[UUID, Keeper] = {each.id: each for each in (early, late, host)}
        self.finance = await make_account(till.brand, "finance")
        visitor = new_id()
        for keeper in (early, late):
            await till.shop.touch(keeper, visitor)
            till.shop.clock.move_by(timedelta(hours=1))
        self.order: OrderPlaced = await till.shop.sell(host, {"COAT": 2}, visitor=visitor)
        ((line,),) = await rows(
            till.brand.scope,
            "SELECT id FROM retail_order_lines WHERE brand_id = $1 AND order_id = $2",
            self.order.id,
        )
        self.line = line
        till.shop.clock.move_by(MINUTE)
        return self

    async def as_(self, who: MadeSeller | MadeAccount) -> httpx.AsyncClient:
        return await login(self.till.client, who)

    async def appeal(self, who: MadeSeller, reason: str = "I showed her the coat") -> httpx.Response:
        client = await self.as_(who)
        return await client.post(
            f"/api/seller/order-lines/{self.line}/appeals", json={"reason": reason}, headers=key()
        )

    async def answer(self, appeal_id: str, grant: bool, **more: str) -> httpx.Response:
        client = await self.as_(self.finance)
        body = {"grant": grant, "note": "We looked at it", **more}
        return await client.post(f"/api/brand/appeals/{appeal_id}/decision", json=body, headers=key())

    async def refund(self, qty: int) -> None:
        client = await self.as_(await make_account(self.till.brand, "operator"))
        body = {"lines": [{"line_no": 1, "qty": qty}]}
        await ok(
            await client.post(f"/api/brand/orders/{self.order.code}/refunds", json=body, headers=key()), 201
        )

    async def balances(self) -> list[tuple[object, ...]]:
        """(pending, available) of early, late and host."""
        return [
            await self.till.shop.balance(self.keepers[each.seller_id])
            for each in (self.early, self.late, self.host)
        ]

    async def commission(self) -> list[tuple[object, ...]]:
        names = {self.early.seller_id: "early", self.late.seller_id: "late", self.host.seller_id: "host"}
        return [(names[UUID(str(row[1]))], *row[2:]) for row in await self.till.shop.commission(self.order)]


@pytest.fixture
async def quarrel(till: Till) -> Quarrel:
    return await Quarrel(till).begin()


async def test_a_granted_appeal_of_a_pending_line(quarrel: Quarrel) -> None:
    filed = await ok(await quarrel.appeal(quarrel.early), 201)
    assert filed["deadline"] == "2026-03-16T10:01:00Z"
    # What is disputed waits.
    assert [row[-1] for row in await quarrel.commission()] == ["held"]
    client = await quarrel.as_(quarrel.finance)
    (queued,) = (await ok(await client.get("/api/brand/appeals?state=open")))["rows"]
    assert (queued["appeal_id"], queued["paid"], queued["reason"]) == (
        filed["appeal_id"],
        39_998,
        "I showed her the coat",
    )
    seen = await ok(await client.get(f"/api/brand/appeals/{filed['appeal_id']}/preview?share=0.5"))
    half = [(each["weight"], each["before"], each["after"]) for each in seen["credits"]]
    assert half == [("1/2", 0, 2_000), ("1/2", 4_000, 2_000)]
    answered = await ok(await quarrel.answer(filed["appeal_id"], True))
    assert answered["credits"] == [
        {"seller_id": str(quarrel.early.seller_id), "weight": "1", "before": 0, "after": 4_000},
        {"seller_id": str(quarrel.late.seller_id), "weight": "0", "before": 4_000, "after": 0},
    ]
    assert await quarrel.balances() == [(4_000, 0), (0, 0), (0, 0)]
    await quarrel.till.shop.proved(
        cash=39_998, retail_revenue=-39_998, commission_expense=4_000, seller_pending=-4_000
    )
    entries = await rows(
        quarrel.till.brand.scope,
        "SELECT e.event, e.cause_kind, old.event FROM journal_entries AS e JOIN journal_entries AS old"
        " ON old.brand_id = e.brand_id AND old.id = e.corrects_id WHERE e.brand_id = $1 ORDER BY e.event",
    )
    assert entries == [
        ("commission_recredited", "credit_correction", "commission_accrued"),
        ("commission_replaced", "credit_correction", "commission_accrued"),
    ]
    # One of the coats comes back: the one who has the line now gives half of it back, and nobody else.
    await quarrel.refund(1)
    assert await quarrel.balances() == [(2_000, 0), (0, 0), (0, 0)]
    quarrel.till.shop.clock.move_by(timedelta(days=40))
    await mature_commissions(quarrel.till.brand.scope)
    await quarrel.refund(1)
    assert await quarrel.balances() == [(0, 0), (0, 0), (0, 0)]
    assert sorted(await quarrel.commission(), key=str) == [
        ("early", "rest", 39_998, 4_000, 4_000, "reversed"),
        ("late", "rest", 39_998, 4_000, 4_000, "reversed"),
    ]
    await quarrel.till.shop.proof()


async def test_a_line_that_had_matured_and_was_half_refunded(quarrel: Quarrel) -> None:
    """After maturity the old credit is a debit of what is available; the new one matures at once, less what was
    refunded before; refunds go on from there."""
    await quarrel.refund(1)
    quarrel.till.shop.clock.move_by(timedelta(days=29))
    filed = await ok(await quarrel.appeal(quarrel.early), 201)
    assert [row[-1] for row in await quarrel.commission()] == ["held"]
    await ok(await quarrel.answer(filed["appeal_id"], False))
    quarrel.till.shop.clock.move_by(timedelta(days=2))
    await mature_commissions(quarrel.till.brand.scope)
    assert await quarrel.balances() == [(0, 0), (0, 2_000), (0, 0)]
    host = await quarrel.appeal(quarrel.host)
    assert fault(host)[:2] == (409, "appeal_too_late")
    await quarrel.till.shop.publish(REVIEW_POLICY, {"appeals": {"days_to_file": 90}})
    # The terms of when the credit was given hold: a longer deadline comes too late for it.
    assert fault(await quarrel.appeal(quarrel.host))[:2] == (409, "appeal_too_late")
    await run(
        quarrel.till.brand.scope,
        "UPDATE appeals SET state = 'open', decided_at = NULL WHERE brand_id = $1 AND id = $2",
        UUID(filed["appeal_id"]),
    )
    await ok(await quarrel.answer(filed["appeal_id"], True, share="0.25"))
    # A quarter and three quarters of 40.00, and half of each was refunded before.
    assert await quarrel.balances() == [(0, 500), (0, 1_500), (0, 0)]
    await quarrel.till.shop.proved(
        cash=19_999, retail_revenue=-19_999, commission_expense=2_000, seller_available=-2_000
    )
    await quarrel.refund(1)
    assert await quarrel.balances() == [(0, 0), (0, 0), (0, 0)]
    await quarrel.till.shop.proof()


async def test_the_second_appeal_corrects_the_first_correction(quarrel: Quarrel) -> None:
    first = await ok(await quarrel.appeal(quarrel.early), 201)
    await ok(await quarrel.answer(first["appeal_id"], True))
    # The one who lost by it may appeal in turn, the one who won may not.
    assert fault(await quarrel.appeal(quarrel.early))[:2] == (409, "credit_is_yours")
    second = await ok(await quarrel.appeal(quarrel.late), 201)
    assert fault(await quarrel.appeal(quarrel.late))[:2] == (409, "appeal_open")
    await ok(await quarrel.answer(second["appeal_id"], True, share="0.5"))
    assert await quarrel.balances() == [(2_000, 0), (2_000, 0), (0, 0)]
    corrected = await rows(
        quarrel.till.brand.scope,
        "SELECT old.event FROM journal_entries AS e JOIN journal_entries AS old ON old.brand_id = e.brand_id"
        " AND old.id = e.corrects_id WHERE e.brand_id = $1 AND e.event = 'commission_replaced' ORDER BY e.recorded_at",
    )
    assert corrected == [("commission_accrued",), ("commission_recredited",)]
    await quarrel.till.shop.proved(
        cash=39_998, retail_revenue=-39_998, commission_expense=4_000, seller_pending=-4_000
    )


async def test_what_was_given_waits_for_the_other_appeal(quarrel: Quarrel) -> None:
    """Two sellers appeal about one line: the first answer gives it to one, who is not paid before the other is
    answered."""
    first = await ok(await quarrel.appeal(quarrel.early), 201)
    second = await ok(await quarrel.appeal(quarrel.host), 201)
    await ok(await quarrel.answer(first["appeal_id"], True))
    assert sorted(await quarrel.commission(), key=str) == [
        ("early", "rest", 39_998, 4_000, 0, "held"),
        ("late", "rest", 39_998, 4_000, 4_000, "reversed"),
    ]
    quarrel.till.shop.clock.move_by(timedelta(days=40))
    await mature_commissions(quarrel.till.brand.scope)
    assert await quarrel.balances() == [(4_000, 0), (0, 0), (0, 0)]
    # Declined: what waited for that answer is due by now, and matures with it.
    await ok(await quarrel.answer(second["appeal_id"], False))
    assert await quarrel.balances() == [(0, 4_000), (0, 0), (0, 0)]
    await quarrel.till.shop.proof()


async def test_the_new_sellers_own_rule_and_the_caps_decide(till: Till) -> None:
    """Staff are paid half as much; the order's cap leaves a line what the other lines leave; never more than a line
    allows."""
    rules = [
        {"id": "coat", "match": {"category": ["coat"]}, "per_unit": 9_000},
        {"id": "rest", "match": {}, "rate": "0.30"},
    ]
    await till.shop.publish(
        COMMISSION_PLAN, {**PLAN, "rules": rules, "caps": {"order": 7_000, "seller_month": 6_000}}
    )
    quarrel = await Quarrel(till).begin()
    assert [row[3] for row in await quarrel.commission()] == [6_000]
    filed = await ok(await quarrel.appeal(quarrel.host, "In my store"), 201)
    answered = await ok(await quarrel.answer(filed["appeal_id"], True, share="0.5"))
    assert [each["after"] for each in answered["credits"]] == [3_500, 3_500]
    await till.shop.proof()


async def test_who_may_ask_and_who_may_answer(quarrel: Quarrel) -> None:
    stranger, _ = await seller_with_store(quarrel.till)
    assert (await quarrel.appeal(stranger)).status_code == 404
    assert fault(await quarrel.appeal(quarrel.late))[:2] == (409, "credit_is_yours")
    filed = await ok(await quarrel.appeal(quarrel.host), 201)
    decision = f"/api/brand/appeals/{filed['appeal_id']}/decision"
    # An admin who is the credited seller as well is an interested party; so is whoever appealed.
    for party in (quarrel.late, quarrel.host, quarrel.early):
        await run(
            quarrel.till.brand.scope,
            "INSERT INTO memberships (brand_id, id, account_id, role, created_at) VALUES ($1, $2, $3, 'admin', now())",
            new_id(),
            party.account.account_id,
        )
        client = await quarrel.as_(party)
        refused = await client.post(decision, json={"grant": True, "note": "Mine"}, headers=key())
        assert fault(refused)[:2] == (403, "interested_party")
    bad = await quarrel.answer(filed["appeal_id"], True, share="0")
    assert fault(bad) == (422, "invalid_input", ["share"])
    await ok(await quarrel.answer(filed["appeal_id"], False))
    again = await quarrel.answer(filed["appeal_id"], True)
    assert fault(again)[:2] == (409, "appeal_decided")
    assert fault(await quarrel.appeal(quarrel.host))[:2] == (409, "appeal_decided")
    # What the appeal held goes on.
    assert [row[-1] for row in await quarrel.commission()] == ["pending"]
    client = await quarrel.as_(quarrel.host)
    (mine,) = (await ok(await client.get("/api/seller/appeals")))["rows"]
    assert (mine["state"], mine["decision_note"]) == ("declined", "We looked at it")
    log = "SELECT action, after ->> 'note' FROM audit_log WHERE brand_id = $1 AND subject_kind = 'appeal'"
    assert await rows(quarrel.till.brand.scope, log) == [("decide_appeal", "We looked at it")]


async def test_an_appeal_taken_back_leaves_everything_as_it_was(quarrel: Quarrel) -> None:
    filed = await ok(await quarrel.appeal(quarrel.early), 201)
    client = await quarrel.as_(quarrel.late)
    address = f"/api/seller/appeals/{filed['appeal_id']}/withdrawal"
    assert (await client.post(address, headers=key())).status_code == 404
    client = await quarrel.as_(quarrel.early)
    same = key()
    for _ in range(2):
        assert (await client.post(address, headers=same)).status_code == 204
    assert fault(await client.post(address, headers=key()))[:2] == (409, "appeal_decided")
    assert await quarrel.commission() == [("late", "rest", 39_998, 4_000, 0, "pending")]
    await ok(await quarrel.appeal(quarrel.early), 201)


async def test_a_buyers_own_person_is_credited_by_no_appeal(quarrel: Quarrel) -> None:
    filed = await ok(await quarrel.appeal(quarrel.early), 201)
    await run(
        quarrel.till.brand.scope,
        "UPDATE customers SET phone = $2 WHERE brand_id = $1",
        quarrel.early.account.phone,
    )
    refused = await quarrel.answer(filed["appeal_id"], True)
    assert fault(refused)[:2] == (409, "own_purchase")


async def test_nothing_to_appeal_where_nothing_is_left_or_nothing_is_paid(quarrel: Quarrel) -> None:
    await quarrel.refund(2)
    assert fault(await quarrel.appeal(quarrel.early))[:2] == (409, "nothing_left_to_credit")
    shop = quarrel.till.shop
    owner, keeper = await seller_with_store(quarrel.till, ships_from="own_stock")
    sku = await shop.sku("BAG", 5_000, stock=0)
    await shop.lot(keeper, sku, 1, paid_at=shop.clock.now())
    visitor = new_id()
    await shop.touch(quarrel.keepers[quarrel.early.seller_id], visitor)
    order = await shop.sell(keeper, {"BAG": 1}, visitor=visitor)
    ((quarrel.line,),) = await rows(
        quarrel.till.brand.scope,
        "SELECT id FROM retail_order_lines WHERE brand_id = $1 AND order_id = $2",
        order.id,
    )
    assert fault(await quarrel.appeal(owner))[:2] == (409, "own_stock_pays_none")


async def test_why_before_and_after(quarrel: Quarrel) -> None:
    address, english = f"/api/seller/order-lines/{quarrel.line}/why", {"Accept-Language": "en"}
    client = await quarrel.as_(quarrel.early)
    missed: list[dict[str, Any]] = (await ok(await client.get("/api/seller/missed-sales")))["rows"]
    assert [(each["order_line_id"], each["decided_by"]) for each in missed] == [(str(quarrel.line), "touch")]
    lost = await ok(await client.get(address, headers=english))
    (mine,) = lost["my_candidates"]
    assert (mine["counts"], mine["reason_code"], mine["reason"]) == (
        True,
        "earlier_than_the_last",
        "counts, but the last one decides, and another was later: 2026-03-02 17:00:00",
    )
    assert lost["may_appeal_until"] == "2026-04-01T10:00:00Z"
    assert lost["rule"] == (
        "Attribution policy, version 1: coupon, binding, link, store, in this order; the last link opened decides;"
        " links count for 30 days."
    )
    assert not {str(quarrel.late.seller_id), str(quarrel.host.seller_id)} & set(str(lost).split("'"))
    client = await quarrel.as_(quarrel.late)
    won = await ok(await client.get(address, headers=english))
    assert [(step["code"], step["text"], step["amount"]) for step in won["arithmetic"]] == [
        (
            "base",
            "The customer paid CN¥399.98 for the line, after discounts, without tax and shipping.",
            39_998,
        ),
        ("rate", 'Rule "rest" of the plan, version 1, pays 10 % of it: CNY 39.998.', None),
        ("rounded", "Rounded once, half up: CN¥40.00.", 4_000),
        ("amount", "Commission of the line: CN¥40.00.", 4_000),
        ("left", "Left of it: CN¥40.00, it matures on 2026-04-01 18:00.", 4_000),
    ]
    assert (won["may_appeal_until"], won["my_candidates"][0]["reason_code"]) == (None, "decides")


async def test_why_after_a_granted_appeal(quarrel: Quarrel) -> None:
    address, english = f"/api/seller/order-lines/{quarrel.line}/why", {"Accept-Language": "en"}
    filed = await ok(await quarrel.appeal(quarrel.early), 201)
    await ok(await quarrel.answer(filed["appeal_id"], True))
    client = await quarrel.as_(quarrel.late)
    now_lost = await ok(await client.get(address, headers={"Accept-Language": "zh"}))
    assert (now_lost["mine"], now_lost["sentence"]) == (
        "0",
        "此单归属于您：此前打开过推广链接。品牌已根据申诉将此单更正归属其他销售者。",
    )
    assert [step["text"] for step in now_lost["arithmetic"]][-4:] == [
        "2026-03-02 18:01：冻结待审核：有申诉正在处理。",
        "2026-03-02 18:01：解除冻结：已由更正取代",
        "2026-03-02 18:01：品牌根据申诉更正归属，追回 ¥40.00。",
        "剩余：¥0.00，无可支付金额。",
    ]
    client = await quarrel.as_(quarrel.early)
    now_won = await ok(await client.get(address, headers=english))
    assert (now_won["mine"], now_won["commission"]["amount"], now_won["appeals"][0]["state"]) == (
        "1",
        4_000,
        "granted",
    )
    assert now_won["arithmetic"][-2]["text"] == (
        "2026-03-02 18:01: the brand gave this line's commission anew on an appeal: CN¥40.00."
    )
    client = await quarrel.as_(quarrel.finance)
    whole = await ok(await client.get(f"/api/brand/order-lines/{quarrel.line}/decision"))
    assert [(each["seller_id"], each["weight"]) for each in whole["credits"]] == [
        (str(quarrel.early.seller_id), "1")
    ]
    assert [each["seller_id"] for each in whole["replaced"]] == [str(quarrel.late.seller_id)]
    assert [each["candidate"]["reason_code"] for each in whole["candidates"]] == [
        "earlier_than_the_last",
        "decides",
        "outranked_by_touch",
    ]
    again = await ok(await client.get(f"/api/brand/order-lines/{quarrel.line}/decision/recheck"))
    assert again["same"] is True
