"""P-22: WeChat closes accounts over what its notices forbid, whatever the law decides later."""

from collections.abc import Iterator

from commission.compliance.findings import Reading, Rule
from commission.compliance.plan_view import PlanView
from commission.compliance.terms import Terms
from commission.compliance.tri import all_of, any_of
from commission.compliance.vocabulary import Family, Stage, Text

_MESSAGE = Text(
    "The plan runs on WeChat with a fee, recruiting pay, upline pay or team pay: the account may be closed for good.",
    "计划在微信渠道运行，并含收费、发展人员报酬、上级报酬或团队计酬：账号可能被永久封禁。",
)


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    banned = any_of([plan.demands_fee(), plan.recruits(), plan.paid_depth().at_least(1), plan.pays_teams()])
    channel = plan["platform"]["channel"]
    path = "$.rewards" if plan.on_wechat() and plan["rewards"].unknown else channel.path
    yield Reading(all_of([plan.on_wechat(), banned]), path, terms.severity("wechat"), _MESSAGE)


RULE = Rule(
    id="P-22",
    name="CHANNEL",
    stage=Stage.PLAN,
    family=Family.CONDUCT,
    title=Text("Channel rules", "渠道平台规则"),
    mend=Text(
        "Remove the fee and every pay above the seller before using WeChat.",
        "使用微信渠道前，取消收费及一切上级报酬。",
    ),
    check=check,
)
