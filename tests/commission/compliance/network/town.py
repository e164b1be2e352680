"""A network of forty with something of everything: what each rule says of it, and what once a column is not known."""

from typing import Any

from commission.compliance.scan import scan_network
from tests.commission.compliance.answers import Told, lines_of, short_line_of
from tests.commission.compliance.network.networks import customer, order, payout, person, snapshot, stocking
from tests.commission.compliance.plans import clean_plan

Rows = list[dict[str, Any]]
WHOLE_IN, LESS_IN = ("CN", "US", "KR", "CA"), ("CN", "US")
TABLES = ("persons", "edges", "orders", "payouts", "buyback_claims", "complaints")
_KINDS = ("end_customer", "own_use", "stocking", "entry_pack", "tier_topup", "sample")


def _people() -> Rows:
    people = [
        person(
            f"p{n}",
            None if n == 0 else f"p{(n - 1) // 3}",
            joined="2026-05-01" if n % 7 == 6 else "2025-02-01",
            kyc=("verified", "partial", "none")[n % 11 % 3],
            fees_paid=n % 4 * 10,
            purchases_own=n * 5,
            purchases_for_resale=1_000 + n * 3 if n % 3 else 0,
            tier_threshold=1_000 if n % 3 else 0,
            retail_sales_verified=n * 40,
            buyback_refunds=n % 5,
            costs=n % 6 * 20,
            rewards={
                "own_retail": n,
                "upline_sales": 30 if n < 13 else 0,
                "upline_purchases": 5 if n < 4 else 0,
                "recruit": 2 if n == 1 else 0,
            },
            stock_value_at_cost=n * 11,
            excluded_category="minor" if n == 17 else "none",
            classification_now="customer" if n == 21 else "participant",
            identity={"verified_id_hash": "one" if n in (30, 31) else f"id {n}", "phone_hash": f"phone {n}"},
        )
        for n in range(40)
    ]
    return [*people, *(customer(f"c{n}", invited_by=f"p{n}", kyc="verified") for n in range(12))]


def _orders() -> Rows:
    orders: Rows = []
    for n in range(80):
        made: dict[str, Any] = {
            "kind": _KINDS[n % 6] if n % 2 else "end_customer",
            "placed": f"2026-{1 + n % 6:02}-{1 + n % 28:02}",
            "list": 100 + n * 2,
            "paid": n % 13 != 0,
            "delivered": n % 9 != 0,
            "returned": 20 if n % 10 == 3 else 0,
            "payment_hash": f"card {n % 30}",
        }
        if made["kind"] == "end_customer":
            buyer = f"c{n % 12}" if n % 8 else f"p{n % 40}"
            orders.append(order(f"o{n}", buyer, f"p{n * 7 % 40}", 90 + n, **made))
        else:
            orders.append(stocking(f"o{n}", f"p{n % 40}", 50 + n, **made))
    return orders


def _payouts() -> Rows:
    events = ("end_customer_order", "participant_purchase", "participant_joined", "end_customer_order")
    return [
        payout(
            f"y{n}",
            f"p{n % 20}",
            10 + n,
            source_order=f"o{n * 2}",
            source_event=events[n % 4],
            upline_distance=n % 3,
            reward_id="own_sales" if n % 9 else "bonus",
            status=("paid", "held", "clawed_back")[n % 5 % 3],
        )
        for n in range(30)
    ]


def town() -> dict[str, Rows]:
    claims = [
        {
            "person_id": f"p{n}",
            "granted": n % 4 != 1,
            "days_to_pay": None if n % 4 == 1 else 3 + n,
            "reason": "out_of_window" if n == 5 else None,
        }
        for n in range(10)
    ]
    topics = ("recruiting", "refund", "income_claim")
    complaints = [{"person_id": f"p{n}", "topic": topics[n], "date": "2026-06-01"} for n in range(3)]
    edges = [{"from": f"p{n}", "to": f"p{n + 20}", "kind": "supply", "since": "2025-03-01"} for n in range(3)]
    rows = (_people(), edges, _orders(), _payouts(), claims, complaints)
    return dict(zip(TABLES, rows, strict=True))


def _said(tables: dict[str, Rows], where: str, **more: Any) -> Any:
    persons, *_ = tables.values()
    others = {name: rows for name, rows in tables.items() if name != "persons"}
    made = snapshot(*persons, **{"prior_sanction": False, "supplier_informed": True, **others, **more})
    return scan_network(made, [where], clean_plan())


def whole(where: str) -> Told:
    report = _said(town(), where)
    told = {f"{where} {result.rule}": lines_of(result) for result in report.jurisdictions[0].results}
    return {**told, f"{where} count": [str(report.subject["count"])]}


def without(where: str, table: str) -> Told:
    """How the answers change when a column is not known, or the table is not there."""
    known = {one.rule: short_line_of(one) for one in _said(town(), where).jurisdictions[0].results}
    told = {}
    columns = sorted({name for row in town()[table] for name in row} - {"person_id", "order_id", "payout_id"})
    if table != "persons":
        columns.append("all")
    for column in columns:
        less = town()
        if column == "all":
            del less[table]
        else:
            less[table] = [{key: value for key, value in row.items() if key != column} for row in less[table]]
        try:
            results = _said(less, where).jurisdictions[0].results
        except ValueError as refused:
            told[f"{where} without {table}.{column}"] = [str(refused).partition(";")[0]]
            continue
        answers = [
            f"{one.rule}: {short_line_of(one)}" for one in results if short_line_of(one) != known[one.rule]
        ]
        told[f"{where} without {table}.{column}"] = answers
    return told
