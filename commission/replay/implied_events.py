"""What an event says of other instants than its own: a quote before its payment, a merge that was taken back."""

from datetime import datetime

from commission.money.reading import ObjectReader
from commission.replay.events import (
    CustomersMerged,
    CustomersParted,
    Event,
    Forgotten,
    Identified,
    RetailPaid,
    StockQuoted,
    WholesalePaid,
)

# Before everything else at its instant: an order of that instant is decided without the merge.
_FIRST = ""


def implied_events(event: Event, reader: ObjectReader) -> list[Event]:
    """Further events, read from `quoted_at` of a stock order and `undone_at` of a merge, also of an order's."""
    match event:
        case WholesalePaid():
            quoted_at = _instant(reader, "quoted_at")
            if quoted_at is None:
                return []
            if quoted_at > event.at:
                reader.fault("quoted_at", "must not be later than the payment")
            if quoted_at == event.at:
                return []
            return [StockQuoted(event.id, quoted_at, event.order, event.seller)]
        case Identified():
            return _undone(event, event.fact.visitor, event.fact.customer, reader)
        case RetailPaid(visitor=str(visitor)):
            return _undone(event, visitor, event.customer, reader)
        case CustomersMerged():
            undone_at = _undone_at(event, reader)
            return [] if undone_at is None else [CustomersParted(_FIRST, undone_at, event.customer)]
    return []


def _undone(event: Event, visitor: str, customer: str, reader: ObjectReader) -> list[Event]:
    undone_at = _undone_at(event, reader)
    return [] if undone_at is None else [Forgotten(_FIRST, undone_at, visitor, customer, event.at)]


def _undone_at(event: Event, reader: ObjectReader) -> datetime | None:
    undone_at = _instant(reader, "undone_at")
    if undone_at is not None and undone_at < event.at:
        reader.fault("undone_at", "must not be earlier than the identification")
    return undone_at


def _instant(reader: ObjectReader, key: str) -> datetime | None:
    instant = reader.optional_instant(key)
    return instant if reader.sound(key) else None
