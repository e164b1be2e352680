"""Each N rule on networks small enough to check by hand."""

import pytest

from commission.compliance.registry import NETWORK_RULES
from commission.compliance.scan import scan_network
from commission.compliance.vocabulary import Severity, Status
from tests.commission.compliance.network.networks import (
    customer,
    found,
    order,
    payout,
    person,
    snapshot,
    stocking,
)
from tests.commission.compliance.plans import changed, clean_plan

UPLINE = {"own_retail": 0, "upline_sales": 5, "upline_purchases": 0, "recruit": 0}


def severities(result):
    return [finding.severity.value for finding in result.findings]


def line_of(people):
    """A boss who earns on others, one below him, and the rest below that one: organiser, and levels 2, 3, 4."""
    rest = [person(f"p{n}", "second") for n in range(people - 2)]
    return [person("boss", rewards=UPLINE), person("second", "boss"), *rest]


class TestCriminalShape:
    def test_twenty_nine_participants_and_the_organiser_are_thirty(self):
        result = found("N-01", "CN", snapshot(*line_of(29)), clean_plan())
        assert severities(result) == ["R+"]
        assert result.findings[0].message.en == "30 people on 4 levels, organiser included, and uplines earn."
        assert result.findings[0].evidence["heads_by_level"] == [1, 1, 1, 27]
        assert result.gaps == ()

    def test_one_fewer_is_an_alarm_only(self):
        assert severities(found("N-01", "CN", snapshot(*line_of(28)), clean_plan())) == ["A"]

    def test_beside_an_illegal_plan_it_is_illegal(self):
        plan = changed("rewards.0.trigger", "participant_joined")
        assert severities(found("N-01", "CN", snapshot(*line_of(29)), plan)) == ["I"]

    def test_without_the_plan_it_is_asked_for(self):
        result = found("N-01", "CN", snapshot(*line_of(29)))
        assert severities(result) == ["R+"]
        assert [(gap.path, gap.severity) for gap in result.gaps] == [("$plan", Severity.ILLEGAL)]

    def test_where_nobody_earns_on_others_there_is_no_scheme(self):
        people = [person("boss"), person("second", "boss"), *(person(f"p{n}", "second") for n in range(40))]
        assert found("N-01", "CN", snapshot(*people), clean_plan()).status is Status.CLEAR

    def test_where_pay_is_not_known_data_are_needed(self):
        people = [person(f"p{n}", "p0" if n else None, rewards=None) for n in range(40)]
        deep = [*people, person("last", "p1", rewards=None)]
        assert found("N-01", "CN", snapshot(*deep), clean_plan()).status is Status.NEEDS_DATA

    def test_leaders_with_the_shape_below_them_are_named(self):
        chain = [person(f"c{n}", f"c{n - 1}" if n else None, rewards=UPLINE) for n in range(35)]
        evidence = found("N-01", "CN", snapshot(*chain), clean_plan()).findings[0].evidence
        # c0 to c5 have 30 or more on three levels or more, themselves included.
        assert evidence["leaders"] == 6
        assert evidence["largest"][0] == {"person": "c0", "heads": 35, "levels": 35}

    def test_people_who_may_be_participants_keep_it_open(self):
        maybe = [customer(f"m{n}", classification_now=None) for n in range(5)]
        result = found("N-01", "CN", snapshot(*line_of(27), *maybe), clean_plan())
        assert result.status is Status.NEEDS_DATA


class TestAggravated:
    def test_a_hundred_and_twenty_with_the_organiser(self):
        assert severities(found("N-02", "CN", snapshot(*line_of(119)))) == ["I"]
        assert found("N-02", "CN", snapshot(*line_of(118), prior_sanction=False)).status is Status.CLEAR

    def test_sixty_after_a_sanction(self):
        assert severities(found("N-02", "CN", snapshot(*line_of(59), prior_sanction=True))) == ["I"]
        assert found("N-02", "CN", snapshot(*line_of(59), prior_sanction=False)).status is Status.CLEAR
        assert [gap.path for gap in found("N-02", "CN", snapshot(*line_of(59))).gaps] == ["$.prior_sanction"]

    def test_two_and_a_half_million_collected(self):
        people = line_of(29)
        people[5] = {**people[5], "purchases_for_resale": 2_000_000, "fees_paid": 500_000}
        assert severities(found("N-02", "CN", snapshot(*people))) == ["I"]
        people[5]["fees_paid"] = 499_999
        assert found("N-02", "CN", snapshot(*people)).status is Status.CLEAR

    def test_a_large_honest_brand_is_not_aggravated(self):
        people = [person(f"p{n}", purchases_for_resale=100_000) for n in range(200)]
        assert found("N-02", "CN", snapshot(*people)).status is Status.CLEAR


