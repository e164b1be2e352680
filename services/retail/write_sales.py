"""Write what a batch of sales decided and earned: one statement a table, however many orders."""

from collections.abc import Sequence
from uuid import UUID

from commission.attribution.policy import AttributionPolicy
from commission.ledger.entry import Happening
from commission.ledger.recipes.commission_accrued import commission_accrued
from commission.ledger.recipes.own_stock_paid import own_stock_paid
from commission.ledger.recipes.retail_paid import retail_paid
from infra.database import Tx
from infra.ids import new_id
from infra.json_text import to_json
from services.bookkeeping.post_entry import Caused
from services.policies.policy_versions import PolicyVersion
from services.retail.accrue_commission import Accrual, AccruedSale
from services.retail.ask_screening import ask_screening
from services.retail.sale import Sale

_ORDERS = """
UPDATE retail_orders SET state = 'paid', paid_at = $2, cancelled_at = NULL, cancelled_for = NULL
WHERE brand_id = $1 AND id = ANY($3::uuid[])
"""
_PAYMENTS = """
UPDATE payments AS p SET state = 'succeeded', settled_at = n.at
FROM unnest($2::uuid[], $3::timestamptz[]) AS n (id, at) WHERE p.brand_id = $1 AND p.id = n.id
"""
# The identification takes the order's own id: at one instant it comes exactly where the order comes.
_IDENTIFICATIONS = """
INSERT INTO identifications (brand_id, id, visitor_id, customer_id, via, at)
SELECT $1, n.id, n.visitor, n.customer, 'order', $2 FROM unnest($3::uuid[], $4::uuid[], $5::uuid[])
  AS n (id, visitor, customer)
"""
_DECISIONS = """
INSERT INTO attribution_decisions (brand_id, id, order_line_id, order_id, policy_id, decided_by, credits, body,
  decided_at)
SELECT $1, n.id, n.line, n.sale, $2, n.decided_by, n.credits::jsonb, n.body::jsonb, $3
FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::text[], $8::text[], $9::text[])
  AS n (id, line, sale, decided_by, credits, body)
"""
_COMMISSION = """
INSERT INTO commission_lines (brand_id, id, order_line_id, seller_id, plan_id, rule, terms, weight, base, amount, qty,
  currency, state, accrued_at, earned_month, due_at)
SELECT $1, n.id, n.line, n.seller, $2, n.rule, n.terms, n.weight, n.base, n.amount, n.qty, n.currency, 'pending', $3,
  $4, $5
FROM unnest($6::uuid[], $7::uuid[], $8::uuid[], $9::text[], $10::text[], $11::text[], $12::bigint[], $13::bigint[],
  $14::int[], $15::text[]) AS n (id, line, seller, rule, terms, weight, base, amount, qty, currency)
"""
_PROCEEDS = """
INSERT INTO proceeds_lines (brand_id, id, order_line_id, seller_id, amount, qty, currency, state, accrued_at, due_at)
SELECT $1, n.id, n.line, n.seller, n.amount, n.qty, n.currency, 'pending', $2, $3
FROM unnest($4::uuid[], $5::uuid[], $6::uuid[], $7::bigint[], $8::int[], $9::text[])
  AS n (id, line, seller, amount, qty, currency)
"""
_MISSED = """
INSERT INTO missed_sales (brand_id, id, order_id, seller_id, at)
SELECT $1, n.id, n.sale, n.seller, $2 FROM unnest($3::uuid[], $4::uuid[], $5::uuid[]) AS n (id, sale, seller)
"""


