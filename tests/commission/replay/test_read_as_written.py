"""What a file says is what is read: events, and the actors they name, whole."""

from typing import Any

from commission.attribution.facts import Binding, Identification
from commission.replay.events import (
    Bound,
    CreditCorrected,
    CreditGiven,
    CustomersMerged,
    CustomersParted,
    Forgotten,
    Identified,
    PayoutAsked,
    RetailLine,
    RetailPaid,
    Reviewed,
    StockQuoted,
    Touched,
    WholesaleLine,
    WholesalePaid,
    WholesaleReturned,
)
from commission.replay.read_scenario import read_scenario
from commission.replay.scenario import Over, Seller, Sku
from tests.commission.replay.build import DAY_0, at, event, sale, scenario, stock
from tests.commission.replay.written import GIVEN, bought, corrected, events, payout, sold, touched


def test_an_event_is_read_as_it_is_written() -> None:
    assert events(touched(sku="A", kind="scan", store_open=False)) == (
        Touched("e", DAY_0, visitor="v", seller="s2", channel="app", kind="scan", store_open=False),
    )
    assert events(touched()) == (
        Touched("e", DAY_0, visitor="v", seller="s2", channel="app", kind="click", store_open=True),
    )
    assert events(sold()) == (
        RetailPaid(
            "e",
            DAY_0,
            order="o1",
            customer="c1",
            visitor=None,
            store="s1",
            coupon=None,
            from_stock=False,
            lines=(RetailLine("1", "A", 1, 5, 0),),
            shipping=0,
            same_person={},
            accrues=True,
        ),
    )


def test_a_sale_with_all_that_it_may_say() -> None:
    full = sold(tax=2) | {
        "visitor": "v",
        "store": "r1",
        "coupon": "R1OFF",
        "from_stock": True,
        "shipping": 7,
        "same_person": {"s1": True, "s2": False},
        "accrues": False,
    }
    assert events(full) == (
        RetailPaid(
            "e",
            DAY_0,
            order="o1",
            customer="c1",
            visitor="v",
            store="r1",
            coupon="R1OFF",
            from_stock=True,
            lines=(RetailLine("1", "A", 1, 5, 2),),
            shipping=7,
            same_person={"s1": True, "s2": False},
            accrues=False,
        ),
    )


def test_stock_is_read_as_it_is_written() -> None:
    assert events(bought(list_price=0, tier_eligible=False)) == (
        WholesalePaid("e", DAY_0, order="w1", seller="r1", lines=(WholesaleLine("1", "A", 1, 0, False),)),
    )
    assert events(bought())[0] == WholesalePaid(
        "e", DAY_0, order="w1", seller="r1", lines=(WholesaleLine("1", "A", 1, None, None),)
    )
    returned = event("e", 0, "wholesale_returned", order="w1", line="2", qty=3, window_waived=True)
    assert events(returned) == (
        WholesaleReturned("e", DAY_0, order="w1", line="2", qty=3, window_waived=True),
    )


def test_payouts_and_corrections_are_read_as_they_are_written() -> None:
    assert events(payout()) == (PayoutAsked("e", DAY_0, "r1", 0, None, 0, confirmed=True, as_of=None),)
    asked = payout(minimum=4, amount=5, withheld=5, confirmed=False, as_of=at(0))
    assert events(asked) == (PayoutAsked("e", DAY_0, "r1", 4, 5, 5, confirmed=False, as_of=DAY_0),)
    assert events(corrected({**GIVEN, "weight": "2/3"}, {**GIVEN, "seller": "s1", "weight": "1/3"})) == (
        CreditCorrected(
            "e",
            DAY_0,
            "o",
            "1",
            (CreditGiven("r1", _share(2), "app"), CreditGiven("s1", _share(1), "app")),
        ),
    )


def _share(thirds: int) -> Any:
    return (
        read_scenario(
            scenario(
                corrected(
                    {**GIVEN, "weight": f"{thirds}/3"}, {**GIVEN, "seller": "s1", "weight": f"{3 - thirds}/3"}
                )
            )
        )
        .events[0]
        .credits[0]
        .weight
    )  # type: ignore[attr-defined]


