"""The only writer of the journal (money-rules.md, Ledger)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID, uuid5

from commission.ledger.accounts import SELLER_CODES, Account, Code
from commission.ledger.entry import JournalEntry
from infra.database import Tx, ensure_months
from infra.errors import Conflict
from infra.ids import new_id
from services.locks import lock_books_open


class EntryKeyReused(Conflict):
    """An entry with this key stands in the books with other postings: one event cannot mean two things."""

    code = "entry_key_reused"
    title = "This event is already in the books with other amounts"
    title_zh = "该事件已以不同金额入账"
    detail = "Journal entry {key} already stands in the books with other postings."
    detail_zh = "会计分录 {key} 已以不同金额入账。"


class Caused(NamedTuple):
    """A journal entry of the law, and the row it came from (`kind` is the table's singular, `id` its key)."""

    entry: JournalEntry
    kind: str
    id: UUID


@dataclass(slots=True)
class _Change:
    pending: int = 0
    available: int = 0
    in_flight: int = 0
    paid: int = 0
    withheld: int = 0


async def post_entries(tx: Tx, caused: Sequence[Caused]) -> int:
    """Write entries with their postings and bring the sellers' balances along; how many were new.

    An entry whose key is in the books already is left alone where it says the same. Takes the balance locks, the last
    of the lock order: call it as the last step of a service. Balances are changed by the postings just written and by
    nothing else, so they cannot part from the books.

    An entry of a month that was closed before it came is carried by the statements of the first open month.

    Raises:
        EntryKeyReused: a key is in the books with other postings.
    """
    wanted = [one for one in caused if not one.entry.empty]
    if not wanted:
        return 0
    instants = [one.entry.at for one in wanted]
    await ensure_months("postings", min(instants), max(instants))
    await lock_books_open(tx)
    ids = {one.entry.key: new_id() for one in wanted}
    new_keys = await _insert_entries(tx, wanted, ids)
    for one in wanted:
        if one.entry.key not in new_keys:
            await _refuse_other_postings(tx, one.entry)
    fresh = list({one.entry.key: one.entry for one in wanted if one.entry.key in new_keys}.values())
    await _insert_accounts(tx, fresh)
    await _insert_postings(tx, fresh, ids)
    await _change_balances(tx, fresh)
    return len(fresh)


@lru_cache(maxsize=65_536)
def account_id(brand_id: UUID, account: Account, currency: str) -> UUID:
    """An account's key follows from what it is, so that writers never look it up nor make it twice."""
    return uuid5(brand_id, f"{account.code.value}/{account.seller or ''}/{currency}")


async def _insert_entries(tx: Tx, caused: Sequence[Caused], ids: dict[str, UUID]) -> set[str]:
    # An entry that corrects another is found by key; the corrected one is always in the books before.
    rows = await tx.fetch(
        "INSERT INTO journal_entries (brand_id, id, idempotency_key, occurred_at, recorded_at, event, cause_kind,"
        "  cause_id, corrects_id, late_month)"
        " SELECT $1, n.id, n.key, n.at, $2, n.event, n.kind, n.cause, old.id,"
        "  CASE WHEN n.at < closed.until_at THEN closed.month + interval '1 month' END"
        " FROM unnest($3::uuid[], $4::text[], $5::timestamptz[], $6::text[], $7::text[], $8::uuid[], $9::text[])"
        "   AS n (id, key, at, event, kind, cause, corrects)"
        " LEFT JOIN journal_entries old ON old.brand_id = $1 AND old.idempotency_key = n.corrects"
        " LEFT JOIN (SELECT month, until_at FROM closed_months WHERE brand_id = $1 ORDER BY month DESC LIMIT 1) closed"
        "   ON true"
        " ON CONFLICT (brand_id, idempotency_key) DO NOTHING RETURNING idempotency_key",
        tx.brand_id,
        tx.now,
        [ids[one.entry.key] for one in caused],
        [one.entry.key for one in caused],
        [one.entry.at for one in caused],
        [one.entry.cause.event for one in caused],
        [one.kind for one in caused],
        [one.id for one in caused],
        [one.entry.corrects for one in caused],
    )
    return {row["idempotency_key"] for row in rows}


async def _insert_accounts(tx: Tx, entries: Iterable[JournalEntry]) -> None:
    accounts = {(p.account, p.currency) for one in entries for p in one.postings}
    # In one order, so that two writers that open the same accounts for the first time do not wait in a ring.
    rows = sorted(
        (account_id(tx.brand_id, account, currency), account.code.value, account.seller, currency)
        for account, currency in accounts
    )
    await tx.execute(
        "INSERT INTO ledger_accounts (brand_id, id, code, seller_id, currency, created_at)"
        " SELECT $1, n.id, n.code, n.seller, n.currency, $2"
        " FROM unnest($3::uuid[], $4::text[], $5::uuid[], $6::text[]) AS n (id, code, seller, currency)"
        " ON CONFLICT DO NOTHING",
        tx.brand_id,
        tx.now,
        [row[0] for row in rows],
        [row[1] for row in rows],
        [UUID(row[2]) if row[2] else None for row in rows],
        [row[3] for row in rows],
    )


async def _insert_postings(tx: Tx, entries: Sequence[JournalEntry], ids: dict[str, UUID]) -> None:
    flat = [(one, posting) for one in entries for posting in one.postings]
    await tx.execute(
        "INSERT INTO postings (brand_id, id, entry_id, account_id, amount, currency, occurred_at)"
        " SELECT $1, n.* FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::timestamptz[])"
        "   AS n (id, entry, account, amount, currency, at)",
        tx.brand_id,
        [new_id() for _ in flat],
        [ids[one.key] for one, _ in flat],
        [account_id(tx.brand_id, posting.account, posting.currency) for _, posting in flat],
        [posting.amount for _, posting in flat],
        [posting.currency for _, posting in flat],
        [one.at for one, _ in flat],
    )


async def _change_balances(tx: Tx, entries: Iterable[JournalEntry]) -> None:
    changes: dict[tuple[UUID, str], _Change] = {}
    for one in entries:
        for posting in one.postings:
            account = posting.account
            if account.code not in SELLER_CODES or account.seller is None:
                continue
            change = changes.setdefault((UUID(account.seller), posting.currency), _Change())
            _add(change, account.code, posting.amount, one.cause.event)
    if not changes:
        return
    rows = sorted(changes.items())
    await tx.execute(
        "INSERT INTO seller_balances AS b"
        "  (brand_id, id, seller_id, currency, pending, available, in_flight, paid, withheld)"
        " SELECT $1, n.* FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],"
        "   $8::bigint[], $9::bigint[])"
        "   AS n (id, seller, currency, pending, available, in_flight, paid, withheld)"
        " ON CONFLICT (brand_id, seller_id, currency) DO UPDATE SET pending = b.pending + excluded.pending,"
        "   available = b.available + excluded.available, in_flight = b.in_flight + excluded.in_flight,"
        "   paid = b.paid + excluded.paid, withheld = b.withheld + excluded.withheld",
        tx.brand_id,
        [new_id() for _ in rows],
        [seller for (seller, _), _ in rows],
        [currency for (_, currency), _ in rows],
        [change.pending for _, change in rows],
        [change.available for _, change in rows],
        [change.in_flight for _, change in rows],
        [change.paid for _, change in rows],
        [change.withheld for _, change in rows],
    )


def _add(change: _Change, code: Code, amount: int, event: str) -> None:
    """Postings are debit positive; what a seller has is credit, so it grows by the amount taken negative."""
    if code is Code.SELLER_PENDING:
        change.pending -= amount
    elif code is Code.SELLER_AVAILABLE:
        change.available -= amount
    elif code is Code.TAX_WITHHELD:
        change.withheld -= amount
    else:
        change.in_flight -= amount
        # A bank that sends a confirmed payout back takes it out of paid again.
        if event in ("payout_confirmed", "payout_returned"):
            change.paid += amount


async def _refuse_other_postings(tx: Tx, entry: JournalEntry) -> None:
    rows = await tx.fetch(
        "SELECT p.account_id, p.amount, p.currency FROM journal_entries e"
        " JOIN postings p ON p.brand_id = e.brand_id AND p.entry_id = e.id AND p.occurred_at = e.occurred_at"
        " WHERE e.brand_id = $1 AND e.idempotency_key = $2",
        tx.brand_id,
        entry.key,
    )
    standing = sorted((row["account_id"], row["amount"], row["currency"].strip()) for row in rows)
    meant = sorted(
        (account_id(tx.brand_id, p.account, p.currency), p.amount, p.currency) for p in entry.postings
    )
    if standing != meant:
        raise EntryKeyReused(key=entry.key)
