"""Live policies compiled into the plan that the lint judges (schema 5.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from commission.compliance.canonical import content_hash
from commission.compliance.compile_plan import LivePlan, compile_plan
from commission.compliance.countries import pack_of
from commission.compliance.packs import RulePack, all_packs
from infra.database import Tx
from services.compliance.live_policies import LivePolicies

HISTORY = timedelta(days=90)
# At list price, by store, over three months; stores that sold nothing count as such. A third of it is a month.
_SOLD_BY_STORE = """
SELECT coalesce(sum(l.gross) FILTER (WHERE o.paid_at > $2 AND o.paid_at <= $3), 0)::bigint AS sold
FROM stores AS s JOIN sellers AS e ON e.brand_id = s.brand_id AND e.id = s.seller_id AND e.kind = 'reseller'
LEFT JOIN retail_orders AS o ON o.brand_id = s.brand_id AND o.store_id = s.id AND o.paid_at IS NOT NULL
LEFT JOIN retail_order_lines AS l ON l.brand_id = o.brand_id AND l.order_id = o.id
WHERE s.brand_id = $1 GROUP BY s.id
"""
_FIRST_SALE = "SELECT min(paid_at) FROM retail_orders WHERE brand_id = $1"


@dataclass(frozen=True, slots=True)
class CompiledPlan:
    """The plan, where it runs and what pins it."""

    plan: dict[str, Any]
    jurisdictions: tuple[str, ...]
    packs: tuple[RulePack, ...]
    on: date

    @property
    def hash(self) -> str:
        return content_hash(self.plan)


def rule_pack(jurisdiction: str, on: date) -> RulePack | None:
    """The pack that judges on a day; before the first one began, the first. None where there is no pack at all."""
    packs = [pack for pack in all_packs() if pack.jurisdiction == jurisdiction]
    return next((pack for pack in packs if pack.in_force(on)), packs[0] if packs else None)


def jurisdictions_of(country: str, terms: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The brand's own, then those it declares."""
    return tuple(dict.fromkeys([pack_of(country), *((terms or {}).get("jurisdictions") or ())]))


async def compile_live(tx: Tx, live: LivePolicies, on: date) -> CompiledPlan:
    """The plan of these policies, judged for a day. Raises LookupError with the jurisdiction that has no pack."""
    brand = await tx.fetchrow("SELECT slug, currency, jurisdiction FROM brands WHERE id = $1", tx.brand_id)
    if brand is None:
        raise LookupError("the brand of a database transaction is not there")
    terms = live.bodies.get("declared_terms") or {}
    jurisdictions = jurisdictions_of(brand["jurisdiction"], terms)
    packs = tuple(_pack(name, on) for name in jurisdictions)
    stocking = terms.get("stocking") or {}
    gate = stocking.get("gate", "review")
    made: LivePlan = {
        "plan_id": brand["slug"],
        "version": _version(live),
        "jurisdictions": jurisdictions,
        "effective": {"from": live.at.date().isoformat(), "to": None},
        "currency": brand["currency"],
        "tier_schedule": live.bodies.get("tier_schedule"),
        "return_policy": live.bodies.get("return_policy"),
        "attribution_policy": live.bodies.get("attribution_policy"),
        "commission_plan": live.bodies.get("commission_plan"),
        "joining_terms": terms.get("joining") if live.bodies.get("declared_terms") else None,
        "selling_terms": terms.get("selling") if live.bodies.get("declared_terms") else None,
        "stocking_gate": gate,
        "consignment": stocking.get("consignment"),
        "median_monthly_sell_through": await _median(tx, live.at, stocking)
        if gate in ("off", "warn")
        else None,
    }
    # The day of the packs' own first version, where the plan is judged before it.
    day = max([on, *(pack.effective_from for pack in packs)])
    return CompiledPlan(compile_plan(made, day), jurisdictions, packs, day)


def _pack(jurisdiction: str, on: date) -> RulePack:
    pack = rule_pack(jurisdiction, on)
    if pack is None:
        raise LookupError(jurisdiction)
    return pack


def _version(live: LivePolicies) -> str:
    """Version numbers of the parts, so that a person can find them: `tier_schedule 3, commission_plan 2`."""
    return ", ".join(f"{kind} {number}" for kind, number in sorted(live.versions.items()))


async def _median(tx: Tx, at: datetime, stocking: Mapping[str, Any]) -> int | None:
    """The median store's monthly sales at list price; the brand's own estimate while its sales are younger."""
    first = await tx.fetchval(_FIRST_SALE, tx.brand_id)
    if first is None or first > at - HISTORY:
        return stocking.get("expected_monthly_sell_through")
    sold = sorted(row["sold"] for row in await tx.fetch(_SOLD_BY_STORE, tx.brand_id, at - HISTORY, at))
    # The lower of two middles: the cautious side.
    return sold[(len(sold) - 1) // 2] // 3 if sold else None
