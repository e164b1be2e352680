"""What a seller may count on: an estimate that shows its arithmetic."""

from typing import Literal
from uuid import UUID

import asyncpg
from msgspec import Struct

from commission.payouts.payable import Claim, SellerStatus
from commission.payouts.spend import History, SafeToSpend, choose_history, safe_to_spend
from infra.database import Tx, transact
from infra.money_text import money_text
from infra.scope import Scope
from services.payouts.terms import PayoutTerms, payout_terms
from services.payouts.unpaid import unpaid

LEAST_LINES = 20
HISTORY_DAYS = 365
_STANDINGS = f"""
WITH held AS (
  SELECT currency, sum(amount - reversed)::bigint AS held FROM commission_lines
  WHERE brand_id = $1 AND seller_id = $2 AND state = 'held' GROUP BY currency)
SELECT b.currency, b.pending, b.available, coalesce(h.held, 0) AS held, s.status, coalesce((
  SELECT matured FROM ({unpaid("b.currency", "l.seller_id = $2")}) AS u), 0) AS matured
FROM seller_balances AS b JOIN sellers AS s ON s.brand_id = b.brand_id AND s.id = b.seller_id
LEFT JOIN held AS h ON h.currency = b.currency WHERE b.brand_id = $1 AND b.seller_id = $2 ORDER BY b.currency
"""  # noqa: S608 - our own words
# Lines whose hold is over: what refunds were to take of them they mostly took.
_HISTORY = """
SELECT currency, sum(amount)::bigint AS earned, sum(reversed)::bigint AS reversed, count(*)::int AS lines,
  coalesce(sum(amount) FILTER (WHERE seller_id = $2), 0)::bigint AS own_earned,
  coalesce(sum(reversed) FILTER (WHERE seller_id = $2), 0)::bigint AS own_reversed,
  (count(*) FILTER (WHERE seller_id = $2))::int AS own_lines
FROM (SELECT seller_id, currency, amount, reversed FROM commission_lines
      WHERE brand_id = $1 AND due_at <= $3 AND accrued_at > $3 - make_interval(days => $4)
      UNION ALL SELECT seller_id, currency, amount, reversed FROM proceeds_lines
      WHERE brand_id = $1 AND due_at <= $3 AND accrued_at > $3 - make_interval(days => $4)) AS past
GROUP BY currency
"""
Whose = Literal["own", "brand", "none"]


class Safe(Struct, frozen=True):
    """Minor units of one currency. `amount` = `matured` + `of_pending` - `repaid`, never below zero.

    `of_pending` is `counted_pending` (pending without what is `held`) times `kept` / `earned` of the history, rounded
    down; `repaid` what the debt takes of it at most, `debt_left` what is owed then. `why` says the same in words.
    """

    currency: str
    amount: int
    available: int
    matured: int
    debt: int
    pending: int
    held: int
    counted_pending: int
    history: Whose
    history_lines: int
    earned: int
    kept: int
    of_pending: int
    repaid: int
    debt_left: int
    why: list[str]


async def show_safe_to_spend(scope: Scope, seller_id: UUID) -> list[Safe]:
    """The estimate in each currency the seller has money in: available plus the share of pending that the last year's
    history says survives returns, the seller's own where it has twenty lines, else the brand's. Never a promise."""

    async def work(tx: Tx) -> list[Safe]:
        terms = await payout_terms(tx)
        past = {
            row["currency"]: row
            for row in await tx.fetch(_HISTORY, tx.brand_id, seller_id, tx.now, HISTORY_DAYS)
        }
        standings = await tx.fetch(_STANDINGS, tx.brand_id, seller_id)
        return [_safe(row, past.get(row["currency"]), terms, seller_id, scope.locale) for row in standings]

    return await transact(scope, work, snapshot=True)


