"""Reading a return policy from JSON; what the law or arithmetic forbids is refused, all faults at once."""

from __future__ import annotations

from commission.money.faults import Fault
from commission.money.rate import ONE, ZERO
from commission.money.reading import ObjectReader
from commission.money.versions import parse_versions
from commission.money.window import MAX_DAYS
from commission.returns.policy import Pricing, ReturnLimits, ReturnPolicy

_FIELDS = ("effective_from", "window_days", "restocking_rate", "pricing", "floor_rate")
NO_LIMITS = ReturnLimits()


def parse_return_policy(
    value: object, *, limits: ReturnLimits = NO_LIMITS, path: str = "return_policy"
) -> tuple[ReturnPolicy, ...]:
    """Read one policy or a list of versions, earliest first (scenario.md, `return_policy`).

    `limits` are the jurisdiction's. An absent `floor_rate` is the jurisdiction's floor, or 0; an absent
    `window_days` is null, no limit. Raises PolicyRefused with every fault.
    """

    def read_one(item: object, where: str, faults: list[Fault]) -> ReturnPolicy:
        return _read_policy(item, where, faults, limits)

    return parse_versions(value, path, read_one)


def _read_policy(value: object, path: str, faults: list[Fault], limits: ReturnLimits) -> ReturnPolicy:
    reader = ObjectReader(value, path, faults, _FIELDS)
    policy = ReturnPolicy(
        window_days=reader.optional_integer("window_days", minimum=0, maximum=MAX_DAYS),
        restocking_rate=reader.rate("restocking_rate", default=ZERO),
        pricing=Pricing(reader.choice("pricing", Pricing)),
        floor_rate=reader.rate("floor_rate", default=limits.floor or ZERO),
        effective_from=reader.optional_instant("effective_from"),
    )
    for key, rate in (("restocking_rate", policy.restocking_rate), ("floor_rate", policy.floor_rate)):
        if rate > ONE:
            reader.fault(key, "must be at most 1")
    _check_limits(reader, policy, limits)
    if reader.sound("restocking_rate", "floor_rate"):
        kept_back, floor = policy.restocking_rate.fraction, policy.floor_rate.fraction
        if 1 - kept_back < floor:
            reader.fault(
                "restocking_rate", f"leaves less than the floor_rate {policy.floor_rate} of the price paid"
            )
    return policy


def _check_limits(reader: ObjectReader, policy: ReturnPolicy, limits: ReturnLimits) -> None:
    ceiling = limits.restocking_ceiling
    if ceiling is not None and reader.sound("restocking_rate") and ceiling < policy.restocking_rate:
        reader.fault("restocking_rate", f"must be at most {ceiling}, the jurisdiction's ceiling")
    if limits.floor is not None and reader.sound("floor_rate") and policy.floor_rate < limits.floor:
        reader.fault("floor_rate", f"must be at least {limits.floor}, the jurisdiction's floor")
    least, days = limits.least_window_days, policy.window_days
    if least is not None and days is not None and reader.sound("window_days") and days < least:
        reader.fault("window_days", f"must be at least {least}, the jurisdiction's window")
