"""Sellers are paid once, by two people, and the books hold after every step."""

import asyncio
from datetime import timedelta

import pytest

from infra.database import transact
from services.payouts.approve_batch import approve_batch
from services.payouts.ask_payouts import ask_payouts
from services.payouts.cancel_batch import cancel_batch
from services.payouts.errors import (
    BatchState,
    NothingToPay,
    PayoutUnderWay,
    SecondPersonNeeded,
    SettledByRail,
)
from services.payouts.export_batch import export_batch
from services.payouts.pay_item import pay_item
from services.payouts.send_batch import send_batch
from services.payouts.settle_payout import SettlePayout, settle_payout
from services.retail.mature_commissions import mature_commissions
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from tests.services.payouts.conftest import Till
from tests.support.world import run, value

SOLD = {"retail_revenue": -10_000_000, "commission_expense": 1_000_000}


async def test_a_payout_is_started_and_confirmed_with_its_tax(till: Till) -> None:
    keeper, _ = await till.earned()
    batch = await till.build()
    # 1,000,000 x 0.8 - 500,000 = 300,000 taxable, at 3 %.
    assert (batch.items, batch.blocked, batch.gross, batch.tax, batch.net) == (
        1,
        0,
        1_000_000,
        9_000,
        991_000,
    )
    with pytest.raises(SecondPersonNeeded):
        await approve_batch(till.maker, batch.id)
    await approve_batch(till.checker, batch.id)
    await send_batch(till.maker, batch.id)
    await till.shop.proved(cash=10_000_000, payout_in_flight=-991_000, tax_withheld=-9_000, **SOLD)
    assert await till.lines(keeper) == [("available", True)]
    with pytest.raises(BatchState):
        await send_batch(till.maker, batch.id)
    assert await till.pay(batch.id) == ["confirmed"]
    await till.shop.proved(cash=9_009_000, tax_withheld=-9_000, **SOLD)
    assert await till.lines(keeper) == [("paid", True)]
    assert await till.pay(batch.id) == ["settled"]
    assert await value(till.maker, "SELECT state FROM payout_batches WHERE brand_id = $1") == "settled"


async def test_tax_goes_on_where_the_year_stands(till: Till) -> None:
    keeper, _ = await till.earned()
    await till.pay(await till.sent())
    await till.sold(keeper)
    # April and May: 2,000,000 x 0.8 - 1,000,000 = 600,000 at 3 %, less the 9,000 of April.
    assert await till.shown(await till.sent()) == [(1_000_000, 9_000, 991_000, "sent", "")]


async def test_a_refused_payout_is_reversed_and_paid_by_another_batch(till: Till) -> None:
    keeper, _ = await till.earned("62220002")
    batch = await till.sent()
    assert await till.pay(batch) == ["failed"]
    assert await till.lines(keeper) == [("available", False)]
    assert await till.shop.balance(keeper) == (0, 1_000_000)
    await till.shop.proved(cash=10_000_000, seller_available=-1_000_000, **SOLD)
    await till.payee(keeper, "62220001")
    assert await till.pay(await till.sent()) == ["confirmed"]
    await till.shop.proved(cash=9_009_000, tax_withheld=-9_000, **SOLD)


@pytest.mark.parametrize("ending", ["0003", "0004"])
async def test_silence_is_unknown_until_the_rail_is_asked(till: Till, ending: str) -> None:
    keeper, _ = await till.earned(f"6222{ending}")
    batch = await till.sent()
    assert await till.pay(batch) == ["unknown"]
    await till.shop.proved(cash=10_000_000, payout_in_flight=-991_000, tax_withheld=-9_000, **SOLD)
    # Never regrouped, and not to be turned elsewhere, while nobody knows.
    with pytest.raises(NothingToPay):
        await till.build()
    with pytest.raises(PayoutUnderWay):
        await till.payee(keeper, "99990001")
    (item,) = await till.items(batch)
    with pytest.raises(SettledByRail):
        await settle_payout(till.maker, item, SettlePayout("failed"))
    assert await ask_payouts(till.shop.scope) == 0
    till.shop.clock.move_by(timedelta(minutes=2))
    assert await ask_payouts(till.shop.scope) == 1
    await till.shop.proved(cash=9_009_000, tax_withheld=-9_000, **SOLD)


