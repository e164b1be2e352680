"""A row of a list as the cells of a file."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from infra.csv_text import plain_cell
from infra.json_text import to_json
from infra.money_text import major_text

# Amounts by the names that the lists give them; the same word for a count (a job's `total`) stands in rows without a
# currency, which the tables of OF_THE_BRAND alone may lack.
_AMOUNTS = frozenset(
    {
        "amount",
        "amount_off",
        "base",
        "discount_total",
        "fee",
        "goods_total",
        "gross",
        "highest_price",
        "list_price",
        "list_total",
        "lowest_price",
        "minimum",
        "minimum_total",
        "net",
        "net_total",
        "refund",
        "refunded",
        "refunded_total",
        "retail_ceiling",
        "retail_floor",
        "reversed",
        "shipping_total",
        "tax",
        "tax_total",
        "total",
        "volume_after",
        "volume_before",
    }
)
OF_THE_BRAND = frozenset({"CouponRow", "ProductRow", "SkuRow"})


def amount_fields(row: type[Any]) -> frozenset[str]:
    """The fields of a list's rows that are amounts in minor units."""
    fields = row.__struct_fields__
    has_currency = "currency" in fields or row.__name__ in OF_THE_BRAND
    return _AMOUNTS.intersection(fields) if has_currency else frozenset()


def csv_row(row: Any, amounts: frozenset[str], brand_currency: str, zone: ZoneInfo) -> list[str]:
    """Amounts in major units as plain numbers, instants by the brand's clock with their offset, everything that people
    wrote as text that no spreadsheet runs."""
    currency = getattr(row, "currency", brand_currency)
    return [_cell(name, getattr(row, name), amounts, currency, zone) for name in row.__struct_fields__]


def _cell(name: str, value: Any, amounts: frozenset[str], currency: str, zone: ZoneInfo) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if name in amounts:
        return major_text(value, currency)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(timespec="seconds")
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return plain_cell(" ".join(value))
    if isinstance(value, dict | list):
        return plain_cell(to_json(value))
    return plain_cell(str(value))
