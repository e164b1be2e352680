"""Who gets the sale (money-rules.md, Attribution)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction

from tests.reference.facts import Book, Json, Key, Sale, instant, key_of

PRECEDENCE = ["coupon", "binding", "touch", "store"]
DAY = timedelta(days=1)


@dataclass
class Credit:
    """One seller's share, and the channel a plan's rule would match for that seller."""

    seller: str
    weight: Fraction
    channel: str


def owner(book: Book, visitor: str, then: datetime, order: Key) -> str | None:
    """The customer a touch on `visitor` at `then` belongs to, as known at the order."""
    facts = [
        (key_of(event), event["customer"]) for event in book.events("identify") if event["visitor"] == visitor
    ]
    facts += [(sale.key, sale.customer) for sale in book.sales.values() if sale.visitor == visitor]
    known = sorted(fact for fact in facts if fact[0] <= order)
    upto = [customer for (at, _), customer in known if at <= then]
    later = [customer for (at, _), customer in known if at > then]
    if upto:
        return upto[-1]
    return later[0] if later else None


def may_earn(book: Book, policy: Json, sale: Sale, seller: str) -> bool:
    """Active at the order, and not buying from himself."""
    if book.status_before(seller, sale.key) != "active":
        book.mark("candidate inactive at the order")
        return False
    same = sale.customer == seller or sale.customer in (book.seller(seller).get("customers") or [])
    if same and policy.get("self_purchase", "deny") == "deny":
        book.mark("self purchase dropped")
        return False
    return True


def by_coupon(book: Book, policy: Json, sale: Sale, order: Json) -> list[Credit]:
    coupon = next(
        (one for one in book.document.get("coupons", []) if one["code"] == order.get("coupon")), None
    )
    if coupon is None:
        return []
    opens, closes = coupon.get("valid_from"), coupon.get("valid_until")
    if (opens and sale.at < instant(opens)) or (closes and sale.at >= instant(closes)):
        book.mark("coupon outside its validity")
        return []
    if not may_earn(book, policy, sale, coupon["seller"]):
        return []
    return [Credit(coupon["seller"], Fraction(1), coupon.get("channel") or "coupon")]


def by_binding(book: Book, policy: Json, sale: Sale, order: Json) -> list[Credit]:
    rule = policy.get("binding")
    if rule is None or rule == "off":
        return []
    days = timedelta(days=rule["days"])
    current: Json | None = None
    for bind in book.events("bind"):
        if key_of(bind) > sale.key:
            continue
        whose = bind.get("customer") or owner(book, bind["visitor"], instant(bind["at"]), sale.key)
        if whose != sale.customer:
            continue
        if current is None:
            current = bind
            continue
        still_valid = instant(bind["at"]) < instant(current["at"]) + days
        book.mark(f"rebind {rule['rebind']}")
        if rule["rebind"] == "newest" or (rule["rebind"] == "after_expiry" and not still_valid):
            current = bind
    if current is None:
        return []
    if sale.at >= instant(current["at"]) + days:
        book.mark("binding expired")
        return []
    if current.get("visitor"):
        book.mark("binding of a visitor who became the customer")
    if not may_earn(book, policy, sale, current["seller"]):
        book.mark("ineligible binding still blocks")
        return []
    return [Credit(current["seller"], Fraction(1), "binding")]


def touches_that_count(book: Book, policy: Json, sale: Sale) -> list[Json]:
    """The buyer's eligible touches, by instant then id."""
    counting = []
    for touch in book.events("touch"):
        at = instant(touch["at"])
        by_channel = policy.get("window_days_by_channel") or {}
        days = by_channel.get(touch["channel"], policy.get("window_days", 30))
        if at > sale.at or owner(book, touch["visitor"], at, sale.key) != sale.customer:
            continue
        if at <= sale.at - days * DAY:
            book.mark("touch outside the window")
        elif touch.get("kind", "click") not in ("click", "scan"):
            book.mark("bot or preview dropped")
        elif book.status_at_touch(touch["seller"], at) != "active":
            book.mark("seller inactive at the touch")
        elif may_earn(book, policy, sale, touch["seller"]):
            counting.append(touch)
    return counting


def touch_weights(policy: Json, touches: list[Json], now: datetime) -> list[Fraction]:
    """One weight per touch, summing to one."""
    n, model = len(touches), policy.get("model", "last")
    if model == "first":
        return [Fraction(i == 0) for i in range(n)]
    if model == "last":
        return [Fraction(i == n - 1) for i in range(n)]
    if model == "linear" or n == 1:
        return [Fraction(1, n)] * n
    if model == "position":
        if n == 2:
            return [Fraction(1, 2)] * 2
        middle = Fraction(1, 5) / (n - 2)
        return [Fraction(2, 5)] + [middle] * (n - 2) + [Fraction(2, 5)]
    half_life = policy.get("half_life_days", 7) * DAY
    with localcontext() as context:
        context.prec = 50
        raw = [
            Decimal(2)
            ** -(Decimal((now - instant(touch["at"])) // MICROSECOND) / Decimal(half_life // MICROSECOND))
            for touch in touches
        ]
    return [Fraction(weight) / sum(Fraction(w) for w in raw) for weight in raw]


MICROSECOND = timedelta(microseconds=1)


def by_touch(book: Book, policy: Json, sale: Sale, order: Json) -> list[Credit]:
    touches = touches_that_count(book, policy, sale)
    if not touches:
        return []
    weights = touch_weights(policy, touches, sale.at)
    credited: dict[str, Credit] = {}
    for touch, weight in reversed(list(zip(touches, weights, strict=True))):
        if weight:
            first_seen = credited.setdefault(
                touch["seller"], Credit(touch["seller"], Fraction(0), touch["channel"])
            )
            first_seen.weight += weight
    if len(credited) > 1:
        book.mark(f"split {policy['model']}")
    return list(credited.values())


def by_store(book: Book, policy: Json, sale: Sale, order: Json) -> list[Credit]:
    if sale.store is None or not may_earn(book, policy, sale, sale.store):
        return []
    return [Credit(sale.store, Fraction(1), "store")]


def decide(book: Book, policy: Json, sale: Sale, order: Json) -> tuple[str | None, list[Credit]]:
    """The first of `precedence` that yields a seller, and the credits, latest touch first."""
    ways = {"coupon": by_coupon, "binding": by_binding, "touch": by_touch, "store": by_store}
    for way in precedence(policy):
        credited = ways[way](book, policy, sale, order)
        if credited:
            book.mark(f"decided by {way}")
            return way, credited
    book.mark("nobody credited")
    return None, []


def precedence(policy: Json) -> Iterable[str]:
    return policy.get("precedence", PRECEDENCE)