class TestRetailShare:
    SELLER = (person("s"), customer("x"))

    def test_the_share_is_retail_over_everything_net_of_returns(self):
        sold = order("o1", "x", "s", 100, returned=40)
        result = found("N-03", "US", snapshot(*self.SELLER, orders=[sold, stocking("o2", "s", 90)]))
        # 60 of 150 in both windows.
        assert severities(result) == ["R+", "R+"]
        assert result.findings[0].evidence == {
            "share": "0.4000",
            "retail_minor": 6000,
            "total_minor": 15000,
            "window_days": 90,
        }

    @pytest.mark.parametrize(
        ("bought", "where", "expected"),
        [
            (101, "NO", ["I", "I"]),
            (101, "EU", ["R+", "R+"]),
            (100, "US", ["R", "R"]),
            (49, "US", ["A", "A"]),
            (25, "US", []),
            (43, "KR", ["A", "A"]),
            (42, "KR", []),
            (101, "TW", ["R", "R"]),
        ],
    )
    def test_thresholds(self, bought, where, expected):
        made = snapshot(*self.SELLER, orders=[order("o1", "x", "s", 100), stocking("o2", "s", bought)])
        assert severities(found("N-03", where, made)) == expected

    def test_the_last_quarter_and_the_last_year_are_told_apart(self):
        old = order("o1", "x", "s", 1000, placed="2026-01-15")
        result = found("N-03", "US", snapshot(*self.SELLER, orders=[old, stocking("o2", "s", 100)]))
        assert [finding.evidence["window_days"] for finding in result.findings] == [90]

    def test_what_was_not_delivered_is_not_verified_and_what_was_not_paid_is_nothing(self):
        undelivered = order("o1", "x", "s", 100, delivered=False)
        unpaid = order("o2", "x", "s", 1000, paid=False)
        result = found("N-03", "US", snapshot(*self.SELLER, orders=[undelivered, unpaid]))
        assert result.findings[0].evidence["total_minor"] == 10000
        assert result.findings[0].evidence["share"] == "0.0000"

    def test_where_the_buyers_role_is_not_known_the_answer_may_stay_open(self):
        people = [*self.SELLER, customer("y", classification_now=None)]
        vague = order("o1", "y", "s", 60, buyer_role_at_order=None)
        made = snapshot(*people, orders=[vague, order("o2", "x", "s", 40)])
        assert found("N-03", "US", made).status is Status.NEEDS_DATA
        mostly_known = snapshot(*people, orders=[vague, order("o2", "x", "s", 400)])
        assert found("N-03", "US", mostly_known).status is Status.CLEAR
        plain = order("o1", "x", "s", 60, buyer_role_at_order=None)
        assert found("N-03", "US", snapshot(*self.SELLER, orders=[plain])).status is Status.CLEAR

    def test_without_orders_or_sales_there_is_no_share(self):
        assert found("N-03", "US", snapshot(*self.SELLER)).status is Status.NEEDS_DATA
        assert found("N-03", "US", snapshot(*self.SELLER, orders=[])).status is Status.NEEDS_DATA

    def test_a_paid_upline_whose_own_tree_lives_on_itself_is_found(self):
        # Company 0.9; but all that a and his downline b turn over is their own purchases.
        people = [person("a", rewards=UPLINE), person("b", "a"), person("s"), customer("x")]
        orders = [order("o1", "x", "s", 900), stocking("o2", "b", 100)]
        result = found("N-03", "US", snapshot(*people, orders=orders))
        assert severities(result) == ["R+"]
        assert result.findings[0].evidence == {"count": 1, "largest": ["a"]}


