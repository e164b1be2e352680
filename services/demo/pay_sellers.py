"""One payout batch, built by finance and approved by the admin; one account in it is refused by the bank."""

from uuid import UUID

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Actor, Scope
from services.payouts.approve_batch import approve_batch
from services.payouts.build_batch import BuildBatch, build_batch
from services.payouts.pay_item import pay_item
from services.payouts.send_batch import send_batch
from services.payouts.set_payee import SetPayee, set_payee
from services.payouts.verify_payee import VerifyPayee, verify_payee

RAIL = "sandbox"
MINIMUM = 500
REFUSED_ACCOUNT = "60161331920002"


async def pay_sellers(scope: Scope) -> int:
    """Pay everybody who has five pounds or more; how many items the bank settled."""
    finance = await transact(scope, lambda tx: _person(tx, "finance"))
    admin = await transact(scope, lambda tx: _person(tx, "admin"))
    for number, (seller_id, name) in enumerate(await transact(scope, _earners)):
        account = REFUSED_ACCOUNT if number == 0 else f"6016133192{number + 1000:04d}"
        await set_payee(scope, seller_id, SetPayee(RAIL, name, account, "business", "NWBKGB2L"))
        await verify_payee(scope.acting_as(finance), seller_id, VerifyPayee(name))
    built = await build_batch(scope.acting_as(finance), BuildBatch(RAIL, "GBP", MINIMUM), "demo-payout")
    await approve_batch(scope.acting_as(admin), built.id, "demo-payout-approved")
    await send_batch(scope.acting_as(finance), built.id, "demo-payout-sent")
    items = await transact(scope, lambda tx: _items(tx, built.id))
    return sum([await pay_item(scope, item) in ("confirmed", "failed") for item in items])


async def _person(tx: Tx, role: str) -> Actor:
    account_id: UUID | None = await tx.fetchval(
        "SELECT account_id FROM memberships WHERE brand_id = $1 AND role = $2 ORDER BY id LIMIT 1",
        tx.brand_id,
        role,
    )
    if account_id is None:
        raise NotFound(what="account of role", ref=role)
    return Actor("account", account_id, None, frozenset({role}))


async def _earners(tx: Tx) -> list[tuple[UUID, str]]:
    rows = await tx.fetch(
        "SELECT b.seller_id, s.display_name FROM seller_balances b"
        " JOIN sellers s ON s.brand_id = b.brand_id AND s.id = b.seller_id"
        " WHERE b.brand_id = $1 AND b.available >= $2 ORDER BY s.kind, s.code",
        tx.brand_id,
        MINIMUM,
    )
    return [(row["seller_id"], row["display_name"]) for row in rows]


async def _items(tx: Tx, batch_id: UUID) -> list[UUID]:
    rows = await tx.fetch(
        "SELECT id FROM payout_items WHERE brand_id = $1 AND batch_id = $2 AND state = 'sent' ORDER BY id",
        tx.brand_id,
        batch_id,
    )
    return [row["id"] for row in rows]