async def write_sales(
    tx: Tx, accrual: Accrual, policy: PolicyVersion[AttributionPolicy], books: list[Caused]
) -> None:
    """Mark the orders paid, store decisions, commission and proceeds, and leave the journal entries in `books`."""
    sales = [each.sale for each in accrual.sales]
    await tx.execute(_ORDERS, tx.brand_id, tx.now, [sale.order_id for sale in sales])
    await tx.execute(
        _PAYMENTS,
        tx.brand_id,
        [sale.payment.payment_id for sale in sales],
        [sale.payment.paid_at for sale in sales],
    )
    await _write_identifications(tx, sales)
    await _write_decisions(tx, accrual, policy)
    await _write_commission(tx, accrual)
    await _write_proceeds(tx, accrual)
    await _write_missed(tx, accrual)
    await ask_screening(tx, [each.sale.order_id for each in accrual.sales if each.rows])
    for each in accrual.sales:
        books.extend(_entries(tx, each))


async def _write_identifications(tx: Tx, sales: Sequence[Sale]) -> None:
    of_browsers = [(sale.order_id, sale.visitor_id, sale.customer_id) for sale in sales if sale.visitor_id]
    if of_browsers:
        await tx.execute(_IDENTIFICATIONS, tx.brand_id, tx.now, *zip(*of_browsers, strict=True))


async def _write_decisions(tx: Tx, accrual: Accrual, policy: PolicyVersion[AttributionPolicy]) -> None:
    plan: dict[str, object] = {"version": accrual.plan.version}
    if accrual.stop is not None:
        plan["stopped"] = accrual.stop
    rows: list[tuple[object, ...]] = []
    for each in accrual.sales:
        body = each.attributed.body(policy) | {"plan": plan | {"customer": each.customer}}
        credited = to_json(body["credits"])
        rows.extend(
            (
                new_id(),
                line.id,
                each.sale.order_id,
                each.attributed.decision.by,
                credited,
                to_json(body | {"accrual": each.trace.get(line.line_no)}),
            )
            for line in each.sale.lines
        )
    await tx.execute(_DECISIONS, tx.brand_id, policy.id, tx.now, *zip(*rows, strict=True))


async def _write_commission(tx: Tx, accrual: Accrual) -> None:
    rows = [
        (
            row.id,
            row.line.id,
            row.seller_id,
            row.rule.id,
            row.terms,
            row.weight,
            row.line.paid,
            row.amount,
            row.line.qty,
            each.sale.currency,
        )
        for each in accrual.sales
        for row in each.rows
    ]
    if rows:
        await tx.execute(
            _COMMISSION,
            tx.brand_id,
            accrual.plan.id,
            tx.now,
            accrual.earned_month,
            accrual.due_at,
            *zip(*rows, strict=True),
        )


async def _write_proceeds(tx: Tx, accrual: Accrual) -> None:
    rows = [
        (new_id(), line.id, each.sale.store_owner, line.paid, line.qty, each.sale.currency)
        for each in accrual.sales
        if each.sale.from_stock
        for line in each.sale.lines
        if line.paid
    ]
    if rows:
        await tx.execute(_PROCEEDS, tx.brand_id, tx.now, accrual.due_at, *zip(*rows, strict=True))


async def _write_missed(tx: Tx, accrual: Accrual) -> None:
    """Who had something on the way to an order and is not credited: their list of sales to ask about."""
    rows = [
        (new_id(), each.sale.order_id, UUID(seller))
        for each in accrual.sales
        for decision in (each.attributed.decision,)
        for seller in sorted(
            {candidate.seller for candidate in decision.candidates}
            - {credit.seller for credit in decision.credits}
        )
    ]
    if rows:
        await tx.execute(_MISSED, tx.brand_id, tx.now, *zip(*rows, strict=True))


def _entries(tx: Tx, each: AccruedSale) -> list[Caused]:
    sale = each.sale
    what = Happening(str(sale.order_id), tx.now, sale.currency)
    if sale.from_stock:
        paid = own_stock_paid(what, str(sale.store_owner), sale.goods, sale.tax_total, sale.shipping_total)
        return [Caused(paid, "retail_order", sale.order_id)]
    paid = retail_paid(what, sale.goods, sale.tax_total, sale.shipping_total)
    earned = commission_accrued(what, [(str(row.seller_id), row.amount) for row in each.rows])
    return [Caused(paid, "retail_order", sale.order_id), Caused(earned, "retail_order", sale.order_id)]
