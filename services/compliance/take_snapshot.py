"""The brand's network on a day, from its live tables into columns."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np

from commission.compliance.minor_units import minor_per_major
from commission.compliance.network.columns import TABLES, Column
from commission.compliance.network.snapshot import Snapshot, snapshot_of
from infra.binary_rows import fetch_columns, uuid_texts
from infra.database import Tx
from services.compliance import network_sql as sql
from services.compliance.compile_live import CompiledPlan, compile_live
from services.compliance.live_policies import live_policies

PERIOD = timedelta(days=365)
_NO_PLAN = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class LiveNetwork:
    """The network and the plan it runs under."""

    snapshot: Snapshot
    compiled: CompiledPlan


async def take_snapshot(tx: Tx) -> LiveNetwork:
    """Everything of the last year, people of all time. In a transaction that sees one instant.

    Raises LookupError with a jurisdiction that has no rule pack.
    """
    live = await live_policies(tx, tx.now)
    compiled = await compile_live(tx, live, tx.now.date())
    since = tx.now - PERIOD
    span = (tx.brand_id, tx.now, since)
    rules = [str(rule["id"]) for rule in (live.bodies.get("commission_plan") or {}).get("rules", ())]
    plan_id = live.ids.get("commission_plan", _NO_PLAN)
    columns: dict[str, Column] = {}
    columns |= _named("persons", await fetch_columns(tx, sql.PERSONS, sql.PERSON_COLUMNS, *span))
    columns |= _named("orders", await fetch_columns(tx, sql.ORDERS, sql.ORDER_COLUMNS, *span))
    columns |= _named(
        "payouts", await fetch_columns(tx, sql.PAYOUTS, sql.PAYOUT_COLUMNS, *span, plan_id, rules)
    )
    columns |= _named("buyback_claims", await fetch_columns(tx, sql.CLAIMS, sql.CLAIM_COLUMNS, *span))
    columns |= _named("complaints", await fetch_columns(tx, sql.COMPLAINTS, sql.COMPLAINT_COLUMNS, *span))
    people = columns["persons.kyc"].size
    columns |= {f"persons.{name}": np.zeros(people, dtype=np.int64) for name in sql.PERSON_ZEROS}
    columns["persons.invited_by"] = np.full(people, -1, dtype=np.int32)
    columns["persons.supplier"] = np.zeros(people, dtype=np.int8)
    currency = str(compiled.plan["currency"])
    meta = {
        "as_of": tx.now.date().isoformat(),
        "period_from": since.date().isoformat(),
        "period_to": tx.now.date().isoformat(),
        "plan_version": compiled.plan["version"],
        "currency": currency,
        "minor_per_major": minor_per_major(currency),
        "reward_ids": rules,
        # Whoever runs this watch has been told what it finds (Canada, s. 55.1(1)(c): knowingly supplying).
        "supplier_informed": True,
    }
    return LiveNetwork(snapshot_of(meta, columns), compiled)


def _named(table: str, read: dict[str, Any]) -> dict[str, Column]:
    made: dict[str, Column] = {}
    for name, values in read.items():
        kind = TABLES[table][name]
        made[f"{table}.{name}"] = (
            uuid_texts(values) if kind.dtype is np.str_ else values.astype(kind.dtype, copy=False)
        )
    return made
