"""Each thing that can be wrong with a file: its path and its sentence, once and alone."""

from typing import Any

import pytest

from commission.replay.read_scenario import read_scenario
from commission.replay.refused import ScenarioRefused
from tests.commission.replay.build import at, event, refund, sale, scenario, stock
from tests.commission.replay.written import GIVEN, bought, corrected, events, faults, payout, sold, touched

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


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (sale("e", 0, "o1") | {"lines": ["x"]}, ["lines[0]: must be an object, not a string"]),
        (stock("e", 0, "w", 1) | {"lines": [5]}, ["lines[0]: must be an object, not a number"]),
        (sale("e", 0, "o1") | {"lines": "x"}, ["lines: must be a list, not a string"]),
        (sale("e", 0, "o1"), ["lines: must hold at least one line"]),
        (sale("e", 0, "o1") | {"lines": None}, ["lines: must hold at least one line"]),
        (bought(sku="Z"), ["lines[0].sku: Z is not a declared SKU"]),
        (
            sale("e", 0, "o1") | {"lines": [{"line": "1", "sku": "A", "qty": 1, "paid": 1}] * 2},
            ["lines[1].line: 1 is the id of an earlier line of this order"],
        ),
        (
            sale("e", 0, "o1", 5, visitor="v", undone_at="soon"),
            ["undone_at: must be an ISO 8601 instant with an offset"],
        ),
        (corrected("x"), ["credits[0]: must be an object, not a string", *[SHARES]]),
        (corrected() | {"credits": 5}, ["credits: must be a list, not the number 5"]),
        (corrected({**GIVEN, "seller": "s9"}), ["credits[0].seller: s9 is not a declared seller"]),
        (
            corrected({**GIVEN, "weight": 1}),
            ["credits[0].weight: must be a string, not the number 1", SHARES],
        ),
        (payout(amount=0, withheld=2), ["amount: must be at least 1"]),
        (payout(amount="x", withheld="y"), [f"amount: {WHOLE}", f"withheld: {WHOLE}"]),
    ],
)
def test_what_is_no_thing_of_its_kind_is_one_fault(written: dict[str, Any], told: list[str]) -> None:
    assert faults(scenario(written)) == [f"events[0].{fault}" for fault in told]


def test_actors_and_a_period_that_are_no_objects_are_one_fault_each() -> None:
    for key in ("sellers", "skus", "coupons"):
        assert faults(scenario(**{key: [*scenario()[key], "x"]})) == [
            f"{key}[{len(scenario()[key])}]: must be an object, not a string"
        ]
    assert faults(scenario(period="x")) == ["period: must be an object, not a string"]
    assert faults(scenario(period={"from": 5, "to": at(-99_999)})) == [
        "period.from: must be an ISO 8601 instant with an offset"
    ]


def test_a_schedule_is_in_the_brands_currency() -> None:
    ladder = {**scenario()["tier_schedule"], "currency": "USD"}
    assert faults(scenario(tier_schedule=ladder)) == ["tier_schedule.currency: must be CNY, the brand's"]


def test_events_without_an_id_are_not_taken_for_one_another() -> None:
    """An id that is none names nothing: two such events are two faults, not one event told twice."""
    nameless = [event("", 0, "clock"), event("", 1, "clock")]
    assert faults(scenario(*nameless)) == [
        "events[0].id: must not be empty",
        "events[1].id: must not be empty",
    ]
    listed, worded = event("e", 0, "clock", note=[]), event("e", 0, "clock", note="")
    assert faults(scenario(listed, worded)) == [
        "events[1].id: e is the id of events[0], which says something else"
    ]


def test_a_refused_file_says_all_its_faults_in_one_line() -> None:
    with pytest.raises(ScenarioRefused) as refused:
        read_scenario(scenario(period={}))
    assert str(refused.value) == "period.from: is missing; period.to: is missing"
