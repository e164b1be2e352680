"""Which binding stands for a customer at an order (money-rules.md, Attribution 3)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from commission.attribution.facts import Binding, Purchase
from commission.attribution.ownership import OwnerLookup
from commission.attribution.policy import BindingRule


def bindings_of_buyer(bindings: Iterable[Binding], order: Purchase, owners: OwnerLookup) -> list[Binding]:
    """The buyer's bindings before the order, by (instant, id). A visitor's belongs to whom a touch would."""
    mine = [
        binding
        for binding in bindings
        if (binding.at, binding.id) < (order.at, order.id)
        and order.customer == (binding.customer or owners.owner(binding.visitor or "", binding.at))
    ]
    return sorted(mine, key=lambda binding: (binding.at, binding.id))


def standing_binding(mine: Iterable[Binding], rule: BindingRule) -> Binding | None:
    """Read the buyer's bindings in order under the rebind policy; the one that stands may still have expired.

    Eligibility is judged afterwards by the caller, so that an ineligible binding still blocks others.
    """
    standing: Binding | None = None
    for binding in mine:
        # The rebind rule is about whom customers choose; a leaver's are handed over by the brand (docs/adr/0105).
        if standing is None or binding.handed_over or _gives_way(standing, rule, binding.at):
            standing = binding
    return standing


def _gives_way(standing: Binding, rule: BindingRule, at: datetime) -> bool:
    """Whether the standing binding gives way to one made at `at`."""
    if rule.rebind == "after_expiry":
        return expired(standing, rule, at)
    return rule.rebind == "newest"


def expired(binding: Binding, rule: BindingRule, at: datetime) -> bool:
    """A binding is valid from its instant and for `days` of 24 hours; exactly `days` later is too late."""
    return at - binding.at >= timedelta(days=rule.days)
