"""Networks at each N rule's figures, on both sides, and at its branches. All that is said of them is kept in
told/networks.json; here are the figures that decide."""

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
)
from tests.commission.compliance.network.test_network_rules import UPLINE, line_of, severities
from tests.commission.compliance.plans import clean_plan

NOBODY_EARNS: dict[str, Any] = {"own_retail": 0, "upline_sales": 0, "upline_purchases": 0, "recruit": 0}


NAMES = [f"n{number:02}" for number in range(40)]


def made_of(*people: dict[str, Any]) -> list[dict[str, Any]]:
    return [person("a"), *people, customer("x")]


class TestShape:
    @pytest.mark.parametrize(
        ("people", "expected"),
        [
            # The organiser and one below are two levels and two people; the organiser alone is nobody's upline.
            ([person("a", rewards=UPLINE)], ["A"]),
            ([person("a", rewards=NOBODY_EARNS)], []),
            ([], []),
            ([person(f"a{n}", rewards=UPLINE) for n in range(14)], ["A"]),
            ([person(f"a{n}", rewards=UPLINE) for n in range(13)], ["A"]),
        ],
    )
    def test_an_alarm_before_there_is_a_shape(self, people, expected):
        assert severities(found("N-01", "CN", snapshot(*people), clean_plan())) == expected

    def test_the_unsure_make_up_the_number_to_the_last_head(self):
        maybe = [customer(f"m{n}", classification_now=None) for n in range(3)]
        assert found("N-01", "CN", snapshot(*line_of(26), *maybe), clean_plan()).status is Status.NEEDS_DATA
        short = found("N-01", "CN", snapshot(*line_of(26), *maybe[:2]), clean_plan())
        assert severities(short) == ["A"]
        # Of an aggravated network too, where it is not known who takes part.
        many = [customer(f"m{n}", classification_now=None) for n in range(100)]
        people = [{**one, "fees_paid": 2_500_000} if one["person_id"] == "p0" else one for one in line_of(26)]
        assert found("N-02", "CN", snapshot(*people, *many)).status is Status.NEEDS_DATA

    def test_leaders_are_those_with_thirty_on_three_levels_below_whom_somebody_earns(self):
        # "boss" has 30 with himself on three levels; "wide" 31 on two; below "poor" nobody earns on others.
        boss = [
            person("boss", rewards=UPLINE),
            *(person(f"b{n}", "boss") for n in range(28)),
            person("b", "b0"),
        ]
        wide = [person("wide", rewards=UPLINE), *(person(f"w{n}", "wide") for n in range(30))]
        poor = [person("poor"), *(person(f"q{n}", "poor") for n in range(28)), person("q", "q0")]
        evidence = found("N-01", "CN", snapshot(*boss, *wide, *poor), clean_plan()).findings[0].evidence
        assert evidence["leaders"] == 1
        assert evidence["largest"] == [{"person": "boss", "heads": 30, "levels": 3}]

    def test_one_earner_of_a_single_cent_below_makes_a_leader(self):
        cent = {**NOBODY_EARNS, "upline_sales": "0.01"}
        people = [
            person("boss"),
            person("b0", "boss", rewards=cent),
            *(person(f"b{n}", "b0") for n in range(1, 29)),
        ]
        evidence = found("N-01", "CN", snapshot(*people), clean_plan()).findings[0].evidence
        assert [one["person"] for one in evidence["largest"]] == ["boss"]

    def test_leaders_of_one_size_keep_the_order_of_the_file(self):
        # Every second has one more: those first, and of one size as they stand in the file.
        trees = []
        for number, name in enumerate(NAMES):
            trees += [
                person(name, rewards=UPLINE),
                *(person(f"{name}{n}", name) for n in range(28 + number % 2)),
            ]
            trees.append(person(f"{name}-", f"{name}0"))
        evidence = found("N-01", "CN", snapshot(*trees), clean_plan()).findings[0].evidence
        assert [one["person"] for one in evidence["largest"]] == NAMES[1::2][:10]

    @pytest.mark.parametrize("collected", [0, "0.01", 1])
    def test_what_was_collected_in_another_currency_is_asked_in_the_plans(self, collected):
        people = [{**one, "fees_paid": collected} if one["person_id"] == "p0" else one for one in line_of(29)]
        result = found("N-02", "CN", snapshot(*people, currency="USD", prior_sanction=False))
        assert [gap.path for gap in result.gaps] == ([] if not collected else ["$.currency"])

    def test_what_was_collected_may_not_be_known(self):
        people = [{**one, "fees_paid": None} if one["person_id"] == "p0" else one for one in line_of(29)]
        result = found("N-02", "CN", snapshot(*people, prior_sanction=False))
        assert [gap.path for gap in result.gaps] == ["$.persons[*].purchases_for_resale"]


