"""Why did I (not) get this sale? The stored decision in words, for who won, for who lost, and for the brand."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.policies.kinds import ATTRIBUTION_POLICY
from services.policies.policy_by_id import policy_by_id
from services.queries.reasons import corrected, credited_to, decided, of_step, rule_in_words
from services.queries.why_candidates import CandidateView, DecisionInWords
from services.queries.why_lines import LinesOfOrderLine, hold_reason, lines_of_order_line, note_in_words
from services.queries.why_money import MoneyInWords, StepView
from services.review.disputed_line import DisputedLine, disputed_line
from services.review.paths import off_the_candidates
from services.review.review_policy import review_terms

_NAMES = "SELECT id, display_name FROM sellers WHERE brand_id = $1 AND id = ANY($2::uuid[])"
_APPEALS = """
SELECT a.id, a.seller_id, s.display_name, a.reason, a.state, a.filed_at, a.deadline, a.decided_at, a.decision_note
FROM appeals AS a JOIN sellers AS s ON s.brand_id = a.brand_id AND s.id = a.seller_id
WHERE a.brand_id = $1 AND a.order_line_id = $2 AND ($3::uuid IS NULL OR a.seller_id = $3) ORDER BY a.filed_at DESC, a.id
"""
_POLICY = """
SELECT d.policy_id, b.timezone FROM attribution_decisions AS d JOIN brands AS b ON b.id = d.brand_id
WHERE d.brand_id = $1 AND d.order_line_id = $2
"""


class CommissionView(Struct, frozen=True):
    """What the line pays: `terms` of `base`, times `weight`, within the plan's caps."""

    rule: str
    terms: str
    weight: str
    base: int
    amount: int
    reversed: int
    state: str
    due_at: datetime


class HoldView(Struct, frozen=True):
    """The latest hold of the line."""

    reason_code: str
    reason: str
    state: str
    deadline: datetime
    decision_note: str


class AppealView(Struct, frozen=True):
    """An appeal about the line, and the brand's answer."""

    appeal_id: UUID
    seller_id: UUID
    seller_name: str
    reason: str
    state: str
    filed_at: datetime
    deadline: datetime
    decided_at: datetime | None
    decision_note: str


class WhyForSeller(Struct, frozen=True):
    """`mine` is the seller's share of the credit as it stands (`0` for none). Of others only their number is said, and
    of what came before something of the seller's its kind and instant.

    `arithmetic` goes step by step from what the customer paid to what is left of the commission. `off_path` is what
    of the seller's lay on the way to the order and was no candidate. An appeal may be filed before `may_appeal_until`,
    null where there is nothing to appeal.
    """

    order: str
    line_no: int
    currency: str
    decided_by: str | None
    decided_at: datetime
    mine: str
    sentence: str
    my_candidates: list[CandidateView]
    other_sellers: int
    commission: CommissionView | None
    hold: HoldView | None
    rule: str
    off_path: list[CandidateView]
    arithmetic: list[StepView]
    appeals: list[AppealView]
    may_appeal_until: datetime | None


class CreditView(Struct, frozen=True):
    """A seller's share as it stands, with the arithmetic of all their lines."""

    seller_id: UUID
    seller_name: str
    weight: str
    channel: str
    commission: CommissionView | None
    arithmetic: list[StepView]


class SellersCandidate(Struct, frozen=True):
    """A candidate with its seller."""

    seller_id: UUID
    seller_name: str
    candidate: CandidateView


class WhyForBrand(Struct, frozen=True):
    """The whole decision: who is credited now and who was before a correction, the walk along the precedence, every
    candidate and what else lay on the path, and the stored body itself."""

    order: str
    line_no: int
    currency: str
    decided_by: str | None
    decided_at: datetime
    sentence: str
    credits: list[CreditView]
    steps: list[str]
    body: dict[str, Any]
    rule: str
    candidates: list[SellersCandidate]
    off_path: list[SellersCandidate]
    replaced: list[CreditView]
    appeals: list[AppealView]


@dataclass(frozen=True, slots=True)
class _Told:
    """A line's case and the words to tell it in."""

    case: DisputedLine
    words: DecisionInWords
    money: MoneyInWords
    lines: LinesOfOrderLine
    rule: str


async def explain_to_seller(scope: Scope, order_line_id: UUID, seller_id: UUID) -> WhyForSeller:
    """Why the seller was credited with this line, or not. Raises NotFound, also where nothing of it concerns them."""

    async def work(tx: Tx) -> WhyForSeller:
        told = await _tell(tx, order_line_id)
        case, language = told.case, scope.locale
        mine = case.candidates_of(seller_id)
        share = next((str(c.weight) for c in case.credits if c.seller == str(seller_id)), "0")
        rows = told.lines.of(seller_id)
        steps = await off_the_candidates(tx, case.order, _ids(case), seller_id)
        if not mine and not rows and not steps and share == "0":
            raise NotFound(what="order line", ref=order_line_id)
        at_first = next((c["weight"] for c in case.body["credits"] if c["seller"] == str(seller_id)), "0")
        sentence = decided(case.body["by"], at_first, case.order["from_stock"], language)
        if case.correction_id:
            sentence += corrected(share, language) if language == "zh" else " " + corrected(share, language)
        arithmetic = told.lines.told(seller_id, told.money)
        if not rows and share != "0" and not case.order["from_stock"]:
            arithmetic = told.money.nothing(case.line["paid"])
        return WhyForSeller(
            case.order["code"],
            case.line["line_no"],
            case.order["currency"],
            case.body["by"],
            case.line["decided_at"],
            share,
            sentence,
            [told.words.candidate(each) for each in mine],
            len({each["seller"] for each in case.body["candidates"]} - {str(seller_id)}),
            _commission(rows),
            _hold(told, rows, language),
            told.rule,
            [told.words.off_path(step, case.order["paid_at"]) for step in steps],
            arithmetic,
            await _appeals(tx, order_line_id, seller_id),
            await _appeal_until(tx, case, seller_id),
        )

    return await transact(scope, work)


