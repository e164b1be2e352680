"""Take a coupon out of use before its time."""

from uuid import UUID

from infra.database import Tx, transact
from infra.errors import NotFound
from infra.scope import Scope
from services.audit import record_change


async def end_coupon(scope: Scope, coupon_id: UUID) -> None:
    """From now on no order can use it; orders placed with it keep it. The second time nothing happens. Raises
    NotFound."""

    async def work(tx: Tx) -> None:
        row = await tx.fetchrow(
            "SELECT valid_until FROM coupons WHERE brand_id = $1 AND id = $2 FOR NO KEY UPDATE",
            tx.brand_id,
            coupon_id,
        )
        if row is None:
            raise NotFound(what="coupon", ref=coupon_id)
        if row["valid_until"] is not None and row["valid_until"] <= tx.now:
            return
        await tx.execute(
            "UPDATE coupons SET valid_until = $3 WHERE brand_id = $1 AND id = $2",
            tx.brand_id,
            coupon_id,
            tx.now,
        )
        await record_change(
            tx,
            "end_coupon",
            "coupon",
            coupon_id,
            {"valid_until": row["valid_until"]},
            {"valid_until": tx.now},
        )

    await transact(scope, work)
