"""Reports as they leave the law, whole: of a plan, of a network, for an editor; and every refusal by its words."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np

from commission.compliance.counting.forest import Forest
from commission.compliance.declared_terms import parse_declared_terms
from commission.compliance.lint import NoJurisdiction, lint_plan
from commission.compliance.network.document import decode_snapshot
from commission.compliance.network.rows import snapshot_of_rows
from commission.compliance.network.snapshot import snapshot_of
from commission.compliance.positions import positions
from commission.compliance.sarif import sarif
from commission.compliance.scan import scan_network
from commission.compliance.schemas import DocumentRefused, checked_plan
from commission.money.faults import PolicyRefused
from tests.commission.compliance.network.networks import AS_OF, person, snapshot
from tests.commission.compliance.network.town import town
from tests.commission.compliance.plans import clean_plan
from tests.commission.compliance.verdict_table import ON


def _plan() -> dict[str, Any]:
    """Something to find, something to ask, something that nobody reads."""
    plan = clean_plan()
    plan["sells"]["static_return"] = True
    plan["consumer_return"]["window_days"] = 6
    plan["licences"] = None
    plan["extra"] = 1
    plan["rewards"][0]["colour"] = "red"
    plan["rewards"].append({**plan["rewards"][0], "id": "second", "shade": "dark"})
    del plan["exit"]
    return plan


def plan_report() -> Any:
    return lint_plan(_plan(), ON, ["CN", "US", "CN"]).as_document()


def plan_for_an_editor() -> Any:
    text = json.dumps(_plan(), indent=2)
    return sarif(lint_plan(_plan(), ON), "plans/mine.json", positions(text))


def network_report() -> Any:
    persons, *_ = (tables := town()).values()
    others = {name: rows for name, rows in tables.items() if name != "persons"}
    made = snapshot(*persons, **others, plan_version="7")
    return scan_network(made, ["CN"], clean_plan()).as_document()


def network_report_without_a_plan() -> Any:
    return scan_network(snapshot(person("a"), person("b", "a")), ["US"]).as_document()


def network_judged_where_its_plan_runs() -> Any:
    report = scan_network(snapshot(person("a")), (), clean_plan() | {"jurisdictions": ["US", "KR"]})
    return [part.jurisdiction for part in report.jurisdictions]


def network_beside_a_licensed_plan() -> Any:
    """A licence is looked up on the day of the network; pay for recruits makes the shape beside it illegal."""
    plan = clean_plan() | {"licences": [{"type": "direct_selling", "valid_to": "2030-01-01"}]}
    plan["rewards"][0]["trigger"] = "participant_joined"
    uplines = {"own_retail": 0, "upline_sales": 5, "upline_purchases": 0, "recruit": 0}
    people = [
        person("boss", rewards=uplines),
        *(person(f"p{n}", "boss" if n < 2 else "p0") for n in range(30)),
    ]
    part = scan_network(snapshot(*people), ["CN"], plan).jurisdictions[0]
    return [
        (result.rule, [finding.severity.value for finding in result.findings]) for result in part.results[:3]
    ]


REPORTS: dict[str, Callable[[], Any]] = {
    made.__name__: made
    for made in (
        plan_report,
        plan_for_an_editor,
        network_report,
        network_report_without_a_plan,
        network_judged_where_its_plan_runs,
        network_beside_a_licensed_plan,
    )
}


def _document(**tables: Any) -> bytes:
    head = {"as_of": AS_OF, "period": {"from": "2025-07-01", "to": AS_OF}, "currency": "CNY", "persons": []}
    return json.dumps(head | tables).encode()


def _read(**tables: Any) -> Callable[[], object]:
    return lambda: snapshot_of_rows(decode_snapshot(_document(**tables)))


def _columns(head: dict[str, object] | None = None, **columns: Any) -> Callable[[], object]:
    meta = {"as_of": AS_OF, "period_from": "2025-07-01", "period_to": AS_OF} | (head or {})
    named = {name.replace("__", "."): np.array(values) for name, values in columns.items()}
    return lambda: snapshot_of(meta, named)


def _circle(people: int) -> list[dict[str, Any]]:
    return [
        {"person_id": f"p{n}", "classification_now": "participant", "invited_by": f"p{(n + 1) % people}"}
        for n in range(people)
    ]


def _scanned(persons: list[dict[str, Any]]) -> Callable[[], object]:
    return lambda: scan_network(snapshot_of_rows(decode_snapshot(_document(persons=persons))), ["CN"])


REFUSED: dict[str, Callable[[], object]] = {
    "a plan without a country": lambda: lint_plan(clean_plan() | {"jurisdictions": []}, ON),
    "a network without a country": lambda: scan_network(snapshot(person("a"))),
    "a network without a country whose plan has none": lambda: scan_network(
        snapshot(person("a")), (), clean_plan() | {"jurisdictions": None}
    ),
    "a plan of other types": lambda: checked_plan({"plan_id": 5, "roles": "all", "rewards": [{"id": 7}]}),
    "no JSON": lambda: decode_snapshot(b"{"),
    "no object": lambda: decode_snapshot(b"[]"),
    "a field of another type": lambda: decode_snapshot(
        _document(persons=[{"person_id": "a", "fees_paid": []}])
    ),
    "a date that is none": _read(persons=[{"person_id": "a", "joined": "2026-02-30"}]),
    "words and names that are not there": _read(
        persons=[
            {"person_id": "a", "excluded_category": "poet", "invited_by": "z"},
            {"person_id": "b", "fees_paid": "0.001", "costs": "90071992547409.92", "accounts": ["1", "2"]},
            {"person_id": "c", "costs": "90071992547409.91", "accounts": ["2", "3"]},
        ],
        edges=[{"from": "a", "to": "y", "kind": "invite"}],
        orders=[{"order_id": "o", "buyer": "x", "seller": "w"}],
        payouts=[{"payout_id": "p", "payee": "v", "source_order": "u"}],
        buyback_claims=[{"person_id": "t", "requested": "2026-13-01", "decided": "2026-00-01"}],
        complaints=[{"person_id": "s", "date": "2026-06-31"}],
    ),
    "two of one name": _read(persons=[{"person_id": "a"}, {"person_id": "b"}, {"person_id": "a"}]),
    "two orders of one name": _read(orders=[{"order_id": "o"}, {"order_id": "n"}, {"order_id": "o"}]),
    "columns": _columns(
        persons__joined=[1, 2],
        persons__fees_paid=[1],
        persons__colour=[1, 2],
        persons__joined__day=[1, 2],
        people__joined=[1],
        persons__costs=[[1], [2]],
    ),
    "no persons": _columns(orders__paid=[1]),
    "columns of other values": _columns(
        persons__joined=[1.5, 2.5],
        persons__kyc=[-2, 2],
        persons__can_earn=[0, 2],
        persons__excluded_category=[200, 1],
        persons__invited_by=[-2, 1],
        persons__fees_paid=[1, 2],
        edges__from=[0],
        edges__to=[2],
        payouts__source_order=[0],
        payouts__upline_distance=[128],
        payouts__payee=[1],
    ),
    "columns at their bounds": _columns(
        persons__kyc=[-1, 2],
        persons__invited_by=[-1, 1],
        persons__joined=[2**31 - 1, -(2**31)],
        payouts__upline_distance=[127],
        orders__buyer=[1],
        payouts__source_order=[0],
    ),
    "a head that is none": _columns(
        {"as_of": "soon", "period_from": None, "period_to": 5}, persons__joined=[1]
    ),
    "invited by themselves": _scanned(
        [{"person_id": name, "classification_now": "participant", "invited_by": name} for name in ("a", "b")]
    ),
    "a circle": _scanned(_circle(3)),
    "two circles, of which one has somebody below it": _scanned(
        [
            {"person_id": name, "classification_now": "participant", "invited_by": above}
            for name, above in (("a", "c"), ("b", "d"), ("c", "a"), ("below", "a"), ("d", "b"))
        ]
    ),
    "two circles, one after the other": _scanned(
        [
            {"person_id": name, "classification_now": "participant", "invited_by": above}
            for name, above in (("a", "b"), ("b", "a"), ("c", "d"), ("d", "c"))
        ]
    ),
    "a circle of a thousand": _scanned(_circle(1_000)),
    "a larger circle": _scanned(_circle(1_001)),
    "a parent outside the column": lambda: Forest(np.array([5, -1], dtype=np.int32)),
    "terms of other types": lambda: parse_declared_terms({"joining": {"fee": "much"}}),
    "terms that are no object": lambda: parse_declared_terms(5, "terms"),
    "terms of no country": lambda: parse_declared_terms({"jurisdictions": ["CN", "XX", "YY"]}, "terms"),
}


def refused(name: str) -> list[str]:
    """The words; of very long ones the beginning and the end."""
    try:
        said = REFUSED[name]()
    except (DocumentRefused, PolicyRefused) as error:
        lines = [str(fault) for fault in error.faults]
    except (NoJurisdiction, ValueError) as error:
        lines = [f"{type(error).__name__}: {error}"]
    else:
        lines = [f"taken: {type(said).__name__}"]
    return [line if len(line) < 400 else f"{line[:200]} … {line[-100:]}" for line in lines]
