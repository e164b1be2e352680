"""What granting an appeal would make of a line: who is credited, and every figure. Nothing is written here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from uuid import UUID

import asyncpg

from commission.money.cumulative import undone_after
from commission.money.rate import Rate
from commission.plans.accrue import Accrual, AccruedRow
from commission.plans.ceilings import statutory_rate_ceiling
from commission.plans.maturity import due_at, sale_month
from commission.plans.plan import CommissionPlan
from commission.plans.recredit import recredit
from commission.plans.sale import CreditedSeller, SaleLine
from commission.plans.share import shared_anew
from infra.database import Tx
from services.inventory.standing_tiers import standing_tiers
from services.policies.kinds import COMMISSION_PLAN
from services.policies.policy_by_id import policy_by_id
from services.policies.policy_in_force import policy_in_force
from services.policies.policy_versions import PolicyVersion
from services.retail.accrue_commission import NEVER
from services.retail.terms import SellingBrand, selling_brand
from services.review.disputed_line import DisputedLine
from services.review.errors import CommissionFrozen, OwnPurchase, SoldWhileFrozen
from services.review.same_person import same_person

# What stood at the payment decides, as it did then: the word before the first change since, else today's.
_WORD_THEN = """
LEFT JOIN LATERAL (SELECT true AS changed, a.before ->> '{word}' AS word FROM audit_log AS a WHERE a.brand_id = $1
  AND a.subject_id = {subject} AND a.action = '{action}' AND a.at > $3
  AND a.before ->> '{word}' IS DISTINCT FROM a.after ->> '{word}' ORDER BY a.at, a.id LIMIT 1) AS earlier ON true
"""
_LINES = f"""
SELECT l.id, l.line_no, l.qty, l.paid, s.code AS sku,
  CASE WHEN earlier.changed THEN earlier.word ELSE p.category END AS category,
  (SELECT coalesce(sum(c.amount), 0)::bigint FROM commission_lines AS c
   WHERE c.brand_id = $1 AND c.order_line_id = l.id AND c.correction_id IS NOT DISTINCT FROM (
     SELECT k.id FROM credit_corrections AS k WHERE k.brand_id = $1 AND k.order_line_id = l.id
     ORDER BY k.at DESC, k.id DESC LIMIT 1)) AS pays
FROM retail_order_lines AS l
JOIN skus AS s ON s.brand_id = l.brand_id AND s.id = l.sku_id
JOIN products AS p ON p.brand_id = s.brand_id AND p.id = s.product_id
{_WORD_THEN.format(word="category", subject="p.id", action="edit_product")}
WHERE l.brand_id = $1 AND l.order_id = $2 ORDER BY l.line_no
"""  # noqa: S608 - our own words
_PLAN = """
SELECT c.plan_id FROM commission_lines AS c JOIN retail_order_lines AS l ON l.brand_id = c.brand_id
  AND l.id = c.order_line_id WHERE c.brand_id = $1 AND l.order_id = $2 ORDER BY c.accrued_at LIMIT 1
