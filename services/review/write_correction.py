"""Write what a granted appeal makes of a line: old rows are replaced, new ones credited, in correcting entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from commission.ledger.entry import Happening
from commission.ledger.recipes.commission_recredited import commission_recredited
from commission.ledger.recipes.commission_replaced import commission_replaced
from commission.plans.accrue import AccruedRow
from commission.plans.states import Earning, State
from infra.database import Tx
from infra.ids import new_id
from infra.json_text import to_json
from services.bookkeeping.post_entry import Caused
from services.retail.accrue_commission import terms_of
from services.retail.mature_lines import mature_orders
from services.review.weigh_appeal import WeighedAppeal

_LOCK = "SELECT * FROM commission_lines WHERE brand_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE"
_REPLACE = """
UPDATE commission_lines SET state = 'reversed', reversed = amount WHERE brand_id = $1 AND id = ANY($2::uuid[])
"""
# Somebody waited to decide about a row of which nothing is left.
_CLOSE_HOLDS = """
UPDATE commission_holds SET state = 'released', decided_at = $2, decided_by = $3,
  decision_note = 'replaced by a correction'
WHERE brand_id = $1 AND state = 'open' AND commission_line_id = ANY($4::uuid[])
"""
_CORRECTION = """
INSERT INTO credit_corrections (brand_id, id, appeal_id, order_id, order_line_id, credits, body, at, made_by)
VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8, $9)
"""
_LINES = """
INSERT INTO credit_correction_lines (brand_id, id, correction_id, commission_line_id, seller_id, kind, amount,
  after_maturity)
SELECT $1, n.id, $2, n.line, n.seller, n.kind, n.amount, n.matured
FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::bigint[], $8::bool[])
  AS n (id, line, seller, kind, amount, matured)
"""
_CREDIT = """
INSERT INTO commission_lines (brand_id, id, order_line_id, seller_id, plan_id, rule, terms, weight, base, amount,
  reversed, qty, reversed_qty, currency, state, accrued_at, earned_month, due_at, correction_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a correction took from one commission line (`replaced`) or gave by another (`credited`), net."""

    commission_line_id: UUID
    seller_id: UUID
    kind: str
    amount: int
    matured: bool


async def write_correction(
    tx: Tx, weighed: WeighedAppeal, appeal_id: UUID, books: list[Caused]
) -> list[Moved]:
    """Rows and entries of a correction of a locked order; what is due of the order has matured. What was refunded of
    the line before stays refunded: a new row begins with that much undone, and later refunds go on from there."""
    case, correction_id = weighed.case, new_id()
    rows = await tx.fetch(_LOCK, tx.brand_id, [row["id"] for row in case.rows])
    replaced = [_taken(row) for row in rows if row["state"] != State.REVERSED.value]
    gone = [each.commission_line_id for each in replaced]
    await tx.execute(_REPLACE, tx.brand_id, gone)
    await tx.execute(_CLOSE_HOLDS, tx.brand_id, tx.now, tx.scope.actor.account_id, gone)
    await _write_head(tx, weighed, correction_id, appeal_id)
    credited = [await _credit(tx, weighed, row, correction_id) for row in weighed.rows]
    await _write_lines(tx, correction_id, [*replaced, *credited])
    books.extend(_entries(tx, weighed, correction_id, replaced, credited))
    # What is given late may be due already: maturity comes before any event of its instant.
    await mature_orders(tx, [case.order["id"]], books)
    return [*replaced, *credited]


def _taken(row: asyncpg.Record) -> Moved:
    earning = Earning(row["amount"], row["reversed"], State(row["state"]))
    return Moved(row["id"], row["seller_id"], "replaced", earning.net, earning.matured)


async def _write_head(tx: Tx, weighed: WeighedAppeal, correction_id: UUID, appeal_id: UUID) -> None:
    credits_ = [
        {"seller": each.seller, "weight": str(each.weight), "channel": each.channel}
        for each in weighed.credits
    ]
    (arithmetic,) = weighed.accrual.trace
    await tx.execute(
        _CORRECTION,
        tx.brand_id,
        correction_id,
        appeal_id,
        weighed.case.order["id"],
        weighed.case.line["id"],
        to_json(credits_),
        to_json({"plan": {"version": weighed.plan.version}, "accrual": dict(arithmetic)}),
        tx.now,
        tx.scope.actor.account_id,
    )


async def _credit(tx: Tx, weighed: WeighedAppeal, row: AccruedRow, correction_id: UUID) -> Moved:
    line, undone, line_id = weighed.case.line, weighed.undone(row), new_id()
    await tx.execute(
        _CREDIT,
        tx.brand_id,
        line_id,
        line["id"],
        UUID(row.seller),
        weighed.plan.id,
        row.rule.id,
        terms_of(row.rule),
        str(row.weight),
        row.base,
        row.amount,
        undone,
        line["qty"],
        line["refunded_qty"],
        weighed.case.order["currency"],
        "reversed" if undone == row.amount else "pending",
        tx.now,
        weighed.earned_month,
        weighed.due_at,
        correction_id,
    )
    return Moved(line_id, UUID(row.seller), "credited", row.amount - undone, matured=False)


async def _write_lines(tx: Tx, correction_id: UUID, moved: Sequence[Moved]) -> None:
    await tx.execute(
        _LINES,
        tx.brand_id,
        correction_id,
        [new_id() for _ in moved],
        [each.commission_line_id for each in moved],
        [each.seller_id for each in moved],
        [each.kind for each in moved],
        [each.amount for each in moved],
        [each.matured for each in moved],
    )


def _entries(
    tx: Tx, weighed: WeighedAppeal, correction_id: UUID, replaced: Sequence[Moved], credited: Sequence[Moved]
) -> list[Caused]:
    """Both name the entry that gave the line before: the sale's accrual, or the last correction's."""
    case = weighed.case
    earlier = (
        f"commission_recredited:{case.correction_id}"
        if case.correction_id
        else f"commission_accrued:{case.order['id']}"
    )
    what = Happening(str(correction_id), tx.now, case.order["currency"])
    taken = commission_replaced(what, [(str(e.seller_id), e.amount, e.matured) for e in replaced], earlier)
    given = commission_recredited(what, [(str(each.seller_id), each.amount) for each in credited], earlier)
    return [
        Caused(taken, "credit_correction", correction_id),
        Caused(given, "credit_correction", correction_id),
    ]
