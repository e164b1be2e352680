"""Whom an attribution policy would credit with an order."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from commission.attribution.candidates import Facts
from commission.attribution.decide import decide
from commission.attribution.facts import Binding, Coupon, Purchase, SellerStanding, Touch
from infra.database import Tx, transact
from infra.scope import Scope
from services.policies.kinds import ATTRIBUTION_POLICY
from services.policies.read_draft import read_draft
from services.queries.reasons import DROPPED
from services.trials.try_tier_schedule import Body

Name = Annotated[str, Meta(min_length=1, max_length=60, examples=["Ann"])]
Days = Annotated[int, Meta(ge=0, le=3650)]


class TriedTouch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A click on a seller's link, so many days before the order."""

    seller: Name
    days_before: Days
    channel: Annotated[str, Meta(min_length=1, max_length=40)] = "wechat"


class TriedBinding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seller: Name
    days_before: Days


class TryAttributionPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What came before an order that is paid now; sellers by any names. `buyer` is a seller who buys for themselves."""

    body: Body
    touches: Annotated[list[TriedTouch], Meta(max_length=20)] = []
    bindings: Annotated[list[TriedBinding], Meta(max_length=20)] = []
    coupon: Name | None = None
    store: Name | None = None
    buyer: Name | None = None


class CreditTried(msgspec.Struct, frozen=True):
    """`weight` is a fraction as text."""

    seller: str
    weight: str
    channel: str


class DropTried(msgspec.Struct, frozen=True):
    """Something that does not count, and why, in both languages."""

    source: str
    seller: str
    reason: str
    reason_zh: str


class AttributionPolicyTried(msgspec.Struct, frozen=True):
    """`by` is null where nobody is credited; `steps` is the walk along the precedence."""

    by: str | None
    credits: list[CreditTried]
    drops: list[DropTried]
    steps: list[dict[str, Any]]


async def try_attribution_policy(scope: Scope, command: TryAttributionPolicy) -> AttributionPolicyTried:
    """Decide the order. Raises InvalidInput with every fault of the body."""

    async def work(tx: Tx) -> AttributionPolicyTried:
        draft = await read_draft(tx, ATTRIBUTION_POLICY, command.body)
        decision = decide(draft.policy, _purchase(command, tx.now), _facts(command, tx.now))
        return AttributionPolicyTried(
            decision.by,
            [CreditTried(each.seller, str(each.weight), each.channel) for each in decision.credits],
            [
                DropTried(
                    each.source, each.seller, *DROPPED.get(each.dropped or "", (each.dropped or "",) * 2)
                )
                for each in decision.drops
            ],
            [msgspec.to_builtins(dict(step)) for step in decision.trace],
        )

    return await transact(scope, work, snapshot=True)


def _purchase(command: TryAttributionPolicy, now: datetime) -> Purchase:
    coupon = Coupon("COUPON", command.coupon, "offline_coupon") if command.coupon else None
    return Purchase("~order", now, "customer", "visitor", coupon, command.store)


def _facts(command: TryAttributionPolicy, now: datetime) -> Facts:
    named: Sequence[str | None] = (
        *(each.seller for each in command.touches),
        *(each.seller for each in command.bindings),
        command.coupon,
        command.store,
    )
    return Facts(
        touches=[
            Touch(f"touch {at}", now - timedelta(days=each.days_before), "visitor", each.seller, each.channel)
            for at, each in enumerate(command.touches, 1)
        ],
        identifications=[],
        bindings=[
            Binding(f"binding {at}", now - timedelta(days=each.days_before), each.seller, "customer")
            for at, each in enumerate(command.bindings, 1)
        ],
        sellers={
            name: SellerStanding(active=True, same_person="account" if name == command.buyer else None)
            for name in named
            if name is not None
        },
    )
