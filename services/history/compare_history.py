"""Whether a replay of the exported history gives the brand's own books: every seller, every account, to the cent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from commission.tiers.reach import standing_tier
from infra.database import Tx, transact
from infra.scope import Scope
from services.history.left_out import LATE, LeftOut, left_out
from services.inventory.qualifying_volume import qualifying_volume_of
from services.policies.kinds import TIER_SCHEDULE
from services.policies.policy_versions import policy_versions

_BALANCES = """
SELECT s.id::text AS seller, coalesce(-sum(p.amount) FILTER (WHERE a.code = 'seller_pending'), 0)::bigint AS pending,
  coalesce(-sum(p.amount) FILTER (WHERE a.code = 'seller_available'), 0)::bigint AS available,
  coalesce(-sum(p.amount) FILTER (WHERE a.code = 'payout_in_flight'), 0)::bigint AS in_flight,
  coalesce(sum(p.amount) FILTER (WHERE a.code = 'payout_in_flight'
    AND e.event IN ('payout_confirmed', 'payout_returned')), 0)::bigint AS paid
FROM sellers s
LEFT JOIN ledger_accounts a ON a.brand_id = s.brand_id AND a.seller_id = s.id
LEFT JOIN postings p ON p.brand_id = a.brand_id AND p.account_id = a.id AND p.occurred_at <= $2
LEFT JOIN journal_entries e ON e.brand_id = p.brand_id AND e.id = p.entry_id
WHERE s.brand_id = $1 AND s.joined_at <= $2 GROUP BY s.id ORDER BY s.id
"""
_TRIAL = """
SELECT a.code, sum(p.amount)::bigint AS total FROM postings p
JOIN ledger_accounts a ON a.brand_id = p.brand_id AND a.id = p.account_id
WHERE p.brand_id = $1 AND p.occurred_at <= $2 GROUP BY a.code HAVING sum(p.amount) <> 0
"""
_STANDING = """
SELECT s.id FROM sellers s WHERE s.brand_id = $1 AND s.joined_at <= $2
  AND (s.kind = 'reseller' OR EXISTS (SELECT FROM lots l WHERE l.brand_id = s.brand_id AND l.seller_id = s.id))
"""
_MOVED_SINCE = """
SELECT EXISTS (SELECT FROM lots WHERE brand_id = $1 AND paid_at > $2)
  OR EXISTS (SELECT FROM stock_returns WHERE brand_id = $1 AND returned_at > $2)
  OR EXISTS (SELECT FROM lot_consumptions WHERE brand_id = $1 AND at > $2)
  OR EXISTS (SELECT FROM refunds WHERE brand_id = $1 AND decided_at > $2)
"""


class Difference(msgspec.Struct, frozen=True):
    """`what` is a seller's figure or an account of the trial balance; minor units, or a tier's name."""

    what: str
    live: int | str | None
    replayed: int | str | None


class HistoryCompared(msgspec.Struct, frozen=True):
    """`same` is the answer for so many `sellers`. `standing` says whether tiers and volumes could be compared as well:
    lots keep their latest state, so those of an earlier end than the last movement of stock cannot be told."""

    same: bool
    sellers: int
    standing: bool
    trial_balance: dict[str, int]
    rejected: list[dict[str, str]]
    differences: list[Difference]


async def compare_history(scope: Scope, outcome: Mapping[str, Any], until: datetime) -> HistoryCompared:
    """Set the outcome of a replay beside the books as of `until`: pending, available, in flight, paid, tier and volume
    of every seller, and the trial balance. What is in `LeftOut` is accounted for, nothing else."""

    async def work(tx: Tx) -> HistoryCompared:
        differences: list[Difference] = []
        late = {str(row["seller_id"]): row["net"] for row in await tx.fetch(LATE, tx.brand_id, until)}
        sellers = await _live_sellers(tx, until, late)
        standing = await _standings(tx, until)
        nowhere = {"tier": None, "volume": None}
        for seller, balances in sellers.items():
            stood = {} if standing is None else standing.get(seller, nowhere)
            replayed = outcome["sellers"].get(seller, {})
            differences += [
                Difference(f"{seller} {name}", value, replayed.get(name))
                for name, value in (balances | stood).items()
                if value != replayed.get(name)
            ]
        trial = await _live_trial(tx, until, sum(late.values()), await left_out(tx, until))
        of_replay = {k: v for k, v in outcome["ledger"]["trial_balance"].items() if v}
        differences += [
            Difference(code, trial.get(code, 0), of_replay.get(code, 0))
            for code in sorted(trial.keys() | of_replay.keys())
            if trial.get(code, 0) != of_replay.get(code, 0)
        ]
        return HistoryCompared(
            same=not differences and not outcome["rejected"],
            sellers=len(sellers),
            standing=standing is not None,
            trial_balance=trial,
            rejected=outcome["rejected"],
            differences=differences,
        )

    return await transact(scope, work, snapshot=True)


async def _live_sellers(tx: Tx, until: datetime, late: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    return {
        row["seller"]: {
            "pending": row["pending"] - late.get(row["seller"], 0),
            "available": row["available"] + late.get(row["seller"], 0),
            "in_flight": row["in_flight"],
            "paid": row["paid"],
        }
        for row in await tx.fetch(_BALANCES, tx.brand_id, until)
    }


async def _standings(tx: Tx, until: datetime) -> dict[str, dict[str, Any]] | None:
    """Tier and volume by seller; None where stock has moved since `until`."""
    versions = [each for each in await policy_versions(tx, TIER_SCHEDULE) if each.effective_from <= until]
    if await tx.fetchval(_MOVED_SINCE, tx.brand_id, until):
        return None
    if not versions:
        return {}
    schedule = versions[-1].policy
    zone = ZoneInfo(await tx.fetchval("SELECT timezone FROM brands WHERE id = $1", tx.brand_id))
    found: dict[str, dict[str, Any]] = {}
    for row in await tx.fetch(_STANDING, tx.brand_id, until):
        volume = await qualifying_volume_of(tx, row["id"], schedule, until, zone)
        found[str(row["id"])] = {"tier": standing_tier(schedule, volume).name, "volume": volume}
    return found


async def _live_trial(tx: Tx, until: datetime, late: int, apart: LeftOut) -> dict[str, int]:
    trial = {row["code"]: row["total"] for row in await tx.fetch(_TRIAL, tx.brand_id, until)}
    changes = {
        "customer_refunds_due": apart.customer_refunds_due,
        "cash": -apart.customer_refunds_due + apart.shipping_refunds,
        "shipping": -apart.shipping_refunds,
        "seller_pending": late,
        "seller_available": -late,
    }
    for code, change in changes.items():
        trial[code] = trial.get(code, 0) + change
    return {code: total for code, total in sorted(trial.items()) if total}
