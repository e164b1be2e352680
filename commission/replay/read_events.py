"""Reading the events: one function per type, every fault named by its path (scenario.md, the table)."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from commission.attribution.facts import HUMAN_KINDS, MACHINE_KINDS, Binding, Identification
from commission.money.faults import Fault
from commission.money.reading import ObjectReader
from commission.payouts.payable import SellerStatus
from commission.replay import events as e
from commission.replay.fields import (
    Declared,
    OpenReader,
    declared,
    optional_declared,
    optional_items,
    optional_text,
)
from commission.replay.implied_events import implied_events
from commission.replay.read_corrections import read_credit_corrected, read_customers_merged

_TOUCH_KINDS = sorted(HUMAN_KINDS | MACHINE_KINDS)
# The calendar's first and last year are left out: in some zone they would not exist.
_YEARS = range(2, 9999)


_Reader = Callable[[ObjectReader, str, datetime, Declared], e.Event]


def read_events(items: list[object], known: Declared, faults: list[Fault]) -> tuple[e.Event, ...]:
    """The events in order of (instant, id). A repeated event is ignored, one that says otherwise a fault."""
    read: list[e.Event] = []
    first_seen: dict[str, int] = {}
    for index, item in enumerate(items):
        path = f"events[{index}]"
        reader = OpenReader(item, path, faults, ("id", "at", "type"))
        event_id = reader.text("id")
        if reader.sound("id"):
            earlier = first_seen.setdefault(event_id, index)
            if earlier != index:
                if not _same_json(items[earlier], item):
                    reader.fault(
                        "id", f"{event_id} is the id of events[{earlier}], which says something else"
                    )
                continue
        event = _read_event(reader, event_id, known)
        if event is not None:
            read.extend((event, *implied_events(event, reader)))
    return tuple(sorted(read, key=lambda event: (event.at, event.id)))


def _read_event(reader: ObjectReader, event_id: str, known: Declared) -> e.Event | None:
    at = reader.instant("at")
    if at.year not in _YEARS:
        reader.fault("at", "lies outside the years that can be replayed")
    kind = reader.choice("type", _READERS)
    return _READERS[kind](reader, event_id, at, known) if reader.sound("type") else None


def _same_json(one: object, other: object) -> bool:
    """Whether two values are equal JSON: `true` is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same_json(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same_json, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _touch(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    optional_declared(reader, "sku", known.skus, "SKU")
    return e.Touched(
        event_id,
        at,
        visitor=reader.text("visitor"),
        seller=declared(reader, "seller", known.sellers, "seller"),
        channel=reader.text("channel"),
        kind=reader.choice("kind", _TOUCH_KINDS, default="click"),
        store_open=reader.boolean("store_open", default=True),
    )


def _identify(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    fact = Identification(event_id, at, reader.text("visitor"), reader.text("customer"))
    return e.Identified(event_id, at, fact)


def _bind(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    customer, visitor = optional_text(reader, "customer"), optional_text(reader, "visitor")
    if reader.raw("customer") is not None and reader.raw("visitor") is not None:
        reader.fault("visitor", "a binding is made for a customer or for a visitor, not for both")
    elif reader.raw("customer") is None and reader.raw("visitor") is None:
        reader.fault("customer", "is missing: a binding is made for a customer or for a visitor")
    seller = declared(reader, "seller", known.sellers, "seller")
    handed_over = False if reader.raw("handed_over") is None else reader.boolean("handed_over")
    return e.Bound(event_id, at, Binding(event_id, at, seller, customer, visitor, handed_over))


def _seller_status(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    seller = declared(reader, "seller", known.sellers, "seller")
    return e.StatusChanged(event_id, at, seller, reader.choice("status", SellerStatus))


def _retail_paid(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    from_stock = False if reader.raw("from_stock") is None else reader.boolean("from_stock")
    store = optional_declared(reader, "store", known.sellers, "seller")
    if from_stock and reader.raw("store") is None:
        reader.fault("store", "is missing: a sale from_stock needs its store")
    return e.RetailPaid(
        event_id,
        at,
        order=reader.text("order"),
        customer=reader.text("customer"),
        visitor=optional_text(reader, "visitor"),
        store=store,
        coupon=optional_declared(reader, "coupon", known.coupons, "coupon"),
        from_stock=from_stock,
        lines=tuple(
            e.RetailLine(
                line.text("line"),
                declared(line, "sku", known.skus, "SKU"),
                line.integer("qty", minimum=1),
                line.integer("paid", minimum=0),
                line.integer("tax", minimum=0, default=0),
            )
            for line in _lines(reader, ("line", "sku", "qty", "paid"))
        ),
        shipping=reader.integer("shipping", minimum=0, default=0),
        same_person=_same_person(reader, known),
        accrues=reader.boolean("accrues", default=True),
    )


def _same_person(reader: ObjectReader, known: Declared) -> dict[str, bool]:
    said = reader.raw("same_person")
    if said is None:
        return {}
    by_seller = OpenReader(said, reader.at("same_person"), reader.faults, ())
    sellers = [] if not isinstance(said, dict) else [str(seller) for seller in said]
    for seller in sellers:
        if seller not in known.sellers:
            by_seller.fault(seller, f"{seller} is not a declared seller")
    return {seller: by_seller.boolean(seller) for seller in sellers}


def _lines(reader: ObjectReader, fields: tuple[str, ...]) -> list[ObjectReader]:
    items = optional_items(reader, "lines")
    if not items and reader.sound("lines"):
        reader.fault("lines", "must hold at least one line")
    lines: list[ObjectReader] = []
    seen: set[object] = set()
    for index, item in enumerate(items):
        line = OpenReader(item, reader.at(f"lines[{index}]"), reader.faults, fields)
        name = line.raw("line")
        if isinstance(name, str) and name in seen:
            line.fault("line", f"{name} is the id of an earlier line of this order")
        elif isinstance(name, str):
            seen.add(name)
        lines.append(line)
    return lines


def _delivered(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    return e.Delivered(event_id, at, reader.text("order"))


def _units(reader: ObjectReader) -> dict[str, Any]:
    return {
        "order": reader.text("order"),
        "line": reader.text("line"),
        "qty": reader.integer("qty", minimum=1),
    }


def _retail_refunded(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    shipping = reader.integer("shipping", minimum=0, default=0)
    return e.RetailRefunded(event_id, at, **_units(reader), shipping=shipping)


def _wholesale_returned(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    waived = reader.boolean("window_waived", default=False)
    return e.WholesaleReturned(event_id, at, **_units(reader), window_waived=waived)


def _wholesale_paid(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    return e.WholesalePaid(
        event_id,
        at,
        order=reader.text("order"),
        seller=declared(reader, "seller", known.sellers, "seller"),
        lines=tuple(
            e.WholesaleLine(
                line.text("line"),
                declared(line, "sku", known.skus, "SKU"),
                line.integer("qty", minimum=1),
                line.optional_integer("list_price", minimum=0),
                None if line.raw("tier_eligible") is None else line.boolean("tier_eligible"),
            )
            for line in _lines(reader, ("line", "sku", "qty"))
        ),
    )


def _reviewed(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    return e.Reviewed(
        event_id,
        at,
        verdict=reader.text("type").removeprefix("commission_"),
        order=reader.text("order"),
        line=reader.text("line"),
        seller=declared(reader, "seller", known.sellers, "seller"),
    )


def _payout(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    seller = optional_declared(reader, "seller", known.sellers, "seller")
    amount = reader.optional_integer("amount", minimum=1)
    withheld = reader.integer("withheld", minimum=0, default=0)
    if reader.sound("amount") and withheld > (amount or 0):
        reader.fault("withheld", "must be a part of the payout's amount")
    if amount is not None and seller is None:
        reader.fault("amount", "is one seller's: name the seller")
    return e.PayoutAsked(
        event_id,
        at,
        seller,
        reader.optional_integer("minimum", minimum=0) or 0,
        amount,
        withheld,
        confirmed=reader.boolean("confirmed", default=True),
        as_of=reader.optional_instant("as_of"),
    )


def _clock(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    return e.Clock(event_id, at)


_READERS: Mapping[str, _Reader] = {
    "touch": _touch,
    "identify": _identify,
    "bind": _bind,
    "seller_status": _seller_status,
    "retail_paid": _retail_paid,
    "delivered": _delivered,
    "retail_refunded": _retail_refunded,
    "commission_held": _reviewed,
    "commission_released": _reviewed,
    "commission_refused": _reviewed,
    "wholesale_paid": _wholesale_paid,
    "wholesale_returned": _wholesale_returned,
    "payout": _payout,
    "clock": _clock,
    "customers_merged": read_customers_merged,
    "credit_corrected": read_credit_corrected,
}
