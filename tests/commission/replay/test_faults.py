"""Each thing that can be wrong with a file: its path and its sentence, once and alone."""

from typing import Any

import pytest

from commission.replay.events import (
    CreditCorrected,
    CreditGiven,
    CustomersMerged,
    CustomersParted,
    Event,
    Forgotten,
    PayoutAsked,
    RetailLine,
    RetailPaid,
    StockQuoted,
    Touched,
    WholesaleLine,
    WholesalePaid,
    WholesaleReturned,
)
from commission.replay.read_scenario import read_scenario
from commission.replay.refused import ScenarioRefused
from commission.replay.scenario import Over, Seller, Sku
from tests.commission.replay.build import DAY_0, at, event, refund, sale, scenario, stock

GIVEN = {"seller": "r1", "weight": "1", "channel": "app"}


def faults(document: object) -> list[str]:
    with pytest.raises(ScenarioRefused) as refused:
        read_scenario(document)
    return [str(fault) for fault in refused.value.faults]


def events(*written: dict[str, Any]) -> tuple[Event, ...]:
    return read_scenario(scenario(*written)).events


def bought(**line: Any) -> dict[str, Any]:
    return stock("e", 0, "w1", 1) | {"lines": [{"line": "1", "sku": "A", "qty": 1, **line}]}


def sold(**line: Any) -> dict[str, Any]:
    return sale("e", 0, "o1", 5) | {"lines": [{"line": "1", "sku": "A", "qty": 1, "paid": 5, **line}]}


def touched(**fields: Any) -> dict[str, Any]:
    return event("e", 0, "touch") | {"visitor": "v", "seller": "s2", "channel": "app", **fields}


def corrected(*given: Any, **fields: Any) -> dict[str, Any]:
    return event("e", 0, "credit_corrected", **{"order": "o", "line": "1", "credits": list(given), **fields})


def payout(**fields: Any) -> dict[str, Any]:
    return event("e", 0, "payout", **{"seller": "r1", **fields})


