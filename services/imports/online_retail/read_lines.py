"""Reading the file: each line is goods bought, goods sent back, or set aside with its reason."""

import csv
import hashlib
import lzma
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from infra.errors import FieldFault, InvalidInput

COLUMNS = [
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
]
# What the shop booked under a stock code although it is no stock.
FEE_CODES = frozenset({"POST", "DOT", "C2", "M", "D", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK"})
VOUCHER = re.compile(r"GIFT_\d+_\d+")
LARGEST_QTY = 1_000_000
LARGEST_PRICE = 100_000_000


class SetAside(StrEnum):
    """Why a line was not imported. The first reason that applies, in this order, is the one reported."""

    UNREADABLE = "unreadable"
    ADJUSTMENT = "adjustment"
    FEE_OR_POSTAGE = "fee_or_postage"
    NO_CUSTOMER = "no_customer"
    NEGATIVE_PRICE = "negative_price"
    ZERO_PRICE = "zero_price"
    MORE_THAN_TWO_DECIMALS = "more_than_two_decimals"
    DUPLICATE = "duplicate"
    ALREADY_IMPORTED = "already_imported"
    RETURN_OF_MORE_THAN_WAS_BOUGHT = "return_of_more_than_was_bought"
    RETURN_WINDOW_CLOSED = "return_window_closed"


class FileLine(NamedTuple):
    """A line of goods. `number` counts from 2, below the heading. `qty` is positive; `price` is in pence."""

    number: int
    invoice: str
    sku: str
    qty: int
    price: int
    at: datetime
    customer: str
    description: str
    is_return: bool


class Aside(NamedTuple):
    """A line that is listed, not imported."""

    number: int
    invoice: str
    sku: str
    reason: SetAside
    detail: str = ""


def read_lines(path: Path, zone: ZoneInfo) -> Iterator[FileLine | Aside]:
    """Every line of the file (`.csv` or `.csv.xz`), once, in order. Instants are the shop's wall clock in `zone`.

    Raises:
        InvalidInput: the file is not there, not text, or its columns are not those of Online Retail.
    """
    seen: set[bytes] = set()
    try:
        with (
            lzma.open(path, "rt", encoding="utf-8", newline="")
            if path.suffix == ".xz"
            else path.open(encoding="utf-8", newline="") as file
        ):
            rows = csv.reader(file)
            heading = next(rows, [])
            if heading != COLUMNS:
                raise _unusable(f"the columns must be {', '.join(COLUMNS)}", "文件列名不符")
            for number, row in enumerate(rows, 2):
                yield _read(number, row, zone, seen)
    except (OSError, EOFError, lzma.LZMAError, UnicodeDecodeError, csv.Error) as error:
        raise _unusable(f"cannot be read: {error}", "文件无法读取") from error


def _unusable(message: str, message_zh: str) -> InvalidInput:
    return InvalidInput(FieldFault("file", message, message_zh))


def _read(number: int, row: list[str], zone: ZoneInfo, seen: set[bytes]) -> FileLine | Aside:
    if len(row) != len(COLUMNS):
        return Aside(number, row[0] if row else "", "", SetAside.UNREADABLE, f"{len(row)} columns")
    invoice, code, description, quantity, date, unit_price, customer, _country = row
    sku = code.strip().upper()
    try:
        qty, pence, at = int(quantity), _pence(unit_price), _instant(date, zone)
    except (ValueError, ArithmeticError):
        return Aside(number, invoice, sku, SetAside.UNREADABLE, "quantity, price or date")
    is_return = invoice.startswith("C")
    reason = _reason(invoice, sku, qty, pence, customer, is_return)
    if reason is not None:
        return Aside(number, invoice, sku, reason)
    # A digest, not the row: four hundred thousand rows would be a quarter of a gigabyte.
    whole = hashlib.blake2b("\x1f".join(row).encode(), digest_size=16).digest()
    if whole in seen:
        return Aside(number, invoice, sku, SetAside.DUPLICATE)
    seen.add(whole)
    return FileLine(
        number, invoice, sku, abs(qty), int(pence), at, customer.removesuffix(".0"), description, is_return
    )


def _reason(
    invoice: str, sku: str, qty: int, pence: Decimal, customer: str, is_return: bool
) -> SetAside | None:
    if invoice.startswith("A"):
        return SetAside.ADJUSTMENT
    if sku in FEE_CODES or VOUCHER.fullmatch(sku):
        return SetAside.FEE_OR_POSTAGE
    # A write-off of stock: fewer units without a cancellation. A cancellation with more units would be no return.
    if qty == 0 or (qty < 0) != is_return:
        return SetAside.ADJUSTMENT
    if not customer:
        return SetAside.NO_CUSTOMER
    if pence <= 0:
        return SetAside.ZERO_PRICE if pence == 0 else SetAside.NEGATIVE_PRICE
    if pence != pence.to_integral_value():
        return SetAside.MORE_THAN_TWO_DECIMALS
    if abs(qty) > LARGEST_QTY or pence > LARGEST_PRICE:
        return SetAside.UNREADABLE
    return None


@lru_cache(maxsize=4_096)
def _pence(pounds: str) -> Decimal:
    pence = Decimal(pounds) * 100
    if not pence.is_finite():
        raise ValueError(pounds)
    return pence


@lru_cache(maxsize=4_096)
def _instant(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)
