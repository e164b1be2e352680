"""The UCI year computed a second time, by nothing that the project computes with: polars over the raw file, whole
numbers, fractions, and the words of the law read afresh. What the two disagree on, one of them has wrong.

Money in pence, instants in seconds since 1970. Nothing here may import the project.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import polars as pl

LONDON = ZoneInfo("Europe/London")
DAY = 86_400
NO_GOODS = ["POST", "DOT", "C2", "M", "D", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK"]
HALF = Fraction(1, 2)


class Terms(NamedTuple):
    """A ladder and a right of return. `window`: ("rolling", days), ("quarter",) or ("ever",); `ladder`: (name,
    threshold, rate)."""

    basis: str
    window: tuple[Any, ...]
    graduated: bool
    ladder: list[tuple[str, int, Fraction]]
    return_days: int
    restocking: Fraction = Fraction(0)
    reprice: bool = False
    floor: Fraction = Fraction(0)


@dataclass
class Lot:
    order: "Order"
    qty: int
    price: int
    net: int = 0
    back: int = 0
    refunded: int = 0

    def paid_for(self, units: int) -> int:
        return (2 * self.net * units + self.qty) // (2 * self.qty)


@dataclass
class Order:
    """`worth` is what the order counts now, less what came back."""

    invoice: str
    at: int
    volume: int
    worth: int = 0
    tier: str = ""
    lots: list[Lot] = field(default_factory=list)


@dataclass
class Customer:
    """What the year made of one customer: (invoice, tier, volume before, list, net) of each order, and (cancellation,
    order, gross, fee, refund, tier after, volume after) of each return."""

    bought: list[tuple[str, str, int, int, int]] = field(default_factory=list)
    returned: list[tuple[str, str, int, int, int, str, int]] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list, compare=False)
    lots: dict[str, list[Lot]] = field(default_factory=dict, compare=False)


def goods(file: Path) -> pl.DataFrame:
    """The lines that are goods of a known customer, in the order of the file, exact duplicates once."""
    raw = pl.read_csv(file, infer_schema_length=0, quote_char='"')
    pounds = pl.col("UnitPrice").str.split_exact(".", 1)
    pennies = pounds.struct.field("field_1").fill_null("").str.pad_end(2, "0")
    sku = pl.col("StockCode").str.strip_chars().str.to_uppercase()
    units = pl.col("Quantity").cast(pl.Int64)
    cancelled = pl.col("InvoiceNo").str.starts_with("C")
    return (
        raw.with_row_index("row")
        .filter(
            ~pl.col("InvoiceNo").str.starts_with("A"),
            ~sku.is_in(NO_GOODS),
            ~sku.str.contains(r"^GIFT_\d+_\d+$"),
            pl.col("CustomerID").is_not_null(),
            units != 0,
            (units < 0) == cancelled,
            pennies.str.slice(2).str.strip_chars("0") == "",
        )
        .with_columns(
            sku=sku,
            units=units.abs(),
            pence=pounds.struct.field("field_0").cast(pl.Int64) * 100
            + pennies.str.slice(0, 2).cast(pl.Int64),
            customer=pl.col("CustomerID").str.strip_suffix(".0"),
            cancelled=cancelled,
            at=pl.col("InvoiceDate")
            .str.to_datetime("%Y-%m-%d %H:%M:%S")
            .dt.replace_time_zone("Europe/London", ambiguous="earliest")
            .dt.epoch("s"),
        )
        .filter(pl.col("pence") > 0)
        .unique(list(raw.columns), keep="first", maintain_order=True)
    )


def invoices(lines: pl.DataFrame) -> pl.DataFrame:
    """One row an invoice, at the instant of its first line, in order of (instant, number)."""
    return (
        lines.group_by("InvoiceNo", maintain_order=True)
        .agg(
            pl.col("at").first(),
            pl.col("customer").first(),
            pl.col("cancelled").first(),
            pl.col("sku"),
            pl.col("units"),
            pl.col("pence"),
        )
        .sort("at", "InvoiceNo")
    )


def the_year(file: Path, terms: Terms) -> dict[str, Customer]:
    """Every customer who bought, by their number in the file."""
    found: dict[str, Customer] = {}
    for number, at, customer, cancelled, skus, units, pence in invoices(goods(file)).iter_rows():
        lines = list(zip(skus, units, pence, strict=True))
        if not cancelled:
            _buy(terms, found.setdefault(customer, Customer()), number, at, lines)
        elif customer in found:
            _give_back(terms, found[customer], number, at, lines)
    return found


def _half_up(exact: Fraction) -> int:
    return floor(exact + HALF)


def _since(terms: Terms, at: int) -> int:
    """The first second that counts at `at`."""
    match terms.window:
        case ("rolling", days):
            return at - int(days) * DAY + 1
        case ("quarter",):
            local = datetime.fromtimestamp(at, LONDON)
            start = datetime(local.year, (local.month - 1) // 3 * 3 + 1, 1, tzinfo=LONDON)
            return int(start.timestamp())
    return 0


def _volume(terms: Terms, who: Customer, at: int) -> int:
    since = _since(terms, at)
    return sum(order.worth for order in who.orders if since <= order.at <= at)


def _worth(terms: Terms, order: Order) -> int:
    if terms.basis == "paid":
        return sum(lot.net - lot.paid_for(lot.back) for lot in order.lots)
    return sum(lot.price * (lot.qty - lot.back) for lot in order.lots)


def _tier(terms: Terms, volume: int, goods_value: int) -> tuple[str, Fraction]:
    reached = terms.ladder[0]
    for name, threshold, rate in terms.ladder:
        added = _half_up(goods_value * rate) if terms.basis == "paid" else goods_value
        if volume + added >= threshold:
            reached = (name, threshold, rate)
    return reached[0], reached[2]


def _prices(terms: Terms, volume: int, lists: list[int]) -> list[int]:
    value = sum(lists)
    if not terms.graduated:
        rate = _tier(terms, volume, value)[1]
        return [_half_up(each * rate) for each in lists]
    exact = Fraction(0)
    tops = [threshold for _, threshold, _ in terms.ladder[1:]] + [volume + value + 1]
    for (_, low, rate), high in zip(terms.ladder, tops, strict=True):
        exact += max(0, min(high, volume + value) - max(low, volume)) * rate
    total = _half_up(exact)
    shares = [Fraction(total * each, value) for each in lists] if value else [Fraction(0)] * len(lists)
    parts = [floor(share) for share in shares]
    by_fraction = sorted(range(len(lists)), key=lambda i: (parts[i] - shares[i], i))
    for i in by_fraction[: total - sum(parts)]:
        parts[i] += 1
    return parts


def _buy(terms: Terms, who: Customer, number: str, at: int, lines: list[tuple[str, int, int]]) -> None:
    order = Order(number, at, _volume(terms, who, at))
    lists = [units * price for _, units, price in lines]
    nets = _prices(terms, order.volume, lists)
    order.tier = _tier(terms, order.volume, sum(lists))[0]
    for (sku, units, price), net in zip(lines, nets, strict=True):
        lot = Lot(order, units, price, net)
        order.lots.append(lot)
        who.lots.setdefault(sku, []).append(lot)
    order.worth = _worth(terms, order)
    who.orders.append(order)
    who.bought.append((number, order.tier, order.volume, sum(lists), sum(nets)))


def _give_back(terms: Terms, who: Customer, number: str, at: int, lines: list[tuple[str, int, int]]) -> None:
    sums: dict[str, list[Any]] = {}
    for sku, units, _ in lines:
        takes = list(_takes(terms, who.lots.get(sku, []), units, at))
        if sum(qty for _, qty in takes) < units:
            continue
        for lot, qty in takes:
            gross, fee = _refund(terms, lot, qty)
            lot.back += qty
            lot.refunded += gross - fee
            lot.order.worth = _worth(terms, lot.order)
            made = sums.setdefault(lot.order.invoice, [0, 0, 0, "", 0])
            for index, amount in enumerate((gross, fee, gross - fee)):
                made[index] += amount
            made[4] = _volume(terms, who, at)
            made[3] = _tier(terms, made[4], 0)[0]
    who.returned += [(number, order, *made) for order, made in sums.items()]


def _takes(terms: Terms, lots: list[Lot], units: int, at: int) -> Iterator[tuple[Lot, int]]:
    """The newest lots first, among those that may still go back."""
    for lot in reversed(lots):
        free = lot.qty - lot.back if at - lot.order.at < terms.return_days * DAY else 0
        taken = min(units, free)
        if taken:
            yield lot, taken
            units -= taken


def _refund(terms: Terms, lot: Lot, qty: int) -> tuple[int, int]:
    before, after = lot.paid_for(lot.back), lot.paid_for(lot.back + qty)
    if not terms.reprice:
        return after - before, _half_up(after * terms.restocking) - _half_up(before * terms.restocking)
    order = lot.order
    kept = [each.price * (each.qty - each.back - (qty if each is lot else 0)) for each in order.lots]
    price = sum(_prices(terms, order.volume, kept))
    refunded = sum(each.refunded for each in order.lots)
    owed = sum(each.net for each in order.lots) - price - refunded
    least = ceil((after - before) * terms.floor)
    most = sum(each.paid_for(each.back) for each in order.lots) + after - before - refunded
    return min(max(owed, least), most), 0
