"""A seller's statement of a closed month, from the books; the same document whenever it is built."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from infra.database import Tx
from infra.errors import NotFound
from infra.json_text import from_json
from services.bookkeeping.closed_month import ClosedMonth, StatementNotProved, closed_month
from services.bookkeeping.statement_rows import ACCOUNTS_OF, DETAILS, LINES, MATURED, STANDINGS

SCHEMA = "storelet statement 1"
PARTS = ("pending", "available", "in_flight", "paid", "withheld")
# (what the sum is called, the events it counts, the parts that move, whether what left is shown as positive)
_SUMS: tuple[tuple[str, tuple[str, ...], tuple[str, ...], int], ...] = (
    ("commission", ("commission_accrued",), ("pending",), 1),
    ("commission_reversed", ("commission_reversed",), ("pending", "available"), -1),
    ("commission_refused", ("commission_refused",), ("pending",), -1),
    ("proceeds", ("own_stock_paid",), ("pending",), 1),
    ("proceeds_refunded", ("own_stock_refunded",), ("pending", "available"), -1),
    ("matured", ("commission_matured", "commission_released"), ("available",), 1),
    ("payouts_started", ("payout_started",), ("available",), -1),
    ("payouts_failed", ("payout_failed",), ("available",), 1),
    ("payouts_confirmed", ("payout_confirmed",), ("paid",), 1),
    ("payouts_returned", ("payout_returned",), ("paid",), -1),
    ("tax_withheld", ("payout_started", "payout_failed"), ("withheld",), 1),
)
_MATURED = frozenset({"commission_matured", "commission_released"})
# What an appeal put right: told in the months in which it happened, so that months before keep their bytes.
_CORRECTED = (
    "commission_corrected",
    ("commission_replaced", "commission_recredited"),
    ("pending", "available"),
    1,
)
_DETAILED = frozenset(
    {
        "commission_accrued",
        "own_stock_paid",
        "commission_reversed",
        "own_stock_refunded",
        "commission_replaced",
        "commission_recredited",
    }
)
Document = dict[str, Any]


async def build_statement(tx: Tx, month: date, seller_id: UUID) -> Document:
    """Opening and closing, every entry between them with the lines behind it, and the sums, in minor units.

    Opening plus the entries is the closing, which is summed from the postings by itself, and each entry is the sum of
    the lines behind it; else nothing is told. Raises MonthNotClosed, NotFound, StatementNotProved.
    """
    closed = await closed_month(tx, month)
    header = await read_header(tx, month, seller_id)
    bounds = (tx.brand_id, closed.month, closed.from_at, closed.until_at)
    accounts = await accounts_of(tx, [seller_id])
    standings = await tx.fetch(STANDINGS, *bounds, accounts)
    rows = await tx.fetch(LINES, *bounds, accounts)
    details = await _details(tx, seller_id, rows)
    by_currency: dict[str, list[asyncpg.Record]] = defaultdict(list)
    for row in rows:
        by_currency[row["currency"]].append(row)
    currencies = []
    for standing in standings:
        lines = [_line(row, details) for row in by_currency.pop(standing["currency"], [])]
        told = {
            "currency": standing["currency"],
            "opening": {part: standing[f"{part}_before"] for part in PARTS},
            "lines": lines,
            "sums": _sums(lines),
            "closing": {part: standing[f"{part}_after"] for part in PARTS},
        }
        _prove(closed, told)
        currencies.append(told)
    if by_currency:
        raise StatementNotProved(month=closed.name, what="entries in a currency without a standing")
    return {**head(closed, "seller", header), "currencies": currencies}


async def accounts_of(tx: Tx, seller_ids: list[UUID]) -> list[UUID]:
    """The sellers' own accounts: named to the other statements, so that these begin with them."""
    return [row["id"] for row in await tx.fetch(ACCOUNTS_OF, tx.brand_id, seller_ids)]


