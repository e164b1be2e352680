"""What only the brand can say of its plan: joining terms, contract, licences, goods, advertising, the stocking gate.

Every field may stay null, and null is not known: the lint then asks for data and nothing goes live on it. Amounts are
in minor units of the brand's currency; the inner objects follow schema 5.1 (`plan-1.0.0.json`), which judges them.
"""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from commission.compliance.packs import JURISDICTIONS
from commission.money.faults import Fault, PolicyRefused

Minor = Annotated[int, Meta(ge=0, le=10**15)]
Part = dict[str, Any] | None
Flag = bool | None


class Joining(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How somebody becomes a seller and stops being one. `introducer_hops`: how much of who brought whom is kept."""

    fee: Minor | None = None
    fee_kind: Literal["none", "platform", "training", "deposit", "kit"] | None = None
    fee_mandatory: Flag = None
    purchase_required: Minor | None = None
    purchase_required_for: list[Literal["join", "invite", "earn", "rank", "keep_rank", "none"]] | None = None
    may_invite: Flag = None
    excluded: list[str] | None = None
    auto_enrol: Literal["none", "registration", "first_purchase", "cumulative_spend"] | None = None
    cooling_off: Part = None
    exit: Part = None
    contract: Part = None
    buyback_disclosed: Flag = None
    buyback_waiver: Flag = None
    buyback_payment_days: Annotated[int, Meta(ge=0, le=3650)] | None = None
    introducer_hops: Annotated[int, Meta(ge=0, le=1000)] = 0


class Selling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is sold, under which licence, and what is said about it."""

    licences: list[dict[str, Any]] | None = None
    sells: Part = None
    consumer_return: Part = None
    claims: Part = None
    promotion: Part = None
    channel: list[str] | None = None


class Stocking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The stocking gate (G-07). `starter_cap` is units that anybody may order whatever they sold.

    `expected_monthly_sell_through` is the brand's own estimate at list price, minor units: it is used while the brand's
    sales are younger than three months, and never after.
    """

    gate: Literal["off", "warn", "review", "block"] = "review"
    starter_cap: Annotated[int, Meta(ge=0, le=1_000_000)] = 100
    consignment: Flag = None
    expected_monthly_sell_through: Minor | None = None


class DeclaredTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version. `jurisdictions` are those the plan runs in beside the brand's own."""

    jurisdictions: list[str] = []
    joining: Joining = Joining()
    selling: Selling = Selling()
    stocking: Stocking = Stocking()


def parse_declared_terms(document: object, path: str = "declared_terms") -> DeclaredTerms:
    """Raises PolicyRefused, naming the field."""
    try:
        terms = msgspec.convert(document, DeclaredTerms)
    except (msgspec.ValidationError, UnicodeEncodeError) as broken:
        message, _, where = str(broken).partition(" - at `$")
        raise PolicyRefused([Fault(path + where.rstrip("`"), message)]) from None
    unknown = [name for name in terms.jurisdictions if name not in JURISDICTIONS]
    if unknown:
        raise PolicyRefused(
            [Fault(f"{path}.jurisdictions", f"there is no rule pack for {', '.join(unknown)}")]
        )
    return terms
