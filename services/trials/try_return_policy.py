"""What a return policy would pay for stock that comes back."""

from datetime import timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from commission.money.faults import Refused
from commission.returns.lot import Lot
from commission.returns.policy import Pricing
from commission.returns.reasons import figure_reasons
from commission.returns.refund import Repriced, return_figures
from commission.tiers.price import StockLine, kept_price, price_order
from infra.database import Tx, transact
from infra.errors import FieldFault, InvalidInput
from infra.fields import Minor
from infra.scope import Scope
from services.policies.kinds import RETURN_POLICY, TIER_SCHEDULE
from services.policies.policy_in_force import policy_in_force
from services.policies.read_draft import read_draft
from services.trials.reasons import TrialReason, reasons_of
from services.trials.try_tier_schedule import Body

Units = Annotated[int, Meta(ge=0, le=1_000_000)]


class TryReturnPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An order of `qty` units at `list_price` by a reseller with `volume` before it, priced by the tier schedule in
    force; `sold` and `returned` are gone, `back` come back `days` after the payment."""

    body: Body
    list_price: Minor
    qty: Annotated[int, Meta(ge=1, le=1_000_000)]
    back: Annotated[int, Meta(ge=1, le=1_000_000)]
    sold: Units = 0
    returned: Units = 0
    volume: Minor = 0
    days: Annotated[int, Meta(ge=0, le=10_000)] = 30


class ReturnPolicyTried(msgspec.Struct, frozen=True):
    """Minor units. `refused` says why the units cannot go back; the figures are then zero."""

    currency: str
    tier: str
    paid: int
    gross: int
    fee: int
    refund: int
    reasons: list[TrialReason]
    refused: TrialReason | None = None


async def try_return_policy(scope: Scope, command: TryReturnPolicy) -> ReturnPolicyTried:
    """Preview the return. Raises InvalidInput with every fault of the body, NoPolicyInForce without a schedule."""
    if command.sold + command.returned > command.qty:
        raise InvalidInput(
            FieldFault("sold", "with what was returned is more than qty", "已售与已退之和超过数量")
        )

    async def work(tx: Tx) -> ReturnPolicyTried:
        draft = await read_draft(tx, RETURN_POLICY, command.body)
        policy = draft.policy
        schedule = (await policy_in_force(tx, TIER_SCHEDULE, tx.now)).policy
        line = StockLine("1", "#1", command.list_price, command.qty, tier_eligible=True)
        priced = price_order(schedule, command.volume, [line])
        paid_at = tx.now - timedelta(days=command.days)
        lot = Lot("W", "1", paid_at, command.qty, priced.net, command.sold)
        lot = lot.after_return(command.returned, lot.price_paid(command.returned))
        repriced = None
        if policy.pricing is Pricing.REPRICE_KEPT:
            kept = max(command.qty - command.returned - command.back, 0)
            rest = StockLine("1", "#1", command.list_price, kept, tier_eligible=True)
            repriced = Repriced([lot], kept_price(schedule, command.volume, [rest]))
        answer = ReturnPolicyTried(draft.law.currency, priced.tier.name, priced.net, 0, 0, 0, [])
        try:
            figures = return_figures(policy, lot, command.back, tx.now, repriced)
        except Refused as refused:
            (why,) = reasons_of([refused.reason])
            return msgspec.structs.replace(answer, refused=why)
        return msgspec.structs.replace(
            answer,
            gross=figures.gross,
            fee=figures.fee,
            refund=figures.refund,
            reasons=reasons_of(figure_reasons(policy, lot, command.back, figures, repriced)),
        )

    return await transact(scope, work, snapshot=True)
