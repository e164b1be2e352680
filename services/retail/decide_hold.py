"""A reviewer's word on a held commission line: it goes on, or it is refused with a reason that the seller sees."""

from typing import Annotated
from uuid import UUID

import asyncpg
import msgspec
from msgspec import Meta

from commission.ledger.entry import Happening
from commission.ledger.recipes.commission_refused import commission_refused
from commission.ledger.recipes.commission_released import commission_released
from commission.money.faults import Refused
from commission.plans.states import Earning, State, mature, refuse, release
from infra.database import Tx
from infra.scope import Scope
from services.audit import record_change
from services.bookkeeping.post_entry import Caused, post_entries
from services.idempotency import once
from services.retail.errors import CommissionStateRefused
from services.retail.hold_commission import lock_commission_line


class DecideHold(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`release` lets the line go on, and mature at once where it is due; otherwise it is refused for good. `note` is
    shown to the seller."""

    release: bool
    note: Annotated[str, Meta(min_length=1, max_length=1000)]


class HoldDecided(msgspec.Struct, frozen=True):
    """`state` is the line's: pending, available or reversed; `amount` what it still pays, in minor units."""

    commission_line_id: UUID
    state: str
    amount: int


async def decide_hold(
    scope: Scope, commission_line_id: UUID, command: DecideHold, idempotency_key: str | None = None
) -> HoldDecided:
    """Release or refuse a held line. Raises NotFound, CommissionStateRefused for one that is not held."""

    async def work(tx: Tx) -> HoldDecided:
        books: list[Caused] = []
        line = await lock_commission_line(tx, commission_line_id, books)
        hold_id: UUID | None = await tx.fetchval(
            "UPDATE commission_holds SET state = $3, decided_at = $4, decided_by = $5, decision_note = $6"
            " WHERE brand_id = $1 AND commission_line_id = $2 AND state = 'open' RETURNING id",
            tx.brand_id,
            commission_line_id,
            "released" if command.release else "refused",
            tx.now,
            scope.actor.account_id,
            command.note,
        )
        try:
            after = _decide(tx, line, command.release, hold_id, books)
        except Refused as refusal:
            raise CommissionStateRefused(state=line["state"]) from refusal
        await tx.execute(
            "UPDATE commission_lines SET state = $3, reversed = $4,"
            " matured_at = CASE WHEN $3 = 'available' THEN $5::timestamptz ELSE matured_at END"
            " WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            commission_line_id,
            after.state.value,
            after.reversed,
            tx.now,
        )
        await record_change(
            tx,
            "decide_hold",
            "commission_line",
            commission_line_id,
            {"state": "held"},
            {"state": after.state.value, "note": command.note},
        )
        await post_entries(tx, books)
        return HoldDecided(commission_line_id, after.state.value, after.net)

    return await once(scope, "decide_hold", idempotency_key, (commission_line_id, command), work, HoldDecided)


def _decide(
    tx: Tx, line: asyncpg.Record, released: bool, hold_id: UUID | None, books: list[Caused]
) -> Earning:
    held = Earning(line["amount"], line["reversed"], State(line["state"]))
    after = release(held) if released else refuse(held).earning
    if hold_id is None:
        raise LookupError("a held commission line without an open hold")
    what, seller = Happening(str(hold_id), tx.now, line["currency"]), str(line["seller_id"])
    if not released:
        entry = commission_refused(what, seller, refuse(held).amount)
    elif line["due_at"] <= tx.now:
        after = mature(after)
        entry = commission_released(what, seller, after.net)
    else:
        return after
    books.append(Caused(entry, "commission_hold", hold_id))
    return after
