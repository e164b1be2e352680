"""Why compliance says no."""

from uuid import UUID

from commission.compliance.findings import Finding, Gap
from infra.errors import Conflict, FieldFault
from infra.ids import new_id
from services.compliance.judge_plan import Judged


class PlanNotPassed(Conflict):
    """The plan as it would be has no passing report; the faults name each place. Kept as a refusal for an inspector."""

    code = "plan_not_passed"
    title = "The plan has no passing report"
    title_zh = "方案未通过合规检查"

    def __init__(self, judged: Judged, *faults: FieldFault) -> None:
        self.judged = judged
        self.report_id: UUID = new_id()
        super().__init__(*faults, report=self.report_id)


class PlanIllegal(PlanNotPassed):
    code = "plan_illegal"
    title = "The plan would be illegal"
    title_zh = "方案违法，不得上线"
    detail = "At least one finding is illegal (I). Nothing was published; report {report} says why and what mends it."
    detail_zh = "至少有一项 I 级（违法）发现。未发布任何内容，原因与整改见报告 {report}。"


class PlanNeedsData(PlanNotPassed):
    code = "plan_needs_data"
    title = "The plan cannot be judged yet"
    title_zh = "资料不足，无法判断方案"
    detail = "What is not known never passes. Declare what report {report} asks for, then publish again."
    detail_zh = "未知不视为通过。请补充报告 {report} 所需的声明后重新发布。"


class SignOffNeeded(PlanNotPassed):
    code = "sign_off_needed"
    title = "A reviewer has to sign off first"
    title_zh = "须先由复核人签署"
    detail = "Findings of severity R or R+ in report {report} need a named reviewer's sign-off with a reason."
    detail_zh = "报告 {report} 中 R / R+ 级发现须由具名复核人签署并说明理由。"


class NoRulePack(Conflict):
    code = "no_rule_pack"
    title = "There is no rule pack for this jurisdiction"
    title_zh = "该法域没有规则包"
    detail = "No rule pack judges a plan in {jurisdiction}; nothing can go live there."
    detail_zh = "没有适用于 {jurisdiction} 的规则包，方案不能在该法域上线。"


class NothingToSign(Conflict):
    code = "nothing_to_sign"
    title = "There is nothing to sign off"
    title_zh = "没有可签署的发现"
    detail = "The report has no R or R+ finding of {rule} in {jurisdiction}. An illegal finding is never signed off."
    detail_zh = "报告在 {jurisdiction} 没有 {rule} 的 R / R+ 级发现；违法（I 级）发现不可签署。"


class CaseClosed(Conflict):
    code = "case_closed"
    title = "The case is closed"
    title_zh = "案件已结"
    detail = "Case {case} ended as {state}."
    detail_zh = "案件 {case} 已以 {state} 结案。"


class IllegalNotAccepted(Conflict):
    """An illegal finding cannot be lived with: it is mended, or it was unfounded."""

    code = "illegal_not_accepted"
    title = "An illegal finding cannot be accepted"
    title_zh = "违法发现不能被接受"


class FreezeStands(Conflict):
    """The lint froze accruals: only a plan that passes ends it."""

    code = "freeze_stands"
    title = "The freeze ends with a plan that passes"
    title_zh = "须发布合规方案后方可解除冻结"
    detail = "Accruals were frozen by report {report}. Publish a plan that passes."
    detail_zh = "佣金计提因报告 {report} 冻结，请发布通过检查的方案。"


class NotFrozen(Conflict):
    code = "not_frozen"
    title = "Nothing of this kind is frozen"
    title_zh = "该类别未被冻结"


def refusal_of(judged: Judged) -> PlanNotPassed | None:
    """Why this plan may not go live, the gravest reason; None where it may."""
    illegal = [_found(one) for each in judged.standings for one in each.illegal]
    if illegal:
        return PlanIllegal(judged, *illegal)
    unknown = [_unknown(one) for each in judged.standings for one in each.unknown]
    if unknown:
        return PlanNeedsData(judged, *unknown)
    unsigned = [_found(one) for each in judged.standings for one in each.unsigned]
    return SignOffNeeded(judged, *unsigned) if unsigned else None


def _found(finding: Finding) -> FieldFault:
    label = f"[{finding.jurisdiction} {finding.severity.value} {finding.rule}]"
    return FieldFault(
        finding.path,
        f"{label} {finding.message.en} {finding.mend.en}",
        f"{label} {finding.message.zh} {finding.mend.zh}",
    )


def _unknown(gap: Gap) -> FieldFault:
    label = f"[{gap.jurisdiction} {gap.rule}]"
    return FieldFault(gap.path, f"{label} is not known: {gap.message.en}", f"{label} 未知：{gap.message.zh}")
