"""A correction after the payout: a debt, a statement that tells it, races that end as if one came first."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from infra.errors import DomainError
from infra.ids import new_id
from infra.scope import Scope
from services.bookkeeping.close_months import close_months
from services.retail.mature_commissions import mature_commissions
from services.retail.place_order import OrderPlaced
from services.retail.refund_order import RefundedLine, RefundOrder, refund_order
from services.review.decide_appeal import DecideAppeal, decide_appeal
from services.review.file_appeal import FileAppeal, file_appeal
from tests.services.bookkeeping.test_statements import told
from tests.services.payouts.conftest import Till, till
from tests.support.shop import Keeper, a_phone
from tests.support.world import rows

__all__ = ["till"]


async def quarrel(till: Till) -> tuple[Keeper, Keeper, OrderPlaced, UUID]:
    """(early, late, order, line): two units of GOLD sold in the early one's store, a link of the late one's opened
    before."""
    early, late, visitor = await till.shop.keeper(), await till.shop.keeper(), new_id()
    await till.payee(late)
    await till.shop.touch(late, visitor)
    order = await till.shop.sell(early, {"GOLD": 2}, visitor=visitor, phone=a_phone())
    ((line,),) = await rows(
        till.maker, "SELECT id FROM retail_order_lines WHERE brand_id = $1 AND order_id = $2", order.id
    )
    assert isinstance(line, UUID)
    return early, late, order, line


def acting(till: Till, keeper: Keeper) -> Scope:
    return replace(till.shop.scope, actor=replace(keeper.actor, account_id=new_id()))


async def test_what_was_paid_out_becomes_a_debt_and_the_statements_tell_it(till: Till) -> None:
    early, late, order, line = await quarrel(till)
    till.shop.clock.move_to(datetime(2026, 3, 25, tzinfo=UTC))
    filed = await file_appeal(acting(till, early), line, FileAppeal("mine"))
    await decide_appeal(till.checker, filed.appeal_id, DecideAppeal(False, "We see no reason"))
    till.shop.clock.move_to(datetime(2026, 4, 1, 8, tzinfo=UTC))
    # The hold let go of it in time: it matures on its day, and is paid.
    assert (await mature_commissions(till.shop.scope)).lines == 1
    await till.pay(await till.sent())
    assert await till.shop.balance(late) == (0, 0)
    # Given anew on the brand's own second thought: the appeal is open again.
    till.shop.clock.move_to(datetime(2026, 5, 4, tzinfo=UTC))
    await reopen(till, filed.appeal_id)
    answered = await decide_appeal(till.checker, filed.appeal_id, DecideAppeal(True, "We do", "0.75"))
    assert [(each.weight, each.before, each.after) for each in answered.credits] == [
        ("3/4", 0, 1_500_000),
        ("1/4", 2_000_000, 500_000),
    ]
    assert await till.shop.balance(late) == (0, -1_500_000)
    # One of two units comes back: three quarters and a quarter of a million.
    await refund_order(till.shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))
    assert await till.shop.balance(late) == (0, -1_750_000)
    await till.shop.proof()
    till.shop.clock.move_to(datetime(2026, 6, 2, tzinfo=UTC))
    await close_months(till.shop.scope)
    march, april, may = [await told(till, f"2026-0{month}", late) for month in (3, 4, 5)]
    assert "commission_corrected" not in march["currencies"][0]["sums"] | april["currencies"][0]["sums"]
    (of_may,) = may["currencies"]
    shown = [
        (each["event"], each["order"], each["corrects"], each["pending"], each["available"], each["details"])
        for each in of_may["lines"]
    ]
    assert [each[:5] for each in sorted(shown, key=lambda each: each[:1])] == [
        ("commission_matured", None, None, -500_000, 500_000),
        ("commission_recredited", order.code, f"commission_accrued:{order.id}", 500_000, 0),
        ("commission_replaced", order.code, f"commission_accrued:{order.id}", 0, -2_000_000),
        ("commission_reversed", order.code, None, 0, -250_000),
    ]
    assert of_may["sums"]["commission_corrected"] == -1_500_000
    for event, _, _, _, _, details in shown:
        if event in ("commission_replaced", "commission_recredited"):
            assert [(each["sku"], each["base"]) for each in details] == [("GOLD", 20_000_000)]
    (of_brand,) = (await told(till, "2026-05"))["currencies"]
    assert of_brand["figures"]["commission_corrected"] == 0


async def reopen(till: Till, appeal_id: UUID) -> None:
    await rows(
        till.maker,
        "UPDATE appeals SET state = 'open', decided_at = NULL WHERE brand_id = $1 AND id = $2 RETURNING id",
        appeal_id,
    )


async def test_two_answers_and_a_refund_at_once_end_as_if_one_came_first(till: Till) -> None:
    early, _, order, line = await quarrel(till)
    till.shop.clock.move_by(timedelta(days=1))
    filed = await file_appeal(acting(till, early), line, FileAppeal("mine"))

    async def tried(call: Any) -> str:
        try:
            await call
        except DomainError as error:
            return error.code
        return "done"

    outcomes = await asyncio.gather(
        *(
            tried(decide_appeal(till.checker, filed.appeal_id, DecideAppeal(grant, "so it is")))
            for grant in (True, True, False, True)
        ),
        tried(refund_order(till.shop.scope, order.code, RefundOrder([RefundedLine(1, 1)]))),
    )
    assert sorted(outcomes[:4]) == ["appeal_decided"] * 3 + ["done"]
    assert outcomes[4] == "done"
    total = "SELECT sum(amount - reversed)::bigint FROM commission_lines WHERE brand_id = $1"
    assert await rows(till.maker, total) == [(1_000_000,)]
    await till.shop.proof()


async def test_the_same_grant_twice_is_one(till: Till) -> None:
    early, late, _, line = await quarrel(till)
    filed = await file_appeal(acting(till, early), line, FileAppeal("mine"), "k")
    word = DecideAppeal(True, "so it is")
    answers = [await decide_appeal(till.checker, filed.appeal_id, word, "key") for _ in range(2)]
    assert answers[0] == answers[1]
    assert await till.shop.balance(early) == (2_000_000, 0)
    assert await till.shop.balance(late) == (0, 0)
