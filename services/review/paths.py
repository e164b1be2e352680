"""What of a seller's lay on the way to an order and is no candidate: touches too old, or of a browser that was
another's then, and bindings that an earlier or later one stood before."""

from datetime import datetime
from uuid import UUID

import asyncpg
from msgspec import Struct

from infra.database import Tx
from services.sharing.customer_groups import customer_groups

# The browsers known as the buyer when the order was paid: the order's own among them.
_BROWSERS = """
SELECT DISTINCT visitor_id FROM identifications
WHERE brand_id = $1 AND customer_id = ANY($2::uuid[]) AND at <= $3 AND (undone_at IS NULL OR undone_at > $3)
UNION SELECT $4::uuid WHERE $4::uuid IS NOT NULL
"""
_TOUCHES = """
SELECT id::text AS id, seller_id, at, channel, kind, 'touch' AS source FROM touches
WHERE brand_id = $1 AND visitor_id = ANY($2::uuid[]) AND at <= $3 AND at > $3 - interval '400 days'
  AND ($4::uuid IS NULL OR seller_id = $4) AND id::text <> ALL($5::text[]) ORDER BY at DESC, id LIMIT 50
"""
_BINDINGS = """
SELECT id::text AS id, seller_id, at, 'binding' AS channel, source AS kind, 'binding' AS source FROM bindings
WHERE brand_id = $1 AND (customer_id = ANY($2::uuid[]) OR visitor_id = ANY($3::uuid[])) AND at <= $4
  AND ($5::uuid IS NULL OR seller_id = $5) AND id::text <> ALL($6::text[]) ORDER BY at DESC, id LIMIT 50
"""


class PathStep(Struct, frozen=True):
    """`source` is touch or binding; `channel` and `kind` as they were recorded."""

    source: str
    id: str
    seller_id: UUID
    at: datetime
    channel: str
    kind: str


async def off_the_candidates(
    tx: Tx, order: asyncpg.Record, known: list[str], seller_id: UUID | None
) -> list[PathStep]:
    """Steps of one seller, or of all, that are on the buyer's path and not among the candidates (`known` are theirs),
    latest first; touches of the last 400 days."""
    at = order["paid_at"]
    people = (await customer_groups(tx, [order["customer_id"]], at))[order["customer_id"]]
    members = list(people.members)
    found = await tx.fetch(_BROWSERS, tx.brand_id, members, at, order["visitor_id"])
    browsers = [row["visitor_id"] for row in found]
    rows = [
        *await tx.fetch(_TOUCHES, tx.brand_id, browsers, at, seller_id, known),
        *await tx.fetch(_BINDINGS, tx.brand_id, members, browsers, at, seller_id, known),
    ]
    steps = [
        PathStep(row["source"], row["id"], row["seller_id"], row["at"], row["channel"], row["kind"])
        for row in rows
    ]
    return sorted(steps, key=lambda step: (step.at, step.id), reverse=True)
