"""What is read from a network before any rule asks: every column as it is kept, everything that is counted from the
columns, and the figures of a scan. Kept in told/derived.json, numbers with the type that holds them."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import numpy as np

from commission.compliance.facts import Fact
from commission.compliance.network.document import decode_snapshot
from commission.compliance.network.figures import figures
from commission.compliance.network.rows import snapshot_of_rows
from commission.compliance.network.snapshot import Snapshot
from commission.compliance.network.view import NetworkView
from commission.compliance.network.watch import Watch
from tests.commission.compliance.answers import Told
from tests.commission.compliance.network.networks import (
    AS_OF,
    customer,
    order,
    payout,
    person,
    snapshot,
    stocking,
    stockists,
)
from tests.commission.compliance.network.town import town

_META = ("as_of", "period_from", "period_to", "plan_version", "currency", "minor_per_major", "reward_ids")
_FLAGS = ("prior_sanction", "supplier_informed")
_OF_VIEW = (
    "today",
    "person",
    "persons",
    "row_of",
    "joined",
    "participant",
    "earned",
    "unsure_participants",
    "parent",
)
_OF_PAY = ("kept_payouts", "payee")
_OF_SALES = (
    "rows",
    "buyer",
    "seller",
    "net",
    "by_participant",
    "_role_known",
    "retail_claimed",
    "fake",
    "retail",
)
_MORE = ("perhaps_retail", "dated", "by_newcomer", "answerable")
_WINDOWS = (90, 365, None)


def _text(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.tolist()}"
    if isinstance(value, np.generic):
        return f"{value.dtype} {value}"
    return str(value)


def _each(owner: object, names: Iterable[str]) -> list[str]:
    return [f"{name}: {_text(getattr(owner, name))}" for name in names]


def columns_of(made: Snapshot) -> list[str]:
    told = _each(made, (*_META, *_FLAGS))
    for name, table in sorted(made.tables.items()):
        told.append(f"{name}: {table.rows}")
        told += [f"{name}.{column}: {_text(values)}" for column, values in sorted(table.columns.items())]
    return told


def counted_from(made: Snapshot) -> list[str]:
    view = NetworkView(made, Fact(None, "$plan"))
    watch = Watch.of(view)
    told = _each(view, _OF_VIEW)
    if view.snapshot.has("payouts"):
        told += _each(view, _OF_PAY)
    told += [*_each(view, ("upline_pay", "uplines_earn")), f"count: {view.counted.count}"]
    told += [
        f"names: {view.names(np.arange(view.persons))}",
        f"money: {view.money(-123_456)} {view.money(5)}",
    ]
    told += [f"fees: {_text(view.total('fees_paid'))}"]
    if watch.sales is not None:
        told += _each(watch.sales, (*_OF_SALES, *_MORE))
        for days in _WINDOWS:
            window = asdict(watch.sales.window(days))
            told += [f"{days} {name}: {_text(value)}" for name, value in window.items()]
    return [*told, f"figures: {json.dumps(figures(watch))}"]


_EVERYTHING: dict[str, Any] = {
    "as_of": AS_OF,
    "period": {"from": "2025-07-01", "to": AS_OF},
    "plan_version": "7",
    "currency": "JPY",
    "prior_sanction": True,
    "supplier_informed": False,
    "persons": [
        {
            "person_id": "one",
            "accounts": ["a1", "a2"],
            "kyc": "partial",
            "identity": {
                f"{name}_hash": name for name in ("verified_id", "phone", "payment", "device", "address")
            },
            "excluded_category": "teacher",
            "classification_at_enrolment": "customer",
            "classification_now": "participant",
            "can_earn": True,
            "can_invite": False,
            "joined": "2026-04-01",
            "invited_by": "two",
            "fees_paid": 1,
            "purchases_own": 2,
            "purchases_for_resale": 3,
            "returned": 4,
            "buyback_refunds": 5,
            "tier_threshold": 6,
            "retail_sales_verified": 7,
            "retail_customers_distinct": 8,
            "rewards": {"own_retail": 9, "upline_sales": 10, "upline_purchases": 11, "recruit": 12},
            "costs": 13,
            "stock_units_est": 14,
            "stock_value_at_cost": 15,
            "stock_value_at_list": 16,
            "supplier": "upline",
        },
        {"person_id": "two"},
    ],
    "edges": [
        {"from": "two", "to": "one", "kind": "supply", "since": "2026-04-02"},
        {"from": "one", "to": "two", "kind": "attribution"},
    ],
    "orders": [
        {
            "order_id": "first",
            "buyer": "two",
            "buyer_role_at_order": "customer",
            "seller": "one",
            "kind": "end_customer",
            "placed": "2026-06-01",
            "list": 120,
            "net": 100,
            "paid": True,
            "delivered": False,
            "return_window_ends": "2026-06-15",
            "returned": 30,
            "address_hash": "address",
            "payment_hash": "payment",
            "device_hash": "device",
        },
        {"order_id": "second"},
    ],
    "payouts": [
        {
            "payout_id": "y1",
            "reward_id": "team",
            "payee": "one",
            "source_order": "first",
            "source_event": "a prize",
            "upline_distance": 127,
            "amount": 17,
            "base": 18,
            "status": "held",
        },
        {"payout_id": "y2"},
        {"payout_id": "y3", "reward_id": "own", "source_event": "rank_reached"},
    ],
    "buyback_claims": [
        {
            "person_id": "two",
            "requested": "2026-05-01",
            "decided": "2026-05-02",
            "granted": False,
            "refund": 19,
            "days_to_pay": 20,
            "reason": "the weather",
        },
        {"person_id": "one"},
        {"person_id": "one", "granted": True, "days_to_pay": 9, "reason": "not_resaleable"},
    ],
    "complaints": [
        {"person_id": "two", "topic": "forced_purchase", "date": "2026-05-03"},
        {"person_id": "one"},
    ],
}


def _all_columns() -> Snapshot:
    """Rows that say everything that can be said, and rows that say nothing."""
    return snapshot_of_rows(decode_snapshot(json.dumps(_EVERYTHING).encode()))


def _accounts() -> Snapshot:
    """Accounts of one person, by a verified document or by shared hashes; who joined first, and who invited first."""
    same = {"identity": {"verified_id_hash": "id"}}
    people = [
        person("boss"),
        person("late", "other", joined="2026-03-01", **same),
        person("early", "boss", joined="2025-03-01", **same),
        person("other", "boss", joined=None),
        person("undated", "boss", joined=None, identity={"phone_hash": "p", "device_hash": "d"}, kyc="none"),
        person("its twin", joined="2025-05-05", identity={"phone_hash": "p", "device_hash": "d"}, kyc="none"),
    ]
    # Of two accounts without a document that share two things with one that has one, and of empty hashes.
    shared = {"payment_hash": "card", "address_hash": "door"}
    people += [
        person("proved", identity={"phone_hash": "own", **shared}),
        person("same card and door", kyc="none", identity=shared),
        person("empty", kyc="none", identity={"phone_hash": "", "device_hash": ""}),
        person("empty too", kyc="none", identity={"phone_hash": "", "device_hash": ""}),
    ]
    return snapshot(*people)


def _empty_phones() -> Snapshot:
    """A key that says nothing of anybody, before keys that do."""
    shared = {"phone_hash": "", "payment_hash": "card", "address_hash": "door"}
    return snapshot(
        person("proved", identity=shared), person("same card and door", kyc="none", identity=shared)
    )


def _takes_part() -> Snapshot:
    """Each way to be a participant, to have earned, and to leave both open."""
    nothing = {"own_retail": 0, "upline_sales": 0, "upline_purchases": 0, "recruit": 0}
    out = {"classification_now": "customer", "rewards": nothing}
    people = [
        person("fee", **out, fees_paid="0.01"),
        person("earns", **out, can_earn=True),
        person("invites", **out, can_invite=True),
        person("cent", **{**out, "rewards": {**nothing, "own_retail": "0.01"}}),
        person("two cents back", **{**out, "rewards": {**nothing, "own_retail": "0.02", "recruit": "-0.03"}}),
        person("upline", **{**out, "rewards": {**nothing, "upline_purchases": 2}}),
        person("pack", **out),
        person("unpaid pack", **out),
        person("silent", **{**out, "classification_now": None}),
        person("silent, earns", **{**out, "classification_now": None}, can_earn=True),
        person("silent, invites", **{**out, "classification_now": None}, can_invite=True),
        person("silent, may not", **{**out, "classification_now": None}, can_earn=False, can_invite=False),
        person("participant", rewards=nothing),
    ]
    orders = [
        stocking("o1", "pack", 10, kind="entry_pack"),
        stocking("o2", "unpaid pack", 10, kind="entry_pack", paid=False),
        order("o3", "silent", None, 10),
        order("o4", "silent", None, 10, buyer_role_at_order="participant"),
        order("o5", "silent", None, 10, buyer_role_at_order=None),
    ]
    return snapshot(*people, orders=orders)


def _links() -> Snapshot:
    """Who is above whom where several say so: invitations, invite and supply edges, the earliest of each."""
    people = [person("boss"), *(person(f"p{n}") for n in range(1, 6)), person("told", "boss")]
    edges = [
        {"from": "boss", "to": "p1", "kind": "invite", "since": "2026-02-01"},
        {"from": "p2", "to": "p1", "kind": "invite", "since": "2026-01-01"},
        {"from": "boss", "to": "p2", "kind": "supply", "since": "2026-01-01"},
        {"from": "p1", "to": "p3", "kind": "supply"},
        {"from": "boss", "to": "p3", "kind": "attribution", "since": "2025-01-01"},
        {"from": "p4", "to": "p4", "kind": "invite"},
        {"from": "p2", "to": "p5", "kind": "invite", "since": "2026-05-01"},
        {"from": "p1", "to": "told", "kind": "invite", "since": "2025-01-01"},
    ]
    return snapshot(*people, edges=edges)


def _days() -> Snapshot:
    """Orders on both sides of each day that matters: a year, a quarter, today, and a buyer's own first days."""
    days = ("2025-06-30", "2025-07-01", "2026-04-01", "2026-04-02", AS_OF, "2026-07-01", None)
    people = [person("s"), customer("x"), person("m", joined="2026-04-01"), person("u", joined=None)]
    moved = person("moved", joined="2026-05-01", classification_now="customer")
    orders = [order(f"x{n}", "x", "s", 10 + n, placed=day) for n, day in enumerate(days)]
    orders += [
        stocking(f"m{n}", "m", 1, placed=day)
        for n, day in enumerate(("2026-06-29", AS_OF, "2026-03-01", None))
    ]
    orders += [stocking("u0", "u", 1), order("none", None, "s", 1), order("nobody sells", "x", None, 1)]
    orders += [
        order(f"moved{n}", "moved", "s", 1, placed=day)
        for n, day in enumerate(("2026-04-30", "2026-05-01", "2026-05-02", None))
    ]
    orders += [order("back", "x", "s", 5, returned=9), order("unpaid", "x", "s", 7, paid=False)]
    roles = (("participant", "own_use"), ("customer", "own_use"), (None, "end_customer"))
    orders += [order(f"{role}", "m", "s", 3, buyer_role_at_order=role, kind=kind) for role, kind in roles]
    return snapshot(*people, moved, orders=orders)


