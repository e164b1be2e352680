"""Stock bought, sold from own stock, refunded and returned, through a whole replay, in exact figures."""

from tests.commission.replay.build import at, event, play, refund, rejected, sale, stock


def own(
    event_id: str, days: int, order: str, *paid: int, qty: int = 1, **fields: object
) -> dict[str, object]:
    return sale(event_id, days, order, *paid, qty=qty, store="r1", from_stock=True, **fields)


def test_a_stock_order_is_priced_by_the_tier_its_volume_reaches() -> None:
    outcome = play(stock("e1", 0, "w1", 60), stock("e2", 1, "w2", 40), stock("e3", 2, "w3", 1, sku="B"))
    assert outcome["wholesale"]["w1"] == {
        "tier": "start",
        "volume_before": 0,
        "list": 600_000,
        "net": 360_000,
        "lines": [{"line": "1", "list": 600_000, "net": 360_000}],
    }
    assert (outcome["wholesale"]["w2"]["tier"], outcome["wholesale"]["w2"]["net"]) == ("top", 112_000)
    assert outcome["wholesale"]["w2"]["volume_before"] == 600_000
    assert (outcome["wholesale"]["w3"]["net"], outcome["wholesale"]["w3"]["list"]) == (4_000, 4_000)
    assert (outcome["sellers"]["r1"]["tier"], outcome["sellers"]["r1"]["volume"]) == ("top", 1_000_000)


def test_tier_and_volume_are_told_of_resellers_and_of_whoever_bought_stock() -> None:
    outcome = play(stock("e1", 0, "w1", 1, seller="s2"))
    shown = {seller: (each["tier"], each["volume"]) for seller, each in outcome["sellers"].items()}
    assert shown == {"s1": (None, None), "s2": ("start", 10_000), "r1": ("start", 0)}


def test_a_sale_from_own_stock_earns_proceeds_that_wait_mature_and_are_refunded() -> None:
    events = [stock("e1", 0, "w1", 10), own("e2", 1, "o1", 15_000, qty=3)]
    sold = play(*events)
    assert sold["commissions"] == []
    assert sold["attribution"]["o1"]["1"]["by"] == "store"
    assert sold["proceeds"] == [
        {"order": "o1", "line": "1", "seller": "r1", "amount": 15_000, "reversed": 0, "state": "pending"}
    ]
    assert sold["ledger"]["trial_balance"]["retail_revenue"] == 0
    assert sold["sellers"]["r1"]["pending"] == 15_000
    partly = play(*events, refund("e3", 2, "o1", 2), event("e4", 40, "payout"), refund("e5", 41, "o1", 1))
    assert partly["proceeds"][0] == {
        "order": "o1",
        "line": "1",
        "seller": "r1",
        "amount": 15_000,
        "reversed": 15_000,
        "state": "reversed",
    }
    assert (partly["sellers"]["r1"]["paid"], partly["sellers"]["r1"]["available"]) == (5_000, -5_000)
    assert partly["ledger"]["trial_balance"]["cash"] == 60_000 - 5_000


def test_no_more_is_sold_or_returned_than_is_in_hand() -> None:
    outcome = play(
        stock("e1", 0, "w1", 3),
        own("e2", 1, "o1", 100, 100, qty=2),
        own("e3", 1, "o1", 100, qty=2),
        event("e4", 2, "wholesale_returned", order="w1", line="1", qty=2),
        event("e5", 2, "wholesale_returned", order="w1", line="1", qty=1),
        event("e6", 2, "wholesale_returned", order="w1", line="2", qty=1),
        event("e7", 2, "wholesale_returned", order="w2", line="1", qty=1),
        refund("e8", 3, "o1", 3),
        refund("e9", 3, "o1", 1, line="2"),
    )
    assert rejected(outcome) == {
        "e2": "the own stock of r1 holds 3 of the 4 units of A sold",
        "e4": "only 1 unit of lot w1/1 can still be returned",
        "e6": "stock order w1 has no line 2",
        "e7": "no stock order w2 has been paid",
        "e8": "only 2 units of o1/1 can still be refunded",
        "e9": "order o1 has no line 2",
    }
    assert [each["refund"] for each in outcome["returns"]] == [6_000]


def test_lots_go_first_in_first_out_and_a_refund_comes_back_last_out_first() -> None:
    start = [stock("e1", 0, "w1", 2), stock("e2", 1, "w2", 2), own("e3", 2, "o1", 300, qty=3)]
    back_1 = event("e5", 4, "wholesale_returned", order="w1", line="1", qty=1)
    back_2 = event("e6", 4, "wholesale_returned", order="w2", line="1", qty=2)
    assert rejected(play(*start, refund("e4", 3, "o1", 1), back_1, back_2)) == {
        "e5": "no units of lot w1/1 can still be returned"
    }
    assert rejected(play(*start, refund("e4", 3, "o1", 2), back_1, back_2)) == {}