async def explain_to_brand(scope: Scope, order_line_id: UUID) -> WhyForBrand:
    """The decision with everything it rests on. Raises NotFound."""

    async def work(tx: Tx) -> WhyForBrand:
        told = await _tell(tx, order_line_id)
        case = told.case
        steps = await off_the_candidates(tx, case.order, _ids(case), None)
        names = await _names(tx, case, {step.seller_id for step in steps})
        standing = {UUID(each.seller) for each in case.credits}
        by_id = {str(each): name for each, name in names.items()}
        before = [row["seller_id"] for row in told.lines.rows if row["seller_id"] not in standing]
        return WhyForBrand(
            case.order["code"],
            case.line["line_no"],
            case.order["currency"],
            case.body["by"],
            case.line["decided_at"],
            credited_to(case.body, by_id, scope.locale),
            [_credit(told, UUID(c.seller), str(c.weight), c.channel, names) for c in case.credits],
            [of_step(step, by_id, scope.locale) for step in case.body["trace"]],
            case.body,
            told.rule,
            [
                SellersCandidate(
                    UUID(each["seller"]), names.get(UUID(each["seller"]), ""), told.words.candidate(each)
                )
                for each in case.body["candidates"]
            ],
            [
                SellersCandidate(
                    step.seller_id,
                    names.get(step.seller_id, ""),
                    told.words.off_path(step, case.order["paid_at"]),
                )
                for step in steps
            ],
            [_credit(told, each, "0", "", names) for each in dict.fromkeys(before)],
            await _appeals(tx, order_line_id, None),
        )

    return await transact(scope, work)


async def _tell(tx: Tx, order_line_id: UUID) -> _Told:
    case, language = await disputed_line(tx, order_line_id), tx.scope.locale
    row = await tx.fetchrow(_POLICY, tx.brand_id, order_line_id)
    if row is None:
        raise NotFound(what="order line", ref=order_line_id)
    version = await policy_by_id(tx, ATTRIBUTION_POLICY, row["policy_id"])
    policy, zone = version.policy, ZoneInfo(row["timezone"])
    lines = await lines_of_order_line(tx, order_line_id, case.body.get("accrual"), language)
    return _Told(
        case,
        DecisionInWords(case.body, case.body["by"], policy, zone, language),
        MoneyInWords(case.order["currency"], language, zone),
        lines,
        rule_in_words(version.version, policy.precedence, policy.model, policy.window_days, language),
    )


def _ids(case: DisputedLine) -> list[str]:
    return [each["id"] for each in case.body["candidates"] if "id" in each]


def _credit(told: _Told, seller_id: UUID, weight: str, channel: str, names: dict[UUID, str]) -> CreditView:
    rows = told.lines.of(seller_id)
    arithmetic = told.lines.told(seller_id, told.money)
    return CreditView(seller_id, names.get(seller_id, ""), weight, channel, _commission(rows), arithmetic)


def _commission(rows: list[asyncpg.Record]) -> CommissionView | None:
    """The line that stands: the last that was given."""
    if not rows:
        return None
    row = rows[-1]
    return CommissionView(
        row["rule"],
        row["terms"],
        row["weight"],
        row["base"],
        row["amount"],
        row["reversed"],
        row["state"],
        row["due_at"],
    )


def _hold(told: _Told, rows: list[asyncpg.Record], language: str) -> HoldView | None:
    holds = [hold for row in rows for hold in told.lines.holds.get(row["id"], ())]
    if not holds:
        return None
    last = max(holds, key=lambda hold: hold["held_at"])
    return HoldView(
        last["reason_code"],
        hold_reason(last["reason_code"], last["reason"], language),
        last["state"],
        last["deadline"],
        note_in_words(last["decision_note"], language),
    )


async def _names(tx: Tx, case: DisputedLine, more: set[UUID]) -> dict[UUID, str]:
    ids = {UUID(each["seller"]) for each in case.body["candidates"]} | {UUID(c.seller) for c in case.credits}
    ids |= {row["seller_id"] for row in case.rows} | more
    return {row["id"]: row["display_name"] for row in await tx.fetch(_NAMES, tx.brand_id, list(ids))}


async def _appeals(tx: Tx, order_line_id: UUID, seller_id: UUID | None) -> list[AppealView]:
    return [AppealView(*row) for row in await tx.fetch(_APPEALS, tx.brand_id, order_line_id, seller_id)]


async def _appeal_until(tx: Tx, case: DisputedLine, seller_id: UUID) -> datetime | None:
    nothing = case.order["from_stock"] or case.line["refunded_qty"] == case.line["qty"]
    if nothing or case.whole_to == str(seller_id):
        return None
    length: timedelta = (await review_terms(tx, case.given_at)).policy.appeals.to_file
    return case.given_at + length
