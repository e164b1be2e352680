"""Credit sold lines to the touches that their decisions name, so that links, channels, campaigns and variants can be
compared. Commission stays what the books say; this only shares it out for reading."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from commission.money.allocate import allocate
from infra.database import Tx, transact
from infra.json_text import from_json
from infra.scope import Scope
from services.numbers.mark_stale import mark_stale

BATCH = 500
# New sales, and whatever changed about older ones: refunds, reviewed holds, granted appeals.
_CHANGED = """
SELECT l.id FROM retail_orders AS o JOIN retail_order_lines AS l ON l.brand_id = o.brand_id AND l.order_id = o.id
WHERE o.brand_id = $1 AND o.paid_at >= $2
UNION
SELECT b.order_line_id FROM refunds AS r JOIN refund_lines AS b ON b.brand_id = r.brand_id AND b.refund_id = r.id
WHERE r.brand_id = $1 AND r.decided_at >= $2
UNION
SELECT c.order_line_id FROM commission_holds AS h JOIN commission_lines AS c
  ON c.brand_id = h.brand_id AND c.id = h.commission_line_id WHERE h.brand_id = $1 AND h.decided_at >= $2
UNION
SELECT order_line_id FROM credit_corrections WHERE brand_id = $1 AND at >= $2
ORDER BY 1
"""
_LINES = """
SELECT l.id, l.order_id, l.paid, l.refunded, o.store_id, o.paid_at, d.body, (
  SELECT x.credits FROM credit_corrections AS x WHERE x.brand_id = l.brand_id AND x.order_line_id = l.id
  ORDER BY x.at DESC, x.id DESC LIMIT 1) AS corrected