WHOLE = "must be a whole number, not a string"
YES_NO = "must be true or false, not a string"
SHARES = "credits: must name each seller once, with shares that make one"


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (touched(visitor=5), "visitor: must be a string, not the number 5"),
        (touched(channel=""), "channel: must not be empty"),
        (touched(kind="hover"), "kind: must be one of bot, click, preview, scan"),
        (touched(store_open="x"), f"store_open: {YES_NO}"),
        (touched(seller=5), "seller: must be a string, not the number 5"),
        (event("e", 0, "identify", customer="c"), "visitor: is missing"),
        (event("e", 0, "identify", visitor="v"), "customer: is missing"),
        (event("e", 0, "bind", seller="s1", customer="c", handed_over="x"), f"handed_over: {YES_NO}"),
        (event("e", 0, "bind", seller="s9", visitor="v"), "seller: s9 is not a declared seller"),
        (
            event("e", 0, "seller_status", seller="s1", status="gone"),
            "status: must be one of active, suspended, closed",
        ),
        (event("e", 0, "seller_status", seller="s9", status="active"), "seller: s9 is not a declared seller"),
        (sale("e", 0, "", 5), "order: must not be empty"),
        (sale("e", 0, "o1", 5, customer=None), "customer: must be a string, not null"),
        (sale("e", 0, "o1", 5, visitor=5), "visitor: must be a string, not the number 5"),
        (sale("e", 0, "o1", 5, store="s9"), "store: s9 is not a declared seller"),
        (sale("e", 0, "o1", 5, from_stock="x"), f"from_stock: {YES_NO}"),
        (sale("e", 0, "o1", 5, shipping=-1), "shipping: must be at least 0"),
        (sale("e", 0, "o1", 5, accrues="x"), f"accrues: {YES_NO}"),
        (sale("e", 0, "o1", 5, same_person=[]), "same_person: must be an object, not a list"),
        (sale("e", 0, "o1", 5, same_person={"s9": True}), "same_person.s9: s9 is not a declared seller"),
        (sale("e", 0, "o1", 5, same_person={"s1": "x"}), f"same_person.s1: {YES_NO}"),
        (
            sale("e", 0, "o1", 5, visitor="v", undone_at=at(-1)),
            "undone_at: must not be earlier than the identification",
        ),
        (sold(sku="Z"), "lines[0].sku: Z is not a declared SKU"),
        (sold(qty=0), "lines[0].qty: must be at least 1"),
        (sold(paid=-1), "lines[0].paid: must be at least 0"),
        (sold(tax=-1), "lines[0].tax: must be at least 0"),
        (sold(line=""), "lines[0].line: must not be empty"),
        (event("e", 0, "delivered"), "order: is missing"),
        (refund("e", 0, "o1", 1, shipping=-1), "shipping: must be at least 0"),
        (refund("e", 0, "o1", 0), "qty: must be at least 1"),
        (refund("e", 0, "o1", 1, line=None), "line: must be a string, not null"),
        (
            event("e", 0, "commission_held", order="o", line="1", seller="s9"),
            "seller: s9 is not a declared seller",
        ),
        (event("e", 0, "commission_released", line="1", seller="s1"), "order: is missing"),
        (event("e", 0, "commission_refused", order="o", seller="s1"), "line: is missing"),
        (bought(list_price=-1), "lines[0].list_price: must be at least 0"),
        (bought(tier_eligible="x"), f"lines[0].tier_eligible: {YES_NO}"),
        (bought(qty="1"), f"lines[0].qty: {WHOLE}"),
        (stock("e", 0, "w", 1, seller="s9"), "seller: s9 is not a declared seller"),
        (stock("e", 0, "w", 1) | {"order": None}, "order: must be a string, not null"),
        (
            stock("e", 0, "w", 1) | {"quoted_at": at(0, us=1)},
            "quoted_at: must not be later than the payment",
        ),
        (
            stock("e", 0, "w", 1) | {"quoted_at": "soon"},
            "quoted_at: must be an ISO 8601 instant with an offset",
        ),
        (
            event("e", 0, "wholesale_returned", order="w", line="1", qty=1, window_waived="x"),
            f"window_waived: {YES_NO}",
        ),
        (payout(amount=0), "amount: must be at least 1"),
        (payout(amount=5, withheld=6), "withheld: must be a part of the payout's amount"),
        (payout(withheld=1), "withheld: must be a part of the payout's amount"),
        (payout(amount=5, withheld=-1), "withheld: must be at least 0"),
        (payout(amount=5, seller=None), "amount: is one seller's: name the seller"),
        (payout(seller="s9"), "seller: s9 is not a declared seller"),
        (payout(minimum=-1), "minimum: must be at least 0"),
        (payout(confirmed="x"), f"confirmed: {YES_NO}"),
        (payout(as_of=5), "as_of: must be an ISO 8601 instant with an offset"),
        (event("e", 0, "customers_merged", customer="c", into="c"), "into: must be another customer"),
        (event("e", 0, "customers_merged", into="c"), "customer: is missing"),
        (
            event("e", 0, "customers_merged", customer="c", into="d", undone_at=at(0, us=-1)),
            "undone_at: must not be earlier than the identification",
        ),
        (corrected(), SHARES),
        (corrected(GIVEN, GIVEN), SHARES),
        (corrected({**GIVEN, "weight": "1/2"}), SHARES),
        (corrected({**GIVEN, "weight": "1/2"}, {**GIVEN, "weight": "1/2"}), SHARES),
        (corrected(GIVEN, order=None), "order: must be a string, not null"),
        (corrected(GIVEN, line=None), "line: must be a string, not null"),
        (corrected({**GIVEN, "channel": ""}), "credits[0].channel: must not be empty"),
    ],
)
def test_each_fault_of_an_event_is_told_once_with_its_path(written: dict[str, Any], fault: str) -> None:
    assert faults(scenario(written)) == [f"events[0].{fault}"]


