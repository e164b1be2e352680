"""The switch that stops new pay (G-10, G-11). What was earned matures and is paid, returns and buy-backs go on."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change
from services.compliance.errors import FreezeStands, NotFrozen
from services.locks import lock_brand_rules

Kind = Literal["accruals", "upline_pay"]
_START = """
INSERT INTO accrual_freezes (brand_id, id, kind, reason, report_id, started_at, started_by)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (brand_id, kind) WHERE ended_at IS NULL DO NOTHING RETURNING id
"""
_END = """
UPDATE accrual_freezes SET ended_at = $3, ended_by = $4, ended_note = $5 WHERE brand_id = $1 AND id = $2
"""
_OPEN = """
SELECT id, reason, report_id, started_by FROM accrual_freezes WHERE brand_id = $1 AND kind = $2 AND ended_at IS NULL
"""


class Freeze(Struct, frozen=True, forbid_unknown_fields=True):
    """`accruals`: no sale accrues commission; `upline_pay`: nothing above the seller is paid (nothing ever is)."""

    kind: Kind
    reason: Annotated[str, Meta(min_length=10, max_length=2000)]


class EndFreeze(Struct, frozen=True, forbid_unknown_fields=True):
    kind: Kind
    reason: Annotated[str, Meta(min_length=10, max_length=2000)]


class Frozen(Struct, frozen=True):
    """Whether it is frozen now, and whether this call changed that."""

    kind: str
    frozen: bool
    changed: bool


async def freeze(scope: Scope, command: Freeze) -> Frozen:
    """Stop new pay by hand. Already frozen changes nothing."""

    async def work(tx: Tx) -> Frozen:
        started = await start_freeze(tx, command.kind, command.reason, None)
        return Frozen(command.kind, frozen=True, changed=started)

    return await transact(scope, work)


async def end_freeze(scope: Scope, command: EndFreeze) -> Frozen:
    """Let pay accrue again after a freeze by hand. Raises NotFrozen; FreezeStands for one that a report started."""

    async def work(tx: Tx) -> Frozen:
        await lock_brand_rules(tx)
        row = await tx.fetchrow(_OPEN, tx.brand_id, command.kind)
        if row is None:
            raise NotFrozen
        if row["report_id"] is not None and command.kind == "accruals":
            raise FreezeStands(report=row["report_id"])
        await _end(tx, row["id"], command.kind, command.reason)
        return Frozen(command.kind, frozen=False, changed=True)

    return await transact(scope, work)


async def start_freeze(tx: Tx, kind: str, reason: str, report_id: UUID | None) -> bool:
    """A step: whether this call froze it."""
    freeze_id = await tx.fetchval(
        _START, tx.brand_id, new_id(), kind, reason, report_id, tx.now, tx.scope.actor.account_id
    )
    if freeze_id is None:
        return False
    told = {"kind": kind, "reason": reason, "report_id": report_id}
    await record_change(tx, "freeze", "accrual freeze", freeze_id, None, told)
    return True


async def thaw_for_plan(tx: Tx, note: str) -> None:
    """A plan that passes ends what a report froze; a freeze by hand ends by hand."""
    row = await tx.fetchrow(_OPEN, tx.brand_id, "accruals")
    if row is not None and row["report_id"] is not None:
        await _end(tx, row["id"], "accruals", note)


async def _end(tx: Tx, freeze_id: UUID, kind: str, note: str) -> None:
    await tx.execute(_END, tx.brand_id, freeze_id, tx.now, tx.scope.actor.account_id, note)
    await record_change(tx, "end_freeze", "accrual freeze", freeze_id, {"kind": kind}, {"note": note})
