"""Run the fraud rules over paid orders; what a rule finds holds the commission for a person to look at."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from commission.fraud.registry import BY_CODE
from commission.fraud.rule import Signal
from commission.fraud.screen import screen
from infra.database import Tx, transact
from infra.ids import new_id
from infra.json_text import to_json
from infra.scope import Scope
from services.bookkeeping.post_entry import Caused, post_entries
from services.locks import lock_retail_orders
from services.retail.mature_lines import mature_orders
from services.review.hold_lines import HoldWish, hold_pending
from services.review.load_sales_under_review import SaleUnderReview, load_sales_under_review
from services.review.review_policy import ReviewTerms, review_terms

BATCH = 200
_HOUSEHOLD = "one_household"
# Once a line and rule: what a reviewer has let go on is not held again for the same reason.
_SIGNALS = """
INSERT INTO fraud_signals (brand_id, id, order_id, commission_line_id, seller_id, rule, policy_id, evidence, found_at)
SELECT $1, n.id, n.sale, n.line, n.seller, n.rule, $2, n.evidence::jsonb, $3
FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[])
  AS n (id, sale, line, seller, rule, evidence)
ON CONFLICT (brand_id, commission_line_id, rule) DO NOTHING RETURNING commission_line_id, rule
"""
# A line that waits already gets its new signal looked at together with the rest.
_ATTACH = """
UPDATE fraud_signals AS f SET hold_id = h.id FROM commission_holds AS h
WHERE f.brand_id = $1 AND f.commission_line_id = ANY($2::uuid[]) AND f.hold_id IS NULL AND f.found_at = $3
  AND h.brand_id = $1 AND h.commission_line_id = f.commission_line_id AND h.state = 'open'
"""
_PENDING = """
SELECT DISTINCT l.order_id FROM commission_lines AS c
JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id
WHERE c.brand_id = $1 AND c.state = 'pending' AND l.order_id > $2 ORDER BY l.order_id LIMIT $3
"""
_BEFORE_ALL = UUID(int=0)


class OrdersScreened(msgspec.Struct, frozen=True):
    """How many signals were new, and how many lines are held for them."""

    signals: int
    held: int


async def screen_orders(scope: Scope, order_ids: Sequence[UUID]) -> OrdersScreened:
    """Screen paid orders, in one transaction. Called again it finds the same and changes nothing: a signal is written
    once, and a line is held by the transaction that wrote its first. A line that matured meanwhile keeps its signal for
    the brand to see, and is not held."""
    return await transact(scope, lambda tx: _screen(tx, order_ids))


async def screen_pending(scope: Scope, *, batch: int = BATCH) -> OrdersScreened:
    """Screen everything that still waits to mature: what looks harmless alone may not together with what came since.
    Interrupted anywhere, the next call begins again and finds what is left."""
    after, signals, held = _BEFORE_ALL, 0, 0
    while True:
        found = await transact(scope, lambda tx, last=after: tx.fetch(_PENDING, tx.brand_id, last, batch))  # type: ignore[misc]
        if not found:
            return OrdersScreened(signals, held)
        screened = await screen_orders(scope, [row["order_id"] for row in found])
        after, signals, held = found[-1]["order_id"], signals + screened.signals, held + screened.held


async def _screen(tx: Tx, order_ids: Sequence[UUID]) -> OrdersScreened:
    await lock_retail_orders(tx, order_ids)
    books: list[Caused] = []
    await mature_orders(tx, order_ids, books)
    terms = await review_terms(tx, tx.now)
    limits = terms.policy.limits.get(_HOUSEHOLD)
    sales = await load_sales_under_review(tx, order_ids, limits["days"] if limits else 0)
    found = [(sale, signal) for sale in sales for signal in screen(sale.facts, terms.policy)]
    fresh = await _write(tx, found, terms) if found else []
    held = await _hold(tx, fresh, terms)
    await post_entries(tx, books)
    return OrdersScreened(len(fresh), held)


async def _write(
    tx: Tx, found: Sequence[tuple[SaleUnderReview, Signal]], terms: ReviewTerms
) -> list[tuple[UUID, str]]:
    """The signals that are new, as (commission line, rule), in the order of the registry."""
    flat = [(sale, line, signal) for sale, signal in found for line in sale.line_ids]
    rows = await tx.fetch(
        _SIGNALS,
        tx.brand_id,
        terms.policy_id,
        tx.now,
        [new_id() for _ in flat],
        [sale.order_id for sale, _, _ in flat],
        [line for _, line, _ in flat],
        [sale.seller_id for sale, _, _ in flat],
        [signal.rule for _, _, signal in flat],
        [to_json(signal.evidence) for _, _, signal in flat],
    )
    written = {(row["commission_line_id"], row["rule"]) for row in rows}
    return [(line, signal.rule) for _, line, signal in flat if (line, signal.rule) in written]


async def _hold(tx: Tx, fresh: Sequence[tuple[UUID, str]], terms: ReviewTerms) -> int:
    """Hold each line by its first signal's reason; the other signals are looked at with it."""
    first: dict[UUID, str] = {}
    for line, rule in fresh:
        first.setdefault(line, rule)
    by_rule: dict[str, list[UUID]] = {}
    for line, rule in first.items():
        by_rule.setdefault(rule, []).append(line)
    held = 0
    for rule, lines in by_rule.items():
        wish = HoldWish(rule, BY_CODE[rule].reason, tx.now + terms.policy.review)
        held += len(await hold_pending(tx, lines, wish))
    if first:
        await tx.execute(_ATTACH, tx.brand_id, list(first), tx.now)
    return held
