"""Small networks written by hand, and how to look at them."""

import json
from typing import Any

from commission.compliance.facts import Fact
from commission.compliance.network.document import decode_snapshot
from commission.compliance.network.rows import snapshot_of_rows
from commission.compliance.network.snapshot import Snapshot
from commission.compliance.network.view import NetworkView
from commission.compliance.scan import scan_network
from tests.commission.compliance.answers import NETWORKS

AS_OF = "2026-06-30"


def person(name: str, invited_by: str | None = None, **more: Any) -> dict[str, Any]:
    """A verified participant who joined long ago, earned on his own sales alone and lost nothing."""
    told = {
        "person_id": name,
        "kyc": "verified",
        "classification_at_enrolment": "participant",
        "classification_now": "participant",
        "joined": "2024-01-01",
        "invited_by": invited_by,
        "fees_paid": 0,
        "purchases_own": 0,
        "purchases_for_resale": 0,
        "buyback_refunds": 0,
        "tier_threshold": 0,
        "retail_sales_verified": 0,
        "rewards": {"own_retail": 10, "upline_sales": 0, "upline_purchases": 0, "recruit": 0},
        "costs": 0,
        "stock_value_at_cost": 0,
    }
    return told | more


def customer(name: str, **more: Any) -> dict[str, Any]:
    """A verified buyer outside the network."""
    nothing = {"own_retail": 0, "upline_sales": 0, "upline_purchases": 0, "recruit": 0}
    told = {"classification_at_enrolment": "customer", "classification_now": "customer", "rewards": nothing}
    return person(name, **(told | more))


def order(name: str, buyer: str, seller: str | None, net: int, **more: Any) -> dict[str, Any]:
    """A retail order that was paid, delivered and kept."""
    told = {
        "order_id": name,
        "buyer": buyer,
        "buyer_role_at_order": "customer",
        "seller": seller,
        "kind": "end_customer",
        "placed": "2026-06-01",
        "list": net,
        "net": net,
        "paid": True,
        "delivered": True,
        "returned": 0,
        "address_hash": f"home of {buyer}",
    }
    return told | more


def stocking(name: str, buyer: str, net: int, **more: Any) -> dict[str, Any]:
    return order(
        name, buyer, None, net, **({"buyer_role_at_order": "participant", "kind": "stocking"} | more)
    )


def stockists() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """People and orders: who buys stock, and 69 of the 100 bought sold on by such. The last of all buys stock, so that
    nobody is taken for him."""
    people = [
        customer("x"),
        *(
            person(name, stock_value_at_list=0, purchases_for_resale=bought)
            for name, bought in (("none", 0), ("cent", "0.01"), ("last", 5))
        ),
    ]
    orders = [
        stocking("o1", "last", 50, list=100),
        order("o2", "x", "none", 500),
        order("o3", "x", "cent", 30),
        order("o4", "x", "last", 39),
        order("o5", "x", None, 500),
    ]
    return people, orders


def payout(name: str, payee: str, amount: int, **more: Any) -> dict[str, Any]:
    told = {
        "payout_id": name,
        "reward_id": "own_sales",
        "payee": payee,
        "source_event": "end_customer_order",
        "upline_distance": 0,
        "amount": amount,
        "status": "paid",
    }
    return told | more


def snapshot(*persons: dict[str, Any], **tables: Any) -> Snapshot:
    document = {
        "as_of": AS_OF,
        "period": {"from": "2025-07-01", "to": AS_OF},
        "currency": "CNY",
        "persons": list(persons),
        **tables,
    }
    return snapshot_of_rows(decode_snapshot(json.dumps(document).encode()))


def view(*persons: dict[str, Any], **tables: Any) -> NetworkView:
    return NetworkView(snapshot(*persons, **tables), Fact(None, "$plan"))


def found(rule: str, jurisdiction: str, made: Snapshot, plan: dict[str, Any] | None = None) -> Any:
    """What one rule says; all of it is compared with what was read (told/networks.json)."""
    report = scan_network(made, [jurisdiction], plan).jurisdictions[0]
    result = next(one for one in report.results if one.rule == rule)
    NETWORKS.compare(result, jurisdiction)
    return result
