"""Everything that could credit a seller with an order, each judged eligible or dropped with its reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from commission.attribution.bindings import bindings_of_buyer, expired, standing_binding
from commission.attribution.decision import Candidate
from commission.attribution.facts import (
    MACHINE_KINDS,
    Binding,
    Identification,
    Purchase,
    SellerStanding,
    Touch,
)
from commission.attribution.ownership import OwnerLookup
from commission.attribution.policy import AttributionPolicy


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known when an order is attributed. More than the order needs does no harm: the law selects.

    Needed: touches inside the policy's longest window on every visitor ever identified as the buyer, all
    identifications of those visitors, all bindings of the buyer and of those visitors, and the standing of
    every seller they and the order name. The order in which facts are given never matters.
    """

    touches: Iterable[Touch]
    identifications: Iterable[Identification]
    bindings: Iterable[Binding]
    sellers: Mapping[str, SellerStanding]


@dataclass(frozen=True, slots=True)
class Judged:
    """The candidates by source; `touches` pairs each of the buyer's touches with its verdict."""

    coupon: Candidate | None
    binding: Candidate | None
    touches: tuple[tuple[Touch, Candidate], ...]
    store: Candidate | None

    def all(self) -> tuple[Candidate, ...]:
        """Every candidate, in a fixed order."""
        touches = [candidate for _, candidate in self.touches]
        return tuple(c for c in (self.coupon, self.binding, *touches, self.store) if c is not None)


def judge(policy: AttributionPolicy, order: Purchase, facts: Facts, owners: OwnerLookup) -> Judged:
    """Gather the buyer's candidates and judge each (money-rules.md, Attribution 1 to 3)."""
    return Judged(
        coupon=_coupon(policy, order, facts.sellers),
        binding=_binding(policy, order, facts, owners),
        touches=tuple(
            (touch, _touch_candidate(policy, touch, facts.sellers))
            for touch in sorted(_touches_of_buyer(policy, order, facts, owners), key=lambda t: (t.at, t.id))
        ),
        store=_store(policy, order, facts.sellers),
    )


def _seller_drop(policy: AttributionPolicy, seller: str, sellers: Mapping[str, SellerStanding]) -> str | None:
    """Why this seller cannot be credited with this order, whatever brought them up; None where they can."""
    standing = sellers[seller]
    if standing.same_person is not None and policy.self_purchase == "deny":
        return f"self_purchase_same_{standing.same_person}"
    return None if standing.active else "seller_inactive_at_order"


def _touches_of_buyer(
    policy: AttributionPolicy, order: Purchase, facts: Facts, owners: OwnerLookup
) -> Iterable[Touch]:
    # A touch counts by its instant alone: one at the order's instant counts whatever its id.
    return (
        touch
        for touch in facts.touches
        if timedelta(0) <= order.at - touch.at < policy.window(touch.channel)
        and owners.owner(touch.visitor, touch.at) == order.customer
    )


def _touch_candidate(
    policy: AttributionPolicy, touch: Touch, sellers: Mapping[str, SellerStanding]
) -> Candidate:
    if touch.kind in MACHINE_KINDS:
        dropped: str | None = f"not_human_{touch.kind}"
    elif not touch.seller_active:
        dropped = "seller_inactive_at_touch"
    else:
        dropped = _seller_drop(policy, touch.seller, sellers)
    return Candidate("touch", touch.seller, touch.id, touch.at, touch.channel, dropped)


def _coupon(
    policy: AttributionPolicy, order: Purchase, sellers: Mapping[str, SellerStanding]
) -> Candidate | None:
    coupon = order.coupon
    if coupon is None:
        return None
    if coupon.valid_from is not None and order.at < coupon.valid_from:
        dropped: str | None = "coupon_not_yet_valid"
    elif coupon.valid_until is not None and order.at >= coupon.valid_until:
        dropped = "coupon_expired"
    else:
        dropped = _seller_drop(policy, coupon.seller, sellers)
    return Candidate("coupon", coupon.seller, coupon.code, None, coupon.channel, dropped)


def _binding(
    policy: AttributionPolicy, order: Purchase, facts: Facts, owners: OwnerLookup
) -> Candidate | None:
    if policy.binding is None:
        return None
    standing = standing_binding(bindings_of_buyer(facts.bindings, order, owners), policy.binding)
    if standing is None:
        return None
    if expired(standing, policy.binding, order.at):
        dropped: str | None = "binding_expired"
    else:
        dropped = _seller_drop(policy, standing.seller, facts.sellers)
    return Candidate("binding", standing.seller, standing.id, standing.at, None, dropped)


def _store(
    policy: AttributionPolicy, order: Purchase, sellers: Mapping[str, SellerStanding]
) -> Candidate | None:
    if order.store is None:
        return None
    return Candidate("store", order.store, dropped=_seller_drop(policy, order.store, sellers))
