"""What another plan would have paid (issue: replay with another plan)."""

import pytest

from commission.replay.compare import compare_plans
from commission.replay.refused import ScenarioRefused
from tests.commission.replay.build import Json, refund, sale, scenario


def test_two_plans_side_by_side() -> None:
    history = scenario(
        sale("e1", 0, "o1", 10_000),
        sale("e2", 1, "o2", 10_000, store="r1"),
        sale("e3", 2, "o3", 4_000, store="s2", qty=2),
        refund("e4", 3, "o3", 1),
    )
    new_plan = {
        "effective_from": "2030-01-01T00:00:00Z",
        "rules": [{"id": "flat", "match": {}, "rate": "0.08"}],
    }
    assert compare_plans(history, new_plan) == {
        "sellers": {
            "r1": {"before": 1_000, "after": 800, "difference": -200},
            "s1": {"before": 500, "after": 800, "difference": 300},
            "s2": {"before": 100, "after": 160, "difference": 60},
        },
        "gains": ["s1", "s2"],
        "loses": ["r1"],
        "total_cost": {"before": 1_600, "after": 1_760, "difference": 160},
        "sales": {"before": 22_000, "after": 22_000},
        "share_of_sales": {"before": "0.0727", "after": "0.0800"},
        "frozen": {"before": 0, "after": 0},
        "rejected": {"before": 0, "after": 0},
    }


def test_neither_plan_pays_for_the_sales_of_a_freeze() -> None:
    """Of two sales made while commission was frozen one unit came back: 10,000 + 4,000 - 2,000."""
    history = scenario(
        sale("e1", 0, "o1", 10_000),
        sale("e2", 1, "o2", 10_000, accrues=False),
        sale("e3", 2, "o3", 4_000, qty=2, accrues=False),
        refund("e4", 3, "o3", 1),
    )
    compared = compare_plans(history, {"rules": [{"id": "flat", "match": {}, "rate": "0.08"}]})
    assert compared["total_cost"] == {"before": 500, "after": 800, "difference": 300}
    assert compared["sales"] == {"before": 22_000, "after": 22_000}
    assert compared["frozen"] == {"before": 12_000, "after": 12_000}


def test_a_list_of_versions_is_taken_as_it_is() -> None:
    history = scenario(sale("e1", 0, "o1", 10_000), sale("e2", 5, "o2", 10_000))
    versions = [{"effective_from": "2026-03-03T00:00:00+08:00", "rules": [{"id": "r", "rate": "0.30"}]}]
    compared = compare_plans(history, versions)
    assert compared["total_cost"] == {"before": 1_000, "after": 3_000, "difference": 2_000}
    assert compared["rejected"] == {"before": 0, "after": 1}


def test_nothing_sold_has_no_share_and_an_impossible_plan_is_refused() -> None:
    assert compare_plans(scenario(), {"rules": []})["share_of_sales"] == {"before": None, "after": None}
    with pytest.raises(ScenarioRefused, match=r"commission_plan\.rules\[0\]\.rate: must not be above 1"):
        compare_plans(scenario(), {"rules": [{"id": "a", "rate": "2"}]})


def test_who_gains_and_loses_by_one_unit_or_by_nothing() -> None:
    history = scenario(
        sale("e1", 0, "o1", 10_000),
        sale("e2", 0, "o2", 10_000, store="r1"),
        sale("e3", 0, "o3", 100, store="s2"),
    )
    new_plan = {
        "rules": [
            {"id": "staff", "match": {"seller_kind": ["staff"]}, "rate": "0.0501"},
            {"id": "r", "rate": "0.0999"},
        ]
    }
    compared = compare_plans(history, new_plan)
    assert compared["sellers"] == {
        "r1": {"before": 1_000, "after": 999, "difference": -1},
        "s1": {"before": 500, "after": 501, "difference": 1},
        "s2": {"before": 5, "after": 5, "difference": 0},
    }
    assert (compared["gains"], compared["loses"]) == (["s1"], ["r1"])


def test_whom_one_plan_alone_pays_is_told_too() -> None:
    def only(kind: str) -> Json:
        return {"rules": [{"id": kind, "match": {"seller_kind": [kind]}, "rate": "0.10"}]}

    history = scenario(
        sale("e1", 0, "o1", 10_000), sale("e2", 0, "o2", 7_000, store="r1"), commission_plan=only("reseller")
    )
    assert compare_plans(history, only("staff"))["sellers"] == {
        "r1": {"before": 700, "after": 0, "difference": -700},
        "s1": {"before": 0, "after": 1_000, "difference": 1_000},
    }
