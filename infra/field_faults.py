"""What msgspec says about bad input, as a field path and a sentence in both languages."""

import re
from typing import Any

from infra.errors import FieldFault

_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?:key in )?\$(?P<path>[^`]*)`)?$", re.DOTALL)
_NAMED = re.compile(r"^Object (?P<fault>missing required|contains unknown) field `(?P<name>[^`]*)`$")

# Said of what is told by none of these.
UNTOLD = "is not valid"

# What msgspec writes (left) in words that name no Python type. The first that matches is used.
_SENTENCES = (
    (
        r"Expected `(?P<want>[^`]+)`, got `(?P<got>[^`]+)`",
        "must be {want}, not {got}",
        "类型应为 {want}，实际为 {got}",
    ),
    (
        r"Expected `(?:int|float|decimal)` >= (?P<n>\S+)",
        "must be at least {n}",
        "不能小于 {n}",
    ),
    (
        r"Expected `(?:int|float|decimal)` > (?P<n>\S+)",
        "must be more than {n}",
        "必须大于 {n}",
    ),
    (
        r"Expected `(?:int|float|decimal)` <= (?P<n>\S+)",
        "must be at most {n}",
        "不能大于 {n}",
    ),
    (
        r"Expected `(?:int|float|decimal)` < (?P<n>\S+)",
        "must be less than {n}",
        "必须小于 {n}",
    ),
    (
        r"Expected `str` of length >= (?P<n>\d+)",
        "must have at least {n} characters",
        "至少需要 {n} 个字符",
    ),
    (
        r"Expected `str` of length <= (?P<n>\d+)",
        "must have at most {n} characters",
        "最多 {n} 个字符",
    ),
    (
        r"Expected `(?:array|object)` of length >= (?P<n>\d+)",
        "must have at least {n} entries",
        "至少需要 {n} 项",
    ),
    (
        r"Expected `(?:array|object)` of length <= (?P<n>\d+)",
        "must have at most {n} entries",
        "最多 {n} 项",
    ),
    (r"Expected `str` matching regex", "does not have the right form", "格式不正确"),
    (r"Invalid enum value", "is not one of the allowed values", "不是允许的取值"),
    (r"Invalid UUID", "is not a UUID", "不是有效的 UUID"),
    (
        r"Invalid RFC3339|Expected `datetime`",
        "is not an instant such as 2026-03-01T08:00:00Z",
        "不是有效的时间，例如 2026-03-01T08:00:00Z",
    ),
)
_TYPES_ZH = {"int": "整数", "str": "文本", "bool": "布尔值", "array": "列表", "object": "对象", "null": "空"}
_TYPES_EN = {"int": "a whole number", "str": "text", "bool": "true or false", "array": "a list"} | {
    "object": "an object",
    "null": "null",
    "float": "a decimal number",
    "uuid": "a UUID",
    "datetime": "an instant",
}


def fault_of(message: str) -> FieldFault:
    """Read a message of msgspec such as "Expected `int`, got `str` - at `$.lines[0].qty`"."""
    match = _AT.match(message)
    what, path = (match["what"], match["path"] or "") if match else (message, "")
    path = path.removeprefix(".")
    if named := _NAMED.match(what):
        path = f"{path}.{named['name']}" if path else named["name"]
        if named["fault"] == "missing required":
            return FieldFault(path, "is required", "必填")
        return FieldFault(path, "is not a known field", "未知字段")
    english, chinese = _sentence(what)
    return FieldFault(path, english, chinese)


def fault_of_parameter(item: dict[str, Any]) -> FieldFault:
    """Read one of Litestar's entries about a query parameter, header or cookie."""
    english, chinese = _sentence(str(item.get("message", "")))
    return FieldFault(str(item.get("key", "")), english, chinese)


def _sentence(what: str) -> tuple[str, str]:
    for pattern, english, chinese in _SENTENCES:
        if match := re.match(pattern, what):
            words = match.groupdict()
            return (
                english.format(**{name: _in_words(word, _TYPES_EN) for name, word in words.items()}),
                chinese.format(**{name: _in_words(word, _TYPES_ZH) for name, word in words.items()}),
            )
    return UNTOLD, "无效"


def _in_words(text: str, names: dict[str, str]) -> str:
    """`int | null` becomes "a whole number or null"."""
    joint = " or " if names is _TYPES_EN else " 或 "
    return joint.join(names.get(part, part) for part in text.split(" | "))