def head(closed: ClosedMonth, kind: str, header: Document) -> Document:
    """What every statement begins with. Instants are UTC."""
    return {
        "schema": SCHEMA,
        "kind": kind,
        "month": closed.name,
        "from": closed.from_at.isoformat(),
        "until": closed.until_at.isoformat(),
        "timezone": closed.timezone,
        **header,
    }


async def read_header(tx: Tx, month: date, seller_id: UUID | None) -> Document:
    """The names of the brand, and of the seller where there is one, as they were at the closing. Raises NotFound for a
    seller to whom nothing happened and of whom nothing was left."""
    rows = await tx.fetch(
        "SELECT seller_id, header FROM statements WHERE brand_id = $1 AND month = $2"
        " AND (seller_id IS NULL OR seller_id = $3)",
        tx.brand_id,
        month,
        seller_id,
    )
    by_seller = {row["seller_id"]: from_json(row["header"]) for row in rows}
    if seller_id not in by_seller:
        raise NotFound(what="statement", ref=f"{month:%Y-%m}")
    header: Document = {"brand": by_seller[None]}
    return (
        header if seller_id is None else header | {"seller": {"id": str(seller_id), **by_seller[seller_id]}}
    )


async def _details(
    tx: Tx, seller_id: UUID, rows: Sequence[asyncpg.Record]
) -> dict[tuple[UUID, str], list[Document]]:
    causes = [row["cause_id"] for row in rows if row["event"] in _DETAILED]
    found: dict[tuple[UUID, str], list[Document]] = defaultdict(list)
    for row in await tx.fetch(DETAILS, tx.brand_id, seller_id, causes):
        detail = dict(row)
        found[detail.pop("cause_id"), detail.pop("event")].append(detail)
    return found | await _matured(tx, seller_id, [row for row in rows if row["event"] in _MATURED])


async def _matured(
    tx: Tx, seller_id: UUID, rows: list[asyncpg.Record]
) -> dict[tuple[UUID, str], list[Document]]:
    """The lines behind each maturity, where its instant tells them apart from another's: a maturity is an entry of many
    lines, and only the instant says which."""
    at_once: dict[tuple[datetime, str], list[asyncpg.Record]] = defaultdict(list)
    for row in rows:
        at_once[row["occurred_at"], row["currency"]].append(row)
    lines: dict[tuple[datetime, str], list[Document]] = defaultdict(list)
    for row in await tx.fetch(MATURED, tx.brand_id, seller_id, [row["occurred_at"] for row in rows]):
        detail = dict(row)
        lines[detail.pop("at"), detail.pop("currency")].append(detail)
    return {
        (entries[0]["cause_id"], entries[0]["event"]): lines[instant]
        for instant, entries in at_once.items()
        if len(entries) == 1 and sum(one["amount"] for one in lines[instant]) == entries[0]["available"]
    }


def _line(row: asyncpg.Record, details: dict[tuple[UUID, str], list[Document]]) -> Document:
    return {
        "at": row["occurred_at"].isoformat(),
        "entry": row["entry"],
        "event": row["event"],
        "corrects": row["corrects"],
        "late": row["late"],
        "order": row["order_code"],
        "batch": row["batch_code"],
        **{part: row[part] for part in PARTS},
        "details": details.get((row["cause_id"], row["event"]), []),
    }


def _sums(lines: list[Document]) -> dict[str, int]:
    corrected = any(line["event"] in _CORRECTED[1] for line in lines)
    return {
        name: sign * sum(line[part] for line in lines if line["event"] in events for part in parts)
        for name, events, parts, sign in (*_SUMS, *((_CORRECTED,) if corrected else ()))
    }


def _prove(closed: ClosedMonth, told: Document) -> None:
    for part in PARTS:
        if told["opening"][part] + sum(line[part] for line in told["lines"]) != told["closing"][part]:
            raise StatementNotProved(month=closed.name, what=f"{part} in {told['currency']}")
    for line in told["lines"]:
        moved = line["pending"] + line["available"]
        if line["event"] in _DETAILED and sum(detail["amount"] for detail in line["details"]) != moved:
            raise StatementNotProved(month=closed.name, what=f"the lines behind {line['entry']}")
