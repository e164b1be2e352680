"""The rest of the watch rules at their figures: stock, newcomers, losses, retail that is none, claims, pay."""

from typing import Any

import pytest

from commission.compliance.vocabulary import Status
from tests.commission.compliance.network.networks import (
    customer,
    found,
    order,
    payout,
    person,
    snapshot,
    stocking,
    stockists,
)
from tests.commission.compliance.network.test_network_figures import NAMES, NOBODY_EARNS
from tests.commission.compliance.network.test_network_rules import UPLINE, severities
from tests.commission.compliance.plans import clean_plan


class TestStock:
    @staticmethod
    def at_cost(cost: Any, *orders: dict[str, Any], sold: Any = 300):
        people = (person("s", stock_value_at_cost=cost, purchases_for_resale=1), customer("x"))
        return snapshot(*people, orders=[*orders, order("sold", "x", "s", sold)])

    def test_without_orders_they_are_asked_for(self):
        assert [gap.path for gap in found("N-06", "US", snapshot(person("s"))).gaps] == ["$.orders"]

    @pytest.mark.parametrize(("stock", "expected"), [(0, []), ("0.01", ["R+"])])
    def test_who_sells_nothing_may_hold_nothing(self, stock, expected):
        made = snapshot(person("s", stock_value_at_list=stock), orders=[])
        assert severities(found("N-06", "US", made)) == expected

    @pytest.mark.parametrize(
        ("cost", "bought", "expected"),
        [
            # Without stock orders stock is taken at cost; 300 a quarter is 100 a month.
            (300, [], []),
            ("300.01", [], ["A"]),
            # For half of list: 150 at cost are 300 at list.
            (150, [(50, 100)], []),
            ("150.01", [(50, 100)], ["A"]),
            # For a third of list: 3.0000 times the cost, and what is beyond four places is dropped.
            (100, [(100, 300)], []),
            (100, [(100, "300.01")], ["A"]),
            (200, [("0.01", "0.02")], ["A"]),
        ],
    )
    def test_cost_is_brought_to_list(self, cost, bought, expected):
        orders = [
            stocking(f"b{n}", "s", net, list=full, placed="2025-12-01")
            for n, (net, full) in enumerate(bought)
        ]
        assert severities(found("N-06", "US", self.at_cost(cost, *orders))) == expected

    def test_what_came_back_is_no_negative_sale(self):
        people = (person("s", stock_value_at_list=300, purchases_for_resale=1), customer("x"))
        orders = [order("o1", "x", "s", 300), order("o2", "x", "s", 10, returned=20)]
        assert found("N-06", "US", snapshot(*people, orders=orders)).status is Status.CLEAR

    def test_a_supplier_who_knows_makes_the_second_band_graver_only(self):
        for stock, expected in ((301, ["A"]), (601, ["I"])):
            made = snapshot(
                person("s", stock_value_at_list=stock, purchases_for_resale=1),
                customer("x"),
                orders=[order("o1", "x", "s", 300)],
                supplier_informed=True,
            )
            assert severities(found("N-06", "TW", made)) == expected

    def test_those_with_most_stock_are_named_and_of_one_size_in_the_order_of_the_file(self):
        people = [person(f"{name} more", stock_value_at_list=7) for name in NAMES[:3]]
        people = [*(person(name, stock_value_at_list=5) for name in NAMES), *people]
        evidence = found("N-06", "US", snapshot(*people, orders=[])).findings[0].evidence
        assert evidence == {"sellers": 43, "largest": [*(f"{name} more" for name in NAMES[:3]), *NAMES[:7]]}

    def test_what_came_back_whole_is_no_sale(self):
        made = snapshot(
            person("s", stock_value_at_list="0.01"),
            customer("x"),
            orders=[order("o", "x", "s", 5, returned=5)],
        )
        assert severities(found("N-06", "US", made)) == ["R+"]

    def test_a_third_is_taken_to_four_places_and_no_further(self):
        # 3.00 at a tenth over a third of list: 9.99 at list, and 10.00 by a calculator.
        bought = stocking("b", "s", "0.03", list="0.10", placed="2025-12-01")
        assert severities(found("N-06", "US", self.at_cost(3, bought, sold="9.99"))) == []
        assert severities(found("N-06", "US", self.at_cost(3, bought, sold="9.98"))) == ["A"]

    def test_only_those_who_buy_stock_sell_through(self):
        people, orders = stockists()
        assert severities(found("N-06", "US", snapshot(*people, orders=orders))) == ["R"]
        orders[3] = order("o4", "x", "last", 40)
        assert severities(found("N-06", "US", snapshot(*people, orders=orders))) == []


