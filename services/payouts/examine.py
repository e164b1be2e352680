"""What is withheld from payouts and what stands in their way: read before a batch is shown, approved and sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from commission.money.faults import Reason
from commission.payouts.payable import Payable
from commission.payouts.preflight import Payee, preflight
from commission.payouts.withholding.tables import TaxStatus, find_table
from commission.payouts.withholding.year import YearToDate, consecutive_months
from infra.database import Tx
from infra.rails.registry import rail_names

_PAYEES = """
SELECT s.id AS seller_id, s.kind, s.status, p.rail, p.legal_name, p.verified_name, p.account_last4, p.tax_status,
  p.changed_at, coalesce(i.may_be_paid, true) AS may_be_paid, b.jurisdiction, b.timezone, coalesce((
    SELECT sum(c.amount - c.reversed) FROM commission_lines AS c WHERE c.brand_id = s.brand_id AND c.seller_id = s.id
    AND c.currency = $3 AND c.state = 'available' AND c.payout_item_id IS NULL), 0)::bigint AS commission
FROM sellers AS s JOIN brands AS b ON b.id = s.brand_id
LEFT JOIN payee_profiles AS p ON p.brand_id = s.brand_id AND p.seller_id = s.id
LEFT JOIN seller_identities AS i ON i.brand_id = s.brand_id AND i.seller_id = s.id
WHERE s.brand_id = $1 AND s.id = ANY($2::uuid[])
"""
_PAID_THIS_YEAR = """
SELECT seller_id, tax, coalesce((preflight ->> 'income')::bigint, 0) AS income,
  extract(month FROM sent_at AT TIME ZONE $4)::int AS month
FROM payout_items WHERE brand_id = $1 AND seller_id = ANY($2::uuid[]) AND currency = $3
AND state IN ('sent', 'unknown', 'confirmed')
AND extract(year FROM sent_at AT TIME ZONE $4) = extract(year FROM $5::timestamptz AT TIME ZONE $4)
"""


@dataclass(frozen=True, slots=True)
class Examined:
    """`tax` in minor units; `preflight` is what the item keeps: income, table, arithmetic and findings."""

    tax: int
    preflight: dict[str, Any]
    payee: asyncpg.Record

    @property
    def blocked(self) -> bool:
        return bool(self.preflight["findings"])


async def examine(tx: Tx, currency: str, gross: dict[UUID, int]) -> dict[UUID, Examined]:
    """Withholding and findings for what each seller would be paid, by the payouts of this calendar year in the brand's
    time zone. Labour income is the commission in a payout; proceeds from own stock are the reseller's trade."""
    payees = await tx.fetch(_PAYEES, tx.brand_id, list(gross), currency)
    zone = payees[0]["timezone"] if payees else "UTC"
    paid = await tx.fetch(_PAID_THIS_YEAR, tx.brand_id, list(gross), currency, zone, tx.now)
    month = tx.now.astimezone(ZoneInfo(zone)).month
    return {
        row["seller_id"]: _examined(
            row, gross[row["seller_id"]], [p for p in paid if p["seller_id"] == row["seller_id"]], month
        )
        for row in payees
    }


def show_instalment(seen: Examined, verdict: Payable) -> None:
    """Keep with the item what an old debt takes of it: two people approve that too, and the seller reads it."""
    if verdict.claim.debt:
        seen.preflight["instalment"] = {
            "matured": verdict.claim.matured,
            "debt": verdict.claim.debt,
            "repaid": verdict.instalment.repaid,
            "debt_left": verdict.instalment.debt_left,
        }


def _examined(row: asyncpg.Record, gross: int, paid: Iterable[asyncpg.Record], month: int) -> Examined:
    paid = list(paid)
    status = _tax_status(row)
    findings = preflight(
        Payee(
            rail=row["rail"],
            account=row["account_last4"],
            account_name=row["legal_name"],
            verified_name=row["verified_name"],
            tax_status=status,
            jurisdiction=row["jurisdiction"],
        ),
        rail_names(),
    )
    if not row["may_be_paid"]:
        findings.append(Reason("excluded_person", "the law excludes this person from earning (G-09)"))
    income = min(gross, max(row["commission"], 0))
    kept: dict[str, Any] = {
        "findings": [{"code": f.code, "text": f.text} for f in findings],
        "income": income,
    }
    table = find_table(row["jurisdiction"], status) if status else None
    if table is None:
        return Examined(0, kept, row)
    withheld = table.withhold(
        YearToDate(
            income_now=income,
            income_before=sum(p["income"] for p in paid),
            withheld_before=sum(p["tax"] for p in paid),
            months=consecutive_months([p["month"] for p in paid if p["income"]], month),
        )
    )
    kept |= {"table": table.id, "source": table.source, "arithmetic": dict(withheld.trace)}
    return Examined(withheld.tax, kept, row)


def _tax_status(row: asyncpg.Record) -> TaxStatus | None:
    """Staff's commission is part of their wages. What no table speaks of stays unknown, and blocks."""
    if row["tax_status"] == "business":
        return TaxStatus.BUSINESS
    if row["tax_status"] == "individual_resident":
        return TaxStatus.EMPLOYEE if row["kind"] == "staff" else TaxStatus.LABOUR
    if row["tax_status"] == "unknown" and row["jurisdiction"] == "US":
        return TaxStatus.UNCERTIFIED
    return None
