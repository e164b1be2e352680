"""The journal as finance reads it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page, read_row

ENTRIES = Table(
    select="e.id, e.idempotency_key, e.event, e.occurred_at, e.recorded_at, e.cause_kind, e.cause_id, e.corrects_id",
    source="journal_entries e",
    where="e.brand_id = $1",
    id="e.id",
    columns={
        "occurred_at": Column("e.occurred_at", "instant", matches="range"),
        "event": Column("e.event"),
        "cause_kind": Column("e.cause_kind"),
        "cause_id": Column("e.cause_id", "uuid", sorts=False),
    },
    sort="-occurred_at",
)


class EntryRow(Struct, frozen=True):
    """`corrects_id` names the entry that this one takes back."""

    entry_id: UUID
    key: str
    event: str
    occurred_at: datetime
    recorded_at: datetime
    cause_kind: str
    cause_id: UUID
    corrects_id: UUID | None


class PostingRow(Struct, frozen=True):
    """Minor units, debit positive."""

    account: str
    seller_id: UUID | None
    currency: str
    amount: int


class EntryDetail(Struct, frozen=True):
    entry: EntryRow
    postings: list[PostingRow]


async def list_entries(scope: Scope, request: PageRequest) -> Page[EntryRow]:
    return await transact(scope, lambda tx: read_page(tx, ENTRIES, request, EntryRow))


async def show_entry(scope: Scope, entry_id: UUID) -> EntryDetail:
    """One entry with its postings. Raises NotFound."""

    async def work(tx: Tx) -> EntryDetail:
        entry = await read_row(tx, ENTRIES, entry_id, EntryRow)
        if entry is None:
            raise NotFound(what="journal entry", ref=entry_id)
        rows = await tx.fetch(
            "SELECT a.code, a.seller_id, p.currency, p.amount FROM postings p"
            " JOIN ledger_accounts a ON a.brand_id = p.brand_id AND a.id = p.account_id"
            " WHERE p.brand_id = $1 AND p.entry_id = $2 AND p.occurred_at = $3 ORDER BY p.amount DESC, a.code",
            tx.brand_id,
            entry_id,
            entry.occurred_at,
        )
        return EntryDetail(entry, [PostingRow(*row) for row in rows])

    return await transact(scope, work)


async def list_accounts_of_books(scope: Scope) -> list[PostingRow]:
    """The trial balance: every account of the brand, sellers' accounts added up by code; debit positive."""
    rows = await transact(
        scope,
        lambda tx: tx.fetch(
            "SELECT a.code, NULL::uuid, p.currency, sum(p.amount)::bigint FROM postings p"
            " JOIN ledger_accounts a ON a.brand_id = p.brand_id AND a.id = p.account_id"
            " WHERE p.brand_id = $1 GROUP BY a.code, p.currency ORDER BY p.currency, a.code",
            tx.brand_id,
        ),
    )
    return [PostingRow(*row) for row in rows]
