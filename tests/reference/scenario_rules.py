"""The rules and actors of a generated scenario: every policy, in one version or two."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

Json = dict[str, Any]
ZONES = ["Asia/Shanghai", "Europe/London", "America/New_York"]
DAYS = [1, 3, 7, 10]
RATES = [["1", "0.5", "0.28", "0.1"], ["0.60", "0.45", "0.45", "0.4"], ["0.999", "0.333", "0.001", "0.0007"]]
STEPS = [[0, 5, 12, 13], [0, 10, 20, 60], [0, 3, 4, 5], [0, 1, 30, 40]]


def make_brand(rng: Random) -> Json:
    jurisdiction = rng.choice(["CN", "US", "US", "KR", "UK"])
    zone = rng.choice(ZONES)
    return {"id": "b1", "currency": "CNY", "jurisdiction": jurisdiction, "timezone": zone}


def make_actors(rng: Random, base: datetime) -> tuple[list[Json], list[Json], list[Json]]:
    sellers: list[Json] = [
        {"id": "s1", "kind": "staff", "customers": ["c3"]},
        {"id": "r1", "kind": "reseller", "cohort": "spring"},
        {"id": "r2", "kind": "reseller"},
    ]
    count = rng.randint(2, 3)
    skus: list[Json] = []
    for name in ["A", "B", "C"][: rng.randint(1, 3)]:
        price = rng.choice([1, 99, 100, 250, 333, 1000, 129_999])
        sku: Json = {"id": name, "list_price": price, "category": rng.choice(["coat", "hat"])}
        if rng.randint(1, 6) == 1:
            sku["tier_eligible"] = False
        skus.append(sku)
    coupons: list[Json] = []
    for seller in sellers[:count]:
        if rng.choice([True, False]):
            channel = rng.choice(["offline_coupon", "chat"])
            opens, closes = base + timedelta(days=8), base + timedelta(days=30)
            span = {"valid_from": opens.isoformat(), "valid_until": closes.isoformat()}
            valid = {name: at if rng.choice([True, False]) else None for name, at in span.items()}
            coupons.append(
                {"code": f"{seller['id']}OFF", "seller": seller["id"], "channel": channel, **valid}
            )
    return sellers[:count], skus, coupons


def make_window(rng: Random) -> Any:
    options: list[Any] = ["order", "lifetime"]
    options += [{"rolling_days": days} for days in (3, 10, 30)]
    options += [{"calendar": length} for length in ("month", "quarter", "year")]
    return rng.choice(options)


def make_schedule(rng: Random, skus: list[Json]) -> Json:
    basis, mode = rng.choice(
        [
            ("list", "all_units"),
            ("list", "graduated"),
            ("paid", "all_units"),
            ("sell_through", "all_units"),
        ]
    )
    schedule: Json = {"basis": basis, "window": make_window(rng), "mode": mode}
    counts = (
        [None, True]
        if mode == "graduated"
        else [None, False]
        if basis == "sell_through"
        else [None, True, False]
    )
    chosen = rng.choice(counts)
    if chosen is not None:
        schedule["counts_current_order"] = chosen
    unit = skus[0]["list_price"]
    rates = rng.choice(RATES)
    steps = rng.choice(STEPS)
    count = rng.randint(1, 4)
    schedule["tiers"] = [
        {"name": f"t{i}", "threshold": step * unit, "price_rate": rate}
        for i, (step, rate) in enumerate(zip(steps[:count], rates[:count], strict=True))
    ]
    return schedule


def make_return_policy(rng: Random, jurisdiction: str) -> Json:
    restocking = "0" if jurisdiction == "CN" else rng.choice(["0", "0.05", "0.1"])
    return {
        "window_days": rng.choice([None, 3, 10, 30]),
        "restocking_rate": restocking,
        "pricing": rng.choice(["keep_price", "reprice_kept"]),
        "floor_rate": rng.choice(["0", "0.5", "0.875", "0.90"]),
    }


def make_attribution_policy(rng: Random) -> Json:
    policy: Json = {"model": rng.choice(["last", "first", "linear", "position", "time_decay"])}
    policy["window_days"] = rng.choice([3, 7, 10, 30])
    if rng.choice([True, False]):
        policy["window_days_by_channel"] = {"offline_coupon": rng.choice([1, 10, 365])}
    orders = [
        ["coupon", "binding", "touch", "store"],
        ["touch", "store"],
        ["touch", "coupon", "binding", "store"],
        ["binding", "touch"],
        ["store", "touch"],
    ]
    policy["precedence"] = rng.choice(orders)
    if rng.randint(1, 3) > 1:
        rebind = rng.choice(["never", "after_expiry", "newest"])
        policy["binding"] = {"days": rng.choice(DAYS), "rebind": rebind}
    else:
        policy["binding"] = None
    if rng.choice([True, False]):
        policy["half_life_days"] = rng.choice([1, 2, 7])
    policy["self_purchase"] = rng.choice(["deny", "deny", "allow"])
    return policy


def make_plan(rng: Random, skus: list[Json], jurisdiction: str) -> Json:
    plan: Json = {"rules": [make_plan_rule(rng, i, skus) for i in range(rng.randint(1, 4))]}
    if rng.randint(1, 4) > 1:
        plan["rules"].append({"id": "rest", "match": {}, **make_payment(rng)})
    if rng.randint(1, 5) > 1:
        plan["hold_days"] = rng.choice([0, 1, 3, 7])
        plan["hold_days_without_delivery"] = rng.choice([0, 3, 10])
    caps = ["0.05", "0.30", None, None] if jurisdiction in ("CN", "KR") else ["0.05", "0.30", "1", None]
    plan["total_rate_cap"] = rng.choice(caps)
    order_cap = rng.choice([None, None, 100, 333])
    plan["caps"] = {"order": order_cap, "seller_month": rng.choice([None, None, 200, 500])}
    return plan


def make_payment(rng: Random) -> Json:
    return rng.choice(
        [
            {"rate": "0.1"},
            {"rate": "0.1234"},
            {"rate": "0.25"},
            {"per_unit": 37},
            {"per_order": 100},
            {"per_order": 7},
        ]
    )


def make_plan_rule(rng: Random, i: int, skus: list[Json]) -> Json:
    matches: list[Json] = [
        {"seller_kind": ["staff"]},
        {"seller_kind": ["reseller"]},
        {"tier": ["t1", "t2"]},
        {"tier": ["t0"]},
        {"cohort": ["spring"]},
        {"sku": [skus[-1]["id"]]},
        {"category": ["coat"]},
        {"channel": ["chat"]},
        {"channel": ["binding", "store"]},
        {"channel": ["offline_coupon", "poster"]},
        {"customer": ["new"]},
        {"customer": ["returning"]},
        {"cohort": ["autumn", "spring"]},
        {"sku": ["A", "B"]},
    ]
    match = dict(rng.choice(matches))
    if rng.randint(1, 4) == 1:
        match |= rng.choice(matches)
    return {"id": f"rule{i}", "match": match, **make_payment(rng)}


def make_policies(rng: Random, base: datetime, skus: list[Json], jurisdiction: str) -> Json:
    """Each policy alone, in versions that start in the midst of the events, or (rarely) not at all."""
    kinds = {
        "tier_schedule": lambda: make_schedule(rng, skus),
        "return_policy": lambda: make_return_policy(rng, jurisdiction),
        "attribution_policy": lambda: make_attribution_policy(rng),
        "commission_plan": lambda: make_plan(rng, skus, jurisdiction),
    }
    chosen: Json = {}
    for name, kind in kinds.items():
        shape = rng.randint(1, 30)
        if shape == 1:
            continue  # no such policy: never one in force
        if shape <= 20:
            chosen[name] = kind()
            continue
        if shape == 21:
            chosen[name] = kind() | {"effective_from": (base + timedelta(days=10)).isoformat()}
            continue
        starts = [base - timedelta(days=60), base + timedelta(days=rng.randint(5, 30))]
        if rng.randint(1, 4) == 1:
            starts[0] = base + timedelta(days=2)
        if rng.randint(1, 4) == 1:
            starts = [base + timedelta(days=35), *starts]
        chosen[name] = [kind() | {"effective_from": start.isoformat()} for start in starts]
    return chosen


def spans(policies: Json) -> list[int]:
    """Every length in days that the policies speak of."""
    found: list[int] = []
    for policy in policies.values():
        for version in policy if isinstance(policy, list) else [policy]:
            window = version.get("window")
            found += [
                version.get("window_days"),
                version.get("hold_days", 15 if "rules" in version else None),
                version.get("hold_days_without_delivery", 30 if "rules" in version else None),
                (version.get("binding") or {}).get("days"),
                window.get("rolling_days") if isinstance(window, dict) else None,
                *(version.get("window_days_by_channel") or {}).values(),
            ]
    return sorted({days for days in found if days is not None and days <= 30})
