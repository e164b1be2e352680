"""Short ways to write attribution facts: days before and after the order, which is at DAY."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from commission.attribution.candidates import Facts
from commission.attribution.decide import decide
from commission.attribution.decision import Decision
from commission.attribution.facts import Binding, Identification, Purchase, SellerStanding, Touch
from commission.attribution.policy import AttributionPolicy, parse_attribution_policies

DAY = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
ACTIVE = SellerStanding(active=True)


def day(days: int, *, us: int = 0) -> datetime:
    return DAY + timedelta(days=days, microseconds=us)


def policy(**fields: Any) -> AttributionPolicy:
    return parse_attribution_policies({"window_days": 30, **fields})[0]


def touch(id_: str, days: int, seller: str, *, us: int = 0, **fields: Any) -> Touch:
    fields = {"visitor": "v1", "channel": "wechat", **fields}
    return Touch(id=id_, at=day(days, us=us), seller=seller, **fields)


def merge(id_: str, days: int, visitor: str = "v1", customer: str = "c1") -> Identification:
    return Identification(id_, day(days), visitor, customer)


def bind(
    id_: str, days: int, seller: str, customer: str | None = "c1", visitor: str | None = None
) -> Binding:
    return Binding(id_, day(days), seller, customer, visitor)


def order(**fields: Any) -> Purchase:
    return Purchase(**{"id": "o", "at": DAY, "customer": "c1", "visitor": "v1", **fields})


def settle(
    rules: AttributionPolicy,
    purchase: Purchase,
    touches: Iterable[Touch] = (),
    merges: Iterable[Identification] = (),
    bindings: Iterable[Binding] = (),
    sellers: Mapping[str, SellerStanding] | None = None,
) -> Decision:
    everybody = dict.fromkeys(("s1", "s2", "s3"), ACTIVE) | dict(sellers or {})
    return decide(rules, purchase, Facts(list(touches), list(merges), list(bindings), everybody))


def credit(decision: Decision) -> list[tuple[str, str]]:
    return [(c.seller, str(c.weight)) for c in decision.credits]


def drops(decision: Decision) -> list[tuple[str, str | None, str | None]]:
    return [(c.source, c.id, c.dropped) for c in decision.drops]
