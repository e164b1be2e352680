"""Draft a payout batch: who can be paid over a rail, in a currency, from a minimum on."""

from uuid import UUID

import msgspec

from commission.payouts.payable import Claim, Payable, SellerStatus, payable
from infra.database import Tx
from infra.errors import FieldFault, InvalidInput
from infra.ids import new_id, public_code
from infra.json_text import to_json
from infra.rails.registry import rail_names
from infra.scope import Scope
from services.idempotency import once
from services.payouts.errors import NothingToPay
from services.payouts.examine import Examined, examine, show_instalment
from services.payouts.terms import payout_terms
from services.payouts.unpaid import unpaid

# One statement, one snapshot: what matured and what is available are of the same instant, and what the account lacks of
# the lines is the debt.
_CLAIMS = f"""
WITH lines AS ({unpaid("$3")})
SELECT b.seller_id, b.available, coalesce(l.matured, 0) AS matured, s.status FROM seller_balances AS b
LEFT JOIN lines AS l ON l.seller_id = b.seller_id
JOIN sellers AS s ON s.brand_id = b.brand_id AND s.id = b.seller_id
JOIN payee_profiles AS p ON p.brand_id = b.brand_id AND p.seller_id = b.seller_id AND p.rail = $2
WHERE b.brand_id = $1 AND b.currency = $3 AND (b.available <> 0 OR l.matured > 0) AND NOT EXISTS (
  SELECT FROM payout_items AS i WHERE i.brand_id = b.brand_id AND i.seller_id = b.seller_id AND i.currency = $3
  AND i.state IN ('draft', 'approved', 'sent', 'unknown'))
ORDER BY b.seller_id
"""  # noqa: S608 - our own words
# The unique index of open items decides between two batches that are built at once: the second waits for the first to
# commit, then leaves the seller out.
_ITEMS = """
INSERT INTO payout_items (brand_id, id, batch_id, seller_id, currency, gross, tax, net, state, rail_key, preflight)
SELECT $1, n.id, $2, n.seller, $3, n.gross, n.tax, n.gross - n.tax, 'draft', n.key, n.preflight::jsonb
FROM unnest($4::uuid[], $5::uuid[], $6::bigint[], $7::bigint[], $8::text[], $9::text[])
  AS n (id, seller, gross, tax, key, preflight) ORDER BY n.seller
ON CONFLICT DO NOTHING RETURNING seller_id, gross, tax
"""


class BuildBatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`minimum` in minor units, reached at equality."""

    rail: str
    currency: str
    minimum: int = 0


class LeftOut(msgspec.Struct, frozen=True):
    seller_id: UUID
    reason: str


class BatchBuilt(msgspec.Struct, frozen=True):
    """Minor units. `blocked` items have pre-flight findings, and are cancelled at approval unless these are gone."""

    id: UUID
    code: str
    items: int
    blocked: int
    gross: int
    tax: int
    net: int
    left_out: tuple[LeftOut, ...]


async def build_batch(scope: Scope, command: BuildBatch, idempotency_key: str | None = None) -> BatchBuilt:
    """Take what is payable of at least the minimum: what matured, less what the instalment ceiling gives to an old
    debt. Suspended sellers wait, closed ones are paid, and pay their whole debt first.

    Raises InvalidInput; NothingToPay where nobody is left to pay.
    """
    if command.rail not in rail_names():
        raise InvalidInput(FieldFault("rail", "is not in operation", "该通道未启用"))
    if command.minimum < 0:
        raise InvalidInput(FieldFault("minimum", "must not be negative", "不能为负数"))
    if scope.actor.account_id is None:
        raise InvalidInput(FieldFault("", "a batch is made by a person", "付款批次须由人员创建"))
    return await once(
        scope, "build_batch", idempotency_key, command, lambda tx: _build(tx, command), BatchBuilt
    )


async def _build(tx: Tx, command: BuildBatch) -> BatchBuilt:
    ceiling = (await payout_terms(tx)).ceiling
    verdicts = [
        payable(
            Claim.standing(
                str(row["seller_id"]),
                command.currency,
                command.rail,
                SellerStatus(row["status"]),
                matured=row["matured"],
                available=row["available"],
            ),
            command.minimum,
            ceiling,
        )
        for row in await tx.fetch(_CLAIMS, tx.brand_id, command.rail, command.currency)
    ]
    gross = {UUID(one.claim.seller): one.amount for one in verdicts if one.amount}
    examined = await examine(tx, command.currency, gross)
    for one in verdicts:
        if one.amount:
            show_instalment(examined[UUID(one.claim.seller)], one)
    batch_id, code = new_id(), public_code("P")
    await tx.execute(
        "INSERT INTO payout_batches (brand_id, id, code, rail, currency, minimum, state, created_by, created_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, $8)",
        tx.brand_id,
        batch_id,
        code,
        command.rail,
        command.currency,
        command.minimum,
        tx.scope.actor.account_id,
        tx.now,
    )
    written = await _write_items(tx, batch_id, command.currency, gross, examined)
    if not written:
        raise NothingToPay
    taken = {seller for seller, _, _ in written}
    # Who asked to be paid is taken up now.
    await tx.execute(
        "UPDATE payee_profiles SET asked_at = NULL WHERE brand_id = $1 AND seller_id = ANY($2::uuid[])"
        " AND asked_at IS NOT NULL",
        tx.brand_id,
        list(taken),
    )
    return BatchBuilt(
        id=batch_id,
        code=code,
        items=len(written),
        blocked=sum(examined[seller].blocked for seller in taken),
        gross=sum(g for _, g, _ in written),
        tax=sum(t for _, _, t in written),
        net=sum(g - t for _, g, t in written),
        left_out=_left_out(verdicts, taken),
    )


async def _write_items(
    tx: Tx, batch_id: UUID, currency: str, gross: dict[UUID, int], examined: dict[UUID, Examined]
) -> list[tuple[UUID, int, int]]:
    ids = {seller: new_id() for seller in gross}
    rows = await tx.fetch(
        _ITEMS,
        tx.brand_id,
        batch_id,
        currency,
        list(ids.values()),
        list(ids),
        list(gross.values()),
        [examined[seller].tax for seller in ids],
        # Made with the item and never again: whatever happens, the rail knows this payout by it.
        [item.hex for item in ids.values()],
        [to_json(examined[seller].preflight) for seller in ids],
    )
    return [(row["seller_id"], row["gross"], row["tax"]) for row in rows]


def _left_out(verdicts: list[Payable], taken: set[UUID]) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(UUID(one.claim.seller), one.reason.code if not one.amount else "in_another_batch")
        for one in verdicts
        if UUID(one.claim.seller) not in taken
    )
