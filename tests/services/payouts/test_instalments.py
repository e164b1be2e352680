"""A debt that refunds left is paid down by later credits, no faster than the brand allows."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from infra.errors import InvalidInput
from infra.json_text import from_json
from services.payouts.approve_batch import approve_batch
from services.payouts.errors import NothingToPay
from services.payouts.send_batch import send_batch
from services.payouts.set_payout_terms import set_payout_terms
from services.payouts.settle_payout import SettlePayout, settle_payout
from services.payouts.terms import PayoutTerms
from services.queries.safe_to_spend import show_safe_to_spend
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from tests.services.payouts.conftest import Till
from tests.support.shop import Keeper
from tests.support.world import run, value


async def owing(till: Till) -> Keeper:
    """1,000,000 earned and paid out, then refunded: all of it is owed."""
    keeper, order = await till.earned()
    await till.pay(await till.sent())
    await refund_order(till.shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    assert await till.shop.balance(keeper) == (0, -1_000_000)
    return keeper


async def test_without_a_ceiling_later_credits_pay_the_debt_first(till: Till) -> None:
    keeper = await owing(till)
    await till.sold(keeper)
    assert await till.shop.balance(keeper) == (0, 0)
    with pytest.raises(NothingToPay):
        await till.build()
    await till.sold(keeper)
    assert (await till.build()).gross == 1_000_000


async def test_each_later_credit_pays_its_share_once(till: Till) -> None:
    keeper = await owing(till)
    await set_payout_terms(till.maker, PayoutTerms(instalment_share="0.3"))
    await till.sold(keeper)
    assert await till.shop.balance(keeper) == (0, 0)
    batch = await till.sent()
    assert [row[0] for row in await till.shown(batch)] == [700_000]
    kept = await value(
        till.maker,
        "SELECT preflight -> 'instalment' FROM payout_items WHERE batch_id = $2 AND brand_id = $1",
        batch,
    )
    assert from_json(str(kept)) == {
        "matured": 1_000_000,
        "debt": 1_000_000,
        "repaid": 300_000,
        "debt_left": 700_000,
    }
    assert await till.pay(batch) == ["confirmed"]
    assert await till.shop.balance(keeper) == (0, -700_000)
    with pytest.raises(NothingToPay):
        await till.build()
    await till.sold(keeper, units=3)
    assert [row[0] for row in await till.shown(await till.sent())] == [2_300_000]
    assert await till.shop.balance(keeper) == (0, 0)
    await till.shop.proof()


async def test_the_lesser_of_share_and_amount_and_a_closed_seller_pays_all(till: Till) -> None:
    keeper = await owing(till)
    await set_payout_terms(till.maker, PayoutTerms(instalment_share="0.3", instalment_amount=250_000))
    await till.sold(keeper, units=2)
    batch = await till.build()
    assert batch.gross == 1_750_000
    await approve_batch(till.checker, batch.id)
    await run(till.maker, "UPDATE sellers SET status = 'closed' WHERE brand_id = $1 AND id = $2", keeper.id)
    assert (await send_batch(till.maker, batch.id)).items == {"cancelled": 1}
    assert (await till.build()).gross == 1_000_000


@pytest.mark.parametrize("change", ["stricter", "refund"])
async def test_what_became_less_payable_since_two_people_looked_is_not_paid(till: Till, change: str) -> None:
    keeper = await owing(till)
    await set_payout_terms(till.maker, PayoutTerms(instalment_share="0.3"))
    order = await till.sold(keeper)
    batch = await till.build()
    await approve_batch(till.checker, batch.id)
    changes: dict[str, Callable[[], Awaitable[object]]] = {
        "stricter": lambda: set_payout_terms(till.maker, PayoutTerms(instalment_share="0.31")),
        "refund": lambda: refund_order(till.shop.scope, order.code, RefundOrder([RefundedLine(1, 1)])),
    }
    await changes[change]()
    assert (await send_batch(till.maker, batch.id)).items == {"cancelled": 1}
    assert [row[3:] for row in await till.shown(batch.id)] == [("cancelled", "available_fell")]


async def test_a_payout_that_comes_back_after_its_instalment_is_the_sellers_again(till: Till) -> None:
    keeper = await owing(till)
    await set_payout_terms(till.maker, PayoutTerms(instalment_share="0.3"))
    await till.sold(keeper)
    batch = await till.sent()
    await till.pay(batch)
    (item,) = await till.items(batch)
    await settle_payout(till.maker, item, SettlePayout("failed", "R1", "account closed"))
    # The lines are free again, and so is the instalment that they had paid: the debt stands as before.
    assert await till.shop.balance(keeper) == (0, 0)
    assert (await till.build()).gross == 700_000
    await till.shop.proof()


async def test_safe_to_spend_says_what_it_counts_on(till: Till) -> None:
    keeper, _ = await till.earned()
    (none,) = await show_safe_to_spend(till.shop.scope, keeper.id)
    assert (none.amount, none.history, none.of_pending) == (1_000_000, "none", 0)
    await till.shop.sku("SCARF", 1_000)
    await till.shop.sell(keeper, {"SCARF": 1}, phone="+8613900000001")
    sold = [await till.shop.sell(keeper, {"SCARF": 1}, phone=f"+86139000001{n:02}") for n in range(19)]
    till.shop.clock.move_by(timedelta(days=30))
    for order in sold[:5]:
        await refund_order(till.shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    await till.shop.sell(keeper, {"SCARF": 3}, phone="+8613900000001")
    held = await till.shop.sell(keeper, {"SCARF": 1}, phone="+8613900000002")
    await run(
        till.maker,
        "UPDATE commission_lines AS c SET state = 'held' FROM retail_order_lines AS l"
        " WHERE c.brand_id = $1 AND l.id = c.order_line_id AND l.order_id = $2",
        held.id,
    )
    # 21 lines earned 1,002,000, five of 100 were refunded: 300 x 1,001,500 / 1,002,000 = 299.85.
    (safe,) = await show_safe_to_spend(till.shop.scope, keeper.id)
    assert (safe.history, safe.history_lines, safe.earned, safe.kept) == ("own", 21, 1_002_000, 1_001_500)
    assert (safe.pending - safe.counted_pending, safe.held) == (100, 100)
    due = await value(till.maker, "SELECT available FROM seller_balances WHERE brand_id = $1")
    assert (safe.matured, safe.debt, safe.available) == (due, 0, due)
    assert safe.amount == safe.matured + safe.of_pending
    assert safe.of_pending == safe.counted_pending * 1_001_500 // 1_002_000
    assert (
        safe.why[-1]
        == f"You may count on CN¥{safe.amount // 100:,}.{safe.amount % 100:02}. It is an estimate, no promise."
    )
    young = await till.shop.keeper()
    await till.shop.sell(young, {"SCARF": 2}, phone="+8613900000003")
    (brands,) = await show_safe_to_spend(till.shop.scope, young.id)
    assert (brands.history, brands.history_lines, brands.of_pending, brands.amount) == ("brand", 21, 199, 199)


async def test_what_payout_terms_refuse(till: Till) -> None:
    with pytest.raises(InvalidInput) as refused:
        await set_payout_terms(
            till.maker,
            PayoutTerms(rails={"sandbox": {}, "pain001": {"name": "Brand", "iban": "", "bik": "x"}}),
        )
    assert [fault.path for fault in refused.value.faults] == [
        "rails.sandbox",
        "rails.pain001.iban",
        "rails.pain001.bic",
        "rails.pain001.bik",
    ]