async def test_a_late_return_after_a_refund_leaves_what_is_still_owed(till: Till) -> None:
    keeper, order = await till.earned(units=2)
    batch = await till.sent()
    await till.pay(batch)
    await refund_order(till.shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    assert await till.shop.balance(keeper) == (0, -1_000_000)
    (item,) = await till.items(batch)
    back = SettlePayout("failed", "R1", "account closed")
    assert (await settle_payout(till.maker, item, back)).state == "failed"
    assert (await settle_payout(till.maker, item, back)).state == "failed"
    assert await till.shop.balance(keeper) == (0, 1_000_000)
    assert await till.lines(keeper) == [("available", False)]
    await till.shop.proved(
        cash=10_000_000, retail_revenue=-10_000_000, commission_expense=1_000_000, seller_available=-1_000_000
    )


async def test_what_changed_since_two_people_looked_is_not_paid(till: Till) -> None:
    clock = till.shop.clock
    (refunded, order), (moved, _), (gone, _), (fine, _) = [await till.earned() for _ in range(4)]
    await run(till.maker, "UPDATE sellers SET status = 'closed' WHERE brand_id = $1 AND id = $2", fine.id)
    batch = await till.build()
    await approve_batch(till.checker, batch.id)
    clock.move_by(timedelta(minutes=1))
    await refund_order(till.shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    await till.payee(moved, "62229999")
    await run(till.maker, "UPDATE sellers SET status = 'suspended' WHERE brand_id = $1 AND id = $2", gone.id)
    sent = await send_batch(till.maker, batch.id)
    assert sent.items == {"cancelled": 3, "sent": 1}
    found = sorted(row[3:] for row in await till.shown(batch.id))
    assert found == [
        ("cancelled", "available_fell"),
        ("cancelled", "payee_changed"),
        ("cancelled", "seller_suspended"),
        ("sent", ""),
    ]
    again = await till.build()
    assert [(one.seller_id, one.reason) for one in again.left_out] == [(gone.id, "seller_suspended")]
    assert (again.items, again.gross, await till.shop.balance(refunded)) == (1, 1_000_000, (0, 0))
    await cancel_batch(till.maker, again.id)
    assert (await till.build()).items == 1


async def test_a_payee_not_verified_blocks_at_approval(till: Till) -> None:
    keeper, _ = await till.earned()
    await run(till.maker, "UPDATE payee_profiles SET verified_name = NULL WHERE brand_id = $1")
    batch = await till.build(minimum=1_000_000)
    assert batch.blocked == 1
    with pytest.raises(NothingToPay):
        await approve_batch(till.checker, batch.id)
    await till.payee(keeper)
    assert (await approve_batch(till.checker, batch.id)).items == {"approved": 1}


async def test_a_file_for_the_bank_is_settled_by_hand(till: Till) -> None:
    keeper = await till.shop.keeper()
    await till.payee(keeper, "6222 0000 0009", rail="csv")
    await till.sold(keeper)
    batch = await till.sent("csv")
    (item,) = await till.items(batch)
    file = (await export_batch(till.maker, batch)).body.decode("utf-8-sig").splitlines()
    assert file[1].split(",")[:6] == [item.hex, "Li Mei", "\t622200000009", "", "9910.00", "CNY"]
    assert (await settle_payout(till.maker, item, SettlePayout("confirmed"))).state == "confirmed"
    await till.shop.proved(cash=9_009_000, tax_withheld=-9_000, **SOLD)


async def test_two_batches_at_once_never_take_the_same_money(till: Till) -> None:
    for _ in range(3):
        await till.earned()
    built = await asyncio.gather(*(till.build() for _ in range(4)), return_exceptions=True)
    assert sum(1 for one in built if isinstance(one, NothingToPay)) == 3
    assert [one.items for one in built if not isinstance(one, BaseException)] == [3]


async def test_refund_maturity_and_payout_at_once_leave_true_books(till: Till) -> None:
    keeper, order = await till.earned()
    later = await till.shop.sell(keeper, {"GOLD": 1}, phone="+8613900000009")
    till.shop.clock.move_by(timedelta(days=30))
    batch = await till.build()
    await approve_batch(till.checker, batch.id)
    await asyncio.gather(
        refund_order(till.shop.scope, order.code, RefundOrder([RefundedLine(1, 1)])),
        send_batch(till.maker, batch.id),
        mature_commissions(till.shop.scope),
        refund_order(till.shop.scope, later.code, RefundOrder([RefundedLine(1, 1)])),
    )
    items = await till.items(batch.id)
    await asyncio.gather(*(pay_item(till.shop.scope, item) for item in items * 3))
    pending, available = await till.shop.balance(keeper)
    paid = await value(till.maker, "SELECT paid + withheld FROM seller_balances WHERE brand_id = $1")
    assert (pending, int(str(available)) + int(str(paid))) == (0, 0)
    assert await value(till.maker, "SELECT count(*) FROM payout_items WHERE brand_id = $1") == 1
    proof = await till.shop.proved(**await trial(till))
    assert proof.proved


async def trial(till: Till) -> dict[str, int]:
    """Whoever came first: either the payout went out and the seller owes it, or it was cancelled."""
    state = await transact(
        till.maker, lambda tx: tx.fetchval("SELECT state FROM payout_items WHERE brand_id = $1", tx.brand_id)
    )
    if state == "cancelled":
        return {}
    return {"cash": -991_000, "tax_withheld": -9_000, "seller_available": 1_000_000}


async def test_one_batch_sent_by_two_at_once_leaves_once(till: Till) -> None:
    keeper, _ = await till.earned()
    batch = await till.build()
    approved = await asyncio.gather(
        *(approve_batch(till.checker, batch.id) for _ in range(3)), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in approved) == ["BatchMoved", "BatchState", "BatchState"]
    sent = await asyncio.gather(*(send_batch(till.maker, batch.id) for _ in range(3)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in sent) == ["BatchMoved", "BatchState", "BatchState"]
    (item,) = await till.items(batch.id)
    paid = await asyncio.gather(*(pay_item(till.shop.scope, item) for _ in range(5)))
    assert "confirmed" in paid
    assert await till.shop.balance(keeper) == (0, 0)
    await till.shop.proved(cash=9_009_000, tax_withheld=-9_000, **SOLD)
