"""What these sales pay the sellers credited with them: the law, order by order, frozen at payment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from commission.plans.accrue import accrue
from commission.plans.ceilings import statutory_rate_ceiling
from commission.plans.maturity import due_at, sale_month
from commission.plans.plan import CommissionPlan, Rule
from commission.plans.sale import CreditedSeller, SaleLine
from infra.database import Tx
from infra.ids import new_id
from services.compliance.accrual_stop import accrual_stop
from services.inventory.standing_tiers import standing_tiers
from services.policies.kinds import COMMISSION_PLAN
from services.policies.policy_in_force import policy_in_force
from services.policies.policy_versions import PolicyVersion
from services.retail.attribute_orders import AttributedSale
from services.retail.load_facts import FactBook
from services.retail.sale import Sale, SoldLine
from services.retail.terms import SellingBrand
from services.sharing.customer_groups import CustomerGroup

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""A hold that the calendar does not outlive."""

_FIRST_PAID = """
SELECT DISTINCT ON (customer_id) customer_id, id, paid_at FROM retail_orders
WHERE brand_id = $1 AND customer_id = ANY($2::uuid[]) AND paid_at IS NOT NULL ORDER BY customer_id, paid_at, id
"""
_MONTH_NETS = """
SELECT seller_id, sum(amount - reversed)::bigint AS net FROM commission_lines
WHERE brand_id = $1 AND seller_id = ANY($2::uuid[]) AND earned_month = $3 GROUP BY seller_id
"""


@dataclass(frozen=True, slots=True)
class CommissionRow:
    """A commission line to be written: one seller's, on one order line."""

    id: UUID
    line: SoldLine
    seller_id: UUID
    rule: Rule
    weight: str
    amount: int

    @property
    def terms(self) -> str:
        return terms_of(self.rule)


def terms_of(rule: Rule) -> str:
    """What a rule pays, in the words of its policy."""
    if rule.rate is not None:
        return f"rate {rule.rate}"
    if rule.per_unit is not None:
        return f"per_unit {rule.per_unit}"
    return f"per_order {rule.per_order}"


@dataclass(frozen=True, slots=True)
class AccruedSale:
    """A sale with its commission rows (none for a sale from own stock). `trace` is the arithmetic by line number."""

    attributed: AttributedSale
    rows: tuple[CommissionRow, ...]
    trace: Mapping[int, Any]
    customer: str

    @property
    def sale(self) -> Sale:
        return self.attributed.sale


@dataclass(frozen=True, slots=True)
class Accrual:
    """What a batch of sales accrues, under which plan; all of it is due and counted alike, for it was paid at once.
    `stop` is why nothing accrues, where the plan may not pay."""

    plan: PolicyVersion[CommissionPlan]
    sales: tuple[AccruedSale, ...]
    due_at: datetime
    earned_month: date
    stop: str | None


async def accrue_commission(
    tx: Tx, attributed: Sequence[AttributedSale], book: FactBook, brand: SellingBrand
) -> Accrual:
    """Rows for each order in order of (instant, id): an earlier order of the batch uses up a seller's month before a
    later one does. Hold the sellers' locks where the plan caps their month."""
    plan = await policy_in_force(tx, COMMISSION_PLAN, tx.now)
    # The sale is made and attributed all the same; only what it would pay under such a plan is not owed (G-10).
    stop = await accrual_stop(tx)
    tiers = await _tiers(tx, plan.policy, book, brand)
    month = sale_month(tx.now, brand.zone).astimezone(brand.zone).date()
    credited = {UUID(credit.seller) for each in attributed for credit in each.decision.credits}
    nets = await _month_nets(tx, plan.policy, credited, month)
    first = await _first_paid(tx, attributed, book.people)
    ceiling = statutory_rate_ceiling(brand.jurisdiction)
    sales: list[AccruedSale] = []
    for each in attributed:
        customer = _new_or_returning(each, first[book.people[each.sale.customer_id].root])
        rows: tuple[CommissionRow, ...] = ()
        trace: dict[int, Any] = {}
        if not each.sale.from_stock and stop is None:
            accrual = accrue(
                plan.policy,
                [SaleLine(str(n.line_no), n.sku, n.qty, n.paid, n.category) for n in each.sale.lines],
                _credited(each, book, nets, tiers),
                customer,
                ceiling,
            )
            by_number = {str(line.line_no): line for line in each.sale.lines}
            rows = tuple(
                CommissionRow(
                    new_id(), by_number[row.line], UUID(row.seller), row.rule, str(row.weight), row.amount
                )
                for row in accrual.rows
            )
            trace = {int(step["line"]): dict(step) for step in accrual.trace}
        for row in rows:
            nets[row.seller_id] = nets.get(row.seller_id, 0) + row.amount
        sales.append(AccruedSale(each, rows, trace, customer))
    return Accrual(plan, tuple(sales), due_at(plan.policy, tx.now, None) or NEVER, month, stop)


def _credited(
    each: AttributedSale, book: FactBook, nets: Mapping[UUID, int], tiers: Mapping[UUID, str]
) -> list[CreditedSeller]:
    return [
        CreditedSeller(
            seller=credit.seller,
            weight=credit.weight,
            channel=credit.channel,
            kind=book.sellers[UUID(credit.seller)]["kind"],
            tier=tiers.get(UUID(credit.seller)),
            cohort=book.sellers[UUID(credit.seller)]["cohort"],
            month_net=nets.get(UUID(credit.seller), 0),
        )
        for credit in each.decision.credits
        # Buyer and payee are never one person (compliance.md, G-01), whatever a policy says about the credit.
        if each.facts.sellers[credit.seller].same_person is None
    ]


async def _tiers(tx: Tx, plan: CommissionPlan, book: FactBook, brand: SellingBrand) -> dict[UUID, str]:
    if not any("tier" in rule.match for rule in plan.rules):
        return {}
    return await standing_tiers(tx, book.sellers, tx.now, brand.zone)


async def _month_nets(tx: Tx, plan: CommissionPlan, sellers: set[UUID], month: date) -> dict[UUID, int]:
    if plan.seller_month_cap is None or not sellers:
        return {}
    rows = await tx.fetch(_MONTH_NETS, tx.brand_id, list(sellers), month)
    return {row["seller_id"]: row["net"] for row in rows}


async def _first_paid(
    tx: Tx, attributed: Sequence[AttributedSale], people: Mapping[UUID, CustomerGroup]
) -> dict[UUID, tuple[datetime, str]]:
    """The first paid order of each person (by the group's root), by (instant, id); orders of this batch among them."""
    root = {each: person.root for person in people.values() for each in person.members}
    rows = await tx.fetch(_FIRST_PAID, tx.brand_id, list(root))
    paid = [(root[row["customer_id"]], (row["paid_at"], str(row["id"]))) for row in rows]
    paid += [(root[each.sale.customer_id], (tx.now, str(each.sale.order_id))) for each in attributed]
    first: dict[UUID, tuple[datetime, str]] = {}
    for person, order in paid:
        first[person] = min(first.get(person, order), order)
    return first


def _new_or_returning(each: AttributedSale, first: tuple[datetime, str]) -> str:
    return "returning" if first < (each.purchase.at, each.purchase.id) else "new"