def _safe(
    row: asyncpg.Record, past: asyncpg.Record | None, terms: PayoutTerms, seller_id: UUID, locale: str
) -> Safe:
    own = History(past["own_earned"], past["own_reversed"], past["own_lines"]) if past else History(0, 0)
    brands = History(past["earned"], past["reversed"], past["lines"]) if past else History(0, 0)
    history = choose_history(own, brands, LEAST_LINES)
    status = SellerStatus(row["status"])
    claim = Claim.standing(
        str(seller_id), row["currency"], None, status, matured=row["matured"], available=row["available"]
    )
    counted = row["pending"] - row["held"]
    ceiling = PayoutTerms().ceiling if status is SellerStatus.CLOSED else terms.ceiling
    found = safe_to_spend(claim.matured, counted, history, claim.debt, ceiling)
    whose: Whose = "none" if history is None else "own" if history is own else "brand"
    return Safe(
        currency=row["currency"],
        amount=found.amount,
        available=row["available"],
        matured=claim.matured,
        debt=claim.debt,
        pending=row["pending"],
        held=row["held"],
        counted_pending=counted,
        history=whose,
        history_lines=history.lines if history else 0,
        earned=history.earned if history else 0,
        kept=history.kept if history else 0,
        of_pending=found.of_pending,
        repaid=found.part.repaid,
        debt_left=found.part.debt_left,
        why=_why(row, claim, counted, history, whose, found, locale),
    )


def _why(
    row: asyncpg.Record,
    claim: Claim,
    counted: int,
    history: History | None,
    whose: Whose,
    found: SafeToSpend,
    locale: str,
) -> list[str]:
    language = "zh" if locale.startswith("zh") else "en"

    def money(minor: int) -> str:
        return money_text(minor, row["currency"], language)

    words = _ZH if language == "zh" else _EN
    said = [words["matured"].format(matured=money(claim.matured))]
    if history is None:
        said.append(words["none"].format(least=LEAST_LINES, pending=money(counted)))
    else:
        said.append(
            words[whose].format(
                lines=history.lines, earned=money(history.earned), kept=money(history.kept), days=HISTORY_DAYS
            )
        )
        said.append(words["share"].format(pending=money(counted), of_pending=money(found.of_pending)))
    if row["held"]:
        said.append(words["held"].format(held=money(row["held"])))
    if claim.debt:
        said.append(
            words["debt"].format(
                debt=money(claim.debt), repaid=money(found.part.repaid), left=money(found.part.debt_left)
            )
        )
    return [*said, words["sum"].format(amount=money(found.amount))]


_EN = {
    "matured": "{matured} has matured and was not paid out yet.",
    "none": "Fewer than {least} lines are past their hold, so none of the {pending} pending is counted on.",
    "own": "Of your {lines} lines of the last {days} days that are past their hold, {earned} in all, {kept} was kept.",
    "brand": "You have few lines past their hold; of all the brand's {lines} of the last {days} days, {earned} in all,"
    " {kept} was kept.",
    "share": "The same share of the {pending} pending is {of_pending}, rounded down.",
    "held": "{held} is held for review and not counted.",
    "debt": "You owe {debt} from refunds of what was paid out; {repaid} of the above goes to it, {left} stays owed.",
    "sum": "You may count on {amount}. It is an estimate, no promise.",
}
_ZH = {
    "matured": "已到期尚未付款：{matured}。",
    "none": "已过冻结期的明细不足 {least} 条，因此待结算的 {pending} 暂不计入。",
    "own": "最近 {days} 天您已过冻结期的 {lines} 条明细共 {earned}，退款后保留 {kept}。",
    "brand": "您已过冻结期的明细较少；品牌最近 {days} 天已过冻结期的 {lines} 条明细共 {earned}，退款后保留 {kept}。",
    "share": "按同一比例，待结算的 {pending} 计入 {of_pending}（向下取整）。",
    "held": "{held} 正在审核冻结，不计入。",
    "debt": "已付款项发生退款，您尚欠 {debt}；以上金额中 {repaid} 用于抵扣，抵扣后尚欠 {left}。",
    "sum": "您可以指望 {amount}。此为估算，并非承诺。",
}
