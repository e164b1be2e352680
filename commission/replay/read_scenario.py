"""Reading a scenario file: the whole of it, or a refusal that names every fault."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from commission.attribution.facts import Coupon
from commission.attribution.policy import parse_attribution_policies
from commission.money.amount import is_currency
from commission.money.faults import Fault, PolicyRefused
from commission.money.reading import ObjectReader, kind_of
from commission.plans.ceilings import statutory_rate_ceiling
from commission.plans.plan import parse_commission_plans
from commission.replay.fields import Declared, OpenReader, declared, optional_items, optional_text
from commission.replay.read_events import read_events
from commission.replay.refused import ScenarioRefused
from commission.replay.scenario import Brand, Over, Period, Policies, Scenario, Seller, Sku
from commission.returns.parse import parse_return_policy
from commission.tiers.parse import parse_tier_schedule

_FIELDS = ("brand", "sellers", "skus", "coupons", "events")
V = TypeVar("V")
T = TypeVar("T")


def read_scenario(document: object) -> Scenario:
    """The scenario, ready to replay. Raises ScenarioRefused with every fault of the file."""
    if not isinstance(document, dict):
        raise ScenarioRefused([Fault("$", f"must be an object, not {kind_of(document)}")])
    faults: list[Fault] = []
    reader = OpenReader(document, "", faults, _FIELDS)
    brand = _brand(reader)
    policies = _policies(reader, brand)
    sellers = {each.id: each for each in _each(reader, "sellers", _seller, ("id", "kind"))}
    skus = {each.id: each for each in _each(reader, "skus", _sku, ("id", "list_price"))}

    def read_coupon(item: ObjectReader) -> Coupon:
        return _coupon(item, sellers)

    coupons = {each.code: each for each in _each(reader, "coupons", read_coupon, ("code", "seller"))}
    known = Declared(frozenset(sellers), frozenset(skus), frozenset(coupons))
    events = read_events(optional_items(reader, "events"), known, faults)
    period = _period(reader)
    if faults:
        raise ScenarioRefused(faults)
    return Scenario(brand, policies, sellers, skus, coupons, events, period)


def _brand(reader: ObjectReader) -> Brand:
    fields = ("id", "currency", "jurisdiction", "timezone")
    brand = OpenReader(reader.raw("brand"), "brand", reader.faults, fields)
    brand_id = brand.text("id")
    currency = brand.text("currency")
    if brand.sound("currency") and not is_currency(currency):
        brand.fault("currency", "must be an ISO 4217 code, such as CNY")
    jurisdiction = brand.text("jurisdiction")
    pays = brand.boolean("pays_own_purchases", default=True)
    return Brand(brand_id, currency, jurisdiction, _zone(brand), statutory_rate_ceiling(jurisdiction), pays)


def _zone(brand: ObjectReader) -> tzinfo:
    name = brand.text("timezone")
    if brand.sound("timezone"):
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            brand.fault("timezone", f"{name} is not a time zone, such as Asia/Shanghai")
    return UTC


def _policies(reader: ObjectReader, brand: Brand) -> Policies:
    def versions(key: str, parse: Callable[[object], tuple[V, ...]]) -> tuple[V, ...]:
        if reader.raw(key) is None:
            return ()
        try:
            return parse(reader.raw(key))
        except PolicyRefused as refused:
            reader.faults.extend(refused.faults)
            return ()

    return Policies(
        tier_schedules=versions(
            "tier_schedule", lambda value: parse_tier_schedule(value, currency=brand.currency)
        ),
        return_policies=versions("return_policy", parse_return_policy),
        attribution_policies=versions("attribution_policy", parse_attribution_policies),
        commission_plans=versions(
            "commission_plan", lambda value: parse_commission_plans(value, brand.rate_ceiling)
        ),
    )


def _each(
    reader: ObjectReader, key: str, read: Callable[[ObjectReader], T], fields: tuple[str, ...]
) -> list[T]:
    """The declared things of one list; `fields` are required, the first is the id, never declared twice."""
    id_field = fields[0]
    things: list[T] = []
    seen: set[str] = set()
    for index, item in enumerate(optional_items(reader, key)):
        thing = OpenReader(item, f"{key}[{index}]", reader.faults, fields)
        name = thing.raw(id_field)
        if isinstance(name, str) and name in seen:
            thing.fault(id_field, f"{name} is declared twice")
        elif isinstance(name, str):
            seen.add(name)
        things.append(read(thing))
    return things


def _seller(reader: ObjectReader) -> Seller:
    customers = optional_items(reader, "customers")
    for index, customer in enumerate(customers):
        if not isinstance(customer, str) or not customer:
            reader.fault(f"customers[{index}]", "must be a customer id")
    return Seller(
        id=reader.text("id"),
        kind=reader.choice("kind", ("staff", "reseller")),
        cohort=_over(reader, "cohort"),
        customers=frozenset(customer for customer in customers if isinstance(customer, str)),
    )


def _sku(reader: ObjectReader) -> Sku:
    return Sku(
        id=reader.text("id"),
        list_price=reader.integer("list_price", minimum=0),
        category=_over(reader, "category"),
        tier_eligible=True if reader.raw("tier_eligible") is None else reader.boolean("tier_eligible"),
    )


def _over(reader: ObjectReader, key: str) -> Over:
    """A word, and under `earlier_<key>` what it was before, each with the instant (`until`) at which that ended."""
    former: list[tuple[datetime, str | None]] = []
    for index, item in enumerate(optional_items(reader, f"earlier_{key}")):
        path = reader.at(f"earlier_{key}[{index}]")
        each = OpenReader(item, path, reader.faults, ("until", key))
        former.append((each.instant("until"), optional_text(each, key)))
    return Over(optional_text(reader, key), tuple(sorted(former, key=lambda pair: pair[0])))


def _period(reader: ObjectReader) -> Period | None:
    if reader.raw("period") is None:
        return None
    period = OpenReader(reader.raw("period"), "period", reader.faults, ("from", "to"))
    start, end = period.instant("from"), period.instant("to")
    if period.sound("from", "to") and end < start:
        period.fault("to", "must not be earlier than from")
    return Period(start, end)


def _coupon(reader: ObjectReader, sellers: dict[str, Seller]) -> Coupon:
    return Coupon(
        code=reader.text("code"),
        seller=declared(reader, "seller", sellers, "seller"),
        channel=optional_text(reader, "channel") or "coupon",
        valid_from=reader.optional_instant("valid_from"),
        valid_until=reader.optional_instant("valid_until"),
    )
