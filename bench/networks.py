"""Made-up networks of any size, as columns, the same for the same seed."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from commission.compliance.counting.sentinels import NO_HASH, NOBODY
from commission.compliance.network.columns import Column, code
from commission.compliance.network.snapshot import Snapshot, day_number, snapshot_of

AS_OF = date(2026, 6, 30)
CHAIN = 10_000

Parents = npt.NDArray[np.int32]


def shapes(people: int, seed: int = 3) -> dict[str, Parents]:
    """Parent columns of several shapes, ids in random order."""
    rng = np.random.default_rng(seed)
    names = rng.permutation(people).astype(np.int32)
    rank = np.arange(people)
    earlier = (rng.random(people) * rank).astype(np.int64)
    made = {
        "random tree": earlier,
        f"chains {CHAIN:,} deep": np.where(rank % CHAIN == 0, NOBODY, rank - 1),
        "one chain and a random tree": np.where(rank < CHAIN, rank - 1, earlier),
        "caterpillar": np.where(rank < people // 2, rank - 1, rank - people // 2),
        "star": np.zeros(people, dtype=np.int64),
        "ternary tree": (rank - 1) // 3,
    }
    return {shape: _renamed(parents, names) for shape, parents in made.items()}


def _renamed(parents: npt.NDArray[np.int64], names: Parents) -> Parents:
    parents = parents.copy()
    parents[0] = NOBODY
    column = np.empty(parents.size, dtype=np.int32)
    column[names] = np.where(parents == NOBODY, NOBODY, names[np.maximum(parents, 0)])
    return column


def network(people: int, orders: int, seed: int = 5) -> Snapshot:
    """A brand with a tenth of its people sellers, who stock and sell; one order in fifty shares a seller's address."""
    rng = np.random.default_rng(seed)
    today = day_number(AS_OF)
    sellers = max(people // 10, 1)
    is_seller = np.arange(people) < sellers
    invited = np.where(is_seller, (rng.random(people) * np.arange(people)).astype(np.int64), NOBODY)
    invited[0] = NOBODY
    address = rng.integers(1, 2**62, people)
    persons: dict[str, Column] = {
        "kyc": np.where(is_seller, 2, 0),
        "classification_at_enrolment": is_seller.astype(np.int8),
        "classification_now": is_seller.astype(np.int8),
        "excluded_category": np.zeros(people, dtype=np.int8),
        "joined": today - rng.integers(0, 1000, people),
        "invited_by": invited,
        "device_hash": rng.integers(1, 2**62, people),
        "address_hash": address,
        "tier_threshold": np.where(is_seller, 10 ** rng.integers(4, 8, people), 0),
        "stock_value_at_cost": np.where(is_seller, rng.integers(0, 10**6, people), 0),
    }
    money = ("fees_paid", "purchases_own", "buyback_refunds", "costs", "reward_upline_sales")
    persons |= {
        name: np.zeros(people, dtype=np.int64)
        for name in (*money, "reward_upline_purchases", "reward_recruit")
    }
    for name in ("purchases_for_resale", "retail_sales_verified", "reward_own_retail"):
        persons[name] = np.where(is_seller, rng.integers(0, 10**7, people), 0)
    columns = {f"persons.{name}": values for name, values in persons.items()}
    columns |= _orders(orders, people, sellers, address, rng)
    columns |= _payouts(orders, sellers, columns, rng)
    meta = {
        "as_of": AS_OF.isoformat(),
        "period_from": "2025-07-01",
        "period_to": AS_OF.isoformat(),
        "currency": "CNY",
    }
    return snapshot_of({**meta, "reward_ids": ["own_sales"]}, columns)


def _orders(
    orders: int, people: int, sellers: int, address: npt.NDArray[np.int64], rng: np.random.Generator
) -> dict[str, Column]:
    stocking = rng.random(orders) < 0.1
    buyer = np.where(stocking, rng.integers(0, sellers, orders), rng.integers(sellers, people, orders))
    seller = np.where(stocking, NOBODY, rng.integers(0, sellers, orders))
    sent_to = np.where(rng.random(orders) < 0.02, address[seller], rng.integers(1, 2**62, orders))
    listed = rng.integers(1000, 100_000, orders)
    placed = day_number(AS_OF) - rng.integers(0, 365, orders)
    kinds = code("orders", "kind", "stocking"), code("orders", "kind", "end_customer")
    return {
        "orders.buyer": buyer.astype(np.int32),
        "orders.seller": seller.astype(np.int32),
        "orders.buyer_role_at_order": stocking.astype(np.int8),
        "orders.kind": np.where(stocking, *kinds).astype(np.int8),
        "orders.list": listed,
        "orders.net": np.where(stocking, listed * 28 // 100, listed),
        "orders.paid": np.ones(orders, dtype=np.int8),
        "orders.delivered": np.ones(orders, dtype=np.int8),
        "orders.placed": placed.astype(np.int32),
        "orders.returned": np.where(rng.random(orders) < 0.05, listed, 0),
        "orders.address_hash": np.where(stocking, NO_HASH, sent_to),
        "orders.payment_hash": rng.integers(1, 2**62, orders),
        "orders.device_hash": rng.integers(1, 2**62, orders),
    }


def _payouts(
    orders: int, sellers: int, columns: dict[str, Column], rng: np.random.Generator
) -> dict[str, Column]:
    """One for each retail order, and one in a thousand above the seller."""
    source = np.flatnonzero(columns["orders.seller"] != NOBODY).astype(np.int32)
    above = rng.random(source.size) < 0.001
    return {
        "payouts.reward": np.zeros(source.size, dtype=np.int16),
        "payouts.payee": np.where(
            above, rng.integers(0, sellers, source.size), columns["orders.seller"][source]
        ).astype(np.int32),
        "payouts.source_order": source,
        "payouts.source_event": np.zeros(source.size, dtype=np.int8),
        "payouts.upline_distance": above.astype(np.int8),
        "payouts.amount": columns["orders.net"][source] // 10,
        "payouts.status": np.ones(source.size, dtype=np.int8),
    }


def save(file: Path, snapshot: Snapshot) -> None:
    """As columns in a NumPy archive: what `storelet scan-network` reads for large networks."""
    meta = {
        "as_of": snapshot.as_of.isoformat(),
        "period_from": snapshot.period_from.isoformat(),
        "period_to": snapshot.period_to.isoformat(),
        "plan_version": snapshot.plan_version,
        "currency": snapshot.currency,
        "minor_per_major": snapshot.minor_per_major,
        "reward_ids": list(snapshot.reward_ids),
        "prior_sanction": snapshot.prior_sanction,
        "supplier_informed": snapshot.supplier_informed,
    }
    columns = {
        f"{name}.{column}": values
        for name, table in snapshot.tables.items()
        for column, values in table.columns.items()
    }
    np.savez(file, allow_pickle=False, meta=np.array(json.dumps(meta)), **columns)
