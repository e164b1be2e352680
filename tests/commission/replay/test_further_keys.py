"""The keys that an exported history carries beside the plain format (docs/history.md)."""

import pytest

from commission.replay.compare import compare_plans
from commission.replay.refused import ScenarioRefused
from commission.replay.replay import replay
from tests.commission.replay.build import at, event, play, refund, rejected, sale, scenario, stock

CLOCK = event("z", 40, "clock")


def faults(*events: dict[str, object], **changes: object) -> list[str]:
    with pytest.raises(ScenarioRefused) as refused:
        replay(scenario(*events, **changes))
    return [str(fault) for fault in refused.value.faults]


def test_a_quote_keeps_its_volume_and_its_lines_their_list_price() -> None:
    quoted = {**stock("e2", 5, "w2", 100), "quoted_at": at(1)}
    quoted["lines"] = [{"line": "1", "sku": "B", "qty": 100, "list_price": 100, "tier_eligible": True}]
    outcome = play(stock("e1", 3, "w1", 99), quoted)
    # Quoted before 990,000 were bought: 10,000 at 0.60. Paid, it counts with what it was listed at.
    assert outcome["wholesale"]["w2"] == {
        "tier": "start",
        "volume_before": 0,
        "list": 10_000,
        "net": 6_000,
        "lines": [{"line": "1", "list": 10_000, "net": 6_000}],
    }
    assert outcome["sellers"]["r1"]["volume"] == 1_000_000
    assert play(stock("e1", 3, "w1", 99), {**quoted, "quoted_at": at(5)})["wholesale"]["w2"]["tier"] == "top"


def test_a_quote_before_any_schedule_is_priced_at_its_payment() -> None:
    schedule = {**scenario()["tier_schedule"], "effective_from": at(2)}
    outcome = play({**stock("e1", 3, "w1", 1), "quoted_at": at(1)}, tier_schedule=[schedule])
    assert outcome["wholesale"]["w1"]["net"] == 6_000


def test_a_waived_window() -> None:
    late = event("e2", 400, "wholesale_returned", order="w1", line="1", qty=2)
    assert "closed at" in rejected(play(stock("e1", 0, "w1", 2), late))["e2"]
    outcome = play(stock("e1", 0, "w1", 2), {**late, "window_waived": True})
    assert outcome["returns"][0]["refund"] == 12_000


def test_tax_and_shipping_have_accounts_of_their_own() -> None:
    bought = sale("e1", 0, "o1", 10_000, qty=3, shipping=500)
    bought["lines"][0]["tax"] = 1_300
    outcome = play(bought, refund("e2", 1, "o1", 1), {**refund("e3", 2, "o1", 1), "shipping": 500})
    books = outcome["ledger"]["trial_balance"]
    assert (books["cash"], books["retail_revenue"], books["sales_tax"], books.get("shipping", 0)) == (
        11_800 - (3_333 + 433) - (3_334 + 434 + 500),
        -3_333,
        -433,
        0,
    )


def test_tax_of_own_stock_goes_back_from_its_account() -> None:
    bought = sale("e2", 1, "o1", 10_000, qty=2, store="r1", from_stock=True, shipping=300)
    bought["lines"][0]["tax"] = 100
    outcome = play(stock("e1", 0, "w1", 2), bought, {**refund("e3", 2, "o1", 1), "shipping": 300})
    books = outcome["ledger"]["trial_balance"]
    assert (books["sales_tax"], books.get("shipping", 0), books["seller_pending"]) == (-50, 0, -5_000)
    assert books["cash"] == 12_000 + 10_400 - 5_350


def test_a_touch_on_a_store_that_was_closed() -> None:
    touch = event("t", 0, "touch", visitor="v", seller="s2", channel="wechat", store_open=False)
    outcome = play(touch, sale("e1", 1, "o1", 100, visitor="v"))
    said = outcome["attribution"]["o1"]["1"]
    assert (said["by"], [drop["dropped"] for drop in said["drops"]]) == (
        "store",
        ["seller_inactive_at_touch"],
    )


def test_a_merge_taken_back_counts_until_then() -> None:
    touch = event("t", 0, "touch", visitor="v", seller="s2", channel="wechat")
    merge = event("i", 1, "identify", visitor="v", customer="c1", undone_at=at(3))
    outcome = play(touch, merge, sale("e1", 2, "o1", 100), sale("e2", 3, "o2", 100))
    assert [outcome["attribution"][order]["1"]["by"] for order in ("o1", "o2")] == ["touch", "store"]


def test_an_orders_own_merge_taken_back_leaves_the_one_before() -> None:
    """The visitor was another's before, and the same customer's again by a second order."""
    touch = event("t", 0, "touch", visitor="v", seller="s2", channel="wechat")
    events = [
        touch,
        sale("e1", 1, "o1", 100, visitor="v", customer="c1", undone_at=at(4)),
        sale("e2", 2, "o2", 100, visitor="v", customer="c1"),
        sale("e3", 5, "o3", 100, customer="c1"),
    ]
    assert play(*events)["attribution"]["o3"]["1"]["by"] == "touch"
    events[2]["undone_at"] = at(4)
    assert play(*events)["attribution"]["o3"]["1"]["by"] == "store"
    back = [{**each, "undone_at": at(9)} if each["id"] == "e1" else each for each in events]
    assert play(*back)["attribution"]["o3"]["1"]["by"] == "touch"


