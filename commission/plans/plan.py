"""The commission plan: read from JSON, every fault named by its path (scenario.md, Input)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from commission.money.faults import Fault
from commission.money.rate import ONE, Rate
from commission.money.reading import ObjectReader
from commission.money.versions import parse_versions
from commission.money.window import MAX_DAYS

MATCH_FIELDS = ("seller_kind", "tier", "cohort", "sku", "category", "channel", "customer")
PAYS = ("rate", "per_unit", "per_order")
_FIELDS = ("effective_from", "hold_days", "hold_days_without_delivery", "total_rate_cap", "caps", "rules")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Exactly one of `rate`, `per_unit` and `per_order` (minor units) is set.

    `match` maps a field to the values it accepts; a field that is not there accepts everything.
    """

    id: str
    match: Mapping[str, frozenset[str]]
    rate: Rate | None = None
    per_unit: int | None = None
    per_order: int | None = None


@dataclass(frozen=True, slots=True)
class CommissionPlan:
    """One version of what sellers are paid (money-rules.md, Commission). Caps are in minor units or None."""

    rules: tuple[Rule, ...]
    hold_days: int
    hold_days_without_delivery: int
    total_rate_cap: Rate | None
    order_cap: int | None
    seller_month_cap: int | None
    effective_from: datetime | None = None


def parse_commission_plans(
    document: object, ceiling: Rate | None, path: str = "commission_plan"
) -> tuple[CommissionPlan, ...]:
    """One plan or a list of versions, earliest first. `ceiling` is the jurisdiction's on `total_rate_cap`.

    Raises PolicyRefused with every fault found.
    """

    def read_one(value: object, where: str, faults: list[Fault]) -> CommissionPlan:
        return read_commission_plan(value, ceiling, where, faults)

    return parse_versions(document, path, read_one)


def read_commission_plan(
    document: object, ceiling: Rate | None, path: str, faults: list[Fault]
) -> CommissionPlan:
    """One version; its faults are added to `faults`, and then the value must not be used."""
    reader = ObjectReader(document, path, faults, _FIELDS)
    order_cap, seller_month_cap = _caps(reader)
    return CommissionPlan(
        rules=_rules(reader),
        hold_days=reader.integer("hold_days", minimum=0, maximum=MAX_DAYS, default=15),
        hold_days_without_delivery=reader.integer(
            "hold_days_without_delivery", minimum=0, maximum=MAX_DAYS, default=30
        ),
        total_rate_cap=_total_rate_cap(reader, ceiling),
        order_cap=order_cap,
        seller_month_cap=seller_month_cap,
        effective_from=reader.optional_instant("effective_from"),
    )


def _total_rate_cap(reader: ObjectReader, ceiling: Rate | None) -> Rate | None:
    cap = reader.optional_rate("total_rate_cap")
    if cap is not None and ceiling is not None and ceiling < cap:
        reader.fault("total_rate_cap", f"must not be above {ceiling}, the ceiling of the jurisdiction")
    elif cap is not None and cap > ONE:
        reader.fault("total_rate_cap", "must not be above 1")
    return cap


def _caps(reader: ObjectReader) -> tuple[int | None, int | None]:
    written = reader.raw("caps")
    if written is None:
        return None, None
    caps = ObjectReader(written, reader.at("caps"), reader.faults, ("order", "seller_month"))
    return caps.optional_integer("order", minimum=0), caps.optional_integer("seller_month", minimum=0)


def _rules(reader: ObjectReader) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    first_with: dict[str, int] = {}
    for index, item in enumerate(reader.items("rules")):
        rule = ObjectReader(item, reader.at(f"rules[{index}]"), reader.faults, ("id", "match", *PAYS))
        read = _rule(rule)
        if rule.sound("id") and first_with.setdefault(read.id, index) != index:
            rule.fault("id", f"is the id of rules[{first_with[read.id]}] too")
        rules.append(read)
    return tuple(rules)


def _rule(reader: ObjectReader) -> Rule:
    rate = reader.optional_rate("rate")
    if rate is not None and rate > ONE:
        reader.fault("rate", "must not be above 1")
    if reader.sound(*PAYS) and sum(reader.raw(pay) is not None for pay in PAYS) != 1:
        reader.fault("rate", "a rule pays exactly one of rate, per_unit and per_order")
    return Rule(
        id=reader.text("id"),
        match=_match(reader),
        rate=rate,
        per_unit=reader.optional_integer("per_unit", minimum=0),
        per_order=reader.optional_integer("per_order", minimum=0),
    )


def _match(reader: ObjectReader) -> dict[str, frozenset[str]]:
    written = reader.raw("match")
    if written is None:
        return {}
    match = ObjectReader(written, reader.at("match"), reader.faults, MATCH_FIELDS)
    return {field: _accepted(match, field) for field in MATCH_FIELDS if match.raw(field) is not None}


def _accepted(match: ObjectReader, field: str) -> frozenset[str]:
    value = match.raw(field)
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
        match.fault(field, "must be a list of strings")
        return frozenset()
    if not values:
        match.fault(field, "must name at least one value")
    if field == "customer":
        for item in values:
            if item not in ("new", "returning"):
                match.fault(field, "must be new or returning")
    return frozenset(values)
