"""Payouts as finance and sellers see them. Account numbers are never shown, only their last four."""

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct

from infra.database import transact
from infra.errors import NotFound
from infra.json_text import from_json
from infra.replica import read
from infra.scope import Scope
from services.payouts.set_payee import PayeeSet
from services.payouts.terms import PayoutTerms, payout_terms
from services.queries.pages import Column, Page, PageRequest, Table, read_page, read_row

_SUMS = """SELECT count(*)::int AS items, coalesce(sum(i.gross), 0)::bigint AS gross,
  coalesce(sum(i.tax), 0)::bigint AS tax FROM payout_items AS i
  WHERE i.brand_id = b.brand_id AND i.batch_id = b.id AND i.state <> 'cancelled'"""
BATCHES = Table(
    select="""b.id, b.code, b.rail, b.currency, b.minimum, b.state, s.items, s.gross, s.tax, b.created_by, b.created_at,
              b.approved_by, b.approved_at, b.sent_at, b.settled_at""",
    source=f"payout_batches b CROSS JOIN LATERAL ({_SUMS}) s",
    where="b.brand_id = $1",
    id="b.id",
    columns={
        "state": Column("b.state"),
        "rail": Column("b.rail"),
        "currency": Column("b.currency::text"),
        "code": Column("b.code"),
        "created_at": Column("b.created_at", "instant", matches="range"),
    },
    sort="-created_at",
    searched=("b.code",),
)
ITEMS = Table(
    select="""i.id, i.batch_id, b.code, i.seller_id, s.display_name, i.currency, i.gross, i.tax, i.net, i.state,
              i.failure, i.rail_ref, i.preflight::text, i.sent_at, i.settled_at""",
    source="""payout_items i JOIN payout_batches b ON b.brand_id = i.brand_id AND b.id = i.batch_id
              JOIN sellers s ON s.brand_id = i.brand_id AND s.id = i.seller_id""",
    where="i.brand_id = $1",
    id="i.id",
    columns={
        "state": Column("i.state"),
        "seller_id": Column("i.seller_id", "uuid", sorts=False),
        "batch_id": Column("i.batch_id", "uuid", sorts=False),
        "gross": Column("i.gross", "int", matches="range"),
        "made": Column("b.created_at", "instant", matches="range"),
    },
    sort="-made",
    searched=("s.display_name", "b.code"),
)
REQUESTS = Table(
    select="""p.seller_id, s.display_name, s.code, p.rail, p.asked_at, p.verified_at IS NOT NULL""",
    source="payee_profiles p JOIN sellers s ON s.brand_id = p.brand_id AND s.id = p.seller_id",
    where="p.brand_id = $1 AND p.asked_at IS NOT NULL",
    id="p.id",
    columns={
        "rail": Column("p.rail"),
        "asked_at": Column("p.asked_at", "instant", matches="range"),
    },
    sort="asked_at",
    searched=("s.display_name", "s.code"),
)
_PREFLIGHT = 12


class BatchRow(Struct, frozen=True):
    """Minor units; items that were cancelled count in no sum."""

    batch_id: UUID
    code: str
    rail: str
    currency: str
    minimum: int
    state: str
    items: int
    gross: int
    tax: int
    created_by: UUID
    created_at: datetime
    approved_by: UUID | None
    approved_at: datetime | None
    sent_at: datetime | None
    settled_at: datetime | None


class ItemRow(Struct, frozen=True):
    """Minor units. `preflight` holds findings, taxed income, the withholding table and its arithmetic."""

    item_id: UUID
    batch_id: UUID
    batch_code: str
    seller_id: UUID
    seller: str
    currency: str
    gross: int
    tax: int
    net: int
    state: str
    failure: str
    rail_ref: str | None
    preflight: dict[str, Any]
    sent_at: datetime | None
    settled_at: datetime | None


class PayoutRequestRow(Struct, frozen=True):
    """A seller who asked to be paid and whom no batch has taken up yet. `verified`: the name was checked."""

    seller_id: UUID
    seller: str
    seller_code: str
    rail: str
    asked_at: datetime
    verified: bool


class OwnBalance(Struct, frozen=True):
    """A seller's money in minor units; `available` below zero is owed and paid down by later credits."""

    currency: str
    pending: int
    available: int
    in_flight: int
    paid: int
    withheld: int


def _item(*columns: Any) -> ItemRow:
    values = list(columns)
    values[_PREFLIGHT] = from_json(values[_PREFLIGHT])
    return ItemRow(*values)


async def list_batches(scope: Scope, request: PageRequest) -> Page[BatchRow]:
    return await read(scope, lambda tx: read_page(tx, BATCHES, request, BatchRow))


async def show_batch(scope: Scope, batch_id: UUID) -> BatchRow:
    """Raises NotFound."""
    row = await transact(scope, lambda tx: read_row(tx, BATCHES, batch_id, BatchRow))
    if row is None:
        raise NotFound(what="payout batch", ref=batch_id)
    return row


async def list_items(scope: Scope, batch_id: UUID, request: PageRequest) -> Page[ItemRow]:
    """Items of a batch. Raises NotFound."""
    await show_batch(scope, batch_id)
    fixed = ("i.batch_id = $2", batch_id)
    return await read(scope, lambda tx: read_page(tx, ITEMS, request, _item, fixed=fixed))


async def list_all_items(scope: Scope, request: PageRequest) -> Page[ItemRow]:
    """Items of all batches."""
    return await read(scope, lambda tx: read_page(tx, ITEMS, request, _item))


async def list_own_payouts(scope: Scope, seller_id: UUID, request: PageRequest) -> Page[ItemRow]:
    """A seller's own items."""
    fixed = ("i.seller_id = $2", seller_id)
    return await read(scope, lambda tx: read_page(tx, ITEMS, request, _item, fixed=fixed))


async def own_balances(scope: Scope, seller_id: UUID) -> list[OwnBalance]:
    """What the books say a seller has, by currency."""
    rows = await transact(
        scope,
        lambda tx: tx.fetch(
            "SELECT currency, pending, available, in_flight, paid, withheld FROM seller_balances"
            " WHERE brand_id = $1 AND seller_id = $2 ORDER BY currency",
            tx.brand_id,
            seller_id,
        ),
    )
    return [OwnBalance(*row) for row in rows]


async def own_payee(scope: Scope, seller_id: UUID) -> PayeeSet:
    """Where a seller is paid. Raises NotFound before it was said."""
    row = await transact(
        scope,
        lambda tx: tx.fetchrow(
            "SELECT rail, legal_name, account_last4, bank_code, tax_status, verified_at, changed_at FROM payee_profiles"
            " WHERE brand_id = $1 AND seller_id = $2",
            tx.brand_id,
            seller_id,
        ),
    )
    if row is None:
        raise NotFound(what="payee profile", ref=seller_id)
    return PayeeSet(*row)


async def show_payout_terms(scope: Scope) -> PayoutTerms:
    """The terms in force now."""
    return await transact(scope, payout_terms)


async def list_payout_requests(scope: Scope, request: PageRequest) -> Page[PayoutRequestRow]:
    """Who waits to be paid, the longest first."""
    return await read(scope, lambda tx: read_page(tx, REQUESTS, request, PayoutRequestRow))
