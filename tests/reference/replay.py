"""The whole replay: every event once, in order, and the outcome in the format of scenario.md."""

from collections.abc import Callable
from datetime import datetime

from tests.reference.facts import Book, Json, Rejected, Row, instant
from tests.reference.faults import find_faults
from tests.reference.pay import deliver, hold, mature, pay_out, pay_sale, refund_sale, refuse, release
from tests.reference.stock import pay_stock_order, return_stock, standing


class FormatFaults(Exception):
    """The file breaks the format: the path of each fault, and the file is refused whole."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(faults)
        self.faults = faults


WAITS_FOR_PAYMENT: dict[str, Callable[[Book, Json], None]] = {
    "delivered": deliver,
    "retail_refunded": refund_sale,
}
AT_ONCE: dict[str, Callable[[Book, Json], None]] = {
    "retail_paid": pay_sale,
    "commission_held": hold,
    "commission_released": release,
    "commission_refused": refuse,
    "wholesale_paid": pay_stock_order,
    "wholesale_returned": return_stock,
    "payout": pay_out,
}
FACTS = (
    "touch",
    "identify",
    "bind",
    "seller_status",
    "clock",
)  # read straight from the file where they matter


def reference_replay(document: Json) -> Json:
    """The outcome of a scenario. Raises FormatFaults for a file that breaks the format."""
    return reference_book(document)[0]


def reference_book(document: Json) -> tuple[Json, Book]:
    """The outcome, and the book behind it with its marks (for the statistics of the generator)."""
    faults = find_faults(document)
    if faults:
        raise FormatFaults(faults)
    book = Book(document)
    if len(book.ordered) < len(document.get("events") or []):
        book.mark("duplicate event")
    for event in book.ordered:
        mature(book, instant(event["at"]))
        take(book, event)
    last = instant(book.ordered[-1]["at"]) if book.ordered else None
    if last is not None:
        mature(book, last)
    return outcome(book, last), book


def take(book: Book, event: Json) -> None:
    kind = event["type"]
    if kind in FACTS:
        return
    if kind in WAITS_FOR_PAYMENT and event["order"] not in book.sales:
        park(book, event)
        return
    handler = WAITS_FOR_PAYMENT.get(kind) or AT_ONCE[kind]
    if attempt(book, event, handler) and kind == "retail_paid":
        apply_parked(book, event)


def attempt(book: Book, event: Json, handler: Callable[[Book, Json], None]) -> bool:
    try:
        handler(book, event)
    except Rejected as why:
        book.mark(f"rejected {event['type']}")
        book.rejected.append({"event": event["id"], "reason": str(why)})
        return False
    return True


def park(book: Book, event: Json) -> None:
    second = any(one["type"] == "delivered" and one["order"] == event["order"] for one in book.parked)
    if event["type"] == "delivered" and second:
        book.rejected.append({"event": event["id"], "reason": "a delivery of this order already waits"})
        return
    book.mark(f"parked {event['type']}")
    book.parked.append(event)


def apply_parked(book: Book, payment: Json) -> None:
    """What came before its payment, applied after it, in order; a delivery counts from its own instant."""
    for event in [one for one in book.parked if one["order"] == payment["order"]]:
        book.parked.remove(event)
        attempt(book, event, WAITS_FOR_PAYMENT[event["type"]])
        book.mark(f"applied parked {event['type']}")


def outcome(book: Book, last: datetime | None) -> Json:
    return {
        "wholesale": {order.order: stock_order_out(book, order.order) for order in book.stock.values()},
        "returns": book.returns,
        "attribution": {
            sale.order: {line.line: sale.decision for line in sale.lines} for sale in book.sales.values()
        },
        "commissions": [row_out(row) for row in book.rows if row.kind == "commission"],
        "proceeds": [row_out(row) for row in book.rows if row.kind == "proceeds"],
        "sellers": {one["id"]: seller_out(book, one["id"], last) for one in book.document["sellers"]},
        "ledger": {"trial_balance": trial_balance(book)},
        "rejected": book.rejected,
        "parked": [event["id"] for event in book.parked],
    }


def stock_order_out(book: Book, order: str) -> Json:
    found = book.stock[order]
    return {
        "tier": found.tier,
        "volume_before": found.volume_before,
        "list": sum(line.list for line in found.lines),
        "net": sum(line.net for line in found.lines),
        "lines": [{"line": line.line, "list": line.list, "net": line.net} for line in found.lines],
    }


def row_out(row: Row) -> Json:
    out: Json = {"order": row.sale.order, "line": row.line, "seller": row.seller}
    if row.kind == "commission":
        out |= {"rule": row.rule, "base": row.base}
    return out | {"amount": row.amount, "reversed": row.reversed, "state": row.state}


def seller_out(book: Book, seller: str, last: datetime | None) -> Json:
    tier, volume = standing(book, seller, last) if last is not None else (None, None)
    return {
        "pending": book.pending(seller),
        "available": book.available(seller),
        "in_flight": 0,
        "paid": book.paid(seller),
        "tier": tier,
        "volume": volume,
    }


def trial_balance(book: Book) -> dict[str, int]:
    """Debit positive, sellers pooled."""
    sold = dict.fromkeys((False, True), 0)
    for sale in book.sales.values():
        sold[sale.from_stock] += sum(line.paid for line in sale.lines)
    sold = {own: sold[own] - book.refunded_to_customers[own] for own in sold}
    bought = sum(line.net for order in book.stock.values() for line in order.lines)
    back = sum(line.refunded for order in book.stock.values() for line in order.lines)
    paid_out = sum(amount for _, amount in book.payouts)
    sellers = [one["id"] for one in book.document["sellers"]]
    return {
        "cash": sold[False] + sold[True] + bought - back - paid_out,
        "retail_revenue": -sold[False],
        "wholesale_revenue": -(bought - back - book.fees),
        "commission_expense": sum(row.left for row in book.rows if row.kind == "commission"),
        "restocking_fee_income": -book.fees,
        "seller_pending": -sum(book.pending(seller) for seller in sellers),
        "seller_available": -sum(book.available(seller) for seller in sellers),
        "payout_in_flight": 0,
        "tax_withheld": 0,
    }