def test_who_was_the_buyer_at_one_order() -> None:
    told = sale("e1", 0, "o1", 100, customer="c7", same_person={"s1": False})
    outcome = play(
        told, sale("e2", 1, "o2", 100, customer="c7"), sale("e3", 2, "o3", 100, same_person={"s1": True})
    )
    assert [outcome["attribution"][order]["1"]["by"] for order in ("o1", "o2", "o3")] == ["store", None, None]


def test_own_purchases_are_credited_and_not_paid() -> None:
    policy = {"attribution_policy": {"window_days": 30, "self_purchase": "allow"}}
    own = sale("e1", 0, "o1", 10_000, customer="c7")
    assert play(own, **policy)["commissions"][0]["amount"] == 500
    brand = {**scenario()["brand"], "pays_own_purchases": False}
    outcome = play(own, brand=brand, **policy)
    assert outcome["attribution"]["o1"]["1"]["credits"] == [{"seller": "s1", "weight": "1"}]
    assert outcome["commissions"] == []


def test_cohorts_and_categories_of_then() -> None:
    plan = {
        "rules": [
            {"id": "old", "match": {"category": ["hat"], "cohort": ["first"]}, "rate": "0.50"},
            {"id": "none", "match": {"cohort": ["first"]}, "rate": "0.20"},
            {"id": "rest", "match": {}, "rate": "0.10"},
        ]
    }
    sellers = [
        {
            "id": "s1",
            "kind": "staff",
            "earlier_cohort": [{"until": at(4), "cohort": "first"}, {"until": at(2)}],
        }
    ]
    skus = [{"id": "A", "list_price": 1, "earlier_category": [{"until": at(3), "category": "hat"}]}]
    sales = [sale(f"e{day}", day, f"o{day}", 1_000) for day in (1, 2, 3, 4)]
    outcome = play(*sales, commission_plan=plan, sellers=sellers, skus=skus, coupons=[])
    assert [row["rule"] for row in outcome["commissions"]] == ["rest", "old", "none", "rest"]


def test_payouts_as_they_were() -> None:
    sold = [sale(f"e{day}", day, f"o{day}", 10_000, store="r1") for day in (0, 1)]
    paid = event("p", 35, "payout", seller="r1", amount=1_000, withheld=100, as_of=at(30))
    outcome = play(*sold, paid, CLOCK)
    assert outcome["sellers"]["r1"] == {
        "pending": 0,
        "available": 1_000,
        "in_flight": 0,
        "paid": 900,
        "withheld": 100,
        "tier": "start",
        "volume": 0,
    }
    # What matured on day 30 is in it; what matured on day 31 is not.
    assert [row["state"] for row in outcome["commissions"]] == ["paid", "available"]
    flying = play(*sold, {**paid, "confirmed": False}, CLOCK)
    assert flying["sellers"]["r1"]["in_flight"] == 900
    assert [row["state"] for row in flying["commissions"]] == ["available", "available"]
    more = play(*sold, {**paid, "amount": 2_001}, CLOCK)
    assert rejected(more) == {"p": "2000 of r1's can be paid, not 2001"}
    assert more["sellers"]["r1"]["available"] == 2_000


def test_a_plan_is_compared_on_the_orders_of_the_period() -> None:
    history = scenario(
        *(sale(f"e{day}", day, f"o{day}", 10_000) for day in (0, 5, 10)),
        refund("f", 12, "o5", 1),
        sale("e11", 11, "o11", 3_000, qty=3),
        refund("g", 12, "o11", 1),
        period={"from": at(5), "to": at(11)},
    )
    compared = compare_plans(history, {"rules": [{"id": "flat", "match": {}, "rate": "0.10"}]})
    assert compared["sales"] == {"before": 12_000, "after": 12_000}
    assert compared["total_cost"] == {"before": 600, "after": 1_200, "difference": 600}


def test_what_cannot_be_is_refused_by_its_path() -> None:
    assert faults(
        {**stock("e1", 3, "w1", 1), "quoted_at": at(4)},
        event("e2", 0, "identify", visitor="v", customer="c", undone_at=at(-1)),
        event("e3", 0, "payout", seller=None, amount=5),
        event("e4", 0, "payout", seller="r1", amount=5, withheld=6),
        sale("e5", 0, "o1", 1, same_person={"nobody": True}),
        sale("e6", 0, "o2", 1, same_person=7),
        event("e7", 0, "touch", visitor="v", seller="s2", channel="w", store_open="no"),
        {**stock("e8", 3, "w2", 1), "quoted_at": "yesterday"},
        period={"from": at(2), "to": at(1)},
        sellers=[*scenario()["sellers"], {"id": "s9", "kind": "staff", "earlier_cohort": [{"cohort": "x"}]}],
    ) == [
        "sellers[3].earlier_cohort[0].until: is missing",
        "events[0].quoted_at: must not be later than the payment",
        "events[1].undone_at: must not be earlier than the identification",
        "events[2].amount: is one seller's: name the seller",
        "events[3].withheld: must be a part of the payout's amount",
        "events[4].same_person.nobody: nobody is not a declared seller",
        "events[5].same_person: must be an object, not a number",
        "events[6].store_open: must be true or false, not a string",
        "events[7].quoted_at: must be an ISO 8601 instant with an offset",
        "period.to: must not be earlier than from",
    ]


