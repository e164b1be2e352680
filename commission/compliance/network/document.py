"""A snapshot written as rows of JSON (schema 5.2): for exchange and for small networks. Amounts are in major units.

These types are the schema: the published `network_snapshot` file is made from them, and a test holds the two together.
"""

from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from commission.compliance.schemas import SCHEMA_VERSION, DocumentRefused
from commission.money.faults import Fault

Day = Annotated[str, msgspec.Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Money = Decimal | None
Class = Literal["customer", "participant"] | None
Count = Annotated[int, msgspec.Meta(ge=0)] | None


class Rewards(msgspec.Struct, frozen=True):
    own_retail: Money = None
    upline_sales: Money = None
    upline_purchases: Money = None
    recruit: Money = None


class Identity(msgspec.Struct, frozen=True):
    """Hashes only, so that an export carries no phone, card or address."""

    verified_id_hash: str | None = None
    phone_hash: str | None = None
    payment_hash: str | None = None
    device_hash: str | None = None
    address_hash: str | None = None


class Person(msgspec.Struct, frozen=True):
    person_id: str
    accounts: list[str] | None = None
    kyc: Literal["verified", "partial", "none"] | None = None
    identity: Identity | None = None
    excluded_category: str | None = None
    classification_at_enrolment: Class = None
    classification_now: Class = None
    reclassified_at: Day | None = None
    can_earn: bool | None = None
    can_invite: bool | None = None
    joined: Day | None = None
    invited_by: str | None = None
    bound_seller: str | None = None
    fees_paid: Money = None
    purchases_own: Money = None
    purchases_for_resale: Money = None
    returned: Money = None
    buyback_refunds: Money = None
    tier: str | None = None
    tier_threshold: Money = None
    retail_sales_verified: Money = None
    retail_customers_distinct: Count = None
    rewards: Rewards | None = None
    costs: Money = None
    stock_units_est: Count = None
    stock_value_at_cost: Money = None
    stock_value_at_list: Money = None
    supplier: Literal["company", "upline"] | None = None


class Edge(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    from_: str
    to: str
    kind: Literal["invite", "supply", "attribution"]
    since: Day | None = None


class Order(msgspec.Struct, frozen=True):
    order_id: str
    buyer: str | None = None
    buyer_role_at_order: Class = None
    seller: str | None = None
    kind: Literal["end_customer", "own_use", "stocking", "entry_pack", "tier_topup", "sample"] | None = None
    placed: Day | None = None
    list: Money = None
    net: Money = None
    paid: bool | None = None
    delivered: bool | None = None
    return_window_ends: Day | None = None
    returned: Money = None
    address_hash: str | None = None
    payment_hash: str | None = None
    device_hash: str | None = None


class Payout(msgspec.Struct, frozen=True):
    payout_id: str
    reward_id: str | None = None
    payee: str | None = None
    source_order: str | None = None
    source_event: str | None = None
    upline_distance: Annotated[int, msgspec.Meta(ge=0, le=127)] | None = None
    amount: Money = None
    base: Money = None
    status: Literal["held", "paid", "clawed_back"] | None = None


class BuybackClaim(msgspec.Struct, frozen=True):
    person_id: str
    requested: Day | None = None
    decided: Day | None = None
    granted: bool | None = None
    refund: Money = None
    days_to_pay: Count = None
    reason: str | None = None


class Complaint(msgspec.Struct, frozen=True):
    person_id: str
    topic: Literal["refund", "income_claim", "forced_purchase", "recruiting", "other"] | None = None
    date: Day | None = None


class Period(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    from_: Day
    to: Day


class NetworkSnapshot(msgspec.Struct, frozen=True):
    as_of: Day
    period: Period
    persons: list[Person]
    plan_version: str | None = None
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] | None = None
    edges: list[Edge] | None = None
    orders: list[Order] | None = None
    payouts: list[Payout] | None = None
    buyback_claims: list[BuybackClaim] | None = None
    complaints: list[Complaint] | None = None
    prior_sanction: bool | None = None
    supplier_informed: bool | None = None


_DECODER = msgspec.json.Decoder(NetworkSnapshot)


def decode_snapshot(text: bytes) -> NetworkSnapshot:
    """Raises DocumentRefused at the first fault."""
    try:
        return _DECODER.decode(text)
    except msgspec.ValidationError as broken:
        message, _, path = str(broken).partition(" - at `")
        raise DocumentRefused([Fault(path.rstrip("`") or "$", message)]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as broken:
        raise DocumentRefused([Fault("$", f"not JSON: {broken}")]) from None


def published_schema() -> dict[str, Any]:
    """The JSON Schema of these types. An amount is a JSON number or its decimal text."""
    schema = msgspec.json.schema(NetworkSnapshot)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://storelet.example/schemas/network_snapshot-{SCHEMA_VERSION}.json",
        "title": "Network snapshot",
        "description": "Persons, orders and pay of one network on one day. Amounts are in major units of `currency`. "
        "Null or missing means not known.",
        **_amounts(schema),
    }


def _amounts(part: Any) -> Any:
    if isinstance(part, list):
        return [_amounts(inner) for inner in part]
    if not isinstance(part, dict):
        return part
    if part == {"type": "string", "format": "decimal"}:
        return {"type": ["number", "string"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
    return {key: _amounts(inner) for key, inner in part.items()}
