"""What the fraud rules read about one credited seller's part in one paid order. Hashes and ids are opaque text."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Traces:
    """By what a person is known: accounts, phone numbers, and keyed hashes of devices, addresses and payers."""

    accounts: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    devices: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    payers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SeenTouch:
    """A human touch on one of the seller's links that belongs to the order's path, or that one browser program made
    on the deciding link shortly before. `referrer_host` is where it came from, empty where nothing said so."""

    id: str
    at: datetime
    referrer_host: str = ""


@dataclass(frozen=True, slots=True)
class CouponUse:
    """The order's coupon. `strangers` are the instants at which customers who had never touched a link of the seller
    paid with it, this order among them where its buyer is one."""

    code: str
    strangers: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class DoorOrder:
    """A paid order credited to the same seller that went to this order's address or was paid by its payer."""

    customer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PlacedScan:
    """A scan at a known place by the order's buyer; degrees in millionths."""

    at: datetime
    latitude: int
    longitude: int


@dataclass(frozen=True, slots=True)
class SaleFacts:
    """Everything the rules may know, in any order. `at` is the payment's instant."""

    seller: str
    customer: str
    at: datetime
    of_buyer: Traces = field(default_factory=Traces)
    of_seller: Traces = field(default_factory=Traces)
    touches: tuple[SeenTouch, ...] = ()
    coupon: CouponUse | None = None
    same_door: tuple[DoorOrder, ...] = ()
    scans: tuple[PlacedScan, ...] = ()
