"""P-03: how many people above the seller are paid on the seller's sale."""

from collections.abc import Iterator, Mapping

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.plan_view import Depth, PlanView, reward_reach
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of
from commission.compliance.vocabulary import Family, Severity, Stage, Text


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    bands: Mapping[str, str] = terms.entry["bands"]
    wechat: Mapping[str, str] = terms.entry["wechat_bands"]
    if plan["rewards"].unknown:
        yield not_given("$.rewards", Severity(max(bands.items(), key=_levels)[1]))
        return
    depth = plan.paid_depth()
    path = _deepest(plan)
    asked = _undecided(plan) or path
    yield from _banded(depth, bands, (path, asked), True, Text("", ""))
    channel = asked if plan.on_wechat() else plan["platform"]["channel"].path
    yield from _banded(depth, wechat, (path, channel), plan.on_wechat(), Text(" (WeChat)", "（微信）"))


def _banded(
    depth: Depth, bands: Mapping[str, str], paths: tuple[str, str], applies: Tri, where: Text
) -> Iterator[Reading]:
    """The gravest band reached is the finding; the bands above it stay open where the depth is not known."""
    for levels, severity in sorted(bands.items(), key=_levels, reverse=True):
        truth = all_of([applies, depth.at_least(int(levels))])
        message = Text(
            f"Pay on other people's sales reaches {levels} level(s) above the seller or more{where.en}.",
            f"就他人销售付酬的层级达到销售者之上 {levels} 级或以上{where.zh}。",
        )
        path = paths[1] if truth is None else paths[0]
        yield Reading(truth, path, Severity(severity), message, {"paid_depth_at_least": depth.low})
        if truth:
            return


def _levels(band: tuple[str, str]) -> int:
    return int(band[0])


def _deepest(plan: PlanView) -> str:
    """The reward that reaches furthest, and the field of it that says so."""
    rewards = list(plan.rewards())
    if not rewards:
        return "$.rewards"
    reaches = [reward_reach(reward) for reward in rewards]
    deepest = max(range(len(rewards)), key=lambda i: (reaches[i].low, reaches[i].open))
    reward = rewards[deepest]
    return (
        reward["payee"].path if reward["upline_distance"].unknown else reward["upline_distance"]["max"].path
    )


def _undecided(plan: PlanView) -> str | None:
    """The first field that keeps the depth open."""
    for reward in plan.rewards():
        if reward_reach(reward).open:
            parts = (reward["payee"], reward["upline_distance"]["max"], reward["trigger"], reward["base"])
            return next((part.path for part in parts if part.unknown), reward["rate_depends_on"].path)
    return None


RULE = Rule(
    id="P-03",
    name="UPLINE_DEPTH",
    stage=Stage.PLAN,
    family=Family.PYRAMID,
    title=Text("Paid depth", "付酬层级"),
    mend=Text(
        "Pay the seller credited with the sale and nobody above.",
        "仅向促成该笔销售的销售者付酬，不向其上级付酬。",
    ),
    check=check,
)