"""
_SELLERS = f"""
SELECT s.id, s.kind, CASE WHEN earlier.changed THEN earlier.word ELSE s.cohort END AS cohort FROM sellers AS s
{_WORD_THEN.format(word="cohort", subject="s.id", action="edit_seller")}
WHERE s.brand_id = $1 AND s.id = ANY($2::uuid[])
"""  # noqa: S608 - our own words
_MONTH_NETS = """
SELECT seller_id, sum(amount - reversed)::bigint AS net FROM commission_lines
WHERE brand_id = $1 AND seller_id = ANY($2::uuid[]) AND earned_month = $3 AND id <> ALL($4::uuid[]) GROUP BY seller_id
"""
# The database refuses new lines then as well.
_FROZEN = "SELECT reason FROM accrual_freezes WHERE brand_id = $1 AND kind = 'accruals' AND ended_at IS NULL"
# What a rule may match where nothing of the seller's was on a channel.
_NO_CHANNEL = "appeal"
_SOURCES = ("coupon", "touch", "binding", "store")


@dataclass(frozen=True, slots=True)
class WeighedAppeal:
    """`rows` are what is written: the amounts of the whole line, of which `undone` (by row) was refunded before."""

    case: DisputedLine
    seller_id: UUID
    credits: tuple[CreditedSeller, ...]
    accrual: Accrual
    plan: PolicyVersion[CommissionPlan]
    earned_month: date
    due_at: datetime

    @property
    def rows(self) -> tuple[AccruedRow, ...]:
        return self.accrual.rows

    def undone(self, row: AccruedRow) -> int:
        """What the units refunded so far take of a row, by the cumulative rule."""
        return undone_after(row.amount, self.case.line["refunded_qty"], self.case.line["qty"])


async def weigh_appeal(tx: Tx, case: DisputedLine, seller_id: UUID, share: Rate) -> WeighedAppeal:
    """The line given anew: the seller gets `share` of the credit, the others keep the rest in proportion; rules, rates,
    base and caps are those of the payment. Hold the sellers' locks where the plan caps their month. Raises
    OwnPurchase, SoldWhileFrozen; CommissionFrozen while nothing accrues."""
    if case.frozen:
        raise SoldWhileFrozen
    reason = await tx.fetchval(_FROZEN, tx.brand_id)
    if reason is not None:
        raise CommissionFrozen(reason=reason)
    brand = await selling_brand(tx)
    if await same_person(tx, seller_id, case.order["customer_id"]):
        raise OwnPurchase
    plan = await _plan(tx, case)
    weights = shared_anew([(each.seller, each.weight) for each in case.credits], str(seller_id), share)
    month = sale_month(case.order["paid_at"], brand.zone).astimezone(brand.zone).date()
    credited = await _credited(tx, case, weights, plan.policy, brand, month)
    lines = await tx.fetch(_LINES, tx.brand_id, case.order["id"], case.order["paid_at"])
    accrual = recredit(
        plan.policy,
        [SaleLine(str(n["line_no"]), n["sku"], n["qty"], n["paid"], n["category"] or None) for n in lines],
        str(case.line["line_no"]),
        credited,
        case.body["plan"]["customer"],
        statutory_rate_ceiling(brand.jurisdiction),
        sum(n["pays"] for n in lines if n["id"] != case.line["id"]),
    )
    due = due_at(plan.policy, case.order["paid_at"], case.order["delivered_at"]) or NEVER
    return WeighedAppeal(case, seller_id, tuple(credited), accrual, plan, month, due)


async def _plan(tx: Tx, case: DisputedLine) -> PolicyVersion[CommissionPlan]:
    """The version that the sale was paid under: its lines name it, else it was in force."""
    plan_id: UUID | None = await tx.fetchval(_PLAN, tx.brand_id, case.order["id"])
    if plan_id is not None:
        return await policy_by_id(tx, COMMISSION_PLAN, plan_id)
    return await policy_in_force(tx, COMMISSION_PLAN, case.order["paid_at"])


async def _credited(
    tx: Tx,
    case: DisputedLine,
    weights: Sequence[tuple[str, Fraction]],
    plan: CommissionPlan,
    brand: SellingBrand,
    month: date,
) -> list[CreditedSeller]:
    ids = [UUID(name) for name, _ in weights]
    sellers = {row["id"]: row for row in await tx.fetch(_SELLERS, tx.brand_id, ids, case.order["paid_at"])}
    tiers: dict[UUID, str] = {}
    if any("tier" in rule.match for rule in plan.rules):
        tiers = await standing_tiers(tx, ids, case.order["paid_at"], brand.zone)
    nets: dict[UUID, int] = {}
    if plan.seller_month_cap is not None:
        mine = [row["id"] for row in case.rows]
        rows = await tx.fetch(_MONTH_NETS, tx.brand_id, ids, month, mine)
        nets = {row["seller_id"]: row["net"] for row in rows}
    return [
        CreditedSeller(
            seller=name,
            weight=weight,
            channel=_channel(case, name),
            kind=sellers[UUID(name)]["kind"],
            tier=tiers.get(UUID(name)),
            cohort=sellers[UUID(name)]["cohort"],
            month_net=nets.get(UUID(name), 0),
        )
        for name, weight in weights
    ]


def _channel(case: DisputedLine, seller: str) -> str:
    """The channel of the seller's credit, else of what they have on the path: a coupon's before the latest touch's."""
    for each in case.credits:
        if each.seller == seller:
            return each.channel
    for source in _SOURCES:
        mine = [c for c in case.candidates_of(UUID(seller)) if c["source"] == source]
        if mine:
            last = max(mine, key=lambda candidate: str(candidate.get("at", "")))
            return str(last.get("channel") or source)
    return _NO_CHANNEL


def sellers_of(case: DisputedLine, seller_id: UUID) -> set[UUID]:
    """Everybody whose month the correction may change."""
    return (
        {seller_id} | {UUID(each.seller) for each in case.credits} | {row["seller_id"] for row in case.rows}
    )


def live(rows: Sequence[asyncpg.Record]) -> list[asyncpg.Record]:
    """Rows of which something is left, or that wait for a word."""
    return [row for row in rows if row["state"] != "reversed"]
