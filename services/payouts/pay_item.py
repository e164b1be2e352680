"""Give one item to its rail, or ask the rail what became of it; the task behind the topic `payouts.pay_item`."""

from uuid import UUID

import asyncpg

from commission.payouts.item import RailAnswer
from infra.database import Tx, transact
from infra.errors import DomainError
from infra.keys import decrypt
from infra.rails.rail import PayoutAsked, PayoutRail, RailStanding
from infra.rails.registry import rail_named
from infra.scope import Scope
from services.payouts.asked_of_rail import OPEN_ITEM, asked_of
from services.payouts.set_payee import PURPOSE
from services.payouts.settle_item import ItemSettled, settle_item

__all__ = ["pay_item"]
SILENCE = RailStanding(RailAnswer.TIMED_OUT)


async def pay_item(scope: Scope, item_id: UUID) -> str:
    """Send an item that was never sent; of any other, ask before anything else, and send it again, under its own key,
    only where the rail never saw it (money-rules.md, Payouts). Where the item stands afterwards."""
    row, first = await transact(scope, lambda tx: _claim(tx, item_id))
    if row is None:
        return "settled"
    rail = rail_named(row["rail"])
    # The key is bound to the row it was sealed for; without it there is nobody to pay.
    account = decrypt(PURPOSE, row["account_number"], scope.brand_id.bytes + row["seller_id"].bytes)
    asked = asked_of(row, account)
    said = await _send(scope, rail, asked) if first else await _ask(scope, rail, asked.key)
    settled = await _settle(scope, item_id, said)
    if said.answer is RailAnswer.NEVER_SEEN:
        settled = await _settle(scope, item_id, await _send(scope, rail, asked))
    return settled.state


async def _claim(tx: Tx, item_id: UUID) -> tuple[asyncpg.Record | None, bool]:
    """The item, and whether it was never handed to its rail. Written before the rail hears of it: a process that dies
    in between leaves an item that is asked about, not sent afresh."""
    row = await tx.fetchrow(OPEN_ITEM + " FOR NO KEY UPDATE OF i", tx.brand_id, item_id)
    if row is not None:
        await tx.execute(
            "UPDATE payout_items SET asked_at = $3 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            item_id,
            tx.now,
        )
    return row, row is not None and row["asked_at"] is None


async def _settle(scope: Scope, item_id: UUID, said: RailStanding) -> ItemSettled:
    async def work(tx: Tx) -> ItemSettled:
        return await settle_item(tx, item_id, said)

    return await transact(scope, work)


async def _send(scope: Scope, rail: PayoutRail, asked: PayoutAsked) -> RailStanding:
    try:
        return await rail.send(scope, asked)
    except (DomainError, OSError, TimeoutError):
        return SILENCE


async def _ask(scope: Scope, rail: PayoutRail, key: str) -> RailStanding:
    try:
        return await rail.ask(scope, key)
    except (DomainError, OSError, TimeoutError):
        return SILENCE
