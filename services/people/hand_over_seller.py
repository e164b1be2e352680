"""hand_over_seller: a leaver's customers, links and coupons go to another seller, by facts that say so."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

import asyncpg
from msgspec import Meta, Struct

from commission.attribution.bindings import expired, standing_binding
from commission.attribution.facts import Binding
from commission.attribution.policy import BindingRule
from infra.database import Tx, transact
from infra.errors import NoPolicyInForce, NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change
from services.locks import lock_sellers
from services.people.errors import HandOverToSelf, TakerHasNoStore, TakerNotActive
from services.people.hand_over_coupons import live_coupons, move_coupons
from services.policies.kinds import ATTRIBUTION_POLICY
from services.policies.policy_in_force import policy_in_force

# All bindings of everybody who was ever bound to the leaver: who stands now depends on the others too.
_BINDINGS = """
SELECT b.id, b.at, b.seller_id, b.customer_id, b.visitor_id, b.hand_over_id FROM bindings b
WHERE b.brand_id = $1 AND (
  b.customer_id IN (SELECT m.customer_id FROM bindings m WHERE m.brand_id = $1 AND m.seller_id = $2)
  OR b.visitor_id IN (SELECT m.visitor_id FROM bindings m WHERE m.brand_id = $1 AND m.seller_id = $2))
ORDER BY b.at, b.id
"""
_WRITE_BINDINGS = """
INSERT INTO bindings (brand_id, id, seller_id, customer_id, visitor_id, source, at, hand_over_id)
SELECT $1, f.id, $2, f.customer_id, f.visitor_id, 'operator', $3, $4
FROM unnest($5::uuid[], $6::uuid[], $7::uuid[]) AS f (id, customer_id, visitor_id)
"""
_LINKS = (
    "SELECT id FROM links WHERE brand_id = $1 AND seller_id = $2 AND (expires_at IS NULL OR expires_at > $3)"
)
_MOVE_LINKS = """
UPDATE links l SET seller_id = $3, store_id = t.id FROM stores t
WHERE l.brand_id = $1 AND l.id = ANY($2::uuid[]) AND t.brand_id = l.brand_id AND t.seller_id = $3
"""
_LINK_HISTORY = """
INSERT INTO link_owner_changes (brand_id, id, link_id, from_seller_id, to_seller_id, hand_over_id, at)
SELECT $1, c.id, c.link_id, $2, $3, $4, $5 FROM unnest($6::uuid[], $7::uuid[]) AS c (id, link_id)
"""


class HandOverSeller(Struct, frozen=True, forbid_unknown_fields=True):
    """To whom, and why. `check` true: say how much would go, and change nothing."""

    to_seller_id: UUID
    reason: Annotated[str, Meta(min_length=1, max_length=500)]
    check: bool = False


class SellerHandedOver(Struct, frozen=True):
    """`hand_over_id` undoes it; null after a mere check. `customers` counts browsers that may become customers too."""

    hand_over_id: UUID | None
    customers: int
    links: int
    coupons: int


async def hand_over_seller(scope: Scope, seller_id: UUID, command: HandOverSeller) -> SellerHandedOver:
    """Bind everybody whose standing binding is the leaver's to the other seller from now on, let the leaver's links
    lead to the other's store and the leaver's live coupons credit the other. Touches, orders, commission and earlier
    bindings stay as they are.

    Raises NotFound, HandOverToSelf, TakerNotActive, TakerHasNoStore.
    """

    async def work(tx: Tx) -> SellerHandedOver:
        await _check(tx, seller_id, command.to_seller_id)
        bound = await bound_to(tx, seller_id)
        links = [row["id"] for row in await tx.fetch(_LINKS, tx.brand_id, seller_id, tx.now)]
        coupons = await live_coupons(tx, seller_id)
        if command.check:
            return SellerHandedOver(None, len(bound), len(links), len(coupons))
        hand_over_id = new_id()
        await tx.execute(
            "INSERT INTO hand_overs (brand_id, id, from_seller_id, to_seller_id, reason, customers, links, coupons,"
            " at, made_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            tx.brand_id,
            hand_over_id,
            seller_id,
            command.to_seller_id,
            command.reason,
            len(bound),
            len(links),
            len(coupons),
            tx.now,
            tx.scope.actor.account_id,
        )
        await rebind(tx, bound, command.to_seller_id, hand_over_id)
        await move_links(tx, links, seller_id, command.to_seller_id, hand_over_id)
        await move_coupons(tx, coupons, seller_id, command.to_seller_id, hand_over_id)
        done = SellerHandedOver(hand_over_id, len(bound), len(links), len(coupons))
        await record_change(
            tx,
            "hand_over_seller",
            "seller",
            seller_id,
            None,
            {
                "to": command.to_seller_id,
                "customers": done.customers,
                "links": done.links,
                "coupons": done.coupons,
            },
        )
        return done

    return await transact(scope, work)


async def bound_to(tx: Tx, seller_id: UUID) -> list[asyncpg.Record]:
    """The standing bindings that are the seller's now, under the policy in force: the latest where it knows none."""
    try:
        rule = (await policy_in_force(tx, ATTRIBUTION_POLICY, tx.now)).policy.binding
    except NoPolicyInForce:
        rule = None
    by_person: dict[tuple[UUID | None, UUID | None], list[asyncpg.Record]] = defaultdict(list)
    for row in await tx.fetch(_BINDINGS, tx.brand_id, seller_id):
        by_person[row["customer_id"], row["visitor_id"]].append(row)
    standing = (_standing(rows, rule, tx) for rows in by_person.values())
    return [row for row in standing if row is not None and row["seller_id"] == seller_id]


