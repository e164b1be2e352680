"""N-12: pay that the plan does not know."""

from collections.abc import Iterator

import numpy as np

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.network.watch import Watch
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri
from commission.compliance.vocabulary import Family, Stage, Text


def check(watch: Watch, terms: Terms) -> Iterator[Reading]:
    severity = terms.severity("drift")
    snapshot = watch.view.snapshot
    if not snapshot.has("payouts"):
        yield not_given("$.payouts", severity)
        return
    payouts = snapshot["payouts"]
    deepest = int(payouts.known("upline_distance").max(initial=0))
    yield Reading(
        _too_deep(watch, deepest),
        "$.payouts[*].upline_distance"
        if payouts.unknown("upline_distance")
        else "$plan.caps.upline_levels_paid",
        severity,
        Text(
            f"A payout went {deepest} level(s) above the seller, more than the plan's cap.",
            f"有付款及于销售者之上 {deepest} 级，超过计划上限。",
        ),
        {"deepest": deepest},
    )
    strange = _off_plan(watch)
    message = Text(
        f"Payouts of rewards that the plan does not have: {', '.join(strange or ['?'])}.",
        f"存在计划之外的报酬：{'、'.join(strange or ['?'])}。",
    )
    yield Reading(None if strange is None else bool(strange), "$plan.rewards", severity, message)


def _too_deep(watch: Watch, deepest: int) -> Tri:
    """A distance of 0 is within any cap; without a plan, anything above may be more than its cap."""
    cap = watch.view.plan["caps"]["upline_levels_paid"].number
    unknown = watch.view.snapshot["payouts"].unknown("upline_distance")
    if deepest and cap is None:
        return None
    if cap is not None and deepest > cap:
        return True
    return None if unknown else False


def _off_plan(watch: Watch) -> list[str] | None:
    """Rewards that were paid and are not in the plan. None where the plan or the rewards' names are not known."""
    rewards = watch.view.plan["rewards"]
    payouts = watch.view.snapshot["payouts"]
    paid = payouts.get("reward")
    if rewards.unknown or paid is None or payouts.unknown("reward"):
        return None
    planned = {reward["id"].text for reward in rewards.items()}
    names = watch.view.snapshot.reward_ids
    return [name for number, name in enumerate(names) if name not in planned and bool(np.any(paid == number))]


RULE = Rule(
    id="N-12",
    name="DEPTH_DRIFT",
    stage=Stage.NETWORK,
    family=Family.PYRAMID,
    title=Text("Pay outside the plan", "计划外付酬"),
    mend=Text(
        "Freeze these payouts; pay only what the linted plan knows.",
        "冻结相关付款；只按已通过检查的计划付酬。",
    ),
    check=check,
)
