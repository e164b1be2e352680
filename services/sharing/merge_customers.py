"""Two customers turn out to be one person."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.ids import new_id
from infra.scope import Scope
from services.audit import record_change
from services.locks import lock_customers
from services.sharing.customer_groups import customer_groups
from services.sharing.errors import AlreadyOnePerson, TwoAccounts

_ACCOUNTS = """
SELECT id, account_id FROM customers WHERE brand_id = $1 AND id = ANY($2::uuid[]) AND account_id IS NOT NULL
"""
_WRITE = """
INSERT INTO customer_merges (brand_id, id, from_customer_id, into_customer_id, via, reason, at, made_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""


class MergeCustomers(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`from_customer_id` is read as `into_customer_id` from now on. The reason goes to the log."""

    from_customer_id: UUID
    into_customer_id: UUID
    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class CustomersMerged(msgspec.Struct, frozen=True):
    """Both are who stood for the two persons: those merged into them come along."""

    merge_id: UUID
    from_customer_id: UUID
    into_customer_id: UUID


async def merge_customers(scope: Scope, command: MergeCustomers) -> CustomersMerged:
    """The brand's people say that two customers are one person.

    Raises NotFound; AlreadyOnePerson; TwoAccounts where each has a log-in: which of them is the person's, only they
    can say, by closing one.
    """

    async def work(tx: Tx) -> CustomersMerged:
        wanted = [command.from_customer_id, command.into_customer_id]
        for customer_id in wanted:
            if not await tx.fetchval(
                "SELECT 1 FROM customers WHERE brand_id = $1 AND id = $2", tx.brand_id, customer_id
            ):
                raise NotFound(what="customer", ref=customer_id)
        merged = await merge(tx, *wanted, via="operator", reason=command.reason)
        await record_change(tx, "merge_customers", "customer_merge", merged.merge_id, None, command)
        return merged

    return await transact(scope, work)


async def merge(
    tx: Tx, from_customer_id: UUID, into_customer_id: UUID, *, via: str, reason: str = ""
) -> CustomersMerged:
    """The step: write that from now on the two are one. Nothing moves: orders, touches and bindings stay whose they
    were, attribution reads them together, so that an older valid binding of either stands, and undoing it needs nothing
    put back. Decisions made before stay as they are."""
    # By id: two merges of the same customers, made at once in opposite directions, come one after the other, and the
    # second finds one person.
    await lock_customers(tx, [from_customer_id, into_customer_id])
    # Read after the lock: a payment of theirs that went first is decided before this, and is so read again later.
    at = tx.scope.clock.now()
    groups = await customer_groups(tx, [from_customer_id, into_customer_id], at)
    source, target = groups[from_customer_id], groups[into_customer_id]
    if source.root == target.root:
        raise AlreadyOnePerson
    accounts = await tx.fetch(_ACCOUNTS, tx.brand_id, list(source.members | target.members))
    holders = {row["id"] for row in accounts}
    if holders & source.members and holders & target.members:
        raise TwoAccounts
    # Whoever has the log-in stands for the person.
    old, new = (target.root, source.root) if holders & source.members else (source.root, target.root)
    merge_id = new_id()
    await tx.execute(_WRITE, tx.brand_id, merge_id, old, new, via, reason, at, tx.scope.actor.account_id)
    return CustomersMerged(merge_id, old, new)
