"""A reviewer's word on held commission lines: they go on, or are refused with a reason that the seller sees."""

from collections.abc import Sequence
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
from infra.errors import FieldFault, InvalidInput
from infra.scope import Scope
from services.audit import record_change
from services.bookkeeping.post_entry import Caused, post_entries
from services.idempotency import once
from services.retail.errors import CommissionStateRefused
from services.retail.hold_commission import lock_commission_line, lock_commission_lines
from services.review.errors import InterestedParty


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


class HeldLineDecision(DecideHold, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The word on one of several held lines."""

    commission_line_id: UUID


class DecideHolds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    decisions: Annotated[list[HeldLineDecision], Meta(min_length=1, max_length=200)]


class HoldsDecided(msgspec.Struct, frozen=True):
    """In the order asked for."""

    decided: list[HoldDecided]


async def decide_hold(
    scope: Scope, commission_line_id: UUID, command: DecideHold, idempotency_key: str | None = None
) -> HoldDecided:
    """Release or refuse a held line. Raises NotFound, CommissionStateRefused for one that is not held, InterestedParty
    where the line is the actor's own money."""

    async def work(tx: Tx) -> HoldDecided:
        books: list[Caused] = []
        line = await lock_commission_line(tx, commission_line_id, books)
        await _refuse_interested(tx, [line["seller_id"]])
        decided = await _decide_line(tx, line, command, books)
        await post_entries(tx, books)
        return decided

    return await once(scope, "decide_hold", idempotency_key, (commission_line_id, command), work, HoldDecided)


async def decide_holds(
    scope: Scope, command: DecideHolds, idempotency_key: str | None = None
) -> HoldsDecided:
    """Decide several held lines, all or none. Raises as `decide_hold` does, and InvalidInput for a line named twice."""
    ids = [each.commission_line_id for each in command.decisions]
    twice = [
        FieldFault(f"decisions[{at}].commission_line_id", "is named twice", "重复出现")
        for at, each in enumerate(ids)
        if each in ids[:at]
    ]
    if twice:
        raise InvalidInput(*twice)

    async def work(tx: Tx) -> HoldsDecided:
        books: list[Caused] = []
        lines = await lock_commission_lines(tx, ids, books)
        await _refuse_interested(tx, [line["seller_id"] for line in lines.values()])
        decided = [
            await _decide_line(tx, lines[each.commission_line_id], each, books) for each in command.decisions
        ]
        await post_entries(tx, books)
        return HoldsDecided(decided)

    return await once(scope, "decide_holds", idempotency_key, command, work, HoldsDecided)


async def _refuse_interested(tx: Tx, seller_ids: Sequence[UUID]) -> None:
    """Whoever earns by the answer does not give it: an admin may be a seller as well."""
    mine = await tx.fetchval(
        "SELECT 1 FROM sellers WHERE brand_id = $1 AND id = ANY($2::uuid[]) AND account_id = $3",
        tx.brand_id,
        seller_ids,
        tx.scope.actor.account_id,
    )
    if mine:
        raise InterestedParty


async def _decide_line(tx: Tx, line: asyncpg.Record, command: DecideHold, books: list[Caused]) -> HoldDecided:
    hold_id: UUID | None = await tx.fetchval(
        "UPDATE commission_holds SET state = $3, decided_at = $4, decided_by = $5, decision_note = $6"
        " WHERE brand_id = $1 AND commission_line_id = $2 AND state = 'open' RETURNING id",
        tx.brand_id,
        line["id"],
        "released" if command.release else "refused",
        tx.now,
        tx.scope.actor.account_id,
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
        line["id"],
        after.state.value,
        after.reversed,
        tx.now,
    )
    await record_change(
        tx,
        "decide_hold",
        "commission_line",
        line["id"],
        {"state": "held"},
        {"state": after.state.value, "note": command.note},
    )
    return HoldDecided(line["id"], after.state.value, after.net)


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
