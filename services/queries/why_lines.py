"""Commission lines of one order line with everything that happened to them, as rows for telling."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from commission.fraud.registry import BY_CODE
from infra.database import Tx
from infra.json_text import from_json
from services.queries.reasons import say
from services.queries.why_money import Ledgered, MoneyInWords, StepView
from services.review.hold_dispute import DISPUTE

_ROWS = """
SELECT c.*, p.version AS plan_version, k.body AS correction, g.amount AS given FROM commission_lines AS c
JOIN commission_plans AS p ON p.brand_id = c.brand_id AND p.id = c.plan_id
LEFT JOIN credit_corrections AS k ON k.brand_id = c.brand_id AND k.id = c.correction_id
LEFT JOIN credit_correction_lines AS g ON g.brand_id = c.brand_id AND g.commission_line_id = c.id AND g.kind =
  'credited'
WHERE c.brand_id = $1 AND c.order_line_id = $2 ORDER BY c.accrued_at, c.amount DESC, c.seller_id
"""
_REVERSALS = """
SELECT r.commission_line_id, r.at, r.amount, f.qty FROM commission_reversals AS r
JOIN refund_lines AS f ON f.brand_id = r.brand_id AND f.id = r.refund_line_id
WHERE r.brand_id = $1 AND r.commission_line_id = ANY($2::uuid[])
"""
_REPLACED = """
SELECT n.commission_line_id, k.at, n.amount FROM credit_correction_lines AS n
JOIN credit_corrections AS k ON k.brand_id = n.brand_id AND k.id = n.correction_id
WHERE n.brand_id = $1 AND n.kind = 'replaced' AND n.commission_line_id = ANY($2::uuid[])
"""
_HOLDS = """
SELECT commission_line_id, reason_code, reason, state, deadline, held_at, decided_at, decision_note FROM
  commission_holds
WHERE brand_id = $1 AND commission_line_id = ANY($2::uuid[]) ORDER BY held_at, id
"""
# Of one instant: what a step undid is told before the step.
_TOLD = ("refunded_before", "held", "released", "refused", "reversed", "replaced")
_DISPUTED = ("an appeal about this line is being looked at", "有申诉正在处理")
# What services write where nobody said anything.
_NOTES = {
    "reversed whole by a refund": "已全额退款，无需审核",
    "replaced by a correction": "已由更正取代",
    "the appeal is answered": "申诉已处理",
}


@dataclass(frozen=True, slots=True)
class LinesOfOrderLine:
    """`rows` by instant; `accrual` is the arithmetic of the sale itself."""

    rows: Sequence[asyncpg.Record]
    later: Mapping[UUID, Sequence[Ledgered]]
    holds: Mapping[UUID, Sequence[asyncpg.Record]]
    accrual: Mapping[str, Any] | None

    def of(self, seller_id: UUID) -> list[asyncpg.Record]:
        """The seller's lines: what the sale gave, and what corrections gave since."""
        return [row for row in self.rows if row["seller_id"] == seller_id]

    def told(self, seller_id: UUID, words: MoneyInWords) -> list[StepView]:
        """All of the seller's lines, step by step."""
        return [
            step
            for row in self.of(seller_id)
            for step in words.of_line(row, self._arithmetic(row), self.later.get(row["id"], ()))
        ]

    def _arithmetic(self, row: asyncpg.Record) -> Mapping[str, Any] | None:
        if row["correction"] is None:
            return self.accrual
        accrual: Mapping[str, Any] = from_json(row["correction"])["accrual"]
        return accrual


async def lines_of_order_line(
    tx: Tx, order_line_id: UUID, accrual: Mapping[str, Any] | None, language: str
) -> LinesOfOrderLine:
    """Read them all."""
    rows = await tx.fetch(_ROWS, tx.brand_id, order_line_id)
    ids = [row["id"] for row in rows]
    holds: dict[UUID, list[asyncpg.Record]] = defaultdict(list)
    later: dict[UUID, list[Ledgered]] = defaultdict(list)
    for row in rows:
        if row["given"] is not None and row["given"] < row["amount"]:
            before = {"amount": row["amount"] - row["given"]}
            later[row["id"]].append(Ledgered(row["accrued_at"], "refunded_before", before))
    for row in await tx.fetch(_REVERSALS, tx.brand_id, ids):
        figures = {"amount": row["amount"], "qty": row["qty"]}
        later[row["commission_line_id"]].append(Ledgered(row["at"], "reversed", figures))
    for row in await tx.fetch(_REPLACED, tx.brand_id, ids):
        later[row["commission_line_id"]].append(Ledgered(row["at"], "replaced", {"amount": row["amount"]}))
    for row in await tx.fetch(_HOLDS, tx.brand_id, ids):
        holds[row["commission_line_id"]].append(row)
        reason = hold_reason(row["reason_code"], row["reason"], language)
        later[row["commission_line_id"]].append(Ledgered(row["held_at"], "held", {"reason": reason}))
        if row["decided_at"] is not None:
            note = note_in_words(row["decision_note"], language)
            later[row["commission_line_id"]].append(Ledgered(row["decided_at"], row["state"], {"note": note}))
    for events in later.values():
        events.sort(key=lambda event: (event.at, _TOLD.index(event.code)))
    return LinesOfOrderLine(rows, later, holds, accrual)


def hold_reason(code: str, stored: str, language: str) -> str:
    """Why a line waits, as the seller reads it: a rule's reason in either language, or what the reviewer wrote."""
    if code == DISPUTE and stored == _DISPUTED[0]:
        return say(_DISPUTED, language)
    rule = BY_CODE.get(code)
    if rule is None or stored != rule.reason:
        return stored
    return say((rule.reason, rule.reason_zh), language).rstrip(".。")


def note_in_words(note: str, language: str) -> str:
    """A reviewer's note as it was written; what the services write by themselves, in either language."""
    return _NOTES.get(note, note) if language == "zh" else note
