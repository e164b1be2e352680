"""Take the money out of the sellers' available accounts and let the rail have it."""

from uuid import UUID

import asyncpg

from commission.ledger.entry import Happening
from commission.ledger.recipes.payout_started import payout_started
from commission.payouts.payable import Claim, SellerStatus, payable
from infra.database import Tx
from infra.json_text import to_json
from infra.rails.registry import file_rail
from infra.scope import Scope
from services.audit import record_change
from services.bookkeeping.post_entry import Caused, post_entries
from services.idempotency import once
from services.locks import lock_seller_balances
from services.outbox import enqueue
from services.payouts.batch_rows import (
    BatchMoved,
    batch_in,
    batch_moved,
    cancel_items,
    close_if_settled,
    lock_items,
)
from services.payouts.examine import Examined, examine, show_instalment
from services.payouts.terms import payout_terms
from services.payouts.unpaid import unpaid

TOPIC = "payouts.pay_item"
_UNPAID = unpaid("$2", "l.seller_id = ANY($3::uuid[])")
# Everything matured when the batch was built is in its gross, or paid down a debt: the balance was the sum of both.
_LOCK_LINES = """
SELECT l.id FROM {table} AS l WHERE l.brand_id = $1 AND l.state = 'available' AND l.payout_item_id IS NULL
AND l.matured_at <= $2 AND l.currency = $3
AND l.seller_id IN (SELECT seller_id FROM payout_items WHERE brand_id = $1 AND batch_id = $4 AND state = 'approved')
ORDER BY l.id FOR NO KEY UPDATE
"""
_NAME_ITEM = """
UPDATE {table} AS l SET payout_item_id = i.id FROM payout_items AS i
WHERE l.brand_id = $1 AND l.id = ANY($2::uuid[]) AND i.brand_id = $1 AND i.id = ANY($3::uuid[])
AND i.seller_id = l.seller_id
"""
_START = """
UPDATE payout_items AS i SET state = 'sent', sent_at = $2, tax = n.tax, net = i.gross - n.tax,
  preflight = n.preflight::jsonb
FROM unnest($3::uuid[], $4::bigint[], $5::text[]) AS n (id, tax, preflight) WHERE i.brand_id = $1 AND i.id = n.id
"""


async def send_batch(scope: Scope, batch_id: UUID, idempotency_key: str | None = None) -> BatchMoved:
    """Start every item that can still be paid in full; the others are cancelled with the reason.

    A refund since the batch was built, a seller suspended, an account changed after the approval: none of these may
    be paid by figures that two people saw before. Raises NotFound, BatchState.
    """

    async def work(tx: Tx) -> BatchMoved:
        batch = await batch_in(tx, batch_id, "approved")
        lines = await _lock_lines(tx, batch)
        items = await lock_items(tx, batch_id, "approved")
        # The balance locks: from here on neither a refund nor another batch moves these sellers' money.
        balances = await lock_seller_balances(tx, [one["seller_id"] for one in items])
        currency = batch["currency"]
        examined = await examine(tx, currency, {one["seller_id"]: one["gross"] for one in items})
        payable_now = await _payable_now(tx, currency, balances, examined)
        stopped: dict[UUID, str] = {}
        for one in items:
            seller = one["seller_id"]
            if why := _in_the_way(batch, one, payable_now.get(seller, 0), examined[seller]):
                stopped[one["id"]] = why
        await cancel_items(tx, stopped)
        going = [one for one in items if one["id"] not in stopped]
        await _start(tx, going, examined, lines)
        await tx.execute(
            "UPDATE payout_batches SET state = 'sent', sent_at = $3 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            batch_id,
            tx.now,
        )
        await close_if_settled(tx, batch_id)
        if file_rail(batch["rail"]) is None:
            for one in going:
                await enqueue(tx, TOPIC, {"item_id": str(one["id"])})
        await record_change(tx, "send_batch", "payout batch", batch_id, None, {"items": len(going)})
        moved = await batch_moved(tx, batch_id)
        await post_entries(tx, [_entry(tx, one, examined[one["seller_id"]]) for one in going])
        return moved

    return await once(scope, "send_batch", idempotency_key, {"batch_id": str(batch_id)}, work, BatchMoved)


async def _lock_lines(tx: Tx, batch: asyncpg.Record) -> dict[str, list[UUID]]:
    return {
        table: [
            row["id"]
            for row in await tx.fetch(
                _LOCK_LINES.format(table=table),
                tx.brand_id,
                batch["created_at"],
                batch["currency"],
                batch["id"],
            )
        ]
        for table in ("commission_lines", "proceeds_lines")
    }


async def _payable_now(
    tx: Tx,
    currency: str,
    balances: dict[tuple[UUID, str], asyncpg.Record],
    examined: dict[UUID, Examined],
) -> dict[UUID, int]:
    """What each seller may be paid under the ceiling in force now; the balance locks are held."""
    ceiling = (await payout_terms(tx)).ceiling
    rows = await tx.fetch(_UNPAID, tx.brand_id, currency, list(examined))
    matured = {row["seller_id"]: row["matured"] for row in rows}
    found: dict[UUID, int] = {}
    for seller, seen in examined.items():
        balance = balances.get((seller, currency))
        # A suspended seller is stopped for being so, not for having nothing: the money is looked at as if active.
        status = SellerStatus.CLOSED if seen.payee["status"] == "closed" else SellerStatus.ACTIVE
        claim = Claim.standing(
            str(seller),
            currency,
            seen.payee["rail"],
            status,
            matured=matured.get(seller, 0),
            available=balance["available"] if balance else 0,
        )
        verdict = payable(claim, 0, ceiling)
        show_instalment(seen, verdict)
        found[seller] = verdict.amount
    return found


def _in_the_way(batch: asyncpg.Record, item: asyncpg.Record, payable_now: int, seen: Examined) -> str:
    if payable_now < item["gross"]:
        return "available_fell"
    if seen.payee["status"] == "suspended":
        return "seller_suspended"
    if seen.payee["rail"] != batch["rail"] or seen.payee["changed_at"] > batch["approved_at"]:
        return "payee_changed"
    if seen.blocked:
        return str(seen.preflight["findings"][0]["code"])
    return "" if seen.tax < item["gross"] else "nothing_left_after_tax"


async def _start(
    tx: Tx, going: list[asyncpg.Record], examined: dict[UUID, Examined], lines: dict[str, list[UUID]]
) -> None:
    ids = [one["id"] for one in going]
    seen = [examined[one["seller_id"]] for one in going]
    await tx.execute(
        _START,
        tx.brand_id,
        tx.now,
        ids,
        [each.tax for each in seen],
        [to_json(each.preflight) for each in seen],
    )
    for table, line_ids in lines.items():
        await tx.execute(_NAME_ITEM.format(table=table), tx.brand_id, line_ids, ids)


def _entry(tx: Tx, item: asyncpg.Record, seen: Examined) -> Caused:
    what = Happening(str(item["id"]), tx.now, item["currency"])
    return Caused(
        payout_started(what, str(item["seller_id"]), item["gross"], seen.tax), "payout_item", item["id"]
    )
