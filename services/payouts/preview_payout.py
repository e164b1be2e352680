"""What a seller would be paid by a batch made now, and what stands in the way: pre-flight before anybody asks."""

from datetime import datetime
from uuid import UUID

import msgspec

from commission.payouts.payable import Claim, Payable, SellerStatus, payable
from infra.database import Tx, transact
from infra.rails.registry import rail_names
from infra.scope import Scope
from services.payouts.examine import examine
from services.payouts.terms import payout_terms
from services.payouts.unpaid import unpaid

_STANDING = """
SELECT b.currency, b.available, s.status, p.rail FROM seller_balances AS b
JOIN sellers AS s ON s.brand_id = b.brand_id AND s.id = b.seller_id
LEFT JOIN payee_profiles AS p ON p.brand_id = b.brand_id AND p.seller_id = b.seller_id
WHERE b.brand_id = $1 AND b.seller_id = $2 ORDER BY b.currency
"""
_MATURED = unpaid("$2", "l.seller_id = $3")
_ASKED = "SELECT asked_at FROM payee_profiles WHERE brand_id = $1 AND seller_id = $2"
WORDS = {
    "rail_unknown": (
        "Say where you want to be paid: there is no way of payment that is in operation.",
        "请先填写收款账户：目前没有可用的收款方式。",
    ),
    "account_missing": ("Give the number of your account.", "请填写收款账号。"),
    "identity_unverified": ("The brand has still to check your name.", "品牌还没有核对您的姓名。"),
    "name_mismatch": (
        "The account is not in the name that was checked.",
        "收款账户的户名与核对过的姓名不一致。",
    ),
    "tax_status_unknown": ("Say how you are taxed.", "请填写税务身份。"),
    "no_withholding_table": (
        "No withholding table is known for your tax status; the brand must settle that first.",
        "您的税务身份暂无扣税规则，请联系品牌处理。",
    ),
    "excluded_person": (
        "The law where you live does not let you earn here; ask the brand.",
        "按您所在地的法律，您不能在此取得佣金，请联系品牌。",
    ),
    "seller_suspended": ("You are suspended: what is available waits.", "您的账号已暂停，可提现金额会保留。"),
    "nothing_available": ("Nothing has matured that is not paid yet.", "没有已结算而尚未支付的金额。"),
}


class PayoutAmount(msgspec.Struct, frozen=True):
    """Minor units. `payable` is what a batch would take now, `tax` what would be withheld of it, `repaid` what an old
    debt takes first; `findings` say what stands in the way, in the caller's language."""

    currency: str
    payable: int
    tax: int
    net: int
    repaid: int
    findings: list[str]


class PayoutPreview(msgspec.Struct, frozen=True):
    """`may_ask`: a payee is named and something could be paid, and no request waits."""

    amounts: list[PayoutAmount]
    rails: list[str]
    requested_at: datetime | None
    may_ask: bool


async def preview_payout(scope: Scope, seller_id: UUID) -> PayoutPreview:
    """Reckon as a batch would (build_batch), without making one; all of one instant."""
    return await transact(scope, lambda tx: preview(tx, seller_id), snapshot=True)


async def preview(tx: Tx, seller_id: UUID) -> PayoutPreview:
    """The same inside a database transaction."""
    ceiling = (await payout_terms(tx)).ceiling
    amounts = []
    for row in await tx.fetch(_STANDING, tx.brand_id, seller_id):
        matured = await tx.fetchrow(_MATURED, tx.brand_id, row["currency"], seller_id)
        claim = Claim.standing(
            str(seller_id),
            row["currency"],
            row["rail"],
            SellerStatus(row["status"]),
            matured=matured["matured"] if matured else 0,
            available=row["available"],
        )
        amounts.append(await _amount(tx, seller_id, payable(claim, 0, ceiling)))
    asked_at = await tx.fetchval(_ASKED, tx.brand_id, seller_id)
    named = await tx.fetchval("SELECT EXISTS (" + _ASKED + ")", tx.brand_id, seller_id)
    return PayoutPreview(
        amounts,
        sorted(rail_names()),
        asked_at,
        may_ask=bool(named) and asked_at is None and any(amount.payable for amount in amounts),
    )


async def _amount(tx: Tx, seller_id: UUID, verdict: Payable) -> PayoutAmount:
    codes, tax = [], 0
    if verdict.amount:
        seen = (await examine(tx, verdict.claim.currency, {seller_id: verdict.amount}))[seller_id]
        codes, tax = [finding["code"] for finding in seen.preflight["findings"]], seen.tax
    else:
        codes = [verdict.reason.code]
    chinese = tx.scope.locale == "zh"
    return PayoutAmount(
        currency=verdict.claim.currency,
        payable=verdict.amount,
        tax=tax,
        net=verdict.amount - tax,
        repaid=verdict.instalment.repaid,
        findings=[WORDS[code][chinese] for code in codes],
    )