def test_two_customers_are_one_person_from_the_merge_until_it_is_undone() -> None:
    """A touch and a binding of one count for the other's orders, and the second is a returning customer."""
    plan = {
        "rules": [
            {"id": "new", "match": {"customer": ["new"]}, "rate": "0.20"},
            {"id": "rest", "match": {}, "rate": "0.10"},
        ]
    }
    policy = {"window_days": 30, "binding": {"days": 90, "rebind": "never"}}
    bound = event("b", 1, "bind", seller="r1", customer="c2")
    sales = [
        sale(f"e{day}", day, f"o{day}", 1_000, customer=who)
        for day, who in ((2, "c2"), (3, "c1"), (5, "c1"), (9, "c1"))
    ]
    merge = event("m", 4, "customers_merged", customer="c2", into="c1", undone_at=at(8))
    outcome = play(bound, merge, *sales, commission_plan=plan, attribution_policy=policy)
    said = {order: lines["1"]["by"] for order, lines in outcome["attribution"].items()}
    assert said == {"o2": "binding", "o3": "store", "o5": "binding", "o9": "store"}
    assert [row["rule"] for row in outcome["commissions"]] == ["new", "new", "rest", "rest"]


def test_the_sellers_other_customer_is_the_seller() -> None:
    merge = event("m", 0, "customers_merged", customer="c1", into="c7")
    outcome = play(merge, sale("e1", 2, "o1", 100, customer="c1"))
    assert [drop["dropped"] for drop in outcome["attribution"]["o1"]["1"]["drops"]] == [
        "self_purchase_same_identity"
    ]


def test_a_touch_of_a_customer_merged_since_is_the_persons() -> None:
    touch = event("t", 0, "touch", visitor="v", seller="s2", channel="wechat")
    known = event("i", 0, "identify", visitor="v", customer="c2")
    merge = event("m", 2, "customers_merged", customer="c2", into="c1")
    outcome = play(touch, known, merge, sale("e1", 3, "o1", 100, customer="c1"))
    assert outcome["attribution"]["o1"]["1"]["credits"] == [{"seller": "s2", "weight": "1"}]


def test_a_plan_that_may_not_pay_accrues_nothing() -> None:
    outcome = play(sale("e1", 0, "o1", 100, accrues=False))
    assert (outcome["attribution"]["o1"]["1"]["by"], outcome["commissions"]) == ("store", [])


def test_a_sale_of_a_freeze_is_not_credited_afterwards() -> None:
    given = [{"seller": "r1", "weight": "1", "channel": "store"}]
    outcome = play(
        sale("e1", 0, "o1", 100, accrues=False),
        event("k", 1, "credit_corrected", order="o1", line="1", credits=given),
    )
    assert outcome["commissions"] == []
    assert rejected(outcome) == {
        "k": "this sale was made while commission was frozen: it pays none, whoever is credited"
    }


def test_a_sale_of_a_freeze_makes_its_buyer_a_returning_customer_and_uses_no_cap() -> None:
    rules = [{"id": "new", "match": {"customer": ["new"]}, "rate": "0.20"}, {"id": "rest", "rate": "0.10"}]
    outcome = play(
        sale("e1", 0, "o1", 1_000, accrues=False),
        sale("e2", 1, "o2", 1_000),
        sale("e3", 2, "o3", 1_000),
        commission_plan={"hold_days": 15, "rules": rules, "caps": {"order": None, "seller_month": 150}},
    )
    paid = [(row["order"], row["rule"], row["amount"]) for row in outcome["commissions"]]
    assert paid == [("o2", "rest", 100), ("o3", "rest", 50)]


def test_an_instalment_leaves_a_debt_standing() -> None:
    """20,000 paid out and refunded is a debt of 1,000; of the next 1,000 a payout takes 700 and 300 pay it down."""
    events = [
        sale("e1", 0, "o1", 10_000, store="r1"),
        event("p1", 31, "payout", seller="r1", amount=1_000),
        refund("f1", 32, "o1", 1),
        sale("e2", 33, "o2", 10_000, store="r1"),
        event("p2", 70, "payout", seller="r1", amount=700),
    ]
    outcome = play(*events)
    assert outcome["rejected"] == []
    assert (outcome["sellers"]["r1"]["available"], outcome["sellers"]["r1"]["paid"]) == (-700, 1_700)
    more = play(*events[:-1], event("p2", 70, "payout", seller="r1", amount=1_001))
    assert rejected(more) == {"p2": "1000 of r1's can be paid, not 1001"}