class TestRecruitLinkedPay:
    NEW = person("new", "a", joined="2026-06-01")

    def test_pay_from_a_newcomers_stocking_is_a_leak(self):
        orders = [stocking("o1", "new", 100), order("o2", "x", "a", 100)]
        pays = [
            payout("p1", "a", 10, source_order="o1", source_event="participant_purchase", upline_distance=1),
            payout("p2", "a", 90, source_order="o2"),
        ]
        made = snapshot(person("a"), self.NEW, customer("x"), orders=orders, payouts=pays)
        assert severities(found("N-04", "CN", made)) == ["I"]
        result = found("N-04", "EU", made)
        assert severities(result) == ["R+"]
        assert result.findings[0].evidence == {"share": "0.1000", "linked_minor": 1000, "paid_minor": 10000}

    def test_more_than_half_is_illegal_in_europe(self):
        pays = [payout("p1", "a", 51, source_event="participant_joined"), payout("p2", "a", 49)]
        assert severities(found("N-04", "EU", snapshot(person("a"), payouts=pays))) == ["I"]
        pays = [payout("p1", "a", 50, source_event="participant_joined"), payout("p2", "a", 50)]
        assert severities(found("N-04", "EU", snapshot(person("a"), payouts=pays))) == ["R+"]

    def test_an_old_participants_stocking_and_what_was_taken_back_do_not_count(self):
        orders = [stocking("o1", "b", 100), stocking("o2", "new", 100)]
        pays = [
            payout("p1", "a", 10, source_order="o1", source_event="participant_purchase"),
            payout(
                "p2", "a", 10, source_order="o2", source_event="participant_purchase", status="clawed_back"
            ),
        ]
        made = snapshot(person("a"), person("b", "a"), self.NEW, orders=orders, payouts=pays)
        assert found("N-04", "CN", made).status is Status.CLEAR

    def test_pay_without_a_source_keeps_it_open(self):
        pays = [payout("p1", "a", 10, source_event=None)]
        assert found("N-04", "CN", snapshot(person("a"), payouts=pays)).status is Status.NEEDS_DATA


class TestTicketCluster:
    @staticmethod
    def buyers(*amounts, last="2026-04-01"):
        people = [
            person(f"p{n}", purchases_for_resale=net, tier_threshold=1000) for n, net in enumerate(amounts)
        ]
        orders = [stocking(f"o{n}", f"p{n}", net, placed=last) for n, net in enumerate(amounts)]
        return snapshot(*people, orders=orders)

    def test_purchases_that_end_at_the_price_of_the_tier(self):
        assert severities(found("N-05", "CN", self.buyers(1000, 1050, 5000))) == ["R+"]
        assert severities(found("N-05", "CN", self.buyers(1000, 1051, 5000))) == ["A"]
        assert found("N-05", "CN", self.buyers(999, 1051, 5000)).status is Status.CLEAR

    def test_who_bought_in_the_last_sixty_days_has_not_stopped(self):
        assert found("N-05", "CN", self.buyers(1000, 1000, last="2026-05-02")).status is Status.CLEAR
        assert severities(found("N-05", "CN", self.buyers(1000, 1000, last="2026-05-01"))) == ["R+"]

    def test_without_dates_it_stays_open(self):
        people = [person("p", purchases_for_resale=1000, tier_threshold=1000)]
        assert found("N-05", "CN", snapshot(*people)).status is Status.NEEDS_DATA


class TestInventoryLoad:
    @staticmethod
    def stocked(list_value, sold=300, **more):
        people = (person("s", stock_value_at_list=list_value, purchases_for_resale=100), customer("x"))
        return snapshot(*people, orders=[order("o1", "x", "s", sold)], **more)

    def test_months_of_cover_at_list(self):
        # A quarter's 300 is 100 a month.
        assert found("N-06", "US", self.stocked(300)).status is Status.CLEAR
        assert severities(found("N-06", "US", self.stocked(301))) == ["A"]
        assert severities(found("N-06", "US", self.stocked(600))) == ["A"]
        assert severities(found("N-06", "US", self.stocked(601))) == ["R+"]

    def test_a_supplier_who_knows_is_worse_off_in_canada(self):
        assert severities(found("N-06", "CA", self.stocked(601, supplier_informed=True))) == ["I"]
        assert severities(found("N-06", "CA", self.stocked(601))) == ["R+"]
        assert severities(found("N-06", "CA", self.stocked(301, supplier_informed=True))) == ["A"]

    def test_stock_told_at_cost_is_brought_to_list_by_the_stock_orders(self):
        # Bought at 28 % of list: 180 at cost is 642.8 at list, more than six months of 100.
        people = (person("s", stock_value_at_cost=180, purchases_for_resale=280), customer("x"))
        bought = stocking("o1", "s", 280, list=1000, placed="2026-01-01")
        made = snapshot(*people, orders=[bought, order("o2", "x", "s", 300)])
        assert severities(found("N-06", "US", made)) == ["R+"]

    def test_sell_through_below_seventy_percent(self):
        people = (person("s", stock_value_at_list=0, purchases_for_resale=100), customer("x"))
        for sold, expected in ((69, ["R"]), (70, [])):
            made = snapshot(*people, orders=[stocking("o1", "s", 28, list=100), order("o2", "x", "s", sold)])
            assert severities(found("N-06", "US", made)) == expected

    def test_without_dates_it_stays_open(self):
        made = snapshot(person("s"), customer("x"), orders=[order("o1", "x", "s", 10, placed=None)])
        assert found("N-06", "US", made).status is Status.NEEDS_DATA


