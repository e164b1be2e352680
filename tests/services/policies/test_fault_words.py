"""Every sentence in which a reader of policies finds fault has its Chinese."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from commission.money.faults import Fault
from infra.errors import FieldFault
from services.policies.fault_words import field_faults, in_chinese

CORE = Path(__file__).resolve().parents[3] / "commission"
READERS = (
    "money/reading.py",
    "money/versions.py",
    "tiers/parse.py",
    "returns/parse.py",
    "plans/plan.py",
    "attribution/policy.py",
    "fraud/policy.py",
    "compliance/declared_terms.py",
)
# What stands for a figure or word that a sentence names.
NAMED = "N7"


def _texts(node: ast.expr) -> Iterator[str]:
    """The sentences an argument can be. A variable is none: what it holds is written, and found, elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else NAMED for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def _sentences(path: str) -> Iterator[str]:
    for call in ast.walk(ast.parse((CORE / path).read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in ("fault", "Fault"):
            yield from _texts(call.args[1])
        elif name == "ValueError":
            yield from _texts(call.args[0])


@pytest.mark.parametrize("path", READERS)
def test_each_sentence_of_a_reader_has_its_chinese(path: str) -> None:
    found = list(_sentences(path))
    assert found
    for sentence in found:
        chinese = in_chinese(sentence)
        assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese), sentence
        assert chinese.count(NAMED) == sentence.count(NAMED), sentence


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("must be a whole number, not a string", "须为整数，而不是字符串"),
        ("must be a whole number, not the boolean True", "须为整数，而不是布尔值 True"),
        ("must be at most 1, the jurisdiction's ceiling", "不能高于 1（法域上限）"),
        ("must be at most 3650", "不能大于 3650"),
        ("nobody says this", ""),
    ],
)
def test_figures_and_kinds_are_taken_over(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese


def test_what_msgspec_says_of_declared_terms() -> None:
    faults = field_faults(
        [
            Fault("body.joining.fee", "Expected `int | null`, got `str`"),
            Fault("body.joining", "Object contains unknown field `fees`"),
            Fault("body.hold_days", "must be at least 14: consumers may return goods for so many days"),
            Fault("body", "a sentence of nobody"),
        ]
    )
    assert faults == [
        FieldFault(
            "body.joining.fee", "must be a whole number or null, not text", "类型应为 整数 或 空，实际为 文本"
        ),
        FieldFault("body.joining.fees", "is not a known field", "未知字段"),
        FieldFault(
            "body.hold_days",
            "must be at least 14: consumers may return goods for so many days",
            "不能少于 14 天：消费者在这段时间内可以退货",
        ),
        FieldFault("body", "a sentence of nobody", ""),
    ]
