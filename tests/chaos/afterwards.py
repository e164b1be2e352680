"""What must hold when all is over: what was promised is kept, and nothing happened twice."""

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime
from uuid import UUID

import httpx

from services.bookkeeping.prove_books import prove_books
from services.callbacks.recover_payments import recover_payments
from services.payouts.ask_payouts import ask_payouts
from tests.chaos.promises import Promises
from tests.factories import MadeBrand
from tests.support.world import rows, run

PATIENCE = 150
# What is on its way still, each as a count that must come to nothing by itself.
_UNDER_WAY = {
    "outbox messages": "SELECT count(*) FROM outbox WHERE brand_id = $1 AND sent_at IS NULL AND available_at <= now()",
    "callbacks": "SELECT count(*) FROM sandbox_callbacks WHERE brand_id = $1 AND delivered_at IS NULL",
    "refunds at the bank": "SELECT count(*) FROM payment_refunds WHERE brand_id = $1 AND state = 'pending'",
    "payouts at the bank": """SELECT count(*) FROM payout_items
        WHERE brand_id = $1 AND state IN ('sent', 'unknown')""",
    "payments the bank took": """SELECT count(*) FROM payments p JOIN sandbox_payments s
        ON s.brand_id = p.brand_id AND s.merchant_ref = p.id::text
        WHERE p.brand_id = $1 AND p.state = 'pending' AND s.state = 'paid'""",
}
# Each finds what must not be there, in words.
_TWICE = {
    "a touch is stored twice": "SELECT id::text FROM touches WHERE brand_id = $1 GROUP BY id HAVING count(*) > 1",
    "commission twice for one line": """SELECT order_line_id::text FROM commission_lines WHERE brand_id = $1
        GROUP BY order_line_id, seller_id HAVING count(*) > 1""",
    "commission above the plan": """SELECT k.order_line_id::text FROM commission_lines k
        JOIN retail_order_lines l ON l.brand_id = k.brand_id AND l.id = k.order_line_id WHERE k.brand_id = $1
        GROUP BY k.order_line_id, l.paid HAVING sum(k.amount) > l.paid / 10 + 1""",
    "a lot is oversold": "SELECT id::text FROM lots WHERE brand_id = $1 AND (sold + returned > qty OR sold < 0)",
    "stock is oversold": """SELECT id::text FROM stock_levels
        WHERE brand_id = $1 AND (on_hand < 0 OR reserved < 0 OR reserved > on_hand)""",
    "more than one order for one wish": """SELECT c.name FROM retail_orders o
        JOIN customers c ON c.brand_id = o.brand_id AND c.id = o.customer_id
        WHERE o.brand_id = $1 GROUP BY c.name HAVING count(*) > 1""",
    "a quote ordered twice": """SELECT quote_id::text FROM stock_orders WHERE brand_id = $1 AND quote_id IS NOT NULL
        GROUP BY quote_id HAVING count(*) > 1""",
    "the bank paid back more than it took": """SELECT id::text FROM sandbox_payments
        WHERE brand_id = $1 AND refunded > amount""",
    "money paid back twice": """SELECT merchant_ref FROM sandbox_refunds WHERE brand_id = $1
        GROUP BY merchant_ref HAVING count(*) > 1""",
    "one payment is two events": """SELECT p.id::text FROM payments p JOIN sandbox_payments s
        ON s.brand_id = p.brand_id AND s.merchant_ref = p.id::text
        WHERE p.brand_id = $1 AND (p.amount <> s.amount OR (p.state = 'succeeded') <> (s.state = 'paid'))
          AND p.state IN ('succeeded', 'failed', 'expired')""",
}
_ORDERS = """
SELECT o.code, o.state, o.total, (SELECT coalesce(sum(l.qty), 0)::int FROM retail_order_lines l
    WHERE l.brand_id = o.brand_id AND l.order_id = o.id),
  EXISTS (SELECT FROM payments p WHERE p.brand_id = o.brand_id AND p.order_id = o.id AND p.state = 'succeeded'),
  EXISTS (SELECT FROM payments p JOIN payment_refunds r ON r.brand_id = p.brand_id AND r.payment_id = p.id
    WHERE p.brand_id = o.brand_id AND p.order_id = o.id AND p.state = 'stray' AND r.state = 'succeeded'
      AND r.amount = p.amount),
  (SELECT count(*)::int FROM retail_order_lines l WHERE l.brand_id = o.brand_id AND l.order_id = o.id
    AND NOT EXISTS (SELECT FROM commission_lines k WHERE k.brand_id = l.brand_id AND k.order_line_id = l.id)
    AND NOT EXISTS (SELECT FROM proceeds_lines k WHERE k.brand_id = l.brand_id AND k.order_line_id = l.id))
FROM retail_orders o WHERE o.brand_id = $1
"""
_STOCK_ORDERS = "SELECT id::text, state, net_total FROM stock_orders WHERE brand_id = $1"
_RETURNS = "SELECT id::text, refund FROM stock_returns WHERE brand_id = $1"


