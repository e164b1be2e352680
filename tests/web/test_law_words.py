"""Whatever the law says to a person has words in both languages: the codes are walked where the law writes them."""

import ast
import re
from pathlib import Path

from infra.embedded.programs import CHECKOUT
from services.payouts.preview_payout import WORDS as PAYOUT_WORDS
from services.queries.reasons import DROPPED, credited_to, of_step

LAW = CHECKOUT / "commission"
WORDS = CHECKOUT / "web" / "shared" / "src" / "lawWords.ts"
# A scenario file's own refusals are read by who wrote the file, in the program that replays it, and stand on no page.
_NOT_ON_A_PAGE = ("replay", "compliance")


def _law() -> list[Path]:
    files = sorted([*LAW.rglob("*.py"), CHECKOUT / "services" / "payouts" / "examine.py"])
    return [file for file in files if not any(part in _NOT_ON_A_PAGE for part in file.parts)]


def _codes(code: ast.expr) -> set[str]:
    """The constants that the expression can come to; of a text with a place in it what stands before the place."""
    if isinstance(code, ast.Constant):
        return {str(code.value)}
    if isinstance(code, ast.IfExp):
        return _codes(code.body) | _codes(code.orelse)
    if isinstance(code, ast.JoinedStr) and isinstance(code.values[0], ast.Constant):
        return {str(code.values[0].value)}
    raise AssertionError(f"a reason's code is told by no constant: {ast.unparse(code)}")


def told_by_the_law() -> set[str]:
    found: set[str] = set()
    for file in _law():
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
                found |= _codes(node.args[0])
    return found


def said_by_the_pages() -> dict[str, str]:
    """Each code's entry in the table of words."""
    table = WORDS.read_text("utf-8").partition("export const LAW_WORDS")[2].partition("\n}\n")[0]
    entries = re.split(r"\n  (?=\w+: )", table)[1:]
    return {entry.partition(":")[0]: entry.partition(":")[2] for entry in entries}


def test_every_reason_of_the_law_has_chinese() -> None:
    codes, words = told_by_the_law(), said_by_the_pages()
    assert {"volume_before", "tier_moves", "tier_stays", "no_fee", "payable", "excluded_person"} <= codes
    without = {code for code in codes if not any(key.startswith(code) for key in words)}
    assert without == set(), "no words on the pages: web/shared/src/lawWords.ts"
    dumb = [code for code, entry in words.items() if not re.search("[\u4e00-\u9fff]", entry)]
    assert dumb == [], "words without Chinese"


def test_every_pre_flight_finding_is_told_to_the_seller() -> None:
    preflight = {"excluded_person", "seller_suspended", "nothing_available"}
    for file in (LAW / "payouts" / "preflight.py",):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason":
                preflight |= _codes(node.args[0])
    assert preflight <= PAYOUT_WORDS.keys()
    assert all(re.search("[\u4e00-\u9fff]", chinese) for _, chinese in PAYOUT_WORDS.values())


def test_a_decision_is_told_to_the_brand_in_both_languages() -> None:
    names = {"s1": "小美", "s2": "Rui"}
    shared = {
        "by": "touch",
        "credits": [{"seller": "s1", "weight": "2/3"}, {"seller": "s2", "weight": "1/3"}],
        "candidates": [],
    }
    assert credited_to(shared, names, "zh") == "此单归属小美 (2/3)、Rui (1/3)：此前打开过推广链接。"
    assert credited_to(shared, names, "en") == (
        "Credited to 小美 (2/3), Rui (1/3): a tracked link was opened before."
    )
    for code, (english, chinese) in DROPPED.items():
        nobody = {
            "by": None,
            "credits": [],
            "candidates": [{"seller": "s1", "source": "coupon", "dropped": code}],
        }
        assert credited_to(nobody, names, "zh") == f"没有任何销售者获得此单：小美 · 优惠券: {chinese}。"
        assert credited_to(nobody, names, "en") == f"Nobody is credited: 小美 · coupon: {english}."
    nothing = {"by": None, "credits": [], "candidates": []}
    assert (
        credited_to(nothing, names, "zh") == "没有任何销售者获得此单：没有优惠券、绑定、链接或店铺带来此单。"
    )
    step = {"step": "touch", "result": "credited", "seller": "s1"}
    assert of_step(step, names, "zh") == "推广链接: 据此判定 · 小美"
