"""Who gets these sales: the law, order by order, from facts loaded for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from commission.attribution.candidates import Facts
from commission.attribution.decide import decide
from commission.attribution.decision import Decision
from commission.attribution.facts import Purchase
from commission.attribution.policy import AttributionPolicy
from services.policies.policy_versions import PolicyVersion
from services.retail.load_facts import FactBook
from services.retail.sale import Sale


@dataclass(frozen=True, slots=True)
class AttributedSale:
    """A sale, its decision, and what the decision rests on beside the facts that lie in tables of their own."""

    sale: Sale
    decision: Decision
    purchase: Purchase
    facts: Facts

    def body(self, policy: PolicyVersion[AttributionPolicy]) -> dict[str, Any]:
        """What is stored with each line: the answer, the order as the law saw it, and how the sellers stood then.

        How a seller stood (active, the buyer's own person) is kept here because accounts and phones change; touches,
        bindings and identifications never do.
        """
        coupon = self.purchase.coupon
        return {
            **self.decision.to_json(),
            "policy": {"version": policy.version, "model": policy.policy.model},
            "order": {
                "id": self.purchase.id,
                "at": self.purchase.at.isoformat(),
                "customer": self.purchase.customer,
                "visitor": self.purchase.visitor,
                "coupon": coupon.code if coupon else None,
                "store": self.purchase.store,
            },
            "sellers": {
                seller: {"active": standing.active, "same_person": standing.same_person}
                for seller, standing in self.facts.sellers.items()
            },
        }


def attribute_orders(
    sales: Sequence[Sale], book: FactBook, policy: AttributionPolicy
) -> list[AttributedSale]:
    """One decision for each order, in order of (instant, id): what an earlier one says about its visitor, a later one
    knows. `sales` come in that order."""
    attributed: list[AttributedSale] = []
    for sale in sales:
        purchase, facts = book.purchase(sale), book.facts(sale)
        attributed.append(AttributedSale(sale, decide(policy, purchase, facts), purchase, facts))
        book.identify(sale)
    return attributed