class TestNewcomers:
    def test_without_orders_they_are_asked_for(self):
        result = found("N-07", "EU", snapshot(person("s")))
        assert [(gap.path, gap.severity.value) for gap in result.gaps] == [("$.orders", "R+")]

    @pytest.mark.parametrize(("joined", "expected"), [("2026-04-01", []), ("2026-04-02", ["R+"])])
    def test_ninety_days_to_the_day(self, joined, expected):
        people = [person("old"), person("new", joined=joined, fees_paid=101), customer("x")]
        assert (
            severities(found("N-07", "EU", snapshot(*people, orders=[order("o", "x", "old", 100)])))
            == expected
        )

    def test_what_came_back_is_no_negative_revenue(self):
        people = [person("old"), person("new", joined="2026-06-01", fees_paid=100), customer("x")]
        orders = [order("o", "x", "old", 100), order("p", "x", "old", 10, returned=30)]
        assert severities(found("N-07", "EU", snapshot(*people, orders=orders))) == []
        orders[1] = stocking("q", "new", 7, returned=7)
        assert severities(found("N-07", "EU", snapshot(*people, orders=orders))) == []

    def test_whose_day_is_not_known_may_be_new(self):
        people = [
            person("old"),
            person("when", joined=None),
            person("new", joined="2026-06-01"),
            customer("x"),
        ]
        orders = [stocking("o1", "when", 50), stocking("o2", "new", 40), order("o3", "x", "old", 20)]
        assert found("N-07", "EU", snapshot(*people, orders=orders)).status is Status.NEEDS_DATA
        orders = [stocking("o1", "when", 50), stocking("o2", "new", 10), order("o3", "x", "old", 60)]
        assert found("N-07", "EU", snapshot(*people, orders=orders)).status is Status.CLEAR
        early = [person("1969", joined="1960-01-01"), customer("x")]
        orders = [stocking("o1", "1969", 50), order("o3", "x", "1969", 20)]
        assert found("N-07", "EU", snapshot(*early, orders=orders)).status is Status.CLEAR


class TestLosses:
    def test_each_part_that_is_not_known_keeps_it_open(self):
        for name in ("fees_paid", "costs", "purchases_for_resale", "retail_sales_verified"):
            people = [person("a", **{name: None}), person("b", costs=99)]
            assert found("N-08", "US", snapshot(*people)).status is Status.NEEDS_DATA

    def test_who_came_out_even_may_have_lost(self):
        even = person("a", costs=None, rewards=NOBODY_EARNS)
        assert found("N-08", "US", snapshot(even, person("b"))).status is Status.CLEAR
        assert found("N-08", "US", snapshot(even, person("b", costs=11))).status is Status.NEEDS_DATA
        one = person("a", costs=None, rewards={**NOBODY_EARNS, "own_retail": "0.01"})
        assert found("N-08", "US", snapshot(one, person("b", costs=11))).status is Status.NEEDS_DATA

    def test_a_cent_is_a_loss(self):
        people = [person("a", rewards=NOBODY_EARNS, costs="0.01"), person("b")]
        assert found("N-08", "US", snapshot(*people)).status is Status.CLEAR
        assert severities(found("N-08", "US", snapshot(people[0]))) == ["R+"]

    def test_goods_bought_for_a_cent_have_a_margin(self):
        loses = {"rewards": NOBODY_EARNS, "retail_sales_verified": 0}
        people = [person("a", purchases_for_resale="0.01", **loses), person("b", rewards=NOBODY_EARNS)]
        assert found("N-08", "US", snapshot(*people)).status is Status.CLEAR
        people[1]["costs"] = 1
        assert severities(found("N-08", "US", snapshot(*people))) == ["R+"]


class TestFakeRetailAsked:
    def test_without_orders_they_are_asked_for(self):
        result = found("N-10", "US", snapshot(person("s")))
        assert [(gap.path, gap.severity.value) for gap in result.gaps] == [("$.orders", "R+")]

    def test_without_hashes_every_order_may_be_the_sellers_own(self):
        orders = [order(f"o{n}", "x", "s", 10, address_hash=None) for n in range(9)]
        result = found("N-10", "US", snapshot(person("s"), customer("x"), orders=orders))
        assert [gap.path for gap in result.gaps] == ["$.orders[*].address_hash"]


class TestPay:
    def test_a_claim_whose_days_are_not_told_keeps_it_open(self):
        claims = [
            {"person_id": "s", "granted": True, "days_to_pay": 7},
            {"person_id": "s", "granted": True, "days_to_pay": None},
        ]
        assert found("N-11", "CN", snapshot(person("s"), buyback_claims=claims)).status is Status.NEEDS_DATA
        assert found("N-11", "CN", snapshot(person("s"), buyback_claims=claims[:1])).status is Status.CLEAR

    def test_no_payout_is_no_drift(self):
        assert found("N-12", "CN", snapshot(person("s"), payouts=[]), clean_plan()).status is Status.CLEAR

    def test_rewards_that_no_plan_has_are_named_together(self):
        pays = [payout("p1", "s", 1, reward_id="team"), payout("p2", "s", 1, reward_id="rank")]
        result = found("N-12", "CN", snapshot(person("s"), payouts=pays), clean_plan())
        assert result.findings[0].message.en == "Payouts of rewards that the plan does not have: team, rank."

    @pytest.mark.parametrize(("people", "expected"), [(0, []), (100, ["A"]), (101, [])])
    def test_one_in_a_hundred_rounded_up(self, people, expected):
        pay = {**NOBODY_EARNS, "upline_sales": 51}
        less = {**NOBODY_EARNS, "upline_sales": "0.50"}
        made = [person("top", rewards=pay)] if people else []
        # 51 of 100.50 with a hundred; with a hundred and one, the two best have 51.50 of 101.
        made += [person(f"p{n}", rewards=less) for n in range(people - 1)]
        result = found("N-13", "US", snapshot(*made))
        assert severities(result) == (["A"] if people else [])

    def test_where_nobodys_pay_is_known_there_is_no_share(self):
        known = found("N-13", "US", snapshot(person("a", rewards=UPLINE), person("b", rewards=None)))
        assert known.findings[0].evidence == {"share": "1.0000"}
        made = [person("a", rewards=None), person("b", rewards=None)]
        assert found("N-13", "US", snapshot(*made)).status is Status.NEEDS_DATA
