"""P-15: nobody is told what may be earned without being told what is typically earned."""

from collections.abc import Iterator

from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.plan_view import PlanView
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of, negate
from commission.compliance.vocabulary import Family, Stage, Text

_CLAIM = Text("An earnings claim stands without typical results.", "收入宣传未披露典型收入数据。")
_ADVERT = Text(
    "Remuneration is advertised, which is forbidden here.", "宣传销售人员的报酬，为当地法律所禁止。"
)
_DOWNLINE = Text("Recruiting copy speaks of income from a downline.", "招募文案提及来自下线的收入。")
_WARNING = Text("The statutory warning is missing from the contract.", "合同缺少法定警示语。")


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    claims = plan["claims"]["earnings_claims"]
    if claims.unknown:
        yield not_given("$.claims.earnings_claims", terms.severity("claim"))
    for claim in claims.items():
        typical = claim["typical_disclosed"]
        if terms.severity("any_claim") is not None:
            yield Reading(True, claim.path, terms.severity("any_claim"), _ADVERT)
        else:
            yield Reading(negate(typical.truth), typical.path, terms.severity("claim"), _CLAIM)
    copy = plan["promotion"]["recruiting_copy_mentions_downline_income"]
    yield Reading(copy.truth, copy.path, terms.severity("downline_copy"), _DOWNLINE)
    if terms.severity("warning") is not None:
        outside: Tri = plan.single_tier_outside_uk_regime(terms.number("introduction_limit"))
        warning = plan["contract"]["statutory_warning"]
        truth = all_of([negate(outside), negate(warning.truth)])
        yield Reading(truth, warning.path, terms.severity("warning"), _WARNING)


RULE = Rule(
    id="P-15",
    name="EARNINGS_CLAIMS",
    stage=Stage.PLAN,
    family=Family.CONDUCT,
    title=Text("Earnings claims", "收入宣传"),
    mend=Text(
        "Withdraw the claim, or print beside it what participants typically earned and where that comes from.",
        "撤下该宣传；或在旁列明参加者的典型收入及数据来源。",
    ),
    check=check,
)
