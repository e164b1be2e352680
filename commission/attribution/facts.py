"""What attribution reads: plain facts with an instant, none of which it ever changes.

Instants are aware datetimes. Ids are compared as text, so callers pass ids that sort as their events do.
"""

from dataclasses import dataclass
from datetime import datetime

HUMAN_KINDS = frozenset({"click", "scan"})
MACHINE_KINDS = frozenset({"preview", "bot"})


@dataclass(frozen=True, slots=True)
class Touch:
    """A click or scan on a tracked link.

    `seller_active` says whether the link's seller and store were both active at `at`, a status change at that
    very instant counted as earlier (money-rules.md, Attribution 1).
    """

    id: str
    at: datetime
    visitor: str
    seller: str
    channel: str
    kind: str = "click"
    seller_active: bool = True


@dataclass(frozen=True, slots=True)
class Identification:
    """A visitor turned out to be this customer: by a log-in (merge) or an earlier order."""

    id: str
    at: datetime
    visitor: str
    customer: str


@dataclass(frozen=True, slots=True)
class Binding:
    """A customer, or a visitor who may become one, was bound to a seller. Exactly one of the two is set.

    `handed_over`: by the brand, from a seller who leaves. It takes the place of whichever binding stands.
    """

    id: str
    at: datetime
    seller: str
    customer: str | None = None
    visitor: str | None = None
    handed_over: bool = False


@dataclass(frozen=True, slots=True)
class Coupon:
    """One seller's coupon; counts from `valid_from` (inclusive) until `valid_until` (exclusive), if set."""

    code: str
    seller: str
    channel: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Purchase:
    """The paid retail order to be attributed. `id` is its event's id, `store` the owner of its store."""

    id: str
    at: datetime
    customer: str
    visitor: str | None = None
    coupon: Coupon | None = None
    store: str | None = None


@dataclass(frozen=True, slots=True)
class SellerStanding:
    """One seller as the order sees them: active or not, and by what they are the buyer's own person, if so.

    `same_person` is `account`, `phone` or `identity` where the seller and the buyer share it, else None.
    """

    active: bool
    same_person: str | None = None