def _standing(rows: list[asyncpg.Record], rule: BindingRule | None, tx: Tx) -> asyncpg.Record | None:
    if rule is None:
        return rows[-1]
    facts = {
        str(row["id"]): (
            Binding(
                str(row["id"]), row["at"], str(row["seller_id"]), handed_over=row["hand_over_id"] is not None
            ),
            row,
        )
        for row in rows
    }
    stands = standing_binding((fact for fact, _ in facts.values()), rule)
    if stands is None or expired(stands, rule, tx.now):
        return None
    return facts[stands.id][1]


async def rebind(tx: Tx, bound: Iterable[asyncpg.Record], seller_id: UUID, hand_over_id: UUID) -> None:
    """New facts for these people, from now on."""
    people = list(bound)
    await tx.execute(
        _WRITE_BINDINGS,
        tx.brand_id,
        seller_id,
        tx.now,
        hand_over_id,
        [new_id() for _ in people],
        [row["customer_id"] for row in people],
        [row["visitor_id"] for row in people],
    )


async def move_links(
    tx: Tx, links: list[UUID], from_seller_id: UUID, to_seller_id: UUID, hand_over_id: UUID
) -> None:
    """The links lead to the other's store from now on, and it is written down whose they were."""
    await tx.execute(_MOVE_LINKS, tx.brand_id, links, to_seller_id)
    await tx.execute(
        _LINK_HISTORY,
        tx.brand_id,
        from_seller_id,
        to_seller_id,
        hand_over_id,
        tx.now,
        [new_id() for _ in links],
        links,
    )


async def _check(tx: Tx, from_seller_id: UUID, to_seller_id: UUID) -> None:
    # Both rows locked, in the one order: two hand-overs that cross come one after another.
    await lock_sellers(tx, (from_seller_id, to_seller_id))
    rows = await tx.fetch(
        "SELECT s.id, s.status, t.id AS store_id FROM sellers s"
        " LEFT JOIN stores t ON t.brand_id = s.brand_id AND t.seller_id = s.id"
        " WHERE s.brand_id = $1 AND s.id = ANY($2::uuid[])",
        tx.brand_id,
        [from_seller_id, to_seller_id],
    )
    sellers = {row["id"]: row for row in rows}
    for each in (from_seller_id, to_seller_id):
        if each not in sellers:
            raise NotFound(what="seller", ref=each)
    if from_seller_id == to_seller_id:
        raise HandOverToSelf
    other = sellers[to_seller_id]
    if other["status"] != "active":
        raise TakerNotActive
    if other["store_id"] is None:
        raise TakerHasNoStore