@pytest.mark.parametrize("weight", ["0", "-1/2", "3/2", "1/0", "half"])
def test_a_share_is_above_nothing_and_at_most_all(weight: str) -> None:
    assert faults(scenario(corrected({**GIVEN, "weight": weight}))) == [
        'events[0].credits[0].weight: must be a share above 0 and at most 1, such as "2/3"',
        f"events[0].{SHARES}",
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"brand": None}, ["brand: must be an object, not null"]),
        ({"brand": {"id": "b", "currency": "CNY", "jurisdiction": "CN"}}, ["brand.timezone: is missing"]),
        (
            {
                "brand": {"id": "", "currency": "yuan", "jurisdiction": "", "timezone": "UTC"},
                "tier_schedule": None,
            },
            [
                "brand.id: must not be empty",
                "brand.currency: must be an ISO 4217 code, such as CNY",
                "brand.jurisdiction: must not be empty",
            ],
        ),
        (
            {
                "brand": {
                    "id": "b",
                    "currency": "CNY",
                    "jurisdiction": "CN",
                    "timezone": "../x",
                    "pays_own_purchases": 1,
                }
            },
            [
                "brand.pays_own_purchases: must be true or false, not the number 1",
                "brand.timezone: ../x is not a time zone, such as Asia/Shanghai",
            ],
        ),
        ({"sellers": 5, "coupons": []}, ["sellers: must be a list, not the number 5"]),
        (
            {"sellers": [{"id": "s1", "kind": "staff", "customers": ["c", "", 5]}], "coupons": []},
            [
                "sellers[0].customers[1]: must be a customer id",
                "sellers[0].customers[2]: must be a customer id",
            ],
        ),
        (
            {
                "sellers": [
                    {"id": "s1", "kind": "staff", "cohort": 5, "earlier_cohort": [{"cohort": "a"}, 7]}
                ],
                "coupons": [],
            },
            [
                "sellers[0].earlier_cohort[0].until: is missing",
                "sellers[0].earlier_cohort[1]: must be an object, not a number",
                "sellers[0].cohort: must be a string, not the number 5",
            ],
        ),
        (
            {"skus": [{"id": "A", "list_price": -1, "tier_eligible": "x"}, {"id": "A", "list_price": 0}]},
            [
                "skus[0].list_price: must be at least 0",
                f"skus[0].tier_eligible: {YES_NO}",
                "skus[1].id: A is declared twice",
            ],
        ),
        (
            {"coupons": [{"code": "X", "seller": "s9", "channel": 5, "valid_from": 1, "valid_until": "x"}]},
            [
                "coupons[0].seller: s9 is not a declared seller",
                "coupons[0].channel: must be a string, not the number 5",
                "coupons[0].valid_from: must be an ISO 8601 instant with an offset",
                "coupons[0].valid_until: must be an ISO 8601 instant with an offset",
            ],
        ),
        ({"coupons": [{"code": "", "seller": "s1"}]}, ["coupons[0].code: must not be empty"]),
        ({"events": {}}, ["events: must be a list, not an object"]),
        ({"period": {"from": at(1)}}, ["period.to: is missing"]),
        ({"period": {"from": at(1), "to": at(0)}}, ["period.to: must not be earlier than from"]),
        ({"period": {"from": at(1), "to": 5}}, ["period.to: must be an ISO 8601 instant with an offset"]),
        ({"attribution_policy": {"model": 5}}, None),
        ({"return_policy": []}, ["return_policy: must hold at least one version"]),
    ],
)
def test_each_fault_of_the_head_is_told_with_its_path(
    changes: dict[str, Any], told: list[str] | None
) -> None:
    models = "attribution_policy.model: must be one of first, last, linear, position, time_decay"
    assert faults(scenario(**changes)) == (told or [models])


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


def test_a_second_event_of_an_id_is_compared_in_full() -> None:
    once = sale("e", 0, "o1", 5, same_person={"s1": True})
    assert len(events(once, dict(reversed(once.items())))) == 1
    for other in (
        sale("e", 0, "o1", 5, same_person={"s1": 1}),
        sale("e", 0, "o1", 5, same_person={"s2": True}),
        sale("e", 0, "o1", 5, 6, same_person={"s1": True}),
        sale("e", 0, "o1", 6, same_person={"s1": True}),
    ):
        assert faults(scenario(once, other))[0] == (
            "events[1].id: e is the id of events[0], which says something else"
        )


def test_events_stand_in_order_of_their_instants_and_then_their_ids() -> None:
    clocks = [event(name, day, "clock") for name, day in (("b", 1), ("a", 1), ("z", 0))]
    assert [each.id for each in events(*clocks)] == ["z", "a", "b"]