class TestTenure:
    def test_revenue_from_newcomers(self):
        people = [person("old"), person("new", joined="2026-05-01", fees_paid=10), customer("x")]
        orders = [stocking("o1", "new", 91), order("o2", "x", "old", 100)]
        result = found("N-07", "EU", snapshot(*people, orders=orders))
        assert severities(result) == ["R+"]
        assert result.findings[0].evidence == {"share": "0.5025"}
        orders[0] = stocking("o1", "new", 90)
        assert found("N-07", "EU", snapshot(*people, orders=orders)).status is Status.CLEAR


class TestLossRate:
    def test_rewards_and_margin_against_fees_and_costs(self):
        people = [
            person("wins"),
            person("fee", fees_paid=11),
            person("costs", costs=11),
            # Sold for 50 what cost 100, of which 35 are still on the shelf: -15, and 10 of rewards.
            person("stock", purchases_for_resale=100, retail_sales_verified=50, stock_value_at_cost=35),
        ]
        result = found("N-08", "US", snapshot(*people))
        assert severities(result) == ["A"]
        assert result.findings[0].evidence == {"share": "0.7500", "losing": 3}
        people[3]["buyback_refunds"] = 5
        assert found("N-08", "US", snapshot(*people)).status is Status.CLEAR

    def test_an_unknown_cost_keeps_it_open(self):
        people = [person("a", costs=None), person("b", costs=99)]
        assert found("N-08", "US", snapshot(*people)).status is Status.NEEDS_DATA


def test_reclassified_participants_are_found_and_do_not_count_as_retail():
    moved = person("m", classification_now="customer", rewards=None)
    made = snapshot(person("s"), moved, orders=[order("o1", "m", "s", 100)])
    assert severities(found("N-09", "US", made)) == ["R"]
    assert severities(found("N-03", "US", made)) == ["R+", "R+"]
    before = snapshot(person("s"), {**moved, "joined": "2026-06-15"}, orders=[order("o1", "m", "s", 100)])
    assert found("N-03", "US", before).status is Status.CLEAR


class TestFakeRetail:
    def test_the_sellers_own_purchase_and_shared_hashes(self):
        people = [person("a"), person("b", "a"), person("c"), customer("x"), customer("y")]
        orders = [
            order("own", "b", "b", 10),
            order("own address", "x", "b", 10, address_hash="home of b"),
            order("uplines card", "x", "b", 10, payment_hash="card of a"),
            order("a stranger's address", "x", "b", 10, address_hash="home of c"),
            order("honest", "y", "b", 10),
            stocking("s1", "b", 10),
            stocking("s2", "a", 10, payment_hash="card of a"),
            stocking("s3", "c", 10),
        ]
        result = found("N-10", "US", snapshot(*people, orders=orders))
        assert severities(result) == ["R+"]
        # b's own order says that he was a customer; he was enrolled a participant, so it is no claimed retail at all.
        assert result.findings[0].evidence == {"share": "0.5000", "orders": 2}

    def test_persons_own_hashes_count(self):
        people = [person("s", identity={"device_hash": "phone 1"}), customer("x")]
        made = snapshot(*people, orders=[order("o1", "x", "s", 10, device_hash="phone 1")])
        assert severities(found("N-10", "US", made)) == ["R+"]

    def test_without_any_hash_it_stays_open(self):
        made = snapshot(person("s"), customer("x"), orders=[order("o1", "x", "s", 10, address_hash=None)])
        assert found("N-10", "US", made).status is Status.NEEDS_DATA


