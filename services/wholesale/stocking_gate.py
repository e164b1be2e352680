"""The stocking gate (compliance.md, G-07): nobody is loaded with stock that does not sell.

The next order is at most max(starter cap, units sold to end customers in 90 days / 0.70 - units in stock), and a first
order reaches no tier above the first. What retail sold is read by a query: stock and sales know nothing of each other.
"""

from datetime import timedelta
from uuid import UUID

import asyncpg
from msgspec import Struct

from commission.compliance.declared_terms import Stocking
from infra.database import Tx
from infra.ids import new_id
from services.policies.kinds import DECLARED_TERMS, TIER_SCHEDULE
from services.policies.policy_by_id import policy_by_id
from services.policies.policy_versions import policy_versions
from services.wholesale.errors import StockingRefused
from services.wholesale.quote_stock import StockQuoted

COUNTED = timedelta(days=90)
# The Amway rule as a gate: seven tenths of what was bought is sold before more is bought (93 F.T.C. 618).
_SOLD, _BOUGHT = 7, 10
PASSED = frozenset({"not_asked", "passed", "warned", "approved"})

# Sold by the seller's store, from own stock or the brand's, less what came back; not to the seller's own self.
_UNITS_SOLD = """
SELECT coalesce(sum(l.qty - l.refunded_qty), 0)::int
FROM sellers AS e
JOIN stores AS s ON s.brand_id = e.brand_id AND s.seller_id = e.id
JOIN retail_orders AS o ON o.brand_id = s.brand_id AND o.store_id = s.id AND o.paid_at > $3 AND o.paid_at <= $4
  AND o.state IN ('paid', 'delivered')
JOIN retail_order_lines AS l ON l.brand_id = o.brand_id AND l.order_id = o.id
JOIN customers AS c ON c.brand_id = o.brand_id AND c.id = o.customer_id
LEFT JOIN accounts AS a ON a.brand_id = e.brand_id AND a.id = e.account_id
WHERE e.brand_id = $1 AND e.id = $2 AND c.account_id IS DISTINCT FROM coalesce(e.account_id, e.id)
  AND (a.phone IS NULL OR c.phone IS DISTINCT FROM a.phone) AND e.id <> ALL(c.same_as_sellers)
"""
# Orders that wait for payment count: an order cut into ten is one order.
_UNITS_HELD = """
SELECT (SELECT coalesce(sum(qty - sold - returned), 0) FROM lots WHERE brand_id = $1 AND seller_id = $2)::int
  + (SELECT coalesce(sum(l.qty), 0) FROM stock_orders AS o
     JOIN stock_order_lines AS l ON l.brand_id = o.brand_id AND l.order_id = o.id
     WHERE o.brand_id = $1 AND o.seller_id = $2 AND o.state = 'placed')::int AS held,
  EXISTS (SELECT FROM stock_orders WHERE brand_id = $1 AND seller_id = $2 AND state = 'paid') AS bought_before
"""
_WRITE = """
INSERT INTO stock_order_checks (brand_id, id, order_id, mode, outcome, units, starter_cap, sold, in_stock, allowed,
  tier_jump, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""


class StockCheck(Struct, frozen=True):
    """What the gate says of an order of `units`. `allowed` is the most that passes by itself; `sold` counts 90 days.

    `outcome`: not_asked (the brand has the gate off), passed, warned, waiting (a person decides), approved, declined.
    """

    mode: str
    outcome: str
    units: int
    starter_cap: int
    sold: int
    in_stock: int
    allowed: int
    tier_jump: bool


async def check_stocking(tx: Tx, seller: asyncpg.Record, quote: StockQuoted) -> StockCheck:
    """The check of an order under the seller's volume lock. Raises StockingRefused where the brand blocks."""
    terms = await stocking_terms(tx)
    sold = await tx.fetchval(_UNITS_SOLD, tx.brand_id, seller["id"], tx.now - COUNTED, tx.now)
    held = await tx.fetchrow(_UNITS_HELD, tx.brand_id, seller["id"])
    if held is None:
        raise AssertionError("an aggregate has one row")
    schedule = await policy_by_id(tx, TIER_SCHEDULE, quote.schedule_id)
    units = sum(line.qty for line in quote.lines)
    allowed = max(terms.starter_cap, sold * _BOUGHT // _SOLD - held["held"])
    jump = not held["bought_before"] and quote.tier != schedule.policy.tiers[0].name
    check = StockCheck(
        mode=terms.gate,
        outcome=_outcome(terms.gate, within=units <= allowed and not jump),
        units=units,
        starter_cap=terms.starter_cap,
        sold=sold,
        in_stock=held["held"],
        allowed=allowed,
        tier_jump=jump,
    )
    if check.outcome == "refused":
        raise StockingRefused(units=units, allowed=allowed, sold=sold, stock=held["held"], tier=quote.tier)
    return check


async def stocking_terms(tx: Tx) -> Stocking:
    """The gate as the brand has set it; where it has declared nothing, a person reviews what exceeds the cap."""
    for version in reversed(await policy_versions(tx, DECLARED_TERMS)):
        if version.effective_from <= tx.now:
            return version.policy.stocking
    return Stocking()


async def keep_check(tx: Tx, order_id: UUID, check: StockCheck) -> None:
    """Written with the order: its figures stand, whatever is sold later."""
    await tx.execute(
        _WRITE,
        tx.brand_id,
        new_id(),
        order_id,
        check.mode,
        check.outcome,
        check.units,
        check.starter_cap,
        check.sold,
        check.in_stock,
        check.allowed,
        check.tier_jump,
        tx.now,
    )


async def outcome_of(tx: Tx, order_id: UUID) -> str:
    """What the gate said of an order; an order that was never checked has not passed."""
    found: str | None = await tx.fetchval(
        "SELECT outcome FROM stock_order_checks WHERE brand_id = $1 AND order_id = $2", tx.brand_id, order_id
    )
    return found or "waiting"


def _outcome(mode: str, *, within: bool) -> str:
    if mode == "off":
        return "not_asked"
    if within:
        return "passed"
    return {"warn": "warned", "review": "waiting", "block": "refused"}[mode]
