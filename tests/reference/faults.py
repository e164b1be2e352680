"""What makes a file refused whole: the path of each fault with a sentence about it (scenario.md)."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tests.reference.policy_faults import policy_faults

Json = dict[str, Any]
EVENT_FIELDS: dict[str, dict[str, str]] = {
    "touch": {"visitor": "text", "seller": "seller", "channel": "text"},
    "identify": {"visitor": "text", "customer": "text"},
    "bind": {"seller": "seller"},
    "seller_status": {"seller": "seller", "status": "status"},
    "retail_paid": {"order": "text", "customer": "text", "lines": "lines"},
    "delivered": {"order": "text"},
    "retail_refunded": {"order": "text", "line": "text", "qty": "units"},
    "commission_held": {"order": "text", "line": "text", "seller": "seller"},
    "commission_released": {"order": "text", "line": "text", "seller": "seller"},
    "commission_refused": {"order": "text", "line": "text", "seller": "seller"},
    "wholesale_paid": {"order": "text", "seller": "seller", "lines": "lines"},
    "wholesale_returned": {"order": "text", "line": "text", "qty": "units"},
    "payout": {},
    "clock": {},
}
OPTIONAL: dict[str, dict[str, str]] = {
    "touch": {"kind": "touch kind", "sku": "sku"},
    "bind": {"customer": "text", "visitor": "text"},
    "retail_paid": {"visitor": "text", "store": "seller", "coupon": "coupon", "from_stock": "flag"},
    "payout": {"seller": "seller", "minimum": "amount"},
}


def is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def is_whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def is_instant(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def ids(document: Json, part: str, name: str) -> list[str]:
    return [one.get(name) for one in document.get(part) or [] if isinstance(one, dict)]


def find_faults(document: Json) -> dict[str, str]:
    """Path to sentence; empty for a file that keeps the format."""
    faults: dict[str, str] = {}
    faults |= brand_faults(document.get("brand"))
    faults |= actor_faults(document)
    faults |= policy_faults(document)
    events = document.get("events") or []
    for i, event in enumerate(events):
        faults |= event_faults(document, event, f"events[{i}]")
    faults |= conflicting_duplicates(events)
    return faults


def brand_faults(brand: Any) -> dict[str, str]:
    if not isinstance(brand, dict):
        return {"brand": "a brand is needed"}
    faults = {
        f"brand.{name}": "a text is needed"
        for name in ("id", "currency", "jurisdiction")
        if not is_text(brand.get(name))
    }
    try:
        ZoneInfo(brand.get("timezone") or "")
    except (ZoneInfoNotFoundError, ValueError, TypeError):
        faults["brand.timezone"] = "a time zone of the IANA list is needed"
    return faults


def repeated(values: Iterable[Any]) -> set[int]:
    """The positions of values seen before."""
    seen: list[Any] = []
    again = set()
    for i, value in enumerate(values):
        if value in seen:
            again.add(i)
        seen.append(value)
    return again


def actor_faults(document: Json) -> dict[str, str]:
    faults: dict[str, str] = {}
    for part, name in (("sellers", "id"), ("skus", "id"), ("coupons", "code")):
        for i, value in enumerate(ids(document, part, name)):
            if not is_text(value) or i in repeated(ids(document, part, name)):
                faults[f"{part}[{i}].{name}"] = "a text that no other has is needed"
    for i, seller in enumerate(document.get("sellers") or []):
        if seller.get("kind") not in ("staff", "reseller"):
            faults[f"sellers[{i}].kind"] = "staff or reseller"
    for i, sku in enumerate(document.get("skus") or []):
        if not is_whole(sku.get("list_price"), 0):
            faults[f"skus[{i}].list_price"] = "whole minor units are needed"
    for i, coupon in enumerate(document.get("coupons") or []):
        if coupon.get("seller") not in ids(document, "sellers", "id"):
            faults[f"coupons[{i}].seller"] = "not a declared seller"
        for name in ("valid_from", "valid_until"):
            if coupon.get(name) is not None and not is_instant(coupon[name]):
                faults[f"coupons[{i}].{name}"] = "an instant with an offset is needed"
    return faults


def wrong(document: Json, what: str, value: Any) -> bool:
    if what == "text":
        return not is_text(value)
    if what == "seller":
        return value not in ids(document, "sellers", "id")
    if what == "coupon":
        return value not in ids(document, "coupons", "code")
    if what == "sku":
        return value not in ids(document, "skus", "id")
    if what == "units":
        return not is_whole(value, 1)
    if what == "amount":
        return not is_whole(value, 0)
    if what == "flag":
        return not isinstance(value, bool)
    if what == "touch kind":
        return value not in ("click", "scan", "preview", "bot")
    if what == "status":
        return value not in ("active", "suspended", "closed")
    return not (isinstance(value, list) and value)  # lines


def event_faults(document: Json, event: Json, path: str) -> dict[str, str]:
    faults: dict[str, str] = {}
    if not is_text(event.get("id")):
        faults[f"{path}.id"] = "an id is needed"
    if not is_instant(event.get("at")):
        faults[f"{path}.at"] = "an instant with an offset is needed"
    kind = event.get("type")
    if kind not in EVENT_FIELDS:
        return faults | {f"{path}.type": "not a type of event"}
    for name, what in EVENT_FIELDS[kind].items():
        if wrong(document, what, event.get(name)):
            faults[f"{path}.{name}"] = f"not a {what}"
    for name, what in OPTIONAL.get(kind, {}).items():
        if event.get(name) is not None and wrong(document, what, event[name]):
            faults[f"{path}.{name}"] = f"not a {what}"
    if kind == "bind" and bool(event.get("customer")) == bool(event.get("visitor")):
        which = "visitor" if event.get("visitor") else "customer"
        faults[f"{path}.{which}"] = "a binding is for a customer or for a visitor"
    if kind == "retail_paid" and event.get("from_stock") and not event.get("store"):
        faults[f"{path}.store"] = "a sale from stock needs its store"
    if kind in ("retail_paid", "wholesale_paid") and isinstance(event.get("lines"), list):
        faults |= line_faults(document, event["lines"], f"{path}.lines", kind == "retail_paid")
    return faults


def line_faults(document: Json, lines: list[Json], path: str, retail: bool) -> dict[str, str]:
    faults: dict[str, str] = {}
    again = repeated(line.get("line") for line in lines)
    for i, line in enumerate(lines):
        if not is_text(line.get("line")) or i in again:
            faults[f"{path}[{i}].line"] = "a text that no other line has is needed"
        if line.get("sku") not in ids(document, "skus", "id"):
            faults[f"{path}[{i}].sku"] = "not a declared SKU"
        if not is_whole(line.get("qty"), 1):
            faults[f"{path}[{i}].qty"] = "whole units are needed"
        if retail and not is_whole(line.get("paid"), 0):
            faults[f"{path}[{i}].paid"] = "whole minor units are needed"
    return faults


def conflicting_duplicates(events: list[Json]) -> dict[str, str]:
    first: dict[str, str] = {}
    faults = {}
    for i, event in enumerate(events):
        content = json.dumps(event, sort_keys=True)
        if first.setdefault(str(event.get("id")), content) != content:
            faults[f"events[{i}].id"] = "seen before with other content"
    return faults
