"""Which statements there are."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from infra.database import Tx, transact
from infra.scope import Scope
from services.bookkeeping.closed_month import require_seller


class StatementMonth(Struct, frozen=True):
    """A closed month that has a statement: of the seller that asks, or of the brand with `sellers` of its sellers.
    `until_at` is exclusive; `key_id` names the key that signed it."""

    month: str
    from_at: datetime
    until_at: datetime
    timezone: str
    closed_at: datetime
    key_id: str
    sellers: int


_MONTHS = """
SELECT to_char(c.month, 'YYYY-MM'), c.from_at, c.until_at, c.timezone, c.closed_at, k.key_id,
  (SELECT count(*)::int FROM statements AS n WHERE n.brand_id = $1 AND n.month = c.month AND n.seller_id IS NOT NULL)
FROM statements AS s JOIN closed_months AS c ON c.brand_id = s.brand_id AND c.month = s.month
JOIN signing_keys AS k ON k.brand_id = c.brand_id AND k.id = c.signing_key_id
WHERE s.brand_id = $1 AND s.seller_id IS NOT DISTINCT FROM $2 ORDER BY c.month DESC
"""


async def list_statements(scope: Scope, seller_id: UUID | None = None) -> list[StatementMonth]:
    """The months with a statement of the seller, or without a seller of the brand, the latest first.
    Raises NotFound for a seller that the brand does not have."""

    async def work(tx: Tx) -> list[StatementMonth]:
        if seller_id is not None:
            await require_seller(tx, seller_id)
        return [StatementMonth(*row) for row in await tx.fetch(_MONTHS, tx.brand_id, seller_id)]

    return await transact(scope, work)
