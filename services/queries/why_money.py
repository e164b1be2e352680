"""The arithmetic of a commission line in words: from what the customer paid to what is left of it, to the minor
unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import asyncpg
from babel.numbers import get_currency_precision
from msgspec import Struct

from infra.money_text import money_text
from services.queries.reasons import say

_EXTRA_DIGITS = 6
_WORDS = {
    "base": (
        "The customer paid {base} for the line, after discounts, without tax and shipping.",
        "顾客为该明细实付 {base}（折后，不含税费和运费）。",
    ),
    "rate": (
        'Rule "{rule}" of the plan, version {version}, pays {rate} % of it: {exact}.',
        "佣金方案第 {version} 版规则“{rule}”按其 {rate}% 计：{exact}。",
    ),
    "per_unit": (
        'Rule "{rule}" of the plan, version {version}, pays {each} a unit, for {qty} units: {exact}.',
        "佣金方案第 {version} 版规则“{rule}”按每件 {each} 计，共 {qty} 件：{exact}。",
    ),
    "per_order": (
        'Rule "{rule}" of the plan, version {version}, pays {each} an order; this line\'s part of it is {exact}.',
        "佣金方案第 {version} 版规则“{rule}”按每单 {each} 计，该明细分得 {exact}。",
    ),
    "weight": ("The share of the credit is {weight}: {exact}.", "归属份额为 {weight}：{exact}。"),
    "rounded": ("Rounded once, half up: {amount}.", "四舍五入一次：{amount}。"),
    "split": (
        "Rounded once for all shares together and split by largest remainder: {amount}.",
        "各份额合并四舍五入一次后按最大余数法分配：{amount}。",
    ),
    "line_cap": (
        "The cap on a line's commission cuts the line from {before} to {amount}.",
        "单行佣金上限将该行由 {before} 减至 {amount}。",
    ),
    "order_cap": (
        "The cap on an order's commission cuts the line from {before} to {amount}.",
        "单笔订单佣金上限将该行由 {before} 减至 {amount}。",
    ),
    "month_cap": (
        "The cap on a seller's month had room for {amount} of {before}.",
        "卖家月度佣金上限仅余 {amount}（应得 {before}）。",
    ),
    "amount": ("Commission of the line: {amount}.", "该明细佣金：{amount}。"),
    "corrected": (
        "{at}: the brand gave this line's commission anew on an appeal: {amount}.",
        "{at}：品牌根据申诉重新核定该明细佣金：{amount}。",
    ),
    "refunded_before": (
        "Units refunded before that take {amount} of it.",
        "此前退款的件数从中扣除 {amount}。",
    ),
    "reversed": (
        "{at}: {qty} of {of} units were refunded: {amount} taken back.",
        "{at}：退款 {qty}/{of} 件，追回 {amount}。",
    ),
    "replaced": (
        "{at}: the brand credited the line anew on an appeal: {amount} taken back.",
        "{at}：品牌根据申诉更正归属，追回 {amount}。",
    ),
    "held": ("{at}: held for review: {reason}.", "{at}：冻结待审核：{reason}。"),
    "released": ("{at}: released: {note}", "{at}：解除冻结：{note}"),
    "refused": ("{at}: refused: {note}", "{at}：审核不予支付：{note}"),
    "left": ("Left of it: {amount}, {state}.", "剩余：{amount}，{state}。"),
    "nothing": ("No rule of the plan pays for this line.", "佣金方案中没有适用于该明细的规则。"),
}
STATES = {
    "pending": ("it matures on {due}", "将于 {due} 到期可提"),
    "held": ("waiting for a reviewer's word", "等待审核"),
    "available": ("available since {matured}", "{matured} 起可提"),
    "paid": ("paid out", "已支付"),
    "reversed": ("nothing is left to pay", "无可支付金额"),
}


class StepView(Struct, frozen=True):
    """One step of the arithmetic: a stable `code`, the sentence, and the figure it ends at in minor units, if any."""

    code: str
    text: str
    amount: int | None


@dataclass(frozen=True, slots=True)
class Ledgered:
    """What happened to a commission line after it was earned, in order of time: (instant, word, figures)."""

    at: datetime
    code: str
    figures: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MoneyInWords:
    """Tells figures in one currency, language and time zone."""

    currency: str
    language: str
    zone: ZoneInfo

    def of_line(
        self, row: asyncpg.Record, accrual: Mapping[str, Any] | None, later: Sequence[Ledgered]
    ) -> list[StepView]:
        """A commission line from base to what is left. `accrual` is the stored arithmetic that gave it."""
        steps = [*self._earned(row, accrual or {}), *(self._later(row, each) for each in later)]
        state = say(STATES[row["state"]], self.language).format(
            due=self.local(row["due_at"]), matured=self.local(row["matured_at"])
        )
        net = row["amount"] - row["reversed"]
        return [*steps, self._step("left", net, amount=self.money(net), state=state)]

    def nothing(self, base: int) -> list[StepView]:
        """A credit that no rule pays for."""
        return [self._step("base", base, base=self.money(base)), self._step("nothing", 0)]

    def _earned(self, row: asyncpg.Record, accrual: Mapping[str, Any]) -> list[StepView]:
        me, weight = str(row["seller_id"]), Fraction(row["weight"])
        steps = [self._step("base", row["base"], base=self.money(row["base"]))]
        if "entitled" in accrual:
            alone = Fraction(accrual["entitled"][me])
            steps.append(self._rule(row, alone))
            if weight != 1:
                shared = self.exact(weight * alone)
                steps.append(self._step("weight", None, weight=row["weight"], exact=shared))
        if accrual:
            steps += self._caps(accrual, me)
        if row["correction_id"]:
            at, amount = self.local(row["accrued_at"]), row["amount"]
            return [*steps, self._step("corrected", amount, at=at, amount=self.money(amount))]
        return [*steps, self._step("amount", row["amount"], amount=self.money(row["amount"]))]

    def _rule(self, row: asyncpg.Record, alone: Fraction) -> StepView:
        kind, _, number = row["terms"].partition(" ")
        said: dict[str, Any] = {
            "rule": row["rule"],
            "version": row["plan_version"],
            "exact": self.exact(alone),
        }
        if kind == "rate":
            said["rate"] = f"{(Decimal(number) * 100).normalize():f}"
        else:
            said |= {"each": self.money(int(number)), "qty": row["qty"]}
        return self._step(kind, None, **said)

    def _caps(self, accrual: Mapping[str, Any], me: str) -> list[StepView]:
        steps = []
        whole, by_line, by_order = (accrual[key] for key in ("rounded", "after_line_cap", "after_order_cap"))
        mine, left = accrual["split"][me], accrual["after_month_cap"][me]
        if len(accrual["split"]) == 1:
            steps.append(self._step("rounded", whole, amount=self.money(whole)))
        for code, before, after in (("line_cap", whole, by_line), ("order_cap", by_line, by_order)):
            if after < before:
                steps.append(self._step(code, after, before=self.money(before), amount=self.money(after)))
        if len(accrual["split"]) > 1:
            steps.append(self._step("split", mine, amount=self.money(mine)))
        if left < mine:
            steps.append(self._step("month_cap", left, before=self.money(mine), amount=self.money(left)))
        return steps

    def _later(self, row: asyncpg.Record, event: Ledgered) -> StepView:
        amount: int | None = event.figures.get("amount")
        said = dict(event.figures) | {"at": self.local(event.at), "of": row["qty"]}
        if amount is not None:
            said["amount"] = self.money(amount)
        return self._step(event.code, None if amount is None else -amount, **said)

    def _step(self, code: str, figure: int | None, **said: Any) -> StepView:
        return StepView(code, say(_WORDS[code], self.language).format(**said), figure)

    def money(self, minor: int) -> str:
        return money_text(minor, self.currency, self.language)

    def local(self, at: datetime | None) -> str:
        return "" if at is None else f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def exact(self, minor: Fraction) -> str:
        """An exact sum in major units, with as many digits as it takes; one that never ends is cut and says so."""
        major = minor / 10 ** get_currency_precision(self.currency)
        scaled = major * 10 ** (digits := get_currency_precision(self.currency) + _EXTRA_DIGITS)
        text = f"{Decimal(scaled.numerator // scaled.denominator).scaleb(-digits).normalize():f}"
        return f"{self.currency} {text}" + ("" if scaled.denominator == 1 else "…")