def test_what_an_event_says_of_another_instant_is_an_event_there() -> None:
    """A quote before its payment; a merge, and an order's own, that were taken back: before all else then."""
    quoted = stock("e", 0, "w1", 1) | {"quoted_at": at(-1)}
    assert [type(each) for each in events(quoted)] == [StockQuoted, WholesalePaid]
    assert events(quoted)[0] == StockQuoted("e", events(quoted)[0].at, "w1", "r1")
    assert len(events(stock("e", 0, "w1", 1) | {"quoted_at": at(0)})) == 1
    undone = event("e", 0, "identify", visitor="v", customer="c", undone_at=at(0))
    assert events(undone)[0] == Forgotten("", DAY_0, "v", "c", DAY_0)
    assert len(events(sale("e", 0, "o1", 5, undone_at=at(1)))) == 1
    of_order = events(sale("e", 0, "o1", 5, visitor="v", undone_at=at(1)))[1]
    assert of_order == Forgotten("", of_order.at, "v", "c1", DAY_0)
    merged = event("e", 0, "customers_merged", customer="c", into="d", undone_at=at(0))
    assert events(merged) == (CustomersParted("", DAY_0, "c"), CustomersMerged("e", DAY_0, "c", "d"))


def test_actors_are_read_as_they_are_written() -> None:
    read = read_scenario(
        scenario(
            sellers=[
                {"id": "s1", "kind": "staff"},
                {
                    "id": "r1",
                    "kind": "reseller",
                    "cohort": "new",
                    "earlier_cohort": [{"until": at(2)}, {"until": at(0), "cohort": "old"}],
                    "customers": ["c1"],
                },
            ],
            skus=[
                {"id": "A", "list_price": 0, "category": "coat", "tier_eligible": False},
                {"id": "B", "list_price": 1},
            ],
            coupons=[
                {"code": "X", "seller": "s1"},
                {"code": "Y", "seller": "r1", "channel": "app", "valid_from": at(0), "valid_until": at(0)},
            ],
            period={"from": at(0), "to": at(0)},
        )
    )
    day_2 = read.sellers["r1"].cohort.earlier[1][0]
    assert read.sellers == {
        "s1": Seller("s1", "staff", Over(None), frozenset()),
        "r1": Seller("r1", "reseller", Over("new", ((DAY_0, "old"), (day_2, None))), frozenset({"c1"})),
    }
    assert (day_2 - DAY_0).days == 2
    assert read.skus == {"A": Sku("A", 0, Over("coat"), False), "B": Sku("B", 1, Over(None), True)}
    assert (read.coupons["X"].channel, read.coupons["X"].valid_from, read.coupons["X"].valid_until) == (
        "coupon",
        None,
        None,
    )
    assert (read.coupons["Y"].channel, read.coupons["Y"].valid_from, read.coupons["Y"].valid_until) == (
        "app",
        DAY_0,
        DAY_0,
    )
    assert read.period is not None
    assert (read.period.start, read.period.end) == (DAY_0, DAY_0)
    assert (read.brand.id, read.brand.currency, read.brand.jurisdiction) == ("b1", "CNY", "CN")
    assert (read.brand.pays_own_purchases, str(read.brand.zone), str(read.brand.rate_ceiling)) == (
        True,
        "Asia/Shanghai",
        "0.30",
    )


def test_people_and_reviews_are_read_as_they_are_written() -> None:
    assert events(event("e", 0, "identify", visitor="v", customer="c")) == (
        Identified("e", DAY_0, Identification("e", DAY_0, "v", "c")),
    )
    assert events(event("e", 0, "bind", seller="s1", visitor="v")) == (
        Bound("e", DAY_0, Binding("e", DAY_0, "s1", None, "v", handed_over=False)),
    )
    assert events(event("e", 0, "bind", seller="s1", customer="c", handed_over=True)) == (
        Bound("e", DAY_0, Binding("e", DAY_0, "s1", "c", None, handed_over=True)),
    )
    for verdict in ("held", "released", "refused"):
        assert events(event("e", 0, f"commission_{verdict}", order="o", line="2", seller="r1")) == (
            Reviewed("e", DAY_0, verdict, "o", "2", "r1"),
        )
    (returned,) = events(event("e", 0, "wholesale_returned", order="w1", line="2", qty=3))
    assert returned == WholesaleReturned("e", DAY_0, order="w1", line="2", qty=3)
    assert returned.window_waived is False  # type: ignore[attr-defined]
