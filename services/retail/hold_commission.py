"""A commission line waits for somebody's word: fraud or dispute. Silence never releases it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from commission.money.faults import Refused
from commission.plans.states import Earning, State, hold
from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput, NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change
from services.bookkeeping.post_entry import Caused, post_entries
from services.locks import lock_retail_orders
from services.retail.errors import CommissionStateRefused
from services.retail.mature_lines import mature_orders

_ORDERS = """
SELECT c.id, l.order_id FROM commission_lines AS c
JOIN retail_order_lines AS l ON l.brand_id = c.brand_id AND l.id = c.order_line_id
WHERE c.brand_id = $1 AND c.id = ANY($2::uuid[])
"""


class HoldCommission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`reason_code` is a word of the brand's rules (`self_purchase`, `click_flood`, `dispute`), `reason` says it to the
    seller. The deadline is the reviewer's: when it passes, nothing happens by itself."""

    reason_code: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
    reason: Annotated[str, Meta(min_length=1, max_length=1000)]
    deadline: datetime
    reviewer_id: UUID | None = None


class CommissionHeld(msgspec.Struct, frozen=True):
    hold_id: UUID
    commission_line_id: UUID
    state: str


async def hold_commission(scope: Scope, commission_line_id: UUID, command: HoldCommission) -> CommissionHeld:
    """Hold a pending line. Raises NotFound, InvalidInput, CommissionStateRefused for a line that is not pending: one
    that is due has matured, whether or not the task was there yet."""
    if command.deadline.tzinfo is None:
        raise InvalidInput(FieldFault("deadline", "must carry an offset", "须包含时区"))

    async def work(tx: Tx) -> CommissionHeld:
        if command.deadline <= tx.now:
            raise InvalidInput(FieldFault("deadline", "must lie ahead", "须晚于当前时间"))
        books: list[Caused] = []
        line = await lock_commission_line(tx, commission_line_id, books)
        try:
            hold(Earning(line["amount"], line["reversed"], State(line["state"])))
        except Refused as refusal:
            raise CommissionStateRefused(state=line["state"]) from refusal
        hold_id = new_id()
        await tx.execute(
            "UPDATE commission_lines SET state = 'held' WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            commission_line_id,
        )
        await tx.execute(
            "INSERT INTO commission_holds (brand_id, id, commission_line_id, reason_code, reason, reviewer_id,"
            " deadline, state, held_at, held_by) VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9)",
            tx.brand_id,
            hold_id,
            commission_line_id,
            command.reason_code,
            command.reason,
            command.reviewer_id,
            command.deadline,
            tx.now,
            scope.actor.account_id,
        )
        await record_change(
            tx,
            "hold_commission",
            "commission_line",
            commission_line_id,
            {"state": "pending"},
            {"state": "held", "reason": command.reason_code},
        )
        await post_entries(tx, books)
        return CommissionHeld(hold_id, commission_line_id, "held")

    return await transact(scope, work)


async def lock_commission_line(tx: Tx, commission_line_id: UUID, books: list[Caused]) -> asyncpg.Record:
    """Lock a line's order and the line, after what is due of the order matured: maturity comes before any event of
    its instant. Raises NotFound."""
    return (await lock_commission_lines(tx, [commission_line_id], books))[commission_line_id]


async def lock_commission_lines(
    tx: Tx, commission_line_ids: Sequence[UUID], books: list[Caused]
) -> dict[UUID, asyncpg.Record]:
    """The same for several lines, by id. Raises NotFound for the first that is not there."""
    orders = {row["id"]: row["order_id"] for row in await tx.fetch(_ORDERS, tx.brand_id, commission_line_ids)}
    for wanted in commission_line_ids:
        if wanted not in orders:
            raise NotFound(what="commission line", ref=wanted)
    order_ids = sorted(set(orders.values()))
    await lock_retail_orders(tx, order_ids)
    await mature_orders(tx, order_ids, books)
    rows = await tx.fetch(
        "SELECT * FROM commission_lines WHERE brand_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE",
        tx.brand_id,
        commission_line_ids,
    )
    return {row["id"]: row for row in rows}
