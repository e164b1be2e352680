"""What a rail said of one item, and what follows for lines and books."""

from uuid import UUID

import asyncpg
import msgspec

from commission.ledger.entry import Happening
from commission.ledger.recipes.payout_confirmed import payout_confirmed
from commission.ledger.recipes.payout_failed import payout_failed
from commission.ledger.recipes.payout_returned import payout_returned
from commission.ledger.recipes.payout_started import payout_started
from commission.money.faults import Refused
from commission.payouts.item import ItemState as State
from commission.payouts.item import RailAnswer, after_answer, move
from infra.database import Tx
from infra.errors import NotFound
from infra.rails.rail import RailStanding
from services.bookkeeping.post_entry import Caused, post_entries
from services.payouts.batch_rows import batch_in, close_if_settled
from services.payouts.errors import ItemState

TABLES = ("commission_lines", "proceeds_lines")
_OUTCOMES = {RailAnswer.CONFIRMED: State.CONFIRMED, RailAnswer.REJECTED: State.FAILED}


class ItemSettled(msgspec.Struct, frozen=True):
    """Where the item stands now."""

    id: UUID
    state: str
    failure: str


async def settle_item(tx: Tx, item_id: UUID, said: RailStanding) -> ItemSettled:
    """Apply an answer: confirmed pays the lines, rejected reverses the start and frees them, no answer is unknown.

    The same answer again changes nothing. A confirmed payout that comes back is first returned, then its start is
    reversed: the seller has the money to be paid again, less what was refunded meanwhile. Raises NotFound; ItemState.
    """
    batch_id = await tx.fetchval(
        "SELECT batch_id FROM payout_items WHERE brand_id = $1 AND id = $2", tx.brand_id, item_id
    )
    if batch_id is None:
        raise NotFound(what="payout item", ref=item_id)
    await batch_in(tx, batch_id)
    for table in TABLES:
        await tx.fetch(
            f"SELECT id FROM {table} WHERE brand_id = $1 AND payout_item_id = $2 ORDER BY id FOR NO KEY UPDATE",  # noqa: S608
            tx.brand_id,
            item_id,
        )
    item = await tx.fetchrow(
        "SELECT * FROM payout_items WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE", tx.brand_id, item_id
    )
    assert item is not None  # noqa: S101 - items are never deleted
    state = State(item["state"]) if item["state"] != "cancelled" else None
    following = _following(item, state, said.answer)
    if following is state:
        return ItemSettled(item_id, item["state"], item["failure"])
    await tx.execute(
        "UPDATE payout_items SET state = $3, rail_ref = coalesce(nullif($4, ''), rail_ref), failure = $5,"
        " settled_at = CASE WHEN $3 IN ('confirmed', 'failed') THEN $6::timestamptz END"
        " WHERE brand_id = $1 AND id = $2",
        tx.brand_id,
        item_id,
        following.value,
        said.ref,
        said.reason,
        tx.now,
    )
    await _move_lines(tx, item_id, following)
    await close_if_settled(tx, batch_id)
    await post_entries(tx, _entries(tx, item, following))
    return ItemSettled(item_id, following.value, said.reason)


def _following(item: asyncpg.Record, state: State | None, answer: RailAnswer) -> State:
    outcome = _OUTCOMES.get(answer)
    try:
        if state is None:
            raise ItemState(state=item["state"], following=outcome or answer.value)
        if outcome is state:
            return state
        if state in (State.CONFIRMED, State.FAILED):
            # Settled: only the bank's return moves it. A late "accepted" or silence says nothing new.
            return move(state, outcome) if outcome else state
        return after_answer(state, answer)
    except Refused as refused:
        raise ItemState(state=item["state"], following=outcome or answer.value) from refused


async def _move_lines(tx: Tx, item_id: UUID, following: State) -> None:
    if following is State.CONFIRMED:
        change = "state = 'paid' WHERE state = 'available' AND"
    elif following is State.FAILED:
        # A line that a refund has reversed meanwhile stays reversed.
        change = (
            "payout_item_id = NULL, state = CASE WHEN state = 'paid' THEN 'available' ELSE state END WHERE"
        )
    else:
        return
    for table in TABLES:
        await tx.execute(
            f"UPDATE {table} SET {change} brand_id = $1 AND payout_item_id = $2",  # noqa: S608 - our own words
            tx.brand_id,
            item_id,
        )


def _entries(tx: Tx, item: asyncpg.Record, following: State) -> list[Caused]:
    seller, key, currency = str(item["seller_id"]), str(item["id"]), item["currency"]
    now = Happening(key, tx.now, currency)
    started = payout_started(Happening(key, item["sent_at"], currency), seller, item["gross"], item["tax"])
    if following is State.CONFIRMED:
        return [Caused(payout_confirmed(now, seller, item["net"]), "payout_item", item["id"])]
    if following is not State.FAILED:
        return []
    entries = [Caused(payout_failed(now, started), "payout_item", item["id"])]
    if item["state"] == "confirmed":
        confirmed = payout_confirmed(Happening(key, item["settled_at"], currency), seller, item["net"])
        entries.insert(0, Caused(payout_returned(now, confirmed), "payout_item", item["id"]))
    return entries