def _hashes() -> Snapshot:
    """Shared addresses, cards and devices: with the seller's own network, with another's, with a stranger's."""
    people = [
        person("a"),
        person("b", "a", identity={"device_hash": "b's phone"}),
        person("c"),
        person("d", "c", identity={"device_hash": "d's phone", "payment_hash": "d's card"}),
        customer("x", identity={"device_hash": "x's phone"}),
        customer("y"),
    ]
    orders = [
        order("own", "b", "b", 1),
        order("phone of the seller", "x", "b", 1, device_hash="b's phone"),
        order("phone of another network", "x", "b", 1, device_hash="d's phone"),
        order("card of the other", "y", "c", 1, payment_hash="d's card"),
        order("phone of a customer", "y", "b", 1, device_hash="x's phone"),
        order("sold by nobody", "y", None, 1, device_hash="b's phone"),
        order("bought by nobody", None, "b", 1, device_hash="b's phone"),
        order("no hash", "y", "b", 1, address_hash=None),
        stocking("stock", "a", 1, address_hash="a's house"),
        order("house of the upline", "y", "b", 1, address_hash="a's house"),
        order("sold to a participant", "c", "b", 1, buyer_role_at_order=None),
    ]
    return snapshot(*people, orders=orders)


def _pay() -> Snapshot:
    """Payouts that count as pay on others, and those that do not."""
    people = [person(name, rewards=None) for name in "abc"]
    pays = [
        payout("p1", "a", 1),
        payout("p2", "a", 2, upline_distance=1),
        payout("p3", "b", 4, source_event="participant_joined"),
        payout("p4", "b", 8, source_event="pool", status="held"),
        payout("p5", "c", 16, upline_distance=2, status="clawed_back"),
        payout("p6", "c", "0.01", upline_distance=None),
        payout("p7", None, 32, upline_distance=3),
        payout("p8", "c", 0, upline_distance=1),
    ]
    return snapshot(*people, payouts=pays)


