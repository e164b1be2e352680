"""Which rule of a plan matches a line and a seller, and what it entitles the seller to."""

from collections.abc import Sequence
from fractions import Fraction

from commission.money.allocate import allocate
from commission.plans.plan import CommissionPlan, Rule
from commission.plans.sale import CreditedSeller, SaleLine


def matching_rule(plan: CommissionPlan, line: SaleLine, seller: CreditedSeller, customer: str) -> Rule | None:
    """The first rule that matches. `customer` is `new`, or `returning` with an earlier paid order."""
    facts = {
        "seller_kind": seller.kind,
        "tier": seller.tier,
        "cohort": seller.cohort,
        "sku": line.sku,
        "category": line.category,
        "channel": seller.channel,
        "customer": customer,
    }
    for rule in plan.rules:
        if all(facts[field] in accepted for field, accepted in rule.match.items()):
            return rule
    return None


def entitlements(rules: Sequence[Rule | None], lines: Sequence[SaleLine]) -> list[Fraction]:
    """What one seller, credited alone, would be entitled to on each line under the rule that matches there.

    `base * rate` exactly, or the fixed sum; `per_order` is allocated by base over the order's lines where its
    rule matches the seller, in equal parts where all those bases are zero (money-rules.md, Commission).
    """
    entitled = [_of_line(rule, line) for rule, line in zip(rules, lines, strict=True)]
    for rule in {rule.id: rule for rule in rules if rule is not None and rule.per_order is not None}.values():
        where = [index for index, matched in enumerate(rules) if matched is rule]
        # Where all bases are zero, `allocate` makes equal parts.
        shares = allocate(rule.per_order or 0, [lines[index].base for index in where])
        for index, share in zip(where, shares, strict=True):
            entitled[index] = Fraction(share)
    return entitled


def _of_line(rule: Rule | None, line: SaleLine) -> Fraction:
    if rule is None:
        return Fraction(0)
    if rule.rate is not None:
        return Fraction(line.base * rule.rate.numerator, rule.rate.denominator)
    return Fraction((rule.per_unit or 0) * line.qty)
