"""A brand's statement of a closed month: its trial balance before and after, what was earned and paid, and to whom."""

from collections import defaultdict
from datetime import date
from typing import Any

from commission.ledger.accounts import Code
from infra.database import Tx
from services.bookkeeping.build_statement import PARTS, Document, accounts_of, head, read_header
from services.bookkeeping.closed_month import ClosedMonth, StatementNotProved, closed_month
from services.bookkeeping.statement_rows import ACCOUNTS, ENTRIES, EVENTS, STANDINGS

_SELLERS = """
SELECT seller_id, header ->> 'code' AS code, header ->> 'name' AS name, header ->> 'kind' AS kind FROM statements
WHERE brand_id = $1 AND month = $2 AND seller_id IS NOT NULL ORDER BY header ->> 'code' COLLATE "C"
"""
# (figure, event, account, sign): what came in or was owed more is positive, what went out again has a name of its own.
_FIGURES: tuple[tuple[str, str, str, int], ...] = (
    ("retail_sales", "retail_paid", "retail_revenue", -1),
    ("retail_refunds", "retail_refunded", "retail_revenue", 1),
    ("commission", "commission_accrued", "commission_expense", 1),
    ("commission_reversed", "commission_reversed", "commission_expense", -1),
    ("commission_refused", "commission_refused", "commission_expense", -1),
    ("proceeds", "own_stock_paid", "seller_pending", -1),
    ("wholesale_sales", "wholesale_paid", "wholesale_revenue", -1),
    ("wholesale_returns", "wholesale_returned", "wholesale_revenue", 1),
    ("restocking_fees", "wholesale_returned", "restocking_fee_income", -1),
    ("payouts_started", "payout_started", "seller_available", 1),
    ("payouts_failed", "payout_failed", "seller_available", -1),
    ("payouts_confirmed", "payout_confirmed", "payout_in_flight", 1),
    ("payouts_returned", "payout_returned", "payout_in_flight", -1),
)
_CORRECTIONS = (
    ("commission_replaced", "commission_expense"),
    ("commission_recredited", "commission_expense"),
)
# Accounts whose movement is a figure by itself, credit positive, whatever moved them.
_NET = (("sales_tax", "sales_tax"), ("shipping", "shipping"), ("tax_withheld", "tax_withheld"))
_OF_SELLERS = {
    "pending": Code.SELLER_PENDING,
    "available": Code.SELLER_AVAILABLE,
    "in_flight": Code.PAYOUT_IN_FLIGHT,
    "withheld": Code.TAX_WITHHELD,
}


async def build_brand_statement(tx: Tx, month: date) -> Document:
    """The brand's month in minor units, debit positive where it speaks of accounts.

    Opening plus debits less credits is the closing of every account, each trial balance sums to zero, and the sellers'
    standings add up to their accounts; else nothing is told. Raises MonthNotClosed, NotFound, StatementNotProved.
    """
    closed = await closed_month(tx, month)
    header = await read_header(tx, month, None)
    bounds = (tx.brand_id, closed.month, closed.from_at, closed.until_at)
    accounts: dict[str, list[Document]] = defaultdict(list)
    for row in await tx.fetch(ACCOUNTS, *bounds):
        accounts[row["currency"]].append(
            {key: row[key] for key in ("code", "opening", "debit", "credit", "closing")}
        )
    moved: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    entries: dict[str, dict[str, int]] = defaultdict(dict)
    for row in await tx.fetch(EVENTS, *bounds):
        moved[row["currency"]][row["event"], row["code"]] = row["amount"]
    for row in await tx.fetch(ENTRIES, *bounds):
        entries[row["currency"]][row["event"]] = row["entries"]
    sellers = await _sellers(tx, bounds)
    currencies = [
        {
            "currency": currency,
            "accounts": rows,
            "figures": _figures(moved[currency], rows),
            "entries": entries[currency],
            "sellers": sellers[currency],
        }
        for currency, rows in sorted(accounts.items())
    ]
    for told in currencies:
        _prove(closed, told)
    return {**head(closed, "brand", header), "currencies": currencies}


async def _sellers(tx: Tx, bounds: tuple[Any, ...]) -> dict[str, list[Document]]:
    named = {row["seller_id"]: row for row in await tx.fetch(_SELLERS, tx.brand_id, bounds[1])}
    found: dict[str, list[Document]] = defaultdict(list)
    for row in await tx.fetch(STANDINGS, *bounds, await accounts_of(tx, list(named))):
        seller = named[row["seller_id"]]
        found[row["currency"]].append(
            {
                "id": str(row["seller_id"]),
                "code": seller["code"],
                "name": seller["name"],
                "kind": seller["kind"],
                "opening": {part: row[f"{part}_before"] for part in PARTS},
                "closing": {part: row[f"{part}_after"] for part in PARTS},
            }
        )
    for rows in found.values():
        rows.sort(key=lambda one: str(one["code"]))
    return found


def _figures(moved: dict[tuple[str, str], int], accounts: list[Document]) -> dict[str, int]:
    figures = {name: sign * moved.get((event, code), 0) for name, event, code, sign in _FIGURES}
    figures["proceeds_refunded"] = sum(
        moved.get(("own_stock_refunded", code), 0) for code in ("seller_pending", "seller_available")
    )
    # Only in months with corrections: others keep their bytes.
    corrections = [moved[key] for key in _CORRECTIONS if key in moved]
    if corrections:
        figures["commission_corrected"] = sum(corrections)
    by_code = {row["code"]: row for row in accounts}
    for name, code in _NET:
        row = by_code.get(code)
        figures[name] = row["credit"] - row["debit"] if row else 0
    return figures


def _prove(closed: ClosedMonth, told: Document) -> None:
    rows = told["accounts"]
    apart = [row["code"] for row in rows if row["opening"] + row["debit"] - row["credit"] != row["closing"]]
    if apart or sum(row["opening"] for row in rows) or sum(row["closing"] for row in rows):
        raise StatementNotProved(month=closed.name, what=f"the trial balance in {told['currency']}")
    closing = {row["code"]: row["closing"] for row in rows}
    for part, code in _OF_SELLERS.items():
        # Sellers to whom nothing happened and of whom nothing is left have no statement, and nothing to add.
        if sum(seller["closing"][part] for seller in told["sellers"]) != -closing.get(code.value, 0):
            raise StatementNotProved(month=closed.name, what=f"the sellers' {part} in {told['currency']}")