async def wait_until_back(address: str, patience: float = PATIENCE) -> float:
    """Until the site says that it can serve, by itself; how many seconds that took."""
    began = time.monotonic()
    async with httpx.AsyncClient(base_url=address, timeout=10) as client:
        while True:
            try:
                seen = await client.get("/readyz")
                if seen.status_code == 200 and seen.json()["redis"] == "ok":
                    return time.monotonic() - began
            except httpx.HTTPError:
                pass
            assert time.monotonic() < began + patience, "the site did not come back by itself"
            await asyncio.sleep(0.1)


async def wait_until_drained(brand: MadeBrand, promises: Promises) -> list[str]:
    """What did not come to rest in time. The bank is asked to call again now, and is asked what beat would ask it each
    minute; everything else is the site's own doing."""
    until = time.monotonic() + PATIENCE
    while True:
        await run(
            brand.scope,
            "UPDATE sandbox_callbacks SET due_at = least(due_at, now()) WHERE brand_id = $1"
            " AND delivered_at IS NULL AND due_at > now() + interval '1 second'",
        )
        await recover_payments(brand.scope)
        await ask_payouts(brand.scope)
        left = {
            name: count
            for name, query in _UNDER_WAY.items()
            for ((count,),) in [await rows(brand.scope, query)]
            if count
        }
        lost = await _touches_missing(brand, promises)
        if lost:
            left["touches that had their 302"] = len(lost)
        if not left:
            return []
        if time.monotonic() > until:
            return [
                *(f"{count} {name} did not come to rest in {PATIENCE} s" for name, count in left.items()),
                *(f"touch {touch} of {_opened_at(touch):%H:%M:%S.%f} is not there" for touch in sorted(lost)),
            ]
        await asyncio.sleep(0.3)


def _opened_at(touch: UUID) -> datetime:
    """An id of version 7 begins with the milliseconds of its making."""
    return datetime.fromtimestamp((touch.int >> 80) / 1000, UTC)


async def _touches_missing(brand: MadeBrand, promises: Promises) -> set[UUID]:
    stored = {row[0] for row in await rows(brand.scope, "SELECT id FROM touches WHERE brand_id = $1")}
    return promises.touches.get(brand.brand_id, set()) - stored


async def what_is_broken(brand: MadeBrand, promises: Promises) -> list[str]:
    """Every promise that was not kept, and whatever happened twice, as sentences; none where all is well."""
    found = list(promises.broken)
    for what, query in _TWICE.items():
        found += [f"{what}: {row[0]}" for row in await rows(brand.scope, query)]
    found += await _orders(brand, promises)
    found += await _stock(brand, promises)
    proof = await prove_books(brand.scope)
    found += [
        f"the books do not prove: {outcome.name}: {outcome.breaches[0]}"
        for outcome in proof.outcomes
        if outcome.breached
    ]
    if not proof.proved and not any(outcome.breached for outcome in proof.outcomes):
        found.append("the trial balance is not even")
    return found


async def _orders(brand: MadeBrand, promises: Promises) -> list[str]:
    there = {row[0]: row[1:] for row in await rows(brand.scope, _ORDERS)}
    found = []
    for order in promises.orders:
        if order.code not in there:
            found.append(f"order {order.code} was acknowledged and is not there")
            continue
        state, total, units, paid, sent_back, without_credit = there[order.code]
        if (total, units) != (order.total, order.units):
            found.append(f"order {order.code} is not whole: {total} for {units} units")
        # A reseller's own stock is not held for an order: paid too late, it is over and its money goes back.
        gone = state == "cancelled" and sent_back
        if order.pressed and not gone and (not paid or state in ("placed", "cancelled")):
            found.append(f"order {order.code} was paid at the bank and is {state}")
        if paid and without_credit:
            found.append(
                f"order {order.code} is paid and {without_credit} of its lines earned nobody anything"
            )
    refunded = Counter(
        row[0] for row in await rows(brand.scope, "SELECT id::text FROM refunds WHERE brand_id = $1")
    )
    for order in promises.orders:
        if order.refund_id and refunded[order.refund_id] != 1:
            found.append(f"the refund asked for of order {order.code} is not there")
    return found


async def _stock(brand: MadeBrand, promises: Promises) -> list[str]:
    there = {row[0]: row[1:] for row in await rows(brand.scope, _STOCK_ORDERS)}
    returns = dict(await rows(brand.scope, _RETURNS))
    found = []
    for order in promises.stock_orders:
        state, net = there.get(order.order_id, ("gone", 0))
        if net != order.net_total:
            found.append(f"stock order {order.order_id} is not whole: {state}, {net}")
        if order.pressed and state not in ("paid", "closed"):
            found.append(f"stock order {order.order_id} was paid at the bank and is {state}")
        found += [
            f"the return {return_id} was acknowledged with {refund} and is {returns.get(return_id)}"
            for return_id, refund in order.returned.items()
            if returns.get(return_id) != refund
        ]
    return found