FROM retail_order_lines AS l
JOIN retail_orders AS o ON o.brand_id = l.brand_id AND o.id = l.order_id
LEFT JOIN attribution_decisions AS d ON d.brand_id = l.brand_id AND d.order_line_id = l.id
WHERE l.brand_id = $1 AND l.id = ANY($2::uuid[]) AND o.paid_at IS NOT NULL
"""
_EARNED = """
SELECT order_line_id, seller_id, sum(amount)::bigint AS amount, sum(reversed)::bigint AS reversed
FROM commission_lines WHERE brand_id = $1 AND order_line_id = ANY($2::uuid[]) GROUP BY 1, 2
"""
# By instant as well as by id: the instant says which month's table holds the touch.
_TOUCHES = """
SELECT t.id, t.link_id, t.channel, t.campaign, v.card_variant_id, v.landing_variant_id
FROM unnest($2::uuid[], $3::timestamptz[]) AS n (id, at)
JOIN touches AS t ON t.brand_id = $1 AND t.id = n.id AND t.at = n.at
LEFT JOIN landing_views AS v ON v.brand_id = $1 AND v.touch_id = t.id
"""
_BEFORE = """
SELECT * FROM credited_sales WHERE brand_id = $1 AND order_line_id = ANY($2::uuid[]) ORDER BY order_line_id, part
"""
_FORGET = "DELETE FROM credited_sales WHERE brand_id = $1 AND order_line_id = ANY($2::uuid[])"
_COLUMNS = (
    "order_line_id",
    "part",
    "order_id",
    "seller_id",
    "store_id",
    "touch_id",
    "link_id",
    "channel",
    "campaign",
    "card_variant_id",
    "landing_variant_id",
    "weight",
    "sales",
    "refunded",
    "commission",
    "reversed",
    "paid_at",
)

_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('credited sales ' || $1::uuid::text, 0))"


class _Part(msgspec.Struct, frozen=True):
    """One credited touch of a line, or the whole line where no touch decided."""

    seller: UUID | None
    weight: Fraction
    channel: str
    touch_id: UUID | None = None


async def credit_sales(scope: Scope, since: datetime) -> int:
    """Credit what was paid, refunded, reviewed or corrected since; how many lines came out otherwise than before. Their
    days are to be added up again. Called twice it changes nothing twice."""
    lines: list[UUID] = await transact(scope, lambda tx: _changed(tx, since))
    changed = 0
    for at in range(0, len(lines), BATCH):
        batch = lines[at : at + BATCH]
        changed += await transact(scope, partial(_credit, line_ids=batch))
    return changed


async def _changed(tx: Tx, since: datetime) -> list[UUID]:
    return [row["id"] for row in await tx.fetch(_CHANGED, tx.brand_id, since)]


async def _credit(tx: Tx, line_ids: Sequence[UUID]) -> int:
    # Two who read the numbers at once, or a reader and the task, would both write the rows that neither found.
    await tx.fetchval(_TURN, tx.brand_id)
    lines = await tx.fetch(_LINES, tx.brand_id, line_ids)
    parts = {line["id"]: _parts(line) for line in lines}
    touches = await _touches(tx, lines, parts)
    earned: dict[UUID, dict[UUID, tuple[int, int]]] = defaultdict(dict)
    for row in await tx.fetch(_EARNED, tx.brand_id, line_ids):
        earned[row["order_line_id"]][row["seller_id"]] = (row["amount"], row["reversed"])
    before: dict[UUID, list[tuple[object, ...]]] = defaultdict(list)
    for row in await tx.fetch(_BEFORE, tx.brand_id, line_ids):
        before[row["order_line_id"]].append(tuple(row[name] for name in _COLUMNS))
    fresh = {line["id"]: _rows(line, parts[line["id"]], touches, earned[line["id"]]) for line in lines}
    other = [line for line in lines if fresh[line["id"]] != before[line["id"]]]
    if other:
        await tx.execute(_FORGET, tx.brand_id, [line["id"] for line in other])
        rows = [(tx.brand_id, *row) for line in other for row in fresh[line["id"]]]
        await tx.copy("credited_sales", ("brand_id", *_COLUMNS), rows)
        await mark_stale(tx, [line["paid_at"] for line in other])
    return len(other)


def _parts(line: asyncpg.Record) -> list[_Part]:
    """Whom the line is credited to: the touches that the model weighed, or the one coupon, binding or store; after a
    granted appeal those it names."""
    if line["corrected"] is not None:
        corrected = from_json(line["corrected"])
        return [
            _Part(UUID(each["seller"]), Fraction(each["weight"]), each.get("channel", "appeal"))
            for each in corrected
        ] or [_Part(None, Fraction(1), "none")]
    body = from_json(line["body"]) if line["body"] else {"credits": [], "trace": []}
    if not body["credits"]:
        return [_Part(None, Fraction(1), "none")]
    step: dict[str, Any] = next((each for each in body["trace"] if each.get("result") == "credited"), {})
    if step.get("step") == "touch" and "parts" in step:
        return [
            _Part(UUID(each["seller"]), Fraction(each["weight"]), "", UUID(each["id"]))
            for each in step["parts"]
        ]
    touch = UUID(step["id"]) if step.get("step") == "touch" else None
    (credit,) = body["credits"]
    return [_Part(UUID(credit["seller"]), Fraction(1), credit["channel"], touch)]


async def _touches(
    tx: Tx, lines: Sequence[asyncpg.Record], parts: dict[UUID, list[_Part]]
) -> dict[UUID, asyncpg.Record]:
    wanted = {part.touch_id for each in parts.values() for part in each if part.touch_id}
    instants: dict[UUID, datetime] = {}
    for line in lines:
        for each in from_json(line["body"])["candidates"] if line["body"] else ():
            if each["source"] == "touch" and UUID(each["id"]) in wanted:
                instants[UUID(each["id"])] = datetime.fromisoformat(each["at"])
    if not instants:
        return {}
    rows = await tx.fetch(_TOUCHES, tx.brand_id, list(instants), list(instants.values()))
    return {row["id"]: row for row in rows}


def _rows(
    line: asyncpg.Record,
    parts: Sequence[_Part],
    touches: dict[UUID, asyncpg.Record],
    earned: dict[UUID, tuple[int, int]],
) -> list[tuple[object, ...]]:
    """The rows of a line, as the table has them; each amount sums to the line's own."""
    sales = allocate(line["paid"], [part.weight for part in parts])
    refunded = within(line["refunded"], sales)
    commission, reversed_ = [0] * len(parts), [0] * len(parts)
    for seller, (amount, taken) in earned.items():
        places = [at for at, part in enumerate(parts) if part.seller == seller]
        shares = allocate(amount, [parts[at].weight for at in places]) if places else []
        for at, share, back in zip(places, shares, within(taken, shares), strict=True):
            commission[at], reversed_[at] = share, back
    rows: list[tuple[object, ...]] = []
    for at, part in enumerate(parts):
        touch = touches.get(part.touch_id) if part.touch_id else None
        rows.append(
            (
                line["id"],
                at,
                line["order_id"],
                part.seller,
                line["store_id"],
                part.touch_id,
                touch["link_id"] if touch else None,
                touch["channel"] if touch else part.channel or "unknown",
                touch["campaign"] if touch else "",
                touch["card_variant_id"] if touch else None,
                touch["landing_variant_id"] if touch else None,
                str(part.weight),
                sales[at],
                refunded[at],
                commission[at],
                reversed_[at],
                line["paid_at"],
            )
        )
    return rows


def within(amount: int, shares: Sequence[int]) -> list[int]:
    """`amount` shared out like `shares`, none more than its own: what is refunded of a part is never more than it.
    `amount` is at most their sum."""
    whole = sum(shares)
    if not whole:
        return [0] * len(shares)
    parts = [share * amount // whole for share in shares]
    left = amount - sum(parts)
    for at, share in enumerate(shares):
        if left and parts[at] < share:
            parts[at] += 1
            left -= 1
    return parts
