"""The Chinese of the faults of a policy's text.

The pure core says each fault in one English sentence and carries no second language; here each sentence is known by its
pattern, and what it names (figures, words, fields) is taken over as it stands.
`tests/services/policies/test_fault_words.py` collects the sentences from the source and fails where one has no Chinese.
"""

import re
from collections.abc import Iterable

from commission.money.faults import Fault
from infra.errors import FieldFault
from infra.field_faults import UNTOLD, fault_of

# The kinds of JSON, as `commission.money.reading` says them: with an article alone, with a value without one.
_KINDS = {
    "null": "null",
    "boolean": "布尔值",
    "string": "字符串",
    "object": "对象",
    "list": "列表",
    "number": "数字",
}
_KIND = re.compile(r"(?:(?:an? )?(null|boolean|string|object|list|number)|the (boolean|number) (\S+))")

# Every pattern must match the whole sentence; `{0}`, `{1}` are what it captured. The narrower ones stand first.
_SENTENCES = [
    (re.compile(pattern, re.DOTALL), chinese)
    for pattern, chinese in (
        (r"is not a field of this policy", "不是该规则的字段"),
        (r"is missing", "必填"),
        (
            r"is missing: each version of a list says since when it is in force",
            "必填：列表中的每个版本都须写明生效时间",
        ),
        (r"is the same instant as that of (.+)", "与 {0} 的生效时间相同"),
        (r"must hold at least one version", "至少须有一个版本"),
        (r"must be an object, not (.+)", "须为对象，而不是{0}"),
        (r"must be a whole number, not (.+)", "须为整数，而不是{0}"),
        (
            r'must be a decimal written as a string \("0\.28"\), not (.+)',
            '须为写成字符串的小数（"0.28"），而不是{0}',
        ),
        (r'must be a decimal written like "0\.28"', '须为小数，写法如 "0.28"'),
        (r"must be true or false, not (.+)", "须为 true 或 false，而不是{0}"),
        (r"must not be empty", "不能为空"),
        (r"must be a string, not (.+)", "须为字符串，而不是{0}"),
        (r"must be a list, not (.+)", "须为列表，而不是{0}"),
        (r"must be one of (.+)", "须为以下之一：{0}"),
        (r"must be an ISO 8601 instant with an offset", "须为带时区的 ISO 8601 时间"),
        (r"must carry an offset, such as \+08:00 or Z", "须带时区，如 +08:00 或 Z"),
        (r"must be at most (.+), the jurisdiction's ceiling", "不能高于 {0}（法域上限）"),
        (r"must be at least (.+), the jurisdiction's floor", "不能低于 {0}（法域下限）"),
        (r"must be at least (.+), the jurisdiction's window", "不能少于 {0} 天（法域规定的退货期）"),
        (r"leaves less than the floor_rate (.+) of the price paid", "扣除后低于实付价的 {0}（floor_rate）"),
        (
            r"must be at least (.+): consumers may return goods for so many days",
            "不能少于 {0} 天：消费者在这段时间内可以退货",
        ),
        (r"must be at least (\S+)", "不能小于 {0}"),
        (r"must be at most (\S+)", "不能大于 {0}"),
        (
            r"must be false for sell_through: an order is not yet sold to anybody",
            "按 sell_through 计量时须为 false：订单尚未售给任何人",
        ),
        (
            r"graduated works on the basis list only, not on (.+)",
            "graduated 只适用于 list 计量，不适用于 {0}",
        ),
        (
            r"must be true for graduated: it prices the order's own volume",
            "采用 graduated 时须为 true：它按订单自身的数量定价",
        ),
        (r"must be (\S+), the brand's", "须为品牌的币种 {0}"),
        (r"must be an ISO 4217 code", "须为 ISO 4217 币种代码"),
        (r"must be rolling_days or calendar, not both", "rolling_days 与 calendar 只能填一个"),
        (r"must hold rolling_days or calendar", "须填写 rolling_days 或 calendar"),
        (
            r'must be "order", "lifetime", \{"rolling_days": N\} or '
            r'\{"calendar": "month" \| "quarter" \| "year"\}, not (.+)',
            '须为 "order"、"lifetime"、{{"rolling_days": N}} 或 '
            '{{"calendar": "month" | "quarter" | "year"}}，而不是{0}',
        ),
        (r"must hold at least one tier", "至少须有一个等级"),
        (r"must be above 0 and at most 1", "须大于 0 且不大于 1"),
        (r"(.+) names an earlier tier already", "{0} 已是前面等级的名称"),
        (r"of the first tier must be 0", "第一个等级须为 0"),
        (r"must be above (.+), the threshold of the tier before", "须大于前一等级的门槛 {0}"),
        (r"must not be above (.+), the rate of the tier before", "不能高于前一等级的价格比例 {0}"),
        (r"must not be above (.+), the ceiling of the jurisdiction", "不能高于 {0}（法域上限）"),
        (r"must not be above 1", "不能大于 1"),
        (r"is the id of (.+) too", "与 {0} 的 id 重复"),
        (
            r"a rule pays exactly one of rate, per_unit and per_order",
            "每条规则须在 rate、per_unit、per_order 中恰好填写一项",
        ),
        (r"must be a list of strings", "须为字符串列表"),
        (r"must name at least one value", "至少须填写一个值"),
        (r"must be new or returning", "须为 new 或 returning"),
        (r"names (.+) a second time", "重复填写了 {0}"),
        (r'must be a host in lower case, such as "example\.com"', '须为小写主机名，如 "example.com"'),
        (r"there is no rule pack for (.+)", "没有以下法域的规则包：{0}"),
    )
]


def field_faults(faults: Iterable[Fault]) -> list[FieldFault]:
    """The faults of a policy as those of the input, in both languages."""
    return [_field_fault(fault) for fault in faults]


def _field_fault(fault: Fault) -> FieldFault:
    chinese = in_chinese(fault.message)
    if chinese:
        return FieldFault(fault.path, fault.message, chinese)
    # Declared terms are read by msgspec, which says its own sentences.
    told = fault_of(fault.message)
    if not told.path and told.message == UNTOLD:
        return FieldFault(fault.path, fault.message)
    return FieldFault(".".join(filter(None, (fault.path, told.path))), told.message, told.message_zh)


def in_chinese(sentence: str) -> str:
    """The Chinese of one sentence of the core; empty where there is none, and the English is shown then."""
    for pattern, chinese in _SENTENCES:
        found = pattern.fullmatch(sentence)
        if found:
            return chinese.format(*(_worded(word) for word in found.groups()))
    return ""


def _worded(word: str) -> str:
    """A captured word: the Chinese of a kind of JSON, anything else as it stands."""
    kind = _KIND.fullmatch(word)
    if kind is None:
        return word
    return _KINDS[kind[1]] if kind[1] else f"{_KINDS[kind[2]]} {kind[3]}"
