"""What a commission plan would pay for a sale."""

from fractions import Fraction
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from commission.plans.accrue import accrue
from commission.plans.ceilings import statutory_rate_ceiling
from commission.plans.sale import CreditedSeller, SaleLine
from infra.database import Tx, transact
from infra.fields import Minor
from infra.scope import Scope
from services.policies.kinds import COMMISSION_PLAN
from services.policies.read_draft import read_draft
from services.trials.try_tier_schedule import Body

Word = Annotated[str, Meta(max_length=120)]


class TryCommissionPlan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of `qty` units for which the customer paid `base` (minor units), credited to one seller.

    `month_net` is what the seller's month amounts to before it.
    """

    body: Body
    base: Minor
    qty: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    seller_kind: Literal["staff", "reseller"] = "reseller"
    tier: Word | None = None
    cohort: Word | None = None
    sku: Word = "#1"
    category: Word | None = None
    channel: Word = "store"
    customer: Literal["new", "returning"] = "new"
    month_net: Minor = 0


class CommissionPlanTried(msgspec.Struct, frozen=True):
    """`rule` is null where none matches; `amount` in minor units; `steps` is the arithmetic, cap by cap."""

    currency: str
    rule: str | None
    amount: int
    hold_days: int
    hold_days_without_delivery: int
    steps: dict[str, Any]


async def try_commission_plan(scope: Scope, command: TryCommissionPlan) -> CommissionPlanTried:
    """Accrue the sale. Raises InvalidInput with every fault of the body."""

    async def work(tx: Tx) -> CommissionPlanTried:
        draft = await read_draft(tx, COMMISSION_PLAN, command.body)
        plan = draft.policy
        line = SaleLine("1", command.sku, command.qty, command.base, command.category)
        seller = CreditedSeller(
            "seller",
            Fraction(1),
            command.channel,
            command.seller_kind,
            command.tier,
            command.cohort,
            command.month_net,
        )
        made = accrue(plan, [line], [seller], command.customer, statutory_rate_ceiling(draft.jurisdiction))
        (figures,) = made.figures
        return CommissionPlanTried(
            draft.law.currency,
            made.rows[0].rule.id if made.rows else None,
            made.rows[0].amount if made.rows else 0,
            plan.hold_days,
            plan.hold_days_without_delivery,
            {
                "exact": str(figures.exact),
                "rounded": figures.rounded,
                "after_line_cap": figures.after_line_cap,
                "after_order_cap": figures.after_order_cap,
                "after_month_cap": figures.after_month_cap[0],
            },
        )

    return await transact(scope, work, snapshot=True)
