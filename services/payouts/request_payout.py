"""A seller asks to be paid."""

from datetime import datetime
from uuid import UUID

import msgspec

from infra.database import Tx, transact
from infra.scope import Scope
from services.payouts.errors import NothingToRequest
from services.payouts.preview_payout import preview


class PayoutRequested(msgspec.Struct, frozen=True):
    """Since when the request waits."""

    requested_at: datetime


async def request_payout(scope: Scope, seller_id: UUID) -> PayoutRequested:
    """Note the wish on the payee's row; no money moves. The next batch of the rail takes it up, by two people as ever.

    Asking again answers the first request. Raises NothingToRequest where no payee is named or nothing could be
    paid.
    """

    async def work(tx: Tx) -> PayoutRequested:
        asked = await tx.fetchval(
            "SELECT asked_at FROM payee_profiles WHERE brand_id = $1 AND seller_id = $2 FOR NO KEY UPDATE",
            tx.brand_id,
            seller_id,
        )
        if asked is not None:
            return PayoutRequested(asked)
        if not (await preview(tx, seller_id)).may_ask:
            raise NothingToRequest
        await tx.execute(
            "UPDATE payee_profiles SET asked_at = $3 WHERE brand_id = $1 AND seller_id = $2",
            tx.brand_id,
            seller_id,
            tx.now,
        )
        return PayoutRequested(tx.now)

    return await transact(scope, work)
