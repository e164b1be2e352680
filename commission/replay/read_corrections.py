"""Reading what people put right: customers who are one person, and credit given anew."""

from collections.abc import Iterable
from datetime import datetime
from fractions import Fraction

from commission.money.reading import ObjectReader
from commission.replay import events as e
from commission.replay.fields import Declared, OpenReader, declared, optional_items

_ONE = Fraction(1)


def read_customers_merged(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    """`customer` is the same person as `into` from now on, until `undone_at` if that is written."""
    merged = e.CustomersMerged(event_id, at, reader.text("customer"), reader.text("into"))
    if merged.customer == merged.into:
        reader.fault("into", "must be another customer")
    return merged


def read_credit_corrected(reader: ObjectReader, event_id: str, at: datetime, known: Declared) -> e.Event:
    """A line's `credits` anew: each seller once, with exact shares such as "2/3" that make one."""
    credits_ = tuple(
        e.CreditGiven(declared(item, "seller", known.sellers, "seller"), _weight(item), item.text("channel"))
        for item in (
            OpenReader(each, reader.at(f"credits[{index}]"), reader.faults, ("seller", "weight", "channel"))
            for index, each in enumerate(optional_items(reader, "credits"))
        )
    )
    if reader.sound("credits") and not _make_one(credits_):
        reader.fault("credits", "must name each seller once, with shares that make one")
    return e.CreditCorrected(event_id, at, reader.text("order"), reader.text("line"), credits_)


def _make_one(credits_: Iterable[e.CreditGiven]) -> bool:
    given = list(credits_)
    sellers = {each.seller for each in given}
    return len(sellers) == len(given) and sum(each.weight for each in given) == _ONE


def _weight(reader: ObjectReader) -> Fraction:
    written = reader.text("weight")
    try:
        weight = Fraction(written)
    except (ValueError, ZeroDivisionError):
        weight = Fraction(0)
    if reader.sound("weight") and not 0 < weight <= 1:
        reader.fault("weight", 'must be a share above 0 and at most 1, such as "2/3"')
    return weight