class TestRetailShareOfSubTrees:
    @staticmethod
    def under(*, retail: int, own: Any, pay: Any = 5, placed: str = "2026-06-01"):
        """ "a" is paid for "b", who sells so much and buys so much for himself; the rest of the company sells well."""
        people = [
            person("a", rewards={**NOBODY_EARNS, "upline_sales": pay}),
            person("b", "a"),
            person("s"),
            customer("x"),
        ]
        orders = [order("o1", "x", "s", 9_000)]
        orders += [order("o2", "x", "b", retail, placed=placed)] if retail else []
        orders += [stocking("o3", "b", own, placed=placed)] if own else []
        return snapshot(*people, orders=orders)

    @pytest.mark.parametrize(
        ("made", "expected"),
        [
            ({"retail": 50, "own": 50}, []),
            ({"retail": 49, "own": 51}, ["R+"]),
            ({"retail": 0, "own": 0}, []),
            ({"retail": 0, "own": "0.01"}, ["R+"]),
            ({"retail": 0, "own": 51, "pay": 0}, []),
            ({"retail": 0, "own": 51, "pay": "0.01"}, ["R+"]),
            # The last window is a year: what was bought before it counts no more.
            ({"retail": 0, "own": 51, "placed": "2026-01-15"}, ["R+"]),
            ({"retail": 0, "own": 51, "placed": "2025-06-15"}, []),
        ],
    )
    def test_below_a_half(self, made, expected):
        assert severities(found("N-03", "US", self.under(**made))) == expected

    def test_where_a_country_has_no_such_rule_or_nobody_earns_it_is_not_asked(self):
        assert severities(found("N-03", "CN", self.under(retail=0, own=51))) == ["A"]
        assert severities(found("N-03", "US", self.under(retail=0, own=51, pay=None))) == []

    def test_without_dates_the_whole_period_is_judged(self):
        people = [person("s"), customer("x")]
        orders = [order("o1", "x", "s", 40, placed=None), stocking("o2", "s", 60, placed=None)]
        result = found("N-03", "US", snapshot(*people, orders=orders))
        assert [finding.evidence["window_days"] for finding in result.findings] == [None]

    def test_paid_uplines_of_one_turnover_keep_the_order_of_the_file(self):
        people = []
        for name in NAMES:
            people += [person(name, rewards=UPLINE), person(f"{name}0", name)]
        orders = [stocking(f"o{n}", f"{name}0", 50 + n % 2) for n, name in enumerate(NAMES)]
        result = found("N-03", "US", snapshot(*people, person("s"), customer("k"), orders=orders))
        assert result.findings[-1].evidence == {"count": 40, "largest": NAMES[1::2][:10]}


class TestRecruiting:
    @pytest.mark.parametrize(("amount", "expected"), [(1, ["R+"]), ("0.01", ["R+"]), (0, [])])
    def test_the_least_leak_is_one(self, amount, expected):
        pays = [payout("p1", "a", amount, source_event="participant_joined"), payout("p2", "a", 49)]
        assert severities(found("N-04", "US", snapshot(person("a"), payouts=pays))) == expected

    def test_where_no_country_asks_for_a_majority_the_leak_is_all(self):
        pays = [payout("p1", "a", 99, source_event="participant_joined"), payout("p2", "a", 1)]
        assert severities(found("N-04", "CN", snapshot(person("a"), payouts=pays))) == ["I"]

    def test_the_source_of_each_payout_is_looked_up_for_itself(self):
        new = person("new", "a", joined="2026-06-01")
        orders = [stocking("o0", "new", 100), order("o1", "x", "a", 100)]
        # By event alone from an end customer's order; by order alone; by nothing; by an order nobody knows.
        pays = [
            payout("p1", "a", 10),
            payout("p2", "a", 20, source_event=None, source_order="o1"),
            payout("p3", "a", 40, source_event=None),
            payout("p4", "a", 80, source_event=None, source_order="o0"),
        ]
        made = snapshot(*made_of(new), orders=orders, payouts=pays)
        result = found("N-04", "EU", made)
        assert result.findings[0].evidence == {"share": "0.5333", "linked_minor": 8_000, "paid_minor": 15_000}
        assert (
            found("N-04", "EU", snapshot(*made_of(new), orders=orders, payouts=pays[:2])).status
            is Status.CLEAR
        )
        alone = [payout("p5", "a", 1, source_event=None, source_order=order_id) for order_id in (None, "o0")]
        assert found("N-04", "EU", snapshot(*made_of(new), orders=orders[:1], payouts=alone)).gaps
        del pays[3]
        assert found("N-04", "EU", snapshot(*made_of(new), orders=orders, payouts=pays)).gaps


class TestTicket:
    def test_a_threshold_of_one_is_a_ticket_and_of_nothing_is_none(self):
        for threshold, expected in ((1, ["R+"]), ("0.01", ["R+"]), (0, [])):
            people = [person("p", purchases_for_resale=threshold, tier_threshold=threshold)]
            orders = [stocking("o", "p", 1, placed="2026-01-01")]
            assert severities(found("N-05", "CN", snapshot(*people, orders=orders))) == expected

    def test_each_has_a_threshold_and_a_last_purchase_of_his_own(self):
        one = {"identity": {"verified_id_hash": "one"}}
        people = [
            customer("x"),
            person("a", purchases_for_resale=1_000, tier_threshold=1_000),
            person("b", purchases_for_resale=1_000, tier_threshold=2_000),
            person("d", purchases_for_resale=1_000, tier_threshold=1_000),
            # Two accounts of one person: the higher threshold is his, and both accounts' purchases are.
            person("c", purchases_for_resale=1_500, tier_threshold=2_000, **one),
            person("c too", purchases_for_resale=500, tier_threshold=1_000, **one),
        ]
        orders = [
            stocking("o1", "a", 1_000, placed="2026-01-01"),
            stocking("o2", "c", 2_000, placed="2026-01-01"),
            # An old one and a new one: he has not stopped. What somebody buys of him is no purchase of his.
            stocking("o3", "d", 500, placed="2026-01-01"),
            stocking("o4", "d", 500, placed="2026-06-20"),
            order("o5", "x", "a", 10, placed="2026-06-20"),
            stocking("o6", "a", 1, placed=None),
            stocking("o7", None, 1, placed="2026-06-20"),
        ]
        result = found("N-05", "CN", snapshot(*people, orders=orders))
        assert [finding.evidence["share"] for finding in result.findings] == ["0.5000"]