def test_a_return_lowers_the_volume_of_its_orders_instant_and_the_standing_tier() -> None:
    outcome = play(
        stock("e1", 0, "w1", 100),
        event("e2", 5, "wholesale_returned", order="w1", line="1", qty=1),
        stock("e3", 6, "w2", 1),
    )
    assert outcome["returns"] == [
        {
            "event": "e2",
            "order": "w1",
            "line": "1",
            "qty": 1,
            "gross": 2_800,
            "fee": 0,
            "refund": 2_800,
            "tier_after": "start",
            "volume_after": 990_000,
        }
    ]
    assert outcome["wholesale"]["w2"]["tier"] == "top"
    assert outcome["ledger"]["trial_balance"]["wholesale_revenue"] == -(280_000 - 2_800 + 2_800)


def test_repriced_returns_charge_what_is_kept_at_its_own_tier() -> None:
    policy = {"window_days": 365, "pricing": "reprice_kept", "floor_rate": "0.10"}
    outcome = play(
        stock("e1", 0, "w1", 100),
        event("e2", 5, "wholesale_returned", order="w1", line="1", qty=50),
        event("e3", 6, "wholesale_returned", order="w1", line="1", qty=50),
        return_policy=policy,
    )
    # Paid 280,000; 50 kept cost 300,000 at the start tier: the floor, 0.10 of 140,000. Then all the rest.
    assert [each["refund"] for each in outcome["returns"]] == [14_000, 266_000]


def test_sell_through_counts_what_left_the_own_stock_net_of_refunds() -> None:
    schedule = {
        "basis": "sell_through",
        "window": {"calendar": "month"},
        "mode": "all_units",
        "tiers": [
            {"name": "start", "threshold": 0, "price_rate": "0.60"},
            {"name": "top", "threshold": 30_000, "price_rate": "0.50"},
        ],
    }
    events = [stock("e1", 0, "w1", 10), own("e2", 1, "o1", 1, qty=3)]
    assert play(*events, tier_schedule=schedule)["sellers"]["r1"]["volume"] == 30_000
    assert play(*events, stock("e3", 2, "w2", 1), tier_schedule=schedule)["wholesale"]["w2"]["tier"] == "top"
    less = play(*events, refund("e3", 2, "o1", 1), stock("e4", 3, "w2", 1), tier_schedule=schedule)
    assert (less["wholesale"]["w2"]["tier"], less["wholesale"]["w2"]["volume_before"]) == ("start", 20_000)
    april = play(*events, event("e3", 31, "clock"), tier_schedule=schedule)
    assert april["sellers"]["r1"]["volume"] == 0


def test_a_rule_on_the_tier_reads_the_standing_tier_at_the_order() -> None:
    rules = [
        {"id": "top", "match": {"tier": ["top"]}, "rate": "0.20"},
        {"id": "rest", "match": {}, "rate": "0.10"},
    ]
    outcome = play(
        sale("e1", 0, "o1", 1_000, store="r1"),
        stock("e2", 1, "w1", 100),
        sale("e3", 2, "o2", 1_000, store="r1"),
        sale("e4", 2, "o3", 1_000),
        commission_plan={"rules": rules},
    )
    assert [row["rule"] for row in outcome["commissions"]] == ["rest", "top", "rest"]


def test_the_tax_of_a_line_goes_back_unit_by_unit() -> None:
    """100 of tax on three units: 33, 34 and 33, from own stock too, where nothing else of it is the brand's."""
    for more in ({}, {"store": "r1", "from_stock": True}):
        sold = sale("b", 0, "o1", 1_000, qty=3, **more)
        sold["lines"][0]["tax"] = 100
        back = [refund(name, day, "o1", 1) for day, name in enumerate(("c", "d", "e"), 1)]
        taxes = [
            play(stock("a", -1, "w1", 5), sold, *back[:count])["ledger"]["trial_balance"].get("sales_tax", 0)
            for count in range(4)
        ]
        assert taxes == [-100, -67, -33, 0]


def test_a_quote_stands_with_the_volume_of_its_reseller() -> None:
    quoted = stock("b", 9, "w2", 1) | {"quoted_at": at(5)}
    outcome = play(stock("a", 0, "w1", 100), quoted)
    assert outcome["wholesale"]["w2"] == {
        "tier": "top",
        "volume_before": 1_000_000,
        "list": 10_000,
        "net": 2_800,
        "lines": [{"line": "1", "list": 10_000, "net": 2_800}],
    }
