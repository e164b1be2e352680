"""A Hypothesis strategy of whole scenario documents, rich in the cases where money rules meet."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.reference import scenario_rules as rules
from tests.reference.facts import instant

Json = dict[str, Any]
DAY = timedelta(days=1)
CHANNELS = ["chat", "poster", "offline_coupon"]
CUSTOMERS = ["c1", "c2", "c3", "r1"]  # c3 is seller s1's other self, r1 a seller under his own name
VISITORS = ["v1", "v2", "v3"]
BASES = [
    datetime(2026, 3, 18, tzinfo=UTC),
    datetime(2026, 10, 14, tzinfo=UTC),
    datetime(2025, 12, 19, tzinfo=UTC),
]


@dataclass
class Maker:
    """Draws one document; remembers instants, so that later events fall exactly on the ends of windows."""

    rng: Random
    base: datetime
    zone: ZoneInfo
    sellers: list[str]
    skus: list[str]
    coupons: list[str]
    spans: list[int]
    crowded: bool  # everything on few whole days, so that much falls on the very same instants
    events: list[Json] = field(default_factory=list)
    instants: list[datetime] = field(default_factory=list)
    retail: list[Json] = field(default_factory=list)
    stock: list[Json] = field(default_factory=list)

    def pick(self, options: Any) -> Any:
        return self.rng.choice(options)

    def whole(self, least: int, most: int) -> int:
        return self.rng.randint(least, most)

    def chance(self, of_ten: int) -> bool:
        return self.whole(1, 10) <= of_ten

    def day(self) -> datetime:
        """Some instant, now and then a local month's first."""
        if self.crowded:
            return self.base + DAY * self.whole(0, 6)
        at = self.base + DAY * self.whole(0, 40) + timedelta(hours=self.whole(0, 23))
        if self.chance(2):
            local = at.astimezone(self.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            return local.astimezone(UTC) - timedelta(microseconds=self.pick([0, 0, 1]))
        return at

    def near(self, at: datetime, sign: int = 1) -> datetime:
        """An instant some span after (or before) another: mostly on the dot, else a hair off, or within."""
        end = at + sign * DAY * self.pick([0, 0, 1, 2, *self.spans])
        if self.crowded:
            return end
        return (
            end
            + timedelta(microseconds=self.pick([0, 0, 0, 0, -1, 1]))
            + timedelta(hours=self.pick([0, 0, 5, -5]))
        )

    def when(self) -> datetime:
        if self.instants and self.chance(5):
            return self.near(self.pick(self.instants))
        return self.day()

    def add(self, kind: str, at: datetime, /, **fields: Any) -> Json:
        offset = self.pick([UTC, self.zone])
        number = len(self.events)
        event = {
            "id": f"{self.pick('abmxyz')}{number}",
            "at": at.astimezone(offset).isoformat(),  # the same instant in more than one spelling
            "type": kind,
        }
        event |= {name: value for name, value in fields.items() if value is not None}
        self.events.append(event)
        self.instants.append(at)
        return event

    def order_id(self, kind: str, count: int) -> str:
        """A new order's id; rarely one that is used already."""
        return f"{kind}{count if count and self.whole(1, 20) == 1 else count + 1}"


def touch(make: Maker, at: datetime, visitor: str) -> None:
    kind = make.pick(["click", "click", "click", "scan", "preview", "bot"])
    make.add(
        "touch", at, visitor=visitor, seller=make.pick(make.sellers), channel=make.pick(CHANNELS), kind=kind
    )


def retail_story(make: Maker) -> None:
    """Touches, an order, then what befalls it."""
    at, visitor, customer = make.when(), make.pick(VISITORS), make.pick(CUSTOMERS)
    for _ in range(make.whole(0, 5)):
        touch(make, make.near(at, -1), visitor if make.chance(8) else make.pick(VISITORS))
    if make.chance(3):
        identify(
            make,
            make.near(at, make.pick([1, -1])),
            visitor,
            customer if make.chance(7) else make.pick(CUSTOMERS),
        )
    for _ in range(make.pick([0, 0, 0, 1, 2, 3])):
        bind(make, make.near(at, -1), make.pick([None, visitor]), customer)
    if make.chance(2):
        status(make, make.near(at, -1))
    free = make.whole(1, 12) == 1
    event = make.add(
        "retail_paid",
        at,
        order=make.order_id("o", len(make.retail)),
        customer=customer,
        visitor=visitor if make.chance(8) else None,
        store=make.pick(make.sellers) if make.chance(6) else None,
        coupon=make.pick(make.coupons) if make.coupons and make.chance(2) else None,
        lines=[retail_line(make, i, free) for i in range(make.whole(1, 3))],
    )
    make.retail.append(event)
    after_payment(make, event, at)


def retail_line(make: Maker, i: int, free: bool) -> Json:
    paid = 0 if free else make.whole(0, 30) if make.chance(3) else make.whole(0, 400) * 25
    return {"line": str(i + 1), "sku": make.pick(make.skus), "qty": make.whole(1, 6), "paid": paid}


def own_stock_story(make: Maker) -> None:
    """A sale from a reseller's own stock, mostly of something he has bought."""
    if not make.stock:
        stock_story(make)
    bought = make.pick(make.stock)
    if bought["seller"] not in make.sellers:
        return
    line = make.pick(bought["lines"])
    at = make.near(datetime.fromisoformat(bought["at"]).astimezone(UTC))
    lines = [
        {"line": "1", "sku": line["sku"], "qty": make.whole(1, line["qty"]), "paid": make.whole(0, 5000)}
    ]
    if make.chance(4):
        lines.append({"line": "2", "sku": line["sku"], "qty": make.whole(1, 3), "paid": make.whole(0, 999)})
    order = make.order_id("o", len(make.retail))
    fields = {"order": order, "customer": make.pick(CUSTOMERS), "store": bought["seller"], "from_stock": True}
    event = make.add("retail_paid", at, visitor=make.pick([None, *VISITORS]), lines=lines, **fields)
    make.retail.append(event)
    after_payment(make, event, at)


def after_payment(make: Maker, order: Json, at: datetime) -> None:
    name, lines = order["order"], order["lines"]
    if make.chance(6):
        make.add("delivered", make.near(at, make.pick([1, 1, 1, -1])), order=name)
    for _ in range(make.pick([0, 0, 1, 1, 2, 3])):
        line = make.pick(lines)
        qty = line["qty"] if make.chance(3) else make.whole(1, line["qty"])
        make.add(
            "retail_refunded",
            make.near(at, make.pick([1, 1, 1, 1, -1])),
            order=name,
            line=line["line"],
            qty=qty,
        )
    if make.chance(3):
        review_story(make, order, at)
    if make.chance(4):
        payout(make, make.near(at))


def review_story(make: Maker, order: Json, at: datetime) -> None:
    """A commission line held, and mostly released or refused."""
    line = make.pick(order["lines"])["line"]
    for seller in make.sellers:
        fields = {"order": order["order"], "line": line, "seller": seller}
        soon = timedelta(0) if make.crowded else timedelta(minutes=make.whole(0, 60))
        held = at + soon if make.chance(8) else make.near(at)
        make.add("commission_held", held, **fields)
        if make.chance(8):
            make.add(make.pick(["commission_released", "commission_refused"]), make.near(held), **fields)
        if make.chance(2):
            make.add("retail_refunded", make.near(held), order=order["order"], line=line, qty=1)


def stock_story(make: Maker) -> None:
    """A stock order, and returns of it."""
    seller = make.pick([make.sellers[-1], make.sellers[-1], make.sellers[-1], make.pick(make.sellers)])
    at = make.when()
    lines = [
        {"line": str(i + 1), "sku": make.pick(make.skus), "qty": make.whole(1, 12)}
        for i in range(make.whole(1, 3))
    ]
    order = make.add(
        "wholesale_paid", at, order=make.order_id("w", len(make.stock)), seller=seller, lines=lines
    )
    make.stock.append(order)
    for _ in range(make.pick([0, 1, 1, 2, 3])):
        line = make.pick(lines)
        fields = {"order": order["order"], "line": line["line"], "qty": make.whole(1, line["qty"])}
        make.add("wholesale_returned", make.near(at), **fields)


def status(make: Maker, at: datetime) -> None:
    """A seller's status changes, and mostly changes back."""
    seller, now = make.pick(make.sellers), make.pick(["active", "suspended", "suspended", "closed"])
    make.add("seller_status", at, seller=seller, status=now)
    if now != "active" and make.chance(7):
        make.add("seller_status", make.near(at), seller=seller, status="active")


def identify(make: Maker, at: datetime, visitor: str, customer: str) -> None:
    make.add("identify", at, visitor=visitor, customer=customer)


def bind(make: Maker, at: datetime, visitor: str | None, customer: str) -> None:
    whose = {"visitor": visitor} if visitor else {"customer": customer}
    make.add("bind", at, seller=make.pick(make.sellers), **whose)


def payout(make: Maker, at: datetime) -> None:
    seller = make.pick([None, None, make.pick(make.sellers)])
    make.add("payout", at, seller=seller, minimum=make.pick([None, None, 1, 50, 500]))


def loose_event(make: Maker) -> None:
    """Something that belongs to no story."""
    kind, at = (
        make.pick(["status", "status", "identify", "bind", "payout", "clock", "lost", "touch"]),
        make.when(),
    )
    if kind == "status":
        status(make, at)
    elif kind == "identify":
        identify(make, at, make.pick(VISITORS), make.pick(CUSTOMERS))
    elif kind == "bind":
        bind(make, at, make.pick([None, *VISITORS]), make.pick(CUSTOMERS))
    elif kind == "payout":
        payout(make, at)
    elif kind == "touch":
        touch(make, at, make.pick(VISITORS))
    elif kind == "clock":
        make.add("clock", at)
    else:
        lost_event(make, at)


def lost_event(make: Maker, at: datetime) -> None:
    """An event about an order or a line that never was."""
    kind = make.pick(["delivered", "retail_refunded", "wholesale_returned", "commission_held"])
    fields: Json = {"order": make.pick(["o9", "o1", "w1"])}
    if kind != "delivered":
        fields |= {"line": "9"}
    if kind in ("retail_refunded", "wholesale_returned"):
        fields |= {"qty": 1}
    if kind == "commission_held":
        fields |= {"seller": make.pick(make.sellers)}
    make.add(kind, at, **fields)


def repeat_some(make: Maker) -> None:
    for _ in range(make.pick([0, 0, 1, 3])):
        if make.events:
            make.events.append(dict(make.pick(make.events)))


def make_document(rng: Random) -> Json:
    """A scenario document that keeps the format; the same one for the same seed."""
    base = rng.choice(BASES)
    sellers, skus, coupons = rules.make_actors(rng, base)
    brand = rules.make_brand(rng)
    policies = rules.make_policies(rng, base, skus, brand["jurisdiction"])
    make = Maker(
        rng=rng,
        base=base,
        zone=ZoneInfo(brand["timezone"]),
        sellers=[one["id"] for one in sellers],
        skus=[one["id"] for one in skus],
        coupons=[one["code"] for one in coupons],
        spans=rules.spans(policies),
        crowded=rng.randint(1, 3) == 1,
    )
    make.instants += [
        instant(text) for one in coupons for text in (one["valid_from"], one["valid_until"]) if text
    ]
    stories = [retail_story, retail_story, stock_story, own_stock_story, loose_event]
    for _ in range(make.whole(1, 10)):
        make.pick(stories)(make)
    repeat_some(make)
    order = make.pick(["as made", "reversed", "by id"])
    events = make.events[::-1] if order == "reversed" else make.events
    if order == "by id":
        events = sorted(events, key=lambda event: str(event["id"]))
    return {
        "brand": brand,
        **policies,
        "sellers": sellers,
        "skus": skus,
        "coupons": coupons,
        "events": events,
    }


def documents() -> st.SearchStrategy[Json]:
    """A document for each seed; `shrink.smallest` brings one that shows a difference down."""
    return st.integers(0, 2**63).map(lambda seed: make_document(Random(seed)))