def claim(name, **more):
    return {"person_id": name, "granted": True, "days_to_pay": 7, **more}


def test_buyback_service():
    served = [claim("s") for _ in range(19)]
    refused = claim("s", granted=False, days_to_pay=None)
    assert (
        found("N-11", "CN", snapshot(person("s"), buyback_claims=[*served, refused])).status is Status.CLEAR
    )
    two = found("N-11", "CN", snapshot(person("s"), buyback_claims=[*served, refused, refused]))
    assert severities(two) == ["R+"]
    valid = {**refused, "reason": "out_of_window"}
    assert (
        found("N-11", "CN", snapshot(person("s"), buyback_claims=[*served, valid, valid])).status
        is Status.CLEAR
    )
    slow = snapshot(person("s"), buyback_claims=[claim("s", days_to_pay=8)])
    assert severities(found("N-11", "CN", slow)) == ["A"]
    assert found("N-11", "TW", slow).status is Status.CLEAR
    assert found("N-11", "CN", snapshot(person("s"))).status is Status.NEEDS_DATA


class TestDepthDrift:
    def test_pay_above_the_cap_or_outside_the_plan(self):
        above = snapshot(person("a"), payouts=[payout("p", "a", 1, upline_distance=1)])
        assert severities(found("N-12", "CN", above, clean_plan())) == ["I"]
        strange = snapshot(person("a"), payouts=[payout("p", "a", 1, reward_id="secret")])
        result = found("N-12", "US", strange, clean_plan())
        assert severities(result) == ["I"]
        assert result.findings[0].message.en == "Payouts of rewards that the plan does not have: secret."

    def test_within_the_plan(self):
        made = snapshot(person("a"), payouts=[payout("p", "a", 1)])
        assert found("N-12", "CN", made, clean_plan()).status is Status.CLEAR
        assert found("N-12", "CN", made).status is Status.NEEDS_DATA
        vague = snapshot(person("a"), payouts=[payout("p", "a", 1, upline_distance=None)])
        assert found("N-12", "CN", vague, clean_plan()).status is Status.NEEDS_DATA


def test_concentration_of_pay_on_others():
    people = [person(f"p{n}", rewards={**UPLINE, "upline_sales": 51 if n == 0 else 0}) for n in range(100)]
    people[1]["rewards"] = {**UPLINE, "upline_sales": 49}
    assert severities(found("N-13", "US", snapshot(*people))) == ["A"]
    people[1]["rewards"] = {**UPLINE, "upline_sales": 51}
    assert found("N-13", "US", snapshot(*people)).status is Status.CLEAR
    told = [{"person_id": "p0", "topic": "recruiting", "date": "2026-06-01"}]
    assert severities(found("N-13", "US", snapshot(person("p0"), complaints=told))) == ["R"]


def test_people_who_may_not_take_part():
    minor = person("m", excluded_category="minor")
    assert severities(found("N-14", "CN", snapshot(minor))) == ["I"]
    assert severities(found("N-14", "US", snapshot(minor))) == ["R"]
    # Korea names civil servants, teachers and minors; a student may join there.
    assert found("N-14", "KR", snapshot(person("s", excluded_category="student"))).status is Status.CLEAR
    assert found("N-14", "CN", snapshot(customer("m", excluded_category="minor"))).status is Status.CLEAR
    assert found("N-14", "CN", snapshot(person("u", kyc="none"))).status is Status.NEEDS_DATA


def test_a_network_with_nothing_to_find_is_clear():
    made = snapshot(
        person("s", purchases_for_resale=28, retail_sales_verified=100, stock_value_at_list=0),
        customer("x"),
        orders=[stocking("o1", "s", 20, list=100), order("o2", "x", "s", 100)],
        payouts=[payout("p", "s", 10, source_order="o2")],
        buyback_claims=[],
    )
    report = scan_network(made, ["CN", "US", "NO"], {**clean_plan(), "jurisdictions": ["CN"]})
    assert [part.verdict.value for part in report.jurisdictions] == ["clear", "clear", "clear"]
    assert report.exit_code == 0
    assert [one.id for one in NETWORK_RULES] == [f"N-{number:02d}" for number in range(1, 15)]
