"""`decide` over plain facts, as the live service calls it, against the independent reference.

The replay keeps its facts arranged and hands `decide` its own look-up of owners; here the law selects by itself
from everything that ever happens in a document, what comes after the order included.
"""

from random import Random
from typing import Any

from hypothesis import given, settings

from commission.attribution.candidates import Facts
from commission.attribution.decide import decide
from commission.attribution.facts import Binding, Coupon, Identification, Purchase, SellerStanding, Touch
from commission.attribution.policy import parse_attribution_policies
from tests.reference.compare import weights
from tests.reference.facts import Book, Sale, instant, key_of
from tests.reference.replay import reference_book
from tests.reference.scenarios import documents

Json = dict[str, Any]


def facts_at(book: Book, sale: Sale) -> Facts:
    """Every fact of the document; the standing of each seller is the order's."""
    touches = [
        Touch(
            one["id"], instant(one["at"]), one["visitor"], one["seller"], one["channel"], one["kind"], active
        )
        for one in book.events("touch")
        for active in [book.status_at_touch(one["seller"], instant(one["at"])) == "active"]
    ]
    identified = [
        Identification(one["id"], instant(one["at"]), one["visitor"], one["customer"])
        for one in book.events("identify")
    ]
    identified += [
        Identification(other.key[1], other.at, other.visitor, other.customer)
        for other in book.sales.values()
        if other.visitor is not None
    ]
    bindings = [
        Binding(one["id"], instant(one["at"]), one["seller"], one.get("customer"), one.get("visitor"))
        for one in book.events("bind")
    ]
    standings = {}
    for seller in book.document["sellers"]:
        same = sale.customer in (seller["id"], *(seller.get("customers") or []))
        active = book.status_before(seller["id"], sale.key) == "active"
        standings[seller["id"]] = SellerStanding(active, "identity" if same else None)
    shuffle = Random(sale.order).shuffle
    for facts in (touches, identified, bindings):
        shuffle(facts)
    return Facts(touches, identified, bindings, standings)


def purchase_of(book: Book, sale: Sale) -> Purchase:
    paid = next(one for one in book.events("retail_paid") if key_of(one) == sale.key)
    coupon = next((one for one in book.document["coupons"] if one["code"] == paid.get("coupon")), None)
    if coupon is not None:
        opens, closes = (
            instant(coupon[name]) if coupon[name] else None for name in ("valid_from", "valid_until")
        )
        coupon = Coupon(coupon["code"], coupon["seller"], coupon["channel"], opens, closes)
    return Purchase(sale.key[1], sale.at, sale.customer, sale.visitor, coupon, sale.store)


@settings(max_examples=max(150, settings().max_examples // 2), deadline=None)
@given(documents())
def test_the_law_decides_from_plain_facts_as_the_reference_does(document: Json) -> None:
    _, book = reference_book(document)
    for sale in book.sales.values():
        (policy,) = parse_attribution_policies(book.policy("attribution_policy", sale.at))
        decision = decide(policy, purchase_of(book, sale), facts_at(book, sale))
        credited = [{"seller": one.seller, "weight": str(one.weight)} for one in decision.credits]
        assert decision.by == sale.decision["by"]
        assert weights(credited) == weights(sale.decision["credits"])