def _far_pay() -> Snapshot:
    """Nobody knows how far above the seller it went; and nothing says in which currency."""
    return snapshot(
        person("a", rewards=None), payouts=[payout("p", "a", 1, upline_distance=None)], currency=None
    )


def _stockists() -> Snapshot:
    people, orders = stockists()
    return snapshot(*people, orders=orders)


def _town() -> Snapshot:
    persons, *_ = (tables := town()).values()
    return snapshot(*persons, **{name: rows for name, rows in tables.items() if name != "persons"})


MADE: dict[str, Callable[[], Snapshot]] = {
    "nobody": snapshot,
    "bare": lambda: snapshot({"person_id": "a"}, {"person_id": "b"}),
    "nothing sold": lambda: snapshot(
        person("a"), orders=[], payouts=[], edges=[], buyback_claims=[], complaints=[]
    ),
    "all columns": _all_columns,
    "accounts": _accounts,
    "empty phones": _empty_phones,
    "who takes part": _takes_part,
    "links": _links,
    "days": _days,
    "hashes": _hashes,
    "pay": _pay,
    "far pay": _far_pay,
    "stockists": _stockists,
    "town": _town,
}


def derived(name: str) -> Told:
    made = MADE[name]()
    return {f"{name}: columns": columns_of(made), f"{name}: counted": counted_from(made)}
