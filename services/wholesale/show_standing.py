"""Where a reseller stands without any order: the tier, the volume behind it, and what the next tier needs."""

from uuid import UUID

import msgspec

from commission.tiers.quote import quote_order
from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.inventory.qualifying_volume import qualifying_volume_of
from services.policies.brand_zone import brand_zone
from services.policies.kinds import TIER_SCHEDULE
from services.policies.policy_in_force import policy_in_force
from services.wholesale.errors import NotAReseller
from services.wholesale.quote_stock import NextTierNeeds, Why, why


class Standing(msgspec.Struct, frozen=True):
    """The standing tier: what an order of value zero would reach now. `volume` in minor units of the schedule's basis;
    `next_tier` is null at the top."""

    tier: str
    price_rate: str
    volume: int
    currency: str
    basis: str
    schedule_version: int
    next_tier: NextTierNeeds | None
    reasons: tuple[Why, ...]


async def show_standing(scope: Scope, seller_id: UUID) -> Standing:
    """The reseller's standing tier now (money-rules.md, Volume tiers).

    Raises:
        NotFound: no such seller. NotAReseller: staff buy no stock. NoPolicyInForce: there is no tier schedule.
    """

    async def work(tx: Tx) -> Standing:
        kind = await tx.fetchval(
            "SELECT kind FROM sellers WHERE brand_id = $1 AND id = $2", tx.brand_id, seller_id
        )
        if kind is None:
            raise NotFound(what="seller", ref=seller_id)
        if kind != "reseller":
            raise NotAReseller()
        schedule = await policy_in_force(tx, TIER_SCHEDULE, tx.now)
        # Nothing is written by what is read here, so the volume's lock is not needed.
        volume = await qualifying_volume_of(tx, seller_id, schedule.policy, tx.now, await brand_zone(tx))
        quote = quote_order(schedule.policy, volume, (), at=tx.now, expires_at=tx.now)
        step = quote.next_tier
        return Standing(
            tier=quote.priced.tier.name,
            price_rate=str(quote.priced.tier.price_rate),
            volume=volume,
            currency=schedule.policy.currency,
            basis=str(schedule.policy.basis),
            schedule_version=schedule.version,
            next_tier=None
            if step is None
            else NextTierNeeds(
                step.tier.name,
                str(step.tier.price_rate),
                str(step.through),
                step.amount,
                step.list_value,
                {},
            ),
            reasons=tuple(why(reason) for reason in quote.reasons),
        )

    return await transact(scope, work, snapshot=True)
