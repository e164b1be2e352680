"""Why did I (not) get this sale? The stored decision in words, for who won, for who lost, and for the brand."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.json_text import from_json
from infra.scope import Scope
from services.queries.reasons import DROPPED, decided, of_step

_DECISION = """
SELECT d.decided_by, d.body, d.decided_at, o.code, l.line_no, l.paid, o.currency, o.from_stock
FROM attribution_decisions d
JOIN retail_order_lines l ON l.brand_id = d.brand_id AND l.id = d.order_line_id
JOIN retail_orders o ON o.brand_id = d.brand_id AND o.id = d.order_id
WHERE d.brand_id = $1 AND d.order_line_id = $2
"""
_ROWS = """
SELECT seller_id, rule, terms, weight, base, amount, reversed, state, due_at FROM commission_lines
WHERE brand_id = $1 AND order_line_id = $2 ORDER BY amount DESC, seller_id
"""
_HOLD = """
SELECT h.reason_code, h.reason, h.state, h.deadline, h.decision_note FROM commission_holds h
JOIN commission_lines c ON c.brand_id = h.brand_id AND c.id = h.commission_line_id
WHERE h.brand_id = $1 AND c.order_line_id = $2 AND c.seller_id = $3 ORDER BY h.held_at DESC LIMIT 1
"""
_NAMES = "SELECT id, display_name FROM sellers WHERE brand_id = $1 AND id = ANY($2::uuid[])"


class CandidateView(Struct, frozen=True):
    """Something that could have credited the seller. `counts` is false where it was dropped, and `reason` says why."""

    source: str
    at: str | None
    channel: str | None
    counts: bool
    reason_code: str
    reason: str


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


class WhyForSeller(Struct, frozen=True):
    """`mine` is the seller's share of the credit (`0` for none). Of others only their number is said."""

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


class CreditView(Struct, frozen=True):
    seller_id: UUID
    seller_name: str
    weight: str
    channel: str
    commission: CommissionView | None


class WhyForBrand(Struct, frozen=True):
    """The whole decision: who is credited, the walk along the precedence in words, and the stored body itself."""

    order: str
    line_no: int
    currency: str
    decided_by: str | None
    decided_at: datetime
    sentence: str
    credits: list[CreditView]
    steps: list[str]
    body: dict[str, Any]


async def explain_to_seller(scope: Scope, order_line_id: UUID, seller_id: UUID) -> WhyForSeller:
    """Why the seller was credited with this line, or not. Raises NotFound, also where nothing of it concerns them."""

    async def work(tx: Tx) -> WhyForSeller:
        row = await _decision(tx, order_line_id)
        body, me, language = from_json(row["body"]), str(seller_id), scope.locale
        mine = [each for each in body["candidates"] if each["seller"] == me]
        share = next((credit["weight"] for credit in body["credits"] if credit["seller"] == me), "0")
        if not mine and share == "0":
            raise NotFound(what="order line", ref=order_line_id)
        paid = [
            found
            for found in await tx.fetch(_ROWS, tx.brand_id, order_line_id)
            if found["seller_id"] == seller_id
        ]
        hold = await tx.fetchrow(_HOLD, tx.brand_id, order_line_id, seller_id)
        return WhyForSeller(
            row["code"],
            row["line_no"],
            row["currency"],
            row["decided_by"],
            row["decided_at"],
            share,
            decided(row["decided_by"], share, row["from_stock"], language),
            [_candidate(each, language) for each in mine],
            len({each["seller"] for each in body["candidates"]} - {me}),
            _commission(paid[0]) if paid else None,
            HoldView(*hold) if hold else None,
        )

    return await transact(scope, work)


async def explain_to_brand(scope: Scope, order_line_id: UUID) -> WhyForBrand:
    """The decision with everything it rests on. Raises NotFound."""

    async def work(tx: Tx) -> WhyForBrand:
        row = await _decision(tx, order_line_id)
        body = from_json(row["body"])
        ids = [UUID(each["seller"]) for each in body["candidates"]]
        names = {found["id"]: found["display_name"] for found in await tx.fetch(_NAMES, tx.brand_id, ids)}
        paid = {found["seller_id"]: found for found in await tx.fetch(_ROWS, tx.brand_id, order_line_id)}
        by_text = {str(seller): name for seller, name in names.items()}
        return WhyForBrand(
            row["code"],
            row["line_no"],
            row["currency"],
            row["decided_by"],
            row["decided_at"],
            body["sentence"],
            [
                CreditView(
                    UUID(credit["seller"]),
                    by_text.get(credit["seller"], ""),
                    credit["weight"],
                    credit["channel"],
                    _commission(paid[UUID(credit["seller"])]) if UUID(credit["seller"]) in paid else None,
                )
                for credit in body["credits"]
            ],
            [of_step(step, by_text, scope.locale) for step in body["trace"]],
            body,
        )

    return await transact(scope, work)


async def _decision(tx: Tx, order_line_id: UUID) -> asyncpg.Record:
    row = await tx.fetchrow(_DECISION, tx.brand_id, order_line_id)
    if row is None:
        raise NotFound(what="order line", ref=order_line_id)
    return row


def _candidate(stored: dict[str, Any], language: str) -> CandidateView:
    dropped = stored.get("dropped")
    words = DROPPED[dropped] if dropped else ("", "")
    return CandidateView(
        stored["source"],
        stored.get("at"),
        stored.get("channel"),
        dropped is None,
        dropped or "",
        words[1] if language == "zh" else words[0],
    )


def _commission(row: asyncpg.Record) -> CommissionView:
    return CommissionView(*tuple(row)[1:])
