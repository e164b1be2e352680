"""P-14: people whom the law keeps out are kept out."""

from collections.abc import Iterator

from commission.compliance.facts import Fact
from commission.compliance.findings import Reading, Rule, not_given
from commission.compliance.plan_view import PlanView, earns
from commission.compliance.terms import Terms
from commission.compliance.tri import Tri, all_of
from commission.compliance.vocabulary import Family, Severity, Stage, Text

_ZH = {
    "minor": "未成年人",
    "student": "学生",
    "teacher": "教师",
    "medical": "医务人员",
    "civil_servant": "公务员",
    "military": "现役军人",
    "employee": "本公司正式员工",
    "foreigner": "境外人员",
}


def check(plan: PlanView, terms: Terms) -> Iterator[Reading]:
    if plan["roles"].unknown:
        yield not_given("$.roles", terms.severity("any"))
        return
    licensed: Tri = False
    if terms.severity("licensed") is not None:
        licensed = plan.licensed(("direct_selling",), terms.on)
    for role in plan.roles():
        if earns(role) is False:
            continue
        always, when_licensed = terms.words("excluded"), terms.words("licensed_excluded")
        yield from _role(role, always, terms.severity("any"), True)
        if licensed is not False:
            yield from _role(role, when_licensed, terms.severity("licensed"), licensed)


def _role(role: Fact, wanted: tuple[str, ...], severity: Severity | None, applies: Tri) -> Iterator[Reading]:
    listed = role["entry"]["eligibility_excluded"]
    lacking = [kind for kind in wanted if listed.holds_any(kind) is not True]
    message = Text(
        f"The role does not exclude: {', '.join(lacking)}.",
        f"该角色未排除：{'、'.join(_ZH[kind] for kind in lacking)}。",
    )
    absent: Tri = None if listed.unknown and wanted else bool(lacking)
    path = "$.licences" if applies is None and lacking and not listed.unknown else listed.path
    yield Reading(all_of([earns(role), absent, applies]), path, severity, message, {"lacking": lacking})


RULE = Rule(
    id="P-14",
    name="EXCLUDED_PERSONS",
    stage=Stage.PLAN,
    family=Family.CONDUCT,
    title=Text("Persons who may not take part", "禁止参加的人员"),
    mend=Text("Exclude the listed categories in the joining terms.", "在加入条款中排除所列人员类别。"),
    check=check,
)
