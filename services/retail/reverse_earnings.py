"""Clawback: what refunded units take back from commission and proceeds, row by row, whatever the row's state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg

from commission.plans.states import Earning, Reversal, State, reverse
from infra.database import Tx
from infra.ids import new_id

_ROWS = """
SELECT id, order_line_id, seller_id, amount, reversed, state, matured_at, currency FROM {table}
WHERE brand_id = $1 AND order_line_id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE
"""
_WRITE = """
UPDATE {table} AS c SET reversed = n.reversed, reversed_qty = n.qty, state = n.state
FROM unnest($2::uuid[], $3::bigint[], $4::int[], $5::text[]) AS n (id, reversed, qty, state)
WHERE c.brand_id = $1 AND c.id = n.id
"""
_STEPS = """
INSERT INTO commission_reversals (brand_id, id, refund_line_id, {column}, amount, after_maturity, at)
SELECT $1, n.id, n.refund_line, n.line, n.amount, n.matured, $2
FROM unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::bigint[], $7::bool[])
  AS n (id, refund_line, line, amount, matured)
"""
# A refund that takes a held line whole leaves its reviewer nothing to decide.
_CLOSE_HOLDS = """
UPDATE commission_holds SET state = 'released', decided_at = $2, decision_note = 'reversed whole by a refund'
WHERE brand_id = $1 AND state = 'open' AND commission_line_id = ANY($3::uuid[])
"""


@dataclass(frozen=True, slots=True)
class UnitsBack:
    """One step on an order line: `k` of its `n` units are refunded in all, this step's among them."""

    order_line_id: UUID
    refund_line_id: UUID
    k: int
    n: int


@dataclass(frozen=True, slots=True)
class Reversed:
    """What a step took from one seller, in minor units; `matured`: from the available account, else from pending."""

    seller_id: UUID
    amount: int
    matured: bool


async def reverse_commission(tx: Tx, steps: Sequence[UnitsBack]) -> list[Reversed]:
    """Reverse commission lines; due ones are matured already. What was taken, for the books."""
    return await _reverse(tx, "commission_lines", "commission_line_id", steps)


async def reverse_proceeds(tx: Tx, steps: Sequence[UnitsBack]) -> list[Reversed]:
    """The same for the proceeds of a sale from own stock."""
    return await _reverse(tx, "proceeds_lines", "proceeds_line_id", steps)


async def _reverse(tx: Tx, table: str, column: str, steps: Sequence[UnitsBack]) -> list[Reversed]:
    by_line = {step.order_line_id: step for step in steps}
    rows = await tx.fetch(_ROWS.format(table=table), tx.brand_id, list(by_line))
    outcomes = [(row, _step(row, by_line)) for row in rows]
    live = [(row, outcome) for row, outcome in outcomes if row["state"] != State.REVERSED.value]
    if not live:
        return []
    await tx.execute(
        _WRITE.format(table=table),
        tx.brand_id,
        [row["id"] for row, _ in live],
        [outcome.earning.reversed for _, outcome in live],
        [by_line[row["order_line_id"]].k for row, _ in live],
        [outcome.earning.state.value for _, outcome in live],
    )
    await tx.execute(
        _STEPS.format(column=column),
        tx.brand_id,
        tx.now,
        [new_id() for _ in live],
        [by_line[row["order_line_id"]].refund_line_id for row, _ in live],
        [row["id"] for row, _ in live],
        [outcome.amount for _, outcome in live],
        [outcome.matured for _, outcome in live],
    )
    gone = [
        row["id"]
        for row, outcome in live
        if row["state"] == State.HELD.value and outcome.earning.state is State.REVERSED
    ]
    if gone:
        await tx.execute(_CLOSE_HOLDS, tx.brand_id, tx.now, gone)
    return [
        Reversed(row["seller_id"], outcome.amount, outcome.matured) for row, outcome in live if outcome.amount
    ]


def _step(row: asyncpg.Record, by_line: Mapping[UUID, UnitsBack]) -> Reversal:
    step = by_line[row["order_line_id"]]
    return reverse(Earning(row["amount"], row["reversed"], State(row["state"])), step.k, step.n)
