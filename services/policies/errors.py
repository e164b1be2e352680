"""Why a policy is not published."""

from infra.errors import Conflict


class PolicyUnchanged(Conflict):
    """The text is the one that would be in force at that instant anyway."""

    code = "policy_unchanged"
    title = "This is the policy in force already"
    title_zh = "该规则与现行规则相同"
    detail = "Version {version} says the same."
    detail_zh = "第 {version} 版内容相同。"


class InstantTaken(Conflict):
    """Another version takes effect at the very same instant."""

    code = "policy_instant_taken"
    title = "Another version takes effect at this instant"
    title_zh = "已有版本在同一时间生效"
    detail = "Version {version} takes effect at {at} too."
    detail_zh = "第 {version} 版也在 {at} 生效。"
