"""Short ways to write plans, sale lines and credited sellers."""

from fractions import Fraction
from typing import Any

from commission.money.rate import Rate
from commission.plans.accrue import Accrual, AccruedRow, accrue
from commission.plans.plan import CommissionPlan, parse_commission_plans
from commission.plans.sale import CreditedSeller, SaleLine


def plan(*rules: dict[str, Any], **fields: Any) -> CommissionPlan:
    numbered = [{"id": f"r{number}", **rule} for number, rule in enumerate(rules, 1)]
    return parse_commission_plans({"rules": numbered, **fields}, None)[0]


def line(name: str, base: int, **fields: Any) -> SaleLine:
    return SaleLine(**{"line": name, "sku": "A", "qty": 1, "base": base, **fields})


def seller(name: str, weight: str = "1", **fields: Any) -> CreditedSeller:
    fields = {"channel": "wechat", "kind": "staff", **fields}
    return CreditedSeller(seller=name, weight=Fraction(weight), **fields)


def settle(
    rules: CommissionPlan,
    lines: list[SaleLine],
    credited: list[CreditedSeller],
    customer: str = "new",
    ceiling: str | None = None,
) -> Accrual:
    return accrue(rules, lines, credited, customer, None if ceiling is None else Rate.parse(ceiling))


def amounts(accrual: Accrual) -> list[tuple[str, str, int]]:
    return [(row.line, row.seller, row.amount) for row in accrual.rows]


def row(accrual: Accrual, at: int) -> AccruedRow:
    return accrual.rows[at]
