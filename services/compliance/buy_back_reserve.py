"""What stands behind the right of return (compliance.md, G-08): exposure, the reserve, and refunds that are late."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from infra.database import Tx, transact
from infra.fields import Minor
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change
from services.compliance.cases import NewCase, open_case

DAYS_TO_PAY = timedelta(days=7)
# What would be paid at most if everything unsold came back: lots in their window, and all of a closed reseller's.
_EXPOSURE = """
SELECT coalesce(sum(l.net * (l.qty - l.sold - l.returned) / l.qty), 0)::bigint FROM lots AS l
JOIN sellers AS s ON s.brand_id = l.brand_id AND s.id = l.seller_id
WHERE l.brand_id = $1 AND l.sold + l.returned < l.qty
  AND (l.return_until IS NULL OR l.return_until > $2 OR s.status = 'closed')
"""
_HISTORY = """
SELECT (SELECT coalesce(sum(net_total), 0) FROM stock_orders WHERE brand_id = $1 AND state = 'paid')::bigint AS bought,
  (SELECT coalesce(sum(gross), 0) FROM stock_returns WHERE brand_id = $1)::bigint AS returned
"""
_LATEST = """
SELECT amount, evidence, at FROM buy_back_reserves WHERE brand_id = $1 ORDER BY at DESC, id DESC LIMIT 1
"""
_LATE = """
SELECT r.id, r.refund, r.requested_at FROM stock_returns AS r
JOIN payment_refunds AS f ON f.brand_id = r.brand_id AND f.cause_id = r.id AND f.state <> 'succeeded'
WHERE r.brand_id = $1 AND r.requested_at < $2 ORDER BY r.requested_at LIMIT 1000
"""


class RecordReserve(Struct, frozen=True, forbid_unknown_fields=True):
    """`amount` minor units that lie apart for buy-backs; `evidence` says where (a bank's letter, an account)."""

    amount: Minor
    evidence: Annotated[str, Meta(min_length=1, max_length=2000)]


class BuyBackReserve(Struct, frozen=True):
    """Minor units. `needed` is `exposure` times what share of all stock bought was ever returned, rounded up; `short`
    is what lacks of it. `late` refunds are older than seven days and not paid."""

    currency: str
    exposure: int
    bought: int
    returned: int
    needed: int
    recorded: int | None
    evidence: str | None
    recorded_at: datetime | None
    short: int
    late: int


async def record_reserve(scope: Scope, command: RecordReserve) -> BuyBackReserve:
    """Say what is set aside from now on; what was said before stays on record."""

    async def work(tx: Tx) -> BuyBackReserve:
        currency = await tx.fetchval("SELECT currency FROM brands WHERE id = $1", tx.brand_id)
        reserve_id = new_id()
        await tx.execute(
            "INSERT INTO buy_back_reserves (brand_id, id, amount, currency, evidence, recorded_by, at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            tx.brand_id,
            reserve_id,
            command.amount,
            currency,
            command.evidence,
            tx.scope.actor.account_id,
            tx.now,
        )
        await record_change(tx, "record_reserve", "buy back reserve", reserve_id, None, command)
        return await _reserve(tx)

    return await transact(scope, work)


async def show_reserve(scope: Scope) -> BuyBackReserve:
    """Exposure, need and reserve now."""
    return await transact(scope, _reserve)


async def watch_buy_backs(scope: Scope) -> BuyBackReserve:
    """Open a case where the reserve is short, and one for every refund that is late; the beat calls it each night."""

    async def work(tx: Tx) -> BuyBackReserve:
        reserve = await _reserve(tx)
        if reserve.short:
            short = {"evidence": {"needed": reserve.needed, "recorded": reserve.recorded or 0}}
            await open_case(tx, NewCase("money", "G-08", "", "reserve", "R", short))
        for row in await _late(tx):
            told = {"evidence": {"refund": row[1], "requested_at": row[2].isoformat()}}
            await open_case(tx, NewCase("money", "G-08", "", f"return {row[0]}", "R+", told))
        return reserve

    return await transact(scope, work)


async def _late(tx: Tx) -> list[tuple[UUID, int, datetime]]:
    rows = await tx.fetch(_LATE, tx.brand_id, tx.now - DAYS_TO_PAY)
    return [(row["id"], row["refund"], row["requested_at"]) for row in rows]


async def _reserve(tx: Tx) -> BuyBackReserve:
    currency = await tx.fetchval("SELECT currency FROM brands WHERE id = $1", tx.brand_id)
    exposure = await tx.fetchval(_EXPOSURE, tx.brand_id, tx.now)
    history = await tx.fetchrow(_HISTORY, tx.brand_id)
    latest = await tx.fetchrow(_LATEST, tx.brand_id)
    if history is None:
        raise AssertionError("an aggregate has one row")
    bought, returned = history["bought"], history["returned"]
    needed = -(-exposure * returned // bought) if bought else 0
    recorded = None if latest is None else latest["amount"]
    return BuyBackReserve(
        currency=currency,
        exposure=exposure,
        bought=bought,
        returned=returned,
        needed=needed,
        recorded=recorded,
        evidence=None if latest is None else latest["evidence"],
        recorded_at=None if latest is None else latest["at"],
        short=max(0, needed - (recorded or 0)),
        late=len(await _late(tx)),
    )
