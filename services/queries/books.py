"""The journal as finance reads it."""

from datetime import datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.replica import read
from infra.scope import Scope
from services.queries.pages import Column, Page, PageRequest, Table, read_page, read_row

# What an order caused: its own entries, and those of its refunds, returns and holds. Entries that mature or pay many
# lines at once name none.
_CAUSES = """
WITH r AS (SELECT id FROM retail_orders WHERE brand_id = $1 AND code = $2),
  w AS (SELECT id FROM stock_orders WHERE brand_id = $1 AND code = $2)
SELECT id FROM r UNION ALL SELECT id FROM w
UNION ALL SELECT f.id FROM refunds f JOIN r ON r.id = f.order_id WHERE f.brand_id = $1
UNION ALL SELECT f.id FROM stock_returns f JOIN w ON w.id = f.order_id WHERE f.brand_id = $1
UNION ALL SELECT h.id FROM r JOIN retail_order_lines l ON l.brand_id = $1 AND l.order_id = r.id
  JOIN commission_lines c ON c.brand_id = $1 AND c.order_line_id = l.id
  JOIN commission_holds h ON h.brand_id = $1 AND h.commission_line_id = c.id
"""
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
        # Looked up before the list is read (list_entries): a journal is not searched entry by entry.
        "order": Column("''", sorts=False),
    },
    sort="-occurred_at",
)
POSTINGS = Table(
    select="""p.id, p.entry_id, e.event, a.code, a.seller_id, coalesce(s.display_name, ''), p.currency, p.amount,
              p.occurred_at""",
    source="""postings p JOIN ledger_accounts a ON a.brand_id = p.brand_id AND a.id = p.account_id
      JOIN journal_entries e ON e.brand_id = p.brand_id AND e.id = p.entry_id
      LEFT JOIN sellers s ON s.brand_id = a.brand_id AND s.id = a.seller_id""",
    where="p.brand_id = $1",
    id="p.id",
    columns={
        "occurred_at": Column("p.occurred_at", "instant", matches="range"),
        "account": Column("a.code"),
        "seller_id": Column("a.seller_id", "uuid", sorts=False),
        "currency": Column("p.currency::text"),
        "amount": Column("p.amount", "int", matches="range"),
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


class AccountPostingRow(Struct, frozen=True):
    """A posting as its account sees it: minor units, debit positive. `seller_name` is empty for the brand's own."""

    posting_id: UUID
    entry_id: UUID
    event: str
    account: str
    seller_id: UUID | None
    seller_name: str
    currency: str
    amount: int
    occurred_at: datetime


class EntryDetail(Struct, frozen=True):
    entry: EntryRow
    postings: list[PostingRow]


async def list_entries(scope: Scope, request: PageRequest) -> Page[EntryRow]:
    """The journal, or, with the filter `order`, what the order of this code did in it."""
    code = request.filters.get("order")

    async def work(tx: Tx) -> Page[EntryRow]:
        if code is None:
            return await read_page(tx, ENTRIES, request, EntryRow)
        causes = [row["id"] for row in await tx.fetch(_CAUSES, tx.brand_id, code)]
        others = {name: value for name, value in request.filters.items() if name != "order"}
        asked = msgspec.structs.replace(request, filters=others)
        return await read_page(tx, ENTRIES, asked, EntryRow, fixed=("e.cause_id = ANY ($2::uuid[])", causes))

    return await transact(scope, work)


async def list_postings(scope: Scope, request: PageRequest) -> Page[AccountPostingRow]:
    """What moved on accounts; `account=seller_pending&seller_id=…` is a seller's own page of the books."""
    return await read(scope, lambda tx: read_page(tx, POSTINGS, request, AccountPostingRow))


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
