"""What a tier schedule would charge for a cart."""

from datetime import timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from commission.tiers.price import StockLine
from commission.tiers.quote import quote_order
from infra.database import Tx, transact
from infra.fields import Minor
from infra.scope import Scope
from services.policies.kinds import TIER_SCHEDULE
from services.policies.read_draft import read_draft
from services.trials.reasons import TrialReason, reasons_of

_EXAMPLE = {
    "basis": "list",
    "window": {"rolling_days": 365},
    "mode": "all_units",
    "tiers": [{"name": "start", "threshold": 0, "price_rate": "0.60"}],
}
Body = Annotated[dict[str, Any], Meta(examples=[_EXAMPLE])]


class TriedLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the sample cart; the list price in minor units."""

    list_price: Minor
    qty: Annotated[int, Meta(ge=1, le=1_000_000)]
    tier_eligible: bool = True


class TryTierSchedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`volume` is the qualifying volume before the order, in minor units."""

    body: Body
    lines: Annotated[list[TriedLine], Meta(min_length=1, max_length=50)]
    volume: Minor = 0


class LineTried(msgspec.Struct, frozen=True):
    list_value: int
    net: int


class TierScheduleTried(msgspec.Struct, frozen=True):
    """Minor units. `next_tier` is null in the highest one; `needs` is what is missing of qualifying volume."""

    currency: str
    tier: str
    list_total: int
    net_total: int
    lines: list[LineTried]
    next_tier: str | None
    needs: int
    reasons: list[TrialReason]


async def try_tier_schedule(scope: Scope, command: TryTierSchedule) -> TierScheduleTried:
    """Quote the cart. Raises InvalidInput with every fault of the body."""

    async def work(tx: Tx) -> TierScheduleTried:
        draft = await read_draft(tx, TIER_SCHEDULE, command.body)
        lines = [
            StockLine(str(number), f"#{number}", line.list_price, line.qty, line.tier_eligible)
            for number, line in enumerate(command.lines, 1)
        ]
        quote = quote_order(
            draft.policy, command.volume, lines, at=tx.now, expires_at=tx.now + timedelta(minutes=30)
        )
        return TierScheduleTried(
            draft.law.currency,
            quote.priced.tier.name,
            quote.priced.list_value,
            quote.priced.net,
            [LineTried(line.list_value, line.net) for line in quote.priced.lines],
            quote.next_tier.tier.name if quote.next_tier else None,
            quote.next_tier.amount if quote.next_tier else 0,
            reasons_of(quote.reasons),
        )

    return await transact(scope, work, snapshot=True)
