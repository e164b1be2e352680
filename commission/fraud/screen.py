"""Run the rules over one sale."""

from commission.fraud.facts import SaleFacts
from commission.fraud.policy import ReviewPolicy
from commission.fraud.registry import RULES
from commission.fraud.rule import Signal


def screen(sale: SaleFacts, policy: ReviewPolicy) -> list[Signal]:
    """What the rules that are on find, in the order of the registry."""
    return [
        Signal(rule.code, evidence)
        for rule in RULES
        if (limits := policy.limits.get(rule.code)) is not None
        and (evidence := rule.check(sale, limits)) is not None
    ]
